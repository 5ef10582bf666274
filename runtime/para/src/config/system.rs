// SPDX-License-Identifier: GPL-3.0-or-later
//! The chain itself and its sudo key: System, Timestamp, Sudo.

use cumulus_pallet_parachain_system::ParachainSetCode;
use frame_support::{
	derive_impl, parameter_types, traits::ConstU32, weights::constants::ParityDbWeight,
};
use sp_runtime::traits::AccountIdLookup;
use sp_version::RuntimeVersion;

use crate::{
	constants::block, AccountId, Aura, Balance, Block, BlockNumber, Hash, Nonce, PalletInfo,
	Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, VERSION,
};

parameter_types! {
	/// How many block hashes the chain keeps: the longest life of a mortal transaction, in blocks.
	pub const BlockHashCount: BlockNumber = 4_096;
	/// The runtime's version.
	pub const Version: RuntimeVersion = VERSION;
	/// The address prefix of chains that have none of their own.
	pub const SS58Prefix: u8 = 42;
	/// Weight limits of a block.
	pub BlockWeights: frame_system::limits::BlockWeights = block::weights();
	/// Length limits of a block.
	pub BlockLength: frame_system::limits::BlockLength = block::length();
}

#[derive_impl(frame_system::config_preludes::ParaChainDefaultConfig)]
impl frame_system::Config for Runtime {
	type AccountId = AccountId;
	type AccountData = pallet_balances::AccountData<Balance>;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type BlockLength = BlockLength;
	type BlockWeights = BlockWeights;
	type DbWeight = ParityDbWeight;
	type Hash = Hash;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type MaxConsumers = ConstU32<16>;
	type Nonce = Nonce;
	// New code goes to the relay chain first, and takes effect when that gives the go-ahead.
	type OnSetCode = ParachainSetCode<Runtime>;
	type SS58Prefix = SS58Prefix;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type Version = Version;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Aura;
	// Two blocks may have the same relay parent, and so the same time.
	type MinimumPeriod = ();
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
