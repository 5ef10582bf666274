// SPDX-License-Identifier: Apache-2.0

//! Weights computed from the storage accesses of each path, counted by hand, not measured.
//!
//! The numbers of `()` are for tests. A runtime brings those that the benchmarks of the same names
//! have measured.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Bytes of proof allowed for one storage item that is read: a full agenda is the largest.
const PROOF_PER_READ: u64 = 8_192;
/// Computation allowed for any path, in picoseconds.
const COMPUTATION: u64 = 30_000_000;
/// Time allowed for reading and decoding a byte of a call, in picoseconds.
const BYTE: u64 = 2_000;

fn counted(reads: u64, writes: u64) -> Weight {
	Weight::from_parts(COMPUTATION, reads.saturating_mul(PROOF_PER_READ))
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

macro_rules! weights {
	($( $(#[$doc:meta])* $name:ident: $reads:literal reads, $writes:literal writes; )*) => {
		/// What the calls and paths of the pallet weigh.
		pub trait WeightInfo {
			$( $(#[$doc])* fn $name() -> Weight; )*

			/// Fetching a late enactment's call of so many bytes, without carrying it out.
			fn enact_late(bytes: u32) -> Weight;
		}

		impl WeightInfo for () {
			$( fn $name() -> Weight { counted($reads, $writes) } )*

			// The list of what is barred; the call's status and bytes, and their removal.
			fn enact_late(bytes: u32) -> Weight {
				let bytes = u64::from(bytes);
				counted(3, 2).saturating_add(Weight::from_parts(bytes.saturating_mul(BYTE), bytes))
			}
		}
	};
}

// How the accesses add up, reads and writes:
//
// - a record 1, 1; a place in a queue 1, 1; a deciding count 1, 1; metadata 1, 1;
// - a hold placed, released or slashed, which is an account and its holds: 2, 2;
// - an alarm silenced, which is an agenda or the late list, and the retries: 3, 3;
// - an alarm set, which is one silenced, up to eight agendas looked at for room, one of them or the
//   late list with its order and its count written: 13, 6;
// - an enactment, which is its name, up to eight agendas or the late list, and the preimage: 13, 6;
// - for how long a timeout has rested: 1, 0;
// - bytes asked for, which is a note of that and two statuses of the preimage: 3, 2; and let go, which
//   is also the bytes themselves: 3, 3; with the rest of the timeout: 3, 4;
// - an entry in the list of endings and the range of that list: 1, 2;
// - an acceleration looked for 1, 0, and ended, with what whoever watches writes, the rest of the
//   timeout, and the queue in which a lent place is lined up from: 4, 6;
// - whether a proposal is barred, as whoever watches knows: 1, 0;
// - the account that slashed money goes to: 1, 1.
weights! {
	/// A submission: deposit, count, record, preimage, alarm.
	submit: 23 reads, 12 writes;
	/// The deposit of a referendum that is not ready yet.
	place_decision_deposit_preparing: 19 reads, 9 writes;
	/// The deposit of a referendum that enters the queue.
	place_decision_deposit_queued: 11 reads, 7 writes;
	/// The deposit of a referendum that enters the full queue in place of another.
	place_decision_deposit_queued_for_another: 28 reads, 16 writes;
	/// The deposit of a referendum whose decision begins.
	place_decision_deposit_failing: 23 reads, 12 writes;
	/// The deposit of a referendum whose decision begins and which passes at once.
	place_decision_deposit_passing: 23 reads, 12 writes;
	/// Giving back a decision deposit left in an ended record.
	refund_decision_deposit: 3 reads, 3 writes;
	/// Giving back a submission deposit left in an ended record.
	refund_submission_deposit: 3 reads, 3 writes;
	/// Cancelling, with two deposits given back and the next one of the queue beginning.
	cancel: 35 reads, 26 writes;
	/// Killing, with two deposits slashed and the next one of the queue beginning.
	kill: 37 reads, 28 writes;
	/// Filling a free place of a track from its queue.
	one_fewer_deciding: 21 reads, 11 writes;
	/// Setting metadata.
	set_some_metadata: 3 reads, 1 writes;
	/// Clearing metadata.
	clear_metadata: 2 reads, 1 writes;
	/// Woken before it has a decision deposit.
	nudge_no_deposit: 17 reads, 7 writes;
	/// Woken before the end of the prepare period.
	nudge_preparing: 17 reads, 7 writes;
	/// Woken at the timeout: two deposits given back.
	nudge_timed_out: 16 reads, 15 writes;
	/// Woken when ready, with the queue full.
	nudge_turned_away: 21 reads, 9 writes;
	/// Woken when ready, with room in the queue.
	nudge_queued: 9 reads, 5 writes;
	/// Woken when ready, entering the full queue in place of another.
	nudge_queued_for_another: 26 reads, 14 writes;
	/// Woken while in the queue.
	nudge_waiting: 1 reads, 0 writes;
	/// Woken when ready; the decision begins.
	nudge_begin_deciding_failing: 21 reads, 10 writes;
	/// Woken when ready; the decision begins and it passes.
	nudge_begin_deciding_passing: 21 reads, 10 writes;
	/// Woken when it begins to pass.
	nudge_begin_confirming: 19 reads, 9 writes;
	/// Woken while it passes.
	nudge_continue_confirming: 16 reads, 7 writes;
	/// Woken when it does not pass any more.
	nudge_end_confirming: 16 reads, 7 writes;
	/// Woken while it does not pass.
	nudge_continue_not_confirming: 16 reads, 7 writes;
	/// Approved: two deposits given back, the call put on the agenda.
	nudge_approved: 28 reads, 21 writes;
	/// Rejected: two deposits given back.
	nudge_rejected: 15 reads, 15 writes;
	/// Ending an acceleration or lining up under one, on top of a path that looks for one.
	end_acceleration: 4 reads, 6 writes;
	/// The next one of a queue begins.
	begin_next: 21 reads, 11 writes;
	/// Looking at one late task; an enactment is tried again.
	visit_late: 18 reads, 11 writes;
	/// Removing one ended record, its metadata and its place in the list of endings.
	prune: 9 reads, 9 writes;
}
