// SPDX-License-Identifier: Apache-2.0

//! What the work of the pallet weighs. A runtime brings what the benchmarks of the same names have
//! measured; there are no numbers here.

use frame_support::weights::Weight;

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
