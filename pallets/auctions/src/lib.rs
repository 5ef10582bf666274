// SPDX-License-Identifier: Apache-2.0

//! # Auctions
//!
//! Candle auctions of parachain slots, over every range of the lease periods on offer.
//!
//! ## Overview
//!
//! Governance opens an auction for several consecutive lease periods. Anyone can bid for a registered
//! para and any range of those periods; the amount of a bid is held for the whole range, and counts for
//! each of its periods. In each range the highest bid leads. The leading bids of all ranges are the
//! *standing*.
//!
//! Nobody knows in advance which bids count. After the *starting period* a candle is lit, and bids are
//! still accepted while it burns, in the *ending period*. When bids are no longer accepted, a random
//! number selects the *sample* of the ending period at which the candle went out. The standing in that
//! sample counts, and later bids do not. So nobody gains by waiting for the last moment.
//!
//! The best set of bids in that standing that do not overlap wins, by the rule in [`winners`]. The
//! winners' money moves to their leases, and everyone else's is released.
//!
//! ## Life cycle
//!
//! ```text
//!              duration            EndingPeriod         at most RandomnessTimeout
//! new_auction ──────────► candle lit ──────────► burnt down ──────────► settled ──► cleared
//!    │  starting period       │  ending period       │   VRF delay         │
//!    │  outbid: released      │  samples recorded    │   no bids           │ losing bidders and
//!    │                        │                      │                     │ samples removed, a
//!    └────────────────────────┴──────────────────────┴── cancel_auction ──►┘ page per block
//! ```
//!
//! `AuctionInfo` stays until the last record of the auction is removed. So samples of an auction are
//! never taken for samples of the next, and `Winning` is empty whenever `AuctionInfo` is. Until then
//! bids fail with [`AuctionEnded`](Error::AuctionEnded), and [`Pallet::phase`] returns that no auction
//! runs. If blocks have idle weight, the records are removed in the block that settles.
//!
//! ## Example
//!
//! Alice leads for four periods with 30 in sample 2, Bob with 31 from sample 3 on. If the candle went
//! out in sample 2, Alice's para gets the lease, 30 stay on hold on Alice's account as long as it runs,
//! and Bob's 31 are released. If it went out in sample 3 or later it is the other way round. Until that
//! is known, both amounts are on hold. `tests/settlement.rs` has this example as a test.
//!
//! ## Money
//!
//! A bid is held on the bidder's own account under [`HoldReason::Bid`], or, if the account is
//! [backed](canary_primitives::traits::BackDeposits) by others, committed by its backing. The amount
//! for a bidder and a para is the largest of their bids that may still win, less a *credit*: the
//! deposit for a lease of the same para that the bidder will still owe when the auction is settled at
//! the latest possible block.
//!
//! When that largest bid falls, the difference is released: at once if the bidder is outbid and cannot
//! win by an earlier sample, else after the auction. A winner's money moves from the bid's hold to the
//! lease's hold without being free in between. If the lease cannot be given, the money is released like
//! a loser's, and an event says why. If this is known at the close, because the para has got a lease
//! for one of the periods meanwhile or has lost the lease that the credit is for, the next best bids
//! win instead. Nothing is ever confiscated.
//!
//! ## Invariants
//!
//! 1. Without an auction there is no standing, no sample and no money on hold.
//! 2. Every sample that has begun has a standing, and no other sample has one. The starting period
//!    shares that of the first sample, which is absent before the first bid.
//! 3. Every leading bid in a standing is at least the minimum increment.
//! 4. While an auction runs, the amount held for a bidder and a para plus their credit is the largest
//!    of their amounts in any recorded sample. There are no other credits.
//! 5. A frozen amount belongs to a bidder with money held or a credit, and does not exceed their sum.
//! 6. The amount on hold for bids on an account is the sum of its records; the amount that its backing
//!    has committed for a bid is its record.
//! 7. Winners wait for their leases only after the close, and the standing they won in is still there.
//! 8. Draws are recorded only after the ending period, and fewer than [`Config::DrawsPerLot`].
//!
//! ## Design notes
//!
//! * The block that begins a sample copies the standing into it, with one read and two writes. The
//!   other blocks of the ending period read and write no standing unless somebody bids. So
//!   `winning((now - ending) / sampleLength)` returns the standing, as on Kusama, and the selected
//!   sample is read without a search.
//! * The key of `Winning` is the number of the sample. The starting period and the first sample share
//!   key zero.
//! * Which money must stay on hold is known without reading all samples. A bidder leads in a range
//!   without interruption from their bid until they are outbid, so the last sample closed before that
//!   has the largest amount that they can win there. It is recorded as a *frozen* amount when they are
//!   outbid.
//! * The number of bidders is not limited: any bid that beats the standing is accepted. The number of
//!   records is bounded by that of the samples times the ranges. The records are removed page by page,
//!   so that many bidders make the removal longer and no block heavier.
//! * Settlement touches the winners only, who are at most as many as the periods on offer. The first
//!   three get their leases in the block that closes the auction, the others in the next blocks. A
//!   winner whose para was deregistered meanwhile gets the lease and pays for it: otherwise anyone
//!   could outbid everyone at no cost.
//! * The *lot*, the random number that selects the sample, combines the draws of the authors of several
//!   blocks. The first of these is the block after the ending period, so that the last block with bids
//!   precedes all draws. A draw is the output of a verifiable random function of the author's key. So
//!   nobody knows all draws before the last of these blocks, unless they make all of them. Nobody can
//!   choose a draw, but the author of the last block can leave the block out. `docs/security.md` has
//!   the numbers.
//! * The lot selects a block of the ending period, each with the same probability, and the sample of
//!   that block counts. The event that reports the sample calls it `block_number`, because wallets know
//!   it by that name.
//! * [`ReserveConfiscated`](Event::ReserveConfiscated) exists for wallets. It is never deposited.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod candle;
pub mod types;
pub mod winners;

mod calls;
mod deposits;
mod impls;
mod tick;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(feature = "try-runtime", test))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use canary_primitives::{
		traits::{BackDeposits, CandleRandomness, InspectPara, SettleWin},
		LeasePeriod, ParaId, Phase, PERIODS_PER_SLOT, RANGE_COUNT,
	};
	use frame_support::{pallet_prelude::*, traits::fungible, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use sp_runtime::SaturatedConversion;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		// Aggregates

		/// The hold reasons of the runtime.
		type RuntimeHoldReason: From<HoldReason> + Parameter + Member + MaxEncodedLen + Copy;

		// Money

		/// The currency of bids.
		#[cfg(not(feature = "runtime-benchmarks"))]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The currency of bids.
		#[cfg(feature = "runtime-benchmarks")]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		/// Commits deposits for accounts that are backed by other people's money.
		type Backing: BackDeposits<AccountId = Self::AccountId, Balance = BalanceOf<Self>>;

		// Collaborators

		/// Tells whether a para is registered.
		type Paras: InspectPara;

		/// Gives winners their leases.
		type Leases: SettleWin<
			AccountId = Self::AccountId,
			Balance = BalanceOf<Self>,
			BlockNumber = BlockNumberFor<Self>,
			HoldReason = Self::RuntimeHoldReason,
		>;

		/// The draws of the authors of blocks, which select the winning sample.
		type Randomness: CandleRandomness;

		// Origins

		/// Who may open and cancel auctions.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// The length of the ending period, in blocks.
		#[pallet::constant]
		type EndingPeriod: Get<BlockNumberFor<Self>>;

		/// The length of a sample, in blocks.
		#[pallet::constant]
		type SampleLength: Get<BlockNumberFor<Self>>;

		/// The number of draws that make up the lot, one from each block after the ending period that
		/// has one.
		#[pallet::constant]
		type DrawsPerLot: Get<u32>;

		/// The number of blocks after the ending period within which the draws must be made. After that
		/// the auction closes with its last sample.
		#[pallet::constant]
		type RandomnessTimeout: Get<BlockNumberFor<Self>>;

		/// The least amount by which a bid must exceed the leading bid of its range, in plancks. It is
		/// also the least first bid.
		#[pallet::constant]
		type MinimumIncrement: Get<BalanceOf<Self>>;

		// Weights

		/// The weights of the calls and steps.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Prepares state outside this pallet.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, BalanceOf<Self>>;
	}

	/// Prepares state outside this pallet for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	pub trait BenchmarkHelper<AccountId, Balance> {
		/// Registers the para.
		fn register(para: ParaId);

		/// A backed account that can bid `amount` for the para, and whose release takes the most work.
		fn backed(para: ParaId, amount: Balance) -> AccountId;

		/// Gives the parent block a draw.
		fn draw();
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The number of ranges of the lease periods on offer.
		#[pallet::constant_name(SlotRangeCount)]
		fn slot_range_count() -> u32 {
			RANGE_COUNT as u32
		}

		/// The number of lease periods that an auction offers.
		#[pallet::constant_name(LeasePeriodsPerSlot)]
		fn lease_periods_per_slot() -> u32 {
			PERIODS_PER_SLOT
		}
	}

	/// The number of auctions so far, the running one included.
	#[pallet::storage]
	pub type AuctionCounter<T> = StorageValue<_, AuctionIndex, ValueQuery>;

	/// The first lease period on offer, and the first block of the ending period.
	///
	/// Empty if there is no auction, nor any record of one.
	#[pallet::storage]
	pub type AuctionInfo<T: Config> = StorageValue<_, AuctionInfoOf<T>>;

	/// The amount held for each bidder and para, including bidders who were outbid in the ending period
	/// but may still win.
	#[pallet::storage]
	pub type ReservedAmounts<T: Config> = StorageMap<_, Twox64Concat, BidderOf<T>, BalanceOf<T>>;

	/// The credit of each bidder and para: the part of their bid that is covered by the deposit for a
	/// lease of the same para. It is zero for most, and there for all, so that it tells of a para whether
	/// there are bids for it.
	#[pallet::storage]
	pub type Credited<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ParaId,
		Twox64Concat,
		T::AccountId,
		BalanceOf<T>,
		ValueQuery,
	>;

	/// The standing of every sample that has begun: the leading bid of each range.
	///
	/// The record with the highest key is the current standing. In the starting period that is key zero,
	/// from the first bid on.
	#[pallet::storage]
	pub type Winning<T: Config> = StorageMap<_, Twox64Concat, Sample, StandingOf<T>>;

	/// The latest sample that has a record in [`Winning`]. All samples before it have one, too.
	#[pallet::storage]
	pub type LatestSample<T> = StorageValue<_, Sample>;

	/// For bidders who were outbid: the largest amount with which they may win by a closed sample.
	#[pallet::storage]
	pub type FrozenAmounts<T: Config> =
		StorageMap<_, Twox64Concat, BidderOf<T>, BalanceOf<T>, ValueQuery>;

	/// The hash of the draws since the ending period, and the number of these draws.
	#[pallet::storage]
	pub type Lot<T> = StorageValue<_, ([u8; 32], u32), ValueQuery>;

	/// Whether the auction is over and its records are being removed.
	#[pallet::storage]
	pub type Clearing<T> = StorageValue<_, bool, ValueQuery>;

	/// The winning sample, and its winning ranges whose winners do not have their leases yet.
	#[pallet::storage]
	pub type Granting<T> = StorageValue<_, (Sample, WinningRanges), OptionQuery>;

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A bid that may still win.
		#[codec(index = 0)]
		Bid,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	// The fields are named for wallets; the sentence above each variant says what they are.
	#[allow(missing_docs)]
	pub enum Event<T: Config> {
		/// An auction was opened for the lease periods from `lease_period` on. Its ending period begins
		/// with block `ending`.
		AuctionStarted {
			auction_index: AuctionIndex,
			lease_period: LeasePeriod,
			ending: BlockNumberFor<T>,
		},
		/// An auction is over. The money of all who have not won is released in the next blocks.
		AuctionClosed { auction_index: AuctionIndex },
		/// `extra_reserved` more is on hold for a bidder, and `total_amount` in total for one para.
		Reserved { bidder: T::AccountId, extra_reserved: BalanceOf<T>, total_amount: BalanceOf<T> },
		/// `amount` of what was on hold for a bidder was released.
		Unreserved { bidder: T::AccountId, amount: BalanceOf<T> },
		/// Never deposited: nothing is confiscated.
		ReserveConfiscated { para_id: ParaId, leaser: T::AccountId, amount: BalanceOf<T> },
		/// A bid leads in its range.
		BidAccepted {
			bidder: T::AccountId,
			para_id: ParaId,
			amount: BalanceOf<T>,
			first_slot: LeasePeriod,
			last_slot: LeasePeriod,
		},
		/// The winning sample of an auction is known. `block_number` is the number of the sample.
		WinningOffset { auction_index: AuctionIndex, block_number: BlockNumberFor<T> },
		/// A bid won, and its money is now the deposit of a lease.
		BidWon {
			bidder: T::AccountId,
			para_id: ParaId,
			amount: BalanceOf<T>,
			first_slot: LeasePeriod,
			last_slot: LeasePeriod,
		},
		/// A bid won, but the lease could not be given. Its money is released.
		LeaseRefused {
			bidder: T::AccountId,
			para_id: ParaId,
			amount: BalanceOf<T>,
			first_slot: LeasePeriod,
			last_slot: LeasePeriod,
			reason: DispatchError,
		},
		/// Too few draws were made in time; the auction closes with its last sample.
		RandomnessTimedOut { auction_index: AuctionIndex },
		/// An auction was cancelled, without winners.
		AuctionCancelled { auction_index: AuctionIndex },
		/// The last record of an auction was removed; the next one can be opened.
		AuctionCleared { auction_index: AuctionIndex },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// An auction runs already, or the records of the last one are still being removed. Wait.
		AuctionInProgress,
		/// The first lease period on offer is over. Offer a later one.
		LeasePeriodInPast,
		/// The para is not registered. Register it first.
		ParaNotRegistered,
		/// The bid is for another auction than the current one.
		NotCurrentAuction,
		/// No auction runs.
		NotAuction,
		/// The auction no longer accepts bids, or is over and cannot be cancelled.
		AuctionEnded,
		/// The para has a lease for part of this range already.
		AlreadyLeasedOut,
		/// The last lease period is before the first, or one of them is not on offer.
		RangeNotOnOffer,
		/// The amount of the bid is zero.
		BidIsZero,
		/// The leading bid of the range is as high or higher. Bid more.
		BidTooLow,
		/// The bid exceeds the leading bid by less than the minimum increment, or is a first bid of less
		/// than that.
		IncrementTooSmall,
		/// The auction might be settled after the first lease period on offer. Offer a later one.
		SettlementTooLate,
		/// The ending period has more samples than can be recorded.
		TooManySamples,
		/// The auction might be settled before lease period 0. Choose a longer duration.
		SettlementTooEarly,
		/// When the auction is settled, leases cannot be given so far ahead. Offer an earlier period.
		LeasePeriodTooFar,
		/// The lease that the credit of the bid is for is gone, and the bidder cannot pay the difference.
		CreditLost,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			let mut meter = WeightMeter::new();
			Self::do_tick(&mut meter);
			meter.consumed()
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::do_idle(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let samples = Self::candle_lit_at(Zero::zero()).sample_count();
			assert!(!T::SampleLength::get().is_zero(), "a sample lasts at least one block");
			assert!(!samples.is_zero(), "the ending period has at least one sample");
			assert!(
				samples <= candle::MAX_SAMPLES.into(),
				"the ending period has no more samples than can be recorded",
			);
			assert!(
				!T::MinimumIncrement::get().is_zero(),
				"a bid must exceed the leading bid of its range",
			);
			assert!(
				T::MinimumIncrement::get()
					>= <T::Currency as fungible::Inspect<T::AccountId>>::minimum_balance(),
				"what is held for a bid is enough for an account to live on",
			);
			assert!(
				(1..=T::RandomnessTimeout::get().saturated_into()).contains(&T::DrawsPerLot::get()),
				"the lot can be drawn before the auction closes without it",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The phase of the auction in this block.
		pub fn phase() -> Phase<BlockNumberFor<T>> {
			Self::running_auction().map_or(Phase::NotStarted, |(_, phase)| phase)
		}

		/// The current leading bid of each range, in the order of the ranges' indices; `None` if no
		/// auction runs.
		pub fn standing() -> Option<Vec<Option<LeaderOf<T>>>> {
			Self::running_auction().map(|_| Self::standing_now().into())
		}

		/// The least bid that would lead for the lease periods from `first` to `last`, both inclusive;
		/// `None` if they are not on offer or no bids are accepted.
		pub fn least_bid(first: LeasePeriod, last: LeasePeriod) -> Option<BalanceOf<T>> {
			Self::least_bid_for(first, last)
		}

		/// The amount held for a bidder and a para, without their credit.
		pub fn held_for(bidder: T::AccountId, para: ParaId) -> BalanceOf<T> {
			ReservedAmounts::<T>::get((bidder, para)).unwrap_or_default()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Opens an auction of the lease periods from `lease_period_index` on.
		///
		/// ## Dispatch origin
		///
		/// [`Config::AdminOrigin`].
		///
		/// ## Details
		///
		/// The starting period lasts `duration` blocks from this one on. There must be no other auction.
		/// The new one must be certain to be settled before the first lease period on offer is over, and
		/// not before leases can be given for the last one.
		///
		/// ## Events
		///
		/// [`Event::AuctionStarted`]
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::new_auction(), DispatchClass::Operational))]
		pub fn new_auction(
			origin: OriginFor<T>,
			#[pallet::compact] duration: BlockNumberFor<T>,
			#[pallet::compact] lease_period_index: LeasePeriod,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_new_auction(duration, lease_period_index)
		}

		/// Bids `amount` for `para` and the lease periods from `first_slot` to `last_slot`, both
		/// inclusive.
		///
		/// ## Dispatch origin
		///
		/// Signed by the bidder, who would become the leaseholder.
		///
		/// ## Details
		///
		/// The bid becomes the leading bid of its range, or it fails. What is on hold for the bidder and
		/// this para already counts towards it, and so does the deposit for a lease of the para that they
		/// will still owe when the auction is settled.
		///
		/// ## Events
		///
		/// [`Event::BidAccepted`], [`Event::Reserved`] if more must be held, and
		/// [`Event::Unreserved`] if the money of a bidder who is outbid is released.
		#[pallet::call_index(1)]
		pub fn bid(
			origin: OriginFor<T>,
			#[pallet::compact] para: ParaId,
			#[pallet::compact] auction_index: AuctionIndex,
			#[pallet::compact] first_slot: LeasePeriod,
			#[pallet::compact] last_slot: LeasePeriod,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let bidder = ensure_signed(origin)?;
			ensure!(auction_index == AuctionCounter::<T>::get(), Error::<T>::NotCurrentAuction);
			Self::do_bid(bidder, para, (first_slot, last_slot), amount)
		}

		/// Ends the auction without winners.
		///
		/// ## Dispatch origin
		///
		/// Root or [`Config::AdminOrigin`].
		///
		/// ## Details
		///
		/// All bidders' money is released in the next blocks. An auction that has been settled can no
		/// longer be cancelled.
		///
		/// ## Events
		///
		/// [`Event::AuctionCancelled`], [`Event::AuctionClosed`]
		#[pallet::call_index(2)]
		pub fn cancel_auction(origin: OriginFor<T>) -> DispatchResult {
			T::AdminOrigin::ensure_origin_or_root(origin)?;
			Self::do_cancel_auction()
		}
	}
}
