// SPDX-License-Identifier: Apache-2.0

//! A test for each known defect of earlier designs of this state machine.

use super::*;

/// R1: a referendum that found the queue full was flagged as queued, but was in no queue: never
/// decided, never timed out, its deposit locked for ever.
#[test]
fn r1_a_full_queue_strands_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		queued_with(5);
		queued_with(5);
		let newcomer = ready_with(0);

		assert!(!status(newcomer).in_queue);
		assert_eq!(status(newcomer).decision_deposit, None);
		assert_eq!(held(BOB), 30);
		run_to(13 + 30);
		assert_eq!(info(newcomer), Some(ReferendumInfo::TimedOut(43, None, None)));
		run_to(100);
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}

/// R2: an alarm for which the agenda had no room was lost, and the referendum never moved again.
#[test]
fn r2_a_full_agenda_loses_no_alarm() {
	ExtBuilder::default().agenda_of(1).build_and_execute(|| {
		fill_agendas(2..=60);
		let index = preparing();
		vote(index, 100, 0);

		run_to(5);
		assert_eq!(confirming_until(index), Some(8));
		run_to(8);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(8, None, None)));
	});
}

/// R2: a call for which the agenda had no room was approved and never carried out.
#[test]
fn r2_a_full_agenda_loses_no_enactment() {
	ExtBuilder::default().agenda_of(1).build_and_execute(|| {
		fill_agendas(2..=60);
		let index = preparing();
		vote(index, 100, 0);

		run_to(61);

		assert!(is_enacted(index));
	});
}

/// R3: a referendum that was cancelled or killed while queued stayed in the queue.
#[test]
fn r3_a_cancelled_or_killed_referendum_leaves_the_queue_in_the_same_call() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let (cancelled, killed) = (queued_with(1), queued_with(2));

		assert_ok!(Referenda::cancel(root(), cancelled));
		assert_eq!(queue(), [killed]);
		assert_ok!(Referenda::kill(root(), killed));
		assert_eq!(queue(), Vec::<u32>::new());
	});
}

/// R4: cancelling a queued referendum took one off the deciding count.
#[test]
fn r4_ending_a_queued_referendum_leaves_the_deciding_count_alone() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let (cancelled, killed) = (queued_with(1), queued_with(2));

		assert_ok!(Referenda::cancel(root(), cancelled));
		assert_ok!(Referenda::kill(root(), killed));

		assert_eq!(deciding_count(), 1);
	});
}

/// R5: a referendum that met both curves was not moved to confirming until it was nudged.
#[test]
fn r5_the_vote_that_meets_both_curves_begins_the_confirmation_in_its_block() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		run_to(6);
		forget_events();

		vote(index, 100, 0);

		assert_eq!(confirming_until(index), Some(9));
		assert_eq!(events(), [Event::ConfirmStarted { index }]);
	});
}

/// R6: with an alarm interval above one an alarm could be rounded into the past.
#[test]
fn r6_an_alarm_is_rounded_into_the_future() {
	ExtBuilder::default().alarms_every(10).build_and_execute(|| {
		run_to(13);
		let index = preparing();
		assert_eq!(alarm_at(index), Some(20));
		run_to(20);
		vote(index, 100, 0);
		assert_eq!(alarm_at(index), Some(30));
	});
}

/// R7: deposits stayed reserved until somebody asked for each of them, and records for ever.
#[test]
fn r7_deposits_come_back_and_records_go_without_any_call() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		run_to(8);
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
		assert_noop!(Referenda::refund_decision_deposit(by(BOB), index), Error::<Test>::NoDeposit);
		run_to(109);
		assert_eq!(info(index), None);
	});
}

/// R7: deposits were reserved without a name, so that nobody could tell what for.
#[test]
fn r7_held_money_says_what_it_is_held_for() {
	use frame_support::traits::fungible::InspectHold;
	ExtBuilder::default().build_and_execute(|| {
		preparing();
		let held_for = |reason: HoldReason, who| {
			Balances::balance_on_hold(&RuntimeHoldReason::Referenda(reason), &who)
		};
		assert_eq!(held_for(HoldReason::SubmissionDeposit, ALICE), 2);
		assert_eq!(held_for(HoldReason::DecisionDeposit, BOB), 10);
	});
}
