// SPDX-License-Identifier: Apache-2.0

//! Each invariant, broken on purpose.

use super::*;

/// Breaks one thing and expects the invariant of this number to be named.
#[track_caller]
fn broken(invariant: u8, damage: impl FnOnce()) {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		accelerated(1);
		accelerated(2);
		vetoed(3, BOB);
		assert_ok!(FastTrack::do_try_state());

		damage();

		let Err(DispatchError::Other(named)) = FastTrack::do_try_state() else {
			panic!("invariant {invariant} is broken unnoticed")
		};
		assert!(named.starts_with(&format!("invariant {invariant}:")), "named was {named}");
	});
}

fn change(by: impl FnOnce(&mut Vec<AccelerationOf<Test>>)) {
	let mut list = FastTrack::accelerations();
	by(&mut list);
	Accelerations::<Test>::put(AccelerationsOf::<Test>::try_from(list).unwrap());
}

#[test]
fn an_acceleration_of_no_referendum_is_noticed() {
	broken(1, || change(|list| list[0].index = 77));
}

#[test]
fn an_acceleration_of_another_proposal_is_noticed() {
	broken(1, || change(|list| list[0].proposal = proposal(8)));
}

#[test]
fn an_acceleration_that_the_referendum_does_not_know_of_is_noticed() {
	use canary_primitives::traits::AccelerateReferenda;
	broken(1, || Polls::end_acceleration(0).unwrap());
}

#[test]
fn an_acceleration_that_lasts_longer_than_recorded_is_noticed() {
	broken(1, || change(|list| list[1].until += 1));
}

#[test]
fn an_acceleration_that_is_listed_twice_is_noticed() {
	broken(2, || change(|list| list.push(list[0].clone())));
}

#[test]
fn an_accelerated_proposal_that_is_blacklisted_is_noticed() {
	broken(3, || Blacklist::<Test>::insert(proposal(2), ()));
}

#[test]
fn an_accelerated_proposal_under_a_standing_veto_is_noticed() {
	broken(3, || {
		Vetoes::<Test>::insert(proposal(2), Veto::none(9).with(ALICE, 9).unwrap());
	});
}

#[test]
fn a_veto_without_a_vetoer_is_noticed() {
	broken(4, || Vetoes::<Test>::insert(proposal(8), Veto::none(9)));
}

#[test]
fn a_vetoer_who_is_listed_twice_is_noticed() {
	broken(4, || {
		let vetoers = vec![BOB, BOB].try_into().unwrap();
		Vetoes::<Test>::insert(proposal(3), Veto { until: 9, vetoers });
	});
}

#[test]
fn an_acceleration_that_ends_before_it_begins_is_noticed() {
	broken(5, || change(|list| list[0].since = 5));
}
