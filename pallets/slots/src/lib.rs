// SPDX-License-Identifier: Apache-2.0

//! # Slots
//!
//! Leases of parachain slots: the right of a para to a slot for several lease periods, against a deposit.
//!
//! ## Overview
//!
//! Time is divided into lease periods. A para that has a lease for the current period has a slot on the
//! relay chain; a para without one runs on demand. Leases are won in auctions or given by the lease
//! admin. A para can have leases for several future periods, with gaps between them, and can win its
//! next lease while the current one still runs.
//!
//! ## Life cycle
//!
//! ```text
//!   won or given          its period begins               its last period ends
//!  ──────────────► future ────────────────► running ─────────────────────────────► ended
//!                          para is upgraded          para is downgraded, deposit released
//! ```
//!
//! The *roll-over* to a new lease period proceeds para by para, in the order of the storage keys. Every
//! block does a small, fixed number of steps, and more of them if it has idle weight. The position is
//! stored, so nothing is lost if blocks are full, if the first block of a period is skipped, or if the
//! next period begins before the roll-over is done. An upgrade or downgrade that fails is reported by an
//! event, and is tried again in later blocks until it succeeds or is no longer needed.
//!
//! ## Example
//!
//! It is period 2. Alice wins periods 4 and 5 for a para with a bid of 50 and, later, period 6 with a
//! bid of 30. From now on 50 are on hold on Alice's account. With the first block of period 4 the para
//! is upgraded. With the first block of period 6 the lease at 50 is over, and 20 are released. With the
//! first block of period 7 the para is downgraded, and the other 30 are released. All of this happens
//! without a call.
//!
//! ## Reading leases
//!
//! Wallets read `Leases(para)`, a list whose first entry is for the current lease period. After the
//! begin of a period the list of a para may be behind until the roll-over reaches it: for at most
//! `n / StepsPerBlock` blocks, rounded up, if `n` paras have leases and every block is full, and for at
//! most `n / (StepsPerBlock + IdleStepsPerBlock)` blocks, rounded up, if blocks have idle weight. If the
//! next period begins before that, the pass is finished first, and another one follows. When a call
//! adds a lease to a para, the para's list is brought up to date at once.
//!
//! `LeaseBase(para)` is the period of the first entry, so the two items together are correct in every
//! block. The view functions and the traits of [`canary_primitives::traits`] return the state for the
//! current period in every block.
//!
//! ## Money
//!
//! The deposit of an account for a para is the largest amount among its entries there. It is held on
//! the account itself under [`HoldReason::Lease`], and the part that is no longer owed is released as
//! soon as the larger entries have ended. For an account whose deposits are backed by others, nothing
//! is held here; a commitment is made with the backing instead. Nothing ever takes the deposit from its
//! owner.
//!
//! ## Invariants
//!
//! 1. The list of a para's entries is not empty, its last entry is leased, and it has a base; there is
//!    no base without entries.
//! 2. No base is a future period, and if no roll-over runs, none is a past period.
//! 3. The amount on hold for leases on an account is the sum of its deposits over all paras.
//! 4. The commitment of a backed account for leases of a para is its deposit there.
//! 5. The counter of `Waiting` is the number of its entries.
//! 6. A lease period lasts at least one block.
//!
//! ## Design notes
//!
//! A deposit is released at the end of a lease or later by the lag named above, never earlier. A step
//! of the roll-over moves one para on by one period, so that it releases at most one deposit, and the
//! mandatory work of a block is constant.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod types;

mod book;

mod records;

mod calls;

mod tick;

mod moves;

mod deposits;

mod impls;

pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(feature = "try-runtime", test))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod mock_verbs;
#[cfg(test)]
mod mock_world;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::{Progress, Sweep};
pub use weights::WeightInfo;

use alloc::vec::Vec;
use book::LeaseBook;
use canary_primitives::{LeasePeriod, ParaId};
use frame_support::traits::fungible;
use frame_system::pallet_prelude::BlockNumberFor;

pub(crate) type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;
pub(crate) type BookOf<T> = LeaseBook<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use canary_primitives::traits::{BackDeposits, MovePara};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::OriginFor;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		// Aggregates

		/// The hold reasons of the runtime.
		type RuntimeHoldReason: Parameter + Member + MaxEncodedLen + Copy + From<HoldReason>;

		// Money

		/// The currency of deposits.
		#[cfg(not(feature = "runtime-benchmarks"))]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The currency of deposits.
		#[cfg(feature = "runtime-benchmarks")]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		// Collaborators

		/// Upgrades and downgrades paras.
		type Paras: MovePara;

		/// Commits deposits for accounts that are backed by other people's money.
		type Backing: BackDeposits<AccountId = Self::AccountId, Balance = BalanceOf<Self>>;

		// Origins

		/// Who may give and clear leases.
		type LeaseAdmin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// The length of a lease period, in blocks.
		#[pallet::constant]
		type LeasePeriod: Get<BlockNumberFor<Self>>;

		/// The first block of lease period 0.
		#[pallet::constant]
		type LeaseOffset: Get<BlockNumberFor<Self>>;

		/// The number of lease periods for which leases can exist, the current one included.
		#[pallet::constant]
		type MaxLeasePeriods: Get<u32>;

		/// The number of steps of a roll-over that every block does, however full it is.
		#[pallet::constant]
		type StepsPerBlock: Get<u32>;

		/// The greatest number of further steps of a roll-over that a block does in its idle weight.
		#[pallet::constant]
		type IdleStepsPerBlock: Get<u32>;

		/// The greatest number of failed moves that a block tries again in its idle weight.
		#[pallet::constant]
		type RetriesPerBlock: Get<u32>;

		// Weights

		/// The weights of this pallet.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Creates the state that a benchmark begins with.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, BalanceOf<Self>>;
	}

	/// The leases of a para: the leaseholder and the amount for each lease period, `None` for a gap.
	///
	/// The first entry is for the period in [`LeaseBase`]: the current one, once the roll-over has
	/// reached the para.
	#[pallet::storage]
	pub type Leases<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ParaId,
		BoundedVec<Option<(T::AccountId, BalanceOf<T>)>, T::MaxLeasePeriods>,
		ValueQuery,
	>;

	/// The lease period of the first entry in [`Leases`].
	#[pallet::storage]
	pub type LeaseBase<T> = StorageMap<_, Twox64Concat, ParaId, LeasePeriod, OptionQuery>;

	/// The progress of the roll-over to the current lease period.
	#[pallet::storage]
	pub type RollOver<T> = StorageValue<_, Progress, ValueQuery>;

	/// The paras whose upgrade or downgrade has failed and is tried again.
	#[pallet::storage]
	pub type Waiting<T> = CountedStorageMap<_, Twox64Concat, ParaId, (), OptionQuery>;

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a lease.
		#[codec(index = 0)]
		Lease,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A new lease period has begun.
		#[codec(index = 0)]
		NewLeasePeriod {
			/// The period that has begun.
			lease_period: LeasePeriod,
		},
		/// A para got a lease for consecutive lease periods.
		#[codec(index = 1)]
		Leased {
			/// The para.
			para_id: ParaId,
			/// The leaseholder, who pays the deposit.
			leaser: T::AccountId,
			/// The first period of the lease.
			period_begin: LeasePeriod,
			/// The number of its periods.
			period_count: LeasePeriod,
			/// The amount by which the deposit grew.
			extra_reserved: BalanceOf<T>,
			/// The amount of the lease.
			total_amount: BalanceOf<T>,
		},
		/// A deposit, or part of it, is no longer owed and was released.
		#[codec(index = 2)]
		DepositReleased {
			/// The para whose lease it was held for.
			para_id: ParaId,
			/// The account on which it was held.
			leaser: T::AccountId,
			/// The amount released.
			amount: BalanceOf<T>,
		},
		/// All leases of a para were removed.
		#[codec(index = 3)]
		LeasesCleared {
			/// The para.
			para_id: ParaId,
		},
		/// Two paras exchanged their leases.
		#[codec(index = 4)]
		LeasesSwapped {
			/// One of the two.
			one: ParaId,
			/// The other.
			other: ParaId,
		},
		/// The upgrade of a para to its slot was scheduled.
		#[codec(index = 5)]
		Upgraded {
			/// The para.
			para_id: ParaId,
		},
		/// The downgrade of a para from its slot was scheduled.
		#[codec(index = 6)]
		Downgraded {
			/// The para.
			para_id: ParaId,
		},
		/// A para could not be upgraded or downgraded. It is tried again.
		#[codec(index = 7)]
		MoveFailed {
			/// The para.
			para_id: ParaId,
			/// Why it failed.
			error: DispatchError,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The para has no lease for the current period, or it has its slot already.
		#[codec(index = 0)]
		ParaNotOnboarding,
		/// The lease has no period, or its last period does not fit a `u32`.
		#[codec(index = 1)]
		LeaseError,
		/// Lease period 0 has not begun yet. Try again after the lease offset.
		#[codec(index = 2)]
		NoLeasePeriod,
		/// The lease would begin in a past period.
		#[codec(index = 3)]
		AlreadyEnded,
		/// The lease would end more than [`Config::MaxLeasePeriods`] ahead.
		#[codec(index = 4)]
		TooFarAhead,
		/// The para has a lease for one of these periods already.
		#[codec(index = 5)]
		AlreadyLeased,
		/// The para is not registered, or is being onboarded, upgraded or downgraded. Try again when it
		/// is on demand.
		#[codec(index = 6)]
		ParaNotReady,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::do_tick(now)
		}

		fn on_idle(_: BlockNumberFor<T>, limit: Weight) -> Weight {
			Self::do_idle(limit)
		}

		fn integrity_test() {
			Self::ensure_configuration();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The current lease period; `None` before period 0.
		pub fn current_period() -> Option<LeasePeriod> {
			Self::period_now()
		}

		/// The leases of a para, with the first entry for the current lease period in every block.
		pub fn leases_now(para: ParaId) -> Vec<Option<(T::AccountId, BalanceOf<T>)>> {
			Self::book_now(para).entries
		}

		/// The deposit that an account owes for the current and future leases of a para.
		pub fn deposit_of(para: ParaId, who: T::AccountId) -> BalanceOf<T> {
			Self::book_now(para).deposit(&who)
		}

		/// Whether the list of every para in `Leases` begins with the current lease period.
		pub fn is_rolled_over() -> bool {
			RollOver::<T>::get().sweep.is_none()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Gives a para a lease.
		///
		/// ## Dispatch origin
		///
		/// [`Config::LeaseAdmin`].
		///
		/// ## Details
		///
		/// The amount is put on hold on the leaseholder's account, less the deposit that is held there
		/// for the para already. If the lease begins with the current period, the para is upgraded at
		/// once; if that fails, an event reports it and it is tried again.
		///
		/// ## Errors
		///
		/// - [`Error::NoLeasePeriod`]: Lease period 0 has not begun.
		/// - [`Error::LeaseError`]: The lease has no period, or its last period does not fit a `u32`.
		/// - [`Error::AlreadyEnded`]: The lease would begin in a past period.
		/// - [`Error::TooFarAhead`]: The lease would end too far ahead.
		/// - [`Error::AlreadyLeased`]: The para has a lease for one of the periods.
		/// - `TokenError`: The leaseholder cannot pay the deposit.
		///
		/// ## Events
		///
		/// - [`Event::Leased`], and [`Event::Upgraded`] or [`Event::MoveFailed`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::force_lease(T::MaxLeasePeriods::get()))]
		pub fn force_lease(
			origin: OriginFor<T>,
			para: ParaId,
			leaser: T::AccountId,
			amount: BalanceOf<T>,
			period_begin: LeasePeriod,
			period_count: LeasePeriod,
		) -> DispatchResult {
			T::LeaseAdmin::ensure_origin(origin)?;
			Self::do_force_lease(para, leaser, amount, period_begin, period_count)
		}

		/// Removes all leases of a para and releases every deposit held for them.
		///
		/// ## Dispatch origin
		///
		/// [`Config::LeaseAdmin`].
		///
		/// ## Details
		///
		/// A para that has a slot because of a lease is downgraded. For a para without leases the call
		/// does nothing and succeeds.
		///
		/// ## Events
		///
		/// - [`Event::LeasesCleared`] if there were any, [`Event::DepositReleased`] for each
		///   leaseholder, and [`Event::Downgraded`] or [`Event::MoveFailed`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::clear_all_leases(T::MaxLeasePeriods::get()))]
		pub fn clear_all_leases(origin: OriginFor<T>, para: ParaId) -> DispatchResult {
			T::LeaseAdmin::ensure_origin(origin)?;
			Self::do_clear_all_leases(para);
			Ok(())
		}

		/// Upgrades a para to the slot that it has a lease for in the current period.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone.
		///
		/// ## Details
		///
		/// This happens without the call too, some blocks later.
		///
		/// ## Errors
		///
		/// - [`Error::ParaNotOnboarding`]: The para has no lease for the current period, or it has its
		///   slot already.
		/// - [`Error::ParaNotReady`]: The para is not on demand yet.
		///
		/// ## Events
		///
		/// - [`Event::Upgraded`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::trigger_onboard())]
		pub fn trigger_onboard(origin: OriginFor<T>, para: ParaId) -> DispatchResult {
			frame_system::ensure_signed(origin)?;
			Self::do_trigger_onboard(para)
		}
	}
}
