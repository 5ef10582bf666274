// SPDX-License-Identifier: Apache-2.0

//! The rules by which a referendum moves from state to state.
//!
//! [`progress`] reads and writes no storage of this pallet. Its input is the record, the track and a
//! [`Context`]. It changes the record, and returns the next event in the referendum's life and the
//! [`Branch`] it took. The caller applies that to storage.

use crate::{branch::Branch, types::*, Config};
use frame_support::traits::VoteTally;
use sp_runtime::{
	traits::{One, Saturating},
	Perbill,
};

/// Where a referendum that is ready can go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
	/// Into a place: its decision can begin.
	Deciding,
	/// Into the queue, which has room.
	Queue,
	/// Into the full queue, in place of a referendum with fewer ayes.
	QueueOfAnother,
	/// Nowhere: the queue is full of referenda with as many ayes or more.
	Nowhere,
}

/// The result of a referendum that ends by the rules, without a cancel or kill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
	Approved,
	Rejected,
	TimedOut,
}

/// What follows a step of a referendum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next<Moment> {
	/// The referendum goes on, and its alarm is to be set to this block.
	Wake(Moment),
	/// The referendum waits in the queue of its track, and needs no alarm.
	Wait,
	/// The referendum ends.
	End(Outcome),
}

/// The result of [`progress`].
pub(crate) struct Step<Moment> {
	pub(crate) next: Next<Moment>,
	pub(crate) branch: Branch,
}

/// A step along `branch` that is followed by `next`.
fn step<Moment>(next: Next<Moment>, branch: Branch) -> Step<Moment> {
	Step { next, branch }
}

/// What [`progress`] needs to know about the rest of the pallet's state.
pub(crate) trait Context<T: Config<I>, I: 'static> {
	/// Where the referendum can go if it is ready.
	fn place(&self, status: &ReferendumStatusOf<T, I>) -> Place;

	/// The block from which on the referendum times out if it is not being decided.
	fn timeout(&self, status: &ReferendumStatusOf<T, I>) -> BlockNumberOf<T, I>;
}

/// Applies the rules to `status` at block `now`. The record of a referendum that ends is not changed.
///
/// - A referendum whose track no longer exists ends.
/// - A referendum that is not being decided waits for its decision deposit and for the end of the
///   prepare period, and then goes to a place or into the queue. It ends at the timeout if it is not
///   ready by then, or finds neither.
/// - A referendum that is being decided is approved if it has passed without interruption for the
///   confirm period, and rejected if it does not pass at the end of the decision period.
pub(crate) fn progress<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: Option<&TrackInfoOf<T, I>>,
	status: &mut ReferendumStatusOf<T, I>,
	context: impl Context<T, I>,
) -> Step<BlockNumberOf<T, I>> {
	match (track, status.deciding) {
		(None, _) => step(Next::End(Outcome::TimedOut), Branch::TrackGone),
		(Some(track), Some(deciding)) => decide::<T, I>(now, track, status, deciding),
		(Some(_), None) if status.in_queue => step(Next::Wait, Branch::Waiting),
		(Some(track), None) => prepare::<T, I>(now, track, status, context),
	}
}

fn prepare<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	status: &mut ReferendumStatusOf<T, I>,
	context: impl Context<T, I>,
) -> Step<BlockNumberOf<T, I>> {
	let timeout = context.timeout(status);
	let ready_at = ready_at::<T, I>(track, status);
	if status.decision_deposit.is_none() || now < ready_at {
		if now >= timeout {
			return step(Next::End(Outcome::TimedOut), Branch::TimedOut);
		}
		return match status.decision_deposit {
			None => step(Next::Wake(timeout), Branch::NoDeposit),
			Some(_) => step(Next::Wake(ready_at.min(timeout)), Branch::Preparing),
		};
	}
	match context.place(status) {
		Place::Deciding => begin_deciding::<T, I>(now, track, status),
		Place::Queue => {
			status.in_queue = true;
			step(Next::Wait, Branch::Queued)
		},
		Place::QueueOfAnother => {
			status.in_queue = true;
			step(Next::Wait, Branch::QueuedForAnother)
		},
		Place::Nowhere if now >= timeout => step(Next::End(Outcome::TimedOut), Branch::TimedOut),
		Place::Nowhere => step(Next::Wake(timeout), Branch::TurnedAway),
	}
}

/// Begins the decision of a referendum that has got a place. If it passes already, its confirmation
/// begins in the same block.
pub(crate) fn begin_deciding<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	status: &mut ReferendumStatusOf<T, I>,
) -> Step<BlockNumberOf<T, I>> {
	let mut deciding = DecidingStatus { since: now, confirming: None };
	let branch = if is_passing::<T, I>(now, track, deciding.since, status) {
		deciding.confirming = Some(now.saturating_add(track.confirm_period));
		Branch::BeginDecidingPassing
	} else {
		Branch::BeginDecidingFailing
	};
	status.deciding = Some(deciding);
	step(Next::Wake(wake_of::<T, I>(now, track, status, &deciding)), branch)
}

fn decide<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	status: &mut ReferendumStatusOf<T, I>,
	mut deciding: DecidingStatus<BlockNumberOf<T, I>>,
) -> Step<BlockNumberOf<T, I>> {
	let passing = is_passing::<T, I>(now, track, deciding.since, status);
	let branch = match (passing, deciding.confirming) {
		(true, Some(until)) if now >= until => {
			return step(Next::End(Outcome::Approved), Branch::Approved { successor: false })
		},
		(true, Some(_)) => Branch::ContinueConfirming,
		(true, None) => {
			deciding.confirming = Some(now.saturating_add(track.confirm_period));
			Branch::BeginConfirming
		},
		(false, _) if now >= deciding.since.saturating_add(track.decision_period) => {
			return step(Next::End(Outcome::Rejected), Branch::Rejected { successor: false })
		},
		(false, Some(_)) => {
			deciding.confirming = None;
			Branch::EndConfirming
		},
		(false, None) => Branch::ContinueNotConfirming,
	};
	status.deciding = Some(deciding);
	step(Next::Wake(wake_of::<T, I>(now, track, status, &deciding)), branch)
}

/// The first block in which the decision of a referendum may begin.
pub(crate) fn ready_at<T: Config<I>, I: 'static>(
	track: &TrackInfoOf<T, I>,
	status: &ReferendumStatusOf<T, I>,
) -> BlockNumberOf<T, I> {
	status.submitted.saturating_add(track.prepare_period)
}

/// The part of the decision period that has passed at block `now` if the decision began at `since`.
pub(crate) fn elapsed<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	since: BlockNumberOf<T, I>,
) -> Perbill {
	let passed = now.saturating_sub(since).min(track.decision_period);
	Perbill::from_rational(passed, track.decision_period)
}

/// Whether both curves are met at block `now` if the decision began at `since`.
pub(crate) fn is_passing<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	since: BlockNumberOf<T, I>,
	status: &ReferendumStatusOf<T, I>,
) -> bool {
	let x = elapsed::<T, I>(now, track, since);
	track.min_support.passing(x, status.tally.support(status.track))
		&& track.min_approval.passing(x, status.tally.approval(status.track))
}

/// The first block in which both curves are met with the current tally if the decision began at
/// `since`; `None` if that is never the case.
pub(crate) fn passing_from<T: Config<I>, I: 'static>(
	track: &TrackInfoOf<T, I>,
	since: BlockNumberOf<T, I>,
	status: &ReferendumStatusOf<T, I>,
) -> Option<BlockNumberOf<T, I>> {
	let approval = track.min_approval.delay(status.tally.approval(status.track))?;
	let support = track.min_support.delay(status.tally.support(status.track))?;
	let blocks = approval.max(support).mul_ceil(track.decision_period);
	Some(since.saturating_add(blocks))
}

/// The next block in which the state of a referendum that is being decided changes if nobody votes:
/// the end of its confirmation, the begin of one, or the end of the decision period.
fn wake_of<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	status: &ReferendumStatusOf<T, I>,
	deciding: &DecidingStatus<BlockNumberOf<T, I>>,
) -> BlockNumberOf<T, I> {
	let last = deciding.since.saturating_add(track.decision_period);
	let wake = match deciding.confirming {
		Some(until) => until,
		None => passing_from::<T, I>(track, deciding.since, status).map_or(last, |b| b.min(last)),
	};
	wake.max(now.saturating_add(One::one()))
}
