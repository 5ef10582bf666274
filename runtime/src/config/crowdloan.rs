// SPDX-License-Identifier: GPL-3.0-or-later
//! Crowdloans: Crowdloan.

use frame_support::{parameter_types, traits::ConstU32, PalletId};

use crate::{
	constants::currency::{CENTS, GRAND},
	paras::HostParas,
	weights, Auctions, Balance, Balances, Runtime, RuntimeHoldReason, Slots,
};

parameter_types! {
	/// The id from which the accounts of funds are derived.
	pub const CrowdloanPalletId: PalletId = PalletId(*b"py/cfund");
	/// The deposit for a campaign: 100 KSM.
	pub const SubmissionDeposit: Balance = 3 * GRAND;
	/// The least amount of one contribution: 1 KSM, rounded down to whole cents.
	pub const MinContribution: Balance = 3_000 * CENTS;
}

impl canary_crowdloan::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Paras = HostParas;
	type Auctions = Auctions;
	type Leases = Slots;
	type PalletId = CrowdloanPalletId;
	type SubmissionDeposit = SubmissionDeposit;
	type MinContribution = MinContribution;
	type RemoveKeysLimit = ConstU32<1_000>;
	type MaxMemoLength = ConstU32<32>;
	type MaxFunds = ConstU32<1_000>;
	// As many as there can be leases at the same time from earlier auctions.
	type MaxEarlierFunds = ConstU32<8>;
	type FundsPerBlock = ConstU32<8>;
	type ReleasesPerBlock = ConstU32<16>;
	type WeightInfo = weights::canary_crowdloan::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = HostParas;
}
