// SPDX-License-Identifier: GPL-3.0-or-later

//! The client as GRANDPA uses it: it finalizes blocks, and does not announce that.
//!
//! GRANDPA finalizes a block by itself when it imports it with a justification, and the client
//! tells every subscriber at once. In a bulk run that would be before they know of the block: they
//! would see finality overtake the head. The engine announces finality, after the head that it
//! belongs to.

use std::sync::Arc;

use sc_client_api::{
	AuxStore, BlockchainEvents, ClientImportOperation, ExecutorProvider, FinalityNotifications,
	Finalizer, ImportNotifications, KeysIter, LockImportRun, MerkleValue, PairsIter,
	StorageEventStream, StorageProvider,
};
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sp_api::{ApiRef, ProvideRuntimeApi};
use sp_blockchain::{
	BlockStatus, CachedHeaderMetadata, HeaderBackend, HeaderMetadata, Info, Result,
};
use sp_core::storage::{ChildInfo, StorageData, StorageKey};
use sp_runtime::Justification;

use crate::types::{Block, BlockNumber, FullBackend, FullClient, Hash, Header};

type State = <FullBackend as sc_client_api::Backend<Block>>::State;

/// A client whose finality is announced by someone else.
pub(crate) struct QuietClient(pub(crate) Arc<FullClient>);

impl LockImportRun<Block, FullBackend> for QuietClient {
	fn lock_import_and_run<R, Err, F>(&self, run: F) -> std::result::Result<R, Err>
	where
		F: FnOnce(&mut ClientImportOperation<Block, FullBackend>) -> std::result::Result<R, Err>,
		Err: From<sp_blockchain::Error>,
	{
		self.0.lock_import_and_run(|operation| {
			let result = run(operation);
			operation.notify_finalized = None;
			result
		})
	}
}

impl Finalizer<Block, FullBackend> for QuietClient {
	fn apply_finality(
		&self,
		operation: &mut ClientImportOperation<Block, FullBackend>,
		block: Hash,
		justification: Option<Justification>,
		_notify: bool,
	) -> Result<()> {
		self.0.apply_finality(operation, block, justification, false)
	}

	fn finalize_block(
		&self,
		block: Hash,
		justification: Option<Justification>,
		_notify: bool,
	) -> Result<()> {
		self.0.finalize_block(block, justification, false)
	}
}

// Everything below forwards to the client.

#[async_trait::async_trait]
impl BlockImport<Block> for &QuietClient {
	type Error = sp_consensus::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> std::result::Result<ImportResult, Self::Error> {
		(*self.0).check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> std::result::Result<ImportResult, Self::Error> {
		(*self.0).import_block(block).await
	}
}

#[async_trait::async_trait]
impl BlockImport<Block> for QuietClient {
	type Error = sp_consensus::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> std::result::Result<ImportResult, Self::Error> {
		(&self).check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> std::result::Result<ImportResult, Self::Error> {
		(&self).import_block(block).await
	}
}

impl AuxStore for QuietClient {
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
		self.0.insert_aux(insert, delete)
	}

	fn get_aux(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
		AuxStore::get_aux(&*self.0, key)
	}
}

impl HeaderMetadata<Block> for QuietClient {
	type Error = sp_blockchain::Error;

	fn header_metadata(&self, hash: Hash) -> Result<CachedHeaderMetadata<Block>> {
		self.0.header_metadata(hash)
	}

	fn insert_header_metadata(&self, hash: Hash, metadata: CachedHeaderMetadata<Block>) {
		self.0.insert_header_metadata(hash, metadata);
	}

	fn remove_header_metadata(&self, hash: Hash) {
		self.0.remove_header_metadata(hash);
	}
}

impl HeaderBackend<Block> for QuietClient {
	fn header(&self, hash: Hash) -> Result<Option<Header>> {
		self.0.header(hash)
	}

	fn info(&self) -> Info<Block> {
		self.0.info()
	}

	fn status(&self, hash: Hash) -> Result<BlockStatus> {
		self.0.status(hash)
	}

	fn number(&self, hash: Hash) -> Result<Option<BlockNumber>> {
		self.0.number(hash)
	}

	fn hash(&self, number: BlockNumber) -> Result<Option<Hash>> {
		self.0.hash(number)
	}
}

impl BlockchainEvents<Block> for QuietClient {
	fn import_notification_stream(&self) -> ImportNotifications<Block> {
		self.0.import_notification_stream()
	}

	fn every_import_notification_stream(&self) -> ImportNotifications<Block> {
		self.0.every_import_notification_stream()
	}

	fn finality_notification_stream(&self) -> FinalityNotifications<Block> {
		self.0.finality_notification_stream()
	}

	fn storage_changes_notification_stream(
		&self,
		filter_keys: Option<&[StorageKey]>,
		child_filter_keys: Option<&[(StorageKey, Option<Vec<StorageKey>>)]>,
	) -> Result<StorageEventStream<Hash>> {
		self.0.storage_changes_notification_stream(filter_keys, child_filter_keys)
	}
}

impl ProvideRuntimeApi<Block> for QuietClient {
	type Api = <FullClient as ProvideRuntimeApi<Block>>::Api;

	fn runtime_api(&self) -> ApiRef<'_, Self::Api> {
		self.0.runtime_api()
	}
}

impl ExecutorProvider<Block> for QuietClient {
	type Executor = <FullClient as ExecutorProvider<Block>>::Executor;

	fn executor(&self) -> &Self::Executor {
		self.0.executor()
	}

	fn execution_extensions(
		&self,
	) -> &sc_client_api::execution_extensions::ExecutionExtensions<Block> {
		self.0.execution_extensions()
	}
}

impl StorageProvider<Block, FullBackend> for QuietClient {
	fn storage(&self, hash: Hash, key: &StorageKey) -> Result<Option<StorageData>> {
		self.0.storage(hash, key)
	}

	fn storage_hash(&self, hash: Hash, key: &StorageKey) -> Result<Option<Hash>> {
		self.0.storage_hash(hash, key)
	}

	fn storage_keys(
		&self,
		hash: Hash,
		prefix: Option<&StorageKey>,
		start_key: Option<&StorageKey>,
	) -> Result<KeysIter<State, Block>> {
		self.0.storage_keys(hash, prefix, start_key)
	}

	fn storage_pairs(
		&self,
		hash: Hash,
		prefix: Option<&StorageKey>,
		start_key: Option<&StorageKey>,
	) -> Result<PairsIter<State, Block>> {
		self.0.storage_pairs(hash, prefix, start_key)
	}

	fn child_storage(
		&self,
		hash: Hash,
		child: &ChildInfo,
		key: &StorageKey,
	) -> Result<Option<StorageData>> {
		self.0.child_storage(hash, child, key)
	}

	fn child_storage_keys(
		&self,
		hash: Hash,
		child: ChildInfo,
		prefix: Option<&StorageKey>,
		start_key: Option<&StorageKey>,
	) -> Result<KeysIter<State, Block>> {
		self.0.child_storage_keys(hash, child, prefix, start_key)
	}

	fn child_storage_hash(
		&self,
		hash: Hash,
		child: &ChildInfo,
		key: &StorageKey,
	) -> Result<Option<Hash>> {
		self.0.child_storage_hash(hash, child, key)
	}

	fn closest_merkle_value(
		&self,
		hash: Hash,
		key: &StorageKey,
	) -> Result<Option<MerkleValue<Hash>>> {
		self.0.closest_merkle_value(hash, key)
	}

	fn child_closest_merkle_value(
		&self,
		hash: Hash,
		child: &ChildInfo,
		key: &StorageKey,
	) -> Result<Option<MerkleValue<Hash>>> {
		self.0.child_closest_merkle_value(hash, child, key)
	}
}
