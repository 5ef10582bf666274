// SPDX-License-Identifier: Apache-2.0

//! The weights that a runtime has to provide, measured by the benchmarks of the same names.

use frame_support::weights::Weight;

/// The weights of the calls and paths of the pallet.
pub trait WeightInfo {
	/// Submitting a referendum: deposit, count, record, preimage, alarm.
	fn submit() -> Weight;
	/// Placing the deposit of a referendum that is not ready yet.
	fn place_decision_deposit_preparing() -> Weight;
	/// Placing the deposit of a referendum that enters the queue.
	fn place_decision_deposit_queued() -> Weight;
	/// Placing the deposit of a referendum that enters the full queue and displaces another.
	fn place_decision_deposit_queued_for_another() -> Weight;
	/// Placing the deposit of a referendum whose decision begins.
	fn place_decision_deposit_failing() -> Weight;
	/// Placing the deposit of a referendum whose decision begins and which passes at once.
	fn place_decision_deposit_passing() -> Weight;
	/// Giving back a decision deposit left in an ended record.
	fn refund_decision_deposit() -> Weight;
	/// Giving back a submission deposit left in an ended record.
	fn refund_submission_deposit() -> Weight;
	/// Cancelling a referendum: two deposits are given back, and the next one of the queue begins.
	fn cancel() -> Weight;
	/// Killing a referendum: two deposits are slashed, and the next one of the queue begins.
	fn kill() -> Weight;
	/// Filling a free place of a track from its queue.
	fn one_fewer_deciding() -> Weight;
	/// Setting metadata.
	fn set_some_metadata() -> Weight;
	/// Clearing metadata.
	fn clear_metadata() -> Weight;
	/// Nudging a referendum without a decision deposit.
	fn nudge_no_deposit() -> Weight;
	/// Nudging a referendum in its prepare period.
	fn nudge_preparing() -> Weight;
	/// Nudging a referendum at its timeout: two deposits are given back.
	fn nudge_timed_out() -> Weight;
	/// Nudging a referendum that is ready, with the queue full.
	fn nudge_turned_away() -> Weight;
	/// Nudging a referendum that is ready, with room in the queue.
	fn nudge_queued() -> Weight;
	/// Nudging a referendum that is ready, enters the full queue and displaces another.
	fn nudge_queued_for_another() -> Weight;
	/// Nudging a referendum in the queue.
	fn nudge_waiting() -> Weight;
	/// Nudging a referendum that is ready; its decision begins.
	fn nudge_begin_deciding_failing() -> Weight;
	/// Nudging a referendum that is ready; its decision begins and it passes at once.
	fn nudge_begin_deciding_passing() -> Weight;
	/// Nudging a referendum that begins to pass.
	fn nudge_begin_confirming() -> Weight;
	/// Nudging a referendum that still passes.
	fn nudge_continue_confirming() -> Weight;
	/// Nudging a referendum that stops passing.
	fn nudge_end_confirming() -> Weight;
	/// Nudging a referendum that still does not pass.
	fn nudge_continue_not_confirming() -> Weight;
	/// Nudging a referendum that is approved: two deposits are given back, the call is scheduled.
	fn nudge_approved() -> Weight;
	/// Nudging a referendum that is rejected: two deposits are given back.
	fn nudge_rejected() -> Weight;
	/// Ending an acceleration, or queueing for a place of the track, in addition to the path taken.
	fn end_acceleration() -> Weight;
	/// Beginning the decision of the next referendum of a queue.
	fn begin_next() -> Weight;
	/// Taking up one late task; an enactment is scheduled again.
	fn visit_late() -> Weight;
	/// Removing one ended record, its metadata and its entry in the list of endings.
	fn prune() -> Weight;
	/// Reading the call of a late enactment with a preimage of `bytes` bytes, without its dispatch.
	fn enact_late(bytes: u32) -> Weight;
}
