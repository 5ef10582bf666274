// SPDX-License-Identifier: GPL-3.0-or-later

//! Transactions with which blocks could not be finished, and when they are given up.
//!
//! Such a transaction may succeed in the block of another author: in many runtimes a block cannot
//! be finished if a transaction in it disables its author.

use std::collections::HashMap;

use sc_transaction_pool_api::TxHash;
use sp_consensus_babe::AuthorityIndex;

use crate::types::Pool;

/// In how many blocks in a row a transaction is tried, at least.
const MIN_BLOCKS: u32 = 3;

/// The transactions with which the last block could not be finished.
#[derive(Default)]
pub(super) struct Suspects(HashMap<TxHash<Pool>, Trial>);

/// How one of them was tried so far.
struct Trial {
	/// In how many blocks in a row it was tried.
	blocks: u32,
	/// The author of the first of them.
	author: AuthorityIndex,
	/// Whether it failed with another author too.
	twice: bool,
}

impl Suspects {
	/// Notes the transactions that a block of this author was made without. Returns the hopeless
	/// ones: those tried in enough blocks in a row, of more than one author unless `is_alone`.
	pub(super) fn settle(
		&mut self,
		found: impl IntoIterator<Item = TxHash<Pool>>,
		author: AuthorityIndex,
		is_alone: bool,
	) -> Vec<TxHash<Pool>> {
		let mut before = std::mem::take(&mut self.0);
		let mut hopeless = Vec::new();
		for hash in found {
			let new = Trial { blocks: 0, author, twice: false };
			let mut trial = before.remove(&hash).unwrap_or(new);
			trial.blocks += 1;
			trial.twice |= trial.author != author;
			if trial.blocks >= MIN_BLOCKS && (trial.twice || is_alone) {
				hopeless.push(hash);
			} else {
				self.0.insert(hash, trial);
			}
		}
		hopeless
	}

	/// Forgets all of them, as after a revert.
	pub(super) fn clear(&mut self) {
		self.0.clear();
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::types::Hash;

	const ONE: Hash = Hash::repeat_byte(1);
	const TWO: Hash = Hash::repeat_byte(2);

	/// The index of the block in which the transaction is given up, of blocks of these authors that
	/// are made without it.
	fn given_up(authors: &[AuthorityIndex], is_alone: bool) -> Option<usize> {
		let mut suspects = Suspects::default();
		authors.iter().position(|author| !suspects.settle([ONE], *author, is_alone).is_empty())
	}

	#[test]
	fn a_transaction_is_given_up_after_three_blocks_of_two_authors() {
		assert_eq!(given_up(&[0, 1, 2], false), Some(2));
		assert_eq!(given_up(&[0, 0, 1], false), Some(2));
		assert_eq!(given_up(&[0, 1], false), None);
	}

	#[test]
	fn an_author_who_has_many_blocks_in_a_row_does_not_decide_alone() {
		assert_eq!(given_up(&[0; 9], false), None);
		assert_eq!(given_up(&[0, 0, 0, 0, 1], false), Some(4));
		assert_eq!(given_up(&[0; 9], true), Some(2), "unless there is no other");
	}

	#[test]
	fn a_block_that_could_be_finished_makes_up_for_those_before() {
		let mut suspects = Suspects::default();
		assert!(suspects.settle([ONE, TWO], 0, false).is_empty());
		assert!(suspects.settle([ONE, TWO], 1, false).is_empty());
		assert!(suspects.settle([TWO], 2, false) == [TWO]);
		for author in [0, 1] {
			assert!(suspects.settle([ONE], author, false).is_empty());
		}
		assert!(suspects.settle([ONE], 2, false) == [ONE]);
	}
}
