// SPDX-License-Identifier: GPL-3.0-or-later

//! The database as the rest of the node sees it: reading a discarded state is an error.
//!
//! The SDK checks that a state exists only where it prunes states itself. On a development chain
//! the engine prunes them, and the SDK is configured to keep all: it would hand out a discarded
//! state, and the reader would see a damaged trie or no keys at all.

use std::{collections::HashSet, sync::Arc};

use parking_lot::RwLock;
use polkadot_primitives::{Block, BlockNumber, Hash};
use sc_client_api::{
	backend::{AuxStore, Backend, LocalBackend, TrieCacheContext},
	HeaderBackend, UsageInfo,
};
use sc_service::TFullBackend;
use sp_blockchain::{Error, Result};
use sp_runtime::Justification;

/// The SDK's database.
pub(crate) type Database = TFullBackend<Block>;

/// The SDK's database, which reports discarded states.
pub(crate) struct FullBackend(Arc<Database>);

impl FullBackend {
	/// Wraps the SDK's database.
	pub(crate) fn new(database: Arc<Database>) -> Self {
		Self(database)
	}

	/// Whether the SDK hands out states without checking that they exist. Where the finalized state
	/// is missing, the SDK holds the genesis state in memory, and nothing is checked here.
	fn is_trusting(&self) -> bool {
		self.0.requires_full_sync() && self.0.blockchain().info().finalized_state.is_some()
	}
}

impl Backend<Block> for FullBackend {
	type BlockImportOperation = <Database as Backend<Block>>::BlockImportOperation;
	type Blockchain = <Database as Backend<Block>>::Blockchain;
	type State = <Database as Backend<Block>>::State;
	type OffchainStorage = <Database as Backend<Block>>::OffchainStorage;

	fn have_state_at(&self, hash: Hash, number: BlockNumber) -> bool {
		self.0.have_state_at(hash, number)
	}

	fn state_at(&self, hash: Hash, context: TrieCacheContext) -> Result<Self::State> {
		let state = self.0.state_at(hash, context)?;
		if self.is_trusting() {
			let number = self.0.blockchain().number(hash)?.unwrap_or_default();
			// The root of a state is dropped no later than its other nodes.
			if !self.0.have_state_at(hash, number) {
				return Err(Error::UnknownBlock(format!("State already discarded for {hash:?}")));
			}
		}
		Ok(state)
	}

	// Everything below forwards to the SDK's database.

	fn begin_operation(&self) -> Result<Self::BlockImportOperation> {
		self.0.begin_operation()
	}

	fn begin_state_operation(
		&self,
		operation: &mut Self::BlockImportOperation,
		block: Hash,
	) -> Result<()> {
		self.0.begin_state_operation(operation, block)
	}

	fn commit_operation(&self, operation: Self::BlockImportOperation) -> Result<()> {
		self.0.commit_operation(operation)
	}

	fn finalize_block(&self, hash: Hash, justification: Option<Justification>) -> Result<()> {
		self.0.finalize_block(hash, justification)
	}

	fn append_justification(&self, hash: Hash, justification: Justification) -> Result<()> {
		self.0.append_justification(hash, justification)
	}

	fn blockchain(&self) -> &Self::Blockchain {
		self.0.blockchain()
	}

	fn usage_info(&self) -> Option<UsageInfo> {
		self.0.usage_info()
	}

	fn offchain_storage(&self) -> Option<Self::OffchainStorage> {
		self.0.offchain_storage()
	}

	fn pin_block(&self, hash: Hash) -> Result<()> {
		self.0.pin_block(hash)
	}

	fn unpin_block(&self, hash: Hash) {
		self.0.unpin_block(hash);
	}

	fn revert(
		&self,
		blocks: BlockNumber,
		finalized_too: bool,
	) -> Result<(BlockNumber, HashSet<Hash>)> {
		self.0.revert(blocks, finalized_too)
	}

	fn remove_leaf_block(&self, hash: Hash) -> Result<()> {
		self.0.remove_leaf_block(hash)
	}

	fn get_import_lock(&self) -> &RwLock<()> {
		self.0.get_import_lock()
	}

	fn requires_full_sync(&self) -> bool {
		self.0.requires_full_sync()
	}
}

impl LocalBackend<Block> for FullBackend {}

impl AuxStore for FullBackend {
	fn insert_aux<
		'a,
		'b: 'a,
		'c: 'a,
		I: IntoIterator<Item = &'a (&'c [u8], &'c [u8])>,
		D: IntoIterator<Item = &'a &'b [u8]>,
	>(
		&self,
		insert: I,
		delete: D,
	) -> Result<()> {
		AuxStore::insert_aux(&*self.0, insert, delete)
	}

	fn get_aux(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
		AuxStore::get_aux(&*self.0, key)
	}
}
