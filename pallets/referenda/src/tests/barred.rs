// SPDX-License-Identifier: Apache-2.0

//! Barred proposals, and the referenda that had submitted them before.

use super::*;
use canary_primitives::{traits::AccelerateReferenda, Haste};

/// Bars what a referendum proposes, as when another one about the same is blacklisted.
fn bar(index: u32) {
	Barred::set(&vec![status(index).proposal.hash()]);
}

fn is_cancelled_at(index: u32, block: u64) {
	assert_eq!(info(index), Some(ReferendumInfo::Cancelled(block, None, None)));
	assert!(!is_enacted(index));
}

#[test]
fn a_barred_proposal_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Preimage::bound(marking(7)).unwrap();
		Barred::set(&vec![call.hash()]);
		let root: Box<OriginCaller> = Box::new(frame_support::dispatch::RawOrigin::Root.into());
		let when = DispatchTime::After(0);

		assert_noop!(
			Referenda::submit(by(ALICE), root.clone(), call, when),
			Error::<Test>::ProposalBarred
		);
		let other = Preimage::bound(marking(8)).unwrap();
		assert_ok!(Referenda::submit(by(ALICE), root, other, when));
	});
}

#[test]
fn a_twin_of_a_barred_proposal_is_not_approved() {
	ExtBuilder::default().build_and_execute(|| {
		let twin = confirming();
		assert_eq!(confirming_until(twin), Some(8));
		forget_events();

		bar(twin);
		run_to(20);

		is_cancelled_at(twin, 8);
		assert!(events().iter().any(|event| matches!(event, Event::Cancelled { .. })));
		assert!(!events().iter().any(|event| matches!(event, Event::Approved { .. })));
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}

#[test]
fn the_decision_about_a_barred_proposal_does_not_begin() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();

		bar(index);
		run_to(5);

		is_cancelled_at(index, 5);
	});
}

#[test]
fn a_barred_proposal_passes_the_place_on_to_the_next_of_the_queue() {
	ExtBuilder::default().build_and_execute(|| {
		let first = deciding();
		let (next, barred) = (queued_with(1), queued_with(2));
		bar(barred);

		assert_ok!(Referenda::cancel(root(), first));
		next_block();

		is_cancelled_at(barred, now());
		assert_eq!((deciding_since(next), deciding_count()), (Some(now()), 1));
	});
}

#[test]
fn nudging_a_barred_referendum_takes_its_path() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, next) = (deciding(), queued_with(1));
		bar(first);

		nudge_takes(first, Branch::Barred { successor: true });

		assert_eq!(deciding_since(next), Some(now()));
		bar(next);
		nudge_takes(next, Branch::Barred { successor: false });
	});
}

#[test]
fn no_deposit_is_taken_for_a_barred_proposal() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		bar(index);

		assert_noop!(
			Referenda::place_decision_deposit(by(BOB), index),
			Error::<Test>::ProposalBarred
		);
	});
}

#[test]
fn a_barred_proposal_is_not_accelerated() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		bar(index);

		let haste = Haste { decision_period: 3, enactment_delay: 1 };
		assert_noop!(Referenda::accelerate(index, haste), Error::<Test>::ProposalBarred);
	});
}
