// SPDX-License-Identifier: Apache-2.0

//! Haste: a referendum that somebody outside has made faster, and how it becomes ordinary again.
//!
//! An acceleration lends two things. Shorter periods are lent through [`Referendum::terms`], which
//! leaves the curves and the decision period they are drawn over as they are. A place beyond those
//! of the track is lent if the referendum would have none by itself at that moment; it is not
//! counted among the track's, so that it takes none from others. In the queue the referendum stands
//! where it would without haste, and when its turn comes the place becomes its own.
//!
//! Whoever ends an acceleration gives both back: a confirmation goes on for as long as the track
//! demands from where it began, and without a place of the track's own the decision is undone, to
//! begin anew when the referendum gets one in the ordinary course. The blocks of that decision do not
//! count for its timeout.

use crate::{
	pallet::*,
	progress::{begin_deciding, ready_at, Place},
	referendum::Referendum,
	types::*,
	TrackInfo, TracksInfo,
};
use canary_primitives::{
	traits::{AccelerateReferenda, EndReferenda, InspectReferenda, WatchReferenda},
	Haste, HasteEnd, Requirements,
};
use frame_support::{ensure, storage::with_storage_layer};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

impl<Moment: Ord + Copy> Acceleration<Moment> {
	/// Whether the referendum is judged by shorter periods at `now`.
	///
	/// Until its time is over it is; afterwards only while a confirmation that began in time lasts.
	pub(crate) fn is_in_force(
		&self,
		deciding: &Option<DecidingStatus<Moment>>,
		now: Moment,
	) -> bool {
		let confirming = deciding.as_ref().is_some_and(|deciding| deciding.confirming.is_some());
		now < self.until || confirming
	}

	/// What a track demands of the accelerated referendum.
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
	/// The acceleration by which it is judged at `now`.
	pub(crate) fn acceleration_at(&self, now: BlockNumberOf<T, I>) -> Option<AccelerationOf<T, I>> {
		self.acceleration.filter(|haste| haste.is_in_force(&self.status.deciding, now))
	}

	/// Whether it has an acceleration that is not in force any more.
	pub(crate) fn has_run_out(&self, now: BlockNumberOf<T, I>) -> bool {
		self.acceleration.is_some() && self.acceleration_at(now).is_none()
	}

	fn has_lent_place(&self) -> bool {
		self.acceleration.is_some_and(|haste| haste.place == HeldPlace::Lent)
	}

	/// Changes its acceleration. Returns whether it has one.
	fn change_acceleration(&mut self, change: impl FnOnce(&mut AccelerationOf<T, I>)) -> bool {
		let Some(acceleration) = self.acceleration.as_mut() else { return false };
		change(acceleration);
		Accelerations::<T, I>::insert(self.index, *acceleration);
		true
	}

	/// Takes its acceleration away, and returns what it was.
	fn take_acceleration(&mut self) -> Option<AccelerationOf<T, I>> {
		let taken = self.acceleration.take()?;
		Accelerations::<T, I>::remove(self.index);
		Some(taken)
	}
}

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Ends an acceleration that has run out.
	pub(crate) fn end_run_out(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		if referendum.has_run_out(now) {
			Self::make_ordinary(referendum, now);
			T::Watch::on_acceleration_over(referendum.index, HasteEnd::RanOut);
		}
	}

	/// Ends the acceleration of a referendum that is over. Returns whether its place was lent.
	pub(crate) fn end_with_referendum(referendum: &mut Referendum<T, I>) -> bool {
		let Some(acceleration) = referendum.take_acceleration() else { return false };
		T::Watch::on_acceleration_over(referendum.index, HasteEnd::ReferendumOver);
		acceleration.place == HeldPlace::Lent
	}

	/// Lends a referendum a place, if it is accelerated, and lines it up for one of its track's own.
	/// Returns whether it is.
	pub(crate) fn lend_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) -> bool {
		let lent = referendum.change_acceleration(|haste| haste.place = HeldPlace::Lent);
		if lent {
			Self::line_up(referendum, now);
		}
		lent
	}

	/// Makes the place of a referendum one of its track's own.
	pub(crate) fn own_place(referendum: &mut Referendum<T, I>) {
		Self::count_place(referendum.status.track);
		referendum.change_acceleration(|haste| haste.place = HeldPlace::Own);
	}

	/// Gives a referendum that is ready by now one of its track's own places, if it has a lent one,
	/// or lines it up for one.
	pub(crate) fn claim_place(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		let status = &referendum.status;
		if status.deciding.is_none() || status.in_queue || !referendum.has_lent_place() {
			return;
		}
		match referendum.is_ready(now) && Self::has_free_place(status.track) {
			true => Self::own_place(referendum),
			false => Self::line_up(referendum, now),
		}
	}

	/// Puts a ready referendum with a lent place into the queue, as it would be without one. It makes
	/// nobody leave a full one.
	fn line_up(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
		if !referendum.status.in_queue
			&& referendum.is_ready(now)
			&& Self::own_place_for(&referendum.status) == Place::Queue
		{
			Self::enter_queue(referendum, now);
			referendum.status.in_queue = true;
		}
	}

	/// Notes that a confirmation broke: one that begins again begins anew.
	pub(crate) fn forget_confirmation(referendum: &mut Referendum<T, I>) {
		referendum.change_acceleration(|haste| haste.confirmed_at = None);
	}

	/// The block at which a referendum is to be woken: no later than its acceleration runs out, and to
	/// claim a place of its track's own when it is ready.
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

	/// Takes an acceleration away, and gives back what it has lent.
	fn make_ordinary(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) {
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
			// It waits no longer, but keeps its place among those who do.
			let step = begin_deciding::<T, I>(now, &acceleration.shorten(track), status);
			Self::settle(referendum, step, now);
		} else {
			Self::advance(referendum, now);
		}
		Ok(())
	}

	fn do_slow_down(index: ReferendumIndex) -> DispatchResult {
		let mut referendum = Referendum::<T, I>::load(index)?;
		ensure!(referendum.acceleration.is_some(), Error::<T, I>::NotAccelerated);

		let now = Self::now();
		Self::make_ordinary(&mut referendum, now);
		Self::advance(referendum, now);
		Ok(())
	}
}

impl<T: Config<I>, I: 'static> InspectReferenda for Pallet<T, I> {
	type Hash = T::Hash;
	type Moment = BlockNumberOf<T, I>;

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

	fn slow_down(index: ReferendumIndex) -> DispatchResult {
		with_storage_layer(|| Self::do_slow_down(index))
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
