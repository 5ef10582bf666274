// SPDX-License-Identifier: GPL-3.0-or-later
//! The calls that each kind of proxy allows.

use canary_primitives::ParaId;
use canary_runtime::{constants::currency::UNITS, ProxyType, RuntimeCall, System};
use codec::{Decode, Encode};
use frame_support::{assert_ok, traits::InstanceFilter};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::MultiAddress;

use crate::common::{events, next_block, on_chain, signed, submit, total};

const KINDS: [ProxyType; 9] = {
	use ProxyType::*;
	[
		Any,
		NonTransfer,
		Governance,
		Staking,
		IdentityJudgement,
		CancelProxy,
		NominationPools,
		Auction,
		ParaRegistration,
	]
};

/// What clients send that know Kusama's kinds by number.
#[test]
fn each_kind_has_kusamas_number() {
	let numbers = KINDS.map(|kind| (kind, kind.encode()));
	let kusamas = [0u8, 1, 2, 3, 4, 5, 8, 6, 10].map(|number| vec![number]);
	assert_eq!(numbers.clone().map(|(_, number)| number), kusamas, "{numbers:?}");
	for missing in [7, 9, 11] {
		assert!(ProxyType::decode(&mut &[missing][..]).is_err());
	}
}

fn transfer() -> RuntimeCall {
	let dest = MultiAddress::Id(Charlie.to_account_id());
	pallet_balances::Call::transfer_keep_alive { dest, value: UNITS }.into()
}

fn remark() -> RuntimeCall {
	frame_system::Call::remark_with_event { remark: b"canary".to_vec() }.into()
}

fn chill() -> RuntimeCall {
	pallet_staking::Call::chill {}.into()
}

fn propose_bounty() -> RuntimeCall {
	pallet_bounties::Call::propose_bounty { value: UNITS, description: vec![] }.into()
}

fn provide_judgement() -> RuntimeCall {
	pallet_identity::Call::provide_judgement {
		reg_index: 0,
		target: MultiAddress::Id(Charlie.to_account_id()),
		judgement: pallet_identity::Judgement::Reasonable,
		identity: Default::default(),
	}
	.into()
}

fn reject_announcement() -> RuntimeCall {
	pallet_proxy::Call::reject_announcement {
		delegate: MultiAddress::Id(Charlie.to_account_id()),
		call_hash: Default::default(),
	}
	.into()
}

fn vote() -> RuntimeCall {
	use pallet_conviction_voting::{AccountVote, Conviction, Vote};
	let vote = Vote { aye: true, conviction: Conviction::None };
	pallet_conviction_voting::Call::vote {
		poll_index: 0,
		vote: AccountVote::Standard { vote, balance: UNITS },
	}
	.into()
}

fn veto() -> RuntimeCall {
	canary_fast_track::Call::veto { index: 0 }.into()
}

fn bid() -> RuntimeCall {
	canary_auctions::Call::bid {
		para: 2_000.into(),
		auction_index: 1,
		first_slot: 1,
		last_slot: 8,
		amount: UNITS,
	}
	.into()
}

fn reserve_para() -> RuntimeCall {
	polkadot_runtime_common::paras_registrar::Call::reserve {}.into()
}

fn remove_proxy() -> RuntimeCall {
	pallet_proxy::Call::remove_proxy {
		delegate: MultiAddress::Id(Charlie.to_account_id()),
		proxy_type: ProxyType::ParaRegistration,
		delay: 0,
	}
	.into()
}

fn batch() -> RuntimeCall {
	pallet_utility::Call::batch { calls: vec![] }.into()
}

fn batch_all() -> RuntimeCall {
	pallet_utility::Call::batch_all { calls: vec![] }.into()
}

fn force_batch() -> RuntimeCall {
	pallet_utility::Call::force_batch { calls: vec![] }.into()
}

fn as_multi() -> RuntimeCall {
	pallet_multisig::Call::as_multi {
		threshold: 2,
		other_signatories: vec![Charlie.to_account_id()],
		maybe_timepoint: None,
		call: Box::new(remark()),
		max_weight: Default::default(),
	}
	.into()
}

fn change_key() -> RuntimeCall {
	let new = MultiAddress::Id(Charlie.to_account_id());
	RuntimeCall::TechnicalMembership(pallet_membership::Call::change_key { new })
}

fn claim_pool_payout() -> RuntimeCall {
	pallet_nomination_pools::Call::claim_payout {}.into()
}

fn contribute() -> RuntimeCall {
	canary_crowdloan::Call::contribute_all { index: ParaId(2_000), signature: None }.into()
}

#[test]
fn each_kind_allows_the_calls_it_is_for() {
	use ProxyType::*;
	type Example = (fn() -> RuntimeCall, &'static [ProxyType]);
	let batches: &'static [ProxyType] = &[
		Any,
		NonTransfer,
		Governance,
		Staking,
		IdentityJudgement,
		CancelProxy,
		NominationPools,
		Auction,
		ParaRegistration,
	];
	let examples: [Example; 18] = [
		(transfer, &[Any]),
		(remark, &[Any, NonTransfer]),
		(chill, &[Any, NonTransfer, Staking]),
		(propose_bounty, &[Any, NonTransfer, Governance]),
		(vote, &[Any, NonTransfer, Governance]),
		(veto, &[Any, NonTransfer, Governance]),
		(bid, &[Any, NonTransfer, Auction]),
		(reserve_para, &[Any, NonTransfer, Auction, ParaRegistration]),
		(remove_proxy, &[Any, NonTransfer, ParaRegistration]),
		(batch, batches),
		(batch_all, batches),
		(force_batch, batches),
		(as_multi, &[Any, NonTransfer, CancelProxy]),
		(change_key, &[Any]),
		(provide_judgement, &[Any, NonTransfer, IdentityJudgement]),
		(reject_announcement, &[Any, NonTransfer, CancelProxy]),
		(claim_pool_payout, &[Any, NonTransfer, Staking, NominationPools]),
		(contribute, &[Any, NonTransfer, Auction]),
	];
	for (call, allowed) in examples {
		for kind in KINDS {
			assert_eq!(kind.filter(&call()), allowed.contains(&kind), "{kind:?}: {:?}", call());
		}
	}
}

#[test]
fn a_kind_that_claims_to_be_a_superset_allows_all_that_the_other_does() {
	let calls = [
		transfer(),
		remark(),
		chill(),
		propose_bounty(),
		vote(),
		veto(),
		bid(),
		reserve_para(),
		contribute(),
		provide_judgement(),
		claim_pool_payout(),
		remove_proxy(),
		reject_announcement(),
		batch(),
		as_multi(),
		change_key(),
	];
	for (larger, smaller) in KINDS.into_iter().flat_map(|a| KINDS.into_iter().map(move |b| (a, b)))
	{
		if larger.is_superset(&smaller) {
			for call in &calls {
				assert!(!smaller.filter(call) || larger.filter(call), "{larger:?} ⊉ {smaller:?}");
			}
		}
	}
}

#[test]
fn a_proxy_acts_within_its_kind_and_a_batch_does_not_get_around_it() {
	on_chain("development", || {
		let real = MultiAddress::Id(Alice.to_account_id());
		submit(
			Alice,
			pallet_proxy::Call::add_proxy {
				delegate: MultiAddress::Id(Bob.to_account_id()),
				proxy_type: ProxyType::NonTransfer,
				delay: 0,
			},
		);
		let charlie = total(&Charlie.to_account_id());
		let as_alice = |call: RuntimeCall| pallet_proxy::Call::proxy {
			real: real.clone(),
			force_proxy_type: None,
			call: Box::new(call),
		};
		let batch: RuntimeCall =
			pallet_utility::Call::batch_all { calls: vec![remark(), transfer()] }.into();

		for (call, allowed) in [(remark(), true), (transfer(), false), (batch, false)] {
			assert_ok!(next_block(vec![signed(Bob, as_alice(call))]).remove(0).unwrap());
			let executed = events()
				.into_iter()
				.any(|event| event == pallet_proxy::Event::ProxyExecuted { result: Ok(()) }.into());
			assert_eq!(executed, allowed, "at block {}", System::block_number());
		}
		assert_eq!(total(&Charlie.to_account_id()), charlie);
	});
}
