// SPDX-License-Identifier: Apache-2.0

//! The weights that a runtime has to provide, measured by the benchmarks of the same names.

use frame_support::weights::Weight;

/// The weights of the calls and steps of the pallet.
pub trait WeightInfo {
	/// Giving a lease to a para that is `h` periods behind, each with its own leaseholder.
	fn force_lease(h: u32) -> Weight;
	/// Removing the leases of a para with `h` leaseholders.
	fn clear_all_leases(h: u32) -> Weight;
	/// Upgrading a para on request.
	fn trigger_onboard() -> Weight;
	/// Finding out whether a new period has begun, and beginning it.
	fn tick() -> Weight;
	/// Finding out which work there is for idle weight.
	fn idle() -> Weight;
	/// Moving one para on by one period.
	fn step() -> Weight;
	/// Trying a failed upgrade or downgrade again.
	fn retry() -> Weight;
}
