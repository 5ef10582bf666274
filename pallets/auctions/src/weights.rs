// SPDX-License-Identifier: Apache-2.0

//! The weights that a runtime has to provide, measured by the benchmarks of the same names.

use frame_support::weights::Weight;

/// The weights of the calls and steps of the pallet.
pub trait WeightInfo {
	/// Opening an auction.
	fn new_auction() -> Weight;
	/// Bidding in the ending period, where the outbid bidder may still win by a closed sample.
	fn bid() -> Weight;
	/// Cancelling an auction.
	fn cancel_auction() -> Weight;
	/// Finding out which work a block has to do.
	fn tick() -> Weight;
	/// Recording a sample that begins.
	fn record_sample() -> Weight;
	/// Adding a block's draw to the lot, or finding that the timeout has come.
	fn await_randomness() -> Weight;
	/// Closing an auction with as many winners as there are periods on offer.
	fn close() -> Weight;
	/// Releasing a bidder's money after the close.
	fn release_bidder() -> Weight;
	/// Removing a frozen amount after the close.
	fn forget_frozen_amount() -> Weight;
	/// Removing a sample after the close.
	fn remove_sample() -> Weight;
	/// Removing the auction after all its other records.
	fn finish_clearing() -> Weight;
}
