// SPDX-License-Identifier: Apache-2.0

//! Carries out what the rules decided: events, places, alarms, deposits, the record.

use crate::{
	branch::Branch,
	pallet::*,
	progress::{progress, Next, Outcome, Place, Step, Surroundings},
	types::*,
	TracksInfo,
};
use frame_support::traits::QueryPreimage;

/// What surrounds a referendum, as storage has it.
struct Around<T: Config<I>, I: 'static> {
	index: ReferendumIndex,
	now: BlockNumberOf<T, I>,
}

impl<T: Config<I>, I: 'static> Surroundings<T, I> for Around<T, I> {
	fn place(&self, status: &ReferendumStatusOf<T, I>) -> Place {
		Pallet::<T, I>::place_for(self.index, status, self.now)
	}

	fn timeout(&self, status: &ReferendumStatusOf<T, I>) -> BlockNumberOf<T, I> {
		Pallet::<T, I>::timeout_of(self.index, status)
	}
}

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Moves a referendum as far as the rules let it at `now`, and stores it.
	///
	/// What it proposes may have been barred since its submission, when another referendum proposed
	/// the same. It ends then, without fault.
	pub(crate) fn advance(
		index: ReferendumIndex,
		mut status: ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) -> Branch {
		if Self::is_barred(&status) {
			Self::deposit_event(Event::Cancelled { index, tally: status.tally.clone() });
			let successor = Self::finish(index, status, now, ReferendumInfo::Cancelled);
			return Branch::Barred { successor };
		}
		Self::end_run_out(index, &mut status, now);
		Self::claim_place(index, &mut status, now);
		let terms = Self::terms_at(index, &status, now);
		let step = progress::<T, I>(now, terms.as_ref(), status, Self::around(index, now));
		Self::settle(index, step, now)
	}

	/// What surrounds a referendum at `now`.
	fn around(index: ReferendumIndex, now: BlockNumberOf<T, I>) -> Around<T, I> {
		Around { index, now }
	}

	/// How a referendum has been decided whose alarm is late. Votes come too late for it.
	pub(crate) fn overdue(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) -> Option<Outcome> {
		status.deciding?;
		let acceleration = Accelerations::<T, I>::get(index);
		if acceleration.is_some_and(|haste| !haste.is_in_force(&status.deciding, now)) {
			return None;
		}
		let terms = Self::terms_at(index, status, now);
		let step = progress::<T, I>(now, terms.as_ref(), status.clone(), Self::around(index, now));
		match step.next {
			Next::End(outcome) => Some(outcome),
			Next::Wake(_) | Next::Wait => None,
		}
	}

	/// Moves a referendum after a vote, and stores it.
	///
	/// A vote moves it within the queue and into and out of confirmation. It begins and ends
	/// nothing, no acceleration either: that is left to an alarm in the next block, so that a vote
	/// stays cheap.
	pub(crate) fn follow_vote(
		index: ReferendumIndex,
		mut status: ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) {
		if status.in_queue {
			Self::update_place(index, &status);
		}
		if status.deciding.is_none() {
			return Self::store(index, status);
		}
		let acceleration = Accelerations::<T, I>::get(index);
		if acceleration.is_some_and(|haste| !haste.is_in_force(&status.deciding, now)) {
			Self::set_alarm(index, &mut status, now, now);
			return Self::store(index, status);
		}
		let terms = Self::terms_at(index, &status, now);
		let step = progress::<T, I>(now, terms.as_ref(), status, Self::around(index, now));
		if let Next::End(_) = step.next {
			status = step.status;
			Self::set_alarm(index, &mut status, now, now);
			return Self::store(index, status);
		}
		Self::settle(index, step, now);
	}

	/// Carries out one step.
	pub(crate) fn settle(
		index: ReferendumIndex,
		step: Step<T, I>,
		now: BlockNumberOf<T, I>,
	) -> Branch {
		let Step { mut status, next, branch } = step;
		match branch {
			Branch::Queued | Branch::QueuedForAnother => Self::enter_queue(index, &status, now),
			Branch::TurnedAway => Self::turn_away(index, &mut status),
			Branch::BeginDecidingFailing | Branch::BeginDecidingPassing => {
				Self::take_place(index, &mut status, now);
				Self::keep_bytes(index, &status.proposal);
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
				Self::keep_bytes(index, &status.proposal);
				Self::deposit_event(Event::ConfirmStarted { index });
			},
			Branch::EndConfirming => {
				Self::forget_confirmation(index);
				Self::deposit_event(Event::ConfirmAborted { index });
			},
			_ => {},
		}
		match next {
			Next::Wake(at) => {
				let at = Self::wake_in_time(index, &status, at, now);
				Self::set_alarm(index, &mut status, at, now);
			},
			Next::Wait => Self::silence_alarm(index, &mut status),
			Next::End(outcome) => {
				let successor = Self::end(index, status, outcome, now);
				return branch.with_successor(successor);
			},
		}
		Self::store(index, status);
		branch
	}

	/// Ends a referendum by itself. Returns whether another one began in its place.
	fn end(
		index: ReferendumIndex,
		status: ReferendumStatusOf<T, I>,
		outcome: Outcome,
		now: BlockNumberOf<T, I>,
	) -> bool {
		let tally = status.tally.clone();
		match outcome {
			Outcome::Approved => {
				let enactment = Self::enactment_of(index, &status, now);
				Self::deposit_event(Event::Confirmed { index, tally });
				// Its bytes are let go when whoever carries it out has asked for them.
				let (kept, proposal) = (KeptProposals::<T, I>::take(index), enactment.2.clone());
				let successor = Self::finish(index, status, now, ReferendumInfo::Approved);
				Self::schedule_enactment(index, enactment, now);
				if kept.is_some() {
					T::Preimages::drop(&proposal);
				}
				Self::deposit_event(Event::Approved { index });
				successor
			},
			Outcome::Rejected => {
				Self::deposit_event(Event::Rejected { index, tally });
				Self::finish(index, status, now, ReferendumInfo::Rejected)
			},
			Outcome::TimedOut => {
				Self::deposit_event(Event::TimedOut { index, tally });
				Self::finish(index, status, now, ReferendumInfo::TimedOut)
			},
		}
	}

	/// Ends a referendum without fault: its places are passed on, its deposits are given back.
	/// Returns whether another one began in its place.
	pub(crate) fn finish(
		index: ReferendumIndex,
		mut status: ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
		ended: impl FnOnce(
			BlockNumberOf<T, I>,
			Option<DepositOf<T, I>>,
			Option<DepositOf<T, I>>,
		) -> ReferendumInfoOf<T, I>,
	) -> bool {
		let successor = Self::withdraw(index, &mut status, now);
		Self::release_submission_deposit(index, status.submission_deposit);
		if let Some(deposit) = status.decision_deposit {
			Self::release_decision_deposit(index, deposit);
		}
		Self::record_ending(index, ended(now, None, None), now);
		successor
	}

	/// Takes a referendum out of everything that refers to it: its alarm, its bytes, the queue, its
	/// acceleration, the deciding count. Its place goes to the next one, unless it was lent. Returns
	/// whether there was a next one.
	pub(crate) fn withdraw(
		index: ReferendumIndex,
		status: &mut ReferendumStatusOf<T, I>,
		now: BlockNumberOf<T, I>,
	) -> bool {
		Self::silence_alarm(index, status);
		Self::release_bytes(index, &status.proposal);
		Rests::<T, I>::remove(index);
		if status.in_queue {
			Self::leave_queue(index, status.track);
			status.in_queue = false;
		}
		let lent = Self::end_with_referendum(index);
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

	/// Gives back the decision deposit of a referendum that found no place.
	pub(crate) fn turn_away(index: ReferendumIndex, status: &mut ReferendumStatusOf<T, I>) {
		if let Some(deposit) = status.decision_deposit.take() {
			Self::release_decision_deposit(index, deposit);
		}
		Self::deposit_event(Event::TurnedAway { index, track: status.track });
	}

	/// Sends a queued referendum away to make room for another. It goes on waiting outside, unless it
	/// is being decided meanwhile, in a lent place.
	pub(crate) fn displace(index: ReferendumIndex, now: BlockNumberOf<T, I>) {
		let Ok(mut status) = Self::ensure_ongoing(index) else {
			frame_support::defensive!("invariant 3: a queue holds ongoing referenda only");
			return;
		};
		status.in_queue = false;
		if status.deciding.is_some() {
			return Self::store(index, status);
		}
		Self::turn_away(index, &mut status);
		let timeout = Self::timeout_of(index, &status);
		Self::set_alarm(index, &mut status, timeout, now);
		Self::store(index, status);
	}

	pub(crate) fn store(index: ReferendumIndex, status: ReferendumStatusOf<T, I>) {
		ReferendumInfoFor::<T, I>::insert(index, ReferendumInfo::Ongoing(status));
	}
}
