// SPDX-License-Identifier: Apache-2.0

//! The queues: who waits for a place, in which order, and who has to go when there is no room.
//!
//! A queue is sorted by ayes, fewest first. Of several with the same ayes the one that came first
//! stands last, because the next to be decided is taken from the end.

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

	/// Where a ready referendum can go by the rules of its track alone.
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

	/// Whether a track has a place that nobody has taken.
	pub(crate) fn has_free_place(track: TrackIdOf<T, I>) -> bool {
		let taken = DecidingCount::<T, I>::get(track);
		T::Tracks::info(track).is_some_and(|terms| taken < terms.max_deciding)
	}

	/// Counts the place of its track that a referendum takes, unless it is lent one.
	///
	/// It is the track's own if the referendum would get it by itself in this block.
	pub(crate) fn take_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		let track = referendum.status.track;
		let own = referendum.is_ready(now) && Self::has_free_place(track);
		if own || !Self::lend_place(referendum, now) {
			Self::count_place(track);
		}
	}

	/// Counts one more of a track's own places as taken.
	pub(crate) fn count_place(track: TrackIdOf<T, I>) {
		DecidingCount::<T, I>::mutate(track, |taken| *taken = taken.saturating_add(1));
	}

	/// Puts a referendum into the queue of its track. If the queue is full, the one with the
	/// fewest ayes makes room.
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

	/// Moves a referendum to where its votes put it in the queue, if it is there.
	pub(crate) fn update_place(index: ReferendumIndex, status: &ReferendumStatusOf<T, I>) {
		if !status.in_queue {
			return;
		}
		let ayes = Self::ayes_of(status);
		TrackQueue::<T, I>::mutate(status.track, |queue| {
			let place = queue.iter().position(|(queued, _)| *queued == index);
			let Some(place) = place else {
				frame_support::defensive!("invariant 3: a flagged referendum is in the queue");
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

	/// Gives a place of a track to the next referendum of its queue, whose decision begins, or has
	/// begun in a lent place. Returns whether there was one.
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
			Self::own_place(&mut referendum);
			referendum.store();
			return true;
		}
		let Some(terms) = referendum.terms(now) else {
			frame_support::defensive!("only called for a track that exists");
			return false;
		};
		let mut step = begin_deciding::<T, I>(now, &terms, &mut referendum.status);
		if Self::is_barred(&referendum.status) {
			// It ends when it is looked at, and the place goes on to the next.
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
