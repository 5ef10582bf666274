// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls, after the check of the origin.

use crate::{
	branch::Branch,
	pallet::*,
	progress::{ready_at, Place},
	referendum::Referendum,
	types::*,
	TracksInfo,
};
use canary_primitives::traits::WatchReferenda;
use frame_support::{
	ensure,
	traits::{schedule::DispatchTime, Get, QueryPreimage, VoteTally},
};
use sp_runtime::{
	traits::{BlockNumberProvider, Saturating},
	DispatchError, DispatchResult,
};

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	pub(crate) fn now() -> BlockNumberOf<T, I> {
		T::BlockNumberProvider::current_block_number()
	}

	/// The record of an ongoing referendum; [`Error::NotOngoing`] if it has ended or does not exist.
	pub fn ensure_ongoing(
		index: ReferendumIndex,
	) -> Result<ReferendumStatusOf<T, I>, DispatchError> {
		match ReferendumInfoFor::<T, I>::get(index) {
			Some(ReferendumInfo::Ongoing(status)) => Ok(status),
			_ => Err(Error::<T, I>::NotOngoing.into()),
		}
	}

	pub(crate) fn do_submit(
		who: T::AccountId,
		origin: PalletsOriginOf<T>,
		proposal: BoundedCallOf<T, I>,
		enactment: DispatchTime<BlockNumberOf<T, I>>,
	) -> DispatchResult {
		let stored = proposal.lookup_hash().and_then(|hash| T::Preimages::len(&hash));
		ensure!(
			stored.is_none() || proposal.lookup_len().is_none() || stored == proposal.lookup_len(),
			Error::<T, I>::PreimageStoredWithDifferentLength
		);
		ensure!(!T::Watch::is_barred(&proposal.hash()), Error::<T, I>::ProposalBarred);
		let track = T::Tracks::track_for(&origin).ok_or(Error::<T, I>::NoTrack)?;
		let submission_deposit = Self::hold_submission_deposit(who)?;
		let now = Self::now();

		let index = ReferendumCount::<T, I>::mutate(|count| {
			let index = *count;
			*count = index.saturating_add(1);
			index
		});
		let status = ReferendumStatus {
			track,
			origin,
			proposal: proposal.clone(),
			enactment,
			submitted: now,
			submission_deposit,
			decision_deposit: None,
			deciding: None,
			tally: T::Tally::new(track),
			in_queue: false,
			alarm: None,
		};
		let mut referendum = Referendum::not_accelerated(index, status);
		Self::request_preimage(&referendum);
		Self::set_alarm(&mut referendum, now.saturating_add(T::UndecidingTimeout::get()), now);
		referendum.store();
		Self::deposit_event(Event::Submitted { index, track, proposal });
		Ok(())
	}

	pub(crate) fn do_place_decision_deposit(
		who: T::AccountId,
		index: ReferendumIndex,
	) -> Result<Branch, DispatchError> {
		let mut referendum = Referendum::<T, I>::load(index)?;
		let status = &referendum.status;
		ensure!(status.decision_deposit.is_none(), Error::<T, I>::HasDeposit);
		ensure!(!Self::is_barred(status), Error::<T, I>::ProposalBarred);
		let now = Self::now();
		let terms = referendum.terms(now).ok_or(Error::<T, I>::NoTrack)?;
		ensure!(
			now < ready_at::<T, I>(&terms, status)
				|| Self::place_for(&referendum, now) != Place::Nowhere,
			Error::<T, I>::Full
		);

		let deposit = Self::hold_decision_deposit(who, terms.decision_deposit)?;
		Self::deposit_event(Event::DecisionDepositPlaced {
			index,
			who: deposit.who.clone(),
			amount: deposit.amount,
		});
		referendum.status.decision_deposit = Some(deposit);
		Ok(Self::advance(referendum, now))
	}

	pub(crate) fn do_refund_decision_deposit(index: ReferendumIndex) -> DispatchResult {
		let mut info = ReferendumInfoFor::<T, I>::get(index).ok_or(Error::<T, I>::BadReferendum)?;
		if let ReferendumInfo::Ongoing(status) = &info {
			ensure!(status.decision_deposit.is_none(), Error::<T, I>::Unfinished);
		}
		let (_, left) = info.leftovers().ok_or(Error::<T, I>::NoDeposit)?;
		let deposit = left.take().ok_or(Error::<T, I>::NoDeposit)?;
		Self::release_decision_deposit(index, deposit);
		ReferendumInfoFor::<T, I>::insert(index, info);
		Ok(())
	}

	pub(crate) fn do_refund_submission_deposit(index: ReferendumIndex) -> DispatchResult {
		let mut info = ReferendumInfoFor::<T, I>::get(index).ok_or(Error::<T, I>::BadReferendum)?;
		let (left, _) = info.leftovers().ok_or(Error::<T, I>::BadStatus)?;
		let deposit = left.take().ok_or(Error::<T, I>::NoDeposit)?;
		Self::release_submission_deposit(index, deposit);
		ReferendumInfoFor::<T, I>::insert(index, info);
		Ok(())
	}

	pub(crate) fn do_cancel(index: ReferendumIndex) -> DispatchResult {
		let referendum = Referendum::<T, I>::load(index)?;
		let now = Self::now();
		Self::deposit_event(Event::Cancelled { index, tally: referendum.status.tally.clone() });
		Self::finish(referendum, now, ReferendumInfo::Cancelled);
		Ok(())
	}

	pub(crate) fn do_kill(index: ReferendumIndex) -> DispatchResult {
		let mut referendum = Referendum::<T, I>::load(index)?;
		let now = Self::now();
		Self::deposit_event(Event::Killed { index, tally: referendum.status.tally.clone() });
		Self::detach(&mut referendum, now);
		let status = referendum.status;
		Self::slash_deposits(status.submission_deposit, status.decision_deposit);
		Self::clear_metadata(index);
		Self::record_ending(index, ReferendumInfo::Killed(now), now);
		Ok(())
	}

	pub(crate) fn do_nudge(index: ReferendumIndex) -> Result<Branch, DispatchError> {
		let mut referendum = Referendum::<T, I>::load(index)?;
		let status = &mut referendum.status;
		ensure!(!status.in_queue || status.deciding.is_some(), Error::<T, I>::NothingToDo);
		let now = Self::now();
		// An alarm that is due is this very nudge: the scheduler has taken it off the agenda.
		if status.alarm.as_ref().is_some_and(|(when, _)| *when <= now) {
			status.alarm = None;
		}
		Ok(Self::advance(referendum, now))
	}

	pub(crate) fn do_fill_place(track: TrackIdOf<T, I>) -> DispatchResult {
		let terms = T::Tracks::info(track).ok_or(Error::<T, I>::BadTrack)?;
		ensure!(DecidingCount::<T, I>::get(track) < terms.max_deciding, Error::<T, I>::Full);
		ensure!(Self::begin_next(track, Self::now()), Error::<T, I>::QueueEmpty);
		Ok(())
	}

	pub(crate) fn do_set_metadata(
		who: T::AccountId,
		index: ReferendumIndex,
		maybe_hash: Option<T::Hash>,
	) -> DispatchResult {
		match (Self::ensure_ongoing(index), maybe_hash) {
			(Err(over), Some(_)) => return Err(over),
			(Err(_), None) => {},
			(Ok(status), _) => {
				ensure!(status.submission_deposit.who == who, Error::<T, I>::NoPermission);
			},
		}
		match maybe_hash {
			Some(hash) => {
				ensure!(T::Preimages::len(&hash).is_some(), Error::<T, I>::PreimageNotExist);
				MetadataOf::<T, I>::insert(index, hash);
				Self::deposit_event(Event::MetadataSet { index, hash });
			},
			None => Self::clear_metadata(index),
		}
		Ok(())
	}

	pub(crate) fn clear_metadata(index: ReferendumIndex) {
		if let Some(hash) = MetadataOf::<T, I>::take(index) {
			Self::deposit_event(Event::MetadataCleared { index, hash });
		}
	}

	pub(crate) fn submission_deposit_amount() -> BalanceOf<T, I> {
		T::SubmissionDeposit::get()
	}
}
