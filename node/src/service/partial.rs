// SPDX-License-Identifier: GPL-3.0-or-later

//! The parts of a node that work without a network: the chain, and the rules to extend it.

use std::sync::Arc;

use canary_runtime::RuntimeApi;
use futures::future::BoxFuture;
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle, ImportQueueParams};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaPruningFilter, LinkHalf};
use sc_service::{
	config::DatabaseSource, Configuration, Error, KeystoreContainer, PartialComponents,
	SpawnTaskHandle, TaskManager, TransactionPoolOptions,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;
use sp_core::traits::SpawnEssentialNamed;

use super::{wall_clock, Block, FullBackend, FullClient, ImportQueue, Pool, SelectChain};
use crate::{executor::Executor, genesis::Genesis};

/// Justifications of GRANDPA that are kept are at most this many blocks apart. Nodes that join later
/// check them to catch up with the finalized chain.
pub(crate) const JUSTIFICATION_PERIOD: u32 = 512;

/// Checks a block by the rules of BABE, then by those of GRANDPA, then runs it.
pub(super) type BlockImport = BabeBlockImport<
	Block,
	FullClient,
	GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;

/// The ends of consensus that a running node ties together.
pub(crate) struct Consensus {
	pub(super) block_import: BlockImport,
	pub(super) babe: BabeLink<Block>,
	pub(super) babe_worker: BabeWorkerHandle<Block>,
	pub(super) grandpa: LinkHalf<Block, FullClient, SelectChain>,
	pub(super) telemetry: Option<Telemetry>,
}

/// A node without network, RPC and authorship.
pub(crate) type Partial =
	PartialComponents<FullClient, FullBackend, SelectChain, ImportQueue, Pool, Consensus>;

/// Opens the chain, and makes its genesis if there is none yet.
pub(crate) fn new_partial(config: &Configuration, executor: Executor) -> Result<Partial, Error> {
	let Chain { client, backend, keystore_container, task_manager, select_chain, pool, telemetry } =
		open(config, executor, config.database.clone(), &config.transaction_pool)?;
	let telemetry_handle = telemetry.as_ref().map(Telemetry::handle);

	let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry_handle.clone(),
	)?;
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_import.clone(),
		client.clone(),
		wall_clock(slot_duration),
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(pool.clone()),
	)?;
	let (import_queue, babe_worker) = sc_consensus_babe::import_queue(ImportQueueParams {
		link: babe.clone(),
		block_import: block_import.clone(),
		justification_import: Some(Box::new(grandpa_import)),
		client: client.clone(),
		slot_duration,
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		telemetry: telemetry_handle,
	})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool: pool,
		other: Consensus { block_import, babe, babe_worker, grandpa, telemetry },
	})
}

/// A chain without the rules to extend it.
pub(crate) struct Chain {
	pub(crate) client: Arc<FullClient>,
	pub(crate) backend: Arc<FullBackend>,
	pub(crate) keystore_container: KeystoreContainer,
	pub(crate) task_manager: TaskManager,
	pub(crate) select_chain: SelectChain,
	pub(crate) pool: Arc<Pool>,
	pub(crate) telemetry: Option<Telemetry>,
}

/// Opens the chain in `database`, and makes its genesis if there is none yet.
pub(crate) fn open(
	config: &Configuration,
	executor: Executor,
	database: DatabaseSource,
	pool: &TransactionPoolOptions,
) -> Result<Chain, Error> {
	let (telemetry, telemetry_worker) = new_telemetry(config)?.unzip();
	let telemetry_handle = telemetry.as_ref().map(Telemetry::handle);

	let mut settings = config.db_config();
	settings.source = database;
	// A pruned node keeps the justified blocks: others warp-sync from them.
	settings.pruning_filters = vec![Arc::new(GrandpaPruningFilter)];
	let backend = sc_service::new_db_backend::<Block>(settings)?;
	let genesis = Genesis {
		spec: &*config.chain_spec,
		commit: !config.no_genesis(),
		backend: backend.clone(),
		executor: executor.clone(),
	};
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
			config,
			telemetry_handle,
			executor,
			backend,
			genesis,
			false,
		)?;
	let client = Arc::new(client);
	if let Some(worker) = telemetry_worker {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
	}
	let select_chain = SelectChain::new(backend.clone());
	let pool = new_pool(config, pool, &client, &task_manager);
	Ok(Chain { client, backend, keystore_container, task_manager, select_chain, pool, telemetry })
}

/// Telemetry is sent only where the user or the chain specification names a server.
fn new_telemetry(config: &Configuration) -> Result<Option<(Telemetry, TelemetryWorker)>, Error> {
	let endpoints = config.telemetry_endpoints.clone().filter(|endpoints| !endpoints.is_empty());
	let Some(endpoints) = endpoints else { return Ok(None) };
	let worker = TelemetryWorker::new(16)?;
	let telemetry = worker.handle().new_telemetry(endpoints);
	Ok(Some((telemetry, worker)))
}

fn new_pool(
	config: &Configuration,
	options: &TransactionPoolOptions,
	client: &Arc<FullClient>,
	tasks: &TaskManager,
) -> Arc<Pool> {
	let pool = sc_transaction_pool::Builder::new(
		PoolTasks(tasks.spawn_handle()),
		client.clone(),
		config.role.is_authority().into(),
	)
	.with_options(options.clone())
	.with_prometheus(config.prometheus_registry())
	.build();
	Arc::new(pool)
}

/// Runs the tasks of the pool, which asks for essential ones, as ordinary tasks.
///
/// They end with the pool, and so only when the node stops, where an essential task is logged as
/// failed. A panic stops the node in either case.
#[derive(Clone)]
struct PoolTasks(SpawnTaskHandle);

impl SpawnEssentialNamed for PoolTasks {
	fn spawn_essential_blocking(&self, name: Name, group: Option<Name>, task: Task) {
		self.0.spawn_blocking(name, group, task);
	}

	fn spawn_essential(&self, name: Name, group: Option<Name>, task: Task) {
		self.0.spawn(name, group, task);
	}
}

type Name = &'static str;
type Task = BoxFuture<'static, ()>;
