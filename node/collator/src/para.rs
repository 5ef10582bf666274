// SPDX-License-Identifier: GPL-3.0-or-later

//! A para in the process of its relay chain.

use std::{net::SocketAddr, path::PathBuf, pin::Pin, sync::Arc};

use cumulus_primitives_core::{ParaId, PersistedValidationData};
use futures::{Stream, StreamExt};
use parking_lot::Mutex;
use polkadot_parachain_primitives::primitives::{HeadData, ValidationCode};
use polkadot_primitives::Header as RelayHeader;
use sc_executor::{HeapAllocStrategy, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_rpc_server::Server;
use sc_service::{
	config::{DatabaseSource, ExecutorConfiguration, KeystoreConfig},
	KeystoreContainer, SpawnTaskHandle,
};
use sc_transaction_pool_api::TransactionPool;
use sp_consensus_aura::Slot;

use crate::{
	chain::{head_data, Chain},
	client::Executor,
	collation::{self, Collated},
	door::Bounds,
	facts, following,
	relay::RelayState,
	reverts,
	rpc::{self, Served, Software},
	spec::ChainSpec,
	types::{text, Extrinsic, Header, Position, Result},
};

/// How a para is opened.
pub struct Settings {
	/// What the chain is.
	pub spec: ChainSpec,
	/// Where its blocks are.
	pub database: DatabaseSource,
	/// Where the keys are that its RPC is given. The well-known ones make blocks anyway.
	pub keystore: KeystoreConfig,
	/// How its Wasm is run.
	pub executor: ExecutorConfiguration,
	/// How much its pool takes.
	pub pool: Bounds,
	/// Where compiled code is kept. The node runs what it finds there.
	pub wasm_cache: PathBuf,
	/// What its RPC calls the node.
	pub software: Software,
}

/// A para's own chain, and the making of its blocks. A clone is the same para.
///
/// What makes, follows or takes back waits for the SDK's asynchronous functions: it is to be called from a
/// thread, not from inside an asynchronous task, and by one thread at a time.
#[derive(Clone)]
pub struct Para(Arc<Inner>);

struct Inner {
	chain: Arc<Chain>,
	spec: ChainSpec,
	software: Software,
	tasks: SpawnTaskHandle,
	/// Serves as long as the para lives.
	server: Mutex<Option<Server>>,
}

impl Para {
	/// Opens a para, and makes its genesis if its database is empty.
	pub fn open(settings: Settings, tasks: SpawnTaskHandle) -> Result<Self> {
		let Settings { spec, database, keystore, executor, pool, wasm_cache, software } = settings;
		let executor = new_executor(&executor, wasm_cache);
		let keystore = KeystoreContainer::new(&keystore).map_err(text)?.keystore();
		let chain = Chain::open(&spec, database, executor, keystore, pool, tasks.clone())?;
		reverts::recover(&chain)?;
		Ok(Self(Arc::new(Inner {
			chain: Arc::new(chain),
			spec,
			software,
			tasks,
			server: Mutex::new(None),
		})))
	}

	/// Serves the para's RPC to this machine. Gives the address.
	pub fn start_rpc(&self, served: &Served) -> Result<SocketAddr> {
		let Inner { chain, spec, software, tasks, server } = &*self.0;
		let (started, address) = rpc::start(chain, spec, software, served, tasks)?;
		*server.lock() = Some(started);
		Ok(address)
	}

	/// The para's number on the relay chain.
	pub fn id(&self) -> ParaId {
		self.0.chain.id
	}

	/// What people call its chain.
	pub fn name(&self) -> &str {
		self.0.spec.name()
	}

	/// What the relay chain is to know of it at its beginning.
	pub fn genesis(&self) -> Result<(HeadData, ValidationCode)> {
		let (header, code) = self.0.chain.genesis()?;
		Ok((head_data(&header), ValidationCode(code)))
	}

	/// How many blocks behind the relay chain's head the relay parent of the block after `parent` is to be:
	/// none for most paras. An error where `parent` is not in the para's database.
	pub fn relay_parent_offset(&self, parent: &HeadData) -> Result<u32> {
		let chain = &self.0.chain;
		let (block, _) = chain.find(parent)?.ok_or("the para's head is not in its database")?;
		facts::relay_parent_offset(&chain.client, block.hash)
	}

	/// Makes the block after `validation_data.parent_head` for this relay parent, of slot `relay_slot`, and
	/// imports it as the para's best block. `validation_data` is that of the relay parent, and `relay` is
	/// asked for the state there.
	///
	/// Gives nothing where the block is not to be made: its author's key is not here, the runtime wants no
	/// further block yet, or the parent is not in the para's database, of which the user is told once. An
	/// error says why the runtime makes no block at all. Transactions that the runtime refuses, or that are
	/// too large for a PoV, are dropped from the pool.
	pub fn collate(
		&self,
		relay: &dyn RelayState,
		relay_parent: &RelayHeader,
		relay_slot: Slot,
		validation_data: &PersistedValidationData,
	) -> Result<Option<Collated>> {
		collation::collate(&self.0.chain, relay, relay_parent, relay_slot, validation_data)
	}

	/// Takes note that the relay chain has included this head: the para's best chain goes through it. Nothing
	/// changes where it is not in the para's database.
	pub fn included(&self, head: &HeadData) -> Result<()> {
		following::included(&self.0.chain, head)
	}

	/// Takes note that this head is included in a final block of the relay chain: the para is final up to it.
	/// Nothing changes where it is not in the para's database, or final already.
	pub fn finalized(&self, head: &HeadData) -> Result<()> {
		following::finalized(&self.0.chain, head)
	}

	/// Takes the para back, as the relay chain was: its newest block is `best`, and it is final up to
	/// `finalized`, whatever was final before. The blocks above are gone. What waits in the pool goes on
	/// waiting, as far as it is valid there. Subscribers are told. Where the para's database has only one of
	/// the two blocks, both are that one; with neither, the para stays as it is, and the user is told once.
	pub fn go_back(&self, best: &HeadData, finalized: &HeadData) -> Result<()> {
		reverts::go_back(&self.0.chain, best, finalized, None)
	}

	/// The same, with these transactions in the pool, as far as they are valid there, and no others.
	pub fn go_back_with(
		&self,
		best: &HeadData,
		finalized: &HeadData,
		waiting: Vec<Extrinsic>,
	) -> Result<()> {
		reverts::go_back(&self.0.chain, best, finalized, Some(waiting))
	}

	/// The transactions in the para's pool, ready or not.
	pub fn waiting(&self) -> Vec<Extrinsic> {
		self.0.chain.pool.waiting()
	}

	/// Tells of each transaction that becomes ready in the para's pool from now on.
	pub fn arrivals(&self) -> Pin<Box<dyn Stream<Item = ()> + Send>> {
		self.0.chain.pool.import_notification_stream().map(drop).boxed()
	}

	/// How many transactions in the para's pool could be in its next blocks.
	pub fn ready_transactions(&self) -> usize {
		self.0.chain.pool.status().ready
	}

	/// The newest block.
	pub fn best(&self) -> Position {
		self.0.chain.best()
	}

	/// The newest block that is final.
	pub fn last_final(&self) -> Position {
		self.0.chain.finalized()
	}

	/// The head that stands for the newest block.
	pub fn best_head(&self) -> Result<HeadData> {
		Ok(head_data(&self.best_header()?))
	}

	/// The header of the newest block, with its seal.
	pub fn best_header(&self) -> Result<Header> {
		self.0.chain.header(self.best().hash)
	}
}

fn new_executor(settings: &ExecutorConfiguration, cache: PathBuf) -> Executor {
	let heap = settings.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: pages as _ }
	});
	Executor::builder()
		.with_execution_method(settings.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(settings.max_runtime_instances)
		.with_runtime_cache_size(settings.runtime_cache_size)
		// Wasmtime takes absolute paths only.
		.with_cache_path(std::path::absolute(&cache).unwrap_or(cache))
		.build()
}
