// SPDX-License-Identifier: GPL-3.0-or-later

//! The nodes of the state's trie, including those of blocks that are not in the database yet.

use parking_lot::RwLock;
use sp_runtime::traits::HashingFor;
use sp_state_machine::{StorageChanges, TrieBackendStorage};
use sp_trie::DBValue;

use super::{database::Store, maps::HashMap};
use crate::types::{Block, BlockNumber, Hash};

/// The hasher of the state's trie.
pub(super) type Hashing = HashingFor<Block>;

/// Reads trie nodes: those of blocks that are being imported, and else the database.
pub(super) struct Nodes {
	/// Nodes of blocks that are not in the database yet, with the last block that inserted each.
	recent: RwLock<HashMap<Hash, (DBValue, BlockNumber)>>,
	store: Store,
}

impl Nodes {
	/// The nodes in the database.
	pub(super) fn new(store: Store) -> Self {
		Self { recent: RwLock::default(), store }
	}

	/// Adds the nodes of a new block. Returns how it changes the reference counts.
	pub(super) fn extend(
		&self,
		changes: &StorageChanges<Hashing>,
		block: BlockNumber,
	) -> Vec<(Hash, i32)> {
		let changed = changes.transaction.clone().drain();
		let mut recent = self.recent.write();
		let counts = changed.into_iter().filter(|(_, (_, count))| *count != 0);
		let counts = counts.map(|(key, (node, count))| {
			// The prefix before the hash tells places with the same node apart.
			let hash = Hash::from_slice(&key[key.len() - size_of::<Hash>()..]);
			if count > 0 {
				recent.insert(hash, (node, block));
			}
			(hash, count)
		});
		counts.collect()
	}

	/// Forgets the nodes of the blocks up to this one: they are in the database.
	pub(super) fn imported(&self, block: BlockNumber) {
		self.recent.write().retain(|_, (_, last)| *last > block);
	}

	/// Forgets the nodes of all blocks that are not in the database.
	pub(super) fn clear(&self) {
		self.recent.write().clear();
	}
}

impl TrieBackendStorage<Hashing> for Nodes {
	/// Ignores the prefix: places with the same node need not be told apart.
	fn get(&self, hash: &Hash, _: (&[u8], Option<u8>)) -> Result<Option<DBValue>, String> {
		if let Some((node, _)) = self.recent.read().get(hash) {
			return Ok(Some(node.clone()));
		}
		self.store.node(hash).map_err(|error| error.to_string())
	}
}
