// SPDX-License-Identifier: Apache-2.0

//! The records of ended referenda: the list of endings, and the removal of records in idle weight.

use crate::{pallet::*, types::*, weights::WeightInfo};
use frame_support::{traits::Get, weights::WeightMeter};
use sp_runtime::traits::Saturating;

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Stores the record of an ended referendum, and adds it to the list of endings.
	pub(crate) fn record_ending(
		index: ReferendumIndex,
		info: ReferendumInfoOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		ReferendumInfoFor::<T, I>::insert(index, info);
		EndingsRange::<T, I>::mutate(|(_, next)| {
			Endings::<T, I>::insert(*next, (index, now));
			*next = next.wrapping_add(1);
		});
	}

	/// Removes the records whose retention period is over, oldest first, as far as the meter allows.
	pub(crate) fn prune(meter: &mut WeightMeter) {
		if meter.try_consume(T::DbWeight::get().reads(2)).is_err() {
			return;
		}
		let (mut first, last) = EndingsRange::<T, I>::get();
		let now = Self::now();
		while first != last {
			let old = Endings::<T, I>::get(first)
				.filter(|(_, ended)| ended.saturating_add(T::RetentionPeriod::get()) <= now);
			let Some((index, _)) = old else { break };
			if meter.try_consume(T::WeightInfo::prune()).is_err() {
				break;
			}
			Endings::<T, I>::remove(first);
			first = first.wrapping_add(1);
			EndingsRange::<T, I>::mutate(|range| range.0 = first);
			Self::prune_record(index, now);
		}
	}

	/// Removes one record, and gives back a deposit left in it. A record whose call is still a late
	/// enactment is kept for another retention period.
	fn prune_record(index: ReferendumIndex, now: BlockNumberOf<T, I>) {
		let Some(mut info) = ReferendumInfoFor::<T, I>::get(index) else {
			frame_support::defensive!("invariant 8: an ending belongs to a record");
			return;
		};
		if let Some((submission, decision)) = info.leftovers() {
			if let Some(deposit) = submission.take() {
				Self::release_submission_deposit(index, deposit);
			}
			if let Some(deposit) = decision.take() {
				Self::release_decision_deposit(index, deposit);
			}
		}
		if let Some(LateTask::Enactment(..)) = LateTasks::<T, I>::get(index) {
			return Self::record_ending(index, info, now);
		}
		ReferendumInfoFor::<T, I>::remove(index);
		Self::clear_metadata(index);
		Self::deposit_event(Event::Pruned { index });
	}
}
