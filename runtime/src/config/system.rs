// SPDX-License-Identifier: GPL-3.0-or-later
//! The base of the chain: System, Pace, Timestamp, Utility, Scheduler, Preimage.

use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::HoldConsideration, InsideBoth, LinearStoragePrice},
	weights::{constants::ParityDbWeight, Weight},
};
use frame_system::EnsureRoot;
use sp_runtime::{traits::AccountIdLookup, Perbill};
use sp_version::RuntimeVersion;

use crate::{
	call_filter::Allowed,
	config::governance::{origins::AuctionAdmin, RootAboveAll, RootOr},
	constants::{block, currency::deposit, time::SLOT_MILLIS},
	pace,
	paras::AllowedToManagers,
	AccountId, Babe, Balance, Balances, Block, BlockNumber, Hash, Nonce, OriginCaller, PalletInfo,
	Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, RuntimeTask,
	System, VERSION,
};

parameter_types! {
	/// The number of block hashes that the chain keeps: the longest validity of a transaction.
	pub const BlockHashCount: BlockNumber = 4_096;
	/// The version of the runtime.
	pub const Version: RuntimeVersion = VERSION;
	/// Kusama's address format.
	pub const SS58Prefix: u8 = 2;
	/// The weight limits of a block.
	pub BlockWeights: frame_system::limits::BlockWeights = block::weights();
	/// The length limits of a block.
	pub BlockLength: frame_system::limits::BlockLength = block::length();
	/// Half the least difference of two timestamps; `OnTimestampSet` requires exactly one slot.
	pub const MinimumPeriod: u64 = SLOT_MILLIS / 2;
	/// The greatest weight of scheduled calls in a block.
	pub MaximumSchedulerWeight: Weight = Perbill::from_percent(80) * block::weights().max_block;
	/// The deposit for a preimage.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	/// The deposit for each byte of a preimage.
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	/// The hold reason of that deposit.
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

#[derive_impl(frame_system::config_preludes::RelayChainDefaultConfig)]
impl frame_system::Config for Runtime {
	type AccountId = AccountId;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BaseCallFilter = InsideBoth<Allowed, AllowedToManagers>;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type BlockLength = BlockLength;
	type BlockWeights = BlockWeights;
	type DbWeight = ParityDbWeight;
	type Hash = Hash;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type MaxConsumers = frame_support::traits::ConstU32<16>;
	type MultiBlockMigrator = crate::migrations::LongMigrations;
	type Nonce = Nonce;
	type SS58Prefix = SS58Prefix;
	type SingleBlockMigrations = crate::migrations::Migrations;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type Version = Version;
}

impl pace::Config for Runtime {}

#[cfg(feature = "failures")]
impl crate::failures::Config for Runtime {}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Babe;
	type MinimumPeriod = MinimumPeriod;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	// So that a referendum can schedule several auctions.
	type ScheduleOrigin = RootOr<AuctionAdmin>;
	type OriginPrivilegeCmp = RootAboveAll;
	type MaxScheduledPerBlock = frame_support::traits::ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}
