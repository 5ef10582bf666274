// SPDX-License-Identifier: Apache-2.0

//! The overflow of the scheduler's agendas: alarms and enactments for which it had no room.
//!
//! Each is kept under the block at which it is due, and each block serves those whose block has
//! come, earliest first, as far as its weight allows: a referendum is woken here, and an approved
//! call is carried out here. Neither waits for the scheduler to have room again, so that nobody gains
//! by filling its agendas.

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

/// How many late tasks one block attends to at most.
pub(crate) const LATE_PER_BLOCK: u32 = 32;

impl<Moment: Copy, RuntimeOrigin, Call> LateTask<Moment, RuntimeOrigin, Call> {
	/// The block at which it is due.
	pub(crate) fn due(&self) -> Moment {
		match self {
			Self::Alarm(due) | Self::Enactment(due, ..) => *due,
		}
	}
}

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Keeps a task for which the scheduler has no room.
	pub(crate) fn keep_late(index: ReferendumIndex, task: LateTaskOf<T, I>) {
		LateOrder::<T, I>::insert(Self::late_key(task.due(), index), ());
		LateTasks::<T, I>::insert(index, task);
	}

	/// Forgets the late task that a referendum may have.
	pub(crate) fn drop_late(index: ReferendumIndex) -> Option<LateTaskOf<T, I>> {
		let task = LateTasks::<T, I>::take(index)?;
		LateOrder::<T, I>::remove(Self::late_key(task.due(), index));
		Some(task)
	}

	/// Attends to the late tasks whose block has come, those first that are due the longest.
	pub(crate) fn attend_late_tasks(meter: &mut WeightMeter) {
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

	/// What one visit to a late task weighs at most, without the call that is carried out.
	pub(crate) fn weight_of_late_visit() -> Weight {
		T::WeightInfo::visit_late()
			.saturating_add(crate::branch::Branch::max_weight_of_nudge::<T, I>())
	}

	/// Whose late task is due the longest at `now`.
	fn first_late(now: BlockNumberOf<T, I>) -> Option<ReferendumIndex> {
		let (due, index) = LateOrder::<T, I>::iter_keys().next()?;
		(due <= Self::in_order(now)).then(|| ReferendumIndex::from_be_bytes(index))
	}

	/// Does what a late task asks for. One that the block cannot hold is tried again in the next,
	/// after the others.
	pub(crate) fn visit_late_task(
		index: ReferendumIndex,
		now: BlockNumberOf<T, I>,
		meter: &mut WeightMeter,
	) {
		match Self::drop_late(index) {
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
				if let Some(result) = Self::carry_out(&enactment, meter) {
					Self::deposit_event(Event::Enacted { index, result });
				} else if !Self::place_enactment(index, &enactment, now) {
					let (_, origin, call) = enactment;
					let next = now.saturating_add(One::one());
					return Self::keep_late(index, LateTask::Enactment(next, origin, call));
				}
				// What was asked for on behalf of the late task. The scheduler asks for itself.
				T::Preimages::drop(&enactment.2);
			},
			None => {
				frame_support::defensive!("invariant 9: what is in order is among the tasks");
			},
		}
	}

	/// Carries out an approved call, unless it was barred since. `None` if the block cannot hold it.
	pub(crate) fn carry_out(
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

	/// The key of a late task. Keys come in the order of their bytes, which is that of the blocks.
	pub(crate) fn late_key(due: BlockNumberOf<T, I>, index: ReferendumIndex) -> LateKey {
		(Self::in_order(due), index.to_be_bytes())
	}

	fn in_order(at: BlockNumberOf<T, I>) -> [u8; 8] {
		UniqueSaturatedInto::<u64>::unique_saturated_into(at).to_be_bytes()
	}
}
