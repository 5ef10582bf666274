// SPDX-License-Identifier: Apache-2.0

//! What the work of the pallet weighs. A runtime brings what the benchmarks of the same names have
//! measured; there are no numbers here.

use frame_support::weights::Weight;

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
