// SPDX-License-Identifier: Apache-2.0

//! The two refund calls, which serve records in which a deposit was left.

use super::*;
use sp_runtime::DispatchError;

/// A record of a rejected referendum whose deposits were not given back.
fn left_over() -> u32 {
	let index = submitted();
	assert_ok!(Referenda::cancel(root(), index));
	let submission = Referenda::hold_submission_deposit(ALICE).unwrap();
	let decision = Referenda::hold_decision_deposit(BOB, 10).unwrap();
	ReferendumInfoFor::<Test>::insert(
		index,
		ReferendumInfo::Rejected(1, Some(submission), Some(decision)),
	);
	forget_events();
	index
}

#[test]
fn a_decision_deposit_that_was_left_goes_back_to_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		let index = left_over();

		assert_ok!(Referenda::refund_decision_deposit(by(CAROL), index));

		assert_eq!((held(ALICE), held(BOB)), (2, 0));
		assert_eq!(events(), [Event::DecisionDepositRefunded { index, who: BOB, amount: 10 }]);
		assert_noop!(
			Referenda::refund_decision_deposit(by(CAROL), index),
			Error::<Test>::NoDeposit
		);
	});
}

#[test]
fn a_submission_deposit_that_was_left_goes_back_to_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		let index = left_over();

		assert_ok!(Referenda::refund_submission_deposit(root(), index));

		assert_eq!((held(ALICE), held(BOB)), (0, 10));
		assert_eq!(events(), [Event::SubmissionDepositRefunded { index, who: ALICE, amount: 2 }]);
		assert_noop!(Referenda::refund_submission_deposit(root(), index), Error::<Test>::NoDeposit);
	});
}

#[test]
fn a_refund_is_refused_when_the_referendum_goes_on() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		let decision = || Referenda::refund_decision_deposit(by(BOB), index);
		assert_noop!(decision(), Error::<Test>::NoDeposit);
		place_deposit(index);
		assert_noop!(decision(), Error::<Test>::Unfinished);
		assert_noop!(
			Referenda::refund_submission_deposit(by(ALICE), index),
			Error::<Test>::BadStatus
		);
	});
}

#[test]
fn a_refund_is_refused_when_the_referendum_was_killed() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		assert_ok!(Referenda::kill(root(), index));
		assert_noop!(Referenda::refund_decision_deposit(by(BOB), index), Error::<Test>::NoDeposit);
		assert_noop!(
			Referenda::refund_submission_deposit(by(ALICE), index),
			Error::<Test>::BadStatus
		);
	});
}

#[test]
fn a_refund_is_refused_when_there_is_no_record() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Referenda::refund_decision_deposit(by(BOB), 0), Error::<Test>::BadReferendum);
		assert_noop!(
			Referenda::refund_submission_deposit(by(BOB), 0),
			Error::<Test>::BadReferendum
		);
		assert_noop!(
			Referenda::refund_decision_deposit(RuntimeOrigin::none(), 0),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn pruning_a_record_gives_back_what_is_left_in_it() {
	ExtBuilder::default().build_and_execute(|| {
		let index = left_over();

		run_to(102);

		assert_eq!(info(index), None);
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}
