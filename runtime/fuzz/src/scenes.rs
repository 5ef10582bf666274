// SPDX-License-Identifier: GPL-3.0-or-later
//! Scenes: short histories that lead somewhere. The chains on which histories begin are made of them, the
//! corpus begins with them, and the fuzzer puts them into other histories.

use std::ops::Range;

use canary_primitives::ParaId;
use canary_runtime::{
	config::governance::origins::Origin,
	constants::currency::{GRAND, UNITS},
	Balance, OriginCaller, ProxyType, Runtime, RuntimeCall,
};
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded, Get};
use frame_system::RawOrigin;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use polkadot_primitives::HeadData;
use polkadot_runtime_common::paras_registrar;
use sp_core::{ed25519, Pair};
use sp_runtime::{MultiAddress, Perbill};

use crate::{
	history::{Moment, Start, Step},
	people::account,
	things::{code_of, hash_of, remark, FREE_PARA, PARAS},
};

/// What happens in a scene.
pub type Scene = Vec<Step>;

/// The pool of a settled chain.
const POOL: u32 = 1;

const ALICE: u8 = 0;
const BOB: u8 = 1;
const CHARLIE: u8 = 2;
const DAVE: u8 = 3;
const EVE: u8 = 4;
const FERDIE: u8 = 5;
const ALICE_STASH: u8 = 6;

fn submit(signer: u8, call: impl Into<RuntimeCall>) -> Step {
	Step::Submit { signer, call: call.into() }
}

fn decide(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> Step {
	Step::Dispatch { origin: origin.into(), call: call.into() }
}

fn until(moment: Moment, offset: i8) -> Step {
	Step::Until { moment, offset }
}

fn root() -> OriginCaller {
	RawOrigin::Root.into()
}

fn address(byte: u8) -> MultiAddress<canary_runtime::AccountId, ()> {
	MultiAddress::Id(account(byte))
}

/// Three paras are registered, and their code is checked; Alice opens a pool that nominates.
pub(crate) fn settling() -> Scene {
	let mut scene = vec![Step::Blocks(1)];
	for (manager, para) in [ALICE, BOB, CHARLIE].into_iter().zip(PARAS) {
		scene.push(submit(manager, RuntimeCall::Registrar(paras_registrar::Call::reserve {})));
		scene.push(submit(manager, register(para)));
	}
	scene.extend([
		Step::Blocks(1),
		Step::CheckCode { accept: true },
		until(Moment::Session, 1),
		submit(
			ALICE,
			pallet_nomination_pools::Call::create {
				amount: 1_000 * UNITS,
				root: address(ALICE),
				nominator: address(ALICE),
				bouncer: address(ALICE),
			},
		),
		submit(
			ALICE,
			pallet_nomination_pools::Call::nominate {
				pool_id: POOL,
				validators: vec![account(ALICE_STASH), account(7)],
			},
		),
		submit(BOB, pallet_nomination_pools::Call::join { amount: 300 * UNITS, pool_id: POOL }),
		until(Moment::Session, 1),
		until(Moment::Session, 1),
	]);
	scene
}

fn register(para: u32) -> RuntimeCall {
	RuntimeCall::Registrar(paras_registrar::Call::register {
		id: para.into(),
		genesis_head: HeadData(vec![0; 32]),
		validation_code: code_of(para),
	})
}

fn bid(para: u32, periods: (u32, u32), amount: Balance) -> canary_auctions::Call<Runtime> {
	canary_auctions::Call::bid {
		para: ParaId::new(para),
		auction_index: 1,
		first_slot: periods.0,
		last_slot: periods.1,
		amount,
	}
}

fn create(para: u32, periods: (u32, u32), end: u32) -> canary_crowdloan::Call<Runtime> {
	canary_crowdloan::Call::create {
		index: ParaId::new(para),
		cap: 1_000 * GRAND,
		first_period: periods.0,
		last_period: periods.1,
		end,
		verifier: None,
	}
}

fn contribute(para: u32, value: Balance) -> canary_crowdloan::Call<Runtime> {
	canary_crowdloan::Call::contribute { index: ParaId::new(para), value, signature: None }
}

fn open_auction(duration: u32, lease_period_index: u32) -> Step {
	decide(
		Origin::AuctionAdmin,
		canary_auctions::Call::new_auction { duration, lease_period_index },
	)
}

fn force_lease(para: u32, leaser: u8, periods: (u32, u32)) -> Step {
	decide(
		Origin::LeaseAdmin,
		canary_slots::Call::force_lease {
			para: ParaId::new(para),
			leaser: account(leaser),
			amount: 40 * UNITS,
			period_begin: periods.0,
			period_count: periods.1,
		},
	)
}

fn propose(who: u8, origin: impl Into<OriginCaller>, call: &RuntimeCall) -> Step {
	let proposal = Bounded::Inline(call.encode().try_into().expect("the call is small"));
	let call = canary_referenda::Call::<Runtime>::submit {
		proposal_origin: Box::new(origin.into()),
		proposal,
		enactment_moment: DispatchTime::After(1),
	};
	submit(who, call)
}

fn deposit(who: u8, index: u32) -> Step {
	submit(who, canary_referenda::Call::<Runtime>::place_decision_deposit { index })
}

/// An auction, of which the candle has just been lit, with bids and a crowdloan in it; a para with a
/// lease; referenda that are being decided, and one that waits for its deposit.
pub(crate) fn business() -> Scene {
	vec![
		force_lease(PARAS[2], CHARLIE, (0, 4)),
		open_auction(2, 2),
		submit(ALICE, create(PARAS[0], (2, 4), 60)),
		submit(DAVE, contribute(PARAS[0], 60 * UNITS)),
		submit(EVE, contribute(PARAS[0], 40 * UNITS)),
		propose(FERDIE, root(), &remark(0)),
		deposit(FERDIE, 0),
		propose(EVE, Origin::SmallTipper, &remark(1)),
		deposit(EVE, 1),
		propose(DAVE, root(), &remark(2)),
		Step::Blocks(1),
		submit(BOB, bid(PARAS[1], (2, 5), 50 * UNITS)),
		submit(CHARLIE, bid(PARAS[2], (6, 9), 30 * UNITS)),
		Step::VoteAll { index: 1, aye: true },
		until(Moment::Candle, 0),
		Step::Blocks(1),
	]
}

/// So much time passes that what has ended is soon pruned (`RetentionPeriod`).
pub(crate) fn ageing() -> Scene {
	vec![Step::Blocks(120); 5]
}

/// The scenes that a corpus begins with, by name, and where each begins.
pub fn all() -> Vec<(&'static str, Start, Scene)> {
	vec![
		("a-lease", Start::Settled, a_lease()),
		("an-auction-without-lots", Start::Busy, without_lots()),
		("bids-against-bids", Start::Busy, bids_against_bids()),
		("a-crowdloan", Start::Settled, a_crowdloan()),
		("a-crowdloan-that-fails", Start::Busy, a_crowdloan_that_fails()),
		("a-verified-crowdloan", Start::Settled, a_verified_crowdloan()),
		("a-crowdloan-without-its-lease", Start::Settled, a_crowdloan_without_its_lease()),
		("a-swap", Start::Settled, a_swap()),
		("a-cleared-lease", Start::Busy, a_cleared_lease()),
		("a-para-that-leaves", Start::Settled, a_para_that_leaves()),
		("a-referendum", Start::Settled, a_referendum()),
		("a-killed-referendum", Start::Busy, a_killed_referendum()),
		("a-crowded-agenda", Start::Settled, a_crowded_agenda()),
		("full-blocks", Start::Busy, full_blocks()),
		("a-fast-track", Start::Settled, a_fast_track()),
		("a-veto", Start::Settled, a_veto()),
		("the-committee", Start::Settled, the_committee()),
		("many-accelerations", Start::Settled, many_accelerations()),
		("a-full-queue", Start::Settled, a_full_queue()),
		("looked-up-proposals", Start::Settled, looked_up_proposals()),
		("old-records", Start::Old, vec![Step::Blocks(120)]),
		("the-fellowship", Start::Settled, the_fellowship()),
		("a-whitelisted-call", Start::Settled, a_whitelisted_call()),
		("delegated-votes", Start::Busy, delegated_votes()),
		("stake", Start::Settled, stake()),
		("a-slash", Start::Busy, a_slash()),
		("missed-slots", Start::Busy, missed_slots()),
		("proxies-and-batches", Start::Settled, proxies_and_batches()),
		("vesting-and-dust", Start::Busy, vesting_and_dust()),
		("a-spend", Start::Settled, a_spend()),
		("genesis", Start::Genesis, vec![until(Moment::LeasePeriod, 2)]),
	]
}

fn a_lease() -> Scene {
	vec![
		open_auction(1, 2),
		submit(ALICE, bid(PARAS[0], (2, 3), 10 * UNITS)),
		until(Moment::CandleOut, 2),
		until(Moment::LeasePeriod, 1),
		until(Moment::LeasePeriod, 2),
		until(Moment::LeasePeriod, 2),
		until(Moment::LeasePeriod, 2),
	]
}

fn without_lots() -> Scene {
	vec![
		Step::Draw(false),
		until(Moment::CandleOut, 0),
		Step::Blocks(20),
		Step::Draw(true),
		open_auction(0, 4),
		submit(DAVE, bid(PARAS[1], (4, 4), UNITS)),
		until(Moment::CandleOut, 20),
	]
}

fn bids_against_bids() -> Scene {
	vec![
		submit(DAVE, bid(PARAS[0], (2, 9), 500 * UNITS)),
		submit(BOB, bid(PARAS[1], (2, 5), 300 * UNITS)),
		Step::Blocks(2),
		submit(CHARLIE, bid(PARAS[2], (6, 9), 250 * UNITS)),
		submit(DAVE, bid(PARAS[0], (2, 2), 90 * UNITS)),
		submit(DAVE, bid(PARAS[2], (3, 3), 90 * UNITS)),
		Step::Blocks(3),
		submit(EVE, bid(PARAS[1], (2, 9), 2_000 * UNITS)),
		decide(Origin::AuctionAdmin, canary_auctions::Call::cancel_auction {}),
		Step::Blocks(2),
		open_auction(3, 2),
		until(Moment::CandleOut, 15),
	]
}

fn a_crowdloan() -> Scene {
	let para = ParaId::new(PARAS[1]);
	vec![
		submit(BOB, create(PARAS[1], (2, 3), 55)),
		submit(DAVE, contribute(PARAS[1], 20 * UNITS)),
		open_auction(3, 2),
		submit(EVE, contribute(PARAS[1], 30 * UNITS)),
		submit(EVE, canary_crowdloan::Call::contribute_all { index: para, signature: None }),
		submit(DAVE, canary_crowdloan::Call::add_memo { index: para, memo: vec![1, 2, 3] }),
		until(Moment::CandleOut, 14),
		submit(DAVE, canary_crowdloan::Call::poke { index: para }),
		until(Moment::LeasePeriod, 1),
		until(Moment::LeasePeriod, 1),
		until(Moment::LeasePeriod, 3),
		submit(DAVE, canary_crowdloan::Call::withdraw { who: account(DAVE), index: para }),
	]
}

fn a_crowdloan_that_fails() -> Scene {
	let para = ParaId::new(PARAS[0]);
	vec![
		submit(BOB, bid(PARAS[1], (2, 9), 9_000 * UNITS)),
		until(Moment::CandleOut, 14),
		submit(CHARLIE, create(PARAS[2], (10, 10), 60)),
		submit(FERDIE, contribute(PARAS[2], 5 * UNITS)),
		until(Moment::CrowdloanEnd, 1),
		submit(FERDIE, canary_crowdloan::Call::refund { index: para }),
		Step::Blocks(3),
		submit(ALICE, create(PARAS[0], (6, 6), 120)),
		submit(ALICE, contribute(PARAS[0], 2 * UNITS)),
		decide(
			root(),
			canary_crowdloan::Call::edit {
				index: para,
				cap: GRAND,
				first_period: 5,
				last_period: 5,
				end: 100,
				verifier: None,
			},
		),
		until(Moment::CrowdloanEnd, 2),
	]
}

/// Who signs for contributions. Their signatures are always the same, unlike those of sr25519.
fn verifier() -> ed25519::Pair {
	ed25519::Pair::from_seed(&[0; 32])
}

/// A contribution that the verifier has signed, by who has given as much before.
fn signed_contribution(para: u32, who: u8, given: Balance, value: Balance, fund: u32) -> Step {
	let payload = (ParaId::new(para), account(who), given, value, fund).encode();
	let signature = Some(verifier().sign(&payload).into());
	submit(who, canary_crowdloan::Call::contribute { index: ParaId::new(para), value, signature })
}

/// The fund wins a lease, its para begins another campaign, and then the lease is taken away.
fn a_verified_crowdloan() -> Scene {
	type Call = canary_crowdloan::Call<Runtime>;
	let para = ParaId::new(PARAS[1]);
	let create = Call::create {
		index: para,
		cap: 1_000 * GRAND,
		first_period: 2,
		last_period: 3,
		end: 55,
		verifier: Some(verifier().public().into()),
	};
	vec![
		submit(BOB, create),
		submit(DAVE, contribute(PARAS[1], 20 * UNITS)),
		signed_contribution(PARAS[1], DAVE, 0, 20 * UNITS, 0),
		signed_contribution(PARAS[1], DAVE, 0, 20 * UNITS, 0),
		signed_contribution(PARAS[1], DAVE, 20 * UNITS, 5 * UNITS, 0),
		open_auction(3, 2),
		until(Moment::CandleOut, 14),
		until(Moment::LeasePeriod, 1),
		submit(BOB, self::create(PARAS[1], (6, 6), 90)),
		submit(EVE, contribute(PARAS[1], 3 * UNITS)),
		submit(EVE, Call::withdraw { who: account(DAVE), index: para }),
		submit(EVE, Call::refund { index: para }),
		decide(Origin::LeaseAdmin, canary_slots::Call::clear_all_leases { para }),
		submit(EVE, Call::withdraw { who: account(DAVE), index: para }),
		submit(EVE, Call::refund { index: para }),
		Step::Blocks(2),
		until(Moment::CrowdloanEnd, 2),
	]
}

/// In the block in which the lease of a fund is taken away its contributors can call for their money; one
/// block later they have it.
fn a_crowdloan_without_its_lease() -> Scene {
	type Call = canary_crowdloan::Call<Runtime>;
	let para = ParaId::new(PARAS[1]);
	vec![
		submit(BOB, create(PARAS[1], (2, 3), 55)),
		submit(DAVE, contribute(PARAS[1], 20 * UNITS)),
		submit(EVE, contribute(PARAS[1], 20 * UNITS)),
		open_auction(3, 2),
		until(Moment::CandleOut, 14),
		until(Moment::LeasePeriod, 1),
		decide(Origin::LeaseAdmin, canary_slots::Call::clear_all_leases { para }),
		submit(EVE, Call::withdraw { who: account(DAVE), index: para }),
		submit(EVE, Call::refund { index: para }),
		submit(BOB, create(PARAS[1], (6, 6), 90)),
		submit(BOB, Call::dissolve { index: para }),
		Step::Blocks(2),
		until(Moment::CrowdloanEnd, 2),
	]
}

fn a_swap() -> Scene {
	let swap = |id: u32, other: u32| {
		let (id, other) = (id.into(), other.into());
		RuntimeCall::Registrar(paras_registrar::Call::swap { id, other })
	};
	vec![
		force_lease(PARAS[0], ALICE, (0, 3)),
		force_lease(PARAS[1], BOB, (1, 3)),
		until(Moment::Session, 1),
		until(Moment::Session, 1),
		submit(ALICE, swap(PARAS[0], PARAS[1])),
		submit(BOB, swap(PARAS[1], PARAS[0])),
		until(Moment::LeasePeriod, 1),
		decide(root(), swap(PARAS[0], PARAS[2])),
		until(Moment::LeasePeriod, 1),
		until(Moment::LeasePeriod, 3),
	]
}

fn a_cleared_lease() -> Scene {
	let para = ParaId::new(PARAS[2]);
	vec![
		until(Moment::Session, 1),
		until(Moment::Session, 1),
		decide(Origin::LeaseAdmin, canary_slots::Call::clear_all_leases { para }),
		Step::Blocks(2),
		force_lease(PARAS[2], DAVE, (1, 2)),
		submit(DAVE, canary_slots::Call::trigger_onboard { para }),
		until(Moment::CandleOut, 15),
		until(Moment::LeasePeriod, 3),
	]
}

fn a_para_that_leaves() -> Scene {
	let id = PARAS[0].into();
	vec![
		submit(DAVE, RuntimeCall::Registrar(paras_registrar::Call::reserve {})),
		submit(DAVE, register(FREE_PARA)),
		Step::CheckCode { accept: false },
		submit(ALICE, RuntimeCall::Registrar(paras_registrar::Call::add_lock { para: id })),
		decide(root(), RuntimeCall::Registrar(paras_registrar::Call::remove_lock { para: id })),
		submit(ALICE, RuntimeCall::Registrar(paras_registrar::Call::deregister { id })),
		until(Moment::Session, 1),
		until(Moment::Session, 1),
		force_lease(PARAS[0], ALICE, (0, 2)),
		until(Moment::LeasePeriod, 2),
	]
}

fn a_referendum() -> Scene {
	vec![
		propose(ALICE, root(), &remark(0)),
		deposit(ALICE, 0),
		Step::VoteAll { index: 0, aye: true },
		until(Moment::Agenda, 0),
		until(Moment::Agenda, 0),
		Step::Blocks(4),
		submit(BOB, canary_referenda::Call::<Runtime>::refund_decision_deposit { index: 0 }),
		submit(BOB, canary_referenda::Call::<Runtime>::refund_submission_deposit { index: 0 }),
		propose(
			EVE,
			Origin::AuctionAdmin,
			&canary_auctions::Call::new_auction { duration: 3, lease_period_index: 3 }.into(),
		),
		deposit(EVE, 1),
		Step::VoteAll { index: 1, aye: true },
		Step::Blocks(30),
		submit(BOB, bid(PARAS[1], (3, 6), 5 * UNITS)),
		Step::Blocks(40),
		submit(BOB, pallet_conviction_voting::Call::remove_vote { class: Some(0), index: 0 }),
		submit(BOB, pallet_conviction_voting::Call::unlock { class: 0, target: address(BOB) }),
	]
}

fn a_killed_referendum() -> Scene {
	type Call = canary_referenda::Call<Runtime>;
	vec![
		decide(Origin::ReferendumKiller, Call::kill { index: 0 }),
		decide(Origin::ReferendumCanceller, Call::cancel { index: 2 }),
		deposit(DAVE, 2),
		propose(DAVE, root(), &remark(3)),
		deposit(DAVE, 3),
		propose(EVE, root(), &remark(4)),
		deposit(EVE, 4),
		propose(EVE, root(), &remark(5)),
		deposit(BOB, 5),
		submit(EVE, Call::set_metadata { index: 5, maybe_hash: Some(hash_of(&remark(5))) }),
		Step::Blocks(5),
		decide(root(), Call::nudge_referendum { index: 4 }),
		decide(root(), Call::one_fewer_deciding { track: 0 }),
		Step::VoteAll { index: 4, aye: false },
		Step::Blocks(60),
		submit(EVE, Call::refund_decision_deposit { index: 4 }),
	]
}

fn a_crowded_agenda() -> Scene {
	let mut scene = vec![propose(ALICE, root(), &remark(0)), deposit(ALICE, 0)];
	scene.extend((1..12).map(|after| Step::CrowdAgenda { after, calls: 50 }));
	scene.extend([
		Step::VoteAll { index: 0, aye: true },
		Step::Blocks(12),
		propose(BOB, root(), &remark(1)),
		deposit(BOB, 1),
		Step::CrowdAgenda { after: 2, calls: 50 },
		Step::Blocks(40),
	]);
	scene
}

fn full_blocks() -> Scene {
	let mut scene = vec![];
	for _ in 0..16 {
		scene.extend([Step::Fill { share: 255 }, Step::Blocks(1)]);
	}
	scene.push(until(Moment::LeasePeriod, 2));
	for _ in 0..6 {
		scene.extend([Step::Fill { share: 250 }, Step::Blocks(1)]);
	}
	scene
}

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

fn a_fast_track() -> Scene {
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

/// The committee accelerates, vetoes, cancels and is refused, and root puts proposals on the blacklist.
fn the_committee() -> Scene {
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
fn many_accelerations() -> Scene {
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
fn a_full_queue() -> Scene {
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

/// Proposals of which only hash and length are given, right and wrong, and a text about one.
fn looked_up_proposals() -> Scene {
	type Call = canary_referenda::Call<Runtime>;
	let (noted, hash) = (remark(5).encode(), hash_of(&remark(5)));
	let look_up = |len| Call::submit {
		proposal_origin: Box::new(root()),
		proposal: Bounded::Lookup { hash, len },
		enactment_moment: DispatchTime::After(1),
	};
	let length = noted.len() as u32;
	let describe = |maybe_hash| submit(FERDIE, Call::set_metadata { index: 0, maybe_hash });
	vec![
		submit(FERDIE, pallet_preimage::Call::note_preimage { bytes: noted }),
		propose(FERDIE, root(), &remark(0)),
		describe(Some(hash)),
		submit(FERDIE, look_up(length + 1)),
		submit(FERDIE, look_up(length)),
		deposit(FERDIE, 1),
		submit(FERDIE, pallet_preimage::Call::unnote_preimage { hash }),
		Step::VoteAll { index: 1, aye: true },
		Step::Blocks(60),
		describe(None),
	]
}

fn a_veto() -> Scene {
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

fn the_fellowship() -> Scene {
	use canary_runtime::config::governance::fellowship::FellowshipReferendaInstance;
	type Referenda = canary_referenda::Call<Runtime, FellowshipReferendaInstance>;
	let ranks = pallet_ranked_collective::Call::promote_member { who: address(EVE) };
	let proposal = RuntimeCall::FellowshipCollective(ranks);
	let vote = RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::vote {
		poll: 0,
		aye: true,
	});
	let mut scene = vec![
		submit(
			BOB,
			Referenda::submit {
				proposal_origin: Box::new(Origin::Fellowship3Dan.into()),
				proposal: Bounded::Inline(proposal.encode().try_into().expect("the call is small")),
				enactment_moment: DispatchTime::After(1),
			},
		),
		submit(BOB, Referenda::place_decision_deposit { index: 0 }),
	];
	scene.extend([ALICE, BOB, CHARLIE, DAVE].map(|member| submit(member, vote.clone())));
	scene.extend([
		Step::Blocks(30),
		decide(
			Origin::FellowshipAdmin,
			RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::remove_member {
				who: address(DAVE),
				min_rank: 9,
			}),
		),
		submit(
			EVE,
			RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::cleanup_poll {
				poll_index: 0,
				max: 10,
			}),
		),
	]);
	scene
}

fn a_whitelisted_call() -> Scene {
	let whitelist = pallet_whitelist::Call::whitelist_call { call_hash: hash_of(&remark(0)) };
	let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
		call: Box::new(remark(0)),
	};
	vec![
		submit(ALICE, pallet_preimage::Call::note_preimage { bytes: remark(0).encode() }),
		decide(Origin::Fellows, whitelist),
		propose(ALICE, Origin::WhitelistedCaller, &dispatch.into()),
		deposit(ALICE, 0),
		Step::VoteAll { index: 0, aye: true },
		Step::Blocks(12),
		submit(ALICE, pallet_preimage::Call::unnote_preimage { hash: hash_of(&remark(0)) }),
		Step::Blocks(2),
	]
}

fn delegated_votes() -> Scene {
	use pallet_conviction_voting::Call;
	let vote = |aye, balance| {
		let vote = Vote { aye, conviction: Conviction::Locked3x };
		AccountVote::Standard { vote, balance }
	};
	vec![
		submit(
			DAVE,
			Call::delegate {
				class: 0,
				to: address(EVE),
				conviction: Conviction::Locked2x,
				balance: 1_000 * UNITS,
			},
		),
		submit(EVE, Call::vote { poll_index: 0, vote: vote(true, 2_000 * UNITS) }),
		submit(
			FERDIE,
			Call::vote {
				poll_index: 0,
				vote: AccountVote::SplitAbstain { aye: UNITS, nay: 2 * UNITS, abstain: UNITS },
			},
		),
		Step::Blocks(4),
		submit(DAVE, Call::undelegate { class: 0 }),
		submit(EVE, Call::vote { poll_index: 0, vote: vote(false, 10 * UNITS) }),
		Step::Blocks(60),
		submit(DAVE, Call::unlock { class: 0, target: address(DAVE) }),
		submit(DAVE, Call::remove_other_vote { target: address(EVE), class: 0, index: 0 }),
	]
}

fn stake() -> Scene {
	use pallet_staking::{Call, RewardDestination};
	vec![
		submit(EVE, Call::bond { value: 5_000 * UNITS, payee: RewardDestination::Stash }),
		submit(EVE, Call::nominate { targets: vec![address(ALICE_STASH)] }),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		submit(BOB, Call::payout_stakers { validator_stash: account(ALICE_STASH), era: 1 }),
		submit(EVE, Call::unbond { value: 1_000 * UNITS }),
		submit(EVE, Call::rebond { value: 100 * UNITS }),
		submit(BOB, pallet_nomination_pools::Call::claim_payout {}),
		submit(
			BOB,
			pallet_nomination_pools::Call::unbond {
				member_account: address(BOB),
				unbonding_points: 200 * UNITS,
			},
		),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		submit(EVE, Call::withdraw_unbonded { num_slashing_spans: 0 }),
		submit(EVE, Call::chill {}),
		submit(
			BOB,
			pallet_nomination_pools::Call::withdraw_unbonded {
				member_account: address(BOB),
				num_slashing_spans: 0,
			},
		),
	]
}

fn a_slash() -> Scene {
	vec![
		decide(
			root(),
			pallet_staking::Call::manual_slash {
				validator_stash: account(ALICE_STASH),
				era: 1,
				slash_fraction: Perbill::from_percent(20),
			},
		),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		until(Moment::Era, 1),
		submit(BOB, pallet_nomination_pools::Call::apply_slash { member_account: address(BOB) }),
		Step::Blocks(2),
	]
}

fn missed_slots() -> Scene {
	vec![
		Step::Miss(3),
		Step::Blocks(1),
		Step::Miss(7),
		Step::Blocks(3),
		Step::Draw(false),
		until(Moment::CandleOut, 3),
		Step::Miss(20),
		Step::Blocks(1),
		Step::Draw(true),
		until(Moment::LeasePeriod, 1),
	]
}

fn proxies_and_batches() -> Scene {
	let proxied = |call: RuntimeCall| pallet_proxy::Call::proxy {
		real: address(ALICE),
		force_proxy_type: None,
		call: Box::new(call),
	};
	vec![
		submit(
			ALICE,
			pallet_proxy::Call::add_proxy {
				delegate: address(FERDIE),
				proxy_type: ProxyType::Auction,
				delay: 0,
			},
		),
		open_auction(4, 2),
		submit(FERDIE, proxied(bid(PARAS[0], (2, 2), 3 * UNITS).into())),
		submit(
			FERDIE,
			pallet_utility::Call::batch {
				calls: vec![
					proxied(create(PARAS[0], (2, 2), 50).into()).into(),
					contribute(PARAS[0], 3 * UNITS).into(),
					bid(PARAS[1], (2, 2), UNITS).into(),
				],
			},
		),
		submit(ALICE, pallet_proxy::Call::remove_proxies {}),
		decide(
			root(),
			pallet_scheduler::Call::schedule_after {
				after: 3,
				maybe_periodic: Some((4, 3)),
				priority: 100,
				call: Box::new(canary_auctions::Call::cancel_auction {}.into()),
			},
		),
		Step::Blocks(20),
	]
}

fn vesting_and_dust() -> Scene {
	use pallet_balances::Call;
	use pallet_vesting::VestingInfo;
	let schedule = VestingInfo::new(1_000 * UNITS, 10 * UNITS, 30);
	vec![
		submit(FERDIE, pallet_vesting::Call::vested_transfer { target: address(DAVE), schedule }),
		submit(DAVE, Call::transfer_all { dest: address(12), keep_alive: false }),
		submit(12, contribute(PARAS[0], 100 * UNITS)),
		submit(12, bid(PARAS[1], (3, 3), 10 * UNITS)),
		submit(12, Call::transfer_all { dest: address(13), keep_alive: false }),
		submit(13, Call::burn { value: UNITS, keep_alive: true }),
		Step::Blocks(3),
		submit(DAVE, pallet_vesting::Call::vest {}),
		decide(
			root(),
			Call::force_transfer { source: address(13), dest: address(EVE), value: 100 * UNITS },
		),
		until(Moment::CrowdloanEnd, 3),
	]
}

fn a_spend() -> Scene {
	vec![
		submit(
			ALICE,
			pallet_bounties::Call::propose_bounty { value: 3 * UNITS, description: vec![1] },
		),
		submit(
			ALICE,
			pallet_balances::Call::transfer_allow_death {
				dest: MultiAddress::Id(
					<canary_runtime::TreasuryAccount as frame_support::traits::Get<_>>::get(),
				),
				value: 100 * UNITS,
			},
		),
		decide(
			Origin::Treasurer,
			pallet_treasury::Call::spend_local { amount: 7 * UNITS, beneficiary: address(13) },
		),
		decide(root(), pallet_bounties::Call::approve_bounty { bounty_id: 0 }),
		until(Moment::Spend, 1),
		until(Moment::Spend, 1),
	]
}
