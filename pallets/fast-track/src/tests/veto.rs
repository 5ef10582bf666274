// SPDX-License-Identifier: Apache-2.0

//! Vetoing: one member is enough, and once.

use super::*;

#[test]
fn one_member_ends_an_acceleration() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		vote(index, 100, 0);
		events();

		assert_ok!(FastTrack::veto(by(BOB), index));

		assert!(!is_accelerated(index));
		assert_eq!(Polls::accelerated_until(index), None);
		let veto = FastTrack::veto_of(proposal(1)).unwrap();
		assert_eq!((veto.until, &veto.vetoers[..]), (16, &[BOB][..]));
		let event = Event::Vetoed { index, proposal: proposal(1), who: BOB, until: 16 };
		assert_eq!(events(), [event]);
	});
}

#[test]
fn a_vetoed_referendum_goes_on_at_the_pace_of_its_track() {
	ExtBuilder::default().build_and_execute(|| {
		let index = vetoed(1, BOB);
		vote(index, 100, 0);
		assert!(!is_deciding(index));

		run_to(1 + PREPARE + CONFIRM - 1);
		assert_eq!(outcome(index), None);
		run_to(1 + PREPARE + CONFIRM);

		assert!(matches!(outcome(index), Some(Outcome::Approved { at: 11, enacted: 16, .. })));
	});
}

#[test]
fn a_vetoed_proposal_cannot_be_accelerated_when_it_cools_off() {
	ExtBuilder::default().build_and_execute(|| {
		let index = vetoed(1, BOB);
		for origin in [two_thirds(), everybody()] {
			assert_noop!(FastTrack::fast_track(origin, index, 9, 0), Error::<Test>::CoolingOff);
		}

		run_to(15);
		assert_noop!(fast_track(index), Error::<Test>::CoolingOff);
		run_to(16);
		assert_ok!(fast_track(index));
	});
}

#[test]
fn a_veto_is_against_the_proposal_in_whatever_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		vetoed(1, BOB);
		let (twin, other) = (preparing(1), preparing(2));
		assert_noop!(fast_track(twin), Error::<Test>::CoolingOff);
		assert_ok!(fast_track(other));
	});
}

#[test]
fn a_second_veto_by_the_same_member_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let index = vetoed(1, BOB);
		run_to(16);
		assert_ok!(fast_track(index));

		assert_noop!(FastTrack::veto(by(BOB), index), Error::<Test>::AlreadyVetoed);

		assert_ok!(FastTrack::veto(by(ALICE), index));
		let veto = FastTrack::veto_of(proposal(1)).unwrap();
		assert_eq!((veto.until, &veto.vetoers[..]), (31, &[ALICE, BOB][..]));
	});
}

#[test]
fn the_same_member_may_veto_another_proposal() {
	ExtBuilder::default().build_and_execute(|| {
		vetoed(1, BOB);
		vetoed(2, BOB);
	});
}

#[test]
fn a_veto_is_refused_after_the_greatest_number_of_vetoers() {
	ExtBuilder::default().vetoers(2).build_and_execute(|| {
		let index = vetoed(1, BOB);
		run_to(16);
		assert_ok!(fast_track(index));
		assert_ok!(FastTrack::veto(by(ALICE), index));
		run_to(31);
		let again = preparing(1);
		assert_ok!(fast_track(again));

		assert_noop!(FastTrack::veto(by(CHARLIE), again), Error::<Test>::TooManyVetoers);
	});
}

#[test]
fn a_veto_is_refused_when_the_referendum_is_not_accelerated() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(FastTrack::veto(by(BOB), 0), Error::<Test>::NotFastTracked);
		let index = preparing(1);
		assert_noop!(FastTrack::veto(by(BOB), index), Error::<Test>::NotFastTracked);
		let vetoed = vetoed(2, BOB);
		assert_noop!(FastTrack::veto(by(ALICE), vetoed), Error::<Test>::NotFastTracked);
	});
}

#[test]
fn a_veto_is_refused_when_it_is_not_a_members() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		for origin in [by(DAVE), two_thirds(), everybody(), root()] {
			assert_noop!(FastTrack::veto(origin, index), BadOrigin);
		}
	});
}
