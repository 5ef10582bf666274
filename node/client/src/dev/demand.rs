// SPDX-License-Identifier: GPL-3.0-or-later

//! Whether paras need a block of the relay chain: to say something in it, or to get a transaction in.

use crate::types::BlockNumber;

/// How many blocks are made in vain for transactions of paras that get into none.
const PATIENCE: u32 = 12;
/// A para's block is backed in the block after the one that it was built on, and included in the next one.
const INCLUSION: BlockNumber = 2;

/// What is known of what paras need. Made of what the engine sees go by; nothing of it is kept, because it can be
/// found out anew at any block.
pub(super) struct Demand {
	/// Whether the relay chain has cores at all.
	has_cores: bool,
	/// Whether something has changed of which it is not known whether it gives somebody something to do.
	stale: bool,
	/// Whether there was something to say in the last block, or to make.
	busy: bool,
	/// Up to which block transactions of paras wait for their inclusion.
	awaited: BlockNumber,
	/// How many blocks in a row were made for transactions of paras, without taking any.
	in_vain: u32,
}

impl Demand {
	/// At a block of which nothing is known but whether the relay chain has cores there: what is pending is for
	/// the next block to say.
	pub(super) fn new(has_cores: bool) -> Self {
		Self { has_cores, stale: true, busy: true, awaited: 0, in_vain: 0 }
	}

	/// Whether the relay chain has cores at all.
	pub(super) fn has_cores(&self) -> bool {
		self.has_cores
	}

	/// Whether the next block is to be made by itself, since paras may have something to say in it. `anybody` tells
	/// whether there is someone who could.
	pub(super) fn is_due(&self, anybody: bool) -> bool {
		self.has_cores && (self.busy || (self.stale && anybody))
	}

	/// Whether a block after `head` is to be made for transactions of paras, of which `ready` could be in it.
	pub(super) fn calls_for_block(&self, head: BlockNumber, ready: usize) -> bool {
		let may = self.has_cores && self.in_vain < PATIENCE;
		may && (head < self.awaited || ((self.busy || self.stale) && ready > 0))
	}

	/// A transaction of a para is ready.
	pub(super) fn note_arrival(&mut self) {
		self.in_vain = 0;
	}

	/// A block was made. `cores` is how many cores there are from the next one on, where it has set that, and
	/// `orders` tells whether it has changed what cores are to do.
	pub(super) fn note_block(&mut self, cores: Option<usize>, orders: bool) {
		// Every session has its own groups of validators, also where there are none. In between a core
		// changes what it does when that was ordered, or when an order begins.
		if let Some(cores) = cores {
			self.has_cores = cores > 0;
		}
		self.stale |= self.has_cores && (cores.is_some() || orders);
	}

	/// Somebody has handed in a block of a para, built on `head` or before.
	pub(super) fn note_submission(&mut self, head: BlockNumber) {
		self.stale = true;
		self.in_vain = 0;
		self.awaited = head + INCLUSION;
	}

	/// A block of a para with transactions was made, built on `head`.
	pub(super) fn note_collation(&mut self, head: BlockNumber) {
		self.awaited = head + INCLUSION;
	}

	/// The next block is asked for what it says of paras: `busy` tells whether that is anything, or whether a para's
	/// block could be made. Of `ready` transactions of paras, `left` are ready afterwards.
	pub(super) fn note_said(&mut self, busy: bool, ready: usize, left: usize) {
		self.stale = false;
		self.busy = busy;
		let takes_none = ready > 0 && left >= ready;
		self.in_vain = if takes_none { self.in_vain + 1 } else { 0 };
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn without_cores_nobody_needs_a_block() {
		let demand = Demand::new(false);
		assert!(!demand.is_due(true));
		assert!(!demand.calls_for_block(5, 3));
	}

	#[test]
	fn whoever_has_nothing_to_say_is_asked_again_only_when_something_changes() {
		let mut demand = Demand::new(true);
		assert!(demand.is_due(true));
		demand.note_said(false, 0, 0);
		assert!(!demand.is_due(true));
		demand.note_block(None, false);
		assert!(!demand.is_due(true));
		demand.note_block(None, true);
		assert!(demand.is_due(true));
		assert!(!demand.is_due(false), "there is nobody who could say anything");
	}

	#[test]
	fn a_session_without_cores_ends_it_and_one_with_cores_begins_it_again() {
		let mut demand = Demand::new(true);
		demand.note_block(Some(0), false);
		assert!(!demand.has_cores() && !demand.is_due(true));
		demand.note_said(false, 0, 0);
		demand.note_block(Some(2), false);
		assert!(demand.has_cores() && demand.is_due(true));
	}

	#[test]
	fn a_transaction_is_waited_for_until_its_block_is_included() {
		let mut demand = Demand::new(true);
		assert!(demand.calls_for_block(10, 1));
		demand.note_collation(10);
		demand.note_said(true, 1, 0);
		assert!(demand.calls_for_block(11, 0));
		assert!(!demand.calls_for_block(12, 0));
	}

	#[test]
	fn transactions_that_get_in_nowhere_call_for_so_many_blocks_and_no_more() {
		let mut demand = Demand::new(true);
		for block in 0..PATIENCE {
			assert!(demand.calls_for_block(block, 1), "block {block}");
			demand.note_said(true, 1, 1);
		}
		assert!(!demand.calls_for_block(PATIENCE, 1));
		demand.note_arrival();
		assert!(demand.calls_for_block(PATIENCE, 2));
	}
}
