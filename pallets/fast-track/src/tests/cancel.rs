// SPDX-License-Identifier: Apache-2.0

//! Cancelling a referendum, once for each proposal.

use super::*;

#[test]
fn two_thirds_end_an_accelerated_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		events();

		assert_ok!(FastTrack::cancel(two_thirds(), index));

		assert_eq!(outcome(index), Some(Outcome::Cancelled));
		assert!(!is_accelerated(index));
		let (proposal, why) = (proposal(1), Ending::ReferendumOver);
		let ended = Event::AccelerationEnded { index, proposal, why };
		assert_eq!(events(), [Event::Cancelled { index, proposal }, ended]);
	});
}

#[test]
fn two_thirds_end_an_ordinary_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);

		assert_ok!(FastTrack::cancel(two_thirds(), index));

		assert_eq!(outcome(index), Some(Outcome::Cancelled));
		assert_eq!(events(), [Event::Cancelled { index, proposal: proposal(1) }]);
	});
}

#[test]
fn a_second_cancellation_of_the_proposal_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::cancel(two_thirds(), preparing(1)));
		let again = preparing(1);

		assert_noop!(FastTrack::cancel(two_thirds(), again), Error::<Test>::AlreadyCancelled);

		assert_ok!(FastTrack::cancel(two_thirds(), preparing(2)));
	});
}

#[test]
fn a_cancelled_proposal_may_be_submitted_and_accelerated_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::cancel(two_thirds(), accelerated(1)));
		assert!(is_accelerated(accelerated(1)));
	});
}

#[test]
fn cancellation_is_refused_when_there_is_nothing_to_cancel() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(FastTrack::cancel(two_thirds(), 0), Error::<Test>::NotOngoing);
	});
}

#[test]
fn cancellation_is_refused_when_too_few_members_agree() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		for origin in [by(ALICE), by(DAVE), root()] {
			assert_noop!(FastTrack::cancel(origin, index), BadOrigin);
		}
	});
}
