// SPDX-License-Identifier: Apache-2.0

//! Applies the result of the rules to storage: events, places, alarms, deposits, the record.

use crate::{
	branch::Branch,
	pallet::*,
	progress::{progress, Context, Next, Outcome, Place, Step},
	referendum::Referendum,
	types::*,
	TracksInfo,
};
use frame_support::traits::{Get, QueryPreimage};
use sp_runtime::traits::{Saturating, Zero};

/// The [`Context`] of a referendum, read from storage.
struct StorageContext {
	index: ReferendumIndex,
	is_accelerated: bool,
}

impl<T: Config<I>, I: 'static> Context<T, I> for StorageContext {
	/// An accelerated referendum never waits: it gets a lent place.
	fn place(&self, status: &ReferendumStatusOf<T, I>) -> Place {
		match self.is_accelerated {
			true => Place::Deciding,
			false => Pallet::<T, I>::own_place_for(status),
		}
	}

	fn timeout(&self, status: &ReferendumStatusOf<T, I>) -> BlockNumberOf<T, I> {
		Pallet::<T, I>::timeout_of(self.index, status)
	}
}

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Moves a referendum on as far as the rules allow at block `now`, and stores it.
	///
	/// Its proposal may have been barred after the submission. The referendum is cancelled then, and
	/// its deposits are given back.
	pub(crate) fn advance(mut referendum: Referendum<T, I>, now: BlockNumberOf<T, I>) -> Branch {
		if Self::is_barred(&referendum.status) {
			let (index, tally) = (referendum.index, referendum.status.tally.clone());
			Self::deposit_event(Event::Cancelled { index, tally });
			let successor = Self::finish(referendum, now, ReferendumInfo::Cancelled);
			return Branch::Barred { successor };
		}
		Self::end_if_run_out(&mut referendum, now);
		Self::claim_place(&mut referendum, now);
		let step = Self::apply_rules(&mut referendum, now);
		Self::settle(referendum, step, now)
	}

	/// Applies the rules to the record of a referendum at block `now`.
	fn apply_rules(
		referendum: &mut Referendum<T, I>,
		now: BlockNumberOf<T, I>,
	) -> Step<BlockNumberOf<T, I>> {
		let terms = referendum.terms(now);
		let context = Self::context(referendum, now);
		progress::<T, I>(now, terms.as_ref(), &mut referendum.status, context)
	}

	/// The context of a referendum at block `now`.
	fn context(referendum: &Referendum<T, I>, now: BlockNumberOf<T, I>) -> StorageContext {
		let is_accelerated = referendum.acceleration_at(now).is_some();
		StorageContext { index: referendum.index, is_accelerated }
	}

	/// Where a ready referendum can go at block `now`.
	pub(crate) fn place_for(referendum: &Referendum<T, I>, now: BlockNumberOf<T, I>) -> Place {
		Context::<T, I>::place(&Self::context(referendum, now), &referendum.status)
	}

	/// The block from which on a referendum times out if it is not being decided.
	pub(crate) fn timeout_of(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
	) -> BlockNumberOf<T, I> {
		let rested = Rests::<T, I>::get(index).unwrap_or_else(Zero::zero);
		status.submitted.saturating_add(T::UndecidingTimeout::get()).saturating_add(rested)
	}

	/// The result of a referendum that has to end but has not been nudged yet, because its alarm is
	/// late; `None` if it does not have to end. Votes no longer count for such a referendum.
	pub(crate) fn overdue(
		referendum: &Referendum<T, I>,
		now: BlockNumberOf<T, I>,
	) -> Option<Outcome> {
		if referendum.has_run_out(now) {
			return None;
		}
		match Self::apply_rules(&mut referendum.clone(), now).next {
			Next::End(outcome) => Some(outcome),
			Next::Wake(_) | Next::Wait => None,
		}
	}

	/// Updates a referendum that is being decided after a vote, and stores it.
	///
	/// A vote can change the position in the queue, and begin or abort the confirmation. It does not end
	/// the referendum or its acceleration: an alarm in the next block does, so that a vote stays cheap.
	pub(crate) fn after_vote(mut referendum: Referendum<T, I>, now: BlockNumberOf<T, I>) {
		Self::update_place(referendum.index, &referendum.status);
		if !referendum.has_run_out(now) {
			let step = Self::apply_rules(&mut referendum, now);
			if !matches!(step.next, Next::End(_)) {
				Self::settle(referendum, step, now);
				return;
			}
		}
		Self::set_alarm(&mut referendum, now, now);
		referendum.store();
	}

	/// Applies one step to storage, and stores the referendum or its end.
	pub(crate) fn settle(
		mut referendum: Referendum<T, I>,
		Step { next, branch }: Step<BlockNumberOf<T, I>>,
		now: BlockNumberOf<T, I>,
	) -> Branch {
		let index = referendum.index;
		match branch {
			Branch::Queued | Branch::QueuedForAnother => Self::enter_queue(&referendum, now),
			Branch::TurnedAway => Self::turn_away(&mut referendum),
			Branch::BeginDecidingFailing | Branch::BeginDecidingPassing => {
				Self::take_place(&mut referendum, now);
				Self::request_preimage(&referendum);
				let status = &referendum.status;
				Self::deposit_event(Event::DecisionStarted {
					index,
					track: status.track,
					proposal: status.proposal.clone(),
					tally: status.tally.clone(),
				});
				if branch == Branch::BeginDecidingPassing {
					Self::deposit_event(Event::ConfirmStarted { index });
				}
			},
			Branch::BeginConfirming => {
				Self::request_preimage(&referendum);
				Self::deposit_event(Event::ConfirmStarted { index });
			},
			Branch::EndConfirming => {
				Self::forget_confirmation(&mut referendum);
				Self::deposit_event(Event::ConfirmAborted { index });
			},
			_ => {},
		}
		match next {
			Next::Wake(at) => {
				let at = Self::wake_in_time(&referendum, at, now);
				Self::set_alarm(&mut referendum, at, now);
			},
			Next::Wait => Self::cancel_alarm(&mut referendum),
			Next::End(outcome) => {
				let successor = Self::end(referendum, outcome, now);
				return branch.with_successor(successor);
			},
		}
		referendum.store();
		branch
	}

	/// Ends a referendum with this result. Returns whether the next one of the queue got its place.
	fn end(referendum: Referendum<T, I>, outcome: Outcome, now: BlockNumberOf<T, I>) -> bool {
		let (index, tally) = (referendum.index, referendum.status.tally.clone());
		match outcome {
			Outcome::Approved => {
				let enactment = Self::enactment_of(&referendum, now);
				Self::deposit_event(Event::Confirmed { index, tally });
				// The preimage is unrequested only after the enactment has requested it.
				let (kept, proposal) = (KeptProposals::<T, I>::take(index), enactment.2.clone());
				let successor = Self::finish(referendum, now, ReferendumInfo::Approved);
				Self::schedule_enactment(index, enactment, now);
				if kept.is_some() {
					T::Preimages::drop(&proposal);
				}
				Self::deposit_event(Event::Approved { index });
				successor
			},
			Outcome::Rejected => {
				Self::deposit_event(Event::Rejected { index, tally });
				Self::finish(referendum, now, ReferendumInfo::Rejected)
			},
			Outcome::TimedOut => {
				Self::deposit_event(Event::TimedOut { index, tally });
				Self::finish(referendum, now, ReferendumInfo::TimedOut)
			},
		}
	}

	/// Ends a referendum and gives its deposits back. Returns whether the next one of the queue got its
	/// place.
	pub(crate) fn finish(
		mut referendum: Referendum<T, I>,
		now: BlockNumberOf<T, I>,
		ended: impl FnOnce(
			BlockNumberOf<T, I>,
			Option<DepositOf<T, I>>,
			Option<DepositOf<T, I>>,
		) -> ReferendumInfoOf<T, I>,
	) -> bool {
		let successor = Self::detach(&mut referendum, now);
		let Referendum { index, status, .. } = referendum;
		Self::release_submission_deposit(index, status.submission_deposit);
		if let Some(deposit) = status.decision_deposit {
			Self::release_decision_deposit(index, deposit);
		}
		Self::record_ending(index, ended(now, None, None), now);
		successor
	}

	/// Removes a referendum from all state outside its record: its alarm, the request of its preimage,
	/// the queue, its acceleration, the deciding count. Its place goes to the next one of the queue,
	/// unless it was lent. Returns whether there was a next one.
	pub(crate) fn detach(referendum: &mut Referendum<T, I>, now: BlockNumberOf<T, I>) -> bool {
		Self::cancel_alarm(referendum);
		Self::unrequest_preimage(referendum);
		Rests::<T, I>::remove(referendum.index);
		if referendum.status.in_queue {
			Self::leave_queue(referendum.index, referendum.status.track);
			referendum.status.in_queue = false;
		}
		let lent = Self::end_acceleration_with(referendum);
		let status = &mut referendum.status;
		if status.deciding.take().is_none() || lent {
			return false;
		}
		let deciding = DecidingCount::<T, I>::mutate(status.track, |n| {
			*n = n.saturating_sub(1);
			*n
		});
		match T::Tracks::info(status.track) {
			Some(track) if deciding < track.max_deciding => Self::begin_next(status.track, now),
			_ => false,
		}
	}

	/// Gives back the decision deposit of a referendum for which the queue has no room.
	pub(crate) fn turn_away(Referendum { index, status, .. }: &mut Referendum<T, I>) {
		if let Some(deposit) = status.decision_deposit.take() {
			Self::release_decision_deposit(*index, deposit);
		}
		Self::deposit_event(Event::TurnedAway { index: *index, track: status.track });
	}

	/// Takes the flag from a referendum that was removed from the queue to make room for another, and
	/// turns it away unless it is being decided in a lent place.
	pub(crate) fn displace(index: ReferendumIndex, now: BlockNumberOf<T, I>) {
		let Ok(mut status) = Self::ensure_ongoing(index) else {
			frame_support::defensive!("invariant 3: a queue holds ongoing referenda only");
			return;
		};
		status.in_queue = false;
		if status.deciding.is_some() {
			return ReferendumInfoFor::<T, I>::insert(index, ReferendumInfo::Ongoing(status));
		}
		// By invariant 10 it is not accelerated: it has its deposit, and is not being decided.
		let mut referendum = Referendum::not_accelerated(index, status);
		Self::turn_away(&mut referendum);
		let timeout = Self::timeout_of(index, &referendum.status);
		Self::set_alarm(&mut referendum, timeout, now);
		referendum.store();
	}
}
