// SPDX-License-Identifier: GPL-3.0-or-later

//! The keys of the state that were written since each block of a snapshot. A revert changes only
//! these, so its cost depends on what has happened, and not on how large the state is.

use std::collections::BTreeMap;

use super::maps::HashSet;
use crate::types::BlockNumber;

type Keys = HashSet<Vec<u8>>;

/// The keys that were written after each block of a snapshot, up to the next one.
#[derive(Default)]
pub(super) struct Touched(BTreeMap<BlockNumber, Keys>);

impl Touched {
	/// A revert may go back to this block, the newest, from now on.
	pub(super) fn begin(&mut self, block: BlockNumber) {
		self.0.entry(block).or_default();
	}

	/// No revert goes back to this block any more.
	pub(super) fn end(&mut self, block: BlockNumber) {
		let keys = self.0.remove(&block).unwrap_or_default();
		// A revert to an earlier block undoes these too.
		if let Some((_, before)) = self.0.range_mut(..block).next_back() {
			before.extend(keys);
		}
	}

	/// Notes the keys that a new block has written.
	pub(super) fn note<'a>(&mut self, keys: impl Iterator<Item = &'a Vec<u8>>) {
		if let Some(mut newest) = self.0.last_entry() {
			let newest = newest.get_mut();
			for key in keys {
				if !newest.contains(key) {
					newest.insert(key.clone());
				}
			}
		}
	}

	/// Goes back to this block. Returns all keys that later blocks have written, and forgets these
	/// blocks.
	pub(super) fn go_back(&mut self, block: BlockNumber) -> Keys {
		let after = self.0.split_off(&block);
		self.begin(block);
		after.into_values().flatten().collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn note(touched: &mut Touched, keys: &[u8]) {
		let keys: Vec<_> = keys.iter().map(|key| vec![*key]).collect();
		touched.note(keys.iter());
	}

	fn back(touched: &mut Touched, block: BlockNumber) -> Vec<u8> {
		let mut keys: Vec<_> = touched.go_back(block).into_iter().flatten().collect();
		keys.sort_unstable();
		keys
	}

	#[test]
	fn a_revert_knows_all_that_was_written_after_its_point() {
		let mut touched = Touched::default();
		note(&mut touched, &[9]);
		touched.begin(10);
		note(&mut touched, &[1, 2]);
		note(&mut touched, &[2, 3]);
		touched.begin(20);
		touched.begin(20);
		note(&mut touched, &[4]);
		assert_eq!(back(&mut touched, 20), [4]);
		note(&mut touched, &[5]);
		assert_eq!(back(&mut touched, 20), [5], "what was undone is forgotten");
		note(&mut touched, &[6]);
		assert_eq!(back(&mut touched, 10), [1, 2, 3, 6]);
		assert!(back(&mut touched, 10).is_empty());
	}

	#[test]
	fn a_point_that_is_dropped_leaves_its_keys_to_the_one_before() {
		let mut touched = Touched::default();
		touched.begin(10);
		note(&mut touched, &[1]);
		touched.begin(20);
		note(&mut touched, &[2]);
		touched.begin(30);
		touched.end(20);
		note(&mut touched, &[3]);
		assert_eq!(back(&mut touched, 10), [1, 2, 3]);

		touched.end(10);
		note(&mut touched, &[4]);
		touched.begin(40);
		assert!(back(&mut touched, 40).is_empty());
	}
}
