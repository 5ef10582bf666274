// SPDX-License-Identifier: GPL-3.0-or-later

//! Whether paras need a block of the relay chain: for their candidates, or for transactions.

use crate::types::BlockNumber;

/// How many blocks in a row are made for transactions of paras, without taking any.
const MAX_IN_VAIN: u32 = 12;
/// How many blocks after the one that it was built on a para's block is included: it is backed in
/// the first of them.
const INCLUSION: BlockNumber = 2;

/// What paras need, as far as it shows in the blocks and events that the engine sees. Nothing of it
/// is stored, since it can be found out anew at any block.
pub(super) struct Demand {
	/// Whether the relay chain has cores at all.
	has_cores: bool,
	/// Whether something has changed that may let a para make a block.
	stale: bool,
	/// Whether the last block had paras data, or a para could make a block for it.
	busy: bool,
	/// The block up to which transactions of paras wait for their inclusion.
	awaited: BlockNumber,
	/// How many blocks in a row were made for transactions of paras, without taking any.
	in_vain: u32,
}

impl Demand {
	/// The demand at a block of which is known only whether the relay chain has cores there. The
	/// next block shows the rest.
	pub(super) fn new(has_cores: bool) -> Self {
		Self { has_cores, stale: true, busy: true, awaited: 0, in_vain: 0 }
	}

	/// Whether the relay chain has cores at all.
	pub(super) fn has_cores(&self) -> bool {
		self.has_cores
	}

	/// Whether the next block is to be made on its own, since it may have paras data. `anybody`
	/// tells whether a para is collated here or a candidate was submitted.
	pub(super) fn is_due(&self, anybody: bool) -> bool {
		self.has_cores && (self.busy || (self.stale && anybody))
	}

	/// Whether a block after `head` is to be made for transactions of paras, of which `ready` could be in it.
	pub(super) fn calls_for_block(&self, head: BlockNumber, ready: usize) -> bool {
		let may = self.has_cores && self.in_vain < MAX_IN_VAIN;
		may && (head < self.awaited || ((self.busy || self.stale) && ready > 0))
	}

	/// Notes that a transaction of a para is ready.
	pub(super) fn note_arrival(&mut self) {
		self.in_vain = 0;
	}

	/// Notes a new block. `cores` is the number of cores from the next block on, if this one has
	/// set it, and `orders` tells whether it has changed the assignments of cores.
	pub(super) fn note_block(&mut self, cores: Option<usize>, orders: bool) {
		// Every session sets its groups of validators, even if there are none. In between, the
		// assignment of a core changes when that is ordered, or when an order takes effect.
		if let Some(cores) = cores {
			self.has_cores = cores > 0;
		}
		self.stale |= self.has_cores && (cores.is_some() || orders);
	}

	/// Notes that a candidate was submitted, built on `head` or an earlier block.
	pub(super) fn note_submission(&mut self, head: BlockNumber) {
		self.stale = true;
		self.in_vain = 0;
		self.awaited = head + INCLUSION;
	}

	/// Notes that a collation waits for the block after `head`.
	pub(super) fn note_early(&mut self, head: BlockNumber) {
		self.in_vain = 0;
		self.awaited = self.awaited.max(head + 1);
	}

	/// Notes that a para's block with transactions was made, built on `head`.
	pub(super) fn note_collation(&mut self, head: BlockNumber) {
		self.awaited = head + INCLUSION;
	}

	/// Notes that the paras data of the next block was collected: `busy` tells whether there is
	/// any, or a para could make a block. Of `ready` transactions of paras, `left` are ready
	/// afterwards.
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
	fn a_collation_that_came_too_early_calls_for_the_next_block_alone() {
		let mut demand = Demand::new(true);
		demand.note_early(10);
		assert!(demand.calls_for_block(10, 0));
		assert!(!demand.calls_for_block(11, 0));
	}

	#[test]
	fn transactions_that_get_in_nowhere_call_for_so_many_blocks_and_no_more() {
		let mut demand = Demand::new(true);
		for block in 0..MAX_IN_VAIN {
			assert!(demand.calls_for_block(block, 1), "block {block}");
			demand.note_said(true, 1, 1);
		}
		assert!(!demand.calls_for_block(MAX_IN_VAIN, 1));
		demand.note_arrival();
		assert!(demand.calls_for_block(MAX_IN_VAIN, 2));
	}
}
