// SPDX-License-Identifier: GPL-3.0-or-later

//! The development engine: one process that is a whole chain, at any pace.
//!
//! `canary --dev` holds the keys of all validators. It claims each slot by BABE's rules with the key
//! that is due, makes the block, seals it, and proves its finality to GRANDPA: a node that checks
//! every header takes the chain for any other. What differs is time. The engine owns the clock, so
//! that a week passes in a minute, and the chain can be taken back to a snapshot.
//!
//! ```text
//!   rpc ──────── commands ───────▶ engine ◀─── pool
//!                                    │  clock, sealing, snapshots
//!             claims, epochs, keys ─▶│
//!                                    ▼
//!                                  forge ──── blocks ───▶ importer ───▶ client, BABE, GRANDPA
//!                                    ▲                       │  finality, retention, notices
//!                                    └────── database ◀──────┘
//! ```
//!
//! The forge and the importer work at the same time on different blocks. `docs/dev-engine.md` says
//! what each step costs.

mod author;
mod claims;
mod clock;
mod database;
mod engine;
mod epochs;
mod finality;
mod forge;
mod grandpa;
mod importer;
mod keys;
pub(crate) mod laps;
mod precheck;
mod progress;
mod retention;
mod rpc;
mod sealing;

use std::sync::{
	atomic::{AtomicU64, Ordering},
	Arc,
};

use canary_runtime::{BlockNumber, Hash};
use futures::channel::mpsc::UnboundedReceiver;
use jsonrpsee::RpcModule;
use sc_consensus_babe::{BabeBlockImport, BabeWorkerHandle, ImportQueueParams};
use sc_consensus_grandpa::{GrandpaJustificationStream, SharedVoterState};
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{
	config::DatabaseSource, BuildNetworkParams, Configuration, Error, PruningMode,
	SpawnTasksParams, TaskManager,
};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	Slot, SlotDuration,
};
use sp_keystore::KeystorePtr;
use sp_timestamp::{InherentDataProvider as TimeProvider, Timestamp};

use self::{
	clock::Clock,
	database::Store,
	engine::{Command, Engine, Handle, Length},
	forge::Forge,
	grandpa::Grandpa,
	importer::{Chain, Importer},
	keys::Keys,
	rpc::{Dev, DevApiServer},
};
use crate::{
	banner,
	executor::Executor,
	rpc::Sources,
	service::{self, Block, FullBackend, FullClient, ImportQueue, Pool, SelectChain},
};

#[cfg(feature = "bench")]
pub(crate) use self::keys::well_known;
pub(crate) use self::{rpc::parse_time, sealing::Sealing};

/// BABE's rules for blocks, and GRANDPA's after them.
type BabeImport = BabeBlockImport<
	Block,
	FullClient,
	Grandpa,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;

/// How many blocks finality is behind the head, where nothing is said.
pub(crate) const FINALITY_LAG: BlockNumber = 2;
/// How many blocks before the head keep their state, where nothing is said: some seconds' worth of a
/// bulk run. A wallet asks for the events of the block that has its transaction only when it has
/// heard of it.
const KEPT_STATES: BlockNumber = 4_096;

/// How the user wants the engine.
#[derive(Clone, Debug)]
pub(crate) struct Options {
	/// When blocks are made.
	pub(crate) sealing: Sealing,
	/// How many blocks finality is behind the head.
	pub(crate) finality_lag: BlockNumber,
	/// How many blocks to make at the start.
	pub(crate) fast_forward: BlockNumber,
	/// When the first block is made, if not now.
	pub(crate) start: Option<Timestamp>,
}

/// A chain with its engine, and what a node around them needs.
pub(crate) struct Parts {
	engine: Engine,
	handle: Handle,
	commands: UnboundedReceiver<Command>,
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	select_chain: SelectChain,
	pool: Arc<Pool>,
	keystore: KeystorePtr,
	grandpa: Grandpa,
	justifications: GrandpaJustificationStream<Block>,
	import_queue: ImportQueue,
	babe_worker: BabeWorkerHandle<Block>,
	telemetry: Option<Telemetry>,
}

/// Opens the chain, and makes its genesis if there is none yet.
pub(crate) fn open(
	config: &mut Configuration,
	executor: Executor,
	options: &Options,
) -> Result<(Parts, TaskManager), Error> {
	let kept_states = kept_states(config.state_pruning.take())?;
	// The database drops no state. The importer does, and knows the snapshots.
	config.state_pruning = Some(PruningMode::ArchiveAll);
	let path = config.database.path().ok_or("the database has no folder")?;
	let (store, new) = Store::open(path)?;
	let database = DatabaseSource::Custom { db: store.handle(), require_create_flag: new };
	let service::Chain {
		client,
		backend,
		keystore_container,
		task_manager: tasks,
		select_chain,
		pool,
		telemetry,
	} = service::open(config, executor.clone(), database, &config.transaction_pool)?;
	let keystore = keystore_container.keystore();
	let head = client.chain_info().best_hash;
	sp_session::generate_initial_session_keys(
		client.clone(),
		head,
		keys::well_known(),
		keystore.clone(),
	)
	.map_err(|error| Error::Application(Box::new(error)))?;

	let grandpa = Grandpa::new(&client, select_chain.clone())?;
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let head_slot = Arc::new(AtomicU64::new(0));
	let (babe, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		grandpa.clone(),
		client.clone(),
		chain_time(head_slot.clone(), slot_duration),
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(pool.clone()),
	)?;
	let (import_queue, babe_worker) = sc_consensus_babe::import_queue(ImportQueueParams {
		link: babe_link.clone(),
		block_import: babe.clone(),
		justification_import: Some(Box::new(grandpa.clone())),
		client: client.clone(),
		slot_duration,
		spawner: &tasks.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
	})?;

	let (sender, justifications) = GrandpaJustificationStream::channel();
	let chain = Arc::new(Chain {
		client: client.clone(),
		backend: backend.clone(),
		store: store.clone(),
		select_chain: select_chain.clone(),
		babe,
		babe_link,
		grandpa: grandpa.clone(),
		keys: Keys::new(keystore.clone()),
		pool: pool.clone(),
		justifications: sender,
		head_slot,
	});
	let importer = Importer::new(chain.clone(), options.finality_lag, kept_states)?;
	let forge = Forge::new(client.clone(), executor, store, importer.head())?;
	let clock = Clock::new(slot_duration, options.start.unwrap_or_else(clock::wall));
	let (engine, handle, commands) =
		Engine::new(chain, forge, importer, clock, options.sealing, options.finality_lag)?;
	let parts = Parts {
		engine,
		handle,
		commands,
		client,
		backend,
		select_chain,
		pool,
		keystore,
		grandpa,
		justifications,
		import_queue,
		babe_worker,
		telemetry,
	};
	Ok((parts, tasks))
}

#[cfg(feature = "bench")]
impl Parts {
	/// The chain.
	pub(crate) fn client(&self) -> Arc<FullClient> {
		self.client.clone()
	}

	/// Makes this many blocks.
	pub(crate) async fn run(&mut self, count: BlockNumber) -> Result<(), String> {
		self.engine.blocks(Length::Count(count), Vec::new(), false).await.map(drop)
	}

	/// Makes a block with these transactions.
	pub(crate) fn seal(
		&mut self,
		transactions: Vec<<Block as sp_runtime::traits::Block>::Extrinsic>,
	) -> Result<(), String> {
		self.engine.seal(transactions).map(drop)
	}
}

/// Starts the engine and the node around it.
pub(crate) fn start<Net: NetworkBackend<Block, Hash>>(
	mut config: Configuration,
	executor: Executor,
	options: Options,
) -> Result<TaskManager, Error> {
	let (parts, mut tasks) = open(&mut config, executor, &options)?;
	let Parts {
		engine,
		handle,
		commands,
		client,
		backend,
		select_chain,
		pool,
		keystore,
		grandpa,
		justifications,
		import_queue,
		babe_worker,
		mut telemetry,
	} = parts;
	let metrics = Net::register_notification_metrics(config.prometheus_registry());
	let net_config = FullNetworkConfiguration::<_, _, Net>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let (network, system_rpc_tx, tx_handler_controller, sync, _) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: pool.clone(),
			spawn_handle: tasks.spawn_handle(),
			spawn_essential_handle: tasks.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: None,
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	if config.offchain_worker.enabled {
		service::run_offchain_workers(&tasks, &client, &backend, &pool, &keystore, &network, true)?;
	}

	let sources = Sources {
		client: client.clone(),
		pool: pool.clone(),
		select_chain,
		chain_spec: config.chain_spec.cloned_box(),
		keystore: keystore.clone(),
		babe_worker,
		validators: Arc::new(move || grandpa.validators()),
		backend: backend.clone(),
		voter_state: SharedVoterState::empty(),
		justifications,
	};
	let chain_name = config.chain_spec.name().to_owned();
	let rpc = sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client: client.clone(),
		backend,
		task_manager: &mut tasks,
		keystore,
		transaction_pool: pool,
		rpc_builder: Box::new(move |executor| {
			let mut methods: RpcModule<()> = sources.methods(executor)?;
			methods
				.merge(Dev(handle.clone()).into_rpc())
				.map_err(|error| Error::Application(Box::new(error)))?;
			Ok(methods)
		}),
		network,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	banner::print(&chain_name, &client, &rpc);
	let first = (options.fast_forward > 0).then_some(Length::Count(options.fast_forward));
	tasks.spawn_essential_handle().spawn_blocking(
		"dev-engine",
		Some("block-authoring"),
		engine.run(commands, first),
	);
	Ok(tasks)
}

/// The time by which BABE's rules judge a block: that of the newest slot, which is set before.
pub(crate) fn chain_time(
	head_slot: Arc<AtomicU64>,
	slot_duration: SlotDuration,
) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |_parent, ()| {
		let slot = Slot::from(head_slot.load(Ordering::Acquire));
		let time = slot.timestamp(slot_duration).unwrap_or_default();
		async move { Ok((SlotProvider::new(slot), TimeProvider::new(time))) }
	})
}

/// How many blocks before the head keep their state.
fn kept_states(pruning: Option<PruningMode>) -> Result<BlockNumber, Error> {
	match pruning {
		None => Ok(KEPT_STATES),
		Some(PruningMode::Constrained(limits)) => Ok(limits.max_blocks.unwrap_or(KEPT_STATES)),
		Some(PruningMode::ArchiveAll) => Ok(BlockNumber::MAX),
		Some(PruningMode::ArchiveCanonical) => Err(Error::Other(
			"--state-pruning archive-canonical: a development chain has no other blocks; use \
			 `archive`"
				.into(),
		)),
	}
}
