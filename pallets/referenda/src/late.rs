// SPDX-License-Identifier: Apache-2.0

//! Late tasks: the overflow queue for alarms and enactments for which the scheduler had no room.
//!
//! The queue is sorted by the block at which a task is due. Each block does the tasks that are due,
//! earliest first, as far as its weight allows: it nudges referenda and dispatches approved calls. No
//! task waits for the scheduler to have room again, so that nobody gains by filling its agendas.

use crate::{
	alarms::EnactmentOf, pallet::*, referendum::Referendum, types::*, weights::WeightInfo,
};
use canary_primitives::traits::WatchReferenda;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{Get, QueryPreimage},
	weights::{Weight, WeightMeter},
};
use sp_runtime::{
	traits::{Dispatchable, One, Saturating, UniqueSaturatedInto},
	DispatchResult,
};

/// The greatest number of late tasks that one block does.
pub(crate) const LATE_PER_BLOCK: u32 = 32;

impl<Moment: Copy, RuntimeOrigin, Call> LateTask<Moment, RuntimeOrigin, Call> {
	/// The block at which the task is due.
	pub(crate) fn due(&self) -> Moment {
		match self {
			Self::Alarm(due) | Self::Enactment(due, ..) => *due,
		}
	}
}

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Adds a late task of a referendum. A referendum has one at most.
	pub(crate) fn enqueue_late(index: ReferendumIndex, task: LateTaskOf<T, I>) {
		LateOrder::<T, I>::insert(Self::late_key(task.due(), index), ());
		LateTasks::<T, I>::insert(index, task);
	}

	/// Removes the late task of a referendum, and returns it; `None` if it has none.
	pub(crate) fn remove_late(index: ReferendumIndex) -> Option<LateTaskOf<T, I>> {
		let task = LateTasks::<T, I>::take(index)?;
		LateOrder::<T, I>::remove(Self::late_key(task.due(), index));
		Some(task)
	}

	/// Does the late tasks that are due, earliest first, as far as the meter allows.
	pub(crate) fn process_late_tasks(meter: &mut WeightMeter) {
		if meter.try_consume(T::DbWeight::get().reads(1)).is_err() {
			return;
		}
		let now = Self::now();
		for _ in 0..LateTasks::<T, I>::count().min(LATE_PER_BLOCK) {
			if meter.try_consume(Self::weight_of_late_visit()).is_err() {
				return;
			}
			let Some(index) = Self::first_late(now) else { return };
			Self::visit_late_task(index, now, meter);
		}
	}

	/// The greatest weight of [`Self::visit_late_task`], without a call that is dispatched.
	pub(crate) fn weight_of_late_visit() -> Weight {
		T::WeightInfo::visit_late()
			.saturating_add(crate::branch::Branch::max_weight_of_nudge::<T, I>())
	}

	/// The referendum whose late task was due first; `None` if no task is due at block `now`.
	fn first_late(now: BlockNumberOf<T, I>) -> Option<ReferendumIndex> {
		let (due, index) = LateOrder::<T, I>::iter_keys().next()?;
		(due <= Self::in_order(now)).then(|| ReferendumIndex::from_be_bytes(index))
	}

	/// Does the late task of a referendum. A call for which the block has no weight left goes to the
	/// scheduler if that has room by now, else it is due again in the next block.
	pub(crate) fn visit_late_task(
		index: ReferendumIndex,
		now: BlockNumberOf<T, I>,
		meter: &mut WeightMeter,
	) {
		match Self::remove_late(index) {
			Some(LateTask::Alarm(_)) => {
				let Ok(referendum) = Referendum::<T, I>::load(index) else {
					frame_support::defensive!(
						"invariant 9: a late alarm belongs to an ongoing one"
					);
					return;
				};
				Self::advance(referendum, now);
			},
			Some(LateTask::Enactment(due, origin, call)) => {
				let enactment = (due, origin, call);
				if let Some(result) = Self::dispatch_enactment(&enactment, meter) {
					Self::deposit_event(Event::Enacted { index, result });
				} else if !Self::try_schedule_enactment(index, &enactment, now) {
					let (_, origin, call) = enactment;
					let next = now.saturating_add(One::one());
					return Self::enqueue_late(index, LateTask::Enactment(next, origin, call));
				}
				// The request was the late task's. The scheduler makes its own.
				T::Preimages::drop(&enactment.2);
			},
			None => {
				frame_support::defensive!("invariant 9: an entry of the order has a late task");
			},
		}
	}

	/// Dispatches an approved call, unless its proposal has been barred. `None` if the meter has too
	/// little weight left.
	pub(crate) fn dispatch_enactment(
		(_, origin, call): &EnactmentOf<T, I>,
		meter: &mut WeightMeter,
	) -> Option<DispatchResult> {
		let fetching = T::WeightInfo::enact_late(call.lookup_len().unwrap_or(0));
		meter.try_consume(fetching).ok()?;
		if T::Watch::is_barred(&call.hash()) {
			return Some(Err(Error::<T, I>::ProposalBarred.into()));
		}
		let (call, _) = match T::Preimages::peek::<CallOf<T, I>>(call) {
			Ok(found) => found,
			Err(why) => return Some(Err(why)),
		};
		let declared = call.get_dispatch_info().call_weight;
		if !meter.can_consume(declared) {
			return None;
		}
		let (actual, result) = match call.dispatch(origin.clone().into()) {
			Ok(post) => (post.actual_weight, Ok(())),
			Err(failed) => (failed.post_info.actual_weight, Err(failed.error)),
		};
		meter.consume(actual.unwrap_or(declared).min(declared));
		Some(result)
	}

	/// The key of a late task in the order. Storage iterates the keys by their bytes, and so by block.
	pub(crate) fn late_key(due: BlockNumberOf<T, I>, index: ReferendumIndex) -> LateKey {
		(Self::in_order(due), index.to_be_bytes())
	}

	fn in_order(at: BlockNumberOf<T, I>) -> [u8; 8] {
		UniqueSaturatedInto::<u64>::unique_saturated_into(at).to_be_bytes()
	}
}
