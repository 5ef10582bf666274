// SPDX-License-Identifier: Apache-2.0

//! The rules of a referendum's life: where it stands at a block, and what moves it on.
//!
//! [`progress`] reads no storage of this pallet and writes none. It is given the record, the track
//! and its [`Surroundings`]; it makes the record as it is to be, and returns what comes next and the
//! [`Branch`] it took. Whoever calls it carries that out.

use crate::{branch::Branch, types::*, Config};
use frame_support::traits::VoteTally;
use sp_runtime::{
	traits::{One, Saturating},
	Perbill,
};

/// Where a referendum that is ready can go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
	/// Its decision can begin.
	Deciding,
	/// The queue has room.
	Queue,
	/// The queue is full, but holds a referendum with fewer ayes.
	QueueOfAnother,
	/// The queue is full of referenda with as many ayes or more.
	Nowhere,
}

/// How a referendum ends by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
	Approved,
	Rejected,
	TimedOut,
}

/// What is to happen with a referendum after a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next<Moment> {
	/// It goes on and is to be woken at this block.
	Wake(Moment),
	/// It goes on and waits in the queue of its track, which needs no waking.
	Wait,
	/// It is over.
	End(Outcome),
}

/// The result of [`progress`].
pub(crate) struct Step<Moment> {
	pub(crate) next: Next<Moment>,
	pub(crate) branch: Branch,
}

/// A step that leads to this by this path.
fn step<Moment>(next: Next<Moment>, branch: Branch) -> Step<Moment> {
	Step { next, branch }
}

/// What a step may ask about a referendum that is not being decided.
pub(crate) trait Surroundings<T: Config<I>, I: 'static> {
	/// Where it can go when it is ready.
	fn place(&self, status: &ReferendumStatusOf<T, I>) -> Place;

	/// The block from which on it may be given up.
	fn timeout(&self, status: &ReferendumStatusOf<T, I>) -> BlockNumberOf<T, I>;
}

/// What the rules make of `status` at the block `now`. One that is over stays as it is.
///
/// - A referendum whose track is gone is over.
/// - One that is not being decided waits for its decision deposit and for the end of the prepare
///   period, then takes a place. Without a place, or not ready in time, it is over at the timeout.
/// - One that is being decided is approved if it has passed without a break for the confirm period,
///   and rejected if it does not pass at the end of the decision period.
pub(crate) fn progress<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: Option<&TrackInfoOf<T, I>>,
	status: &mut ReferendumStatusOf<T, I>,
	surroundings: impl Surroundings<T, I>,
) -> Step<BlockNumberOf<T, I>> {
	match (track, status.deciding) {
		(None, _) => step(Next::End(Outcome::TimedOut), Branch::TrackGone),
		(Some(track), Some(deciding)) => decide::<T, I>(now, track, status, deciding),
		(Some(_), None) if status.in_queue => step(Next::Wait, Branch::Waiting),
		(Some(track), None) => prepare::<T, I>(now, track, status, surroundings),
	}
}

fn prepare<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	status: &mut ReferendumStatusOf<T, I>,
	surroundings: impl Surroundings<T, I>,
) -> Step<BlockNumberOf<T, I>> {
	let timeout = surroundings.timeout(status);
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
	match surroundings.place(status) {
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

/// Begins the decision of a referendum that has been given a place for it. If it passes already,
/// its confirmation begins in the same block.
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

/// The part of the decision period that has passed at `now`.
pub(crate) fn elapsed<T: Config<I>, I: 'static>(
	now: BlockNumberOf<T, I>,
	track: &TrackInfoOf<T, I>,
	since: BlockNumberOf<T, I>,
) -> Perbill {
	let passed = now.saturating_sub(since).min(track.decision_period);
	Perbill::from_rational(passed, track.decision_period)
}

/// Whether both curves are met at `now` if the decision began at `since`.
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

/// The first block in which both curves are met at the present tally if the decision began at
/// `since`; `None` if they never are.
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

/// The block in which the next thing happens to a referendum that is being decided, if nobody
/// votes until then.
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
