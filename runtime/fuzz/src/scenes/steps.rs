// SPDX-License-Identifier: GPL-3.0-or-later
//! What scenes are made of: who acts, and the steps that many of them take.

use canary_primitives::ParaId;
use canary_runtime::{
	config::governance::origins::Origin,
	constants::currency::{GRAND, UNITS},
	Balance, OriginCaller, Runtime, RuntimeCall,
};
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded};
use frame_system::RawOrigin;
use polkadot_primitives::HeadData;
use polkadot_runtime_common::paras_registrar;
use sp_runtime::MultiAddress;

use crate::{
	history::{Moment, Step},
	people::account,
	things::code_of,
};

/// What happens in a scene.
pub type Scene = Vec<Step>;

pub(super) const ALICE: u8 = 0;
pub(super) const BOB: u8 = 1;
pub(super) const CHARLIE: u8 = 2;
pub(super) const DAVE: u8 = 3;
pub(super) const EVE: u8 = 4;
pub(super) const FERDIE: u8 = 5;
pub(super) const ALICE_STASH: u8 = 6;

pub(super) fn submit(signer: u8, call: impl Into<RuntimeCall>) -> Step {
	Step::Submit { signer, call: call.into() }
}

pub(super) fn decide(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> Step {
	Step::Dispatch { origin: origin.into(), call: call.into() }
}

pub(super) fn until(moment: Moment, offset: i8) -> Step {
	Step::Until { moment, offset }
}

pub(super) fn root() -> OriginCaller {
	RawOrigin::Root.into()
}

pub(super) fn address(byte: u8) -> MultiAddress<canary_runtime::AccountId, ()> {
	MultiAddress::Id(account(byte))
}

pub(super) fn register(para: u32) -> RuntimeCall {
	RuntimeCall::Registrar(paras_registrar::Call::register {
		id: para.into(),
		genesis_head: HeadData(vec![0; 32]),
		validation_code: code_of(para),
	})
}

pub(super) fn bid(
	para: u32,
	periods: (u32, u32),
	amount: Balance,
) -> canary_auctions::Call<Runtime> {
	canary_auctions::Call::bid {
		para: ParaId::new(para),
		auction_index: 1,
		first_slot: periods.0,
		last_slot: periods.1,
		amount,
	}
}

pub(super) fn create(para: u32, periods: (u32, u32), end: u32) -> canary_crowdloan::Call<Runtime> {
	canary_crowdloan::Call::create {
		index: ParaId::new(para),
		cap: 1_000 * GRAND,
		first_period: periods.0,
		last_period: periods.1,
		end,
		verifier: None,
	}
}

pub(super) fn contribute(para: u32, value: Balance) -> canary_crowdloan::Call<Runtime> {
	canary_crowdloan::Call::contribute { index: ParaId::new(para), value, signature: None }
}

pub(super) fn open_auction(duration: u32, lease_period_index: u32) -> Step {
	decide(
		Origin::AuctionAdmin,
		canary_auctions::Call::new_auction { duration, lease_period_index },
	)
}

pub(super) fn force_lease(para: u32, leaser: u8, periods: (u32, u32)) -> Step {
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

pub(super) fn propose(who: u8, origin: impl Into<OriginCaller>, call: &RuntimeCall) -> Step {
	let proposal = Bounded::Inline(call.encode().try_into().expect("the call is small"));
	let call = canary_referenda::Call::<Runtime>::submit {
		proposal_origin: Box::new(origin.into()),
		proposal,
		enactment_moment: DispatchTime::After(1),
	};
	submit(who, call)
}

pub(super) fn deposit(who: u8, index: u32) -> Step {
	submit(who, canary_referenda::Call::<Runtime>::place_decision_deposit { index })
}
