// SPDX-License-Identifier: GPL-3.0-or-later

//! The tasks of every node: they tell the pool of blocks, collect metrics, report to telemetry and
//! the log, and serve RPC.
//!
//! The SDK starts the same in `spawn_tasks`, but with a server that lets any web page in: see
//! [`canary_rpc_server`].

use std::{net::SocketAddr, sync::Arc};

use canary_rpc_server::{Node, Parts, Threads};
use futures::FutureExt;
use jsonrpsee::RpcModule;
use sc_client_api::UsageProvider;
use sc_network::service::traits::NetworkService;
use sc_network_sync::SyncingService;
use sc_rpc::SubscriptionTaskExecutor;
use sc_rpc_spec_v2::transaction::TransactionMetrics;
use sc_service::{config::PrometheusConfig, Configuration, Error, MetricsService, TaskManager};
use sc_telemetry::{Telemetry, TelemetryHandle};
use sc_transaction_pool_api::MaintainedTransactionPool;
use sc_utils::mpsc::TracingUnboundedSender;
use sp_keystore::KeystorePtr;

use crate::types::{Block, FullBackend, FullClient, Hash};

/// What the tasks need of the node.
pub(super) struct Around<'a, Pool> {
	pub(super) config: Configuration,
	pub(super) client: Arc<FullClient>,
	pub(super) backend: Arc<FullBackend>,
	pub(super) keystore: KeystorePtr,
	pub(super) pool: Arc<Pool>,
	pub(super) network: Arc<dyn NetworkService>,
	pub(super) sync: Arc<SyncingService<Block>>,
	/// Takes the `system` requests that the network answers.
	pub(super) system_questions: TracingUnboundedSender<sc_rpc::system::Request<Block>>,
	pub(super) telemetry: Option<&'a mut Telemetry>,
}

/// Starts the tasks. RPC has the SDK's methods and those of `methods`. Returns the addresses of the
/// server.
pub(super) fn spawn<Pool>(
	around: Around<'_, Pool>,
	tasks: &mut TaskManager,
	methods: &dyn Fn(SubscriptionTaskExecutor) -> Result<RpcModule<()>, Error>,
) -> Result<Vec<SocketAddr>, Error>
where
	Pool: MaintainedTransactionPool<Block = Block, Hash = Hash> + 'static,
{
	let Around {
		mut config,
		client,
		backend,
		keystore,
		pool,
		network,
		sync,
		system_questions,
		telemetry,
	} = around;
	let best = client.usage_info().chain;
	let seeds = config.dev_key_seed.clone().into_iter().collect();
	sp_session::generate_initial_session_keys(
		client.clone(),
		best.best_hash,
		seeds,
		keystore.clone(),
	)
	.map_err(application)?;

	let machine = sc_sysinfo::gather_sysinfo();
	sc_sysinfo::print_sysinfo(&machine);
	let telemetry = telemetry
		.map(|telemetry| {
			sc_service::init_telemetry(
				config.network.node_name.clone(),
				config.impl_name.clone(),
				config.impl_version.clone(),
				config.chain_spec.name().into(),
				config.role.is_authority(),
				network.clone(),
				client.clone(),
				telemetry,
				Some(machine),
			)
		})
		.transpose()?;
	log::info!("📦 Highest known block at #{}", best.best_number);

	let blocks = sc_transaction_pool::notification_future(
		client.clone(),
		pool.clone(),
		config.transaction_pool.use_all_block_notifications(),
	);
	let handle = tasks.spawn_handle();
	handle.spawn("txpool-notifications", Some("transaction-pool"), blocks);
	let metrics = metrics(&config, tasks, telemetry)?.run(
		client.clone(),
		pool.clone(),
		network.clone(),
		sync.clone(),
	);
	handle.spawn("telemetry-periodic-send", None, metrics);
	let informant = sc_informant::build(client.clone(), network, sync.clone());
	handle.spawn("informant", None, informant);

	let threads = Threads::start(config.rpc.max_connections).map_err(application)?;
	let registry = config.prometheus_config.as_ref().map(|prometheus| &prometheus.registry);
	let executor = threads.executor();
	let is_archive = config.state_pruning.as_ref().is_some_and(|pruning| pruning.is_archive())
		&& config.blocks_pruning.is_archive();
	let node = Node {
		client,
		backend,
		pool,
		keystore,
		about: sc_rpc::system::SystemInfo {
			chain_name: config.chain_spec.name().into(),
			impl_name: config.impl_name.clone(),
			impl_version: config.impl_version.clone(),
			properties: config.chain_spec.properties(),
			chain_type: config.chain_spec.chain_type(),
		},
		questions: system_questions,
		is_archive,
		sync: Some(sync),
		metrics: registry.map(TransactionMetrics::new).transpose()?,
	};
	let mut all = canary_rpc_server::methods(node, &executor).map_err(application)?;
	all.merge(methods(executor)?).map_err(application)?;
	let server = canary_rpc_server::start(Parts {
		endpoints: config.rpc.addr.take().unwrap_or_default(),
		methods: all,
		registry,
		ids: config.rpc.id_provider.take(),
		log_limit: config.rpc.request_logger_limit,
		threads,
	})
	.map_err(Error::Application)?;
	let addresses = server.listen_addrs().to_vec();
	tasks.keep_alive((config.base_path, server));
	Ok(addresses)
}

/// The service that collects metrics. Starts the endpoint for Prometheus if that is configured.
fn metrics(
	config: &Configuration,
	tasks: &TaskManager,
	telemetry: Option<TelemetryHandle>,
) -> Result<MetricsService, Error> {
	let Some(PrometheusConfig { port, registry }) = config.prometheus_config.clone() else {
		return Ok(MetricsService::new(telemetry));
	};
	let metrics = MetricsService::with_prometheus(
		telemetry,
		&registry,
		config.role,
		&config.network.node_name,
		&config.impl_version,
	)?;
	let endpoint = substrate_prometheus_endpoint::init_prometheus(port, registry).map(drop);
	tasks.spawn_handle().spawn("prometheus-endpoint", None, endpoint);
	Ok(metrics)
}

fn application(error: impl std::error::Error + Send + Sync + 'static) -> Error {
	Error::Application(Box::new(error))
}
