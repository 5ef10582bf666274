// SPDX-License-Identifier: GPL-3.0-or-later
//! The benchmarked pallets.

use alloc::{string::String, vec::Vec};

use frame_benchmarking::{define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};
use sp_storage::TrackedStorageKey;

use crate::*;

impl frame_system_benchmarking::Config for Runtime {}

impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

define_benchmarks!(
	[canary_auctions, Auctions]
	[canary_crowdloan, Crowdloan]
	[canary_fast_track, FastTrack]
	[canary_referenda, FellowshipReferenda]
	[canary_referenda, Referenda]
	[canary_slots, Slots]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_bags_list, VoterList]
	[pallet_balances, Balances]
	[pallet_bounties, Bounties]
	[pallet_child_bounties, ChildBounties]
	[pallet_collective, TechnicalCommittee]
	[pallet_conviction_voting, ConvictionVoting]
	[pallet_identity, Identity]
	[pallet_membership, TechnicalMembership]
	[pallet_multisig, Multisig]
	[pallet_preimage, Preimage]
	[pallet_proxy, Proxy]
	[pallet_ranked_collective, FellowshipCollective]
	[pallet_scheduler, Scheduler]
	[pallet_staking, Staking]
	[pallet_timestamp, Timestamp]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_treasury, Treasury]
	[pallet_utility, Utility]
	[pallet_vesting, Vesting]
	[pallet_whitelist, Whitelist]
	[polkadot_runtime_common::paras_registrar, Registrar]
	[polkadot_runtime_parachains::configuration, Configuration]
	[polkadot_runtime_parachains::disputes, ParasDisputes]
	[polkadot_runtime_parachains::hrmp, Hrmp]
	[polkadot_runtime_parachains::initializer, Initializer]
	[polkadot_runtime_parachains::paras, Paras]
	[polkadot_runtime_parachains::paras_inherent, ParaInherent]
);

/// Lists the benchmarks, and the storage items of the pallets.
pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmarks that `config` names.
pub(crate) fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist: Vec<TrackedStorageKey> = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
