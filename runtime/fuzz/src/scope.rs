// SPDX-License-Identifier: GPL-3.0-or-later
//! What is no history: calls with which root writes to storage past the pallets or changes the rules, those that
//! a block has by itself, and origins that nobody has.
//!
//! Nothing holds after them, and nothing is learnt. They are looked for in other calls and in the bytes of
//! preimages as well.

use canary_runtime::{
	call_filter::is_of_a_pallet, config::governance::TechnicalInstance, BlockNumber, OriginCaller,
	Runtime, RuntimeCall,
};
use codec::DecodeAll;
use frame_support::traits::{Bounded, Get};
use polkadot_runtime_parachains::{configuration, paras_inherent};
use sp_runtime::MultiAddress;

/// A lookahead of the host's scheduler that blocks still have time for; it is 3 at genesis.
const GREATEST_LOOKAHEAD: u32 = 100;
const FAR_AHEAD: &str = "each block plans for so many blocks ahead, and takes for ever";

/// Why a call is left out, if it is or holds one that is.
pub fn outside(call: &RuntimeCall) -> Option<&'static str> {
	why(call).or_else(|| inner(call).iter().find_map(outside))
}

/// Why nobody has this origin, if so.
pub fn impossible(origin: &OriginCaller) -> Option<&'static str> {
	let most = <Runtime as pallet_collective::Config<TechnicalInstance>>::MaxMembers::get();
	match origin {
		OriginCaller::TechnicalCommittee(pallet_collective::RawOrigin::Members(votes, seats))
			if votes > seats || *seats > most =>
		{
			Some("no motion of the committee has so many votes")
		},
		_ => None,
	}
}

fn why(call: &RuntimeCall) -> Option<&'static str> {
	use frame_system::Call as System;
	use pallet_balances::Call as Balances;
	use pallet_utility::Call as Utility;
	Some(match call {
		RuntimeCall::System(
			System::set_storage { .. } | System::kill_storage { .. } | System::kill_prefix { .. },
		) => "it writes to storage past the pallets",
		RuntimeCall::System(
			System::set_code { .. }
			| System::set_code_without_checks { .. }
			| System::apply_authorized_upgrade { .. },
		) => "it replaces the runtime, of which only the native one runs here",
		RuntimeCall::Balances(Balances::force_adjust_total_issuance { .. }) => {
			"it makes the issuance other than the sum of all accounts, which is its purpose"
		},
		RuntimeCall::Balances(Balances::force_unreserve { .. }) => {
			"it frees money that is on hold, past the pallets that hold it"
		},
		RuntimeCall::Staking(pallet_staking::Call::force_unstake { stash, .. })
			if is_of_a_pallet(stash) =>
		{
			// No other pallet stakes.
			"it ends the stake of a nomination pool, past the pallet that its members are in"
		},
		RuntimeCall::Vesting(pallet_vesting::Call::force_vested_transfer {
			target: MultiAddress::Id(account),
			..
		}) if is_of_a_pallet(account) => {
			"it locks money on the account of a pallet, which takes all that is there for free"
		},
		RuntimeCall::Scheduler(pallet_scheduler::Call::cancel { .. }) => {
			"it takes the alarms of referenda away, past the pallet that has set them"
		},
		RuntimeCall::Grandpa(pallet_grandpa::Call::note_stalled { delay, .. })
			if *delay > BlockNumber::MAX / 4 =>
		{
			"the pallet adds twice the delay to the block's number, which overflows"
		},
		RuntimeCall::Configuration(configuration::Call::set_scheduling_lookahead { new })
			if *new > GREATEST_LOOKAHEAD =>
		{
			FAR_AHEAD
		},
		RuntimeCall::Configuration(configuration::Call::set_scheduler_params { new })
			if new.lookahead > GREATEST_LOOKAHEAD =>
		{
			FAR_AHEAD
		},
		RuntimeCall::Utility(
			Utility::dispatch_as { as_origin, .. }
			| Utility::dispatch_as_fallible { as_origin, .. },
		) => return impossible(as_origin),
		RuntimeCall::Timestamp(pallet_timestamp::Call::set { .. })
		| RuntimeCall::ParaInherent(paras_inherent::Call::enter { .. }) => {
			"each block has its own already, and with two it is no block"
		},
		_ => return None,
	})
}

/// The calls in a call.
pub fn inner(call: &RuntimeCall) -> Vec<RuntimeCall> {
	use pallet_collective::Call as Collective;
	use pallet_multisig::Call as Multisig;
	use pallet_proxy::Call as Proxy;
	use pallet_scheduler::Call as Scheduler;
	use pallet_utility::Call as Utility;
	use pallet_whitelist::Call as Whitelist;
	match call {
		RuntimeCall::Utility(
			Utility::batch { calls }
			| Utility::batch_all { calls }
			| Utility::force_batch { calls },
		) => calls.clone(),
		RuntimeCall::Utility(Utility::if_else { main, fallback }) => {
			vec![(**main).clone(), (**fallback).clone()]
		},
		RuntimeCall::Utility(
			Utility::as_derivative { call, .. }
			| Utility::dispatch_as { call, .. }
			| Utility::dispatch_as_fallible { call, .. }
			| Utility::with_weight { call, .. },
		)
		| RuntimeCall::Proxy(Proxy::proxy { call, .. } | Proxy::proxy_announced { call, .. })
		| RuntimeCall::Multisig(
			Multisig::as_multi { call, .. } | Multisig::as_multi_threshold_1 { call, .. },
		)
		| RuntimeCall::Scheduler(
			Scheduler::schedule { call, .. }
			| Scheduler::schedule_after { call, .. }
			| Scheduler::schedule_named { call, .. }
			| Scheduler::schedule_named_after { call, .. },
		)
		| RuntimeCall::Whitelist(Whitelist::dispatch_whitelisted_call_with_preimage { call })
		| RuntimeCall::TechnicalCommittee(
			Collective::propose { proposal: call, .. } | Collective::execute { proposal: call, .. },
		) => vec![(**call).clone()],
		RuntimeCall::Preimage(pallet_preimage::Call::note_preimage { bytes }) => said(bytes),
		RuntimeCall::Referenda(canary_referenda::Call::submit { proposal, .. })
		| RuntimeCall::FellowshipReferenda(canary_referenda::Call::submit { proposal, .. }) => {
			match proposal {
				Bounded::Inline(bytes) => said(bytes),
				Bounded::Lookup { .. } | Bounded::Legacy { .. } => vec![],
			}
		},
		_ => vec![],
	}
}

fn said(bytes: &[u8]) -> Vec<RuntimeCall> {
	RuntimeCall::decode_all(&mut &*bytes).into_iter().collect()
}

#[cfg(test)]
mod tests {
	use canary_runtime::AccountId;
	use codec::Encode;
	use polkadot_runtime_parachains::configuration::ActiveConfig;

	use super::*;

	#[test]
	fn what_is_no_history_is_found_inside_of_other_calls() {
		let raw: RuntimeCall =
			frame_system::Call::kill_prefix { prefix: vec![], subkeys: 0 }.into();
		let batch: RuntimeCall = pallet_utility::Call::batch { calls: vec![raw.clone()] }.into();
		let note = pallet_preimage::Call::note_preimage { bytes: batch.encode() }.into();
		let unreserve = pallet_balances::Call::force_unreserve {
			who: AccountId::from([0; 32]).into(),
			amount: 1,
		};
		let unstake =
			|stash| pallet_staking::Call::force_unstake { stash, num_slashing_spans: 0 }.into();
		let pool = pallet_nomination_pools::Pallet::<Runtime>::generate_bonded_account(1);
		let vest = pallet_vesting::Call::force_vested_transfer {
			source: AccountId::from([1; 32]).into(),
			target: canary_runtime::TreasuryAccount::get().into(),
			schedule: pallet_vesting::VestingInfo::new(1, 1, 1),
		};
		let stall =
			pallet_grandpa::Call::note_stalled { delay: u32::MAX, best_finalized_block_number: 1 };
		let look_ahead =
			|new| RuntimeCall::Configuration(configuration::Call::set_scheduling_lookahead { new });
		let left_out = [
			raw,
			batch,
			note,
			unreserve.into(),
			unstake(pool),
			vest.into(),
			stall.into(),
			look_ahead(101),
		];
		for call in left_out {
			assert!(outside(&call).is_some(), "{call:?}");
		}
		assert_eq!(outside(&look_ahead(100)), None);
		let mut new = sp_io::TestExternalities::default()
			.execute_with(|| ActiveConfig::<Runtime>::get().scheduler_params);
		new.lookahead = 101;
		let plan = RuntimeCall::Configuration(configuration::Call::set_scheduler_params { new });
		assert!(outside(&plan).is_some());
		assert_eq!(outside(&unstake(AccountId::from([1; 32]))), None);
		let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
		assert_eq!(outside(&remark), None);
		for (votes, seats, is_left_out) in [(3, 2, true), (101, 101, true), (2, 3, false)] {
			let members = pallet_collective::RawOrigin::Members(votes, seats);
			let (as_origin, call) = (Box::new(members.into()), Box::new(remark.clone()));
			let call = pallet_utility::Call::dispatch_as { as_origin, call }.into();
			assert_eq!(outside(&call).is_some(), is_left_out, "{votes} of {seats}");
		}
	}
}
