// SPDX-License-Identifier: Apache-2.0

//! Every path of a step, with the weight it returns.

use super::*;
use frame_support::weights::Weight;

fn deposit_takes(index: u32, branch: Branch) {
	let post = Referenda::place_decision_deposit(by(BOB), index).unwrap();
	assert_eq!(post.actual_weight, branch.weight_of_deposit::<Test, ()>());
	assert!(post.actual_weight.is_some(), "{branch:?}");
}

#[test]
fn every_path_of_a_nudge_has_its_own_weight() {
	let mut weights: Vec<Weight> =
		Branch::ALL.iter().map(|branch| branch.weight_of_nudge::<Test, ()>()).collect();
	assert!(weights.iter().all(|weight| weight.all_lte(Branch::max_weight_of_nudge::<Test, ()>())));
	weights.sort_by_key(|weight| weight.ref_time());
	weights.dedup();
	// A referendum without a track ends as one that ran out of time does, and a barred one, with and
	// without a successor, as a rejected one.
	assert_eq!(weights.len(), Branch::ALL.len() - 3);
}

#[test]
fn nudging_a_submitted_referendum_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		nudge_takes(index, Branch::NoDeposit);
		assert_eq!(alarm_at(index), Some(31));
	});
}

#[test]
fn nudging_a_preparing_referendum_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		nudge_takes(index, Branch::Preparing);
		assert_eq!(alarm_at(index), Some(5));
	});
}

/// A referendum whose alarm was removed from the scheduler.
fn overslept(mut asleep: impl FnMut()) {
	let scheduler = pallet_scheduler::Agenda::<Test>::drain().collect::<Vec<_>>();
	asleep();
	for (block, tasks) in scheduler {
		pallet_scheduler::Agenda::<Test>::insert(block, tasks);
	}
}

fn skip_to(block: u64) {
	System::set_block_number(block);
}

#[test]
fn a_nudge_takes_the_path_of_a_timeout() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		overslept(|| skip_to(31));
		nudge_takes(index, Branch::TimedOut);
	});
}

#[test]
fn a_nudge_takes_the_paths_into_a_decision() {
	ExtBuilder::default().places(2).build_and_execute(|| {
		let (failing, passing) = (preparing(), preparing());
		vote(passing, 100, 0);
		skip_to(5);
		nudge_takes(failing, Branch::BeginDecidingFailing);
		nudge_takes(passing, Branch::BeginDecidingPassing);
	});
}

#[test]
fn a_nudge_takes_the_paths_into_the_queue() {
	ExtBuilder::default().queue_of(1).build_and_execute(|| {
		deciding();
		let (first, second, third) = (preparing(), preparing(), preparing());
		vote(second, 2, 2);
		vote(third, 1, 1);
		skip_to(9);
		nudge_takes(first, Branch::Queued);
		nudge_takes(second, Branch::QueuedForAnother);
		nudge_takes(third, Branch::TurnedAway);
	});
}

#[test]
fn a_nudge_takes_the_paths_of_a_decision() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		vote(index, 30, 10);
		skip_to(14);
		nudge_takes(index, Branch::ContinueNotConfirming);
		skip_to(15);
		nudge_takes(index, Branch::BeginConfirming);
		nudge_takes(index, Branch::ContinueConfirming);
		// The electorate can change without a vote.
		ReferendumInfoFor::<Test>::mutate(index, |info| {
			let Some(ReferendumInfo::Ongoing(status)) = info else { panic!() };
			status.tally.nays = 30;
		});
		nudge_takes(index, Branch::EndConfirming);
	});
}

#[test]
fn a_nudge_takes_the_paths_of_an_approval() {
	ExtBuilder::default().build_and_execute(|| {
		let alone = confirming();
		skip_to(8);
		nudge_takes(alone, Branch::Approved { successor: false });

		let first = confirming();
		let second = preparing();
		skip_to(now() + 3);
		ReferendumInfoFor::<Test>::mutate(second, |info| {
			let Some(ReferendumInfo::Ongoing(status)) = info else { panic!() };
			status.submitted = 1;
		});
		nudge_takes(second, Branch::Queued);
		nudge_takes(first, Branch::Approved { successor: true });
		assert!(deciding_since(second).is_some());
	});
}

#[test]
fn a_nudge_takes_the_paths_of_a_rejection() {
	ExtBuilder::default().build_and_execute(|| {
		let first = deciding();
		let second = queued_with(0);
		skip_to(25);
		nudge_takes(first, Branch::Rejected { successor: true });
		skip_to(45);
		nudge_takes(second, Branch::Rejected { successor: false });
	});
}

#[test]
fn a_nudge_is_refused_when_the_referendum_is_queued() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let index = queued_with(0);
		assert_noop!(Referenda::nudge_referendum(root(), index), Error::<Test>::NothingToDo);
	});
}

#[test]
fn a_nudge_is_refused_when_the_referendum_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Referenda::nudge_referendum(root(), 0), Error::<Test>::NotOngoing);
	});
}

#[test]
fn a_nudge_is_refused_when_the_origin_is_not_root() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_noop!(
			Referenda::nudge_referendum(by(ALICE), index),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_deposit_returns_the_weight_of_its_path() {
	ExtBuilder::default().places(2).queue_of(1).build_and_execute(|| {
		let all: Vec<u32> = (0..5).map(|_| submitted()).collect();
		deposit_takes(all[0], Branch::Preparing);
		assert_ok!(Referenda::cancel(root(), all[0]));
		run_to(5);
		vote(all[2], 100, 0);
		vote(all[4], 1, 0);
		deposit_takes(all[1], Branch::BeginDecidingFailing);
		deposit_takes(all[2], Branch::BeginDecidingPassing);
		deposit_takes(all[3], Branch::Queued);
		deposit_takes(all[4], Branch::QueuedForAnother);
	});
}
