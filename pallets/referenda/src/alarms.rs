// SPDX-License-Identifier: Apache-2.0

//! The scheduler's tasks: waking referenda and carrying out approved calls.
//!
//! An agenda may be full, even on purpose. A task then goes to the next block with room, within
//! [`LOOK_AHEAD`] blocks; if they are all full the pallet keeps it and sees to it itself (`late.rs`).
//!
//! The scheduler gives up on one sort of call: one that weighs more than it may spend on a block, of
//! which it says `PermanentlyOverweight`. The view `proposal_fit` tells that before a vote.

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

/// How many blocks are tried for a task before it is kept as a late one.
pub(crate) const LOOK_AHEAD: u32 = 8;

/// Alarms and enactments come before most other tasks of their block. One for which the scheduler has
/// no weight left waits for the next block.
const PRIORITY: u8 = 63;

/// When a call is to be carried out, as whom, and which.
pub(crate) type EnactmentOf<T, I> = (BlockNumberOf<T, I>, PalletsOriginOf<T>, BoundedCallOf<T, I>);

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Has a referendum woken at `at`, or in the next block if that has passed. Replaces the alarm
	/// that it may have.
	pub(crate) fn set_alarm(
		referendum: &mut Referendum<T, I>,
		at: BlockNumberOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		let at = Self::on_the_interval(at.max(now.saturating_add(One::one())));
		if referendum.status.alarm.as_ref().is_some_and(|(when, _)| *when == at) {
			return;
		}
		Self::silence_alarm(referendum);
		let index = referendum.index;
		referendum.status.alarm = Self::place_alarm(index, at);
		if referendum.status.alarm.is_none() {
			Self::keep_late(index, LateTask::Alarm(at));
			Self::deposit_event(Event::Postponed { index, due: at });
		}
	}

	/// Makes sure that a referendum is not woken any more.
	pub(crate) fn silence_alarm(referendum: &mut Referendum<T, I>) {
		match referendum.status.alarm.take() {
			// It cannot be cancelled if it is ringing at this moment, and need not be.
			Some((_, address)) => {
				let _ = T::Scheduler::cancel(address);
			},
			None => {
				Self::drop_late(referendum.index);
			},
		}
	}

	/// When and how the call of a referendum approved at `now` is to be carried out.
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

	/// Has an approved call carried out.
	pub(crate) fn schedule_enactment(
		index: ReferendumIndex,
		enactment: EnactmentOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		if Self::place_enactment(index, &enactment, now) {
			return;
		}
		let (due, origin, call) = enactment;
		// Without the scheduler's request the bytes of the call could be taken away meanwhile.
		T::Preimages::hold(&call);
		Self::keep_late(index, LateTask::Enactment(due, origin, call));
		Self::deposit_event(Event::Postponed { index, due });
	}

	/// Tries to put a call on an agenda, at its block or at one of the next.
	///
	/// It has a name there, by which it can be found. Names are public, and whoever may schedule can
	/// have taken this one before: the call then goes without.
	pub(crate) fn place_enactment(
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

	/// The name under which the scheduler knows an enactment, unless it was taken. It tells instances
	/// apart.
	pub(crate) fn enactment_name(index: ReferendumIndex) -> TaskName {
		(<Self as PalletInfoAccess>::name(), "enactment", index)
			.using_encoded(sp_io::hashing::blake2_256)
	}

	/// Tries to put the waking of a referendum on an agenda, at its block or at one of the next.
	fn place_alarm(
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
		// The scheduler has requested the call for itself, if it is too long to stand inline.
		T::Preimages::drop(&call);
		placed
	}

	fn first_with_room<Address>(
		at: BlockNumberOf<T, I>,
		mut place: impl FnMut(BlockNumberOf<T, I>) -> Option<Address>,
	) -> Option<(BlockNumberOf<T, I>, Address)> {
		(0..LOOK_AHEAD).find_map(|later| {
			let when = at.saturating_add(later.into());
			place(when).map(|address| (when, address))
		})
	}

	/// The first block from `at` on at which alarms are set.
	fn on_the_interval(at: BlockNumberOf<T, I>) -> BlockNumberOf<T, I> {
		let interval = T::AlarmInterval::get().max(One::one());
		let over = at % interval;
		match over.is_zero() {
			true => at,
			false => at.saturating_add(interval.saturating_sub(over)),
		}
	}
}
