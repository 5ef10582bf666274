// SPDX-License-Identifier: Apache-2.0

//! The story of the crate's docs, in this mock's shorter periods.

use super::*;

#[test]
fn an_exploited_parachain_is_fixed() {
	ExtBuilder::default().build_and_execute(|| {
		let ordinary = preparing(9);
		run_to(100);
		let ordinary_again = preparing(9);
		run_to(104);
		assert!(outcome(ordinary).is_some() && is_deciding(ordinary_again));

		let fix = preparing(1);
		run_to(105);
		assert_ok!(FastTrack::fast_track(two_thirds(), fix, 3, 2));
		run_to(106);
		vote(fix, 90, 2);
		run_to(109);

		assert!(matches!(outcome(fix), Some(Outcome::Approved { at: 109, enacted: 111, .. })));
		assert!(is_deciding(ordinary_again));
	});
}

#[test]
fn a_change_that_is_not_urgent_is_vetoed() {
	ExtBuilder::default().build_and_execute(|| {
		let change = accelerated(2);
		vote(change, 20, 30);
		run_to(3);
		assert_ok!(FastTrack::veto(by(BOB), change));

		run_to(14);
		assert_eq!(poll(change).unwrap().decision.unwrap().since, 5);
		assert_noop!(fast_track(change), Error::<Test>::CoolingOff);
		run_to(18);
		let again = preparing(2);
		assert_ok!(fast_track(again));
		assert_noop!(FastTrack::veto(by(BOB), again), Error::<Test>::AlreadyVetoed);
		assert_ok!(FastTrack::veto(by(ALICE), again));
	});
}

#[test]
fn an_attack_is_blacklisted() {
	ExtBuilder::default().build_and_execute(|| {
		let attack = accelerated(3);
		vote(attack, 100, 0);

		assert_ok!(FastTrack::blacklist(root(), proposal(3), Some(attack)));

		assert_eq!(outcome(attack), Some(Outcome::Killed));
		assert!(submit_proposal(proposal(3)).is_err());
	});
}
