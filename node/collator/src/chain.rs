// SPDX-License-Identifier: GPL-3.0-or-later

//! The para's chain: its database, its client and its pool.

use std::{sync::Arc, time::Instant};

use codec::{Decode, Encode};
use cumulus_primitives_core::{
	rpsr_digest::extract_relay_parent_storage_root, GetParachainInfo, ParaId,
};
use parking_lot::Mutex;
use polkadot_parachain_primitives::primitives::HeadData;
use sc_chain_spec::{BuildGenesisBlock, GenesisBlockBuilder};
use sc_client_api::{Backend as _, BlockBackend, HeaderBackend, StorageProvider};
use sc_client_db::{BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_service::{client::ClientConfig, SpawnTaskHandle};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_core::storage::{well_known_keys::CODE, StorageKey};
use sp_io::hashing::twox_128;
use sp_keystore::KeystorePtr;

use crate::{
	client::{Backend, Executor, ParaClient},
	door::Bounds,
	genesis,
	keys::Keys,
	origin,
	pool::Pool,
	spec::ChainSpec,
	types::{text, Block, BlockNumber, Hash, Header, Position, Result},
};

/// The size of the trie cache, in bytes.
const TRIE_CACHE: usize = 16 << 20;

/// Calls a function, and makes one commit of all that it commits to a para's database: a process that is killed
/// leaves all of it there, or nothing. Whoever reads sees the changes at once. Fails with the function's error,
/// or that of the database; the database takes no further commit then.
pub type OneCommit = Box<dyn Fn(&mut dyn FnMut() -> Result<()>) -> Result<()> + Send + Sync>;

/// An open chain of a para.
pub(crate) struct Chain {
	pub(crate) id: ParaId,
	pub(crate) client: Arc<ParaClient>,
	pub(crate) backend: Arc<Backend>,
	pub(crate) one_commit: OneCommit,
	pub(crate) pool: Arc<Pool>,
	pub(crate) keys: Keys,
	pub(crate) keystore: KeystorePtr,
	/// The head of the relay chain that this database does not have, if that was logged and nothing newer is
	/// there since.
	unknown: Mutex<Option<Position>>,
	/// The transactions that the last block called too early.
	pub(crate) early: Mutex<Vec<Hash>>,
	/// When subscriptions were last ended because of a revert.
	pub(crate) stopped: Mutex<Option<Instant>>,
}

impl Chain {
	/// Opens the chain in the database, and makes its genesis if the database is empty. All blocks and
	/// states are kept, so that the chain can go back to any of them.
	pub(crate) fn open(
		spec: &ChainSpec,
		(database, one_commit): (DatabaseSource, OneCommit),
		executor: Executor,
		keystore: KeystorePtr,
		pool: Bounds,
		tasks: SpawnTaskHandle,
	) -> Result<Self> {
		let backend = sc_service::new_db_backend::<Block>(settings(database))
			.map_err(|error| format!("the database of {}: {error}", spec.name()))?;
		let genesis = Genesis { spec, backend: backend.clone(), executor: executor.clone() };
		let client = sc_service::client::new_with_backend(
			backend.clone(),
			executor,
			genesis,
			Box::new(tasks.clone()),
			None,
			None,
			// A runtime can ask for the size of the proof so far, so a block that is executed again must
			// record a proof as it did when it was made.
			ClientConfig { enable_import_proof_recording: true, ..Default::default() },
		);
		let client: Arc<ParaClient> = Arc::new(client.map_err(text)?);
		origin::check(spec, &backend)?;
		let id = para_id(spec, &client)?;
		Ok(Self {
			id,
			pool: Arc::new(Pool::new(id, client.clone(), pool, tasks)),
			client,
			backend,
			one_commit,
			keys: Keys::new(keystore.clone()),
			keystore,
			unknown: Mutex::new(None),
			early: Mutex::new(Vec::new()),
			stopped: Mutex::new(None),
		})
	}

	/// The best block.
	pub(crate) fn best(&self) -> Position {
		let info = self.client.chain_info();
		Position { hash: info.best_hash, number: info.best_number }
	}

	/// The newest final block.
	pub(crate) fn finalized(&self) -> Position {
		let info = self.client.chain_info();
		Position { hash: info.finalized_hash, number: info.finalized_number }
	}

	/// The block of the best chain with this number.
	pub(crate) fn hash(&self, number: BlockNumber) -> Result<Hash> {
		let hash = self.client.hash(number).map_err(text)?;
		hash.ok_or_else(|| format!("para {} has no block #{number}", self.id))
	}

	/// The header of a block, with its seal.
	pub(crate) fn header(&self, hash: Hash) -> Result<Header> {
		let header = self.client.header(hash).map_err(text)?;
		header.ok_or_else(|| format!("para {} has no block {hash:?}", self.id))
	}

	/// Whether a block is on the best chain.
	pub(crate) fn is_on_best(&self, block: Position) -> Result<bool> {
		Ok(self.client.hash(block.number).map_err(text)? == Some(block.hash))
	}

	/// A block with its body.
	pub(crate) fn block(&self, hash: Hash) -> Result<Block> {
		let block = self.client.block(hash).map_err(text)?;
		Ok(block.ok_or_else(|| format!("the body of block {hash:?} is not there"))?.block)
	}

	/// The newest common ancestor of two blocks, which may be one of them.
	pub(crate) fn common(&self, one: Position, other: Position) -> Result<Position> {
		let route = sp_blockchain::tree_route(&*self.client, one.hash, other.hash).map_err(text)?;
		let common = route.common_block();
		Ok(Position { hash: common.hash, number: common.number })
	}

	/// The block whose header this head is, if the database has it with its state. A missing one is logged,
	/// but not those that follow it. Fails if the head is no header.
	pub(crate) fn find(&self, head: &HeadData) -> Result<Option<(Position, Header)>> {
		let header = decode_head(head)?;
		let position = Position { hash: header.hash(), number: header.number };
		let mut unknown = self.unknown.lock();
		if self.has(position)? {
			if unknown.take_if(|block| block.number <= position.number).is_some() {
				log::info!("Para {} has block #{} now", self.id, position.number);
			}
			return Ok(Some((position, header)));
		}
		if unknown.is_none() {
			*unknown = Some(position);
			log::warn!(
				"Para {}: the relay chain has block #{} ({:?}) as its head, which is not in the para's \
				 database. No blocks of the para are made until the relay chain goes back to one that is",
				self.id,
				position.number,
				position.hash,
			);
		}
		Ok(None)
	}

	/// Whether the database has a block with its state.
	pub(crate) fn has(&self, block: Position) -> Result<bool> {
		Ok(self.client.header(block.hash).map_err(text)?.is_some()
			&& self.backend.have_state_at(block.hash, block.number))
	}

	/// Notes that the para is where the relay chain has it: the next unknown head is logged again.
	pub(crate) fn note_known(&self) {
		*self.unknown.lock() = None;
	}

	/// What the para is registered with on the relay chain: the genesis header and the code.
	pub(crate) fn genesis(&self) -> Result<(Header, Vec<u8>)> {
		let hash = self.client.chain_info().genesis_hash;
		let code = self.client.storage(hash, &StorageKey(CODE.to_vec())).map_err(text)?;
		let code = code.ok_or("the genesis of the para has no code")?;
		Ok((self.header(hash)?, code.0))
	}
}

/// Decodes a head as a header. Fails for paras whose heads are anything else: they are not supported.
pub(crate) fn decode_head(head: &HeadData) -> Result<Header> {
	let mut bytes = &head.0[..];
	match Header::decode(&mut bytes) {
		Ok(header) if bytes.is_empty() => Ok(header),
		_ => Err(format!(
			"the para's head on the relay chain ({} bytes) is not the header of a block",
			head.0.len(),
		)),
	}
}

/// The number of a block's relay parent, by the digest in its header; 0 for the genesis, and for blocks that
/// do not tell it.
pub(crate) fn built_on(header: &Header) -> BlockNumber {
	extract_relay_parent_storage_root(&header.digest).map_or(0, |(_, number)| number)
}

/// The head of a para whose newest block has this header.
pub(crate) fn head_data(header: &Header) -> HeadData {
	HeadData(header.encode())
}

fn settings(source: DatabaseSource) -> DatabaseSettings {
	DatabaseSettings {
		trie_cache_maximum_size: Some(TRIE_CACHE),
		state_pruning: Some(PruningMode::ArchiveAll),
		source,
		blocks_pruning: BlocksPruning::KeepAll,
		pruning_filters: Vec::new(),
		metrics_registry: None,
	}
}

/// Makes the genesis block. The client asks for it if the database is empty.
struct Genesis<'a> {
	spec: &'a ChainSpec,
	backend: Arc<Backend>,
	executor: Executor,
}

impl BuildGenesisBlock<Block> for Genesis<'_> {
	type BlockImportOperation = <Backend as sc_client_api::Backend<Block>>::BlockImportOperation;

	fn build_genesis_block(self) -> sp_blockchain::Result<(Block, Self::BlockImportOperation)> {
		let Self { spec, backend, executor } = self;
		let storage = genesis::storage(spec, &executor).map_err(|reason| {
			sp_blockchain::Error::Storage(format!("genesis of {}: {reason}", spec.name()))
		})?;
		GenesisBlockBuilder::new_with_storage(storage, true, backend, executor)?
			.build_genesis_block()
	}
}

/// The para's number: from the specification, else from the runtime, else from the state.
fn para_id(spec: &ChainSpec, client: &ParaClient) -> Result<ParaId> {
	let genesis = client.chain_info().genesis_hash;
	if let Some(id) = spec.extensions().para_id {
		return Ok(id.into());
	}
	let api = client.runtime_api();
	if api.has_api::<dyn GetParachainInfo<Block>>(genesis).map_err(text)? {
		return api.parachain_id(genesis).map_err(text);
	}
	let key = [twox_128(b"ParachainInfo"), twox_128(b"ParachainId")].concat();
	let value = client.storage(genesis, &StorageKey(key)).map_err(text)?;
	let id = value.and_then(|value| ParaId::decode(&mut &value.0[..]).ok());
	id.ok_or_else(|| {
		format!(
			"{}: neither the chain specification (`para_id`) nor the runtime gives the para's \
			 number",
			spec.name(),
		)
	})
}
