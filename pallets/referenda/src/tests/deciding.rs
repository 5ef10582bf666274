// SPDX-License-Identifier: Apache-2.0

//! Deciding: when it begins, and how it ends without approval.

use super::*;

#[test]
fn a_decision_begins_at_the_end_of_the_prepare_period() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		run_to(4);
		assert_eq!((deciding_since(index), deciding_count()), (None, 0));
		forget_events();

		run_to(5);

		assert_eq!((deciding_since(index), deciding_count()), (Some(5), 1));
		let (tally, proposal) = (status(index).tally, status(index).proposal);
		assert_eq!(events(), [Event::DecisionStarted { index, track: ROOT, proposal, tally }]);
	});
}

#[test]
fn a_referendum_that_never_passes_is_rejected_at_the_end_of_the_decision_period() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		run_to(24);
		assert_eq!(deciding_since(index), Some(5));
		forget_events();

		run_to(25);

		assert_eq!(info(index), Some(ReferendumInfo::Rejected(25, None, None)));
		assert_eq!((held(ALICE), held(BOB), deciding_count()), (0, 0, 0));
		assert_eq!(
			events(),
			[
				Event::Rejected { index, tally: Tally::default() },
				Event::SubmissionDepositRefunded { index, who: ALICE, amount: 2 },
				Event::DecisionDepositRefunded { index, who: BOB, amount: 10 },
			]
		);
	});
}

#[test]
fn a_referendum_is_nudged_in_the_first_block_in_which_its_tally_is_enough() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();

		// Approval of 75 % is enough after half of the period, support of 30 % after two fifths.
		vote(index, 30, 10);

		assert_eq!(alarm_at(index), Some(15));
		run_to(14);
		assert_eq!(confirming_until(index), None);
		run_to(15);
		assert_eq!(confirming_until(index), Some(18));
	});
}

#[test]
fn tracks_decide_side_by_side() {
	ExtBuilder::default().build_and_execute(|| {
		let big = deciding();
		let little = submit(ALICE, SMALL);
		place_deposit(little);

		assert_eq!((deciding_since(big), deciding_since(little)), (Some(5), Some(5)));
		assert_eq!((deciding_count(), DecidingCount::<Test>::get(SMALL)), (1, 1));
	});
}

#[test]
fn a_referendum_whose_track_is_gone_ends_and_pays_back() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		let waiting = queued_with(1);
		FirstTrackExists::set(false);

		nudge_takes(index, Branch::TrackGone);

		assert_eq!(info(index), Some(ReferendumInfo::TimedOut(now(), None, None)));
		assert_eq!(deciding_count(), 0);
		assert_ok!(Referenda::cancel(root(), waiting));
	});
}
