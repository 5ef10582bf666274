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
	/// proposal loses its acceleration.
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

// Accelerating: record 1, 1; queue 1, 1; acceleration 1, 1; deciding count 1, 0; alarm 11, 5.
const ACCELERATE: (u64, u64) = (15, 8);
// Slowing down: record 1, 1; acceleration 1, 1; deciding count 1, 0; queue 1, 1; alarm 3, 3; the
// referendum that has to go: record, deposit, acceleration and alarm 15, 8.
const SLOW_DOWN: (u64, u64) = (22, 14);
// Ending: as the call of the referenda, 28 and 21, with its acceleration 0, 1.
const END: (u64, u64) = (28, 22);

impl WeightInfo for () {
	// Blacklist, Vetoes, Accelerations; the parameters of the floors.
	fn fast_track() -> Weight {
		let (reads, writes) = ACCELERATE;
		cost(50, 9 * AGENDA + 11 * ITEM, reads + 5, writes + 1)
	}

	// Accelerations, Vetoes; the cooling-off period.
	fn veto() -> Weight {
		let (reads, writes) = SLOW_DOWN;
		cost(60, 9 * AGENDA + 16 * ITEM, reads + 3, writes + 2)
	}

	// Cancellations; Accelerations, when the end is reported.
	fn cancel() -> Weight {
		let (reads, writes) = END;
		cost(70, 9 * AGENDA + 21 * ITEM, reads + 2, writes + 2)
	}

	// Blacklist, Accelerations.
	fn blacklist() -> Weight {
		let (ended, slowed) = (END, SLOW_DOWN);
		cost(110, 18 * AGENDA + 36 * ITEM, ended.0 + slowed.0 + 2, ended.1 + slowed.1 + 2)
	}
}
