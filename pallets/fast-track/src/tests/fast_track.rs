// SPDX-License-Identifier: Apache-2.0

//! Accelerating: who may, how fast, and what is refused.

use super::*;

#[test]
fn two_thirds_accelerate_a_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);

		assert_ok!(FastTrack::fast_track(two_thirds(), index, 4, 2));

		let (authority, proposal) = (Authority::Majority, proposal(1));
		let entry = Acceleration { index, proposal, authority, since: 1, until: 5 };
		assert_eq!(FastTrack::accelerations(), [entry]);
		assert_eq!(Polls::accelerated_until(index), Some(5));
		assert!(is_deciding(index));
		let event = Event::FastTracked { index, proposal, authority, until: 5, enactment_delay: 2 };
		assert_eq!(events(), [event]);
	});
}

#[test]
fn a_period_at_the_fast_track_floor_is_granted_to_two_thirds() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::fast_track(two_thirds(), preparing(1), 3, 0));
	});
}

#[test]
fn a_period_below_the_fast_track_floor_is_refused_when_two_thirds_ask() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		for period in [1, 2] {
			assert_noop!(
				FastTrack::fast_track(two_thirds(), index, period, 0),
				Error::<Test>::UnanimityRequired
			);
		}
	});
}

#[test]
fn everybody_together_may_go_down_to_the_instant_floor() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);

		assert_ok!(FastTrack::fast_track(everybody(), index, 1, 0));

		assert_eq!(acceleration(index).map(|entry| entry.authority), Some(Authority::Unanimity));
	});
}

#[test]
fn everybody_together_may_stay_above_the_fast_track_floor() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::fast_track(everybody(), preparing(1), 3, 0));
	});
}

#[test]
fn a_period_below_the_instant_floor_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		InstantPeriod::set(2);
		let index = preparing(1);
		for origin in [two_thirds(), everybody()] {
			assert_noop!(FastTrack::fast_track(origin, index, 1, 0), Error::<Test>::PeriodTooShort);
		}
	});
}

#[test]
fn d1_a_period_of_no_blocks_is_refused_wherever_the_floors_lie() {
	ExtBuilder::default().build_and_execute(|| {
		FastTrackPeriod::set(0);
		InstantPeriod::set(0);
		let index = preparing(1);
		for origin in [two_thirds(), everybody()] {
			assert_noop!(FastTrack::fast_track(origin, index, 0, 0), Error::<Test>::PeriodTooShort);
		}
	});
}

#[test]
fn acceleration_is_refused_when_the_origin_is_not_the_committee() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		for origin in [by(ALICE), by(DAVE), root()] {
			assert_noop!(FastTrack::fast_track(origin, index, 9, 0), BadOrigin);
		}
	});
}

#[test]
fn acceleration_is_refused_when_the_referendum_has_ended_or_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(fast_track(0), Error::<Test>::NotOngoing);
		let index = preparing(1);
		assert_ok!(FastTrack::cancel(two_thirds(), index));
		assert_noop!(fast_track(index), Error::<Test>::NotOngoing);
	});
}

#[test]
fn acceleration_is_refused_when_the_referendum_is_accelerated_already() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		assert_noop!(fast_track(index), Error::<Test>::AlreadyFastTracked);
		assert_noop!(
			FastTrack::fast_track(everybody(), index, 1, 0),
			Error::<Test>::AlreadyFastTracked
		);
	});
}

#[test]
fn acceleration_is_refused_when_another_referendum_with_the_proposal_is_accelerated() {
	ExtBuilder::default().build_and_execute(|| {
		accelerated(1);
		let twin = preparing(1);
		assert_noop!(fast_track(twin), Error::<Test>::AlreadyFastTracked);
	});
}

#[test]
fn acceleration_is_refused_at_the_greatest_number() {
	ExtBuilder::default().accelerations(2).build_and_execute(|| {
		let first = accelerated(1);
		accelerated(2);
		let third = preparing(3);
		assert_noop!(fast_track(third), Error::<Test>::TooManyAccelerations);

		assert_ok!(FastTrack::veto(by(ALICE), first));

		assert_ok!(fast_track(third));
	});
}

#[test]
fn acceleration_is_refused_when_the_proposal_is_blacklisted() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		assert_ok!(FastTrack::blacklist(root(), proposal(1), None));
		assert_noop!(fast_track(index), Error::<Test>::ProposalBlacklisted);
	});
}

#[test]
fn a_referendum_is_lent_a_place_when_its_track_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		let ordinary = preparing(1);
		run_to(1 + PREPARE);
		assert!(is_deciding(ordinary));

		let urgent = accelerated(2);

		assert!(is_deciding(ordinary) && is_deciding(urgent));
	});
}

#[test]
fn an_acceleration_waits_for_the_decision_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submit_proposal(proposal(1)).unwrap();
		assert_ok!(fast_track(index));
		run_to(3);
		assert!(!is_deciding(index));

		place_deposit(index);

		assert!(is_deciding(index));
	});
}

#[test]
fn a_call_that_the_referenda_refuse_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		// This acceleration does not come from the pallet, so the list does not know it.
		Accelerations::<Test>::kill();

		assert_noop!(fast_track(index), DispatchError::Other("accelerated already"));

		use canary_primitives::traits::AccelerateReferenda;
		assert_ok!(Polls::end_acceleration(index));
	});
}
