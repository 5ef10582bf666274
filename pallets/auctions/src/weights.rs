// SPDX-License-Identifier: Apache-2.0

//! What the work of the pallet weighs. A runtime brings what the benchmarks of the same names have
//! measured; there are no numbers here.

use frame_support::weights::Weight;

/// What the calls and steps of this pallet weigh.
pub trait WeightInfo {
	/// Opening an auction.
	fn new_auction() -> Weight;
	/// A bid in the ending period that outbids someone who may still win by a closed sample.
	fn bid() -> Weight;
	/// Cancelling an auction.
	fn cancel_auction() -> Weight;
	/// Finding out what a block has to do.
	fn tick() -> Weight;
	/// Recording a sample that begins.
	fn record_sample() -> Weight;
	/// Adding a block's draw to the lot, or giving up on it.
	fn await_randomness() -> Weight;
	/// Closing an auction with as many winners as there are periods on offer.
	fn close() -> Weight;
	/// Releasing a bidder after the close.
	fn release_bidder() -> Weight;
	/// Removing what was remembered of a bidder, after the close.
	fn forget_frozen_amount() -> Weight;
	/// Removing a sample after the close.
	fn remove_sample() -> Weight;
	/// Removing the auction when nothing else is left of it.
	fn finish_clearing() -> Weight;
}
