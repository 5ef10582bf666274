// SPDX-License-Identifier: GPL-3.0-or-later
//! The hooks of all pallets, as [`Executive`](crate::Executive) runs them, with three differences from
//! the SDK's.
//!
//! - The SDK's Executive adds each pallet's weight to the block's after each hook, with a read and a
//!   write of storage: two fifths of the storage calls of an empty block. [`AllHooks`] adds the sum once
//!   at the end, and once before the one hook that reads it.
//! - `pallet-session` returns the weight of a whole block when a session begins, whatever the work was.
//!   That would keep transactions, scheduled calls and poll hooks out of one block in ten at the
//!   development pace. The cost of the change is added instead; an election adds its own weight.
//! - The hook of the pallet for on-demand orders is left out. Nobody can buy an order here, and the hook
//!   would write the price and the revenue in each block. Orders that root queues, for cores that root
//!   assigns to the pool, work without it.

use core::any::TypeId;

use frame_executive::OnInitializeWithWeightRegistration;
use frame_support::{
	dispatch::DispatchClass,
	traits::{
		BeforeAllRuntimeMigrations, OffchainWorker, OnFinalize, OnIdle, OnInitialize, OnPoll,
		OnRuntimeUpgrade,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight, WeightMeter},
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

/// The begin of a block for a pallet or a tuple of pallets.
trait Initialize {
	/// Runs `on_initialize`, adds its weight to that of the block, and returns it.
	fn initialize(now: BlockNumber) -> Weight;
}

frame_support::impl_for_tuples_attr! {
	#[tuple_types_custom_trait_bound(OnInitialize<BlockNumber> + 'static)]
	impl Initialize for Tuple {
		fn initialize(now: BlockNumber) -> Weight {
			let (mut sum, mut unnoted) = (Weight::zero(), Weight::zero());
			for_tuples!( #(
				if reads_block_weight::<Tuple>() {
					note(core::mem::take(&mut unnoted));
				}
				if !serves_orders::<Tuple>() {
					let weight = cost_of::<Tuple>(Tuple::on_initialize(now));
					sum = sum.saturating_add(weight);
					unnoted = unnoted.saturating_add(weight);
				}
			)* );
			note(unnoted);
			sum
		}
	}
}

/// Whether `on_initialize` of this pallet reads the weight of the block so far. The scheduler does, to
/// find how many tasks the block has room for.
fn reads_block_weight<Pallet: 'static>() -> bool {
	TypeId::of::<Pallet>() == TypeId::of::<crate::Scheduler>()
}

/// Whether this is the pallet for on-demand orders, whose calls are disabled.
fn serves_orders<Pallet: 'static>() -> bool {
	TypeId::of::<Pallet>() == TypeId::of::<crate::OnDemandAssignmentProvider>()
}

/// The cost of a hook that has returned this weight.
fn cost_of<Pallet: 'static>(claimed: Weight) -> Weight {
	let changes_session =
		TypeId::of::<Pallet>() == TypeId::of::<crate::Session>() && claimed != Weight::zero();
	match changes_session {
		true => {
			let cores = crate::ParaCores::weight_of_new_session();
			session_change().saturating_add(cores).min(claimed)
		},
		false => claimed,
	}
}

/// The weight of the begin of a session and an era, in all pallets that take part in it.
///
/// It was counted by hand and rounded up; a test compares it with what is read and written. It does not
/// include the election and the collection of voters, whose weights Staking adds itself.
fn session_change() -> Weight {
	/// For every change: microseconds, reads, writes.
	const BASE: (u64, u64, u64) = (5_000, 300, 150);
	/// For each validator: keys, exposures, preferences, the proof of its keys.
	const VALIDATOR: (u64, u64, u64) = (300, 20, 15);
	/// For each nominator: a share of the exposures that are written.
	const NOMINATOR: (u64, u64, u64) = (20, 1, 1);

	let database = <Runtime as frame_system::Config>::DbWeight::get();
	let cost = |(micros, reads, writes): (u64, u64, u64), count: u64| {
		Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
			.saturating_add(database.reads_writes(reads, writes))
			.saturating_mul(count)
	};
	let seats = crate::Session::validators().len() as u64;
	let validators = seats.max(pallet_staking::Validators::<Runtime>::count().into());
	let nominators = pallet_staking::Nominators::<Runtime>::count().into();
	cost(BASE, 1)
		.saturating_add(cost(VALIDATOR, validators))
		.saturating_add(cost(NOMINATOR, nominators))
}

fn note(weight: Weight) {
	crate::System::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
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
