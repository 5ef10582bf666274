// SPDX-License-Identifier: GPL-3.0-or-later
//! What the work of `canary_auctions` costs. Written by `scripts/weights`; do not edit.
//!
//! Measured on 2026-11-21 with the SDK's benchmark command line, version 64.0.0: 50 steps of
//! 20 repetitions in Wasm, on the genesis of `development`; CPU Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `canary_auctions`.
#[derive(Debug)]
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> canary_auctions::WeightInfo for WeightInfo<T> {
	// Storage: `Auctions::AuctionInfo` (r:1 w:1)
	// Proof: `Auctions::AuctionInfo` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Auctions::AuctionCounter` (r:1 w:1)
	// Proof: `Auctions::AuctionCounter` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Counted, not yet measured: a candle that burns at once.
	fn new_auction() -> Weight {
		Weight::from_parts(32_222_000, 1_533)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Auctions::AuctionCounter` (r:1 w:0)
	// Proof: `Auctions::AuctionCounter` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::AuctionInfo` (r:1 w:0)
	// Proof: `Auctions::AuctionInfo` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Clearing` (r:1 w:0)
	// Proof: `Auctions::Clearing` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Paras::ParaLifecycles` (r:1 w:0)
	// Proof: `Paras::ParaLifecycles` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Slots::LeaseBase` (r:1 w:0)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Auctions::LatestSample` (r:1 w:0)
	// Proof: `Auctions::LatestSample` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Winning` (r:2 w:1)
	// Proof: `Auctions::Winning` (`max_values`: None, `max_size`: Some(1920), added: 4395, mode: `MaxEncodedLen`)
	// Storage: `Auctions::ReservedAmounts` (r:2 w:2)
	// Proof: `Auctions::ReservedAmounts` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `Auctions::FrozenAmounts` (r:1 w:1)
	// Proof: `Auctions::FrozenAmounts` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	// Counted, not yet measured: a fund that is outbid.
	fn bid() -> Weight {
		Weight::from_parts(477_389_000, 10_046)
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Auctions::AuctionInfo` (r:1 w:0)
	// Proof: `Auctions::AuctionInfo` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Clearing` (r:1 w:1)
	// Proof: `Auctions::Clearing` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Storage: `Auctions::AuctionCounter` (r:1 w:0)
	// Proof: `Auctions::AuctionCounter` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn cancel_auction() -> Weight {
		Weight::from_parts(17_735_000, 1_493)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Auctions::AuctionInfo` (r:1 w:0)
	// Proof: `Auctions::AuctionInfo` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Granting` (r:1 w:0)
	// Proof: `Auctions::Granting` (`max_values`: Some(1), `max_size`: Some(13), added: 508, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Clearing` (r:1 w:0)
	// Proof: `Auctions::Clearing` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Storage: `Auctions::LatestSample` (r:1 w:0)
	// Proof: `Auctions::LatestSample` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	fn tick() -> Weight {
		Weight::from_parts(15_182_000, 1_533)
			.saturating_add(T::DbWeight::get().reads(5))
	}
	// Counted, not yet measured.
	// Storage: `Auctions::LatestSample` (r:1 w:1)
	// Proof: `Auctions::LatestSample` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Winning` (r:1 w:1)
	// Proof: `Auctions::Winning` (`max_values`: None, `max_size`: Some(1920), added: 4395, mode: `MaxEncodedLen`)
	fn record_sample() -> Weight {
		Weight::from_parts(60_000_000, 5_385)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Babe::EpochConfig` (r:1 w:0)
	// Proof: `Babe::EpochConfig` (`max_values`: Some(1), `max_size`: Some(17), added: 512, mode: `MaxEncodedLen`)
	// Storage: `Babe::AuthorVrfRandomness` (r:1 w:0)
	// Proof: `Babe::AuthorVrfRandomness` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Lot` (r:1 w:1)
	// Proof: `Auctions::Lot` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	// Storage: `Auctions::AuctionCounter` (r:1 w:0)
	// Proof: `Auctions::AuctionCounter` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn await_randomness() -> Weight {
		Weight::from_parts(24_398_000, 1_533)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Auctions::AuctionCounter` (r:1 w:0)
	// Proof: `Auctions::AuctionCounter` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::LatestSample` (r:1 w:0)
	// Proof: `Auctions::LatestSample` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Winning` (r:1 w:0)
	// Proof: `Auctions::Winning` (`max_values`: None, `max_size`: Some(1920), added: 4395, mode: `MaxEncodedLen`)
	// Storage: `Auctions::ReservedAmounts` (r:4 w:4)
	// Proof: `Auctions::ReservedAmounts` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Slots::LeaseBase` (r:4 w:4)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:4 w:4)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:4 w:4)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:0 w:4)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Granting` (r:0 w:1)
	// Proof: `Auctions::Granting` (`max_values`: Some(1), `max_size`: Some(13), added: 508, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Clearing` (r:0 w:1)
	// Proof: `Auctions::Clearing` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Counted, not yet measured: `Auctions::Credited` (r:4 w:4)
	fn close() -> Weight {
		Weight::from_parts(710_919_000, 12_238)
			.saturating_add(T::DbWeight::get().reads(24))
			.saturating_add(T::DbWeight::get().writes(26))
	}
	// Storage: `Auctions::ReservedAmounts` (r:1 w:1)
	// Proof: `Auctions::ReservedAmounts` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Counted, not yet measured: a fund that is let go.
	fn release_bidder() -> Weight {
		Weight::from_parts(180_265_000, 3_802)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Auctions::FrozenAmounts` (r:2 w:1)
	// Proof: `Auctions::FrozenAmounts` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn forget_frozen_amount() -> Weight {
		Weight::from_parts(35_544_000, 6_060)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Auctions::LatestSample` (r:1 w:1)
	// Proof: `Auctions::LatestSample` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Winning` (r:0 w:1)
	// Proof: `Auctions::Winning` (`max_values`: None, `max_size`: Some(1920), added: 4395, mode: `MaxEncodedLen`)
	fn remove_sample() -> Weight {
		Weight::from_parts(39_431_000, 1_999)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Auctions::AuctionCounter` (r:1 w:0)
	// Proof: `Auctions::AuctionCounter` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Auctions::AuctionInfo` (r:0 w:1)
	// Proof: `Auctions::AuctionInfo` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Lot` (r:0 w:1)
	// Proof: `Auctions::Lot` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	// Storage: `Auctions::Clearing` (r:0 w:1)
	// Proof: `Auctions::Clearing` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	fn finish_clearing() -> Weight {
		Weight::from_parts(11_677_000, 1_489)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
