// SPDX-License-Identifier: Apache-2.0

//! The vocabulary of the tests: calls of the committee, the passing of time, and probes.

use crate::{
	mock::{
		begin_block, place_deposit, poll, submit_proposal, Everybody, FastTrack, RuntimeOrigin,
		System, Test, TwoThirds,
	},
	AccelerationOf, Event,
};
use frame_support::assert_ok;
use sp_core::H256;
use sp_runtime::DispatchResult;

/// The hash of the proposal with this name.
pub(crate) fn proposal(name: u8) -> H256 {
	H256::repeat_byte(name)
}

pub(crate) fn by(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub(crate) fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub(crate) fn two_thirds() -> RuntimeOrigin {
	by(TwoThirds::get())
}

pub(crate) fn everybody() -> RuntimeOrigin {
	by(Everybody::get())
}

pub(crate) fn now() -> u64 {
	System::block_number()
}

#[track_caller]
pub(crate) fn run_to(block: u64) {
	assert!(block >= now(), "time runs forward only");
	while now() < block {
		begin_block(now() + 1);
	}
}

/// Submits a referendum in its prepare period, with its decision deposit.
#[track_caller]
pub(crate) fn preparing(name: u8) -> u32 {
	let index = submit_proposal(proposal(name)).expect("it is not barred");
	place_deposit(index);
	index
}

/// Submits a referendum that two thirds accelerate, with a decision period of 4 blocks.
#[track_caller]
pub(crate) fn accelerated(name: u8) -> u32 {
	let index = preparing(name);
	assert_ok!(fast_track(index));
	index
}

/// Submits a referendum that two thirds accelerate and a member vetoes.
#[track_caller]
pub(crate) fn vetoed(name: u8, who: u64) -> u32 {
	let index = accelerated(name);
	assert_ok!(FastTrack::veto(by(who), index));
	index
}

/// Two thirds accelerate the referendum: a decision period of 4 blocks, no enactment delay.
pub(crate) fn fast_track(index: u32) -> DispatchResult {
	FastTrack::fast_track(two_thirds(), index, 4, 0)
}

pub(crate) fn acceleration(index: u32) -> Option<AccelerationOf<Test>> {
	FastTrack::accelerations().into_iter().find(|entry| entry.index == index)
}

pub(crate) fn is_accelerated(index: u32) -> bool {
	acceleration(index).is_some()
}

#[track_caller]
pub(crate) fn is_deciding(index: u32) -> bool {
	poll(index).expect("it is ongoing").decision.is_some()
}

/// This pallet's events since the last look.
pub(crate) fn events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}
