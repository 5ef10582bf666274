// SPDX-License-Identifier: Apache-2.0

//! Weights computed from counted storage accesses, at the price of RocksDB: those of `()`, for tests.
//! A runtime brings measured ones.
//!
//! `tests/accesses.rs` counts the accesses of the worst cases in the mock runtime and holds them
//! against the numbers here, which leave room for what a real runtime reads in addition: parameters
//! kept in storage, and the registrar's and the leases' records.

use frame_support::weights::{constants::RocksDbWeight, Weight};

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

/// How often storage is accessed, and how large a proof of what is read can get.
pub(crate) struct Accesses {
	pub(crate) reads: u64,
	pub(crate) writes: u64,
	pub(crate) proof_bytes: u64,
}

impl Accesses {
	const fn new(reads: u64, writes: u64, proof_bytes: u64) -> Self {
		Self { reads, writes, proof_bytes }
	}

	/// The database's price, and a fifth of a read's for the computation that goes with each access.
	fn weight(&self) -> Weight {
		let price = RocksDbWeight::get();
		let computation =
			price.reads(1).saturating_div(5).saturating_mul(self.reads.saturating_add(self.writes));
		price
			.reads_writes(self.reads, self.writes)
			.saturating_add(computation)
			.saturating_add(Weight::from_parts(0, self.proof_bytes))
	}
}

pub(crate) const NEW_AUCTION: Accesses = Accesses::new(10, 6, 4_000);
pub(crate) const BID: Accesses = Accesses::new(34, 15, 44_000);
pub(crate) const CANCEL_AUCTION: Accesses = Accesses::new(9, 5, 4_000);
pub(crate) const TICK: Accesses = Accesses::new(6, 0, 2_000);
pub(crate) const RECORD_SAMPLE: Accesses = Accesses::new(2, 2, 6_000);
pub(crate) const AWAIT_RANDOMNESS: Accesses = Accesses::new(5, 2, 4_000);
pub(crate) const CLOSE: Accesses = Accesses::new(54, 45, 120_000);
pub(crate) const RELEASE_BIDDER: Accesses = Accesses::new(7, 6, 10_000);
pub(crate) const FORGET_FROZEN_AMOUNT: Accesses = Accesses::new(1, 1, 1_000);
pub(crate) const REMOVE_SAMPLE: Accesses = Accesses::new(2, 2, 4_000);
pub(crate) const FINISH_CLEARING: Accesses = Accesses::new(4, 5, 2_000);

macro_rules! weights {
	($($name:ident: $accesses:ident,)*) => {
		impl WeightInfo for () {
			$(fn $name() -> Weight {
				$accesses.weight()
			})*
		}
	};
}

weights! {
	new_auction: NEW_AUCTION,
	bid: BID,
	cancel_auction: CANCEL_AUCTION,
	tick: TICK,
	record_sample: RECORD_SAMPLE,
	await_randomness: AWAIT_RANDOMNESS,
	close: CLOSE,
	release_bidder: RELEASE_BIDDER,
	forget_frozen_amount: FORGET_FROZEN_AMOUNT,
	remove_sample: REMOVE_SAMPLE,
	finish_clearing: FINISH_CLEARING,
}
