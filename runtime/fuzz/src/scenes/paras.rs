// SPDX-License-Identifier: GPL-3.0-or-later
//! Scenes of leases, auctions, crowdloans and the registration of paras.

use canary_primitives::ParaId;
use canary_runtime::{
	config::governance::origins::Origin,
	constants::currency::{GRAND, UNITS},
	Balance, Runtime, RuntimeCall,
};
use codec::Encode;
use polkadot_runtime_common::paras_registrar;
use sp_core::{ed25519, Pair};

use super::steps::*;
use crate::{
	history::{Moment, Step},
	people::account,
	things::{FREE_PARA, PARAS},
};

pub(super) fn a_lease() -> Scene {
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

pub(super) fn without_lots() -> Scene {
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

pub(super) fn bids_against_bids() -> Scene {
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

pub(super) fn a_crowdloan() -> Scene {
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

pub(super) fn a_crowdloan_that_fails() -> Scene {
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
pub(super) fn a_verified_crowdloan() -> Scene {
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
pub(super) fn a_crowdloan_without_its_lease() -> Scene {
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

pub(super) fn a_swap() -> Scene {
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

pub(super) fn a_cleared_lease() -> Scene {
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

pub(super) fn a_para_that_leaves() -> Scene {
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
