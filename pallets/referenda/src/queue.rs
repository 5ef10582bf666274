// SPDX-License-Identifier: Apache-2.0

//! Places and queues: the referenda that wait for a place, and which one leaves a full queue.
//!
//! A queue is sorted by ayes, fewest first. The next one to be decided is taken from the end, so of
//! several with the same ayes the earliest is last.

use crate::{
	pallet::*,
	progress::{begin_deciding, Next, Place},
	referendum::Referendum,
	types::*,
	TracksInfo,
};
use frame_support::traits::{Get, VoteTally};
use sp_runtime::traits::{One, Saturating};

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	pub(crate) fn ayes_of(status: &ReferendumStatusOf<T, I>) -> T::Votes {
		status.tally.ayes(status.track)
	}

	/// Where a ready referendum can go without an acceleration.
	pub(crate) fn own_place_for(status: &ReferendumStatusOf<T, I>) -> Place {
		if Self::has_free_place(status.track) {
			return Place::Deciding;
		}
		let queue = TrackQueue::<T, I>::get(status.track);
		if (queue.len() as u32) < T::MaxQueued::get() {
			return Place::Queue;
		}
		match queue.first() {
			Some((_, fewest)) if Self::ayes_of(status) > *fewest => Place::QueueOfAnother,
			_ => Place::Nowhere,
		}
	}

	/// Whether a track has a free place.
	pub(crate) fn has_free_place(track: TrackIdOf<T, I>) -> bool {
		let taken = DecidingCount::<T, I>::get(track);
		T::Tracks::info(track).is_some_and(|terms| taken < terms.max_deciding)
	}

	/// Gives a referendum whose decision begins a place of its track, or a lent one.
	///
	/// It gets a place of the track if it would get one in this block without an acceleration.
	pub(crate) fn take_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		let track = referendum.status.track;
		let own = referendum.is_ready(now) && Self::has_free_place(track);
		if own || !Self::lend_place(referendum, now) {
			Self::count_place(track);
		}
	}

	/// Counts one more place of a track as taken.
	pub(crate) fn count_place(track: TrackIdOf<T, I>) {
		DecidingCount::<T, I>::mutate(track, |taken| *taken = taken.saturating_add(1));
	}

	/// Puts a referendum into the queue of its track. If the queue is full, the one with the fewest ayes
	/// is displaced.
	pub(crate) fn enter_queue(
		Referendum { index, status, .. }: &Referendum<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		let displaced = TrackQueue::<T, I>::mutate(status.track, |queue| {
			let displaced = match (queue.len() as u32) < T::MaxQueued::get() || queue.is_empty() {
				true => None,
				false => Some(queue.remove(0)),
			};
			Self::insert_sorted(queue, (*index, Self::ayes_of(status)));
			displaced
		});
		if let Some((displaced, _)) = displaced {
			Self::displace(displaced, now);
		}
	}

	/// Moves a referendum in the queue to the position of its ayes, if it is queued.
	pub(crate) fn update_place(index: ReferendumIndex, status: &ReferendumStatusOf<T, I>) {
		if !status.in_queue {
			return;
		}
		let ayes = Self::ayes_of(status);
		TrackQueue::<T, I>::mutate(status.track, |queue| {
			let place = queue.iter().position(|(queued, _)| *queued == index);
			let Some(place) = place else {
				frame_support::defensive!(
					"invariant 3: a referendum with the flag is in the queue"
				);
				return;
			};
			if queue.get(place).is_some_and(|(_, before)| *before != ayes) {
				queue.remove(place);
				Self::insert_sorted(queue, (index, ayes));
			}
		});
	}

	/// Takes a referendum out of a queue.
	pub(crate) fn leave_queue(index: ReferendumIndex, track: TrackIdOf<T, I>) {
		TrackQueue::<T, I>::mutate(track, |queue| queue.retain(|(queued, _)| *queued != index));
	}

	/// Gives a free place of a track to the next referendum of its queue. The decision begins, unless it
	/// has begun in a lent place. Returns whether the queue had one.
	pub(crate) fn begin_next(track: TrackIdOf<T, I>, now: BlockNumberOf<T, I>) -> bool {
		let mut queue = TrackQueue::<T, I>::get(track);
		let Some((index, _)) = queue.pop() else { return false };
		TrackQueue::<T, I>::insert(track, queue);
		let Ok(mut referendum) = Referendum::<T, I>::load(index) else {
			frame_support::defensive!("invariant 3: a queue holds ongoing referenda only");
			return false;
		};
		referendum.status.in_queue = false;
		if referendum.status.deciding.is_some() {
			Self::make_place_own(&mut referendum);
			referendum.store();
			return true;
		}
		let Some(terms) = referendum.terms(now) else {
			frame_support::defensive!("only called for a track that exists");
			return false;
		};
		let mut step = begin_deciding::<T, I>(now, &terms, &mut referendum.status);
		if Self::is_barred(&referendum.status) {
			// The nudge in the next block cancels it, and the place goes to the next one.
			step.next = Next::Wake(now.saturating_add(One::one()));
		}
		Self::settle(referendum, step, now);
		true
	}

	fn insert_sorted(
		queue: &mut frame_support::BoundedVec<(ReferendumIndex, T::Votes), T::MaxQueued>,
		item: (ReferendumIndex, T::Votes),
	) {
		let place = queue.partition_point(|(_, ayes)| *ayes < item.1);
		if queue.try_insert(place, item).is_err() {
			frame_support::defensive!("room was made or found before");
		}
	}
}
