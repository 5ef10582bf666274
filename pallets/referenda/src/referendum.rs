// SPDX-License-Identifier: Apache-2.0

//! An ongoing referendum that a call or a hook works on: loaded once and stored once.

use crate::{pallet::*, progress::ready_at, types::*, TracksInfo};
use frame_support::CloneNoBound;
use sp_runtime::DispatchError;

/// An ongoing referendum.
#[derive(CloneNoBound)]
pub(crate) struct Referendum<T: Config<I>, I: 'static> {
	pub(crate) index: ReferendumIndex,
	/// The record. A change here is written to storage by [`Self::store`].
	pub(crate) status: ReferendumStatusOf<T, I>,
	/// The acceleration, whether it is in force or has run out. Every change goes to storage at once.
	pub(crate) acceleration: Option<AccelerationOf<T, I>>,
}

impl<T: Config<I>, I: 'static> Referendum<T, I> {
	/// The referendum with this index; [`Error::NotOngoing`] if it has ended or does not exist.
	pub(crate) fn load(index: ReferendumIndex) -> Result<Self, DispatchError> {
		Pallet::<T, I>::ensure_ongoing(index).map(|status| Self::of(index, status))
	}

	/// The referendum with this index, whose record has been read already.
	pub(crate) fn of(index: ReferendumIndex, status: ReferendumStatusOf<T, I>) -> Self {
		Self { index, status, acceleration: Accelerations::<T, I>::get(index) }
	}

	/// A referendum that is known not to be accelerated, so that storage need not be read.
	pub(crate) fn not_accelerated(
		index: ReferendumIndex,
		status: ReferendumStatusOf<T, I>,
	) -> Self {
		Self { index, status, acceleration: None }
	}

	/// Writes the record to storage.
	pub(crate) fn store(self) {
		ReferendumInfoFor::<T, I>::insert(self.index, ReferendumInfo::Ongoing(self.status));
	}

	/// The terms on which it is decided at block `now`: those of its track, with the shorter periods of
	/// an acceleration. `None` if the track no longer exists.
	pub(crate) fn terms(&self, now: BlockNumberOf<T, I>) -> Option<TrackInfoOf<T, I>> {
		let track = T::Tracks::info(self.status.track)?;
		Some(match self.acceleration_at(now) {
			Some(acceleration) => acceleration.shorten(track),
			None => track,
		})
	}

	/// Whether its prepare period is over at block `now`.
	pub(crate) fn is_ready(&self, now: BlockNumberOf<T, I>) -> bool {
		let track = T::Tracks::info(self.status.track);
		track.is_some_and(|track| now >= ready_at::<T, I>(&track, &self.status))
	}
}
