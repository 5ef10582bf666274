// SPDX-License-Identifier: GPL-3.0-or-later
//! A chain's storage as plain maps.
//!
//! A history is thousands of blocks a minute, and half of the time of a block would go into its storage
//! root, which nothing here asks for. Reads, writes, transactions and limits behave as in a node: they are
//! those of the SDK's `Ext` and its overlay, of which each block's changes end in the maps.

use std::{
	collections::BTreeMap,
	ops::Bound::{Excluded, Included, Unbounded},
};

use sp_core::{storage::ChildInfo, Blake2Hasher, Hasher, H256};
use sp_state_machine::{
	Backend, BackendTransaction, Ext, IterArgs, OverlayedChanges, StateMachineStats,
	StorageIterator, UsageInfo,
};
use sp_storage::StateVersion;

type Map = BTreeMap<Vec<u8>, Vec<u8>>;

/// What is in storage at the end of a block.
#[derive(Clone, Debug, Default)]
pub struct Stored {
	top: Map,
	children: BTreeMap<Vec<u8>, Map>,
}

/// Storage, and what has changed since the last [`State::commit`].
#[derive(Default)]
pub struct State {
	stored: Stored,
	changes: OverlayedChanges<Blake2Hasher>,
}

impl State {
	/// The state that has this in storage.
	pub fn of(stored: Stored) -> Self {
		Self { stored, changes: OverlayedChanges::default() }
	}

	/// Runs something on the state.
	pub fn execute_with<R>(&mut self, run: impl FnOnce() -> R) -> R {
		let mut ext = Ext::new(&mut self.changes, &self.stored, None);
		sp_externalities::set_and_run_with_externalities(&mut ext, run)
	}

	/// Ends a block: what has changed is stored.
	///
	/// # Panics
	///
	/// If a transaction of storage is still open.
	pub fn commit(&mut self) {
		let changes = self
			.changes
			.drain_storage_changes(&self.stored, StateVersion::V1)
			.expect("no transaction of storage is open");
		apply(&mut self.stored.top, changes.main_storage_changes);
		for (key, child) in changes.child_storage_changes {
			apply(self.stored.children.entry(key).or_default(), child);
		}
	}

	/// What is stored.
	pub fn stored(&self) -> &Stored {
		&self.stored
	}
}

impl std::fmt::Debug for State {
	fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		formatter.debug_struct("State").finish_non_exhaustive()
	}
}

fn apply(map: &mut Map, changes: Vec<(Vec<u8>, Option<Vec<u8>>)>) {
	for (key, value) in changes {
		match value {
			Some(value) => map.insert(key, value),
			None => map.remove(&key),
		};
	}
}

fn after(map: &Map, key: &[u8]) -> Option<Vec<u8>> {
	map.range::<[u8], _>((Excluded(key), Unbounded)).next().map(|(key, _)| key.clone())
}

impl Stored {
	fn child(&self, info: &ChildInfo) -> Option<&Map> {
		self.children.get(info.storage_key())
	}
}

impl Backend<Blake2Hasher> for Stored {
	type Error = String;
	type TrieBackendStorage = BackendTransaction<Blake2Hasher>;
	type RawIter = Keys;

	fn storage(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		Ok(self.top.get(key).cloned())
	}

	fn storage_hash(&self, key: &[u8]) -> Result<Option<H256>, String> {
		Ok(self.top.get(key).map(|value| Blake2Hasher::hash(value)))
	}

	fn exists_storage(&self, key: &[u8]) -> Result<bool, String> {
		Ok(self.top.contains_key(key))
	}

	fn child_storage(&self, info: &ChildInfo, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		Ok(self.child(info).and_then(|map| map.get(key)).cloned())
	}

	fn child_storage_hash(&self, info: &ChildInfo, key: &[u8]) -> Result<Option<H256>, String> {
		let value = self.child(info).and_then(|map| map.get(key));
		Ok(value.map(|value| Blake2Hasher::hash(value)))
	}

	fn next_storage_key(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		Ok(after(&self.top, key))
	}

	fn next_child_storage_key(
		&self,
		info: &ChildInfo,
		key: &[u8],
	) -> Result<Option<Vec<u8>>, String> {
		Ok(self.child(info).and_then(|map| after(map, key)))
	}

	fn raw_iter(&self, args: IterArgs) -> Result<Keys, String> {
		let map = match &args.child_info {
			Some(info) => self.child(info),
			None => Some(&self.top),
		};
		let prefix = args.prefix.unwrap_or_default();
		let from = args.start_at.unwrap_or(prefix);
		let skips = |key: &[u8]| args.start_at_exclusive && Some(key) == args.start_at;
		let keys =
			map.into_iter().flat_map(|map| map.range::<[u8], _>((Included(from), Unbounded)));
		let keys: Vec<_> = keys
			.map(|(key, _)| key.clone())
			.take_while(|key| key.starts_with(prefix))
			.filter(|key| !skips(key))
			.collect();
		Ok(Keys { child: args.child_info, keys: keys.into_iter() })
	}

	// Nothing asks for roots and proofs: a block's root is always the same.

	fn storage_root<'a>(
		&self,
		_: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		_: StateVersion,
	) -> (H256, BackendTransaction<Blake2Hasher>) {
		Default::default()
	}

	fn child_storage_root<'a>(
		&self,
		_: &ChildInfo,
		_: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		_: StateVersion,
	) -> (H256, bool, BackendTransaction<Blake2Hasher>) {
		Default::default()
	}

	// A history has no use for statistics either.

	fn register_overlay_stats(&self, _: &StateMachineStats) {}

	fn usage_info(&self) -> UsageInfo {
		UsageInfo::empty()
	}

	fn closest_merkle_value(&self, _: &[u8]) -> Result<Option<sp_trie::MerkleValue<H256>>, String> {
		Err("there is no trie".into())
	}

	fn child_closest_merkle_value(
		&self,
		_: &ChildInfo,
		_: &[u8],
	) -> Result<Option<sp_trie::MerkleValue<H256>>, String> {
		Err("there is no trie".into())
	}
}

/// Keys that were there when they were asked for, in their order.
#[derive(Debug)]
pub struct Keys {
	child: Option<ChildInfo>,
	keys: std::vec::IntoIter<Vec<u8>>,
}

impl StorageIterator<Blake2Hasher> for Keys {
	type Backend = Stored;
	type Error = String;

	fn next_key(&mut self, _: &Stored) -> Option<Result<Vec<u8>, String>> {
		self.keys.next().map(Ok)
	}

	fn next_pair(&mut self, stored: &Stored) -> Option<Result<(Vec<u8>, Vec<u8>), String>> {
		let key = self.keys.next()?;
		let value = match &self.child {
			Some(info) => stored.child_storage(info, &key),
			None => stored.storage(&key),
		};
		value.map(|value| value.map(|value| (key, value))).transpose()
	}

	fn was_complete(&self) -> bool {
		self.keys.as_slice().is_empty()
	}
}

#[cfg(test)]
mod tests {
	use sp_core::storage::ChildInfo;
	use sp_io::{default_child_storage, storage};

	use super::State;

	#[test]
	fn what_a_block_has_changed_is_there_in_the_next_one() {
		let mut state = State::default();
		state.execute_with(|| {
			storage::set(b"kept", b"1");
			storage::set(b"removed", b"2");
			default_child_storage::set(b"child", b"key", b"3");
		});
		state.commit();
		state.execute_with(|| {
			storage::clear(b"removed");
			storage::start_transaction();
			storage::clear(b"kept");
			storage::rollback_transaction();
		});
		state.commit();
		state.execute_with(|| {
			assert_eq!(storage::get(b"kept").as_deref(), Some(&b"1"[..]));
			assert_eq!(storage::get(b"removed"), None);
			assert_eq!(storage::next_key(b""), Some(b"kept".to_vec()));
			assert_eq!(default_child_storage::get(b"child", b"key").as_deref(), Some(&b"3"[..]));
			assert_eq!(default_child_storage::next_key(b"child", b""), Some(b"key".to_vec()));
		});
		assert!(state.stored().child(&ChildInfo::new_default(b"other")).is_none());
	}

	#[test]
	fn a_prefix_is_cleared_up_to_a_limit_as_in_a_node() {
		let mut state = State::default();
		state.execute_with(|| {
			for index in 0..4 {
				storage::set(&[7, index], b"stored");
			}
		});
		state.commit();
		state.execute_with(|| {
			storage::set(&[7, 9], b"not stored yet");
			let _ = storage::clear_prefix(&[7], Some(3));
			assert_eq!(storage::next_key(&[7]), Some(vec![7, 3]));
			assert_eq!(storage::next_key(&[7, 3]), None);
		});
	}
}
