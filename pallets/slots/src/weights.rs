// SPDX-License-Identifier: Apache-2.0

//! Weights by counted storage accesses: those of `()`, for tests. A runtime brings measured ones.
//!
//! Each number is the storage reads and writes of the worst case, at the database's price, plus a
//! lump for the computation. The accesses of the collaborators are counted as those of the parachains
//! host: one read for a para's state; three reads and three writes for a move.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// What this pallet's work costs.
pub trait WeightInfo {
	/// Giving a lease to a para that is `h` periods behind, each with its own leaseholder.
	fn force_lease(h: u32) -> Weight;
	/// Taking the leases of `h` leaseholders from a para.
	fn clear_all_leases(h: u32) -> Weight;
	/// Moving a para up on request.
	fn trigger_onboard() -> Weight;
	/// Looking at the time at the begin of a block, and noticing a new period.
	fn tick() -> Weight;
	/// Looking for work when a block has weight left.
	fn idle() -> Weight;
	/// Moving one para on by one period.
	fn step() -> Weight;
	/// Trying a failed move again.
	fn retry() -> Weight;
}

/// Proof size of one entry with `MaxLeasePeriods` around a hundred, and of the way to it.
const ENTRY: u64 = 6_000;
/// Proof size of any smaller item.
const ITEM: u64 = 3_600;

fn cost(micros: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), proof)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

impl WeightInfo for () {
	// Leases, LeaseBase; per ended period: account and holds of its leaseholder; then the account
	// and holds of the new one, and a move: Waiting and its counter, the para's state.
	fn force_lease(h: u32) -> Weight {
		cost(60, ENTRY + 6 * ITEM, 10, 9)
			.saturating_add(cost(30, 2 * ITEM, 2, 2).saturating_mul(h.into()))
	}

	// Leases, LeaseBase, and a move; per leaseholder: account and holds.
	fn clear_all_leases(h: u32) -> Weight {
		cost(40, ENTRY + 6 * ITEM, 8, 7)
			.saturating_add(cost(25, 2 * ITEM, 2, 2).saturating_mul(h.into()))
	}

	// Leases, LeaseBase; the para's state twice; the move; Waiting and its counter.
	fn trigger_onboard() -> Weight {
		cost(30, ENTRY + 4 * ITEM, 8, 5)
	}

	// RollOver, the length of a period and the offset; a new period writes RollOver.
	fn tick() -> Weight {
		cost(5, 3 * ITEM, 3, 1)
	}

	// RollOver and the counter of Waiting; work done writes RollOver.
	fn idle() -> Weight {
		cost(5, 2 * ITEM, 2, 1)
	}

	// The next key, Leases, LeaseBase; account and holds of a leaseholder; a move: Waiting and its
	// counter, the para's state.
	fn step() -> Weight {
		cost(40, 2 * ENTRY + 6 * ITEM, 11, 9)
	}

	// The next key twice, Leases, LeaseBase; a move: Waiting and its counter, the para's state.
	fn retry() -> Weight {
		cost(25, ENTRY + 6 * ITEM, 10, 5)
	}
}
