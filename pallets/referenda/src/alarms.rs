// SPDX-License-Identifier: Apache-2.0

//! The scheduler's tasks: alarms, which nudge referenda, and enactments, which dispatch approved calls.
//!
//! The agenda of a block can be full, even on purpose. The task then goes to the next block with room,
//! within [`LOOK_AHEAD`] blocks. If all of these are full it becomes a late task of this pallet
//! (`late.rs`).
//!
//! The scheduler never dispatches a call that weighs more than its maximum for one block; its event
//! says `PermanentlyOverweight`. The view function `proposal_fit` tells so before the vote.

use crate::{pallet::*, referendum::Referendum, types::*};
use codec::Encode;
use frame_support::traits::{
	schedule::{
		v3::{Anon, Named, TaskName},
		DispatchTime,
	},
	Get, PalletInfoAccess, QueryPreimage, StorePreimage,
};
use sp_runtime::traits::{One, Saturating, Zero};

/// How many blocks are tried for a task before it becomes a late task.
pub(crate) const LOOK_AHEAD: u32 = 8;

/// The priority of alarms and enactments, ahead of most other tasks of a block. A task for which the
/// block has no weight left is done in the next block.
const PRIORITY: u8 = 63;

/// An enactment: the block, the origin, and the call.
pub(crate) type EnactmentOf<T, I> = (BlockNumberOf<T, I>, PalletsOriginOf<T>, BoundedCallOf<T, I>);

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Sets the alarm of a referendum to block `at`, or to the next block if that is later, rounded up
	/// to the alarm interval. Replaces an earlier alarm.
	pub(crate) fn set_alarm(
		referendum: &mut Referendum<T, I>,
		at: BlockNumberOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		let at = Self::round_up_to_interval(at.max(now.saturating_add(One::one())));
		if referendum.status.alarm.as_ref().is_some_and(|(when, _)| *when == at) {
			return;
		}
		Self::cancel_alarm(referendum);
		let index = referendum.index;
		referendum.status.alarm = Self::schedule_alarm(index, at);
		if referendum.status.alarm.is_none() {
			Self::enqueue_late(index, LateTask::Alarm(at));
			Self::deposit_event(Event::Postponed { index, due: at });
		}
	}

	/// Removes the alarm of a referendum, or its late alarm, if it has one.
	pub(crate) fn cancel_alarm(referendum: &mut Referendum<T, I>) {
		match referendum.status.alarm.take() {
			// This fails if the scheduler is doing the task right now, and then nothing is to cancel.
			Some((_, address)) => {
				let _ = T::Scheduler::cancel(address);
			},
			None => {
				Self::remove_late(referendum.index);
			},
		}
	}

	/// The enactment of a referendum that is approved at block `now`.
	pub(crate) fn enactment_of(
		referendum: &Referendum<T, I>,
		now: BlockNumberOf<T, I>,
	) -> EnactmentOf<T, I> {
		let status = &referendum.status;
		let terms = referendum.terms(now);
		let delay = terms.map_or(Zero::zero(), |terms| terms.min_enactment_period);
		let earliest = now.saturating_add(delay.max(One::one()));
		let at = status.enactment.evaluate(now).max(earliest);
		(at, status.origin.clone(), status.proposal.clone())
	}

	/// Schedules an approved call, or keeps it as a late task if the scheduler has no room.
	pub(crate) fn schedule_enactment(
		index: ReferendumIndex,
		enactment: EnactmentOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		if Self::try_schedule_enactment(index, &enactment, now) {
			return;
		}
		let (due, origin, call) = enactment;
		// The scheduler has not requested the preimage, so without this it could be unnoted.
		T::Preimages::hold(&call);
		Self::enqueue_late(index, LateTask::Enactment(due, origin, call));
		Self::deposit_event(Event::Postponed { index, due });
	}

	/// Tries to schedule an enactment at its block or one of the blocks after it. Returns whether it was
	/// scheduled.
	///
	/// The task has a name by which it can be found. Names are public, and anyone who may schedule can
	/// have taken this one before; the task then has no name.
	pub(crate) fn try_schedule_enactment(
		index: ReferendumIndex,
		(at, origin, call): &EnactmentOf<T, I>,
		now: BlockNumberOf<T, I>,
	) -> bool {
		let at = (*at).max(now.saturating_add(One::one()));
		let name = Self::enactment_name(index);
		Self::first_with_room(at, |when| {
			let when = DispatchTime::At(when);
			let (origin, call) = (|| origin.clone(), || call.clone());
			T::Scheduler::schedule_named(name, when, None, PRIORITY, origin(), call())
				.map(|_| ())
				.or_else(|_| {
					T::Scheduler::schedule(when, None, PRIORITY, origin(), call()).map(|_| ())
				})
				.ok()
		})
		.is_some()
	}

	/// The name of an enactment in the scheduler, unless it was taken. It differs between instances of
	/// this pallet.
	pub(crate) fn enactment_name(index: ReferendumIndex) -> TaskName {
		(<Self as PalletInfoAccess>::name(), "enactment", index)
			.using_encoded(sp_io::hashing::blake2_256)
	}

	/// Tries to schedule the nudge of a referendum at block `at` or one of the blocks after it.
	fn schedule_alarm(
		index: ReferendumIndex,
		at: BlockNumberOf<T, I>,
	) -> Option<(BlockNumberOf<T, I>, ScheduleAddressOf<T, I>)> {
		let call = CallOf::<T, I>::from(Call::nudge_referendum { index });
		let call = T::Preimages::bound(call).ok()?;
		let root: PalletsOriginOf<T> = frame_system::RawOrigin::Root.into();
		let placed = Self::first_with_room(at, |when| {
			let when_at = DispatchTime::At(when);
			T::Scheduler::schedule(when_at, None, PRIORITY, root.clone(), call.clone()).ok()
		});
		// The scheduler has requested the preimage itself, if the call is too long to be stored inline.
		T::Preimages::drop(&call);
		placed
	}

	/// Tries `place` at block `at` and the blocks after it. Returns the first block at which it
	/// succeeded, and what it returned.
	fn first_with_room<Address>(
		at: BlockNumberOf<T, I>,
		mut place: impl FnMut(BlockNumberOf<T, I>) -> Option<Address>,
	) -> Option<(BlockNumberOf<T, I>, Address)> {
		(0..LOOK_AHEAD).find_map(|later| {
			let when = at.saturating_add(later.into());
			place(when).map(|address| (when, address))
		})
	}

	/// `at`, rounded up to a multiple of the alarm interval.
	fn round_up_to_interval(at: BlockNumberOf<T, I>) -> BlockNumberOf<T, I> {
		let interval = T::AlarmInterval::get().max(One::one());
		let over = at % interval;
		match over.is_zero() {
			true => at,
			false => at.saturating_add(interval.saturating_sub(over)),
		}
	}
}
