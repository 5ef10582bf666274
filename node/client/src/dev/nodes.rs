// SPDX-License-Identifier: GPL-3.0-or-later

//! Nodes of the state's trie: those of blocks that are on their way to the database, in front of it.

use std::collections::HashMap;

use parking_lot::RwLock;
use sp_runtime::traits::HashingFor;
use sp_state_machine::{StorageChanges, TrieBackendStorage};
use sp_trie::DBValue;

use super::database::Store;
use crate::types::{Block, BlockNumber, Hash};

/// How the state's nodes are named.
pub(super) type Hashing = HashingFor<Block>;

/// Nodes of the trie: those of blocks that are being imported, in front of the database.
pub(super) struct Nodes {
	/// With the last block that inserted them.
	recent: RwLock<HashMap<Hash, (DBValue, BlockNumber)>>,
	store: Store,
}

impl Nodes {
	/// The nodes in the database.
	pub(super) fn new(store: Store) -> Self {
		Self { recent: RwLock::default(), store }
	}

	/// Adds the nodes of a new block, and says how it changes their number.
	pub(super) fn extend(
		&self,
		changes: &StorageChanges<Hashing>,
		block: BlockNumber,
	) -> Vec<(Hash, i32)> {
		let changed = changes.transaction.clone().drain();
		let mut recent = self.recent.write();
		let counts = changed.into_iter().filter(|(_, (_, count))| *count != 0);
		let counts = counts.map(|(key, (node, count))| {
			// What is in front of the hash tells places with the same node apart.
			let hash = Hash::from_slice(&key[key.len() - size_of::<Hash>()..]);
			if count > 0 {
				recent.insert(hash, (node, block));
			}
			(hash, count)
		});
		counts.collect()
	}

	/// Forgets the nodes of a block and of those before: they are in the database.
	pub(super) fn imported(&self, block: BlockNumber) {
		self.recent.write().retain(|_, (_, last)| *last > block);
	}

	/// Forgets the nodes of all blocks that are not in the database.
	pub(super) fn clear(&self) {
		self.recent.write().clear();
	}
}

impl TrieBackendStorage<Hashing> for Nodes {
	/// A hash is enough: no two places with the same node need to be told apart.
	fn get(&self, hash: &Hash, _: (&[u8], Option<u8>)) -> Result<Option<DBValue>, String> {
		if let Some((node, _)) = self.recent.read().get(hash) {
			return Ok(Some(node.clone()));
		}
		self.store.node(hash).map_err(|error| error.to_string())
	}
}
