// SPDX-License-Identifier: Apache-2.0

//! Cancelling, in every state.

use super::*;
use sp_runtime::DispatchError;

#[test]
fn a_cancelled_referendum_pays_back() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		forget_events();

		assert_ok!(Referenda::cancel(root(), index));

		assert_eq!(info(index), Some(ReferendumInfo::Cancelled(1, None, None)));
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
		assert_eq!(tasks_of(index), Vec::<u64>::new());
		assert_eq!(
			events(),
			[
				Event::Cancelled { index, tally: Tally::default() },
				Event::SubmissionDepositRefunded { index, who: ALICE, amount: 2 },
				Event::DecisionDepositRefunded { index, who: BOB, amount: 10 },
			]
		);
	});
}

#[test]
fn cancelling_a_decision_lets_the_next_one_begin_in_the_same_call() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		let next = queued_with(1);

		assert_ok!(Referenda::cancel(root(), index));

		assert_eq!((deciding_since(next), deciding_count()), (Some(now()), 1));
		assert_eq!(queue(), Vec::<u32>::new());
	});
}

#[test]
fn cancelling_is_refused_when_the_origin_may_not() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_noop!(Referenda::cancel(by(ALICE), index), DispatchError::BadOrigin);
	});
}

#[test]
fn cancelling_is_refused_when_the_referendum_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_ok!(Referenda::cancel(root(), index));
		assert_noop!(Referenda::cancel(root(), index), Error::<Test>::NotOngoing);
	});
}
