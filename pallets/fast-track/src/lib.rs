// SPDX-License-Identifier: Apache-2.0

//! # Fast track
//!
//! Accelerates urgent referenda without lowering the approval and support that they need.
//!
//! ## Overview
//!
//! An ordinary referendum takes days or weeks, which is too long in an incident. A technical committee
//! can *accelerate* a referendum: its decision begins at once, even if its track is full, and once it
//! passes it is confirmed and enacted after shorter periods. The committee decides how fast the
//! referendum is, not whether it passes: the track determines the approval and support. A referendum
//! that does not pass in time goes on with the periods of its track.
//!
//! The shorter the period, the more members must agree. The fast-track majority can set periods down to
//! the fast-track floor, the whole committee down to the instant floor, and nobody below that. Every
//! single member can *veto*, which ends the acceleration.
//!
//! ## Example
//!
//! A parachain is being drained through a bug.
//!
//! 1. At block 100 Alice submits a fix that asks for root and places the decision deposit. The root
//!    track has a prepare period of 20 blocks, decides for 1,000, confirms for 100, enacts after
//!    100, and all of its places are taken.
//! 2. At block 105 two thirds of the committee fast-track the referendum, with a decision period of
//!    30 and an enactment delay of 5. It gets a lent place, and its decision begins. The track requires
//!    full approval and half of the electorate's support at first, less as the 1,000 blocks pass.
//! 3. By block 120 an overwhelming majority has voted aye, and both requirements are met. From now on
//!    the referendum must keep passing for 30 blocks instead of 100, so that opponents have time to
//!    vote. At block 150 it is approved, at block 155 it is enacted. Without the fast track this would
//!    have been block 320 at the earliest, and later in a full track.
//!
//! The next day somebody presents a change that is not urgent as a second fix.
//!
//! 4. At block 5,000 the committee fast-tracks that one too, with 30 blocks. At block 5,010 Bob, a
//!    member, reads it again and vetoes. In the same call the referendum loses the lent place and the
//!    shorter periods; it prepares, queues and is decided like any other. Until the cooling-off period
//!    is over the committee cannot accelerate the same proposal again. Afterwards it can, and Bob
//!    cannot veto the same proposal again; another member can.
//! 5. A third fix is accelerated and does not get the votes within its 30 blocks. The acceleration runs
//!    out without a call, and the referendum goes on with the periods of its track. The committee
//!    cannot accelerate the same proposal again until a cooling-off period is over.
//! 6. A fourth referendum would do harm by mistake. Two thirds of the committee cancel it, and its
//!    deposits are given back. The same proposal can be submitted again, and the committee cannot
//!    cancel it a second time.
//! 7. A fifth referendum is an attack. Root blacklists its proposal: the referendum is killed, its
//!    deposits are slashed, and the same proposal can never be submitted again. Other referenda with
//!    the same proposal are not approved.
//!
//! ## Safety
//!
//! Tests check these properties over random histories: the tests of this crate with a model of
//! referenda, and those of `canary-referenda` with the real ones.
//!
//! 1. **The requirements stay.** A referendum, accelerated or not, is approved only if it meets the
//!    curves of its track at that block.
//! 2. **There is time to object.** A referendum is approved only after it has passed without
//!    interruption for the confirm period of its track, or for the decision period of an acceleration
//!    that is in force. That period is never below the floor of the authority that granted it.
//! 3. **No veto is ignored.** A veto takes effect in its own call, and while it stands no referendum
//!    with that proposal is accelerated.
//! 4. **No veto lasts for ever.** A member vetoes a proposal once, and at most `MaxVetoers` members
//!    veto it.
//! 5. **No acceleration outlives its referendum**, nor its `until`, unless the referendum is passing
//!    then. After one has run out, the same proposal is not accelerated until it has cooled off.
//! 6. **No second cancellation, and no way off the blacklist.** The committee cancels a proposal once.
//!    A blacklisted proposal is neither submitted nor accelerated again.
//!
//! ## Money
//!
//! This pallet holds no money. The pallet that decides a referendum holds its deposits.
//!
//! ## Invariants
//!
//! 1. Every acceleration belongs to an ongoing referendum with the recorded proposal, and that
//!    referendum is accelerated until the recorded block.
//! 2. No referendum and no proposal is accelerated twice at the same time.
//! 3. No accelerated proposal is blacklisted or under a veto that stands.
//! 4. Every veto has a vetoer, and no vetoer twice.
//! 5. Every acceleration ends after its begin.
//!
//! ## Design notes
//!
//! The pallet that decides referenda implements the shorter periods and the lent place. Its promise in
//! [`AccelerateReferenda`](canary_primitives::traits::AccelerateReferenda) covers the first two
//! properties above. This pallet records who granted an acceleration and who vetoed it. The end of an
//! acceleration is reported through [`WatchReferenda`](canary_primitives::traits::WatchReferenda), so
//! that this pallet needs no hook that does work.
//!
//! The confirmation of an accelerated referendum lasts as long as its decision period. If it were
//! shorter, a short decision period would only make the acceleration run out sooner, and the floors
//! would not protect the time to object.
//!
//! The records of vetoes, cooling-off periods, cancellations and the blacklist are kept for ever, one
//! for each proposal. Only members, the committee and root make such records.
//!
//! A proposal is identified by the hash of its call. The same call wrapped in another is another
//! proposal. Blacklisting does not affect a call that has been approved already: root has to cancel it
//! in the scheduler.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod types;

mod periods;

mod vetoes;

mod calls;

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
pub use periods::{Authority, Floors, TooShort};
pub use types::{Acceleration, Ending};
pub use vetoes::{Veto, VetoRefused};
pub use weights::WeightInfo;

use alloc::vec::Vec;
use canary_primitives::{ReferendumIndex, Requirements};
use frame_support::BoundedVec;
use sp_runtime::traits::BlockNumberProvider;

/// The block number type of the clock that referenda use.
pub type BlockNumberOf<T> =
	<<T as Config>::BlockNumberProvider as BlockNumberProvider>::BlockNumber;
/// The record of an acceleration.
pub type AccelerationOf<T> = Acceleration<<T as frame_system::Config>::Hash, BlockNumberOf<T>>;
/// The record of the vetoes against a proposal.
pub type VetoOf<T> =
	Veto<<T as frame_system::Config>::AccountId, BlockNumberOf<T>, <T as Config>::MaxVetoers>;
pub(crate) type AccelerationsOf<T> = BoundedVec<AccelerationOf<T>, <T as Config>::MaxAccelerations>;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use canary_primitives::traits::{AccelerateReferenda, EndReferenda};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::{BlockNumberFor, OriginFor};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		// Collaborators

		/// The pallet that decides referenda and can accelerate them.
		type Referenda: AccelerateReferenda<Hash = Self::Hash, BlockNumber = BlockNumberOf<Self>>
			+ EndReferenda;

		/// The clock that referenda use.
		type BlockNumberProvider: BlockNumberProvider;

		// Origins

		/// The part of the committee that may accelerate down to the fast-track floor.
		type FastTrackOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The whole committee, which may accelerate down to the instant floor.
		type InstantOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// A single member of the committee.
		type VetoOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

		/// The part of the committee that may cancel a referendum.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may blacklist a proposal.
		type BlacklistOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// The shortest decision period that [`Config::FastTrackOrigin`] may set, in blocks: the
		/// fast-track floor.
		#[pallet::constant]
		type FastTrackPeriod: Get<BlockNumberOf<Self>>;

		/// The shortest decision period that [`Config::InstantOrigin`] may set, in blocks: the instant
		/// floor.
		#[pallet::constant]
		type InstantPeriod: Get<BlockNumberOf<Self>>;

		/// The number of blocks for which a proposal that was vetoed, or whose acceleration ran out,
		/// cannot be accelerated again.
		#[pallet::constant]
		type CoolingOffPeriod: Get<BlockNumberOf<Self>>;

		/// The greatest number of members who can veto the same proposal.
		///
		/// It should be at least the number of members, so that no member's veto is refused.
		#[pallet::constant]
		type MaxVetoers: Get<u32>;

		/// The greatest number of referenda that are accelerated at the same time.
		#[pallet::constant]
		type MaxAccelerations: Get<u32>;

		// Weights

		/// The weights of this pallet.
		type WeightInfo: WeightInfo;

		// Benchmarking

		/// Makes the referenda that a benchmark begins with.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// The accelerations that are in force, oldest first.
	#[pallet::storage]
	pub type Accelerations<T: Config> = StorageValue<_, AccelerationsOf<T>, ValueQuery>;

	/// The vetoes against each proposal, past ones included.
	#[pallet::storage]
	pub type Vetoes<T: Config> = StorageMap<_, Identity, T::Hash, VetoOf<T>>;

	/// The proposals whose acceleration ran out, with the block from which on they can be accelerated
	/// again.
	#[pallet::storage]
	pub type RanOut<T: Config> = StorageMap<_, Identity, T::Hash, BlockNumberOf<T>>;

	/// The proposals of which the committee has cancelled a referendum.
	#[pallet::storage]
	pub type Cancellations<T: Config> = StorageMap<_, Identity, T::Hash, ()>;

	/// The blacklisted proposals, which can no longer be submitted.
	#[pallet::storage]
	pub type Blacklist<T: Config> = StorageMap<_, Identity, T::Hash, ()>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A referendum was accelerated.
		#[codec(index = 0)]
		FastTracked {
			/// The referendum.
			index: ReferendumIndex,
			/// What it proposes.
			proposal: T::Hash,
			/// Which part of the committee granted it.
			authority: Authority,
			/// The block by which it must begin to pass.
			until: BlockNumberOf<T>,
			/// The number of blocks between approval and enactment, unless its track requires fewer.
			enactment_delay: BlockNumberOf<T>,
		},
		/// A member vetoed an acceleration, which has ended.
		#[codec(index = 1)]
		Vetoed {
			/// The referendum.
			index: ReferendumIndex,
			/// What it proposes.
			proposal: T::Hash,
			/// The member.
			who: T::AccountId,
			/// The block from which on the proposal may be accelerated again.
			until: BlockNumberOf<T>,
		},
		/// An acceleration ended without a veto.
		#[codec(index = 2)]
		AccelerationEnded {
			/// The referendum.
			index: ReferendumIndex,
			/// What it proposes.
			proposal: T::Hash,
			/// Why it ended.
			why: Ending,
		},
		/// The committee cancelled a referendum.
		#[codec(index = 3)]
		Cancelled {
			/// The referendum.
			index: ReferendumIndex,
			/// What it proposed.
			proposal: T::Hash,
		},
		/// A proposal was blacklisted.
		#[codec(index = 4)]
		Blacklisted {
			/// The proposal.
			proposal: T::Hash,
			/// The referendum that was killed, if any.
			killed: Option<ReferendumIndex>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The referendum has ended, or does not exist.
		#[codec(index = 0)]
		NotOngoing,
		/// The decision period is below the instant floor, or zero.
		#[codec(index = 1)]
		PeriodTooShort,
		/// The decision period is below the fast-track floor. Only the whole committee may set it.
		#[codec(index = 2)]
		UnanimityRequired,
		/// The proposal was vetoed, or its last acceleration ran out. Try again when the cooling-off
		/// period is over.
		#[codec(index = 3)]
		CoolingOff,
		/// The referendum is accelerated already, or another one with the same proposal is.
		#[codec(index = 4)]
		AlreadyFastTracked,
		/// The greatest number of referenda is accelerated. Try again when one of them has ended.
		#[codec(index = 5)]
		TooManyAccelerations,
		/// The proposal is blacklisted.
		#[codec(index = 6)]
		ProposalBlacklisted,
		/// The referendum is not accelerated.
		#[codec(index = 7)]
		NotFastTracked,
		/// This member has vetoed the proposal before.
		#[codec(index = 8)]
		AlreadyVetoed,
		/// The greatest number of members has vetoed the proposal.
		#[codec(index = 9)]
		TooManyVetoers,
		/// The committee has cancelled the proposal before.
		#[codec(index = 10)]
		AlreadyCancelled,
		/// The referendum proposes something else.
		#[codec(index = 11)]
		WrongProposal,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(any(feature = "std", test))]
		fn integrity_test() {
			sp_io::TestExternalities::default().execute_with(|| {
				if let Err(fault) = Self::check_configuration() {
					panic!("fast track: {fault}");
				}
			});
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The accelerations that are in force, oldest first.
		pub fn accelerations() -> Vec<AccelerationOf<T>> {
			Accelerations::<T>::get().into_inner()
		}

		/// The vetoes against each proposal, past ones included: their vetoers cannot veto the same
		/// proposal again.
		pub fn vetoes() -> Vec<(T::Hash, VetoOf<T>)> {
			Vetoes::<T>::iter().collect()
		}

		/// The vetoes against a proposal, past ones included; `None` if there never was one.
		pub fn veto_of(proposal: T::Hash) -> Option<VetoOf<T>> {
			Vetoes::<T>::get(proposal)
		}

		/// The approval and support that a referendum has, and what it needs in this block; `None` if it
		/// is not ongoing.
		pub fn bar(index: ReferendumIndex) -> Option<Requirements> {
			use canary_primitives::traits::InspectReferenda;
			T::Referenda::requirements(index)
		}

		/// The part of the committee that may set a decision period of so many blocks; `None` if nobody
		/// may.
		pub fn authority_for(decision_period: BlockNumberOf<T>) -> Option<Authority> {
			Self::floors().authority_for(decision_period)
		}

		/// The block from which on a proposal whose acceleration ran out can be accelerated again; `None`
		/// if no acceleration of it ever ran out.
		pub fn ran_out_until(proposal: T::Hash) -> Option<BlockNumberOf<T>> {
			RanOut::<T>::get(proposal)
		}

		/// Whether a proposal is blacklisted, so that it can no longer be submitted.
		pub fn is_blacklisted(proposal: T::Hash) -> bool {
			Blacklist::<T>::contains_key(proposal)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Accelerates an ongoing referendum.
		///
		/// ## Dispatch origin
		///
		/// [`Config::FastTrackOrigin`], or [`Config::InstantOrigin`] for a decision period below the
		/// fast-track floor.
		///
		/// ## Details
		///
		/// The decision begins at once, or when the missing decision deposit is placed. The referendum
		/// must begin to pass within `decision_period` blocks, and must then keep passing for as many
		/// blocks. It is enacted `enactment_delay` blocks after its approval. Where the track requires
		/// fewer blocks, or the submitter asked for a later enactment, that applies.
		///
		/// ## Errors
		///
		/// - [`Error::PeriodTooShort`], [`Error::UnanimityRequired`]: The period is below the floor.
		/// - [`Error::NotOngoing`]: The referendum has ended, or does not exist.
		/// - [`Error::ProposalBlacklisted`]: The proposal is blacklisted.
		/// - [`Error::CoolingOff`]: The proposal was vetoed, or its last acceleration ran out.
		/// - [`Error::AlreadyFastTracked`]: The referendum, or another with the same proposal, is
		///   accelerated already.
		/// - [`Error::TooManyAccelerations`]: The greatest number of referenda is accelerated.
		///
		/// ## Events
		///
		/// - [`Event::FastTracked`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::fast_track())]
		pub fn fast_track(
			origin: OriginFor<T>,
			index: ReferendumIndex,
			decision_period: BlockNumberOf<T>,
			enactment_delay: BlockNumberOf<T>,
		) -> DispatchResult {
			let authority = Self::ensure_authority(origin)?;
			Self::do_fast_track(authority, index, decision_period, enactment_delay)
		}

		/// Ends the acceleration of a referendum. Its proposal cannot be accelerated again for a
		/// cooling-off period.
		///
		/// ## Dispatch origin
		///
		/// [`Config::VetoOrigin`]: a member of the committee.
		///
		/// ## Errors
		///
		/// - [`Error::NotFastTracked`]: The referendum is not accelerated.
		/// - [`Error::AlreadyVetoed`]: The member has vetoed this proposal before.
		/// - [`Error::TooManyVetoers`]: The greatest number of members has vetoed it before.
		///
		/// ## Events
		///
		/// - [`Event::Vetoed`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::veto())]
		pub fn veto(origin: OriginFor<T>, index: ReferendumIndex) -> DispatchResult {
			let who = T::VetoOrigin::ensure_origin(origin)?;
			Self::do_veto(who, index)
		}

		/// Cancels an ongoing referendum, accelerated or not, and gives its deposits back.
		///
		/// ## Dispatch origin
		///
		/// [`Config::CancelOrigin`].
		///
		/// ## Errors
		///
		/// - [`Error::NotOngoing`]: The referendum has ended, or does not exist.
		/// - [`Error::AlreadyCancelled`]: The committee has cancelled this proposal before.
		///
		/// ## Events
		///
		/// - [`Event::Cancelled`], and [`Event::AccelerationEnded`] if it was accelerated.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, index: ReferendumIndex) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel(index)
		}

		/// Bars a proposal for ever, and kills a referendum with that proposal.
		///
		/// ## Dispatch origin
		///
		/// [`Config::BlacklistOrigin`].
		///
		/// ## Details
		///
		/// If another referendum with the proposal is accelerated, its acceleration ends. A further call
		/// with that referendum's index kills it too.
		///
		/// ## Errors
		///
		/// - [`Error::NotOngoing`]: The referendum has ended, or does not exist.
		/// - [`Error::WrongProposal`]: The referendum proposes something else.
		/// - [`Error::ProposalBlacklisted`]: The proposal is blacklisted already, and there is no
		///   referendum to kill.
		///
		/// ## Events
		///
		/// - [`Event::Blacklisted`], and [`Event::AccelerationEnded`] if the proposal was
		///   accelerated.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::blacklist())]
		pub fn blacklist(
			origin: OriginFor<T>,
			proposal: T::Hash,
			maybe_index: Option<ReferendumIndex>,
		) -> DispatchResult {
			T::BlacklistOrigin::ensure_origin(origin)?;
			Self::do_blacklist(proposal, maybe_index)
		}
	}
}
