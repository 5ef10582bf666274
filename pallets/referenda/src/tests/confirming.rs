// SPDX-License-Identifier: Apache-2.0

//! Confirming: begun and aborted by votes, and the approval at its end.

use super::*;

#[test]
fn a_referendum_that_keeps_passing_is_approved_at_the_end_of_the_confirm_period() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		assert_eq!(confirming_until(index), Some(8));
		run_to(7);
		forget_events();

		run_to(8);

		assert_eq!(info(index), Some(ReferendumInfo::Approved(8, None, None)));
		assert_eq!((held(ALICE), held(BOB), deciding_count()), (0, 0, 0));
		assert_eq!(
			events(),
			[
				Event::Confirmed { index, tally: Tally { ayes: 100, nays: 0 } },
				Event::SubmissionDepositRefunded { index, who: ALICE, amount: 2 },
				Event::DecisionDepositRefunded { index, who: BOB, amount: 10 },
				Event::Approved { index },
			]
		);
	});
}

#[test]
fn a_referendum_that_passes_already_begins_confirming_with_its_decision() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		vote(index, 100, 0);
		forget_events();

		run_to(5);

		assert_eq!((deciding_since(index), confirming_until(index)), (Some(5), Some(8)));
		assert!(events().contains(&Event::ConfirmStarted { index }));
	});
}

#[test]
fn a_vote_that_breaks_a_condition_aborts_the_confirmation() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		forget_events();

		vote(index, 100, 100);

		assert_eq!(confirming_until(index), None);
		assert_eq!(events(), [Event::ConfirmAborted { index }]);
	});
}

#[test]
fn a_confirmation_that_was_aborted_begins_anew_in_full() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		run_to(7);
		vote(index, 0, 100);
		vote(index, 100, 0);

		assert_eq!(confirming_until(index), Some(10));
	});
}

#[test]
fn a_confirmation_may_outlast_the_decision_period() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		run_to(24);
		vote(index, 100, 0);

		run_to(26);
		assert_eq!(confirming_until(index), Some(27));
		run_to(27);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(27, None, None)));
	});
}

#[test]
fn a_confirmation_aborted_after_the_decision_period_is_a_rejection_in_the_next_block() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		run_to(24);
		vote(index, 100, 0);
		run_to(26);

		vote(index, 0, 100);

		assert_eq!(alarm_at(index), Some(27));
		run_to(27);
		assert_eq!(info(index), Some(ReferendumInfo::Rejected(27, None, None)));
	});
}

#[test]
fn the_requirement_falls_during_the_decision_until_the_same_votes_are_enough() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		vote(index, 1, 1);

		run_to(25);
		assert_eq!(confirming_until(index), Some(28));
		run_to(28);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(28, None, None)));
	});
}
