// SPDX-License-Identifier: Apache-2.0

//! Late tasks: those for which the agendas have no room are done at their block nevertheless.

use super::{enactment::approved_at_8, *};
use crate::late::LATE_PER_BLOCK;
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::{GetDispatchInfo, RawOrigin},
	traits::{PollStatus, QueryPreimage},
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchError;

/// The agendas from the block of the enactment on are full.
#[track_caller]
fn approved_without_room() -> u32 {
	fill_agendas(13..=40);
	let index = approved_at_8(DispatchTime::After(0));
	assert!(matches!(LateTasks::<Test>::get(index), Some(LateTask::Enactment(13, ..))));
	index
}

fn long_remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![0; 200] }.into()
}

#[test]
fn a_referendum_without_any_room_in_the_agendas_is_nudged_at_its_block() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(5..=40);
		let index = submitted();
		forget_events();
		place_deposit(index);

		assert_eq!(alarm_at(index), None);
		assert_eq!(LateTasks::<Test>::get(index), Some(LateTask::Alarm(5)));
		assert!(events().contains(&Event::Postponed { index, due: 5 }));
		run_to(4);
		assert_eq!(deciding_since(index), None);
		run_to(5);
		assert_eq!(deciding_since(index), Some(5));
	});
}

#[test]
fn a_late_alarm_is_removed_with_its_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(5..=40);
		let index = preparing();

		assert_ok!(Referenda::cancel(root(), index));

		assert_eq!(LateTasks::<Test>::count(), 0);
	});
}

#[test]
fn a_late_alarm_becomes_an_alarm_when_there_is_room() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(5..=12);
		let index = preparing();
		assert_eq!(alarm_at(index), None);

		run_to(5);

		assert_eq!((alarm_at(index), LateTasks::<Test>::count()), (Some(25), 0));
	});
}

#[test]
fn more_late_alarms_than_one_block_does_are_all_done() {
	ExtBuilder::default().places(100).build_and_execute(|| {
		fill_agendas(2..=60);
		let all: Vec<u32> = (0..LATE_PER_BLOCK * 2 + 5).map(|_| submit(CAROL, ROOT)).collect();
		for index in &all {
			place_deposit(*index);
		}
		assert_eq!(LateTasks::<Test>::count() as usize, all.len());

		run_to(8);

		assert!(all.iter().all(|index| deciding_since(*index).is_some()));
	});
}

#[test]
fn a_due_task_does_not_wait_behind_those_that_are_not() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(31..=45);
		for _ in 0..LATE_PER_BLOCK * 3 {
			submitted();
		}
		fill_agendas(5..=12);
		let due = preparing();
		assert_eq!(LateTasks::<Test>::count(), LATE_PER_BLOCK * 3 + 1);

		run_to(5);

		assert_eq!(deciding_since(due), Some(5));
	});
}

#[test]
fn tasks_are_done_in_the_order_in_which_they_are_due() {
	ExtBuilder::default().places(100).build_and_execute(|| {
		fill_agendas(2..=60);
		let first: Vec<u32> = (0..LATE_PER_BLOCK).map(|_| submit(CAROL, ROOT)).collect();
		run_to(2);
		let second: Vec<u32> = (0..LATE_PER_BLOCK).map(|_| submit(CAROL, ROOT)).collect();
		for index in second.iter().chain(&first) {
			place_deposit(*index);
		}
		// The block of the first ones has no weight for any.
		run_to(4);
		System::set_block_number(5);

		next_block();

		assert!(first.iter().all(|index| deciding_since(*index) == Some(6)));
		assert!(second.iter().all(|index| deciding_since(*index).is_none()));
	});
}

#[test]
fn an_enactment_without_any_room_is_dispatched_at_its_block() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_without_room();

		run_to(12);
		assert!(!is_enacted(index));
		forget_events();
		run_to(13);
		assert!(is_enacted(index));
		assert_eq!(events(), [Event::Enacted { index, result: Ok(()) }]);
		assert_eq!(LateTasks::<Test>::count(), 0);
	});
}

#[test]
fn an_enactment_that_the_block_cannot_hold_is_tried_again_in_the_next() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_without_room();
		run_to(12);
		System::set_block_number(13);
		let weight = marking(index).get_dispatch_info().call_weight;
		let enough = what_a_visit_takes().saturating_add(weight);
		let too_little = enough.saturating_sub(Weight::from_parts(1, 0));

		Referenda::process_late_tasks(&mut WeightMeter::with_limit(too_little));

		assert!(!is_enacted(index));
		assert!(matches!(LateTasks::<Test>::get(index), Some(LateTask::Enactment(14, ..))));
		System::set_block_number(14);
		Referenda::process_late_tasks(&mut WeightMeter::with_limit(enough));
		assert!(is_enacted(index));
	});
}

/// The weight that a visit to the one late enactment takes.
fn what_a_visit_takes() -> Weight {
	use frame_support::{traits::Get, weights::RuntimeDbWeight};
	let database: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	database
		.reads(1)
		.saturating_add(Referenda::weight_of_late_visit())
		.saturating_add(<Test as Config>::WeightInfo::enact_late(0))
}

#[test]
fn a_call_that_fails_says_why() {
	ExtBuilder::default().build_and_execute(|| {
		let call =
			Preimage::bound(RuntimeCall::from(frame_system::Call::set_code { code: vec![] }))
				.unwrap();
		let root_origin = Box::new(RawOrigin::None.into());
		assert_ok!(Referenda::submit(by(ALICE), root_origin, call, DispatchTime::After(0)));
		place_deposit(0);
		vote(0, 100, 0);
		fill_agendas(2..=40);
		run_to(3);
		forget_events();

		run_to(4);

		let result = Err(DispatchError::BadOrigin);
		assert!(events().contains(&Event::Enacted { index: 0, result }), "{:?}", events());
	});
}

#[test]
fn a_missing_preimage_is_reported() {
	ExtBuilder::default().build_and_execute(|| {
		let call = long_remark().encode();
		let hash = sp_io::hashing::blake2_256(&call).into();
		let call = frame_support::traits::Bounded::unrequested(hash, call.len() as u32);
		let root_origin = Box::new(RawOrigin::Root.into());
		assert_ok!(Referenda::submit(by(ALICE), root_origin, call, DispatchTime::After(0)));
		fill_agendas(13..=40);
		place_deposit(0);
		vote(0, 100, 0);
		run_to(12);
		assert!(Preimage::is_requested(&hash));
		forget_events();

		run_to(13);

		let result = Err(DispatchError::Unavailable);
		assert_eq!(events(), [Event::Enacted { index: 0, result }]);
		assert!(!Preimage::is_requested(&hash));
	});
}

#[test]
fn the_preimage_of_a_late_enactment_stays_requested() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Preimage::note_preimage(by(ALICE), long_remark().encode()));
		let call = long_remark().encode();
		let hash = sp_io::hashing::blake2_256(&call).into();
		let call = frame_support::traits::Bounded::unrequested(hash, call.len() as u32);
		let root_origin = Box::new(RawOrigin::Root.into());
		assert_ok!(Referenda::submit(by(ALICE), root_origin, call, DispatchTime::After(0)));
		fill_agendas(13..=40);
		place_deposit(0);
		vote(0, 100, 0);
		run_to(8);

		assert!(Preimage::is_requested(&hash));
		run_to(13);
		assert!(!Preimage::is_requested(&hash));
	});
}

#[test]
fn a_late_call_is_not_dispatched_when_it_has_been_barred_meanwhile() {
	ExtBuilder::default().build_and_execute(|| {
		let index = approved_without_room();
		Barred::set(&vec![Preimage::bound(marking(index)).unwrap().hash()]);
		forget_events();

		run_to(13);

		assert!(!is_enacted(index));
		let result = Err(Error::<Test>::ProposalBarred.into());
		assert_eq!(events(), [Event::Enacted { index, result }]);
	});
}

/// The status of a referendum for the pallet that counts votes.
fn poll(index: u32) -> (bool, Option<bool>) {
	Referenda::access_poll(index, |poll| match poll {
		PollStatus::Ongoing(..) => (true, None),
		PollStatus::Completed(_, approved) => (false, Some(approved)),
		PollStatus::None => (false, None),
	})
}

#[test]
fn a_vote_after_the_end_of_the_confirmation_breaks_nothing_when_the_alarm_is_late() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(8..=40);
		let index = confirming();
		assert_eq!(confirming_until(index), Some(8));
		run_to(7);
		// A block without a nudge.
		System::set_block_number(8);

		assert_noop!(try_vote(index, 0, 100), Error::<Test>::NotOngoing);

		assert_eq!(poll(index), (false, Some(true)));
		run_to(9);
		assert!(matches!(info(index), Some(ReferendumInfo::Approved(9, ..))));
	});
}

#[test]
fn a_vote_after_the_end_of_the_decision_saves_nothing_when_the_alarm_is_late() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(25..=40);
		let index = deciding();
		run_to(24);
		System::set_block_number(25);

		assert_noop!(try_vote(index, 100, 0), Error::<Test>::NotOngoing);

		assert_eq!(poll(index), (false, Some(false)));
		run_to(26);
		assert!(matches!(info(index), Some(ReferendumInfo::Rejected(26, ..))));
	});
}
