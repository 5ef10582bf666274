// SPDX-License-Identifier: Apache-2.0

//! # Referenda
//!
//! Decides proposals by public vote, on many tracks at once.
//!
//! ## Overview
//!
//! Anyone who may submit proposes a call and the origin it is to run with. The origin decides the
//! *track*; the track decides how large the deposits are, how long each period lasts, and how much
//! *approval* (ayes among the votes) and *support* (ayes among everybody) is demanded. Both demands
//! fall while the decision period passes, along the curves of the track. Who votes, and how votes
//! are counted, is the business of another pallet that uses this one through `Polling`.
//!
//! ## Life cycle
//!
//! ```text
//!             decision deposit            a place              both curves met
//!  submitted ------------------> ready ------------> deciding ----------------> confirming
//!      |      and prepare period   |  ^                 |  ^                      |    |
//!      |                  no place |  | a place         |  '---- not any more ----'    | for the
//!      |                           v  |                 |                              | confirm
//!      |                          queue                 | end of the decision period   | period
//!      v                                                v                              v
//!  timed out                                        rejected                       approved
//! ```
//!
//! A referendum can also be *cancelled*, or *killed* as an abuse, at any time. One whose proposal has
//! been barred since, when another referendum proposed the same, is cancelled when it is next woken:
//! at the latest before it would be approved.
//!
//! It can be *accelerated* from outside, through the traits of [`canary_primitives::traits`]: its
//! decision begins at once, in a place that is lent to it if its track has none; it is confirmed and
//! enacted after shorter periods. The curves stay those of the track. When the acceleration runs out
//! or is taken away, the referendum goes on as its track prescribes, without the lent place. It has
//! lost nothing meanwhile: it keeps its place in the queue, and gets one of the track's own when its
//! turn comes.
//!
//! - The *prepare period* lets everybody see a proposal before it is decided.
//! - A track decides only so many referenda at a time. The others wait in its *queue*, most ayes
//!   first, and among equals the one that came first.
//! - **A full queue.** A newcomer with more ayes than the last of the queue takes its place; with
//!   as many or fewer it is turned away itself. Whichever of the two has to go gets its decision
//!   deposit back at once. It stays submitted, and a new deposit may be placed for it when there
//!   is room, until its timeout. A deposit that could only lead to being turned away is refused.
//! - The *timeout* counts the blocks in which a referendum is not being decided. Those of a decision
//!   that was undone, because its place was lent, do not count.
//! - *Confirming* begins in the block in which both curves are met: if a vote meets them, the vote
//!   itself starts it, and a vote that breaks them stops it.
//! - An *approved* call is carried out by the scheduler, at the moment that was asked for but not
//!   before the enactment period of the track is over. Whoever noted its bytes may take them back any
//!   time, with their deposit; they stay for the referendum all the same.
//!
//! ## Money
//!
//! Both deposits are holds on the account that placed them, under the reasons
//! [`HoldReason::SubmissionDeposit`] and [`HoldReason::DecisionDeposit`]. They are given back by
//! the end of the referendum, without any call, whatever its result and whatever the account looks
//! like. The only way to lose them is a kill: then they go to the configured handler.
//!
//! ## Invariants
//!
//! 1. Every ongoing referendum has an alarm or a late alarm, and not both; one that waits in a queue
//!    without being decided has neither.
//! 2. An alarm stands in the scheduler's agenda.
//! 3. A queue holds ongoing referenda of its track that are flagged as queued, each once, with
//!    their ayes, sorted by ayes; and every flagged referendum is in the queue of its track.
//! 4. The deciding count of a track is the number of its referenda with a decision begun in a place
//!    of the track's own.
//! 5. What is held from an account for a reason is the sum of its recorded deposits.
//! 6. A referendum being decided has its decision deposit, is not queued unless its place is lent,
//!    and its confirmation ends after its decision began.
//! 7. No index reaches the count of submissions; metadata belongs to existing records.
//! 8. Every ended referendum stands in the list of endings, once, at the block of its end or later.
//! 9. A late alarm belongs to an ongoing referendum, a late enactment to an approved one, and each
//!    stands in the order once, under the block at which it is due.
//! 10. An acceleration belongs to an ongoing referendum. With its decision deposit that is being
//!     decided, and without a decision it has no lent place.
//! 11. The bytes of a proposal are asked for on behalf of ongoing referenda only, and only their
//!     timeouts have rested.
//!
//! ## Design notes
//!
//! The rules are one function (`progress.rs`) that touches no storage and names the path it took
//! (`branch.rs`), from which the weight follows; `settle.rs` carries its result out. Terms are read
//! in one place only (`Referendum::terms`), which is where an acceleration lends a referendum shorter
//! periods without touching its curves.
//!
//! A track moves on in the same call in which one of its places becomes free; nothing waits for
//! another block to keep the counts right. A task for which the scheduler has no room is kept here
//! and seen to at its block, by this pallet itself.

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

		/// Wakes referenda and carries out approved calls.
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

		/// Keeps the bytes of proposals.
		type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;

		/// The tracks.
		type Tracks: TracksInfo<
			BalanceOf<Self, I>,
			BlockNumberOf<Self, I>,
			RuntimeOrigin = PalletsOriginOf<Self>,
		>;

		/// The number type of votes.
		type Votes: AtLeast32BitUnsigned + Copy + Parameter + Member + MaxEncodedLen;

		/// The count of the votes of one referendum.
		type Tally: VoteTally<Self::Votes, TrackIdOf<Self, I>>
			+ Clone
			+ Codec
			+ Eq
			+ Debug
			+ TypeInfo
			+ MaxEncodedLen;

		/// Watches over what is proposed, and how fast.
		type Watch: WatchReferenda<Hash = Self::Hash>;

		/// The clock by which periods are counted; the scheduler's.
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

		/// What is held from whoever submits a proposal.
		#[pallet::constant]
		type SubmissionDeposit: Get<BalanceOf<Self, I>>;

		/// How many referenda may wait in the queue of one track.
		#[pallet::constant]
		type MaxQueued: Get<u32>;

		/// How long after its submission a referendum must have found a place.
		#[pallet::constant]
		type UndecidingTimeout: Get<BlockNumberOf<Self, I>>;

		/// Alarms are set at multiples of this number of blocks only.
		#[pallet::constant]
		type AlarmInterval: Get<BlockNumberOf<Self, I>>;

		/// How long the record of an ended referendum is kept.
		///
		/// At least the longest time for which the voting pallet locks votes: it looks the result
		/// up when a vote is removed, and without a result it sets no lock.
		#[pallet::constant]
		type RetentionPeriod: Get<BlockNumberOf<Self, I>>;

		/// The heaviest call that is sure to be carried out. The scheduler gives up on one that weighs
		/// more than it may spend on a block.
		#[pallet::constant]
		type MaxCallWeight: Get<Weight>;

		// Weights

		/// What the paths weigh.
		type WeightInfo: WeightInfo;
	}

	#[pallet::extra_constants]
	impl<T: Config<I>, I: 'static> Pallet<T, I> {
		/// The tracks and what they demand.
		#[pallet::constant_name(Tracks)]
		fn tracks() -> TrackListOf<T, I> {
			T::Tracks::tracks().map(|track| (track.id, track.info)).collect()
		}
	}

	/// How many referenda were ever submitted; the index of the next one.
	#[pallet::storage]
	pub type ReferendumCount<T, I = ()> = StorageValue<_, ReferendumIndex, ValueQuery>;

	/// The referenda, ongoing and ended.
	#[pallet::storage]
	pub type ReferendumInfoFor<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Blake2_128Concat, ReferendumIndex, ReferendumInfoOf<T, I>>;

	/// The referenda that are ready and wait for a place, with their ayes, fewest first.
	#[pallet::storage]
	pub type TrackQueue<T: Config<I>, I: 'static = ()> = StorageMap<
		_,
		Twox64Concat,
		TrackIdOf<T, I>,
		BoundedVec<(ReferendumIndex, T::Votes), T::MaxQueued>,
		ValueQuery,
	>;

	/// How many referenda of a track are being decided.
	#[pallet::storage]
	pub type DecidingCount<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, TrackIdOf<T, I>, u32, ValueQuery>;

	/// Hash of a text about a referendum, whose preimage anybody may look up.
	#[pallet::storage]
	pub type MetadataOf<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Blake2_128Concat, ReferendumIndex, T::Hash>;

	/// The referenda that are accelerated, and how.
	#[pallet::storage]
	pub type Accelerations<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, ReferendumIndex, AccelerationOf<T, I>>;

	/// For how many blocks the timeout of a referendum has rested while it was being decided in a
	/// lent place.
	#[pallet::storage]
	pub type Rests<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, ReferendumIndex, BlockNumberOf<T, I>>;

	/// Alarms and enactments for which the scheduler had no room.
	#[pallet::storage]
	pub type LateTasks<T: Config<I>, I: 'static = ()> =
		CountedStorageMap<_, Twox64Concat, ReferendumIndex, LateTaskOf<T, I>>;

	/// The late tasks in the order in which they are due.
	#[pallet::storage]
	pub type LateOrder<T: Config<I>, I: 'static = ()> = StorageMap<_, Identity, LateKey, ()>;

	/// The referenda for whose proposals' bytes this pallet has asked.
	#[pallet::storage]
	pub type KeptProposals<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, ReferendumIndex, ()>;

	/// Ended referenda and the blocks from which their retention counts, in order.
	#[pallet::storage]
	pub type Endings<T: Config<I>, I: 'static = ()> =
		StorageMap<_, Twox64Concat, u32, (ReferendumIndex, BlockNumberOf<T, I>)>;

	/// The first entry of the list of endings and the entry after the last.
	#[pallet::storage]
	pub type EndingsRange<T: Config<I>, I: 'static = ()> = StorageValue<_, (u32, u32), ValueQuery>;

	/// Why money is held.
	#[pallet::composite_enum]
	pub enum HoldReason<I: 'static = ()> {
		/// For having submitted a referendum.
		#[codec(index = 0)]
		SubmissionDeposit,
		/// For having a referendum decided.
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
		/// A deposit was taken for good.
		DepositSlashed {
			/// Who had placed it.
			who: T::AccountId,
			/// How much was taken.
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
		/// A referendum began to pass.
		ConfirmStarted {
			/// The referendum.
			index: ReferendumIndex,
		},
		/// A referendum stopped passing before it was confirmed.
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
		/// A referendum was approved and its call is on its way to be carried out.
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
		/// A ready referendum has no place in the full queue and waits outside, without its
		/// decision deposit.
		TurnedAway {
			/// The referendum.
			index: ReferendumIndex,
			/// Its track.
			track: TrackIdOf<T, I>,
		},
		/// The scheduler had no room for the alarm or the enactment of a referendum, which is seen to
		/// without it at that block.
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
		/// A referendum is not accelerated any more and gave back the place it was lent. Its
		/// decision begins anew when it gets one of its track's own.
		PlaceReturned {
			/// The referendum.
			index: ReferendumIndex,
			/// Its track.
			track: TrackIdOf<T, I>,
		},
		/// An approved call for which the scheduler had no room was carried out without it.
		Enacted {
			/// The referendum.
			index: ReferendumIndex,
			/// What came of it.
			result: DispatchResult,
		},
	}

	#[pallet::error]
	pub enum Error<T, I = ()> {
		/// The referendum is over, or was never submitted.
		NotOngoing,
		/// The decision deposit has been placed already.
		HasDeposit,
		/// There is no track of this number.
		BadTrack,
		/// The track has no place: try again when a referendum of it has ended.
		Full,
		/// No referendum waits in the queue of the track.
		QueueEmpty,
		/// There is no record of this referendum.
		BadReferendum,
		/// The referendum waits in a queue and needs no waking.
		NothingToDo,
		/// No track decides about this origin.
		NoTrack,
		/// The deposit is given back when the referendum is over.
		Unfinished,
		/// Only who submitted the referendum may do this.
		NoPermission,
		/// There is no deposit to give back: none was placed, or it has been given back already.
		NoDeposit,
		/// The referendum is not over, or was killed.
		BadStatus,
		/// Note the preimage first.
		PreimageNotExist,
		/// The preimage has another length than the proposal says.
		PreimageStoredWithDifferentLength,
		/// This may not be proposed any more.
		ProposalBarred,
		/// The referendum is accelerated already.
		AlreadyAccelerated,
		/// The referendum is not accelerated.
		NotAccelerated,
		/// The acceleration would last for more than half of the decision, which is no haste.
		HastensNothing,
	}

	#[pallet::hooks]
	impl<T: Config<I>, I: 'static> Hooks<BlockNumberFor<T>> for Pallet<T, I> {
		fn on_poll(_: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::attend_late_tasks(meter);
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
		/// What separates a referendum from approval at this moment; `None` if it is not ongoing.
		pub fn missing_for_approval(index: ReferendumIndex) -> Option<Requirements> {
			Self::do_requirements(index)
		}

		/// When a referendum would pass at the present tally; `None` if it never would, or if that
		/// depends on a deposit that is missing or a place that is not free.
		pub fn would_pass_at(index: ReferendumIndex) -> Option<Forecast<BlockNumberOf<T, I>>> {
			Self::forecast(index)
		}

		/// Whether the call that a referendum proposes can be carried out; `None` if it is not
		/// ongoing.
		pub fn proposal_fit(index: ReferendumIndex) -> Option<Fit> {
			Self::fit(index)
		}
	}

	#[pallet::call]
	impl<T: Config<I>, I: 'static> Pallet<T, I> {
		/// Proposes a call that is to run with `proposal_origin` if a referendum approves it.
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

		/// Places the decision deposit of a referendum; anybody may.
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
		/// Normally there is none: deposits are given back as the referendum ends.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::refund_decision_deposit())]
		pub fn refund_decision_deposit(
			origin: OriginFor<T>,
			index: ReferendumIndex,
		) -> DispatchResult {
			ensure_signed_or_root(origin)?;
			Self::do_refund_decision_deposit(index)
		}

		/// Ends a referendum; its deposits are given back.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::cancel().saturating_add(T::WeightInfo::end_acceleration()))]
		pub fn cancel(origin: OriginFor<T>, index: ReferendumIndex) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel(index)
		}

		/// Ends a referendum as an abuse; its deposits are slashed.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::kill().saturating_add(T::WeightInfo::end_acceleration()))]
		pub fn kill(origin: OriginFor<T>, index: ReferendumIndex) -> DispatchResult {
			T::KillOrigin::ensure_origin(origin)?;
			Self::do_kill(index)
		}

		/// Wakes a referendum. The scheduler does; root may.
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

		/// Gives a free place of a track to the next referendum of its queue.
		///
		/// Places are passed on by themselves when a referendum ends. This is for root, after the
		/// track has been given more places.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::one_fewer_deciding())]
		pub fn one_fewer_deciding(origin: OriginFor<T>, track: TrackIdOf<T, I>) -> DispatchResult {
			ensure_root(origin)?;
			Self::do_fill_place(track)
		}

		/// Gives back a submission deposit that is left in the record of an ended referendum.
		///
		/// Normally there is none: deposits are given back as the referendum ends.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::refund_submission_deposit())]
		pub fn refund_submission_deposit(
			origin: OriginFor<T>,
			index: ReferendumIndex,
		) -> DispatchResult {
			ensure_signed_or_root(origin)?;
			Self::do_refund_submission_deposit(index)
		}

		/// Sets or clears the hash of a text about a referendum. Only who submitted it may, while
		/// it goes on; afterwards anybody may clear it.
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
