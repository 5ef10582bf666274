// SPDX-License-Identifier: Apache-2.0

//! Weights by counted storage accesses: those of `()`, for tests. A runtime brings measured ones.
//!
//! Each number is the storage reads and writes of the worst case, at the database's price, plus a
//! lump for the computation. The accesses of the collaborator are counted as those of referenda on a
//! track whose queue is full: the record, its alarm over up to eight agendas, the queue, the deciding
//! count, the acceleration, and, when one ends, its deposits and the next one's begin.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// What this pallet's work costs.
pub trait WeightInfo {
	/// Accelerating a referendum that waits in the queue.
	fn fast_track() -> Weight;
	/// Taking away an acceleration whose referendum then takes another's place in the queue.
	fn veto() -> Weight;
	/// Cancelling an accelerated referendum that makes room for the next one.
	fn cancel() -> Weight;
	/// Killing a referendum that makes room for the next one, while another one about the same
	/// proposal is accelerated, and ends with it.
	fn blacklist() -> Weight;
}

/// Proof size of a full agenda, and of the way to it.
const AGENDA: u64 = 12_000;
/// Proof size of any smaller item.
const ITEM: u64 = 3_600;

fn cost(micros: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), proof)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

// Accelerating: record 1, 1; queue 1, 1; acceleration 1, 1; deciding count 1, 0; the proposal's bytes
// 3, 2; alarm 13, 6.
const ACCELERATE: (u64, u64) = (20, 11);
// Slowing down: record 1, 1; acceleration 1, 1; deciding count 1, 0; queue 1, 1; the rest of its
// timeout 1, 1; alarm 3, 3; the referendum that has to go: record, deposit, rest and alarm 17, 9.
const SLOW_DOWN: (u64, u64) = (25, 16);
// Ending: as the call of the referenda, 37 and 28, with its acceleration 0, 1.
const END: (u64, u64) = (37, 29);

impl WeightInfo for () {
	// Blacklist, Vetoes, RanOut, Accelerations; the parameters of the floors. RanOut again, where it
	// runs out in the same call.
	fn fast_track() -> Weight {
		let (reads, writes) = ACCELERATE;
		cost(50, 9 * AGENDA + 17 * ITEM, reads + 6, writes + 2)
	}

	// Accelerations, Vetoes; the cooling-off period.
	fn veto() -> Weight {
		let (reads, writes) = SLOW_DOWN;
		cost(60, 9 * AGENDA + 19 * ITEM, reads + 3, writes + 2)
	}

	// Cancellations; Accelerations, when the end is reported.
	fn cancel() -> Weight {
		let (reads, writes) = END;
		cost(70, 9 * AGENDA + 30 * ITEM, reads + 2, writes + 2)
	}

	// Blacklist, Accelerations.
	fn blacklist() -> Weight {
		let (reads, writes) = END;
		cost(140, 18 * AGENDA + 56 * ITEM, 2 * reads + 2, 2 * writes + 2)
	}
}
