// SPDX-License-Identifier: Apache-2.0

//! # Auctions
//!
//! Candle auctions of parachain slots, over every range of the lease periods on offer.
//!
//! ## Overview
//!
//! Governance opens an auction for a run of consecutive lease periods. Anyone may bid money, for a
//! registered para, for any unbroken range of those periods; a bid says what is to be held for each
//! period of the range. In every range the highest bid leads.
//!
//! Nobody knows when bidding really ends. When the *starting period* is over a candle is lit, and
//! bidding goes on through the *ending period* while it burns. Only after the last bid could be
//! placed is it drawn by lot at which *sample* of the ending period the candle had gone out.
//! The standing in that sample counts, and later bids were for nothing. So nobody gains by waiting
//! for the last moment.
//!
//! Of the bids in that standing the best set that does not overlap wins, by the rule written in
//! [`winners`]. The winners' money passes to their leases; everyone else's is released.
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
//! `AuctionInfo` stays until the last record is cleared. So there is no auction without a clean
//! slate: samples of an auction can never be taken for samples of the next, and whoever reads
//! `AuctionInfo` as empty finds `Winning` empty, too. Meanwhile bids are refused as
//! [`AuctionEnded`](Error::AuctionEnded) and [`Pallet::phase`] says that no auction runs. When
//! blocks have room to spare, clearing happens in the block that settles.
//!
//! ## Example
//!
//! Alice leads for four periods with 30 in sample 2, Bob with 31 from sample 3 on. If the candle
//! went out in sample 2, Alice's para gets the lease, 30 of hers pay for it as long as it runs, and
//! Bob has his 31 back. If it went out in sample 3 or later it is the other way round. So both have
//! their money held until that is known. `tests/settlement.rs` plays it.
//!
//! ## Money
//!
//! A bid is held on the bidder's own account under [`HoldReason::Bid`], or, if the account is
//! [backed](canary_primitives::traits::BackDeposits) by others, committed by its backing. For each
//! bidder and para it is exactly the largest of the bids that may still win, less what is *credited*:
//! the deposit for a lease of the same para that the bidder will still owe when the auction is settled,
//! however late that is. It is released as far as the largest bid falls: at once when the bidder is
//! outbid and no sample closed before could make them win, else when the auction is over. A winner's money passes from the bid's hold to the lease's hold
//! without being free in between. If the lease cannot be given the money is released like a
//! loser's, with an event that says why. If that is known at the close, since the para has got a lease
//! for one of these periods meanwhile, or has lost the one that the bid relied on, the next best bids win in its place. Nothing is ever
//! confiscated.
//!
//! ## Invariants
//!
//! 1. Without an auction there is no standing, no sample and no money held.
//! 2. Every sample that has begun has a standing, and no other; of the starting period's, which is the
//!    first sample's, there is none before the first bid.
//! 3. In a standing every range is led by a bid for at least the minimum increment.
//! 4. While an auction runs, the money held for a bidder and para and what is credited are together the
//!    largest of their amounts in any recorded sample. Nobody is credited anything else.
//! 5. Amounts frozen by closed samples belong to bidders whose money is held or credited, and never
//!    exceed it.
//! 6. What any account has on hold for bids is the sum of its records; what its backing has
//!    committed for a bid is its record.
//! 7. Winners wait for their leases only when bidding is over, and their standing is still there.
//! 8. Lots are drawn only when bidding is over, and fewer than decide it.
//!
//! ## Design notes
//!
//! * The block that begins a sample copies the standing into it, one read and two writes; the other
//!   blocks of the ending period in which nobody bids read and write nothing of it. So whoever asks
//!   for `winning((now - ending) / sampleLength)` finds the standing, as on Kusama, and the sample
//!   that the candle picks is read without searching.
//! * `Winning` is keyed by the sample's index. Starting period and first sample share key zero.
//! * Whose money must stay is known without looking through the samples: a bidder leads in a range
//!   without a gap from their bid until they are outbid, so the last sample that closed before that
//!   moment holds the most of what they could win there. That amount is noted as frozen when they
//!   are outbid.
//! * Nobody is refused for the number of others. Whoever beats the standing may bid; what is kept of
//!   others is bounded by what the samples can hold: at most as many bidders for each of them as
//!   there are ranges. It is removed page by page, so that many bidders make clearing longer and no
//!   block heavier.
//! * Settlement touches the winners only, and there are never more of them than periods on offer.
//!   Four of them get their leases in the block that closes the auction, the others in the next.
//!   A winner whose para was deregistered meanwhile gets and pays for their lease all the same: else
//!   anyone could outbid everyone for nothing.
//! * Where the candle went out is told by what the authors of several blocks draw, the first of which
//!   is the one after the ending period: the last block with bids in it is there before any of them.
//!   A draw is a verifiable random function of the author's own key, so nobody knows all of them
//!   before the last of these blocks, unless they make every one of them; and nobody can choose a draw,
//!   but the author of the last block can leave it out. `docs/security.md` has the numbers.
//! * The candle goes out at a block, each block being equally likely, and the block's sample
//!   counts. The event that tells it calls the sample `block_number`; wallets know it by that name.
//! * [`ReserveConfiscated`](Event::ReserveConfiscated) keeps its place for wallets. It is never
//!   deposited.

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

		/// The runtime's names of what money is held for.
		type RuntimeHoldReason: From<HoldReason> + Parameter + Member + MaxEncodedLen + Copy;

		// Money

		/// What is bid.
		#[cfg(not(feature = "runtime-benchmarks"))]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// What is bid.
		#[cfg(feature = "runtime-benchmarks")]
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		/// Who pays for accounts that other people's money stands behind.
		type Backing: BackDeposits<AccountId = Self::AccountId, Balance = BalanceOf<Self>>;

		// Collaborators

		/// What is known of paras.
		type Paras: InspectPara;

		/// Gives winners their leases.
		type Leases: SettleWin<
			AccountId = Self::AccountId,
			Balance = BalanceOf<Self>,
			BlockNumber = BlockNumberFor<Self>,
			HoldReason = Self::RuntimeHoldReason,
		>;

		/// Tells what the authors of blocks draw by lot, to find where the candle went out.
		type Randomness: CandleRandomness;

		// Origins

		/// Who may open and cancel auctions.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// How many blocks the ending period lasts.
		#[pallet::constant]
		type EndingPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks of the ending period share a standing.
		#[pallet::constant]
		type SampleLength: Get<BlockNumberFor<Self>>;

		/// How many blocks after the ending period draw the lot that decides where the candle went
		/// out.
		#[pallet::constant]
		type DrawsPerLot: Get<u32>;

		/// How many blocks after the ending period these draws are awaited. After that the auction
		/// closes on its last sample.
		#[pallet::constant]
		type RandomnessTimeout: Get<BlockNumberFor<Self>>;

		/// How much a bid must be above the one it displaces, and so the least first bid.
		#[pallet::constant]
		type MinimumIncrement: Get<BalanceOf<Self>>;

		// Weights

		/// What the calls and steps of this pallet weigh.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Prepares what lies outside of this pallet.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, BalanceOf<Self>>;
	}

	/// Prepares for benchmarks what lies outside of this pallet.
	#[cfg(feature = "runtime-benchmarks")]
	pub trait BenchmarkHelper<AccountId, Balance> {
		/// Makes this para a registered one.
		fn register(para: ParaId);

		/// An account that can pay so much for a bid for this para and takes the most work to let go.
		fn backed(para: ParaId, amount: Balance) -> AccountId;

		/// The author of the parent block has drawn something.
		fn draw();
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// How many ranges the lease periods on offer form.
		#[pallet::constant_name(SlotRangeCount)]
		fn slot_range_count() -> u32 {
			RANGE_COUNT as u32
		}

		/// How many lease periods an auction offers.
		#[pallet::constant_name(LeasePeriodsPerSlot)]
		fn lease_periods_per_slot() -> u32 {
			PERIODS_PER_SLOT
		}
	}

	/// How many auctions there have been, the running one included.
	#[pallet::storage]
	pub type AuctionCounter<T> = StorageValue<_, AuctionIndex, ValueQuery>;

	/// The first lease period on offer, and the first block of the ending period.
	///
	/// Empty when there is no auction, nor any record of one.
	#[pallet::storage]
	pub type AuctionInfo<T: Config> = StorageValue<_, AuctionInfoOf<T>>;

	/// How much is held for each bidder and para. Those who were outbid in the ending period but may
	/// still win are among them.
	#[pallet::storage]
	pub type ReservedAmounts<T: Config> = StorageMap<_, Twox64Concat, BidderOf<T>, BalanceOf<T>>;

	/// What bids rely on besides what is held for them: the deposit for a lease of the same para.
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

	/// Who led in each range at the end of a sample, for every sample that has begun.
	///
	/// The record with the highest key is the standing now. In the starting period it is key zero,
	/// from the first bid on.
	#[pallet::storage]
	pub type Winning<T: Config> = StorageMap<_, Twox64Concat, Sample, StandingOf<T>>;

	/// The latest sample that has a record in [`Winning`]. All before it have one, too.
	#[pallet::storage]
	pub type LatestSample<T> = StorageValue<_, Sample>;

	/// For bidders who have been outbid since: the most they may win by a sample that has closed.
	#[pallet::storage]
	pub type FrozenAmounts<T: Config> =
		StorageMap<_, Twox64Concat, BidderOf<T>, BalanceOf<T>, ValueQuery>;

	/// What has been drawn since the ending period, hashed into one value, and how many draws that
	/// were.
	#[pallet::storage]
	pub type Lot<T> = StorageValue<_, ([u8; 32], u32), ValueQuery>;

	/// Whether the auction is over and only its records are still to be removed.
	#[pallet::storage]
	pub type Clearing<T> = StorageValue<_, bool, ValueQuery>;

	/// The sample that counts, and the ranges in it whose winners do not have their leases yet.
	#[pallet::storage]
	pub type Granting<T> = StorageValue<_, (Sample, WinningRanges), OptionQuery>;

	/// What this pallet holds money for.
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
		/// An auction was opened, for lease periods from `lease_period` on. Its ending period
		/// begins with block `ending`.
		AuctionStarted {
			auction_index: AuctionIndex,
			lease_period: LeasePeriod,
			ending: BlockNumberFor<T>,
		},
		/// An auction is over. Whoever has not won is released within the next blocks.
		AuctionClosed { auction_index: AuctionIndex },
		/// More was held for a bidder: so much more, and so much in total for one para.
		Reserved { bidder: T::AccountId, extra_reserved: BalanceOf<T>, total_amount: BalanceOf<T> },
		/// So much of what was held for a bidder was released.
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
		/// The winning sample of an auction is known. `block_number` is the sample's index.
		WinningOffset { auction_index: AuctionIndex, block_number: BlockNumberFor<T> },
		/// A bid won, and its money now pays for a lease.
		BidWon {
			bidder: T::AccountId,
			para_id: ParaId,
			amount: BalanceOf<T>,
			first_slot: LeasePeriod,
			last_slot: LeasePeriod,
		},
		/// A bid won but the lease could not be given. Its money is released.
		LeaseRefused {
			bidder: T::AccountId,
			para_id: ParaId,
			amount: BalanceOf<T>,
			first_slot: LeasePeriod,
			last_slot: LeasePeriod,
			reason: DispatchError,
		},
		/// Too few blocks drew a lot in time; the auction closes on its last sample.
		RandomnessTimedOut { auction_index: AuctionIndex },
		/// An auction was cancelled: nobody wins.
		AuctionCancelled { auction_index: AuctionIndex },
		/// The last record of an auction is gone; the next one may be opened.
		AuctionCleared { auction_index: AuctionIndex },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is an auction already, or records of the last one remain. Wait for its end.
		AuctionInProgress,
		/// The first lease period on offer is over. Offer a later one.
		LeasePeriodInPast,
		/// The para is not registered. Register it first.
		ParaNotRegistered,
		/// The bid is for another auction than the current one.
		NotCurrentAuction,
		/// No auction runs.
		NotAuction,
		/// The auction takes no more bids and cannot be cancelled any more.
		AuctionEnded,
		/// The para holds a lease for part of this range already.
		AlreadyLeasedOut,
		/// These lease periods are in the wrong order or not on offer.
		RangeNotOnOffer,
		/// A bid of nothing.
		BidIsZero,
		/// The range is led with as much or more. Bid more.
		BidTooLow,
		/// The bid leads by less than the minimum increment, or is a first bid of less than that.
		IncrementTooSmall,
		/// The auction might be settled after the first lease period on offer. Offer a later one.
		SettlementTooLate,
		/// The ending period has more samples than can be recorded.
		TooManySamples,
		/// The auction might be settled before the very first lease period. Let it last longer.
		SettlementTooEarly,
		/// No lease can be given so far ahead when the auction is settled. Offer an earlier period.
		LeasePeriodTooFar,
		/// The lease whose deposit the bid relied on is gone, and the bidder cannot pay for it.
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
				"a bid must be above the one it displaces",
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
		/// Where the auction stands in this block.
		pub fn phase() -> Phase<BlockNumberFor<T>> {
			Self::running_auction().map_or(Phase::NotStarted, |(_, phase)| phase)
		}

		/// Who leads in each range now; nothing when no auction runs.
		pub fn standing() -> Option<Vec<Option<LeaderOf<T>>>> {
			Self::running_auction().map(|_| Self::standing_now().into())
		}

		/// The least bid that would lead for the lease periods from `first` to `last`; nothing
		/// when they are not on offer.
		pub fn least_bid(first: LeasePeriod, last: LeasePeriod) -> Option<BalanceOf<T>> {
			Self::least_bid_for(first, last)
		}

		/// How much is held for this bidder and para.
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
		/// The starting period lasts `duration` blocks from this one on. There must be no other
		/// auction, and this one must be settled, even if randomness is late, before the first
		/// lease period on offer is over, and not before leases may be given for the last one.
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

		/// Bids `amount` for `para`, for the lease periods from `first_slot` to `last_slot`.
		///
		/// ## Dispatch origin
		///
		/// Signed by the bidder, who would become leaseholder.
		///
		/// ## Details
		///
		/// The bid leads in its range from now on, or it is refused. What is held for the bidder
		/// and this para already counts towards it, and so does the deposit for a lease of the para
		/// that they will still owe when the auction is settled.
		///
		/// ## Events
		///
		/// [`Event::BidAccepted`], [`Event::Reserved`] if more must be held, and
		/// [`Event::Unreserved`] if someone is outbid and released.
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
		/// Everyone's money is released within the next blocks. An auction that has been settled
		/// can no longer be cancelled.
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
