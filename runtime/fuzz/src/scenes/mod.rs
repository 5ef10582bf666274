// SPDX-License-Identifier: GPL-3.0-or-later
//! Scenes: short histories that lead somewhere. The chains on which histories begin are made of them, the
//! corpus begins with them, and the fuzzer puts them into other histories.

mod accounts;
mod fast_track;
mod paras;
mod referenda;
mod steps;

use canary_runtime::{
	config::governance::origins::Origin, constants::currency::UNITS, RuntimeCall,
};
use polkadot_runtime_common::paras_registrar;

pub use self::steps::Scene;
use self::steps::*;
use crate::{
	history::{Moment, Start, Step},
	people::account,
	things::{remark, PARAS},
};

/// The pool of a settled chain.
const POOL: u32 = 1;

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
		("a-lease", Start::Settled, paras::a_lease()),
		("an-auction-without-lots", Start::Busy, paras::without_lots()),
		("bids-against-bids", Start::Busy, paras::bids_against_bids()),
		("a-crowdloan", Start::Settled, paras::a_crowdloan()),
		("a-crowdloan-that-fails", Start::Busy, paras::a_crowdloan_that_fails()),
		("a-verified-crowdloan", Start::Settled, paras::a_verified_crowdloan()),
		("a-crowdloan-without-its-lease", Start::Settled, paras::a_crowdloan_without_its_lease()),
		("a-swap", Start::Settled, paras::a_swap()),
		("a-cleared-lease", Start::Busy, paras::a_cleared_lease()),
		("a-para-that-leaves", Start::Settled, paras::a_para_that_leaves()),
		("a-referendum", Start::Settled, referenda::a_referendum()),
		("a-killed-referendum", Start::Busy, referenda::a_killed_referendum()),
		("a-crowded-agenda", Start::Settled, referenda::a_crowded_agenda()),
		("full-blocks", Start::Busy, accounts::full_blocks()),
		("a-fast-track", Start::Settled, fast_track::a_fast_track()),
		("a-veto", Start::Settled, fast_track::a_veto()),
		("the-committee", Start::Settled, fast_track::the_committee()),
		("many-accelerations", Start::Settled, fast_track::many_accelerations()),
		("a-full-queue", Start::Settled, fast_track::a_full_queue()),
		("looked-up-proposals", Start::Settled, referenda::looked_up_proposals()),
		("old-records", Start::Old, vec![Step::Blocks(120)]),
		("the-fellowship", Start::Settled, referenda::the_fellowship()),
		("a-whitelisted-call", Start::Settled, referenda::a_whitelisted_call()),
		("delegated-votes", Start::Busy, referenda::delegated_votes()),
		("stake", Start::Settled, accounts::stake()),
		("a-slash", Start::Busy, accounts::a_slash()),
		("missed-slots", Start::Busy, accounts::missed_slots()),
		("proxies-and-batches", Start::Settled, accounts::proxies_and_batches()),
		("vesting-and-dust", Start::Busy, accounts::vesting_and_dust()),
		("a-spend", Start::Settled, accounts::a_spend()),
		("genesis", Start::Genesis, vec![until(Moment::LeasePeriod, 2)]),
	]
}
