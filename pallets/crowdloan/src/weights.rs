// SPDX-License-Identifier: Apache-2.0

//! Weights computed from counted storage accesses, at the price of RocksDB: those of `()`, for tests.
//! A runtime brings measured ones.
//!
//! `tests/storage_access.rs` counts the accesses of the worst cases in the mock runtime and holds
//! them against the numbers here, which leave room for what a real runtime reads in addition:
//! parameters kept in storage, and the records of the registrar, of Slots and of Auctions.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// What the calls and steps of this pallet weigh.
pub trait WeightInfo {
	/// Opening a campaign for a para whose last fund still pays for a lease.
	fn create() -> Weight;
	/// A contribution by a newcomer, with a verifier's signature, to a fund that was refused.
	fn contribute() -> Weight;
	/// A withdrawal from the last of a para's funds.
	fn withdraw() -> Weight;
	/// Releasing one contributor of the last of a para's funds, on request.
	fn refund() -> Weight;
	/// Releasing `k` contributors of it, at least one.
	fn refund_of(k: u32) -> Weight {
		let others = Self::release().saturating_mul(k.saturating_sub(1).into());
		Self::refund().saturating_add(others)
	}
	/// Removing a fund.
	fn dissolve() -> Weight;
	/// Changing the terms of a campaign.
	fn edit() -> Weight;
	/// Writing a memo.
	fn add_memo() -> Weight;
	/// Letting a fund bid again.
	fn poke() -> Weight;
	/// A contribution of all there is.
	fn contribute_all() -> Weight;
	/// Finding out what a block has to do.
	fn tick() -> Weight;
	/// Noticing the end of a fund that bids at the last moment.
	fn notice_end() -> Weight;
	/// Looking for funds that bid.
	fn bids_base() -> Weight;
	/// The bid of one fund.
	fn bid() -> Weight;
	/// Looking for work when a block has weight left.
	fn idle() -> Weight;
	/// Taking up a fund that is over, and removing it.
	fn turn() -> Weight;
	/// Releasing one contributor.
	fn release() -> Weight;
}

/// How often storage is accessed, and how large a proof of what is read can get.
pub(crate) struct Accesses {
	pub(crate) reads: u64,
	pub(crate) writes: u64,
	pub(crate) proof_bytes: u64,
	/// What is computed besides, in thousands of picoseconds.
	pub(crate) extra_nanos: u64,
}

impl Accesses {
	const fn new(reads: u64, writes: u64, proof_bytes: u64) -> Self {
		Self { reads, writes, proof_bytes, extra_nanos: 0 }
	}

	/// The check of a signature of the slowest kind comes on top.
	const fn with_signature(self) -> Self {
		Self { extra_nanos: 100_000, ..self }
	}

	/// The database's price, and a fifth of a read's for the computation that goes with each access.
	fn weight(&self) -> Weight {
		let price = RocksDbWeight::get();
		let computation =
			price.reads(1).saturating_div(5).saturating_mul(self.reads.saturating_add(self.writes));
		let extra = Weight::from_parts(self.extra_nanos.saturating_mul(1_000), self.proof_bytes);
		price
			.reads_writes(self.reads, self.writes)
			.saturating_add(computation)
			.saturating_add(extra)
	}
}

// Lists of funds: up to a thousand entries of 8 or 12 bytes.
const LIST: u64 = 12_000;
// An item of a map, and the way to it.
const ITEM: u64 = 3_600;

// Funds, EarlierFunds, Books and their counter (2), the registrar's record and the para's state,
// leases and their base, three parameters, the auction and its state, NextFundIndex, account, holds, Agenda, NewRaise.
pub(crate) const CREATE: Accesses = Accesses::new(19, 11, 8 * ITEM + 2 * LIST);
// Funds, Books, the contribution, account, holds, the auction and its state, a parameter record,
// EndingsCount, NewRaise, Refused, and the root of the fund's trie.
pub(crate) const CONTRIBUTE: Accesses = Accesses::new(13, 9, 5 * ITEM + 2 * LIST).with_signature();
// Funds, EarlierFunds; per fund of the para, at most nine: Books, the contribution, the root of its
// trie; account, holds.
pub(crate) const WITHDRAW: Accesses = Accesses::new(31, 6, 14 * ITEM);
// The same without the contributions.
pub(crate) const REFUND_BASE: Accesses = Accesses::new(14, 5, 10 * ITEM);
// Funds, EarlierFunds, Books and their counter, NewRaise or Refused, Agenda, Releasing, account and
// holds of the depositor, account of the fund.
pub(crate) const DISSOLVE: Accesses = Accesses::new(11, 12, 5 * ITEM + 3 * LIST);
// Funds, Books, leases and their base, three parameters, the auction and its state, Agenda, Refused, NewRaise.
pub(crate) const EDIT: Accesses = Accesses::new(13, 5, 4 * ITEM + 3 * LIST);
// Funds, Books, the contribution and the root of its trie.
pub(crate) const ADD_MEMO: Accesses = Accesses::new(4, 2, 3 * ITEM);
// Funds, Books, NewRaise, Refused.
pub(crate) const POKE: Accesses = Accesses::new(4, 4, 2 * ITEM + 2 * LIST);
// Agenda, Ending, Releasing, the auction and its state, a parameter record; with a lit candle
// EndingsCount and Refused, without NewRaise.
pub(crate) const TICK: Accesses = Accesses::new(9, 5, 4 * LIST);
// NewRaise, Refused, Ending, the auction, its number and state, a parameter record.
pub(crate) const BIDS_BASE: Accesses = Accesses::new(7, 2, 2 * LIST);
// Funds, Books, the commitment, and what Auctions needs for a bid.
pub(crate) const BID: Accesses = Accesses::new(36, 17, 44_000 + 3 * ITEM);
// Books, Funds or EarlierFunds, the queues, Releasing, and a bid.
pub(crate) const NOTICE_END: Accesses = Accesses::new(41, 20, 44_000 + 4 * ITEM + 3 * LIST);
// Releasing.
pub(crate) const IDLE: Accesses = Accesses::new(1, 1, LIST);
// Books and their counter, Funds, EarlierFunds, account and holds of the depositor, account of the
// fund, the first key of its trie.
pub(crate) const TURN: Accesses = Accesses::new(9, 9, 6 * ITEM);
// The next key, the contribution, account, holds; the trie's root is written once in a block.
pub(crate) const RELEASE: Accesses = Accesses::new(4, 3, 3 * ITEM);

macro_rules! weights {
	($($name:ident: $accesses:ident,)*) => {
		impl WeightInfo for () {
			$(fn $name() -> Weight {
				$accesses.weight()
			})*

			fn refund() -> Weight {
				REFUND_BASE.weight().saturating_add(RELEASE.weight())
			}
		}
	};
}

weights! {
	create: CREATE,
	contribute: CONTRIBUTE,
	withdraw: WITHDRAW,
	dissolve: DISSOLVE,
	edit: EDIT,
	add_memo: ADD_MEMO,
	poke: POKE,
	contribute_all: CONTRIBUTE,
	tick: TICK,
	notice_end: NOTICE_END,
	bids_base: BIDS_BASE,
	bid: BID,
	idle: IDLE,
	turn: TURN,
	release: RELEASE,
}
