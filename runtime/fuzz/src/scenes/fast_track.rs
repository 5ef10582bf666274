// SPDX-License-Identifier: GPL-3.0-or-later
//! Scenes of the committee: what it accelerates, cancels and vetoes.

use std::ops::Range;

use canary_runtime::{OriginCaller, Runtime, RuntimeCall};
use codec::Encode;
use frame_support::traits::Get;

use super::steps::*;
use crate::{
	history::Step,
	people::account,
	things::{hash_of, remark},
};

type Committee =
	pallet_collective::Call<Runtime, canary_runtime::config::governance::TechnicalInstance>;

fn motion(members: &[u8], call: impl Into<RuntimeCall>, index: u32) -> Scene {
	use frame_support::dispatch::GetDispatchInfo;
	let call = call.into();
	let (proposal, length_bound) = (hash_of(&call), call.encoded_size() as u32);
	let proposal_weight_bound = call.get_dispatch_info().call_weight;
	let threshold = members.len() as u32;
	let first = members[0];
	let propose = Committee::propose { threshold, proposal: Box::new(call), length_bound };
	let mut scene = vec![submit(first, propose)];
	scene.extend(
		members
			.iter()
			.map(|member| submit(*member, Committee::vote { proposal, index, approve: true })),
	);
	scene.push(submit(
		first,
		Committee::close { proposal_hash: proposal, index, proposal_weight_bound, length_bound },
	));
	scene
}

fn two_thirds() -> OriginCaller {
	OriginCaller::TechnicalCommittee(pallet_collective::RawOrigin::Members(2, 3))
}

fn unanimous() -> OriginCaller {
	OriginCaller::TechnicalCommittee(pallet_collective::RawOrigin::Members(3, 3))
}

fn member(who: u8) -> OriginCaller {
	OriginCaller::TechnicalCommittee(pallet_collective::RawOrigin::Member(account(who)))
}

fn accelerate(by: OriginCaller, index: u32, decision_period: u32) -> Step {
	let call = canary_fast_track::Call::fast_track { index, decision_period, enactment_delay: 0 };
	decide(by, call)
}

pub(super) fn a_fast_track() -> Scene {
	let fast_track = |index, decision_period| canary_fast_track::Call::<Runtime>::fast_track {
		index,
		decision_period,
		enactment_delay: 0,
	};
	let mut scene = vec![
		propose(ALICE, root(), &remark(0)),
		deposit(ALICE, 0),
		propose(BOB, root(), &remark(1)),
		deposit(BOB, 1),
	];
	scene.extend(motion(&[ALICE, BOB], fast_track(1, 5), 0));
	scene.extend(motion(&[ALICE, BOB, CHARLIE], fast_track(0, 3), 1));
	scene.extend([
		Step::VoteAll { index: 1, aye: true },
		Step::Blocks(8),
		Step::VoteAll { index: 0, aye: true },
		Step::Blocks(30),
	]);
	scene
}

/// The committee accelerates, vetoes, cancels and is refused, and root puts proposals on the blacklist.
pub(super) fn the_committee() -> Scene {
	type Call = canary_fast_track::Call<Runtime>;
	let blacklist = |maybe_index| Call::blacklist { proposal: hash_of(&remark(0)), maybe_index };
	vec![
		propose(ALICE, root(), &remark(0)),
		deposit(ALICE, 0),
		propose(BOB, root(), &remark(1)),
		deposit(BOB, 1),
		accelerate(two_thirds(), 1, 5),
		decide(member(ALICE), Call::veto { index: 1 }),
		// The proposal cools off.
		accelerate(two_thirds(), 1, 5),
		Step::Blocks(30),
		accelerate(two_thirds(), 1, 5),
		decide(member(ALICE), Call::veto { index: 1 }),
		decide(member(BOB), Call::veto { index: 1 }),
		decide(two_thirds(), Call::cancel { index: 1 }),
		propose(BOB, root(), &remark(1)),
		decide(two_thirds(), Call::cancel { index: 2 }),
		accelerate(unanimous(), 0, 2),
		accelerate(unanimous(), 0, 25),
		accelerate(unanimous(), 0, 4),
		propose(CHARLIE, root(), &remark(0)),
		accelerate(two_thirds(), 3, 5),
		decide(root(), blacklist(Some(2))),
		propose(DAVE, root(), &remark(0)),
		decide(root(), blacklist(None)),
		accelerate(two_thirds(), 4, 5),
		decide(root(), blacklist(Some(3))),
		Step::Blocks(60),
	]
}

/// One more than the committee may accelerate at a time.
pub(super) fn many_accelerations() -> Scene {
	let most: u32 = <Runtime as canary_fast_track::Config>::MaxAccelerations::get();
	let all = 0..=most;
	let mut scene: Scene =
		all.clone().map(|index| propose(ALICE, root(), &remark(index as u8))).collect();
	scene.extend(all.map(|index| accelerate(two_thirds(), index, 10)));
	scene.push(Step::Blocks(20));
	scene
}

/// As many referenda as a track's queue holds wait in it; one more is turned away, or with more ayes takes
/// the place of another, and the committee helps a last one past all of them.
pub(super) fn a_full_queue() -> Scene {
	let most: u32 = <Runtime as canary_referenda::Config>::MaxQueued::get();
	let places = 1;
	let batch = |who, indices: Range<u32>, call: &dyn Fn(u32) -> RuntimeCall| {
		submit(who, pallet_utility::Call::batch { calls: indices.map(call).collect() })
	};
	let call_of = |step: Step| step.call().expect("it has a call").clone();
	let proposed = |index: u32| call_of(propose(ALICE, root(), &remark((index % 6) as u8)));
	let deposited = |index| call_of(deposit(BOB, index));
	let last = most + places;
	vec![
		batch(ALICE, 0..last / 2, &proposed),
		batch(ALICE, last / 2..last + 2, &proposed),
		Step::Blocks(2),
		batch(BOB, 0..last / 2, &deposited),
		batch(CHARLIE, last / 2..last, &deposited),
		deposit(DAVE, last),
		Step::VoteAll { index: last, aye: true },
		deposit(DAVE, last),
		accelerate(two_thirds(), last + 1, 5),
		deposit(DAVE, last + 1),
		Step::Blocks(30),
	]
}

pub(super) fn a_veto() -> Scene {
	let execute = |call: canary_fast_track::Call<Runtime>| {
		let proposal: Box<RuntimeCall> = Box::new(call.into());
		let length_bound = proposal.encoded_size() as u32;
		Committee::execute { proposal, length_bound }
	};
	let fast_track = canary_fast_track::Call::<Runtime>::fast_track {
		index: 0,
		decision_period: 8,
		enactment_delay: 2,
	};
	let mut scene = vec![propose(EVE, root(), &remark(0)), deposit(EVE, 0)];
	scene.extend(motion(&[BOB, CHARLIE], fast_track, 0));
	scene.extend([
		submit(ALICE, execute(canary_fast_track::Call::veto { index: 0 })),
		Step::Blocks(2),
		propose(EVE, root(), &remark(0)),
		deposit(EVE, 1),
		decide(
			root(),
			canary_fast_track::Call::blacklist {
				proposal: hash_of(&remark(0)),
				maybe_index: Some(1),
			},
		),
		Step::Blocks(35),
	]);
	scene
}
