// SPDX-License-Identifier: GPL-3.0-or-later
//! Common money and how it is spent: Treasury, Bounties, ChildBounties.

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
	/// Share of what is left after a payout that is burned.
	pub const Burn: Permill = Permill::from_parts(2_000);
	/// The most one spend may pay: no limit for root.
	pub const MaxSpend: Balance = Balance::MAX;
	/// Blocks within which an approved spend can be claimed.
	pub PayoutPeriod: BlockNumber = GovernancePace::chosen().by_hand(90 * DAYS);
	/// For proposing a bounty.
	pub const BountyDepositBase: Balance = 100 * CENTS;
	/// For each byte of a bounty's description.
	pub const DataDepositPerByte: Balance = CENTS / 10;
	/// Blocks a beneficiary waits for an awarded bounty.
	pub const BountyDepositPayoutDelay: BlockNumber = 0;
	/// Blocks within which a curator must report.
	pub BountyUpdatePeriod: BlockNumber = GovernancePace::chosen().by_hand(3_600 * DAYS);
	/// Share of the fee that a curator deposits.
	pub const CuratorDepositMultiplier: Permill = Permill::from_percent(50);
	/// The least a curator deposits.
	pub const CuratorDepositMin: Option<Balance> = Some(10 * CENTS);
	/// The most a curator deposits.
	pub const CuratorDepositMax: Option<Balance> = Some(100 * CENTS);
	/// The smallest bounty.
	pub const BountyValueMinimum: Balance = 200 * CENTS;
	/// The smallest part of a bounty.
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
