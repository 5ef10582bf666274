// SPDX-License-Identifier: Apache-2.0

//! The bodies of the view functions.

use crate::{
	pallet::*,
	progress::{elapsed, is_passing, passing_from, ready_at},
	referendum::Referendum,
	types::*,
	Curve, TracksInfo,
};
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{Get, QueryPreimage, VoteTally},
};
use sp_runtime::{
	traits::{One, Saturating},
	Perbill,
};

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// The approval and support that a referendum has, and what the curves of its track require in this
	/// block. Before the decision begins it is what they require at its begin.
	pub(crate) fn do_requirements(index: ReferendumIndex) -> Option<Requirements> {
		let status = Self::ensure_ongoing(index).ok()?;
		let terms = T::Tracks::info(status.track)?;
		let now = Self::now();
		let since = status.deciding.map_or(now, |deciding| deciding.since);
		let x = elapsed::<T, I>(now, &terms, since);
		let condition = |curve: &Curve, present: Perbill| {
			let required = curve.threshold(x);
			Condition { present, required, missing: required.saturating_sub(present) }
		};
		Some(Requirements {
			approval: condition(&terms.min_approval, status.tally.approval(status.track)),
			support: condition(&terms.min_support, status.tally.support(status.track)),
			passing: is_passing::<T, I>(now, &terms, since, &status),
		})
	}

	/// Whether the call that a referendum proposes can be dispatched; `None` if the referendum is not
	/// ongoing.
	pub(crate) fn fit(index: ReferendumIndex) -> Option<Fit> {
		let status = Self::ensure_ongoing(index).ok()?;
		if !T::Preimages::have(&status.proposal) {
			return Some(Fit::Unknown);
		}
		Some(match T::Preimages::peek::<CallOf<T, I>>(&status.proposal) {
			Err(_) => Fit::NoCall,
			Ok((call, _)) => {
				let weight = call.get_dispatch_info().call_weight;
				match weight.all_lte(T::MaxCallWeight::get()) {
					true => Fit::Fits,
					false => Fit::TooHeavy,
				}
			},
		})
	}

	/// When a referendum would pass if nobody voted from now on. If its decision has not begun, the
	/// decision is assumed to begin as soon as the referendum is ready; `None` if it has no decision
	/// deposit or is queued.
	pub(crate) fn forecast(index: ReferendumIndex) -> Option<Forecast<BlockNumberOf<T, I>>> {
		let referendum = Referendum::<T, I>::load(index).ok()?;
		let now = Self::now();
		let acceleration = referendum.acceleration_at(now);
		let status = referendum.status;
		let track = T::Tracks::info(status.track)?;
		let terms = acceleration.map_or(track, |acceleration| acceleration.shorten(track));
		let next_block = now.saturating_add(One::one());
		let since = match status.deciding {
			Some(DecidingStatus { since, confirming: Some(until) })
				if is_passing::<T, I>(now, &terms, since, &status) =>
			{
				return Some(Forecast {
					confirming_from: until.saturating_sub(terms.confirm_period),
					approved_at: until.max(next_block),
				})
			},
			Some(deciding) => deciding.since,
			None if status.in_queue || status.decision_deposit.is_none() => return None,
			None => ready_at::<T, I>(&terms, &status).max(next_block),
		};
		let confirming_from = passing_from::<T, I>(&terms, since, &status)?.max(next_block);
		let confirm_period = match acceleration {
			// It would pass too late: by then the acceleration has run out, and a lent place is gone.
			Some(Acceleration { until, place, .. }) if confirming_from >= until => match place {
				HeldPlace::Own => track.confirm_period,
				HeldPlace::Lent => return None,
			},
			_ => terms.confirm_period,
		};
		let approved_at = confirming_from.saturating_add(confirm_period.max(One::one()));
		Some(Forecast { confirming_from, approved_at })
	}
}
