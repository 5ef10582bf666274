// SPDX-License-Identifier: Apache-2.0

//! # Referenda
//!
//! Decides proposals by public vote, on several tracks at once.
//!
//! ## Overview
//!
//! A submitter proposes a call and the origin that it is to be dispatched with. The origin determines
//! the *track*; the track determines the deposits, the length of each period, and how much *approval*
//! (ayes among the votes) and *support* (ayes among the electorate) is required. Both requirements
//! fall along the curves of the track while the decision period passes. Another pallet counts the
//! votes, and uses this one through `Polling`.
//!
//! ## Life cycle
//!
//! ```text
//!             decision deposit            a place              both curves met
//!  submitted ------------------> ready ------------> deciding ----------------> confirming
//!      |      and prepare period   |  ^                 |  ^                      |    |
//!      |                  no place |  | a place         |  '---- no longer met ---'    | for the
//!      |                           v  |                 |                              | confirm
//!      |                          queue                 | end of the decision period   | period
//!      v                                                v                              v
//!  timed out                                        rejected                       approved
//! ```
//!
//! A referendum can also be *cancelled*, or *killed* as an abuse, at any time. If its proposal is
//! barred after the submission, it is cancelled when it is next nudged: at the latest before it would
//! be approved.
//!
//! A referendum can be *accelerated* by another pallet, through the traits of
//! [`canary_primitives::traits`]: its decision begins at once, in a *lent place* if its track has no
//! free one, and it is confirmed and enacted after shorter periods. The curves stay those of the track.
//! When the acceleration runs out or is ended, the referendum goes on with the periods of its track,
//! and gives a lent place back. It has lost nothing: it keeps its position in the queue, and gets a
//! place of the track when it reaches the front.
//!
//! - The *prepare period* lets everybody see a proposal before it is decided.
//! - A *place* is one of the `max_deciding` referenda that a track decides at the same time. The
//!   others wait in the *queue* of the track, most ayes first, and with equal ayes the earlier one
//!   first. A *lent place* is one beyond `max_deciding`.
//! - **A full queue.** A newcomer with more ayes than the last referendum of the queue replaces it;
//!   with as many or fewer the newcomer is turned away. The one that has to leave gets its decision
//!   deposit back at once. It stays submitted until its timeout, and a new deposit can be placed for
//!   it when there is room. A deposit for a referendum that would be turned away at once is refused.
//! - The *timeout* counts the blocks in which a referendum is not being decided. If a decision in a
//!   lent place is undone, its blocks do not count.
//! - *Confirming* begins in the block in which both curves are met. A vote that meets them starts it,
//!   and a vote after which they are no longer met aborts it.
//! - The scheduler dispatches an *approved* call at the block that the submitter asked for, but not
//!   before the enactment period of the track is over. The account that noted the preimage may unnote
//!   it at any time and get its deposit back; the referendum keeps the bytes that it needs.
//!
//! ## Money
//!
//! Both deposits are held on the account that placed them, under the reasons
//! [`HoldReason::SubmissionDeposit`] and [`HoldReason::DecisionDeposit`]. They are given back when the
//! referendum ends, without a call, whatever its result and whatever the state of the account. Only a
//! kill slashes them; they go to [`Config::Slash`] then.
//!
//! ## Invariants
//!
//! 1. Every ongoing referendum has either an alarm or a late alarm, but one that is queued and not
//!    being decided has neither.
//! 2. Every alarm is in the scheduler's agenda.
//! 3. A queue holds ongoing referenda of its track whose `in_queue` flag is set, each once, with its
//!    ayes, sorted by ayes; and every referendum with the flag is in the queue of its track.
//! 4. The deciding count of a track is the number of its referenda that are being decided in a place
//!    of the track, not in a lent one.
//! 5. The amount on hold on an account for a reason is the sum of its recorded deposits.
//! 6. A referendum that is being decided has its decision deposit, is not queued unless its place is
//!    lent, and its confirmation ends after its decision began.
//! 7. Every index is below `ReferendumCount`, and metadata belongs to existing records.
//! 8. Every ended referendum is in the list of endings once, with the block of its end or a later one.
//! 9. A late alarm belongs to an ongoing referendum, a late enactment to an approved one, and each is
//!    in `LateOrder` once, under the block at which it is due.
//! 10. An acceleration belongs to an ongoing referendum. If that has its decision deposit it is being
//!     decided, and if it is not being decided its place is not lent.
//! 11. Preimages are requested for ongoing referenda only, and only these have an entry in `Rests`.
//!
//! ## Design notes
//!
//! The rules are one function (`progress.rs`) that touches no storage of the pallet. It names the path
//! it took (`branch.rs`), which determines the weight, and `settle.rs` applies the result. All terms
//! are read through one function (`Referendum::terms`), and there an acceleration shortens the periods
//! without touching the curves.
//!
//! A free place of a track is filled in the same call that frees it; no count is repaired in a later
//! block. A task for which the scheduler has no room is a *late task*: it goes to an overflow queue of
//! this pallet (`late.rs`), which does it at its block.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod curves;
mod tracks;
mod types;

mod acceleration;
mod alarms;
mod branch;
mod calls;
mod deposits;
mod impls;
mod late;
mod progress;
mod proposals;
mod queue;
mod referendum;
mod settle;
mod upkeep;
mod views;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(feature = "try-runtime", test))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use curves::{Curve, CurveError};
pub use pallet::*;
pub use tracks::{Track, TrackInfo, TracksInfo};
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{branch::Branch, types::*, TracksInfo, WeightInfo};
	use alloc::boxed::Box;
	use canary_primitives::traits::WatchReferenda;
	use codec::Codec;
	use core::fmt::Debug;
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{
			fungible::{hold, Balanced, Inspect},
			schedule::{
				v3::{Anon, Named},
				DispatchTime,
			},
			EnsureOriginWithArg, OnUnbalanced, QueryPreimage, StorePreimage, VoteTally,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::{
		ensure_root, ensure_signed, ensure_signed_or_root, BlockNumberFor, OriginFor,
	};
	use sp_runtime::traits::{AtLeast32BitUnsigned, BlockNumberProvider, Dispatchable, Zero};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T, I = ()>(_);

	#[pallet::config]
	pub trait Config<I: 'static = ()>: frame_system::Config {
		// Aggregates

		/// The call enum of the runtime.
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ From<Call<Self, I>>
			+ IsType<<Self as frame_system::Config>::RuntimeCall>
			+ From<frame_system::Call<Self>>;

		/// The hold reasons of the runtime.
		type RuntimeHoldReason: From<HoldReason<I>>;

		// Money

		/// The currency of the deposits.
		type Currency: hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>
			+ Balanced<Self::AccountId>;

		/// Where slashed deposits go.
		type Slash: OnUnbalanced<CreditOf<Self, I>>;

		// Collaborators

		/// Nudges referenda and dispatches approved calls.
		type Scheduler: Anon<
				BlockNumberOf<Self, I>,
				CallOf<Self, I>,
				PalletsOriginOf<Self>,
				Hasher = Self::Hashing,
			> + Named<
				BlockNumberOf<Self, I>,
				CallOf<Self, I>,
				PalletsOriginOf<Self>,
				Hasher = Self::Hashing,
			>;

		/// Stores the preimages of proposals.
		type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;

		/// The tracks.
		type Tracks: TracksInfo<
			BalanceOf<Self, I>,
			BlockNumberOf<Self, I>,
			RuntimeOrigin = PalletsOriginOf<Self>,
		>;

		/// The type of a number of votes.
		type Votes: AtLeast32BitUnsigned + Copy + Parameter + Member + MaxEncodedLen;

		/// The tally of the votes of one referendum.
		type Tally: VoteTally<Self::Votes, TrackIdOf<Self, I>>
			+ Clone
			+ Codec
			+ Eq
			+ Debug
			+ TypeInfo
			+ MaxEncodedLen;

		/// Bars proposals, and learns of the end of accelerations.
		type Watch: WatchReferenda<Hash = Self::Hash>;

		/// The clock of all periods here. It must be the scheduler's.
		type BlockNumberProvider: BlockNumberProvider;

		// Origins

		/// Who may submit a proposal for which origin.
		type SubmitOrigin: EnsureOriginWithArg<
			Self::RuntimeOrigin,
			PalletsOriginOf<Self>,
			Success = Self::AccountId,
		>;

		/// Who may cancel a referendum.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may kill a referendum.
		type KillOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// The deposit for a submission, in plancks.
		#[pallet::constant]
		type SubmissionDeposit: Get<BalanceOf<Self, I>>;

		/// The greatest number of referenda in the queue of one track.
		#[pallet::constant]
		type MaxQueued: Get<u32>;

		/// The number of blocks after its submission within which a referendum must begin to be decided.
		#[pallet::constant]
		type UndecidingTimeout: Get<BlockNumberOf<Self, I>>;

		/// Alarms are only set at block numbers that are multiples of this.
		#[pallet::constant]
		type AlarmInterval: Get<BlockNumberOf<Self, I>>;

		/// The number of blocks for which the record of an ended referendum is kept.
		///
		/// It must be at least the longest lock of the voting pallet, which looks the result up when a
		/// vote is removed, and sets no lock without a result.
		#[pallet::constant]
		type RetentionPeriod: Get<BlockNumberOf<Self, I>>;

		/// The weight up to which an approved call is certain to be dispatched. The scheduler never
		/// dispatches a call that weighs more than its maximum for one block.
		#[pallet::constant]
		type MaxCallWeight: Get<Weight>;

		// Weights

		/// The weights of the calls and paths.
		type WeightInfo: WeightInfo;
	}

	#[pallet::extra_constants]
	impl<T: Config<I>, I: 'static> Pallet<T, I> {
		/// The tracks and their parameters.
		#[pallet::constant_name(Tracks)]
		fn tracks() -> TrackListOf<T, I> {
			T::Tracks::tracks().map(|track| (track.id, track.info)).collect()
		}
	}

	/// The number of referenda ever submitted, which is the index of the next one.
	#[pallet::storage]
	pub type ReferendumCount<T, I = ()> = StorageValue<_, ReferendumIndex, ValueQuery>;

	/// The referenda, ongoing and ended.
	#[pallet::storage]
	pub type ReferendumInfoFor<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Blake2_128Concat, ReferendumIndex, ReferendumInfoOf<T, I>>;

	/// The queue of each track: referenda that are ready and wait for a place, with their ayes, fewest
	/// ayes first.
	#[pallet::storage]
	pub type TrackQueue<T: Config<I>, I: 'static = ()> = StorageMap<
		_,
		Twox64Concat,
		TrackIdOf<T, I>,
		BoundedVec<(ReferendumIndex, T::Votes), T::MaxQueued>,
		ValueQuery,
	>;

	/// How many referenda of a track are being decided in a place of the track. Lent places do not
	/// count.
	#[pallet::storage]
	pub type DecidingCount<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, TrackIdOf<T, I>, u32, ValueQuery>;

	/// The hash of a text about a referendum, which can be looked up as a preimage.
	#[pallet::storage]
	pub type MetadataOf<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Blake2_128Concat, ReferendumIndex, T::Hash>;

	/// The accelerations of referenda that are accelerated.
	#[pallet::storage]
	pub type Accelerations<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, ReferendumIndex, AccelerationOf<T, I>>;

	/// For how many blocks a referendum was decided in a lent place before that decision was undone.
	/// Its timeout is later by that many blocks.
	#[pallet::storage]
	pub type Rests<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, ReferendumIndex, BlockNumberOf<T, I>>;

	/// The late tasks: alarms and enactments for which the scheduler had no room.
	#[pallet::storage]
	pub type LateTasks<T: Config<I>, I: 'static = ()> =
		CountedStorageMap<_, Twox64Concat, ReferendumIndex, LateTaskOf<T, I>>;

	/// The late tasks in the order of the blocks at which they are due.
	#[pallet::storage]
	pub type LateOrder<T: Config<I>, I: 'static = ()> = StorageMap<_, Identity, LateKey, ()>;

	/// The referenda for whose proposals this pallet has requested the preimage.
	#[pallet::storage]
	pub type KeptProposals<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, ReferendumIndex, ()>;

	/// The list of endings: ended referenda, with the block from which the retention period counts,
	/// in order.
	#[pallet::storage]
	pub type Endings<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, u32, (ReferendumIndex, BlockNumberOf<T, I>)>;

	/// The key of the first entry of the list of endings, and the key after the last.
	#[pallet::storage]
	pub type EndingsRange<T: Config<I>, I: 'static = ()> = StorageValue<_, (u32, u32), ValueQuery>;

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason<I: 'static = ()> {
		/// The deposit for the submission of a referendum.
		#[codec(index = 0)]
		SubmissionDeposit,
		/// The deposit for the decision of a referendum.
		#[codec(index = 1)]
		DecisionDeposit,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config<I>, I: 'static = ()> {
		/// A referendum was submitted.
		Submitted {
			/// The referendum.
			index: ReferendumIndex,
			/// Its track.
			track: TrackIdOf<T, I>,
			/// The call that is proposed.
			proposal: BoundedCallOf<T, I>,
		},
		/// The decision deposit was placed.
		DecisionDepositPlaced {
			/// The referendum.
			index: ReferendumIndex,
			/// Who placed it.
			who: T::AccountId,
			/// How much is held.
			amount: BalanceOf<T, I>,
		},
		/// The decision deposit was given back.
		DecisionDepositRefunded {
			/// The referendum.
			index: ReferendumIndex,
			/// Who had placed it.
			who: T::AccountId,
			/// How much was released.
			amount: BalanceOf<T, I>,
		},
		/// A deposit was slashed.
		DepositSlashed {
			/// Who had placed it.
			who: T::AccountId,
			/// How much was slashed.
			amount: BalanceOf<T, I>,
		},
		/// The decision of a referendum began.
		DecisionStarted {
			/// The referendum.
			index: ReferendumIndex,
			/// Its track.
			track: TrackIdOf<T, I>,
			/// The call that is proposed.
			proposal: BoundedCallOf<T, I>,
			/// The votes so far.
			tally: T::Tally,
		},
		/// A referendum began to pass, and its confirm period began.
		ConfirmStarted {
			/// The referendum.
			index: ReferendumIndex,
		},
		/// A referendum stopped passing before the end of its confirm period.
		ConfirmAborted {
			/// The referendum.
			index: ReferendumIndex,
		},
		/// A referendum passed for the whole confirm period.
		Confirmed {
			/// The referendum.
			index: ReferendumIndex,
			/// The votes.
			tally: T::Tally,
		},
		/// A referendum was approved, and its call will be dispatched.
		Approved {
			/// The referendum.
			index: ReferendumIndex,
		},
		/// A referendum did not pass within the decision period.
		Rejected {
			/// The referendum.
			index: ReferendumIndex,
			/// The votes.
			tally: T::Tally,
		},
		/// A referendum ended without having been decided.
		TimedOut {
			/// The referendum.
			index: ReferendumIndex,
			/// The votes.
			tally: T::Tally,
		},
		/// A referendum was cancelled.
		Cancelled {
			/// The referendum.
			index: ReferendumIndex,
			/// The votes.
			tally: T::Tally,
		},
		/// A referendum was killed.
		Killed {
			/// The referendum.
			index: ReferendumIndex,
			/// The votes.
			tally: T::Tally,
		},
		/// The submission deposit was given back.
		SubmissionDepositRefunded {
			/// The referendum.
			index: ReferendumIndex,
			/// Who had placed it.
			who: T::AccountId,
			/// How much was released.
			amount: BalanceOf<T, I>,
		},
		/// Metadata was set.
		MetadataSet {
			/// The referendum.
			index: ReferendumIndex,
			/// Hash of the text.
			hash: T::Hash,
		},
		/// Metadata was cleared.
		MetadataCleared {
			/// The referendum.
			index: ReferendumIndex,
			/// Hash of the text.
			hash: T::Hash,
		},
		/// A ready referendum got no position in the full queue of its track. Its decision deposit was
		/// given back.
		TurnedAway {
			/// The referendum.
			index: ReferendumIndex,
			/// Its track.
			track: TrackIdOf<T, I>,
		},
		/// The scheduler had no room for the alarm or the enactment of a referendum. This pallet does it
		/// at block `due` or soon after.
		Postponed {
			/// The referendum.
			index: ReferendumIndex,
			/// The block at which it is due.
			due: BlockNumberOf<T, I>,
		},
		/// The record of an ended referendum was removed.
		Pruned {
			/// The referendum.
			index: ReferendumIndex,
		},
		/// The acceleration of a referendum in a lent place ended, and its decision was undone. The
		/// decision begins anew when the referendum gets a place of its track.
		PlaceReturned {
			/// The referendum.
			index: ReferendumIndex,
			/// Its track.
			track: TrackIdOf<T, I>,
		},
		/// This pallet dispatched an approved call for which the scheduler had no room.
		Enacted {
			/// The referendum.
			index: ReferendumIndex,
			/// The result of the call.
			result: DispatchResult,
		},
	}

	#[pallet::error]
	pub enum Error<T, I = ()> {
		/// The referendum has ended, or does not exist.
		NotOngoing,
		/// The decision deposit has been placed already.
		HasDeposit,
		/// There is no track with this number.
		BadTrack,
		/// The track has no free place, or its queue is full. Try again when one of its referenda has
		/// ended.
		Full,
		/// No referendum waits in the queue of the track.
		QueueEmpty,
		/// There is no record of this referendum.
		BadReferendum,
		/// The referendum waits in a queue; a nudge would do nothing.
		NothingToDo,
		/// No track decides about this origin, or the track of the referendum no longer exists.
		NoTrack,
		/// The referendum is ongoing. The deposit is given back when it ends.
		Unfinished,
		/// Only the submitter of the referendum may do this.
		NoPermission,
		/// There is no deposit to give back: none was placed, or it has been given back already.
		NoDeposit,
		/// The referendum has not ended, or was killed.
		BadStatus,
		/// The preimage is unknown. Note it first.
		PreimageNotExist,
		/// The preimage has another length than the proposal says.
		PreimageStoredWithDifferentLength,
		/// The proposal is barred.
		ProposalBarred,
		/// The referendum is accelerated already.
		AlreadyAccelerated,
		/// The referendum is not accelerated.
		NotAccelerated,
		/// The decision period of an acceleration must not exceed half of the track's.
		HastensNothing,
	}

	#[pallet::hooks]
	impl<T: Config<I>, I: 'static> Hooks<BlockNumberFor<T>> for Pallet<T, I> {
		fn on_poll(_: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::process_late_tasks(meter);
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::prune(&mut meter);
			meter.consumed()
		}

		#[cfg(any(feature = "std", test))]
		fn integrity_test() {
			sp_io::TestExternalities::default().execute_with(|| {
				if let Err(fault) = T::Tracks::check() {
					panic!("referenda: {fault}");
				}
				let least = <T::Currency as Inspect<T::AccountId>>::minimum_balance();
				let deposits = T::Tracks::tracks().map(|track| track.info.decision_deposit);
				assert!(
					deposits
						.chain([T::SubmissionDeposit::get()])
						.all(|deposit| deposit.is_zero() || deposit >= least),
					"a deposit is nothing, or enough for an account to live on",
				);
			});
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config<I>, I: 'static> Pallet<T, I> {
		/// The approval and support that a referendum has, and what it needs in this block; `None` if it
		/// is not ongoing.
		pub fn missing_for_approval(index: ReferendumIndex) -> Option<Requirements> {
			Self::do_requirements(index)
		}

		/// When a referendum would pass with the current tally; `None` if it never would, or if that
		/// depends on a missing decision deposit or on a place in a full track.
		pub fn would_pass_at(index: ReferendumIndex) -> Option<Forecast<BlockNumberOf<T, I>>> {
			Self::forecast(index)
		}

		/// Whether the call that a referendum proposes can be dispatched; `None` if the referendum is not
		/// ongoing.
		pub fn proposal_fit(index: ReferendumIndex) -> Option<Fit> {
			Self::fit(index)
		}
	}

	#[pallet::call]
	impl<T: Config<I>, I: 'static> Pallet<T, I> {
		/// Submits a referendum on a call, to be dispatched with `proposal_origin` if approved.
		///
		/// ## Dispatch origin
		///
		/// [`Config::SubmitOrigin`], on whose account the submission deposit is held.
		///
		/// ## Events
		///
		/// [`Event::Submitted`]
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::submit())]
		pub fn submit(
			origin: OriginFor<T>,
			proposal_origin: Box<PalletsOriginOf<T>>,
			proposal: BoundedCallOf<T, I>,
			enactment_moment: DispatchTime<BlockNumberOf<T, I>>,
		) -> DispatchResult {
			let who = T::SubmitOrigin::ensure_origin(origin, &proposal_origin)?;
			Self::do_submit(who, *proposal_origin, proposal, enactment_moment)
		}

		/// Places the decision deposit of a referendum.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone. The deposit is held on their account.
		///
		/// ## Events
		///
		/// [`Event::DecisionDepositPlaced`], and the events of what follows, such as
		/// [`Event::DecisionStarted`].
		#[pallet::call_index(1)]
		#[pallet::weight(Branch::max_weight_of_deposit::<T, I>())]
		pub fn place_decision_deposit(
			origin: OriginFor<T>,
			index: ReferendumIndex,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let branch = Self::do_place_decision_deposit(who, index)?;
			Ok(branch.weight_of_deposit::<T, I>().into())
		}

		/// Gives back a decision deposit that is left in the record of an ended referendum.
		///
		/// Normally none is left: deposits are given back when the referendum ends.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone, or root.
		///
		/// ## Events
		///
		/// [`Event::DecisionDepositRefunded`]
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::refund_decision_deposit())]
		pub fn refund_decision_deposit(
			origin: OriginFor<T>,
			index: ReferendumIndex,
		) -> DispatchResult {
			ensure_signed_or_root(origin)?;
			Self::do_refund_decision_deposit(index)
		}

		/// Ends an ongoing referendum and gives its deposits back.
		///
		/// ## Dispatch origin
		///
		/// [`Config::CancelOrigin`].
		///
		/// ## Events
		///
		/// [`Event::Cancelled`]
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::cancel().saturating_add(T::WeightInfo::end_acceleration()))]
		pub fn cancel(origin: OriginFor<T>, index: ReferendumIndex) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel(index)
		}

		/// Ends an ongoing referendum and slashes its deposits.
		///
		/// ## Dispatch origin
		///
		/// [`Config::KillOrigin`].
		///
		/// ## Events
		///
		/// [`Event::Killed`], and [`Event::DepositSlashed`] for each deposit.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::kill().saturating_add(T::WeightInfo::end_acceleration()))]
		pub fn kill(origin: OriginFor<T>, index: ReferendumIndex) -> DispatchResult {
			T::KillOrigin::ensure_origin(origin)?;
			Self::do_kill(index)
		}

		/// Moves a referendum on as far as the rules allow in this block. The scheduler calls it at the
		/// referendum's alarm.
		///
		/// ## Dispatch origin
		///
		/// Root.
		#[pallet::call_index(5)]
		#[pallet::weight(Branch::max_weight_of_nudge::<T, I>())]
		pub fn nudge_referendum(
			origin: OriginFor<T>,
			index: ReferendumIndex,
		) -> DispatchResultWithPostInfo {
			ensure_root(origin)?;
			let branch = Self::do_nudge(index)?;
			Ok(Some(branch.weight_of_nudge::<T, I>()).into())
		}

		/// Gives a free place of a track to the next referendum in its queue.
		///
		/// A place that becomes free is filled without this call. It is needed after an upgrade that
		/// gives the track more places.
		///
		/// ## Dispatch origin
		///
		/// Root.
		///
		/// ## Events
		///
		/// [`Event::DecisionStarted`]
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::one_fewer_deciding())]
		pub fn one_fewer_deciding(origin: OriginFor<T>, track: TrackIdOf<T, I>) -> DispatchResult {
			ensure_root(origin)?;
			Self::do_fill_place(track)
		}

		/// Gives back a submission deposit that is left in the record of an ended referendum.
		///
		/// Normally none is left: deposits are given back when the referendum ends.
		///
		/// ## Dispatch origin
		///
		/// Signed by anyone, or root.
		///
		/// ## Events
		///
		/// [`Event::SubmissionDepositRefunded`]
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::refund_submission_deposit())]
		pub fn refund_submission_deposit(
			origin: OriginFor<T>,
			index: ReferendumIndex,
		) -> DispatchResult {
			ensure_signed_or_root(origin)?;
			Self::do_refund_submission_deposit(index)
		}

		/// Sets or clears the hash of a text about a referendum.
		///
		/// ## Dispatch origin
		///
		/// Signed by the submitter while the referendum is ongoing. Once it has ended, anyone may clear
		/// the hash.
		///
		/// ## Events
		///
		/// [`Event::MetadataSet`] or [`Event::MetadataCleared`]
		#[pallet::call_index(8)]
		#[pallet::weight(match maybe_hash {
			Some(_) => T::WeightInfo::set_some_metadata(),
			None => T::WeightInfo::clear_metadata(),
		})]
		pub fn set_metadata(
			origin: OriginFor<T>,
			index: ReferendumIndex,
			maybe_hash: Option<T::Hash>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_metadata(who, index, maybe_hash)
		}
	}
}
