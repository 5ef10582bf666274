// SPDX-License-Identifier: Apache-2.0

//! # Crowdloan
//!
//! Many people back one para's bid, and their money never leaves them.
//!
//! ## Overview
//!
//! The manager of a para opens a campaign for a run of lease periods, with a cap and an end. Anyone
//! may contribute. The fund bids what it has raised in the auctions of these periods and, if it
//! wins, holds the lease.
//!
//! A contribution is a hold on the contributor's own account. It never moves: it is part of their
//! balance and of their weight in governance all the time, and giving it back is letting go of the
//! hold, which cannot fail. What the fund has is a name, an account without money and without a
//! key, under which Auctions and Slots know it. For such an account they ask this pallet whether
//! its contributors stand behind it.
//!
//! There is no early exit: while the fund may win or its lease runs, a contribution stays held.
//! Afterwards everyone's comes back by itself. So that nobody is held for a lease of a para that is
//! gone, the runtime refuses to let a manager take a para away that a fund
//! [is committed](Pallet::is_committed) for.
//!
//! ## Life cycle
//!
//! ```text
//!           contributions           end          last bid or lease is over
//!  create ────────────────► open ─────────► ended ────────────────────────► releasing ──► gone
//!                            │  ▲             ▲                                ▲  a page
//!   candle lit: bids,        │  │             │ a bid or a lease needs it      │  per block
//!   raised bids, retries ────┘  │             │                                │
//!                               └── won: no contributions, memos are final     │
//!                            └───────────── nothing needs it ──────────────────┘
//! ```
//!
//! * **Bids** are placed in the ending period of an auction, when a block ends, so that a
//!   contribution of this very block counts. A fixed number of funds bid per block, in the order in
//!   which they raised money. Who finds no place any more because the candle has burnt down is told
//!   by an event, and waits for the next auction at the head of the queue. A bid that is refused is
//!   tried again after a pause that doubles each time; a contribution or a poke ends the pause.
//! * **Release** begins when the end has come and nothing is committed. Every block releases a few
//!   contributors of one fund, however full it is, and whole pages when it has weight left. Funds
//!   take turns. Nobody needs to call anything; who does not want to wait, may. With the last
//!   contribution the fund is dissolved, and its deposit released.
//! * **Renewal**: as soon as a fund has won, its para may have another campaign. The new fund is the
//!   one listed; the earlier one keeps its contributors and its lease, and ends like any other. Events
//!   of its end name the fund, not only the para. If the new fund goes first, the earlier one is
//!   listed again.
//!
//! ## Example
//!
//! Lemon's manager opens a campaign for periods 4 to 7. Alice contributes 60 and Bob 40. The candle
//! of an auction is lit, and with that block the fund bids 100. Bob would like to withdraw, and is
//! refused: the campaign has not ended. The fund wins; 60 on Alice's account and 40 on Bob's stay
//! held, and both may vote with them. In period 6 the manager opens the next campaign, and Alice
//! contributes 30 to it. With the first block of period 8 the lease is over, and in the same block
//! or one of the next Alice has her 60 back and Bob his 40, without any call. Alice's 30 are held on.
//! `tests/story.rs` plays it.
//!
//! ## Money
//!
//! A contribution is held on the contributor's account under [`HoldReason::Contribution`], the
//! deposit for a fund on the depositor's under [`HoldReason::Deposit`]. No path takes either from
//! its owner. The fund's account is never paid anything by this pallet; what somebody pays to it by
//! mistake is given on to the depositor when the fund is dissolved.
//!
//! What a fund commits for its bids, all paras together, and what it commits for its leases, is
//! never more than it has raised. Both are of the same money.
//!
//! ## Reading contributions
//!
//! Each fund has a child trie, named by the hash of `crowdloan` and the fund's number. Its keys are
//! accounts, its values begin with the amount. The view functions answer for all funds at once.
//!
//! ## Invariants
//!
//! 1. There is one book for each fund, and no fund number is used twice.
//! 2. What a fund has raised is the sum of its contributions, none of which is zero; they are
//!    counted; and none outlives its fund, or is left where all have been released.
//! 3. What an account has on hold for contributions is the sum of its contributions to all funds.
//! 4. What an account has on hold for deposits is the sum of the deposits of its funds.
//! 5. A fund's book has the sums of its commitments, and neither is more than it has raised.
//! 6. Every fund is on its way to its end: on the agenda before it, then either committed or being
//!    released, in one place only. No fund is released before its end.
//! 7. Only listed funds wait to bid, each in one place, which its book names; none with a lease.
//!
//! ## Design notes
//!
//! * A fund stays with the para that it was raised for. When two paras are swapped, what it has
//!   committed for leases follows the leases.
//! * Whether an account is backed is told from its bytes, without a look into storage: nobody has a
//!   key to an account of this form. So a fund that is gone is still not somebody who pays for
//!   himself, and a commitment in its name is refused.
//! * Auctions accepts no bid that does not beat the standing one. A fund that leads already and is
//!   poked without new money is refused like anyone.
//! * A fund that waits to bid when its end comes bids at that moment, if the candle is lit.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod types;

mod agenda;
mod commitment;
mod refusals;
mod terms;

mod contributions;
mod records;

mod calls;

mod tick;

mod bids;
mod release;

mod deposits;

mod impls;
mod views;

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
pub use commitment::Commitment;
pub use pallet::*;
pub use refusals::Refusal;
pub use types::*;
pub use weights::WeightInfo;

use frame_support::{weights::WeightMeter, BoundedVec};

#[frame_support::pallet]
pub mod pallet {
	use super::{
		calls::Campaign,
		terms::{Flaw, Terms},
		*,
	};
	use alloc::vec::Vec;
	use canary_primitives::{
		traits::{InspectLeases, InspectManager, PlaceBids},
		LeasePeriod, ParaId,
	};
	use frame_support::{
		dispatch::WithPostDispatchInfo, pallet_prelude::*, traits::fungible, PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{MultiSignature, MultiSigner};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		// Aggregates

		/// The runtime's names of what money is held for.
		type RuntimeHoldReason: Parameter + Member + MaxEncodedLen + Copy + From<HoldReason>;

		// Money

		/// What is contributed.
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		// Collaborators

		/// Knows paras and who controls them.
		type Paras: InspectManager<AccountId = Self::AccountId>;

		/// Takes the funds' bids.
		type Auctions: PlaceBids<
			AccountId = Self::AccountId,
			Balance = BalanceOf<Self>,
			BlockNumber = BlockNumberFor<Self>,
		>;

		/// Knows lease periods and leases.
		type Leases: InspectLeases<
			AccountId = Self::AccountId,
			Balance = BalanceOf<Self>,
			BlockNumber = BlockNumberFor<Self>,
		>;

		// Parameters

		/// What the accounts of funds are named after.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// What is held on the account of whoever opens a campaign.
		#[pallet::constant]
		type SubmissionDeposit: Get<BalanceOf<Self>>;

		/// The least that may be contributed at a time. What fills the cap may be less.
		#[pallet::constant]
		type MinContribution: Get<BalanceOf<Self>>;

		/// How many contributors a call, or a block with weight to spare, releases at most.
		#[pallet::constant]
		type RemoveKeysLimit: Get<u32>;

		/// How many bytes a memo may have.
		#[pallet::constant]
		type MaxMemoLength: Get<u32>;

		/// How many funds there may be at once, those included that wait for the end of a lease.
		#[pallet::constant]
		type MaxFunds: Get<u32>;

		/// How many funds a para may have besides the one that is listed.
		#[pallet::constant]
		type MaxEarlierFunds: Get<u32>;

		/// How many funds a block lets bid at most, and how many ends it notices.
		#[pallet::constant]
		type FundsPerBlock: Get<u32>;

		/// How many contributors a block releases, however full it is.
		#[pallet::constant]
		type ReleasesPerBlock: Get<u32>;

		// Weights

		/// What the calls and steps of this pallet weigh.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Prepares what lies outside of this pallet.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// The fund that is listed for a para.
	#[pallet::storage]
	pub type Funds<T: Config> = StorageMap<_, Twox64Concat, ParaId, FundInfoOf<T>>;

	/// The funds that have raised money which they have not bid, in the order of their turns.
	#[pallet::storage]
	pub type NewRaise<T: Config> = StorageValue<_, BoundedVec<ParaId, T::MaxFunds>, ValueQuery>;

	/// How many auctions have come into their ending period.
	#[pallet::storage]
	pub type EndingsCount<T> = StorageValue<_, u32, ValueQuery>;

	/// The number of the next fund.
	#[pallet::storage]
	pub type NextFundIndex<T> = StorageValue<_, FundIndex, ValueQuery>;

	/// Funds that another fund of the same para has taken the place of, the oldest first.
	#[pallet::storage]
	pub type EarlierFunds<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ParaId,
		BoundedVec<FundInfoOf<T>, T::MaxEarlierFunds>,
		ValueQuery,
	>;

	/// What the pallet keeps about each fund for itself.
	#[pallet::storage]
	pub type Books<T: Config> = CountedStorageMap<_, Twox64Concat, FundIndex, Book<BalanceOf<T>>>;

	/// What each fund has committed for each para.
	#[pallet::storage]
	pub type Commitments<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ParaId,
		Twox64Concat,
		FundIndex,
		Commitment<BalanceOf<T>>,
		ValueQuery,
	>;

	/// The funds whose last bid was refused.
	#[pallet::storage]
	pub type Refused<T: Config> =
		StorageValue<_, BoundedVec<Refusal<BlockNumberFor<T>>, T::MaxFunds>, ValueQuery>;

	/// The auction whose ending period runs, or ran in the last block.
	#[pallet::storage]
	pub type Ending<T> = StorageValue<_, u32>;

	/// The ends that are to come, the next one first.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageValue<_, BoundedVec<(BlockNumberFor<T>, FundIndex), T::MaxFunds>, ValueQuery>;

	/// Up to whom the contributors of a fund that is over have been released, in the order of the
	/// accounts' bytes.
	///
	/// Several pages may be released in one block, and the keys of those before are passed over only
	/// at the price of a look at each.
	#[pallet::storage]
	pub type ReleasedUpTo<T: Config> = StorageMap<_, Twox64Concat, FundIndex, T::AccountId>;

	/// The funds whose contributors are being released, in the order of their turns.
	#[pallet::storage]
	pub type Releasing<T: Config> = StorageValue<_, BoundedVec<FundIndex, T::MaxFunds>, ValueQuery>;

	/// What this pallet holds money for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A contribution to a fund.
		#[codec(index = 0)]
		Contribution,
		/// The deposit of a fund.
		#[codec(index = 1)]
		Deposit,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	// The fields are named for wallets; the sentence above each variant says what they are.
	#[allow(missing_docs)]
	pub enum Event<T: Config> {
		/// A campaign was opened for a para.
		Created { para_id: ParaId },
		/// An account contributed to the fund of a para. Wallets know the para as `fund_index`.
		Contributed { who: T::AccountId, fund_index: ParaId, amount: BalanceOf<T> },
		/// All that an account had contributed to a fund of a para was released. Wallets know the
		/// para as `fund_index`.
		Withdrew { who: T::AccountId, fund_index: ParaId, amount: BalanceOf<T> },
		/// Some contributors of a fund were released; others are left.
		PartiallyRefunded { para_id: ParaId },
		/// The last contributors of a fund were released.
		AllRefunded { para_id: ParaId },
		/// A fund was removed, and its deposit released.
		Dissolved { para_id: ParaId },
		/// A fund has bid, or could not, with this result.
		HandleBidResult { para_id: ParaId, result: DispatchResult },
		/// The terms of a campaign were changed.
		Edited { para_id: ParaId },
		/// A contributor wrote a memo.
		MemoUpdated { who: T::AccountId, para_id: ParaId, memo: Vec<u8> },
		/// A fund was put into `NewRaise` by a poke.
		AddedToNewRaise { para_id: ParaId },
		/// The ending period was over before these funds could bid what they had raised last. They
		/// wait for the next auction.
		AuctionMissed { auction_index: u32, para_ids: Vec<ParaId> },
		/// Two paras exchanged leases, and with them what funds have committed for those.
		CommitmentsSwapped { one: ParaId, other: ParaId },
		/// What somebody had paid to the account of a fund was given on, with this result.
		StrayMoneyGivenOn {
			para_id: ParaId,
			to: T::AccountId,
			amount: BalanceOf<T>,
			result: DispatchResult,
		},
		/// All that an account had contributed to a fund was released, which is not the one that is
		/// listed for the para.
		WithdrewFromEarlier {
			who: T::AccountId,
			para_id: ParaId,
			fund_index: FundIndex,
			amount: BalanceOf<T>,
		},
		/// A fund was removed that is not the one listed for its para, and its deposit released.
		EarlierDissolved { para_id: ParaId, fund_index: FundIndex },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The first lease period is over. Choose a later one.
		FirstPeriodInPast,
		/// No auction can ever offer the first lease period. Choose an earlier one.
		FirstPeriodTooFarInFuture,
		/// The last lease period comes before the first.
		LastPeriodBeforeFirstPeriod,
		/// One auction does not offer so many lease periods. Choose fewer.
		LastPeriodTooFarInFuture,
		/// The end is not a block to come.
		CannotEndInPast,
		/// At the end it would be too late to win the first lease period. Choose an earlier end.
		EndTooFarInFuture,
		/// A number would become too large.
		Overflow,
		/// The contribution is below the minimum, and does not fill the cap. Contribute more.
		ContributionTooSmall,
		/// There is no fund for this para, or the para is unknown.
		InvalidParaId,
		/// The fund may not raise so much. Contribute less.
		CapExceeded,
		/// The fund takes no more contributions, and cannot be changed: its end has come.
		ContributionPeriodOver,
		/// Only the manager of the para may do this.
		InvalidOrigin,
		/// The para's number is reserved, but the para is not registered. Register it first.
		NotParachain,
		/// The para has a lease for one of these periods already.
		LeaseActive,
		/// A bid may still win, or a lease runs. The money comes back by itself afterwards.
		BidOrLeaseActive,
		/// The campaign has not ended. The money comes back by itself when the fund fails.
		FundNotEnded,
		/// Nothing is contributed.
		NoContributions,
		/// The fund can be removed when nothing is contributed, by anyone after its end, and before
		/// by its depositor.
		NotReadyToDissolve,
		/// The verifier of the fund has not signed this contribution.
		InvalidSignature,
		/// The memo is too long.
		MemoTooLarge,
		/// The fund waits to bid already.
		AlreadyInNewRaise,
		/// The auction takes no more bids. Contribute when it is settled.
		VrfDelayInProgress,
		/// The campaign would end before lease periods are counted. Choose a later end.
		NoLeasePeriod,
		/// There are as many funds as there may be. Try again when one is gone.
		TooManyFunds,
		/// The para has as many earlier funds as it may. Try again when a lease has ended.
		TooManyFundsOfPara,
		/// The fund has won, and memos are final.
		MemoLocked,
		/// A fund cannot commit more than it has raised, nor what is on its way back.
		NotCovered,
		/// No auction can be over in time to win the first lease period. Choose a later one.
		TooLateToWin,
	}

	impl<T> From<Flaw> for Error<T> {
		fn from(flaw: Flaw) -> Self {
			match flaw {
				Flaw::LastBeforeFirst => Self::LastPeriodBeforeFirstPeriod,
				Flaw::FirstTooFar => Self::FirstPeriodTooFarInFuture,
				Flaw::LastTooFar => Self::LastPeriodTooFarInFuture,
				Flaw::EndInPast => Self::CannotEndInPast,
				Flaw::NoLeasePeriod => Self::NoLeasePeriod,
				Flaw::EndTooFar => Self::EndTooFarInFuture,
				Flaw::FirstInPast => Self::FirstPeriodInPast,
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::do_tick(now)
		}

		fn on_idle(_: BlockNumberFor<T>, limit: Weight) -> Weight {
			Self::do_idle(limit)
		}

		fn on_finalize(now: BlockNumberFor<T>) {
			Self::do_bids(now);
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
		/// All funds, those that have raised most first.
		pub fn leaderboard() -> Vec<Rank<BalanceOf<T>>> {
			Self::ranks()
		}

		/// What is held of all contributors together.
		pub fn total_held() -> BalanceOf<T> {
			Self::sum_of_raised()
		}

		/// What an account has contributed, fund by fund.
		pub fn contributions_of(
			who: T::AccountId,
		) -> Vec<OwnContribution<BalanceOf<T>, MemoOf<T>>> {
			Self::own_contributions(&who)
		}

		/// The account under which a fund bids and leases.
		pub fn fund_account(fund_index: FundIndex) -> T::AccountId {
			Self::account_of(fund_index)
		}

		/// Where the fund stands that is listed for a para; nothing when there is none.
		pub fn stage(para: ParaId) -> Option<Stage> {
			let fund = Funds::<T>::get(para)?;
			Books::<T>::get(fund.fund_index).map(|book| book.stage)
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Opens a campaign for a para, to bid for the lease periods from `first_period` to
		/// `last_period`.
		///
		/// ## Dispatch origin
		///
		/// Signed by the manager of the para, on whose account the deposit is held.
		///
		/// ## Details
		///
		/// There must be no other campaign for the para, unless it has won, and an auction must still
		/// be able to give the first lease period.
		///
		/// ## Events
		///
		/// [`Event::Created`]
		#[pallet::call_index(0)]
		pub fn create(
			origin: OriginFor<T>,
			#[pallet::compact] index: ParaId,
			#[pallet::compact] cap: BalanceOf<T>,
			#[pallet::compact] first_period: LeasePeriod,
			#[pallet::compact] last_period: LeasePeriod,
			#[pallet::compact] end: BlockNumberFor<T>,
			verifier: Option<MultiSigner>,
		) -> DispatchResult {
			let depositor = ensure_signed(origin)?;
			let terms = Terms { first: first_period, last: last_period, end };
			Self::do_create(depositor, index, Campaign { cap, terms, verifier })
		}

		/// Contributes `value` to the fund of a para.
		///
		/// ## Dispatch origin
		///
		/// Signed by the contributor.
		///
		/// ## Details
		///
		/// The money stays on the contributor's account, on hold until the fund has failed or its
		/// lease is over, and is released without a call. If the fund has a verifier, they must have
		/// signed the SCALE encoding of the para, the contributor, what the contributor has
		/// contributed to this fund before, `value`, and the number of the fund.
		///
		/// ## Events
		///
		/// [`Event::Contributed`]
		#[pallet::call_index(1)]
		pub fn contribute(
			origin: OriginFor<T>,
			#[pallet::compact] index: ParaId,
			#[pallet::compact] value: BalanceOf<T>,
			signature: Option<MultiSignature>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_contribute(who, index, value, signature)
		}

		/// Releases all that `who` has contributed to a fund of a para which is over.
		///
		/// ## Dispatch origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// This happens by itself too; the call spares the wait. If the para has several funds, the
		/// oldest comes first.
		///
		/// ## Events
		///
		/// [`Event::Withdrew`] or [`Event::WithdrewFromEarlier`]
		#[pallet::call_index(2)]
		pub fn withdraw(
			origin: OriginFor<T>,
			who: T::AccountId,
			#[pallet::compact] index: ParaId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw(who, index)
		}

		/// Releases a page of contributors to a fund of a para which is over.
		///
		/// ## Dispatch origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// This happens by itself too; the call spares the wait. If the para has several funds, the
		/// oldest comes first.
		///
		/// ## Events
		///
		/// [`Event::Withdrew`] for each contributor, [`Event::PartiallyRefunded`] or
		/// [`Event::AllRefunded`]; of a fund that is not listed, [`Event::WithdrewFromEarlier`]
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::refund_of(T::RemoveKeysLimit::get()))]
		pub fn refund(
			origin: OriginFor<T>,
			#[pallet::compact] index: ParaId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			match Self::do_refund(index) {
				Ok(released) => Ok(Some(T::WeightInfo::refund_of(released)).into()),
				Err(error) => Err(error.with_weight(T::WeightInfo::refund())),
			}
		}

		/// Removes the fund of a para to which nothing is contributed, and releases its deposit.
		///
		/// ## Dispatch origin
		///
		/// Signed by the depositor, or by anyone after the fund's end.
		///
		/// ## Details
		///
		/// After the end this happens by itself too.
		///
		/// ## Events
		///
		/// [`Event::Dissolved`]
		#[pallet::call_index(4)]
		pub fn dissolve(origin: OriginFor<T>, #[pallet::compact] index: ParaId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dissolve(who, index)
		}

		/// Changes the terms of a campaign.
		///
		/// ## Dispatch origin
		///
		/// Root.
		///
		/// ## Details
		///
		/// The new terms must satisfy the same rules as those of a new campaign. What has been bid
		/// on the old ones stands.
		///
		/// ## Events
		///
		/// [`Event::Edited`]
		#[pallet::call_index(5)]
		pub fn edit(
			origin: OriginFor<T>,
			#[pallet::compact] index: ParaId,
			#[pallet::compact] cap: BalanceOf<T>,
			#[pallet::compact] first_period: LeasePeriod,
			#[pallet::compact] last_period: LeasePeriod,
			#[pallet::compact] end: BlockNumberFor<T>,
			verifier: Option<MultiSigner>,
		) -> DispatchResult {
			ensure_root(origin)?;
			let terms = Terms { first: first_period, last: last_period, end };
			Self::do_edit(index, Campaign { cap, terms, verifier })
		}

		/// Writes a memo to the caller's contribution, in place of any before.
		///
		/// ## Dispatch origin
		///
		/// Signed by the contributor.
		///
		/// ## Details
		///
		/// Once the fund has won, memos are final.
		///
		/// ## Events
		///
		/// [`Event::MemoUpdated`]
		#[pallet::call_index(6)]
		pub fn add_memo(origin: OriginFor<T>, index: ParaId, memo: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_memo(who, index, memo)
		}

		/// Lets a fund bid again in the next auction, although nobody has contributed since its
		/// last bid.
		///
		/// ## Dispatch origin
		///
		/// Signed, by anyone.
		///
		/// ## Events
		///
		/// [`Event::AddedToNewRaise`]
		#[pallet::call_index(7)]
		pub fn poke(origin: OriginFor<T>, index: ParaId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_poke(index)
		}

		/// Contributes all that can be held of the caller's money to the fund of a para.
		///
		/// ## Dispatch origin
		///
		/// Signed by the contributor.
		///
		/// ## Details
		///
		/// The existential deposit is left. Else it is as [`contribute`](Self::contribute).
		///
		/// ## Events
		///
		/// [`Event::Contributed`]
		#[pallet::call_index(8)]
		pub fn contribute_all(
			origin: OriginFor<T>,
			#[pallet::compact] index: ParaId,
			signature: Option<MultiSignature>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let value = Self::holdable(&who);
			Self::do_contribute(who, index, value, signature)
		}
	}
}
