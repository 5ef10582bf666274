// SPDX-License-Identifier: Apache-2.0

//! # Fast track
//!
//! Urgent referenda, made faster by a technical body without lowering the bar.
//!
//! ## Overview
//!
//! An ordinary referendum takes days or weeks, and an incident does not wait. A technical committee
//! may *accelerate* one referendum: its decision begins at once, even when its track is full, and
//! once it passes it is confirmed and enacted after shorter periods. The committee decides how fast,
//! never whether: how much approval and support is demanded stays what the track demands. A
//! referendum that does not pass in time goes on at the pace of its track, as if nothing had been.
//!
//! The shorter the period, the more of the committee must agree: down to the fast-track floor the
//! majority that is configured, down to the instant floor all of it, below that nobody. And any
//! single member may *veto*, which takes the acceleration away.
//!
//! ## Example
//!
//! A parachain is being drained through a bug.
//!
//! 1. At block 100 Alice submits a fix that asks for root and places the decision deposit. The root
//!    track has a prepare period of 20 blocks, decides for 1,000, confirms for 100, enacts after
//!    100, and all of its places are taken.
//! 2. At block 105 two thirds of the committee fast-track the referendum, with a decision period of
//!    30 and an enactment delay of 5. It is lent a place, and its decision begins. The track demands
//!    full approval and half of the electorate's support at first, less as the 1,000 blocks pass.
//! 3. By block 120 an overwhelming majority has voted aye, and both demands are met. From now on the
//!    referendum must keep passing for 30 blocks instead of 100, so that the others have time to
//!    speak. At block 150 it is approved, at block 155 it is enacted. Without the fast track this
//!    would have been block 320 at the earliest, and later in a full track.
//!
//! The next day somebody sells a convenient change as a second fix.
//!
//! 4. At block 5,000 the committee fast-tracks that one too, with 30 blocks. At block 5,010 Bob, a
//!    member, reads it again and vetoes. In that very call the referendum loses the lent place and
//!    the shorter periods; it prepares, queues and is decided like any other. Until the cooling-off
//!    period is over the committee cannot accelerate the same proposal again. Afterwards it can, and
//!    then Bob cannot stop it a second time; another member can.
//! 5. A third fix is accelerated and does not find the votes within its 30 blocks. Nobody has to do
//!    anything: it falls back to the pace of its track. The committee cannot accelerate the same
//!    proposal again until a cooling-off period is over.
//! 6. A fourth referendum turns out to do harm by mistake. Two thirds of the committee cancel it;
//!    its deposits are given back. The same proposal may be submitted again, and the committee
//!    cannot cancel it a second time.
//! 7. A fifth is an attack. Root blacklists it: it is killed, its deposits are slashed, and the same
//!    proposal can never be submitted again. Others that propose the same are not approved.
//!
//! ## Safety
//!
//! What tests prove over random histories, here with a model of referenda and in the crate of the
//! referenda with the real ones:
//!
//! 1. **The bar stays.** No referendum is approved that the curves of its track refuse at that
//!    block, accelerated or not.
//! 2. **There is time to object.** None is approved before it has passed without a break for the
//!    confirm period of its track, or for the decision period of an acceleration since that began;
//!    and no such period is below the floor of the authority that granted it.
//! 3. **No veto is ignored.** A veto takes effect in its own call, and while it stands no referendum
//!    with that proposal is accelerated.
//! 4. **No veto is for ever.** No member vetoes a proposal twice, and at most as many members as
//!    configured veto it at all.
//! 5. **No acceleration outlives its referendum**, nor its time, unless the referendum is passing by
//!    then. After one that ran out there is none of the same proposal until it has cooled off.
//! 6. **No second cancellation, no return from the blacklist.** The committee cancels a proposal
//!    once. What is blacklisted is neither submitted nor accelerated again.
//!
//! ## Money
//!
//! This pallet holds none. The deposits of a referendum are those of the pallet that decides it.
//!
//! ## Invariants
//!
//! 1. Every acceleration is that of an ongoing referendum with the proposal that is written down,
//!    and lasts until the block that is written down.
//! 2. No referendum and no proposal is accelerated twice at a time.
//! 3. No accelerated proposal is blacklisted or under a veto that stands.
//! 4. Every veto has a vetoer, and none of them twice.
//! 5. Every acceleration ends after its begin.
//!
//! ## Design notes
//!
//! The shorter periods and the lent place are the business of the pallet that decides referenda; it
//! promises in [`AccelerateReferenda`](canary_primitives::traits::AccelerateReferenda) what is
//! listed above as the first two properties. Here is written down who granted what, and who objected.
//! That pallet reports the end of an acceleration through
//! [`WatchReferenda`](canary_primitives::traits::WatchReferenda), so that nothing has to be looked
//! for in hooks; this pallet has none that does work.
//!
//! The confirmation of an accelerated referendum lasts as long as its decision period, not shorter:
//! otherwise a short period would be harmless, because the acceleration would only run out sooner,
//! and the floors would protect nobody.
//!
//! Vetoes, cooling-off periods, cancellations and the blacklist are kept for ever, a record for each proposal. Only
//! members, the committee and root make any.
//!
//! A proposal is known by the hash of its call. The same deed in another wrapping is another
//! proposal. Blacklisting does not reach a call that has been approved already: root takes that off
//! the scheduler's agenda.

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

/// The clock by which referenda are counted.
pub type BlockNumberOf<T> =
	<<T as Config>::BlockNumberProvider as BlockNumberProvider>::BlockNumber;
/// An acceleration and who granted it.
pub type AccelerationOf<T> = Acceleration<<T as frame_system::Config>::Hash, BlockNumberOf<T>>;
/// Who objected to a proposal, and until when that stands.
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

		/// Decides referenda, and can be hurried.
		type Referenda: AccelerateReferenda<Hash = Self::Hash, Moment = BlockNumberOf<Self>>
			+ EndReferenda;

		/// The clock by which referenda are counted.
		type BlockNumberProvider: BlockNumberProvider;

		// Origins

		/// The part of the committee that may accelerate down to the fast-track floor.
		type FastTrackOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The part of the committee that may accelerate down to the instant floor: all of it.
		type InstantOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// A single member of the committee.
		type VetoOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

		/// The part of the committee that may cancel a referendum.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may blacklist a proposal.
		type BlacklistOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		// Parameters

		/// The shortest decision period that [`Config::FastTrackOrigin`] may set.
		#[pallet::constant]
		type FastTrackPeriod: Get<BlockNumberOf<Self>>;

		/// The shortest decision period that [`Config::InstantOrigin`] may set.
		#[pallet::constant]
		type InstantPeriod: Get<BlockNumberOf<Self>>;

		/// For how long a proposal that was vetoed, or whose acceleration ran out, cannot be accelerated
		/// again.
		#[pallet::constant]
		type CoolingOffPeriod: Get<BlockNumberOf<Self>>;

		/// How many members may veto a proposal, one after the other.
		///
		/// At least as many as there are members, so that nobody's veto is refused for want of room.
		#[pallet::constant]
		type MaxVetoers: Get<u32>;

		/// How many referenda may be accelerated at a time.
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

	/// Who vetoed which proposal, and until when that stands.
	#[pallet::storage]
	pub type Vetoes<T: Config> = StorageMap<_, Identity, T::Hash, VetoOf<T>>;

	/// The proposals whose acceleration ran out, and the block from which on there may be another.
	#[pallet::storage]
	pub type RanOut<T: Config> = StorageMap<_, Identity, T::Hash, BlockNumberOf<T>>;

	/// The proposals whose referendum the committee has cancelled once.
	#[pallet::storage]
	pub type Cancellations<T: Config> = StorageMap<_, Identity, T::Hash, ()>;

	/// The proposals that may not be submitted any more.
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
			/// Who granted it.
			authority: Authority,
			/// The block by which it must begin to pass.
			until: BlockNumberOf<T>,
			/// How long it waits for its enactment, unless its track demands less.
			enactment_delay: BlockNumberOf<T>,
		},
		/// A member took an acceleration away.
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
			/// The referendum that was killed for it.
			killed: Option<ReferendumIndex>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The referendum is over, or was never submitted.
		#[codec(index = 0)]
		NotOngoing,
		/// The decision period is shorter than anybody may make it.
		#[codec(index = 1)]
		PeriodTooShort,
		/// Only the whole committee may make the decision period that short.
		#[codec(index = 2)]
		UnanimityRequired,
		/// The proposal was vetoed, or its last acceleration ran out. Try again when the cooling-off
		/// period is over.
		#[codec(index = 3)]
		CoolingOff,
		/// The referendum is accelerated already, or another one with the same proposal is.
		#[codec(index = 4)]
		AlreadyFastTracked,
		/// As many referenda are accelerated as may be. Try again when one of them is over.
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
		/// As many members have vetoed the proposal as may.
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
		/// What is accelerated, by whom, since when, and until when it must begin to pass.
		pub fn accelerations() -> Vec<AccelerationOf<T>> {
			Accelerations::<T>::get().into_inner()
		}

		/// Who vetoed which proposal, and until when it cannot be accelerated; also those of the
		/// past, whose vetoers cannot veto the same proposal again.
		pub fn vetoes() -> Vec<(T::Hash, VetoOf<T>)> {
			Vetoes::<T>::iter().collect()
		}

		/// Who vetoed this proposal, and until when it cannot be accelerated.
		pub fn veto_of(proposal: T::Hash) -> Option<VetoOf<T>> {
			Vetoes::<T>::get(proposal)
		}

		/// What bar applies to a referendum now, and how far its tally is from it; nothing when it
		/// is not ongoing.
		pub fn bar(index: ReferendumIndex) -> Option<Requirements> {
			use canary_primitives::traits::InspectReferenda;
			T::Referenda::requirements(index)
		}

		/// Whose agreement a decision period needs; nothing when nobody may make it that short.
		pub fn authority_for(decision_period: BlockNumberOf<T>) -> Option<Authority> {
			Self::floors().authority_for(decision_period)
		}

		/// From which block on a proposal whose acceleration ran out may be accelerated again.
		pub fn ran_out_until(proposal: T::Hash) -> Option<BlockNumberOf<T>> {
			RanOut::<T>::get(proposal)
		}

		/// Whether a proposal may not be submitted any more.
		pub fn is_blacklisted(proposal: T::Hash) -> bool {
			Blacklist::<T>::contains_key(proposal)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Accelerate an ongoing referendum.
		///
		/// ## Dispatch Origin
		///
		/// Must be the fast-track majority, or the instant origin for a decision period below the
		/// fast-track floor.
		///
		/// ## Details
		///
		/// The decision begins at once, or with the decision deposit if that is still to be placed.
		/// The referendum has `decision_period` blocks to begin to pass. From then on it must keep
		/// passing for as many blocks, and if approved it waits for `enactment_delay` blocks. Where
		/// its track demands less, or its submitter a later enactment, that stands.
		///
		/// ## Errors
		///
		/// - [`Error::PeriodTooShort`], [`Error::UnanimityRequired`]: The period is below the floor.
		/// - [`Error::NotOngoing`]: There is no such referendum, or it is over.
		/// - [`Error::ProposalBlacklisted`]: The proposal is blacklisted.
		/// - [`Error::CoolingOff`]: The proposal was vetoed, or its last acceleration ran out.
		/// - [`Error::AlreadyFastTracked`]: The proposal is accelerated already.
		/// - [`Error::TooManyAccelerations`]: Too many others are.
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

		/// Take the acceleration of a referendum away, for a cooling-off period at least.
		///
		/// ## Dispatch Origin
		///
		/// Must be a member of the committee.
		///
		/// ## Errors
		///
		/// - [`Error::NotFastTracked`]: The referendum is not accelerated.
		/// - [`Error::AlreadyVetoed`]: The member has vetoed this proposal before.
		/// - [`Error::TooManyVetoers`]: Too many others have.
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

		/// End an ongoing referendum, accelerated or not; its deposits are given back.
		///
		/// ## Dispatch Origin
		///
		/// Must be the majority of the committee that is configured for it.
		///
		/// ## Errors
		///
		/// - [`Error::NotOngoing`]: There is no such referendum, or it is over.
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

		/// Bar a proposal for ever, and kill a referendum about it.
		///
		/// ## Dispatch Origin
		///
		/// Must be the blacklist origin.
		///
		/// ## Details
		///
		/// Another referendum about the proposal that is accelerated loses its acceleration. Calling
		/// again with another index kills that one too.
		///
		/// ## Errors
		///
		/// - [`Error::NotOngoing`]: There is no such referendum, or it is over.
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
