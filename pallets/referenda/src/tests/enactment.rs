// SPDX-License-Identifier: Apache-2.0

//! The dispatch of approved calls.

use super::*;
use frame_support::{assert_ok, dispatch::RawOrigin};

#[track_caller]
pub(super) fn approved_at_8(when: DispatchTime<u64>) -> u32 {
	let index = submit_for(ALICE, ROOT, when);
	place_deposit(index);
	vote(index, 100, 0);
	run_to(8);
	assert_eq!(info(index), Some(ReferendumInfo::Approved(8, None, None)));
	index
}

#[test]
fn an_approved_call_waits_for_the_enactment_period_of_its_track() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_at_8(DispatchTime::After(0));
		run_to(12);
		assert!(!is_enacted(index));
		run_to(13);
		assert!(is_enacted(index));
	});
}

#[test]
fn an_approved_call_waits_for_the_block_that_was_asked_for() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_at_8(DispatchTime::At(20));
		run_to(19);
		assert!(!is_enacted(index));
		run_to(20);
		assert!(is_enacted(index));
	});
}

#[test]
fn a_delay_that_was_asked_for_counts_from_the_approval() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_at_8(DispatchTime::After(9));
		run_to(16);
		assert!(!is_enacted(index));
		run_to(17);
		assert!(is_enacted(index));
	});
}

#[test]
fn an_enactment_goes_to_the_next_block_with_room() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(13..=15);
		let index = approved_at_8(DispatchTime::After(0));
		run_to(15);
		assert!(!is_enacted(index));
		run_to(16);
		assert!(is_enacted(index));
	});
}

#[test]
fn two_instances_dispatch_the_calls_of_referenda_with_the_same_index() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_at_8(DispatchTime::At(30));
		let call = Preimage::bound(marking(77)).unwrap();
		let root_origin = Box::new(RawOrigin::Root.into());
		assert_ok!(Fellowship::submit(by(ALICE), root_origin, call, DispatchTime::At(30)));
		assert_ok!(Fellowship::place_decision_deposit(by(BOB), index));
		Fellowship::access_poll(index, |poll| {
			*poll.ensure_ongoing().unwrap().0 = Tally { ayes: 100, nays: 0 };
		});

		run_to(30);

		assert!(is_enacted(index) && is_enacted(77));
	});
}

/// Takes the name of an enactment for another task in the distant future.
#[track_caller]
fn squat_name_of(index: u32) {
	use codec::Encode;
	let name = ("Referenda", "enactment", index).using_encoded(sp_io::hashing::blake2_256);
	let remark = Box::new(frame_system::Call::remark { remark: vec![] }.into());
	assert_ok!(Scheduler::schedule_named(root(), name, 5_000, None, 0, remark));
}

#[test]
fn an_approved_call_is_dispatched_when_the_name_of_its_enactment_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		squat_name_of(0);

		let index = approved_at_8(DispatchTime::After(0));

		assert_eq!(LateTasks::<Test>::get(index), None);
		run_to(12);
		assert!(!is_enacted(index));
		run_to(13);
		assert!(is_enacted(index));
	});
}

#[test]
fn an_approved_call_goes_to_the_next_block_with_room_when_its_name_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		squat_name_of(0);
		fill_agendas(13..=15);

		let index = approved_at_8(DispatchTime::After(0));

		run_to(16);
		assert!(is_enacted(index));
	});
}
