// SPDX-License-Identifier: GPL-3.0-or-later
//! Who gets a slot of the parachains host, and when: Slots, Auctions.

use canary_primitives::PERIODS_PER_SLOT;
use frame_support::{parameter_types, traits::ConstU32};

use crate::{
	config::governance::{origins, RootOr},
	constants::currency::UNITS,
	pace,
	paras::{BabeCandle, HostParas},
	weights, Balance, Balances, Crowdloan, Runtime, RuntimeHoldReason, Slots,
};

/// Who may give leases and clear them.
pub type LeaseAdmin = RootOr<origins::LeaseAdmin>;
/// Who may open auctions and cancel them.
pub type AuctionAdmin = RootOr<origins::AuctionAdmin>;
/// Who stands behind the bids and leases of others: the contributors of crowdloans.
pub type Backing = Crowdloan;

/// Periods for which leases may be held, the current one included. Enough for the eight of an
/// auction whose first begins up to eight periods after it closes.
const LEASE_PERIODS: u32 = 2 * PERIODS_PER_SLOT;

parameter_types! {
	/// What a bid must be above the one it displaces.
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
	// A third of all authors make eight blocks in a row once in 6,561 times.
	type DrawsPerLot = ConstU32<8>;
	type RandomnessTimeout = pace::RandomnessTimeout;
	type MinimumIncrement = MinimumIncrement;
	type WeightInfo = weights::canary_auctions::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = HostParas;
}
