// SPDX-License-Identifier: Apache-2.0

//! # Crowdloan
//!
//! Many people back the bid of one para, with money that stays on their own accounts.
//!
//! ## Overview
//!
//! The manager of a para opens a campaign for several consecutive lease periods, with a cap and an end.
//! Anyone can contribute to its *fund*. The fund bids what it has raised in the auctions of these
//! periods and, if it wins, has the lease.
//!
//! A contribution is a hold on the contributor's own account. It never moves: it stays part of their
//! balance and of their votes in governance, and it is given back by releasing the hold, which cannot
//! fail. The fund itself has an account without money and without a key, under which it bids and
//! leases. For such an account Auctions and Slots ask this pallet for a commitment that its
//! contributors' money covers.
//!
//! A contribution stays on hold while the fund may win and while its lease runs. After that it is
//! released without a call. The runtime does not let a manager deregister or swap a para for which a
//! fund [is committed](Pallet::is_committed), so that no contribution is held for a para that is gone.
//!
//! ## Life cycle
//!
//! ```text
//!           contributions           end          last bid or lease is over
//!  create ────────────────► open ─────────► ended ────────────────────────► releasing ──► dissolved
//!                            │  ▲             ▲                                ▲  a page
//!   candle lit: bids,        │  │             │ a bid or a lease needs it      │  per block
//!   raised bids, retries ────┘  │             │                                │
//!                               └── won: no contributions, memos are final     │
//!                            └───────────── nothing needs it ──────────────────┘
//! ```
//!
//! * **Bids** are placed in the ending period of an auction, at the end of each block, so that the
//!   contributions in the block count. At most a fixed number of funds bid per block, in the order in
//!   which they raised money. If the ending period is over before a fund could bid, an event says so,
//!   and the fund is first in the queue for the next auction. A bid that is refused is tried again
//!   after a pause that doubles each time; a contribution or a poke ends the pause.
//! * **Release** begins when the campaign has ended and nothing is committed. Every block releases a
//!   few contributors of one fund, however full it is, and whole pages in its idle weight. The funds
//!   take turns. No call is needed; `withdraw` and `refund` only save the wait. After the last
//!   contribution the fund is dissolved, and its deposit is released.
//! * **Renewal**: as soon as a fund has won, its para can have another campaign. The new fund is then
//!   the *listed* one of the para. The *earlier* fund keeps its contributors and its lease, and ends
//!   like any other; its events name the fund and not only the para. If the new fund is dissolved
//!   first, the earlier one is listed again.
//!
//! ## Example
//!
//! Lemon's manager opens a campaign for periods 4 to 7. Alice contributes 60 and Bob 40. The candle of
//! an auction is lit, and the fund bids 100 in that block. Bob's call of `withdraw` fails, because the
//! campaign has not ended. The fund wins; 60 on Alice's account and 40 on Bob's stay on hold, and both
//! can vote with them. In period 6 the manager opens the next campaign, and Alice contributes 30 to it.
//! With the first block of period 8 the lease is over. In that block or one of the next, Alice's 60 and
//! Bob's 40 are released without a call. Alice's 30 stay on hold. `tests/story.rs` has this example as
//! a test.
//!
//! ## Money
//!
//! A contribution is held on the contributor's account under [`HoldReason::Contribution`], the deposit
//! for a fund on the depositor's under [`HoldReason::Deposit`]. Nothing ever takes either from its
//! owner. This pallet pays nothing to a fund's account; money that somebody sends there by mistake is
//! transferred to the depositor when the fund is dissolved.
//!
//! A fund's commitments for bids, all paras together, never exceed what it has raised, and neither do
//! its commitments for leases. The same money covers both.
//!
//! ## Reading contributions
//!
//! Each fund has a child trie, named by the hash of `crowdloan` and the fund's number. Its keys are
//! accounts, and its values begin with the amount. The view functions cover all funds at once.
//!
//! ## Invariants
//!
//! 1. Each fund has one book, and no fund number is used twice.
//! 2. The amount raised by a fund is the sum of its contributions, none of which is zero; the book has
//!    their number. No contribution outlives its fund, and none is left up to `ReleasedUpTo`.
//! 3. The amount on hold for contributions on an account is the sum of its contributions to all funds.
//! 4. The amount on hold for deposits on an account is the sum of the deposits of its funds.
//! 5. A fund's book has the sums of its commitments, and neither exceeds what the fund has raised.
//! 6. Every open fund has its end in `Agenda`; every ended one has a commitment; every other one is in
//!    `Releasing`. No fund is in two of these places. No fund is released before its end.
//! 7. Only listed funds without a lease wait to bid, each in one queue, which its book names.
//!
//! ## Design notes
//!
//! * A fund stays with the para that it was raised for. When the leases of two paras are swapped, its
//!   commitments for leases follow the leases.
//! * The bytes of an account show whether it is a fund's, without a read of storage: nobody has a key
//!   to an account of this form. So the account of a dissolved fund still counts as backed, and a
//!   commitment for it is refused.
//! * Auctions refuses a bid that does not beat the leading one. This also applies to a fund that leads
//!   already and is poked without new contributions.
//! * A fund that waits to bid when its campaign ends bids in that block, if the candle is lit.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod types;

mod commitment;
mod ends;
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

		/// The hold reasons of the runtime.
		type RuntimeHoldReason: Parameter + Member + MaxEncodedLen + Copy + From<HoldReason>;

		// Money

		/// The currency of contributions and deposits.
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		// Collaborators

		/// Tells whether a para is registered, and who manages it.
		type Paras: InspectManager<AccountId = Self::AccountId>;

		/// Accepts the funds' bids.
		type Auctions: PlaceBids<
			AccountId = Self::AccountId,
			Balance = BalanceOf<Self>,
			BlockNumber = BlockNumberFor<Self>,
		>;

		/// Tells about lease periods and leases.
		type Leases: InspectLeases<
			AccountId = Self::AccountId,
			Balance = BalanceOf<Self>,
			BlockNumber = BlockNumberFor<Self>,
		>;

		// Parameters

		/// The id from which the accounts of funds are derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The deposit for a campaign, in plancks, held on its manager's account.
		#[pallet::constant]
		type SubmissionDeposit: Get<BalanceOf<Self>>;

		/// The least amount of one contribution, in plancks. One that fills the cap may be less.
		#[pallet::constant]
		type MinContribution: Get<BalanceOf<Self>>;

		/// The greatest number of contributors that a `refund`, or a block in its idle weight, releases.
		#[pallet::constant]
		type RemoveKeysLimit: Get<u32>;

		/// The greatest number of bytes in a memo.
		#[pallet::constant]
		type MaxMemoLength: Get<u32>;

		/// The greatest number of funds at the same time, including those that have a lease.
		#[pallet::constant]
		type MaxFunds: Get<u32>;

		/// The greatest number of funds of a para besides the listed one.
		#[pallet::constant]
		type MaxEarlierFunds: Get<u32>;

		/// The greatest number of funds that bid in one block, and of ends that a block processes.
		#[pallet::constant]
		type FundsPerBlock: Get<u32>;

		/// The number of contributors that a block releases, however full it is.
		#[pallet::constant]
		type ReleasesPerBlock: Get<u32>;

		// Weights

		/// The weights of the calls and steps.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Prepares state outside this pallet.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// The listed fund of each para.
	#[pallet::storage]
	pub type Funds<T: Config> = StorageMap<_, Twox64Concat, ParaId, FundInfoOf<T>>;

	/// The queue of funds that have raised money since their last bid, the next one first.
	#[pallet::storage]
	pub type NewRaise<T: Config> = StorageValue<_, BoundedVec<ParaId, T::MaxFunds>, ValueQuery>;

	/// The number of auctions whose ending period has begun.
	#[pallet::storage]
	pub type EndingsCount<T> = StorageValue<_, u32, ValueQuery>;

	/// The number of the next fund.
	#[pallet::storage]
	pub type NextFundIndex<T> = StorageValue<_, FundIndex, ValueQuery>;

	/// The earlier funds of each para, which another fund has replaced as the listed one, oldest first.
	#[pallet::storage]
	pub type EarlierFunds<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ParaId,
		BoundedVec<FundInfoOf<T>, T::MaxEarlierFunds>,
		ValueQuery,
	>;

	/// The book of each fund: its state beyond what wallets read in [`Funds`].
	#[pallet::storage]
	pub type Books<T: Config> = CountedStorageMap<_, Twox64Concat, FundIndex, Book<BalanceOf<T>>>;

	/// The commitments of each fund for each para.
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

	/// The queue of funds whose last bid was refused.
	#[pallet::storage]
	pub type Refused<T: Config> =
		StorageValue<_, BoundedVec<Refusal<BlockNumberFor<T>>, T::MaxFunds>, ValueQuery>;

	/// The index of the auction whose ending period runs, or ran in the last block.
	#[pallet::storage]
	pub type Ending<T> = StorageValue<_, u32>;

	/// The ends of open campaigns: block and fund, the next one first.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageValue<_, BoundedVec<(BlockNumberFor<T>, FundIndex), T::MaxFunds>, ValueQuery>;

	/// The last contributor of a fund who was released, in the order of the accounts' bytes.
	///
	/// Without it, a second page in the same block would have to read the keys that the first page has
	/// removed.
	#[pallet::storage]
	pub type ReleasedUpTo<T: Config> = StorageMap<_, Twox64Concat, FundIndex, T::AccountId>;

	/// The queue of funds whose contributors are being released, the next one first.
	#[pallet::storage]
	pub type Releasing<T: Config> = StorageValue<_, BoundedVec<FundIndex, T::MaxFunds>, ValueQuery>;

	/// The reasons for which this pallet holds money.
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
		/// The result of a fund's bid.
		HandleBidResult { para_id: ParaId, result: DispatchResult },
		/// The terms of a campaign were changed.
		Edited { para_id: ParaId },
		/// A contributor wrote a memo.
		MemoUpdated { who: T::AccountId, para_id: ParaId, memo: Vec<u8> },
		/// A poke put a fund into `NewRaise`.
		AddedToNewRaise { para_id: ParaId },
		/// The ending period was over before the funds of these paras could bid what they had raised.
		/// They wait for the next auction.
		AuctionMissed { auction_index: u32, para_ids: Vec<ParaId> },
		/// The leases of two paras were swapped, and with them the commitments for those leases.
		CommitmentsSwapped { one: ParaId, other: ParaId },
		/// Money that somebody had sent to the account of a fund was transferred, with this result, to
		/// the depositor `to`.
		StrayMoneyGivenOn {
			para_id: ParaId,
			to: T::AccountId,
			amount: BalanceOf<T>,
			result: DispatchResult,
		},
		/// All that an account had contributed to an earlier fund of a para was released.
		WithdrewFromEarlier {
			who: T::AccountId,
			para_id: ParaId,
			fund_index: FundIndex,
			amount: BalanceOf<T>,
		},
		/// An earlier fund of a para was removed, and its deposit released.
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
		/// An auction does not offer so many lease periods. Choose fewer.
		LastPeriodTooFarInFuture,
		/// The end is not a future block.
		CannotEndInPast,
		/// At the end it would be too late to win the first lease period. Choose an earlier end.
		EndTooFarInFuture,
		/// A number would overflow.
		Overflow,
		/// The contribution is below the minimum, and does not fill the cap. Contribute more.
		ContributionTooSmall,
		/// The para has no fund, or its number is not reserved.
		InvalidParaId,
		/// The contribution would exceed the cap. Contribute less.
		CapExceeded,
		/// The campaign has ended: the fund accepts no contributions and cannot be changed.
		ContributionPeriodOver,
		/// Only the manager of the para may do this.
		InvalidOrigin,
		/// The para's number is reserved, but the para is not registered. Register it first.
		NotParachain,
		/// The para has a lease for one of these periods already.
		LeaseActive,
		/// A bid of the fund may still win, or its lease runs. Contributions are released afterwards.
		BidOrLeaseActive,
		/// The campaign has not ended. Contributions are released after the end if the fund has not won.
		FundNotEnded,
		/// There is no contribution.
		NoContributions,
		/// A fund can be removed only if it has no contributions and no commitments, by anyone after its
		/// end, and before that by its depositor.
		NotReadyToDissolve,
		/// The verifier of the fund has not signed this contribution.
		InvalidSignature,
		/// The memo is too long.
		MemoTooLarge,
		/// The fund is in `NewRaise` already.
		AlreadyInNewRaise,
		/// The auction no longer accepts bids. Contribute when it is settled.
		VrfDelayInProgress,
		/// The campaign would end before lease period 0. Choose a later end.
		NoLeasePeriod,
		/// There is the greatest number of funds. Try again when one is dissolved.
		TooManyFunds,
		/// The para has the greatest number of earlier funds. Try again when a lease has ended.
		TooManyFundsOfPara,
		/// The fund has won, and memos are final.
		MemoLocked,
		/// A fund cannot commit more than it has raised, and nothing once its contributors are being
		/// released.
		NotCovered,
		/// No auction can be settled in time to win the first lease period. Choose a later one.
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
		/// All funds, the one that has raised most first.
		pub fn leaderboard() -> Vec<Rank<BalanceOf<T>>> {
			Self::ranks()
		}

		/// The amount on hold for contributions, of all contributors to all funds.
		pub fn total_held() -> BalanceOf<T> {
			Self::sum_of_raised()
		}

		/// The contributions of an account, one for each fund.
		pub fn contributions_of(
			who: T::AccountId,
		) -> Vec<OwnContribution<BalanceOf<T>, MemoOf<T>>> {
			Self::own_contributions(&who)
		}

		/// The account under which a fund bids and leases.
		pub fn fund_account(fund_index: FundIndex) -> T::AccountId {
			Self::account_of(fund_index)
		}

		/// The stage of the listed fund of a para; `None` if there is none.
		pub fn stage(para: ParaId) -> Option<Stage> {
			let fund = Funds::<T>::get(para)?;
			Books::<T>::get(fund.fund_index).map(|book| book.stage)
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Opens a campaign for a para, to bid for the lease periods from `first_period` to
		/// `last_period`, both inclusive.
		///
		/// ## Dispatch origin
		///
		/// Signed by the manager of the para, on whose account the deposit is held.
		///
		/// ## Details
		///
		/// The para must have no other campaign, except one that has won or is over, and it must still be
		/// possible to win the first lease period in an auction.
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
		/// The money stays on the contributor's account. It is on hold until the campaign has ended
		/// without a win or the lease is over, and is then released without a call. If the fund has a
		/// verifier, `signature` is theirs of the SCALE encoding of the para, the contributor, what the
		/// contributor has contributed to this fund before, `value`, and the number of the fund.
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

		/// Releases all that `who` has contributed to a fund of a para, once that is over.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone.
		///
		/// ## Details
		///
		/// This happens without the call too, some blocks later. If the para has several funds, the call
		/// applies to the oldest one that is over and has a contribution of `who`.
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

		/// Releases up to `RemoveKeysLimit` contributors of a fund of a para, once that is over.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone.
		///
		/// ## Details
		///
		/// This happens without the call too, some blocks later. If the para has several funds, the call
		/// applies to the oldest one that is over and has contributors.
		///
		/// ## Events
		///
		/// [`Event::Withdrew`] for each contributor, and [`Event::PartiallyRefunded`] or
		/// [`Event::AllRefunded`]; for an earlier fund only [`Event::WithdrewFromEarlier`]
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

		/// Removes the listed fund of a para, if it has no contributions, and releases its deposit.
		///
		/// ## Dispatch origin
		///
		/// Signed by the depositor, or by anyone after the fund's end.
		///
		/// ## Details
		///
		/// After the end this happens without the call too.
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
		/// The new terms are checked like those of a new campaign. Bids on the old terms stay valid.
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

		/// Writes a memo to the caller's contribution, and replaces an earlier one.
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

		/// Puts a fund into `NewRaise`, so that it bids again although nobody has contributed since its
		/// last bid.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone.
		///
		/// ## Events
		///
		/// [`Event::AddedToNewRaise`]
		#[pallet::call_index(7)]
		pub fn poke(origin: OriginFor<T>, index: ParaId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_poke(index)
		}

		/// Contributes all of the caller's money that can be held to the fund of a para.
		///
		/// ## Dispatch origin
		///
		/// Signed by the contributor.
		///
		/// ## Details
		///
		/// The existential deposit is left free. Otherwise it is like [`contribute`](Self::contribute).
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
