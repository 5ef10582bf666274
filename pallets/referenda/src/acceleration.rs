// SPDX-License-Identifier: Apache-2.0

//! Acceleration: another pallet makes a referendum faster, and how that ends.
//!
//! An acceleration gives two things. Shorter periods apply through [`Referendum::terms`]; the curves,
//! and the decision period over which they are drawn, stay those of the track. A lent place, beyond
//! those of the track, is given if the referendum would get no place of the track in this block. A lent
//! place does not count among the track's, so it takes none from other referenda. The referendum is
//! also queued as it would be without the acceleration, and when it reaches the front the lent place
//! becomes a place of the track.
//!
//! The end of an acceleration takes both back. A confirmation that has begun lasts as long as the track
//! requires. A decision in a lent place is undone, and begins anew when the referendum gets a place of
//! the track. The blocks of the undone decision do not count towards the timeout.

use crate::{
	pallet::*,
	progress::{begin_deciding, ready_at, Place},
	referendum::Referendum,
	types::*,
	TrackInfo, TracksInfo,
};
use canary_primitives::{
	traits::{AccelerateReferenda, EndReferenda, InspectReferenda, WatchReferenda},
	AccelerationEnd, Haste, Requirements,
};
use frame_support::{ensure, storage::with_storage_layer};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

impl<Moment: Ord + Copy> Acceleration<Moment> {
	/// Whether the shorter periods apply at block `now`: before `until`, and after that as long as a
	/// confirmation that began in time lasts.
	pub(crate) fn is_in_force(
		&self,
		deciding: &Option<DecidingStatus<Moment>>,
		now: Moment,
	) -> bool {
		let confirming = deciding.as_ref().is_some_and(|deciding| deciding.confirming.is_some());
		now < self.until || confirming
	}

	/// The terms of the accelerated referendum, given those of its track.
	pub(crate) fn shorten<Balance>(
		&self,
		track: TrackInfo<Balance, Moment>,
	) -> TrackInfo<Balance, Moment>
	where
		Moment: Zero,
	{
		TrackInfo {
			prepare_period: Zero::zero(),
			confirm_period: self.haste.confirm_period(track.confirm_period),
			min_enactment_period: self.haste.enactment_period(track.min_enactment_period),
			..track
		}
	}
}

impl<T: Config<I>, I: 'static> Referendum<T, I> {
	/// The acceleration that applies at block `now`, if any.
	pub(crate) fn acceleration_at(&self, now: BlockNumberOf<T, I>) -> Option<AccelerationOf<T, I>> {
		self.acceleration
			.filter(|acceleration| acceleration.is_in_force(&self.status.deciding, now))
	}

	/// Whether it has an acceleration that has run out at block `now`.
	pub(crate) fn has_run_out(&self, now: BlockNumberOf<T, I>) -> bool {
		self.acceleration.is_some() && self.acceleration_at(now).is_none()
	}

	fn has_lent_place(&self) -> bool {
		self.acceleration.is_some_and(|acceleration| acceleration.place == HeldPlace::Lent)
	}

	/// Changes the acceleration, here and in storage. Returns whether there is one.
	fn change_acceleration(&mut self, change: impl FnOnce(&mut AccelerationOf<T, I>)) -> bool {
		let Some(acceleration) = self.acceleration.as_mut() else { return false };
		change(acceleration);
		Accelerations::<T, I>::insert(self.index, *acceleration);
		true
	}

	/// Removes the acceleration, here and from storage, and returns it.
	fn take_acceleration(&mut self) -> Option<AccelerationOf<T, I>> {
		let taken = self.acceleration.take()?;
		Accelerations::<T, I>::remove(self.index);
		Some(taken)
	}
}

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Ends the acceleration of a referendum if it has run out.
	pub(crate) fn end_if_run_out(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		if referendum.has_run_out(now) {
			Self::undo_acceleration(referendum, now);
			T::Watch::on_acceleration_ended(referendum.index, AccelerationEnd::RanOut);
		}
	}

	/// Ends the acceleration of a referendum that ends. Returns whether its place was lent.
	pub(crate) fn end_acceleration_with(referendum: &mut Referendum<T, I>) -> bool {
		let Some(acceleration) = referendum.take_acceleration() else { return false };
		T::Watch::on_acceleration_ended(referendum.index, AccelerationEnd::ReferendumOver);
		acceleration.place == HeldPlace::Lent
	}

	/// Gives a referendum a lent place if it is accelerated, and queues it for a place of the track.
	/// Returns whether it is accelerated.
	pub(crate) fn lend_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) -> bool {
		let lent =
			referendum.change_acceleration(|acceleration| acceleration.place = HeldPlace::Lent);
		if lent {
			Self::enqueue_with_lent_place(referendum, now);
		}
		lent
	}

	/// Turns the lent place of a referendum into a place of its track.
	pub(crate) fn make_place_own(referendum: &mut Referendum<T, I>) {
		Self::count_place(referendum.status.track);
		referendum.change_acceleration(|acceleration| acceleration.place = HeldPlace::Own);
	}

	/// For a referendum in a lent place that is ready by now: turns that into a place of the track if
	/// there is a free one, else queues the referendum.
	pub(crate) fn claim_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		let status = &referendum.status;
		if status.deciding.is_none() || status.in_queue || !referendum.has_lent_place() {
			return;
		}
		match referendum.is_ready(now) && Self::has_free_place(status.track) {
			true => Self::make_place_own(referendum),
			false => Self::enqueue_with_lent_place(referendum, now),
		}
	}

	/// Puts a ready referendum that has a lent place into the queue, where it would be without one. It
	/// displaces no other referendum if the queue is full.
	fn enqueue_with_lent_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		if !referendum.status.in_queue
			&& referendum.is_ready(now)
			&& Self::own_place_for(&referendum.status) == Place::Queue
		{
			Self::enter_queue(referendum, now);
			referendum.status.in_queue = true;
		}
	}

	/// Forgets when the referendum would have been confirmed without the acceleration, because its
	/// confirmation was aborted.
	pub(crate) fn forget_confirmation(referendum: &mut Referendum<T, I>) {
		referendum.change_acceleration(|acceleration| acceleration.confirmed_at = None);
	}

	/// The block of the next alarm, at most `at`: when the acceleration runs out, and when a referendum
	/// in a lent place becomes ready for a place of its track.
	pub(crate) fn wake_in_time(
		referendum: &Referendum<T, I>,
		at: BlockNumberOf<T, I>,
		now: BlockNumberOf<T, I>,
	) -> BlockNumberOf<T, I> {
		let Referendum { status, acceleration: Some(acceleration), .. } = referendum else {
			return at;
		};
		let at = match status.deciding.is_some_and(|deciding| deciding.confirming.is_some()) {
			true => at,
			false => at.min(acceleration.until),
		};
		let ready = T::Tracks::info(status.track).map(|track| ready_at::<T, I>(&track, status));
		match ready {
			Some(ready) if acceleration.place == HeldPlace::Lent && now < ready => at.min(ready),
			_ => at,
		}
	}

	/// Removes an acceleration, and takes the shorter periods and a lent place back.
	fn undo_acceleration(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		let Some(acceleration) = referendum.take_acceleration() else { return };
		let Referendum { index, status, .. } = referendum;
		let (index, track) = (*index, status.track);
		let Some(deciding) = status.deciding.as_mut() else { return };
		if acceleration.place == HeldPlace::Lent {
			let rest = now.saturating_sub(deciding.since);
			Rests::<T, I>::mutate(index, |rested| {
				*rested = Some(rested.unwrap_or_else(Zero::zero).saturating_add(rest));
			});
			if deciding.confirming.is_some() {
				Self::deposit_event(Event::ConfirmAborted { index });
			}
			status.deciding = None;
			Self::deposit_event(Event::PlaceReturned { index, track });
			return;
		}
		if let (Some(until), Some(track)) = (deciding.confirming.as_mut(), T::Tracks::info(track)) {
			let shorter = acceleration.haste.confirm_period(track.confirm_period);
			let cut = track.confirm_period.saturating_sub(shorter);
			*until = acceleration.confirmed_at.unwrap_or(until.saturating_add(cut));
		}
	}

	fn do_accelerate(index: ReferendumIndex, haste: Haste<BlockNumberOf<T, I>>) -> DispatchResult {
		let mut referendum = Referendum::<T, I>::load(index)?;
		let status = &mut referendum.status;
		let track = T::Tracks::info(status.track).ok_or(Error::<T, I>::NoTrack)?;
		ensure!(referendum.acceleration.is_none(), Error::<T, I>::AlreadyAccelerated);
		ensure!(!Self::is_barred(status), Error::<T, I>::ProposalBarred);
		let most = track.decision_period / 2u32.into();
		ensure!(haste.decision_period <= most, Error::<T, I>::HastensNothing);
		let now = Self::now();

		let confirmed_at = status.deciding.as_mut().and_then(|deciding| {
			let before = deciding.confirming?;
			let shorter = now.saturating_add(haste.confirm_period(track.confirm_period));
			deciding.confirming = Some(before.min(shorter));
			Some(before)
		});
		let until = now.saturating_add(haste.decision_period);
		let place = HeldPlace::Own;
		let acceleration = Acceleration { until, haste, place, confirmed_at };
		Accelerations::<T, I>::insert(index, acceleration);
		referendum.acceleration = Some(acceleration);
		if status.in_queue {
			// It begins to be decided in a lent place, and keeps its position in the queue.
			let step = begin_deciding::<T, I>(now, &acceleration.shorten(track), status);
			Self::settle(referendum, step, now);
		} else {
			Self::advance(referendum, now);
		}
		Ok(())
	}

	fn do_end_acceleration(index: ReferendumIndex) -> DispatchResult {
		let mut referendum = Referendum::<T, I>::load(index)?;
		ensure!(referendum.acceleration.is_some(), Error::<T, I>::NotAccelerated);

		let now = Self::now();
		Self::undo_acceleration(&mut referendum, now);
		Self::advance(referendum, now);
		Ok(())
	}
}

impl<T: Config<I>, I: 'static> InspectReferenda for Pallet<T, I> {
	type Hash = T::Hash;
	type BlockNumber = BlockNumberOf<T, I>;

	fn proposal_of(index: ReferendumIndex) -> Option<T::Hash> {
		Self::ensure_ongoing(index).ok().map(|status| status.proposal.hash())
	}

	fn requirements(index: ReferendumIndex) -> Option<Requirements> {
		Self::do_requirements(index)
	}

	fn accelerated_until(index: ReferendumIndex) -> Option<BlockNumberOf<T, I>> {
		Accelerations::<T, I>::get(index).map(|acceleration| acceleration.until)
	}
}

impl<T: Config<I>, I: 'static> AccelerateReferenda for Pallet<T, I> {
	fn accelerate(index: ReferendumIndex, haste: Haste<BlockNumberOf<T, I>>) -> DispatchResult {
		with_storage_layer(|| Self::do_accelerate(index, haste))
	}

	fn end_acceleration(index: ReferendumIndex) -> DispatchResult {
		with_storage_layer(|| Self::do_end_acceleration(index))
	}
}

impl<T: Config<I>, I: 'static> EndReferenda for Pallet<T, I> {
	fn cancel(index: ReferendumIndex) -> DispatchResult {
		with_storage_layer(|| Self::do_cancel(index))
	}

	fn kill(index: ReferendumIndex) -> DispatchResult {
		with_storage_layer(|| Self::do_kill(index))
	}
}
