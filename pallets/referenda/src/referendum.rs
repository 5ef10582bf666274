// SPDX-License-Identifier: Apache-2.0

//! An ongoing referendum in the hands of a call or a hook: loaded once, passed on as one, stored once.

use crate::{pallet::*, progress::ready_at, types::*, TracksInfo};
use frame_support::CloneNoBound;
use sp_runtime::DispatchError;

/// An ongoing referendum.
#[derive(CloneNoBound)]
pub(crate) struct Referendum<T: Config<I>, I: 'static> {
	pub(crate) index: ReferendumIndex,
	/// Its record. Changes are made here, and are in storage after [`Self::store`].
	pub(crate) status: ReferendumStatusOf<T, I>,
	/// Its acceleration, be it in force or run out. Whoever changes it does so here and in storage.
	pub(crate) acceleration: Option<AccelerationOf<T, I>>,
}

impl<T: Config<I>, I: 'static> Referendum<T, I> {
	/// The one of this index, if it is ongoing.
	pub(crate) fn load(index: ReferendumIndex) -> Result<Self, DispatchError> {
		Pallet::<T, I>::ensure_ongoing(index).map(|status| Self::of(index, status))
	}

	/// The one of this index, whose record has been read already.
	pub(crate) fn of(index: ReferendumIndex, status: ReferendumStatusOf<T, I>) -> Self {
		Self { index, status, acceleration: Accelerations::<T, I>::get(index) }
	}

	/// One that is not accelerated, as is known without looking.
	pub(crate) fn ordinary(index: ReferendumIndex, status: ReferendumStatusOf<T, I>) -> Self {
		Self { index, status, acceleration: None }
	}

	/// Writes its record.
	pub(crate) fn store(self) {
		ReferendumInfoFor::<T, I>::insert(self.index, ReferendumInfo::Ongoing(self.status));
	}

	/// The terms on which it is decided at `now`; `None` if its track exists no more.
	pub(crate) fn terms(&self, now: BlockNumberOf<T, I>) -> Option<TrackInfoOf<T, I>> {
		let track = T::Tracks::info(self.status.track)?;
		Some(match self.acceleration_at(now) {
			Some(acceleration) => acceleration.shorten(track),
			None => track,
		})
	}

	/// Whether its track would let it be decided at `now`.
	pub(crate) fn is_ready(&self, now: BlockNumberOf<T, I>) -> bool {
		let track = T::Tracks::info(self.status.track);
		track.is_some_and(|track| now >= ready_at::<T, I>(&track, &self.status))
	}
}
