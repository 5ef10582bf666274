// SPDX-License-Identifier: Apache-2.0

//! Haste: a referendum that somebody outside has made faster, and how it becomes ordinary again.
//!
//! An acceleration lends two things. Shorter periods are lent through [`Pallet::terms_at`], which
//! leaves the curves and the decision period they are drawn over as they are. A place beyond those
//! of the track is lent if the referendum would have none by itself at that moment; it is not
//! counted among the track's, so that it takes none from others.
//!
//! Whoever ends an acceleration gives both back: a confirmation goes on for as long as the track
//! demands from where it began, and without a place of the track's own the decision is undone, to
//! begin anew when the referendum gets one in the ordinary course.

use crate::{pallet::*, types::*, TrackInfo, TracksInfo};
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

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// The acceleration by which a referendum is judged at `now`.
	pub(crate) fn acceleration_at(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		now: MomentOf<T, I>,
	) -> Option<AccelerationOf<T, I>> {
		Accelerations::<T, I>::get(index).filter(|haste| haste.is_in_force(&status.deciding, now))
	}

	/// The terms on which a referendum is decided at `now`; `None` if its track exists no more.
	pub(crate) fn terms_at(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		now: MomentOf<T, I>,
	) -> Option<TrackInfoOf<T, I>> {
		let track = T::Tracks::info(status.track)?;
		Some(match Self::acceleration_at(index, status, now) {
			Some(acceleration) => acceleration.shorten(track),
			None => track,
		})
	}

	/// Ends an acceleration that has run out.
	pub(crate) fn end_run_out(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		now: MomentOf<T, I>,
	) {
		let Some(acceleration) = Accelerations::<T, I>::get(index) else { return };
		if !acceleration.is_in_force(&status.deciding, now) {
			Self::make_ordinary(index, status, acceleration);
			T::Watch::on_acceleration_over(index, HasteEnd::RanOut);
		}
	}

	/// Ends the acceleration of a referendum that is over. Returns whether its place was lent.
	pub(crate) fn end_with_referendum(index: ReferendumIndex) -> bool {
		let Some(acceleration) = Accelerations::<T, I>::take(index) else { return false };
		T::Watch::on_acceleration_over(index, HasteEnd::ReferendumOver);
		acceleration.place == HeldPlace::Lent
	}

	/// Counts the place that a referendum takes, or notes that it is lent.
	///
	/// It is the track's own if the referendum would get it by itself in this block.
	pub(crate) fn take_place(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		now: MomentOf<T, I>,
	) {
		let own = T::Tracks::info(status.track).is_some_and(|track| {
			now >= crate::progress::ready_at::<T, I>(&track, status)
				&& DecidingCount::<T, I>::get(status.track) < track.max_deciding
		});
		let lent = !own
			&& Accelerations::<T, I>::mutate(index, |acceleration| match acceleration {
				Some(acceleration) => {
					acceleration.place = HeldPlace::Lent;
					true
				},
				None => false,
			});
		if !lent {
			DecidingCount::<T, I>::mutate(status.track, |n| *n = n.saturating_add(1));
		}
	}

	/// Notes that a confirmation broke: one that begins again begins anew.
	pub(crate) fn forget_confirmation(index: ReferendumIndex) {
		Accelerations::<T, I>::mutate_extant(index, |acceleration| {
			acceleration.confirmed_at = None;
		});
	}

	/// The block at which a referendum is to be woken: no later than its acceleration runs out.
	pub(crate) fn wake_in_time(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		at: MomentOf<T, I>,
	) -> MomentOf<T, I> {
		let confirming = status.deciding.is_some_and(|deciding| deciding.confirming.is_some());
		match Accelerations::<T, I>::get(index) {
			Some(acceleration) if !confirming => at.min(acceleration.until),
			_ => at,
		}
	}

	/// Gives back what an acceleration has lent.
	fn make_ordinary(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		acceleration: AccelerationOf<T, I>,
	) {
		Accelerations::<T, I>::remove(index);
		let Some(deciding) = status.deciding.as_mut() else { return };
		if acceleration.place == HeldPlace::Lent {
			if deciding.confirming.is_some() {
				Self::deposit_event(Event::ConfirmAborted { index });
			}
			status.deciding = None;
			Self::deposit_event(Event::PlaceReturned { index, track: status.track });
			return;
		}
		if let (Some(until), Some(track)) =
			(deciding.confirming.as_mut(), T::Tracks::info(status.track))
		{
			let shorter = acceleration.haste.confirm_period(track.confirm_period);
			let cut = track.confirm_period.saturating_sub(shorter);
			*until = acceleration.confirmed_at.unwrap_or(until.saturating_add(cut));
		}
	}

	fn do_accelerate(index: ReferendumIndex, haste: Haste<MomentOf<T, I>>) -> DispatchResult {
		let mut status = Self::ensure_ongoing(index)?;
		let track = T::Tracks::info(status.track).ok_or(Error::<T, I>::NoTrack)?;
		ensure!(!Accelerations::<T, I>::contains_key(index), Error::<T, I>::AlreadyAccelerated);
		ensure!(!Self::is_barred(&status), Error::<T, I>::ProposalBarred);
		let now = Self::now();

		let confirmed_at = status.deciding.as_mut().and_then(|deciding| {
			let before = deciding.confirming?;
			let shorter = now.saturating_add(haste.confirm_period(track.confirm_period));
			deciding.confirming = Some(before.min(shorter));
			Some(before)
		});
		if status.in_queue {
			Self::leave_queue(index, status.track);
			status.in_queue = false;
		}
		let until = now.saturating_add(haste.decision_period);
		let place = HeldPlace::Own;
		Accelerations::<T, I>::insert(index, Acceleration { until, haste, place, confirmed_at });
		Self::advance(index, status, now);
		Ok(())
	}

	fn do_slow_down(index: ReferendumIndex) -> DispatchResult {
		let mut status = Self::ensure_ongoing(index)?;
		let acceleration =
			Accelerations::<T, I>::get(index).ok_or(Error::<T, I>::NotAccelerated)?;

		Self::make_ordinary(index, &mut status, acceleration);
		Self::advance(index, status, Self::now());
		Ok(())
	}
}

impl<T: Config<I>, I: 'static> InspectReferenda for Pallet<T, I> {
	type Hash = T::Hash;
	type Moment = MomentOf<T, I>;

	fn proposal_of(index: ReferendumIndex) -> Option<T::Hash> {
		Self::ensure_ongoing(index).ok().map(|status| status.proposal.hash())
	}

	fn requirements(index: ReferendumIndex) -> Option<Requirements> {
		Self::do_requirements(index)
	}

	fn accelerated_until(index: ReferendumIndex) -> Option<MomentOf<T, I>> {
		Accelerations::<T, I>::get(index).map(|acceleration| acceleration.until)
	}
}

impl<T: Config<I>, I: 'static> AccelerateReferenda for Pallet<T, I> {
	fn accelerate(index: ReferendumIndex, haste: Haste<MomentOf<T, I>>) -> DispatchResult {
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
