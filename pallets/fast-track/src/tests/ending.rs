// SPDX-License-Identifier: Apache-2.0

//! How accelerations end without a veto.

use super::*;

#[track_caller]
fn ended(index: u32, why: Ending) {
	assert!(!is_accelerated(index));
	assert_eq!(events(), [Event::AccelerationEnded { index, proposal: proposal(1), why }]);
}

#[test]
fn an_acceleration_without_enough_votes_runs_out() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		vote(index, 30, 10);
		events();

		run_to(4);
		assert!(is_accelerated(index) && is_deciding(index));
		run_to(5);

		ended(index, Ending::RanOut);
		assert_eq!(poll(index).unwrap().decision.unwrap().since, 5);
	});
}

#[test]
fn a_proposal_whose_acceleration_ran_out_cannot_be_accelerated_when_it_cools_off() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		run_to(5);
		let until = 5 + CoolingOffPeriod::get();
		assert_eq!(FastTrack::ran_out_until(proposal(1)), Some(until));

		for origin in [two_thirds(), everybody()] {
			assert_noop!(FastTrack::fast_track(origin, index, 9, 0), Error::<Test>::CoolingOff);
		}
		run_to(until - 1);
		assert_noop!(fast_track(index), Error::<Test>::CoolingOff);
		run_to(until);
		assert_ok!(fast_track(index));
		assert_eq!(Polls::accelerated_until(index), Some(until + 4));
	});
}

#[test]
fn a_proposal_whose_referendum_is_over_does_not_cool_off() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		assert_ok!(FastTrack::cancel(two_thirds(), index));
		let twin = preparing(1);

		assert_ok!(fast_track(twin));
	});
}

#[test]
fn an_acceleration_ends_with_the_approval() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		events();

		vote(index, 100, 0);
		run_to(5);

		assert!(matches!(outcome(index), Some(Outcome::Approved { at: 5, enacted: 6, .. })));
		ended(index, Ending::ReferendumOver);
	});
}

#[test]
fn an_acceleration_ends_with_the_rejection() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		assert_ok!(FastTrack::fast_track(two_thirds(), index, 90, 0));
		events();

		run_to(1 + DECISION);

		assert_eq!(outcome(index), Some(Outcome::Rejected { at: 21 }));
		ended(index, Ending::ReferendumOver);
	});
}

#[test]
fn a_referendum_may_be_over_by_the_end_of_the_call_that_accelerates_it() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		run_to(5);
		vote(index, 100, 0);
		// Its confirm period is over, and it has not been nudged.
		System::set_block_number(5 + CONFIRM);

		assert_ok!(fast_track(index));

		assert!(matches!(outcome(index), Some(Outcome::Approved { at: 11, .. })));
		let (authority, proposal, until) = (Authority::Majority, proposal(1), 15);
		let begun = Event::FastTracked { index, proposal, authority, until, enactment_delay: 0 };
		let why = Ending::ReferendumOver;
		assert_eq!(events(), [begun, Event::AccelerationEnded { index, proposal, why }]);
	});
}

#[test]
fn the_end_of_an_acceleration_that_is_not_listed_is_ignored() {
	ExtBuilder::default().build_and_execute(|| {
		use canary_primitives::{traits::WatchReferenda, AccelerationEnd};
		let index = accelerated(1);
		events();

		frame_support::assert_storage_noop!(FastTrack::on_acceleration_ended(
			7,
			AccelerationEnd::RanOut
		));

		assert!(is_accelerated(index) && events().is_empty());
	});
}
