// SPDX-License-Identifier: GPL-3.0-or-later
//! Limits of storage and weight, and what wallets look up by name.

use canary_runtime::{AllPalletsWithSystem, Runtime, RuntimeCall, System, VERSION};
use frame_support::{
	traits::{IntegrityTest, StorageInfoTrait},
	weights::Weight,
};

use crate::common::{metadata, next_block, on_chain};

#[test]
fn every_pallet_finds_its_configuration_sound() {
	crate::common::genesis_of("development").execute_with(AllPalletsWithSystem::integrity_test);
}

#[test]
fn storage_prefixes_are_unique() {
	// How many classes of votes there are depends on the tracks, and their periods stand in storage.
	let infos =
		crate::common::genesis_of("development").execute_with(AllPalletsWithSystem::storage_info);
	let mut prefixes: Vec<_> = infos.iter().map(|info| &info.prefix).collect();
	let all = prefixes.len();
	prefixes.sort();
	prefixes.dedup();
	assert_eq!(prefixes.len(), all);
}

#[test]
fn a_call_stays_small_enough_to_be_passed_around() {
	assert!(core::mem::size_of::<RuntimeCall>() <= 1_024);
}

#[test]
fn an_empty_block_leaves_at_least_nine_tenths_of_the_weight_to_extrinsics() {
	on_chain("development", || {
		next_block(vec![]);
		let limits = <Runtime as frame_system::Config>::BlockWeights::get();
		let used = System::block_weight().total();
		assert!(used.ref_time() * 10 < limits.max_block.ref_time(), "{used:?}");
	});
}

#[test]
fn every_signed_call_of_the_heaviest_kinds_fits_a_block() {
	use frame_support::dispatch::GetDispatchInfo;
	let limit = <Runtime as frame_system::Config>::BlockWeights::get()
		.get(frame_support::dispatch::DispatchClass::Normal)
		.max_extrinsic
		.unwrap_or(Weight::MAX);
	let calls: [RuntimeCall; 2] = [
		pallet_staking::Call::payout_stakers {
			validator_stash: sp_keyring::Sr25519Keyring::Alice.to_account_id(),
			era: 0,
		}
		.into(),
		frame_system::Call::set_code { code: vec![0; 1024] }.into(),
	];
	crate::common::genesis_of("kusama").execute_with(|| {
		for call in calls {
			assert!(call.get_dispatch_info().call_weight.all_lte(limit), "{call:?}");
		}
	});
}

#[test]
fn the_chain_is_named_canary_and_impersonates_nobody() {
	assert_eq!(VERSION.spec_name, "canary");
	assert_eq!(VERSION.impl_name, "canary-node");
}

#[test]
fn wallets_find_the_pallets_by_the_fields_names() {
	let metadata = crate::common::genesis_of("development").execute_with(metadata);
	let names: Vec<&str> = metadata.pallets.iter().map(|pallet| pallet.name.as_str()).collect();
	for name in [
		"System",
		"Babe",
		"Timestamp",
		"Balances",
		"Authorship",
		"Staking",
		"Offences",
		"Historical",
		"Session",
		"Grandpa",
		"Treasury",
		"Utility",
		"Identity",
		"Vesting",
		"Scheduler",
		"Proxy",
		"Multisig",
		"Preimage",
		"TransactionPayment",
		"Bounties",
		"ChildBounties",
		"VoterList",
		"NominationPools",
		"Paras",
		"Dmp",
		"ParasDmp",
		"Ump",
		"ParasInclusion",
		"Hrmp",
		"ParaInclusion",
		"Registrar",
		"Slots",
		"Auctions",
		"Crowdloan",
		"ConvictionVoting",
		"Referenda",
		"FellowshipCollective",
		"FellowshipReferenda",
		"Origins",
		"Whitelist",
		"TechnicalCommittee",
		"TechnicalMembership",
		"FastTrack",
	] {
		assert!(names.contains(&name), "{name} is missing");
	}
	for misleading in [
		"Sudo",
		"StakingAhClient",
		"Broker",
		"CoretimeAssignmentProvider",
		"ParachainSystem",
		"ProposeParachain",
	] {
		assert!(!names.contains(&misleading), "{misleading} makes wallets show the wrong pages");
	}
}

#[test]
fn the_proxy_type_stands_where_polkadot_js_apps_looks_for_it() {
	use scale_info::TypeInfo;
	let path = canary_runtime::ProxyType::type_info().path;
	assert_eq!(path.segments, ["canary_runtime", "ProxyType"]);
}
