// SPDX-License-Identifier: Apache-2.0

//! The weights that a runtime has to provide, measured by the benchmarks of the same names.

use frame_support::weights::Weight;

/// The weights of the calls.
pub trait WeightInfo {
	/// Accelerating a referendum that waits in the queue.
	fn fast_track() -> Weight;
	/// Ending an acceleration, after which the referendum displaces another in the queue.
	fn veto() -> Weight;
	/// Cancelling an accelerated referendum, after which the next one of the queue begins.
	fn cancel() -> Weight;
	/// Killing a referendum, after which the next one of the queue begins, and ending the acceleration
	/// of another one with the same proposal.
	fn blacklist() -> Weight;
}
