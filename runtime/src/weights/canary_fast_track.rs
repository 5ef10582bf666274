// SPDX-License-Identifier: GPL-3.0-or-later
//! What the work of `canary_fast_track` costs. Written by `scripts/weights`; do not edit.
//!
//! Measured on 2026-11-21 with the SDK's benchmark command line, version 64.0.0: 50 steps of
//! 20 repetitions in Wasm, on the genesis of `development`; CPU Intel(R) Xeon(R) Processor.
//!
//! Since then corrected by count, until it is measured again: where more is read or written than was
//! measured, the numbers are those counted in the pallet's `weights.rs`, with 3 µs for each.

#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `canary_fast_track`.
#[derive(Debug)]
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> canary_fast_track::WeightInfo for WeightInfo<T> {
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Blacklist` (r:1 w:0)
	// Proof: `FastTrack::Blacklist` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Vetoes` (r:1 w:0)
	// Proof: `FastTrack::Vetoes` (`max_values`: None, `max_size`: Some(3238), added: 5713, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Accelerations` (r:1 w:1)
	// Proof: `FastTrack::Accelerations` (`max_values`: Some(1), `max_size`: Some(451), added: 946, mode: `MaxEncodedLen`)
	// Storage: `Referenda::Accelerations` (r:1 w:1)
	// Proof: `Referenda::Accelerations` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	// Storage: `Referenda::TrackQueue` (r:1 w:1)
	// Proof: `Referenda::TrackQueue` (`max_values`: None, `max_size`: Some(2012), added: 4487, mode: `MaxEncodedLen`)
	// Storage: `Referenda::DecidingCount` (r:1 w:0)
	// Proof: `Referenda::DecidingCount` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	// Storage: `Referenda::LateTasks` (r:1 w:1)
	// Proof: `Referenda::LateTasks` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:1 w:1)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(10463), added: 12938, mode: `MaxEncodedLen`)
	// Counted, not yet measured: a referendum that is approved at once, with full agendas.
	fn fast_track() -> Weight {
		Weight::from_parts(315_908_000, 220_936)
			.saturating_add(T::DbWeight::get().reads(42))
			.saturating_add(T::DbWeight::get().writes(22))
	}
	// Storage: `FastTrack::Accelerations` (r:1 w:1)
	// Proof: `FastTrack::Accelerations` (`max_values`: Some(1), `max_size`: Some(451), added: 946, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Vetoes` (r:1 w:1)
	// Proof: `FastTrack::Vetoes` (`max_values`: None, `max_size`: Some(3238), added: 5713, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Referenda::Accelerations` (r:1 w:1)
	// Proof: `Referenda::Accelerations` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	// Storage: `Referenda::DecidingCount` (r:1 w:0)
	// Proof: `Referenda::DecidingCount` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	// Storage: `Referenda::TrackQueue` (r:1 w:1)
	// Proof: `Referenda::TrackQueue` (`max_values`: None, `max_size`: Some(2012), added: 4487, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:1 w:1)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(10463), added: 12938, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	// Counted, not yet measured: a referendum that is approved at once, with full agendas.
	fn veto() -> Weight {
		Weight::from_parts(264_051_000, 272_688)
			.saturating_add(T::DbWeight::get().reads(41))
			.saturating_add(T::DbWeight::get().writes(23))
	}
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Cancellations` (r:1 w:1)
	// Proof: `FastTrack::Cancellations` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:1 w:1)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(10463), added: 12938, mode: `MaxEncodedLen`)
	// Storage: `Referenda::Accelerations` (r:1 w:1)
	// Proof: `Referenda::Accelerations` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Accelerations` (r:1 w:1)
	// Proof: `FastTrack::Accelerations` (`max_values`: Some(1), `max_size`: Some(451), added: 946, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `Referenda::EndingsRange` (r:1 w:1)
	// Proof: `Referenda::EndingsRange` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Referenda::Endings` (r:0 w:1)
	// Proof: `Referenda::Endings` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		Weight::from_parts(463_924_000, 389_130)
			.saturating_add(T::DbWeight::get().reads(39))
			.saturating_add(T::DbWeight::get().writes(31))
	}
	// Storage: `Referenda::ReferendumInfoFor` (r:2 w:2)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Referenda::LateTasks` (r:1 w:1)
	// Proof: `Referenda::LateTasks` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
	// Storage: `Referenda::TrackQueue` (r:1 w:1)
	// Proof: `Referenda::TrackQueue` (`max_values`: None, `max_size`: Some(2012), added: 4487, mode: `MaxEncodedLen`)
	// Storage: `Referenda::Accelerations` (r:2 w:1)
	// Proof: `Referenda::Accelerations` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:3 w:3)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Referenda::MetadataOf` (r:1 w:0)
	// Proof: `Referenda::MetadataOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Referenda::EndingsRange` (r:1 w:1)
	// Proof: `Referenda::EndingsRange` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Accelerations` (r:1 w:1)
	// Proof: `FastTrack::Accelerations` (`max_values`: Some(1), `max_size`: Some(451), added: 946, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Referenda::DecidingCount` (r:1 w:0)
	// Proof: `Referenda::DecidingCount` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:1 w:1)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(10463), added: 12938, mode: `MaxEncodedLen`)
	// Storage: `Referenda::Endings` (r:0 w:1)
	// Proof: `Referenda::Endings` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `FastTrack::Blacklist` (r:0 w:1)
	// Proof: `FastTrack::Blacklist` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn blacklist() -> Weight {
		Weight::from_parts(718_357_000, 777_270)
			.saturating_add(T::DbWeight::get().reads(76))
			.saturating_add(T::DbWeight::get().writes(60))
	}
}
