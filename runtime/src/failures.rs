// SPDX-License-Identifier: GPL-3.0-or-later
//! # Failures
//!
//! Faults on demand, to test what a node does when its runtime fails. The tests in
//! `scripts/e2e/tests/failures.test.ts` run a development chain with each of them.
//!
//! ## Overview
//! Only the feature `failures` compiles this pallet. No lasting chain has it, because anybody may stop
//! the chain. [`arm`](Pallet::arm) writes the fault to storage, so that it is gone when a node goes back
//! to an earlier block. Other calls fail themselves.
//!
//! A chain that upgrades to this runtime fails in the first block after that, as with a broken
//! migration. The runtime works from genesis only.

pub use pallet::*;

/// The beginning of the message of each panic.
const ON_PURPOSE: &str = "a failure on purpose";

/// Fails on demand. See the module's documentation.
#[frame_support::pallet]
#[allow(deprecated, reason = "the SDK's own pallets still have `ValidateUnsigned`")]
#[allow(clippy::let_unit_value, reason = "the macro writes it around `ValidateUnsigned`")]
pub mod pallet {
	use frame_support::{
		migrations::MultiStepMigrator,
		pallet_prelude::*,
		storage::{storage_prefix, unhashed},
		traits::FindAuthor,
		weights::Weight,
	};
	use frame_system::pallet_prelude::*;

	use super::ON_PURPOSE;

	/// The pallet, which stores the armed fault.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// It reads the slot and the author of a block from BABE.
	#[pallet::config]
	pub trait Config: frame_system::Config + pallet_babe::Config {}

	/// A step of a block that can be made to fail.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub enum Step {
		/// `on_initialize` panics.
		Initialize,
		/// The inherent with the paras' data is refused.
		Inherent,
		/// `on_finalize` panics.
		Finalize,
		/// The off-chain worker panics. The block itself is in order.
		OffchainWorker,
	}

	/// Blocks in which a step fails.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub enum When {
		/// From the block with this number on.
		From(u32),
		/// In this slot.
		Slot(u64),
		/// In each slot of the authority with this index.
		Author(u32),
	}

	/// The step that is to fail, and in which blocks.
	#[pallet::storage]
	pub type Armed<T> = StorageValue<_, (Step, When), OptionQuery>;

	/// The number of further blocks that a migration takes.
	#[pallet::storage]
	pub type Migrating<T> = StorageValue<_, u32, ValueQuery>;

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes a step of certain blocks fail.
		#[pallet::call_index(0)]
		#[pallet::weight(T::DbWeight::get().writes(1))]
		pub fn arm(origin: OriginFor<T>, step: Step, when: When) -> DispatchResult {
			ensure_signed(origin)?;
			Armed::<T>::put((step, when));
			Ok(())
		}

		/// Begins a migration that takes `blocks` blocks, which have no room for transactions.
		#[pallet::call_index(1)]
		#[pallet::weight(T::DbWeight::get().writes(1))]
		pub fn migrate(origin: OriginFor<T>, blocks: u32) -> DispatchResult {
			ensure_signed(origin)?;
			Migrating::<T>::put(blocks);
			Ok(())
		}

		/// Panics.
		#[pallet::call_index(2)]
		#[pallet::weight(Weight::zero())]
		pub fn panic(origin: OriginFor<T>) -> DispatchResult {
			ensure_signed(origin)?;
			panic!("{ON_PURPOSE}: a call")
		}

		/// Panics in a block before its dispatch. It is unsigned, and the pool accepts it. The number
		/// distinguishes such transactions.
		#[pallet::call_index(3)]
		#[pallet::weight(Weight::zero())]
		pub fn panic_before_dispatch(origin: OriginFor<T>, _number: u32) -> DispatchResult {
			ensure_none(origin)?;
			Ok(())
		}

		/// Never fits into a block. It is unsigned, and the pool accepts it. The number distinguishes
		/// such transactions.
		#[pallet::call_index(4)]
		#[pallet::weight(Weight::zero())]
		pub fn never_fit(origin: OriginFor<T>, _number: u32) -> DispatchResult {
			ensure_none(origin)?;
			Ok(())
		}
	}

	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(_: TransactionSource, call: &Self::Call) -> TransactionValidity {
			match call {
				Call::panic_before_dispatch { .. } | Call::never_fit { .. } => {
					ValidTransaction::with_tag_prefix("Failures").and_provides(call).build()
				},
				_ => Err(InvalidTransaction::Call.into()),
			}
		}

		fn pre_dispatch(call: &Self::Call) -> Result<(), TransactionValidityError> {
			match call {
				Call::panic_before_dispatch { .. } => panic!("{ON_PURPOSE}: before dispatch"),
				Call::never_fit { .. } => Err(InvalidTransaction::ExhaustsResources.into()),
				_ => Err(InvalidTransaction::Call.into()),
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_runtime_upgrade() -> Weight {
			panic!("{ON_PURPOSE}: a migration")
		}

		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			assert!(!Self::fails(Step::Initialize), "{ON_PURPOSE}: on_initialize");
			if Self::fails(Step::Inherent) {
				// The note that the host makes of this inherent, which it takes once in a block.
				unhashed::put(&storage_prefix(b"ParaInherent", b"Included"), &());
			}
			T::DbWeight::get().reads_writes(1, 1)
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			assert!(!Self::fails(Step::Finalize), "{ON_PURPOSE}: on_finalize");
		}

		fn offchain_worker(_: BlockNumberFor<T>) {
			assert!(!Self::fails(Step::OffchainWorker), "{ON_PURPOSE}: the off-chain worker");
		}
	}

	impl<T: Config> Pallet<T> {
		/// Whether a step of this block is to fail.
		fn fails(step: Step) -> bool {
			Armed::<T>::get().is_some_and(|(armed, when)| armed == step && Self::is_now(when))
		}

		fn is_now(when: When) -> bool {
			match when {
				When::From(height) => frame_system::Pallet::<T>::block_number() >= height.into(),
				When::Slot(slot) => *pallet_babe::CurrentSlot::<T>::get() == slot,
				When::Author(index) => {
					let digest = frame_system::Pallet::<T>::digest();
					let logs = digest.logs.iter().filter_map(|log| log.as_pre_runtime());
					pallet_babe::Pallet::<T>::find_author(logs) == Some(index)
				},
			}
		}
	}

	impl<T: Config> MultiStepMigrator for Pallet<T> {
		fn ongoing() -> bool {
			Migrating::<T>::get() > 0
		}

		fn step() -> Weight {
			Migrating::<T>::mutate(|blocks| *blocks = blocks.saturating_sub(1));
			T::DbWeight::get().reads_writes(1, 1)
		}
	}
}
