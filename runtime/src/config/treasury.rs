// SPDX-License-Identifier: GPL-3.0-or-later
//! The treasury and its spending: Treasury, Bounties, ChildBounties.

use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		ConstU32, EitherOf,
	},
};
use frame_system::EnsureRootWithSuccess;
use sp_runtime::{traits::IdentityLookup, Permill};

use crate::{
	config::{
		governance::{
			origins::{Spender, Treasurer},
			RootOr,
		},
		money::{TreasuryAccount, TreasuryPalletId},
	},
	constants::{currency::CENTS, time::DAYS},
	pace::{self, GovernancePace},
	AccountId, Balance, Balances, BlockNumber, Bounties, ChildBounties, Runtime, RuntimeEvent,
	System, Treasury,
};

parameter_types! {
	/// The share of the remaining pot that is burned after a payout.
	pub const Burn: Permill = Permill::from_parts(2_000);
	/// The greatest amount of one spend by root: no limit.
	pub const MaxSpend: Balance = Balance::MAX;
	/// The number of blocks within which an approved spend can be claimed.
	pub PayoutPeriod: BlockNumber = GovernancePace::chosen().by_hand(90 * DAYS);
	/// The deposit for the proposal of a bounty.
	pub const BountyDepositBase: Balance = 100 * CENTS;
	/// The deposit for each byte of a bounty's description.
	pub const DataDepositPerByte: Balance = CENTS / 10;
	/// The number of blocks between the award of a bounty and its payout.
	pub const BountyDepositPayoutDelay: BlockNumber = 0;
	/// The number of blocks within which a curator must report.
	pub BountyUpdatePeriod: BlockNumber = GovernancePace::chosen().by_hand(3_600 * DAYS);
	/// The deposit of a curator, as a share of the fee.
	pub const CuratorDepositMultiplier: Permill = Permill::from_percent(50);
	/// The least deposit of a curator.
	pub const CuratorDepositMin: Option<Balance> = Some(10 * CENTS);
	/// The greatest deposit of a curator.
	pub const CuratorDepositMax: Option<Balance> = Some(100 * CENTS);
	/// The least value of a bounty.
	pub const BountyValueMinimum: Balance = 200 * CENTS;
	/// The least value of a child bounty.
	pub const ChildBountyValueMinimum: Balance = 200 * CENTS / 10;
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = RootOr<Treasurer>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = pace::SpendPeriod;
	type Burn = Burn;
	type PalletId = TreasuryPalletId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = Bounties;
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EitherOf<EnsureRootWithSuccess<AccountId, MaxSpend>, Spender>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

impl pallet_bounties::Config for Runtime {
	type BountyDepositBase = BountyDepositBase;
	type BountyDepositPayoutDelay = BountyDepositPayoutDelay;
	type BountyUpdatePeriod = BountyUpdatePeriod;
	type CuratorDepositMultiplier = CuratorDepositMultiplier;
	type CuratorDepositMax = CuratorDepositMax;
	type CuratorDepositMin = CuratorDepositMin;
	type BountyValueMinimum = BountyValueMinimum;
	type DataDepositPerByte = DataDepositPerByte;
	type RuntimeEvent = RuntimeEvent;
	type MaximumReasonLength = ConstU32<16_384>;
	type WeightInfo = pallet_bounties::weights::SubstrateWeight<Runtime>;
	type ChildBountyManager = ChildBounties;
	type OnSlash = Treasury;
	type TransferAllAssets = pallet_bounties::TransferFungible<AccountId, Balances>;
}

impl pallet_child_bounties::Config for Runtime {
	type MaxActiveChildBountyCount = ConstU32<100>;
	type ChildBountyValueMinimum = ChildBountyValueMinimum;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_child_bounties::weights::SubstrateWeight<Runtime>;
}
