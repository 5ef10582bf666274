// SPDX-License-Identifier: GPL-3.0-or-later

//! The interface of a para that runs in the process of its relay chain.

use std::{net::SocketAddr, path::PathBuf, pin::Pin, sync::Arc};

use canary_rpc_server::Server;
use cumulus_primitives_core::{ParaId, PersistedValidationData};
use futures::{Stream, StreamExt};
use parking_lot::Mutex;
use polkadot_node_primitives::PoV;
use polkadot_parachain_primitives::primitives::{HeadData, ValidationCode};
use polkadot_primitives::Header as RelayHeader;
use sc_executor::{HeapAllocStrategy, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::{
	config::{DatabaseSource, ExecutorConfiguration, KeystoreConfig},
	KeystoreContainer, SpawnTaskHandle,
};
use sc_transaction_pool_api::TransactionPool;
use sp_consensus_aura::Slot;

use crate::{
	chain::{decode_head, head_data, Chain, OneCommit},
	client::Executor,
	collation::{self, Collated},
	door::Bounds,
	facts, following, importing,
	relay::RelayState,
	reverts,
	rpc::{self, Served, Software},
	spec::ChainSpec,
	types::{text, BlockNumber, Extrinsic, Header, Position, Result},
};

/// How a para is opened.
pub struct Settings {
	/// The chain specification.
	pub spec: ChainSpec,
	/// The database of the para's blocks and states.
	pub database: DatabaseSource,
	/// Makes one commit of several to this database.
	pub one_commit: OneCommit,
	/// The keystore for keys that come over the para's RPC. The well-known keys make blocks without it.
	pub keystore: KeystoreConfig,
	/// How the para's Wasm is executed.
	pub executor: ExecutorConfiguration,
	/// The limits of the para's pool.
	pub pool: Bounds,
	/// The folder for compiled code. The node runs what it finds there.
	pub wasm_cache: PathBuf,
	/// The node's name and version, for the para's RPC.
	pub software: Software,
}

/// A para's own chain, and the making of its blocks. A clone is the same para.
///
/// The methods that make, follow or revert blocks wait for asynchronous functions of the SDK: call them
/// from a thread, never from inside an asynchronous task, and from one thread at a time.
#[derive(Clone)]
pub struct Para(Arc<Inner>);

struct Inner {
	chain: Arc<Chain>,
	spec: ChainSpec,
	software: Software,
	tasks: SpawnTaskHandle,
	/// The RPC server, until it is stopped, or the para is dropped.
	server: Mutex<Option<Server>>,
}

impl Para {
	/// Opens a para, and makes its genesis if its database is empty. Fails if the database has another
	/// genesis.
	pub fn open(settings: Settings, tasks: SpawnTaskHandle) -> Result<Self> {
		let Settings { spec, database, one_commit, keystore, executor, pool, wasm_cache, software } =
			settings;
		let executor = new_executor(&executor, wasm_cache);
		let keystore = KeystoreContainer::new(&keystore).map_err(text)?.keystore();
		let database = (database, one_commit);
		let chain = Chain::open(&spec, database, executor, keystore, pool, tasks.clone())?;
		Ok(Self(Arc::new(Inner {
			chain: Arc::new(chain),
			spec,
			software,
			tasks,
			server: Mutex::new(None),
		})))
	}

	/// Serves the para's RPC on this machine. Returns the IPv4 address with the port.
	pub fn start_rpc(&self, served: &Served) -> Result<SocketAddr> {
		let Inner { chain, spec, software, tasks, server } = &*self.0;
		let (started, address) = rpc::start(chain, spec, software, served, tasks)?;
		*server.lock() = Some(started);
		Ok(address)
	}

	/// Stops the para's RPC, which holds the database. Called outside of the asynchronous runtime, it waits
	/// until nothing is served any more.
	pub fn stop_rpc(&self) {
		let server = self.0.server.lock().take();
		drop(server);
	}

	/// The para's number on the relay chain.
	pub fn id(&self) -> ParaId {
		self.0.chain.id
	}

	/// The name of the para's chain.
	pub fn name(&self) -> &str {
		self.0.spec.name()
	}

	/// What the para is registered with on the relay chain: the genesis head and the code.
	pub fn genesis(&self) -> Result<(HeadData, ValidationCode)> {
		let (header, code) = self.0.chain.genesis()?;
		Ok((head_data(&header), ValidationCode(code)))
	}

	/// How many blocks the relay parent of the block after `parent` must be behind the relay chain's head:
	/// 0 for most paras. Fails if `parent` is not in the para's database.
	pub fn relay_parent_offset(&self, parent: &HeadData) -> Result<u32> {
		let chain = &self.0.chain;
		let (block, _) = chain.find(parent)?.ok_or("the para's head is not in its database")?;
		facts::relay_parent_offset(&chain.client, block.hash)
	}

	/// Makes the block after `validation_data.parent_head` on this relay parent, whose slot is
	/// `relay_slot`, and imports it as the para's best block. `validation_data` is that of the relay
	/// parent, and `relay` gives the state there.
	///
	/// `None` if the author's key is not here, if the runtime allows no further block yet, or if the
	/// parent is not in the para's database, which is logged once. Fails if the runtime makes no block
	/// even without transactions. Transactions that the runtime refuses, or that are too large for a PoV,
	/// are dropped from the pool.
	pub fn collate(
		&self,
		relay: &dyn RelayState,
		relay_parent: &RelayHeader,
		relay_slot: Slot,
		validation_data: &PersistedValidationData,
	) -> Result<Option<Collated>> {
		collation::collate(&self.0.chain, relay, relay_parent, relay_slot, validation_data)
	}

	/// Imports the blocks in a PoV that was made elsewhere and that validators have checked, as the para's
	/// best ones. `parent` is the head that they build on; if it is not in the para's database, which is
	/// logged once, nothing changes. Fails if the PoV has no blocks, or if they cannot be executed.
	pub fn import(&self, pov: &PoV, parent: &HeadData) -> Result<()> {
		importing::import_pov(&self.0.chain, pov, parent)
	}

	/// Tells the para that the relay chain has included this head: its best chain then goes through it. A
	/// head that is not in the para's database changes nothing. Fails if the head is no header.
	pub fn included(&self, head: &HeadData) -> Result<()> {
		following::included(&self.0.chain, head)
	}

	/// Tells the para that a final block of the relay chain includes this head: the para is then final up
	/// to it. A head that is not in the para's database, or is final already, changes nothing. Fails if
	/// the head is no header.
	pub fn finalized(&self, head: &HeadData) -> Result<()> {
		following::finalized(&self.0.chain, head)
	}

	/// Whether a head stands for a block of the best chain. Fails if the head is no header.
	pub fn is_on_best(&self, head: &HeadData) -> Result<bool> {
		let header = decode_head(head)?;
		self.0.chain.is_on_best(Position { hash: header.hash(), number: header.number })
	}

	/// Goes with the relay chain to where that has the para, after a revert or where the para's head was set
	/// to another one: its best block is `best`, and it is final up to `finalized`, whatever was final before.
	/// `relay_head` is the number of the relay chain's head.
	///
	/// Other blocks are gone, but those whose relay parent is below `relay_head` are kept, and come back if the
	/// relay chain leads to them again. The pool keeps the transactions that are valid there, and has those of
	/// the last blocks that are gone. Subscribers are told. If only one of the two heads is known here, it is
	/// taken for both; if neither is, nothing changes, which is logged once.
	pub fn go_back(
		&self,
		best: &HeadData,
		finalized: &HeadData,
		relay_head: BlockNumber,
	) -> Result<()> {
		reverts::go_back(&self.0.chain, best, finalized, relay_head, None)
	}

	/// Goes with the relay chain as [`Self::go_back`] does, with these transactions in the pool instead of
	/// those that are there, as far as they are valid.
	pub fn go_back_with(
		&self,
		best: &HeadData,
		finalized: &HeadData,
		relay_head: BlockNumber,
		waiting: Vec<Extrinsic>,
	) -> Result<()> {
		reverts::go_back(&self.0.chain, best, finalized, relay_head, Some(waiting))
	}

	/// Whether a head is neither the last final block nor above it on the chain, so that it takes
	/// [`Self::go_back`] to get there. A head that is not known here is not. Fails if the head is no header.
	pub fn is_off_final(&self, head: &HeadData) -> Result<bool> {
		reverts::is_off(&self.0.chain, head)
	}

	/// The transactions in the para's pool, ready or not.
	pub fn waiting(&self) -> Vec<Extrinsic> {
		self.0.chain.pool.waiting()
	}

	/// An item for each transaction that becomes ready in the para's pool from now on.
	pub fn arrivals(&self) -> Pin<Box<dyn Stream<Item = ()> + Send>> {
		self.0.chain.pool.import_notification_stream().map(drop).boxed()
	}

	/// How many transactions in the para's pool are ready.
	pub fn ready_transactions(&self) -> usize {
		self.0.chain.pool.status().ready
	}

	/// The best block.
	pub fn best(&self) -> Position {
		self.0.chain.best()
	}

	/// The head for the newest block of the best chain whose relay parent is below this block of the relay
	/// chain: a later one cannot be on the relay chain there. It is the genesis if there is none.
	pub fn head_by(&self, relay_head: BlockNumber) -> Result<HeadData> {
		reverts::head_by(&self.0.chain, relay_head)
	}

	/// The head that stands for the newest final block.
	pub fn final_head(&self) -> Result<HeadData> {
		Ok(head_data(&self.0.chain.header(self.last_final().hash)?))
	}

	/// The newest final block.
	pub fn last_final(&self) -> Position {
		self.0.chain.finalized()
	}

	/// The para's head that stands for the best block: its encoded header.
	pub fn best_head(&self) -> Result<HeadData> {
		Ok(head_data(&self.best_header()?))
	}

	/// The header of the best block, with its seal.
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
