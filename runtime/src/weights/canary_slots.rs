// SPDX-License-Identifier: GPL-3.0-or-later
//! What the work of `canary_slots` costs. Written by `scripts/weights`; do not edit.
//!
//! Measured on 2026-11-21 with the SDK's benchmark command line, version 64.0.0: 50 steps of
//! 20 repetitions in Wasm, on the genesis of `development`; CPU Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `canary_slots`.
#[derive(Debug)]
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> canary_slots::WeightInfo for WeightInfo<T> {
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Slots::LeaseBase` (r:1 w:1)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:1)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:17 w:17)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:17 w:17)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `Paras::ParaLifecycles` (r:1 w:1)
	// Proof: `Paras::ParaLifecycles` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Slots::Waiting` (r:1 w:1)
	// Proof: `Slots::Waiting` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	// Storage: `Slots::CounterForWaiting` (r:1 w:1)
	// Proof: `Slots::CounterForWaiting` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `ParasShared::CurrentSessionIndex` (r:1 w:0)
	// Proof: `ParasShared::CurrentSessionIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Paras::ActionsQueue` (r:1 w:1)
	// Proof: `Paras::ActionsQueue` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// `h`: 1 to 16.
	// Counted, not yet measured: a fund that is let go, or committed.
	fn force_lease(h: u32, ) -> Weight {
		Weight::from_parts(385_553_181, 4_541)
			.saturating_add(Weight::from_parts(73_492_719, 0).saturating_mul(h.into()))
			.saturating_add(Weight::from_parts(0, 2_812).saturating_mul(h.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(h.into())))
			.saturating_add(T::DbWeight::get().writes(8))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(h.into())))
	}
	// Storage: `Slots::LeaseBase` (r:1 w:1)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:1)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:16 w:16)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:16 w:16)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `Paras::ParaLifecycles` (r:1 w:0)
	// Proof: `Paras::ParaLifecycles` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Slots::Waiting` (r:1 w:1)
	// Proof: `Slots::Waiting` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	// Storage: `Slots::CounterForWaiting` (r:1 w:1)
	// Proof: `Slots::CounterForWaiting` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// `h`: 1 to 16.
	// Counted, not yet measured: a fund that is let go, or committed.
	fn clear_all_leases(h: u32, ) -> Weight {
		Weight::from_parts(246_803_242, 4_262)
			.saturating_add(Weight::from_parts(48_200_363, 0).saturating_mul(h.into()))
			.saturating_add(Weight::from_parts(0, 2_812).saturating_mul(h.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(h.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(h.into())))
	}
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Slots::LeaseBase` (r:1 w:0)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:0)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `Paras::ParaLifecycles` (r:1 w:1)
	// Proof: `Paras::ParaLifecycles` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `ParasShared::CurrentSessionIndex` (r:1 w:0)
	// Proof: `ParasShared::CurrentSessionIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Paras::ActionsQueue` (r:1 w:1)
	// Proof: `Paras::ActionsQueue` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Slots::Waiting` (r:1 w:1)
	// Proof: `Slots::Waiting` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	// Storage: `Slots::CounterForWaiting` (r:1 w:1)
	// Proof: `Slots::CounterForWaiting` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn trigger_onboard() -> Weight {
		Weight::from_parts(182_310_000, 4_959)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Slots::RollOver` (r:1 w:1)
	// Proof: `Slots::RollOver` (`max_values`: Some(1), `max_size`: Some(17), added: 512, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:0)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	fn tick() -> Weight {
		Weight::from_parts(33_299_000, 4_262)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Slots::RollOver` (r:1 w:1)
	// Proof: `Slots::RollOver` (`max_values`: Some(1), `max_size`: Some(17), added: 512, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:0)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `Slots::CounterForWaiting` (r:1 w:0)
	// Proof: `Slots::CounterForWaiting` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn idle() -> Weight {
		Weight::from_parts(21_156_000, 4_262)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Slots::LeaseBase` (r:1 w:1)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:1)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(337), added: 2812, mode: `MaxEncodedLen`)
	// Storage: `Paras::ParaLifecycles` (r:1 w:1)
	// Proof: `Paras::ParaLifecycles` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `ParasShared::CurrentSessionIndex` (r:1 w:0)
	// Proof: `ParasShared::CurrentSessionIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Paras::ActionsQueue` (r:1 w:1)
	// Proof: `Paras::ActionsQueue` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Slots::Waiting` (r:1 w:1)
	// Proof: `Slots::Waiting` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	// Storage: `Slots::CounterForWaiting` (r:1 w:1)
	// Proof: `Slots::CounterForWaiting` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn step() -> Weight {
		Weight::from_parts(237_799_000, 5_544)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	// Storage: `Slots::RollOver` (r:1 w:0)
	// Proof: `Slots::RollOver` (`max_values`: Some(1), `max_size`: Some(17), added: 512, mode: `MaxEncodedLen`)
	// Storage: `Slots::CounterForWaiting` (r:1 w:1)
	// Proof: `Slots::CounterForWaiting` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Slots::Waiting` (r:2 w:1)
	// Proof: `Slots::Waiting` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	// Storage: `Pace::Chosen` (r:1 w:0)
	// Proof: `Pace::Chosen` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	// Storage: `Slots::LeaseBase` (r:1 w:0)
	// Proof: `Slots::LeaseBase` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	// Storage: `Slots::Leases` (r:1 w:0)
	// Proof: `Slots::Leases` (`max_values`: None, `max_size`: Some(797), added: 3272, mode: `MaxEncodedLen`)
	// Storage: `Paras::ParaLifecycles` (r:1 w:1)
	// Proof: `Paras::ParaLifecycles` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `ParasShared::CurrentSessionIndex` (r:1 w:0)
	// Proof: `ParasShared::CurrentSessionIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Paras::ActionsQueue` (r:1 w:1)
	// Proof: `Paras::ActionsQueue` (`max_values`: None, `max_size`: None, mode: `Measured`)
	fn retry() -> Weight {
		Weight::from_parts(154_843_000, 5_964)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}
