// SPDX-License-Identifier: GPL-3.0-or-later
//! Limits of storage and weight, and what wallets look up by name.

use canary_runtime::{
	AllPalletsWithSystem, Block, Executive, Hash, Runtime, RuntimeCall, RuntimeEvent, System,
	VERSION,
};
use frame_support::{
	dispatch::DispatchClass,
	storage::storage_prefix,
	traits::{IntegrityTest, StorageInfoTrait},
	weights::Weight,
};
use frame_system::EventRecord;

use crate::common::{metadata, next_block, next_header, on_chain, run_to};

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

/// Runs blocks as the SDK does, which writes down each pallet's weight, even if it has none.
type SdkExecutive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

#[test]
fn blocks_begin_as_the_sdk_would_begin_them() {
	// In the first session, at the beginning of the second, and at that of the next era. Those two
	// Session would claim for itself, and the scheduler would leave them to the next block.
	for before in [1, 3, 10, 30] {
		on_chain("development", || {
			run_to(before);
			let header = next_header();
			let state_after = |begin: &dyn Fn()| {
				sp_io::storage::start_transaction();
				begin();
				if before % 10 == 0 {
					frame_system::BlockWeight::<Runtime>::kill();
					pallet_scheduler::IncompleteSince::<Runtime>::kill();
				}
				let state = (System::block_weight(), take_events(), root_without_orders());
				sp_io::storage::rollback_transaction();
				state
			};
			let by_sdk = state_after(&|| _ = SdkExecutive::initialize_block(&header));
			let by_us = state_after(&|| {
				Executive::initialize_block(&header);
				// What the hook that we leave out says it costs.
				let orders = <Runtime as frame_system::Config>::DbWeight::get().reads_writes(3, 2);
				System::register_extra_weight_unchecked(orders, DispatchClass::Mandatory);
			});
			assert_eq!(by_us, by_sdk);
		});
	}
}

/// What the block has told so far, but for the price of orders on demand that nobody can place.
fn take_events() -> Vec<EventRecord<RuntimeEvent, Hash>> {
	let mut records = System::events();
	records.retain(|told| !matches!(told.event, RuntimeEvent::OnDemandAssignmentProvider(_)));
	System::reset_events();
	records
}

fn root_without_orders() -> Vec<u8> {
	for item in ["Revenue", "OrderStatus"] {
		let key = storage_prefix(b"OnDemandAssignmentProvider", item.as_bytes());
		sp_io::storage::clear(&key);
	}
	sp_io::storage::root(VERSION.state_version())
}

#[test]
fn every_signed_call_of_the_heaviest_kinds_fits_a_block() {
	use frame_support::dispatch::GetDispatchInfo;
	let limit = <Runtime as frame_system::Config>::BlockWeights::get()
		.get(DispatchClass::Normal)
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
		"Coretime",
		"ParaCores",
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
fn the_proxy_type_is_where_polkadot_js_apps_looks_for_it() {
	use scale_info::TypeInfo;
	let path = canary_runtime::ProxyType::type_info().path;
	assert_eq!(path.segments, ["canary_runtime", "ProxyType"]);
}
