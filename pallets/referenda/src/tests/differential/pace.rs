// SPDX-License-Identifier: Apache-2.0

//! What makes up for the differences of pace: calls on the SDK's chain that do in this block what it
//! would do in the next one, or not at all unless it is asked.

use super::{
	chains::{ours, theirs, Chain, Sender},
	differences::{Difference, Seen},
};
use crate::{Call, DecidingCount, DecidingStatus, ReferendumInfo, ReferendumInfoFor, TrackQueue};
use codec::DecodeAll;
use frame_support::traits::{Bounded, VoteTally};
use sp_runtime::{DispatchResult, Perbill};
use std::collections::BTreeSet;

type Referenda = Call<ours::Runtime>;
type Status = crate::ReferendumStatusOf<ours::Runtime>;

/// Somebody who asks for the deposits of others, as anybody may.
const ANYBODY: u64 = 77;

/// Asks for the deposits of those among these that have ended.
pub(crate) fn ask_for_deposits(chain: &mut Chain, among: &[u32], seen: &mut Seen) {
	let is_owed = |index: &u32| match ReferendumInfoFor::<ours::Runtime>::get(index) {
		Some(
			ReferendumInfo::Approved(_, submission, decision)
			| ReferendumInfo::Cancelled(_, submission, decision),
		) => submission.is_some() || decision.is_some(),
		Some(
			ReferendumInfo::Rejected(_, _, decision) | ReferendumInfo::TimedOut(_, _, decision),
		) => decision.is_some(),
		Some(ReferendumInfo::Ongoing(_) | ReferendumInfo::Killed(_)) | None => false,
	};
	let ended: Vec<u32> = chain.with(|| among.iter().copied().filter(is_owed).collect());
	for index in ended {
		let decision = Referenda::refund_decision_deposit { index };
		let submission = Referenda::refund_submission_deposit { index };
		let asked = [decision, submission].map(|call| send(chain, Sender::Signed(ANYBODY), call));
		assert!(asked.iter().any(|result| result.is_ok()), "{index}: {asked:?}");
		seen.note(Difference::GivesDepositsBack);
	}
}

/// Fills the places that were freed, which the chain has scheduled for the next block.
pub(crate) fn fill_places(chain: &mut Chain, seen: &mut Seen) {
	while let Some((address, track)) = chain.with(next_place) {
		let taken = || DecidingCount::<ours::Runtime>::get(track);
		let before = chain.with(taken);
		cancel(chain, address).expect("the task is there");
		send(chain, Sender::Root, Referenda::one_fewer_deciding { track }).expect("root may");
		// Else nobody was queued, and the place is free.
		if chain.with(taken) == before {
			seen.note(Difference::FillsPlacesAtOnce);
		}
	}
}

/// Nudges those among these of which the chain believes that they never meet a curve, although they have
/// more than it asks for at the beginning.
pub(crate) fn wake_surpassing(chain: &mut Chain, among: &[u32], seen: &mut Seen) {
	for index in among {
		let surpassing = chain.with(|| status(*index).filter(is_said_to_meet_no_curve));
		let Some(before) = surpassing else { continue };
		if let Some((_, address)) = before.alarm {
			cancel(chain, address).expect("the alarm is there");
		}
		nudge(chain, *index);
		if chain.with(|| status(*index)).is_none_or(|after| after.deciding != before.deciding) {
			seen.note(Difference::WakesWhatSurpassesACurve);
		}
	}
}

/// Whether a referendum that is being decided and does not pass yet has more of something than its curve
/// ever asks for, and the SDK's curve says that this is never enough.
fn is_said_to_meet_no_curve(status: &Status) -> bool {
	let surpassed = |(curve, y): &(pallet_referenda::Curve, Perbill)| {
		*y >= curve.threshold(Perbill::zero()) && curve.delay(*y) == Perbill::one()
	};
	status.deciding.is_some_and(|deciding| deciding.confirming.is_none())
		&& curves_of(status).iter().any(surpassed)
}

/// Those among these for which the SDK's pallet would set an alarm for this block or an earlier one, which
/// the scheduler refuses.
pub(crate) fn overdue(among: &BTreeSet<u32>) -> BTreeSet<u32> {
	let now = ours::System::block_number();
	let is_overdue = |index: &u32| {
		let Some(status) = status(*index) else { return false };
		let Some(DecidingStatus { since, confirming: None }) = status.deciding else {
			return false;
		};
		let [approval, support] = curves_of(&status).map(|(curve, y)| curve.delay(y));
		let period = terms_of(status.track).decision_period;
		since + approval.max(support).mul_ceil(period) <= now
	};
	among.iter().copied().filter(is_overdue).collect()
}

/// The terms of a track as the SDK has them.
fn terms_of(track: u16) -> pallet_referenda::TrackInfo<u64, u64> {
	let terms = <theirs::Tracks as pallet_referenda::TracksInfo<u64, u64>>::info(track);
	terms.expect("the track exists").into_owned()
}

/// The curve of approval, the curve of support, and what a referendum has of each.
fn curves_of(status: &Status) -> [(pallet_referenda::Curve, Perbill); 2] {
	let (terms, tally, track) = (terms_of(status.track), &status.tally, status.track);
	[
		(terms.min_approval, VoteTally::<u64, u16>::approval(tally, track)),
		(terms.min_support, VoteTally::<u64, u16>::support(tally, track)),
	]
}

/// Nudges those among these that votes have made the chain nudge in the next block. Those that such a nudge
/// would end are left to their alarm, as ours leaves them, and returned.
pub(crate) fn nudge_voted(chain: &mut Chain, among: &[u32], seen: &mut Seen) -> BTreeSet<u32> {
	let next = chain.with(ours::System::block_number) + 1;
	let mut condemned = BTreeSet::new();
	for index in among {
		let Some(before) = chain.with(|| status(*index)) else { continue };
		let Some((when, address)) = before.alarm else { continue };
		if when != next {
			continue;
		}
		let queue = || TrackQueue::<ours::Runtime>::get(before.track);
		let queue_before = chain.with(queue);
		let wake = |chain: &mut Chain| {
			// The nudge of one that is queued sets no other alarm, and leaves this one in the record.
			if !before.in_queue {
				cancel(chain, address).expect("the alarm is there");
			}
			nudge(chain, *index);
			chain.with(|| status(*index))
		};
		if tried(chain, wake).is_none() {
			condemned.insert(*index);
			continue;
		}
		let after = wake(chain).expect("it goes on");
		if after.deciding != before.deciding || queue_before != chain.with(queue) {
			seen.note(Difference::ConfirmsInTheBlockOfTheVote);
		}
	}
	condemned
}

/// What would come of something, without doing it.
fn tried<R>(chain: &mut Chain, f: impl FnOnce(&mut Chain) -> R) -> R {
	chain.with(sp_io::storage::start_transaction);
	let result = f(chain);
	chain.with(sp_io::storage::rollback_transaction);
	result
}

/// The record of a referendum; `None` if it is not ongoing.
fn status(index: u32) -> Option<Status> {
	crate::Pallet::<ours::Runtime>::ensure_ongoing(index).ok()
}

fn nudge(chain: &mut Chain, index: u32) {
	send(chain, Sender::Root, Referenda::nudge_referendum { index }).expect("root may");
}

fn send(chain: &mut Chain, sender: Sender, call: Referenda) -> DispatchResult {
	chain.send(sender, &call.into())
}

fn cancel(chain: &mut Chain, (when, index): (u64, u32)) -> DispatchResult {
	chain.send(Sender::Root, &pallet_scheduler::Call::cancel { when, index }.into())
}

/// The address of a task for the next block that is to fill a place, and the track.
fn next_place() -> Option<((u64, u32), u16)> {
	let next = ours::System::block_number() + 1;
	let agenda = pallet_scheduler::Agenda::<ours::Runtime>::get(next);
	(0u32..).zip(agenda).find_map(|(position, task)| {
		let Bounded::Inline(call) = task?.call else { return None };
		match ours::RuntimeCall::decode_all(&mut &call[..]) {
			Ok(ours::RuntimeCall::Referenda(Call::one_fewer_deciding { track })) => {
				Some(((next, position), track))
			},
			_ => None,
		}
	})
}
