// SPDX-License-Identifier: Apache-2.0

//! Haste: a referendum that somebody outside has made faster, and how it becomes ordinary again.
//!
//! An acceleration lends two things. Shorter periods are lent through [`Pallet::terms_at`], which
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
	types::*,
	TrackInfo, TracksInfo,
};
use canary_primitives::{
	traits::{AccelerateReferenda, EndReferenda, InspectReferenda, WatchReferenda},
	Haste, HasteEnd, Requirements,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Get};
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
		now: BlockNumberOf<T, I>,
	) -> Option<AccelerationOf<T, I>> {
		Accelerations::<T, I>::get(index).filter(|haste| haste.is_in_force(&status.deciding, now))
	}

	/// The terms on which a referendum is decided at `now`; `None` if its track exists no more.
	pub(crate) fn terms_at(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
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
		now: BlockNumberOf<T, I>,
	) {
		let Some(acceleration) = Accelerations::<T, I>::get(index) else { return };
		if !acceleration.is_in_force(&status.deciding, now) {
			Self::make_ordinary(index, status, acceleration, now);
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
	/// It is the track's own if the referendum would get it by itself in this block. Who has a lent
	/// one lines up for one of the track's own.
	pub(crate) fn take_place(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		let own = Self::is_ready(status, now) && Self::has_free_place(status.track);
		let lent = !own
			&& Accelerations::<T, I>::mutate(index, |acceleration| match acceleration {
				Some(acceleration) => {
					acceleration.place = HeldPlace::Lent;
					true
				},
				None => false,
			});
		match lent {
			true => Self::line_up(index, status, now),
			false => DecidingCount::<T, I>::mutate(status.track, |n| *n = n.saturating_add(1)),
		}
	}

	/// Makes the place of a referendum one of its track's own.
	pub(crate) fn own_place(index: ReferendumIndex, track: TrackIdOf<T, I>) {
		DecidingCount::<T, I>::mutate(track, |n| *n = n.saturating_add(1));
		Accelerations::<T, I>::mutate_extant(index, |acceleration| {
			acceleration.place = HeldPlace::Own;
		});
	}

	/// Gives a referendum that is ready by now one of its track's own places, if it has a lent one,
	/// or lines it up for one.
	pub(crate) fn claim_place(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		if status.deciding.is_none() || status.in_queue || !Self::has_lent_place(index) {
			return;
		}
		match Self::is_ready(status, now) && Self::has_free_place(status.track) {
			true => Self::own_place(index, status.track),
			false => Self::line_up(index, status, now),
		}
	}

	/// Puts a ready referendum with a lent place into the queue, as it would be without one. It makes
	/// nobody leave a full one.
	fn line_up(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		if !status.in_queue
			&& Self::is_ready(status, now)
			&& Self::own_place_for(status) == Place::Queue
		{
			Self::enter_queue(index, status, now);
			status.in_queue = true;
		}
	}

	fn is_ready(status: &ReferendumStatusOf<T, I>, now: BlockNumberOf<T, I>) -> bool {
		T::Tracks::info(status.track).is_some_and(|track| now >= ready_at::<T, I>(&track, status))
	}

	fn has_lent_place(index: ReferendumIndex) -> bool {
		Accelerations::<T, I>::get(index)
			.is_some_and(|acceleration| acceleration.place == HeldPlace::Lent)
	}

	/// The block from which on a referendum that is not being decided may be given up.
	pub(crate) fn timeout_of(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
	) -> BlockNumberOf<T, I> {
		let rested = Rests::<T, I>::get(index).unwrap_or_else(Zero::zero);
		status.submitted.saturating_add(T::UndecidingTimeout::get()).saturating_add(rested)
	}

	/// Notes that a confirmation broke: one that begins again begins anew.
	pub(crate) fn forget_confirmation(index: ReferendumIndex) {
		Accelerations::<T, I>::mutate_extant(index, |acceleration| {
			acceleration.confirmed_at = None;
		});
	}

	/// The block at which a referendum is to be woken: no later than its acceleration runs out, and to
	/// claim a place of its track's own when it is ready.
	pub(crate) fn wake_in_time(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		at: BlockNumberOf<T, I>,
		now: BlockNumberOf<T, I>,
	) -> BlockNumberOf<T, I> {
		let confirming = status.deciding.is_some_and(|deciding| deciding.confirming.is_some());
		let Some(acceleration) = Accelerations::<T, I>::get(index) else { return at };
		let at = match confirming {
			true => at,
			false => at.min(acceleration.until),
		};
		let ready = T::Tracks::info(status.track).map(|track| ready_at::<T, I>(&track, status));
		match ready {
			Some(ready) if acceleration.place == HeldPlace::Lent && now < ready => at.min(ready),
			_ => at,
		}
	}

	/// Gives back what an acceleration has lent.
	fn make_ordinary(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		acceleration: AccelerationOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		Accelerations::<T, I>::remove(index);
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

	fn do_accelerate(index: ReferendumIndex, haste: Haste<BlockNumberOf<T, I>>) -> DispatchResult {
		let mut status = Self::ensure_ongoing(index)?;
		let track = T::Tracks::info(status.track).ok_or(Error::<T, I>::NoTrack)?;
		ensure!(!Accelerations::<T, I>::contains_key(index), Error::<T, I>::AlreadyAccelerated);
		ensure!(!Self::is_barred(&status), Error::<T, I>::ProposalBarred);
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
		if status.in_queue {
			// It waits no longer, but keeps its place among those who do.
			Self::settle(index, begin_deciding(now, &acceleration.shorten(track), status), now);
		} else {
			Self::advance(index, status, now);
		}
		Ok(())
	}

	fn do_slow_down(index: ReferendumIndex) -> DispatchResult {
		let mut status = Self::ensure_ongoing(index)?;
		let acceleration =
			Accelerations::<T, I>::get(index).ok_or(Error::<T, I>::NotAccelerated)?;

		let now = Self::now();
		Self::make_ordinary(index, &mut status, acceleration, now);
		Self::advance(index, status, now);
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
