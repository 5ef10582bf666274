// SPDX-License-Identifier: GPL-3.0-or-later
//! The hooks of all pallets, as [`Executive`](crate::Executive) runs them.
//!
//! Executive adds each pallet's weight to the block's as it goes, a read and a write of storage per
//! pallet, and most weights are zero: that was a third of the storage calls of an empty block.
//! [`AllHooks`] notes the others alone, so the block's weight is the same at every step: pallets
//! further down (the scheduler) read it. All other hooks pass through.

use frame_executive::OnInitializeWithWeightRegistration;
use frame_support::{
	dispatch::DispatchClass,
	traits::{
		BeforeAllRuntimeMigrations, OffchainWorker, OnFinalize, OnIdle, OnInitialize, OnPoll,
		OnRuntimeUpgrade,
	},
	weights::{Weight, WeightMeter},
};
#[cfg(feature = "try-runtime")]
use {
	alloc::vec::Vec,
	frame_support::traits::{
		TryDecodeEntireStorage, TryDecodeEntireStorageError, TryState, TryStateSelect,
	},
	sp_runtime::TryRuntimeError,
};

use crate::{AllPalletsWithSystem as Pallets, BlockNumber, Runtime};

/// The hooks of [`AllPalletsWithSystem`](Pallets), in its order.
#[derive(Debug)]
pub struct AllHooks;

impl OnInitializeWithWeightRegistration<Runtime> for AllHooks {
	fn on_initialize_with_weight_registration(now: BlockNumber) -> Weight {
		Pallets::initialize(now)
	}
}

/// Begins a block.
trait Initialize {
	/// Runs `on_initialize`, adds its weight to that of the block, and returns it.
	fn initialize(now: BlockNumber) -> Weight;
}

frame_support::impl_for_tuples_attr! {
	#[tuple_types_custom_trait_bound(OnInitialize<BlockNumber>)]
	impl Initialize for Tuple {
		fn initialize(now: BlockNumber) -> Weight {
			let mut sum = Weight::zero();
			for_tuples!( #( sum = sum.saturating_add(note(Tuple::on_initialize(now))); )* );
			sum
		}
	}
}

fn note(weight: Weight) -> Weight {
	if weight != Weight::zero() {
		crate::System::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
	}
	weight
}

impl OnIdle<BlockNumber> for AllHooks {
	fn on_idle(now: BlockNumber, remaining: Weight) -> Weight {
		Pallets::on_idle(now, remaining)
	}
}

impl OnPoll<BlockNumber> for AllHooks {
	fn on_poll(now: BlockNumber, weight: &mut WeightMeter) {
		Pallets::on_poll(now, weight);
	}
}

impl OnFinalize<BlockNumber> for AllHooks {
	fn on_finalize(now: BlockNumber) {
		Pallets::on_finalize(now);
	}
}

impl OffchainWorker<BlockNumber> for AllHooks {
	fn offchain_worker(now: BlockNumber) {
		Pallets::offchain_worker(now);
	}
}

impl BeforeAllRuntimeMigrations for AllHooks {
	fn before_all_runtime_migrations() -> Weight {
		Pallets::before_all_runtime_migrations()
	}
}

impl OnRuntimeUpgrade for AllHooks {
	fn on_runtime_upgrade() -> Weight {
		Pallets::on_runtime_upgrade()
	}

	#[cfg(feature = "try-runtime")]
	fn try_on_runtime_upgrade(checks: bool) -> Result<Weight, TryRuntimeError> {
		Pallets::try_on_runtime_upgrade(checks)
	}
}

#[cfg(feature = "try-runtime")]
impl TryState<BlockNumber> for AllHooks {
	fn try_state(now: BlockNumber, targets: TryStateSelect) -> Result<(), TryRuntimeError> {
		Pallets::try_state(now, targets)
	}
}

#[cfg(feature = "try-runtime")]
impl TryDecodeEntireStorage for AllHooks {
	fn try_decode_entire_state() -> Result<usize, Vec<TryDecodeEntireStorageError>> {
		Pallets::try_decode_entire_state()
	}
}
