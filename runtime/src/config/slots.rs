// SPDX-License-Identifier: GPL-3.0-or-later
//! Leases and auctions of slots: Slots, Auctions.

use canary_primitives::PERIODS_PER_SLOT;
use frame_support::{parameter_types, traits::ConstU32};

use crate::{
	config::governance::{origins, RootOr},
	constants::currency::UNITS,
	pace,
	paras::{BabeCandle, HostParas},
	weights, Balance, Balances, Crowdloan, Runtime, RuntimeHoldReason, Slots,
};

/// The origin that may give and clear leases.
pub type LeaseAdmin = RootOr<origins::LeaseAdmin>;
/// The origin that may open and cancel auctions.
pub type AuctionAdmin = RootOr<origins::AuctionAdmin>;
/// The pallet that backs bids and leases with the money of others: Crowdloan.
pub type Backing = Crowdloan;

/// The number of lease periods for which leases can exist, the current one included. It is enough for
/// the eight periods of an auction, the first of which begins up to eight periods after the close.
const LEASE_PERIODS: u32 = 2 * PERIODS_PER_SLOT;

parameter_types! {
	/// The least amount by which a bid must exceed the leading bid: 0.1 KSM.
	pub const MinimumIncrement: Balance = UNITS / 10;
}

impl canary_slots::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Paras = HostParas;
	type Backing = Backing;
	type LeaseAdmin = LeaseAdmin;
	type LeasePeriod = pace::LeasePeriod;
	type LeaseOffset = pace::LeaseOffset;
	type MaxLeasePeriods = ConstU32<LEASE_PERIODS>;
	type StepsPerBlock = ConstU32<4>;
	type IdleStepsPerBlock = ConstU32<64>;
	type RetriesPerBlock = ConstU32<8>;
	type WeightInfo = weights::canary_slots::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = HostParas;
}

impl canary_auctions::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Backing = Backing;
	type Paras = HostParas;
	type Leases = Slots;
	type Randomness = BabeCandle;
	type AdminOrigin = AuctionAdmin;
	type EndingPeriod = pace::EndingPeriod;
	type SampleLength = pace::SampleLength;
	// Authors with a third of all slots make eight blocks in a row once in 6,561 times.
	type DrawsPerLot = ConstU32<8>;
	type RandomnessTimeout = pace::RandomnessTimeout;
	type MinimumIncrement = MinimumIncrement;
	type WeightInfo = weights::canary_auctions::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = HostParas;
}
