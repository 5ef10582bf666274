// SPDX-License-Identifier: GPL-3.0-or-later

//! The node of a development chain: the engine, peers, and RPC.

use std::sync::Arc;

use futures::StreamExt;
use jsonrpsee::RpcModule;
use sc_consensus_grandpa::SharedVoterState;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{BuildNetworkParams, Configuration, Error, SpawnTasksParams, TaskManager};
use sc_transaction_pool_api::TransactionPool;

use super::{no_delay, offchain, parts::ChainParts};
use crate::{
	banner,
	dev::{
		command::{Handle, Length},
		engine::Engine,
		options::Options,
		rpc::{Dev, DevApiServer},
		shared_pool::SharedPool,
		start::{open, EngineParts},
	},
	executor::Executor,
	rpc::Sources,
	types::{Block, Hash, Pool},
};

/// Starts the engine and the node around it.
pub(super) fn start<Net: NetworkBackend<Block, Hash>>(
	mut config: Configuration,
	executor: Executor,
	options: Options,
) -> Result<TaskManager, Error> {
	let EngineParts {
		engine,
		handle,
		parts,
		grandpa,
		gate,
		justifications,
		import_queue,
		babe_worker,
	} = open(&mut config, executor, &options)?;
	let ChainParts {
		client,
		backend,
		keystore_container,
		task_manager: mut tasks,
		select_chain,
		pool,
		mut telemetry,
	} = parts;
	let keystore = keystore_container.keystore();
	let shared_pool = Arc::new(SharedPool::new(pool.clone(), gate, client.clone(), options.pool));
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
			transaction_pool: shared_pool.clone(),
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
		offchain::run(&tasks, &client, &backend, &pool, &keystore, &network, true)?;
	}

	let sources = Sources {
		client: client.clone(),
		pool: pool.clone(),
		select_chain,
		chain_spec: config.chain_spec.cloned_box(),
		keystore: keystore.clone(),
		babe_worker,
		voters: Arc::new(move || grandpa.voters()),
		backend: backend.clone(),
		voter_state: SharedVoterState::empty(),
		justifications,
	};
	let chain_name = config.chain_spec.name().to_owned();
	let methods = handle.clone();
	let (arrivals, threads) = (pool, config.tokio_handle.clone());
	let rpc = sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client: client.clone(),
		backend,
		task_manager: &mut tasks,
		keystore,
		transaction_pool: shared_pool,
		rpc_builder: Box::new(move |executor| {
			let mut module: RpcModule<()> = sources.methods(executor)?;
			module
				.merge(Dev(methods.clone()).into_rpc())
				.map_err(|error| Error::Application(Box::new(error)))?;
			Ok(module)
		}),
		network,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	no_delay::set(rpc.listen_addresses());
	banner::print(&chain_name, &client, &rpc);
	let first = (options.fast_forward > 0).then_some(Length::Count(options.fast_forward));
	run(&tasks, &threads, engine, handle, first, arrivals);
	Ok(tasks)
}

/// Runs the engine on a thread of its own, as long as the node runs. The node stops if it ends before.
fn run(
	tasks: &TaskManager,
	threads: &tokio::runtime::Handle,
	engine: Engine,
	handle: Handle,
	first: Option<Length>,
	pool: Arc<Pool>,
) {
	let messages = handle.clone();
	tasks.spawn_handle().spawn("dev-arrivals", Some("block-authoring"), async move {
		let mut arrivals = pool.import_notification_stream();
		while arrivals.next().await.is_some() && messages.transaction() {}
	});

	// The asynchronous runtime waits for such a thread before the process ends, so that the database
	// is closed in order.
	let thread = threads.spawn_blocking(move || engine.run(first));
	let stop = StopOnDrop(handle);
	tasks.spawn_essential_handle().spawn("dev-engine", Some("block-authoring"), async move {
		if let Err(error) = thread.await {
			log::error!("The engine has ended: {error}");
		}
		drop(stop);
	});
}

/// The node drops its tasks when it stops, and with one of them this.
struct StopOnDrop(Handle);

impl Drop for StopOnDrop {
	fn drop(&mut self) {
		self.0.stop();
	}
}
