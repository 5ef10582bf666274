// SPDX-License-Identifier: Apache-2.0

//! # Slots
//!
//! The right of a para to a slot for a run of lease periods, and the deposit that pays for it.
//!
//! ## Overview
//!
//! Time is counted in lease periods. A para that has a lease for the running period holds a slot on
//! the relay chain; a para that has none runs on demand. Leases are won in auctions or given by the
//! lease admin. A para may hold leases for several coming periods, with gaps between them, and its
//! next lease may be won while the current one still runs.
//!
//! ## Life cycle
//!
//! ```text
//!   won or given          its period begins               its last period ends
//!  ──────────────► coming ────────────────► running ─────────────────────────────► gone
//!                           para moves up             para moves down, deposit free
//! ```
//!
//! A new lease period is worked off para by para. Every block does a small, fixed number of steps
//! of it in any case, and more of them when it has weight left. The order is that of the storage
//! keys, and the place is kept, so nothing is lost when blocks are full, when the first block of a
//! period is skipped, or when the next period begins meanwhile. A move to or from a slot that fails
//! is an event, and is tried again block after block until it succeeds or is no longer wanted.
//!
//! ## Example
//!
//! It is period 2. Alice wins periods 4 and 5 for a para at 50 and, later, period 6 at 30. From now
//! on 50 are held on her account. With the first block of period 4 the para moves up. With the
//! first of period 6 the 50 have passed, and 20 are released. With the first of period 7 the para
//! moves down, and the 30 are released. All of this happens without any call.
//!
//! ## Reading leases
//!
//! Wallets read `Leases(para)`, a list whose first entry is the current lease period. That list is
//! moved on when the para's turn has come, so after the begin of a lease period the entry of a para
//! may be behind: by at most `n / StepsPerBlock` blocks, rounded up, when `n` paras hold leases and
//! every block is full, and by at most `n / (StepsPerBlock + IdleStepsPerBlock)` blocks, rounded
//! up, when blocks have weight to spare. (If the next period begins before that, the pass is
//! finished first and another one follows.) The leases of a para that a call adds to are moved on
//! at once.
//! `LeaseBase(para)` says which period the list begins with, so together they are true in every
//! block. The view functions and the traits of [`canary_primitives::traits`] answer for the current
//! period in every block.
//!
//! ## Money
//!
//! The deposit of an account for a para is the largest amount among its entries there. It is held
//! on the account itself under [`HoldReason::Lease`], and the part that is no longer owed is
//! released as soon as the larger entries have passed. For an account whose deposits are backed by
//! others, nothing is held here; a commitment is made with the backing instead. No path takes the
//! deposit from its owner.
//!
//! ## Invariants
//!
//! 1. The entries of a para are not empty, their last one is leased, and their base is known; there
//!    is no base without entries.
//! 2. No base lies in a period to come, and when no roll-over runs, none lies in the past.
//! 3. What is held for leases on an account is the sum of its deposits over all paras.
//! 4. What is committed for a backed account and a para is its deposit there.
//! 5. The number of paras that wait for a move is the number of their entries.
//! 6. A lease period lasts at least one block.
//!
//! ## Design notes
//!
//! A deposit outlives the begin of a period by the lag named above, never the other way round. A
//! step of the roll-over moves one para on by one period, so that it releases one deposit at most
//! and the mandatory part of a block is constant.

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

		/// The runtime's names of what money is held for.
		type RuntimeHoldReason: Parameter + Member + MaxEncodedLen + Copy + From<HoldReason>;

		// Money

		/// The money that deposits are held in.
		#[cfg(not(feature = "runtime-benchmarks"))]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The money that deposits are held in.
		#[cfg(feature = "runtime-benchmarks")]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		// Collaborators

		/// Moves paras up to a slot and down again.
		type Paras: MovePara;

		/// Stands behind the deposits of accounts that other people's money backs.
		type Backing: BackDeposits<AccountId = Self::AccountId, Balance = BalanceOf<Self>>;

		// Origins

		/// Who may give and clear leases.
		type LeaseAdmin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// How many blocks a lease period lasts.
		#[pallet::constant]
		type LeasePeriod: Get<BlockNumberFor<Self>>;

		/// The block at which lease period 0 begins.
		#[pallet::constant]
		type LeaseOffset: Get<BlockNumberFor<Self>>;

		/// For how many periods leases may be held, the current one included.
		#[pallet::constant]
		type MaxLeasePeriods: Get<u32>;

		/// How many steps of a roll-over every block takes, however full it is.
		#[pallet::constant]
		type StepsPerBlock: Get<u32>;

		/// How many more steps of a roll-over a block takes at most when it has weight left.
		#[pallet::constant]
		type IdleStepsPerBlock: Get<u32>;

		/// How many failed moves a block tries again at most when it has weight left.
		#[pallet::constant]
		type RetriesPerBlock: Get<u32>;

		// Weights

		/// The weights of this pallet.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Puts paras into the state that a benchmark begins with.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, BalanceOf<Self>>;
	}

	/// The leases of a para: who holds each period, and for what amount.
	///
	/// The first entry is the current lease period as soon as the roll-over has reached the para;
	/// until then it is the one that [`LeaseBase`] says.
	#[pallet::storage]
	pub type Leases<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ParaId,
		BoundedVec<Option<(T::AccountId, BalanceOf<T>)>, T::MaxLeasePeriods>,
		ValueQuery,
	>;

	/// The lease period that the first entry of [`Leases`] stands for.
	#[pallet::storage]
	pub type LeaseBase<T> = StorageMap<_, Twox64Concat, ParaId, LeasePeriod, OptionQuery>;

	/// How far the work on the current lease period has come.
	#[pallet::storage]
	pub type RollOver<T> = StorageValue<_, Progress, ValueQuery>;

	/// The paras whose move to or from a slot has failed and is tried again.
	#[pallet::storage]
	pub type Waiting<T> = CountedStorageMap<_, Twox64Concat, ParaId, (), OptionQuery>;

	/// What this pallet holds money for.
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
		/// A para got a lease for a run of lease periods.
		#[codec(index = 1)]
		Leased {
			/// The para.
			para_id: ParaId,
			/// Who pays the deposit.
			leaser: T::AccountId,
			/// The first period of the lease.
			period_begin: LeasePeriod,
			/// How many periods it covers.
			period_count: LeasePeriod,
			/// What the deposit grew by.
			extra_reserved: BalanceOf<T>,
			/// What the lease was given for.
			total_amount: BalanceOf<T>,
		},
		/// Part of a deposit, or all of it, is owed no longer and was released.
		#[codec(index = 2)]
		DepositReleased {
			/// The para whose lease it was held for.
			para_id: ParaId,
			/// Who had paid it.
			leaser: T::AccountId,
			/// What was released.
			amount: BalanceOf<T>,
		},
		/// All leases of a para were taken from it.
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
		/// A para is moving up to its slot.
		#[codec(index = 5)]
		Upgraded {
			/// The para.
			para_id: ParaId,
		},
		/// A para is moving down from its slot.
		#[codec(index = 6)]
		Downgraded {
			/// The para.
			para_id: ParaId,
		},
		/// A para could not be moved to or from its slot; it will be tried again.
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
		/// The para does not wait for a slot: it has no lease for the current period, or it has its
		/// slot already.
		#[codec(index = 0)]
		ParaNotOnboarding,
		/// The lease covers no period, or ends beyond the last that can be counted.
		#[codec(index = 1)]
		LeaseError,
		/// Period 0 has not begun yet. Try again after the lease offset.
		#[codec(index = 2)]
		NoLeasePeriod,
		/// The lease would begin in a period that has passed.
		#[codec(index = 3)]
		AlreadyEnded,
		/// The lease would end further ahead than leases are kept for.
		#[codec(index = 4)]
		TooFarAhead,
		/// The para has a lease for one of these periods already.
		#[codec(index = 5)]
		AlreadyLeased,
		/// The para is not registered, or is between two states. Try again when it is on demand.
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
		/// The current lease period; nothing before period 0.
		pub fn current_period() -> Option<LeasePeriod> {
			Self::period_now()
		}

		/// The leases of a para, the first entry being the current lease period in every block.
		pub fn leases_now(para: ParaId) -> Vec<Option<(T::AccountId, BalanceOf<T>)>> {
			Self::book_now(para).entries
		}

		/// The deposit that an account owes for the current and coming leases of a para.
		pub fn deposit_of(para: ParaId, who: T::AccountId) -> BalanceOf<T> {
			Self::book_now(para).deposit(&who)
		}

		/// Whether every para's entry in `Leases` begins with the current lease period.
		pub fn is_rolled_over() -> bool {
			RollOver::<T>::get().sweep.is_none()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Give a para a lease.
		///
		/// ## Dispatch Origin
		///
		/// Must be the lease admin.
		///
		/// ## Details
		///
		/// The amount is held on the leaseholder's account, less what is held there for the para
		/// already. When the lease begins with the current period, the para moves up at once; if it
		/// cannot, that is an event and is tried again.
		///
		/// ## Errors
		///
		/// - [`Error::NoLeasePeriod`]: Period 0 has not begun.
		/// - [`Error::LeaseError`]: The lease covers no period.
		/// - [`Error::AlreadyEnded`]: The lease would begin in the past.
		/// - [`Error::TooFarAhead`]: The lease would end too far in the future.
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

		/// Take all leases from a para and release every deposit held for them.
		///
		/// ## Dispatch Origin
		///
		/// Must be the lease admin.
		///
		/// ## Details
		///
		/// If the para holds a slot by a lease, it moves down. A para without leases stays as it
		/// is, and the call succeeds.
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

		/// Move a para up to the slot that it has a lease for in the current period.
		///
		/// ## Dispatch Origin
		///
		/// Must be signed, by anyone.
		///
		/// ## Details
		///
		/// This happens by itself too; the call spares the wait.
		///
		/// ## Errors
		///
		/// - [`Error::ParaNotOnboarding`]: The para has no lease now, or holds its slot already.
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
