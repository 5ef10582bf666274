// SPDX-License-Identifier: Apache-2.0

//! What the work of the pallet weighs. A runtime brings what the benchmarks of the same names have
//! measured; there are no numbers here.

use frame_support::weights::Weight;

/// What the calls and paths of the pallet weigh.
pub trait WeightInfo {
	/// A submission: deposit, count, record, preimage, alarm.
	fn submit() -> Weight;
	/// The deposit of a referendum that is not ready yet.
	fn place_decision_deposit_preparing() -> Weight;
	/// The deposit of a referendum that enters the queue.
	fn place_decision_deposit_queued() -> Weight;
	/// The deposit of a referendum that enters the full queue in place of another.
	fn place_decision_deposit_queued_for_another() -> Weight;
	/// The deposit of a referendum whose decision begins.
	fn place_decision_deposit_failing() -> Weight;
	/// The deposit of a referendum whose decision begins and which passes at once.
	fn place_decision_deposit_passing() -> Weight;
	/// Giving back a decision deposit left in an ended record.
	fn refund_decision_deposit() -> Weight;
	/// Giving back a submission deposit left in an ended record.
	fn refund_submission_deposit() -> Weight;
	/// Cancelling, with two deposits given back and the next one of the queue beginning.
	fn cancel() -> Weight;
	/// Killing, with two deposits slashed and the next one of the queue beginning.
	fn kill() -> Weight;
	/// Filling a free place of a track from its queue.
	fn one_fewer_deciding() -> Weight;
	/// Setting metadata.
	fn set_some_metadata() -> Weight;
	/// Clearing metadata.
	fn clear_metadata() -> Weight;
	/// Woken before it has a decision deposit.
	fn nudge_no_deposit() -> Weight;
	/// Woken before the end of the prepare period.
	fn nudge_preparing() -> Weight;
	/// Woken at the timeout: two deposits given back.
	fn nudge_timed_out() -> Weight;
	/// Woken when ready, with the queue full.
	fn nudge_turned_away() -> Weight;
	/// Woken when ready, with room in the queue.
	fn nudge_queued() -> Weight;
	/// Woken when ready, entering the full queue in place of another.
	fn nudge_queued_for_another() -> Weight;
	/// Woken while in the queue.
	fn nudge_waiting() -> Weight;
	/// Woken when ready; the decision begins.
	fn nudge_begin_deciding_failing() -> Weight;
	/// Woken when ready; the decision begins and it passes.
	fn nudge_begin_deciding_passing() -> Weight;
	/// Woken when it begins to pass.
	fn nudge_begin_confirming() -> Weight;
	/// Woken while it passes.
	fn nudge_continue_confirming() -> Weight;
	/// Woken when it does not pass any more.
	fn nudge_end_confirming() -> Weight;
	/// Woken while it does not pass.
	fn nudge_continue_not_confirming() -> Weight;
	/// Approved: two deposits given back, the call put on the agenda.
	fn nudge_approved() -> Weight;
	/// Rejected: two deposits given back.
	fn nudge_rejected() -> Weight;
	/// Ending an acceleration or lining up under one, on top of a path that looks for one.
	fn end_acceleration() -> Weight;
	/// The next one of a queue begins.
	fn begin_next() -> Weight;
	/// Looking at one late task; an enactment is tried again.
	fn visit_late() -> Weight;
	/// Removing one ended record, its metadata and its place in the list of endings.
	fn prune() -> Weight;
	/// Fetching a late enactment's call of so many bytes, without carrying it out.
	fn enact_late(bytes: u32) -> Weight;
}
