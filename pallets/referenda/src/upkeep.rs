// SPDX-License-Identifier: Apache-2.0

//! Work that blocks do on the side, as far as their weight allows: late tasks and old records.

use crate::{alarms::EnactmentOf, pallet::*, types::*, weights::WeightInfo};
use frame_support::{
	traits::{Get, QueryPreimage},
	weights::WeightMeter,
};
use sp_runtime::traits::Saturating;

/// How many late tasks one block attends to at most.
pub(crate) const LATE_PER_BLOCK: u32 = 32;

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Attends to late tasks, each once at most, going on where the last block left off.
	pub(crate) fn attend_late_tasks(meter: &mut WeightMeter) {
		if meter.try_consume(T::DbWeight::get().reads_writes(2, 1)).is_err() {
			return;
		}
		let count = LateTasks::<T, I>::count().min(LATE_PER_BLOCK);
		if count == 0 {
			return;
		}
		let now = Self::now();
		let mut cursor = LateCursor::<T, I>::get();
		for _ in 0..count {
			if meter.try_consume(Self::weight_of_late_visit()).is_err() {
				break;
			}
			let Some((index, task)) = Self::late_task_after(cursor) else { break };
			cursor = Some(index);
			Self::visit_late_task(index, task, now);
		}
		LateCursor::<T, I>::set(cursor);
	}

	/// The late task after `cursor`, in the order of their keys, or the first.
	fn late_task_after(
		cursor: Option<ReferendumIndex>,
	) -> Option<(ReferendumIndex, LateTaskOf<T, I>)> {
		cursor
			.and_then(|cursor| {
				let key = LateTasks::<T, I>::hashed_key_for(cursor);
				LateTasks::<T, I>::iter_from(key).next()
			})
			.or_else(|| LateTasks::<T, I>::iter().next())
	}

	/// Does what a late task asks for, if its time has come and there is room.
	pub(crate) fn visit_late_task(
		index: ReferendumIndex,
		task: LateTaskOf<T, I>,
		now: MomentOf<T, I>,
	) {
		match task {
			LateTask::Alarm(due) if due > now => {},
			LateTask::Alarm(_) => {
				LateTasks::<T, I>::remove(index);
				let Ok(status) = Self::ensure_ongoing(index) else {
					frame_support::defensive!(
						"invariant 9: a late alarm belongs to an ongoing one"
					);
					return;
				};
				Self::advance(index, status, now);
			},
			LateTask::Enactment(due, origin, call) => {
				let enactment: EnactmentOf<T, I> = (due, origin, call);
				if Self::place_enactment(index, &enactment, now) {
					LateTasks::<T, I>::remove(index);
					// The scheduler has requested it for itself.
					T::Preimages::drop(&enactment.2);
				}
			},
		}
	}

	/// Stores the record of an ended referendum and notes when it ended.
	pub(crate) fn record_ending(
		index: ReferendumIndex,
		info: ReferendumInfoOf<T, I>,
		now: MomentOf<T, I>,
	) {
		ReferendumInfoFor::<T, I>::insert(index, info);
		EndingsRange::<T, I>::mutate(|(_, next)| {
			Endings::<T, I>::insert(*next, (index, now));
			*next = next.wrapping_add(1);
		});
	}

	/// Removes records whose retention is over, oldest first.
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

	/// Removes one record. If a deposit is still written down in it and cannot be given back now
	/// either, the record is kept for another retention period.
	fn prune_record(index: ReferendumIndex, now: MomentOf<T, I>) {
		let Some(mut info) = ReferendumInfoFor::<T, I>::get(index) else {
			frame_support::defensive!("invariant 8: an ending belongs to a record");
			return;
		};
		if let Some((submission, decision)) = info.leftovers() {
			if let Some(deposit) = submission.take() {
				*submission =
					Self::release_submission_deposit(index, deposit).err().map(|(left, _)| left);
			}
			if let Some(deposit) = decision.take() {
				*decision =
					Self::release_decision_deposit(index, deposit).err().map(|(left, _)| left);
			}
			if submission.is_some() || decision.is_some() {
				return Self::record_ending(index, info, now);
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
