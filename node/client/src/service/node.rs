// SPDX-License-Identifier: GPL-3.0-or-later

//! What every node has around its chain: peers, off-chain workers and RPC.

use std::{net::SocketAddr, sync::Arc};

use jsonrpsee::RpcModule;
use sc_consensus_grandpa::warp_proof::NetworkProvider;
use sc_network::{
	config::FullNetworkConfiguration, service::traits::NetworkService, NetworkBackend,
	NotificationService, ProtocolName,
};
use sc_network_sync::{
	block_announces_protocol_name,
	strategy::warp::{EncodedProof, Verifier, WarpSyncProvider},
	SyncingService,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{BuildNetworkParams, Configuration, Error, TaskManager, WarpSyncConfig};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::MaintainedTransactionPool;

use super::{
	offchain,
	parts::ChainParts,
	strangers,
	tasks::{self, Around},
};
use crate::{
	rpc::Voters,
	types::{Block, FullBackend, Hash, ImportQueue},
};

/// What a node is built on.
pub(super) struct Behind<Pool> {
	/// The open chain.
	pub(super) parts: ChainParts,
	/// Takes the blocks of peers.
	pub(super) import_queue: ImportQueue,
	/// Takes the transactions of peers and clients.
	pub(super) pool: Arc<Pool>,
	/// Returns the present GRANDPA voters.
	pub(super) voters: Voters,
	/// Whether the node makes blocks.
	pub(super) makes_blocks: bool,
}

/// A running node.
pub(super) struct Running {
	pub(super) tasks: TaskManager,
	/// The addresses of the RPC server, IPv4 first.
	pub(super) rpc: Vec<SocketAddr>,
	pub(super) peers: Peers,
}

/// The connections to other nodes.
pub(super) struct Peers {
	pub(super) network: Arc<dyn NetworkService>,
	pub(super) sync: Arc<SyncingService<Block>>,
	/// The name of the protocol in which blocks are announced.
	pub(super) announcements: ProtocolName,
	/// The name of GRANDPA's protocol.
	pub(super) grandpa_protocol: ProtocolName,
	/// Sends and receives GRANDPA's messages.
	pub(super) grandpa_messages: Box<dyn NotificationService>,
}

/// Connects to peers over `Net`, and serves the SDK's RPC methods and those of `methods`.
pub(super) fn start<Net, Pool>(
	mut config: Configuration,
	behind: Behind<Pool>,
	methods: impl Fn(SubscriptionTaskExecutor) -> Result<RpcModule<()>, Error> + 'static,
) -> Result<Running, Error>
where
	Net: NetworkBackend<Block, Hash>,
	Pool: MaintainedTransactionPool<Block = Block, Hash = Hash> + 'static,
{
	// Most networks of this kind have fewer nodes than the SDK asks for.
	config.network.min_peers_to_start_warp_sync.get_or_insert(1);
	let Behind { parts, import_queue, pool, voters, makes_blocks } = behind;
	let ChainParts {
		client,
		backend,
		keystore_container,
		task_manager: mut tasks,
		pool: whole_pool,
		mut telemetry,
		..
	} = parts;
	let keystore = keystore_container.keystore();

	let registry = config.prometheus_registry();
	let metrics = Net::register_notification_metrics(registry);
	let mut net_config =
		FullNetworkConfiguration::<_, _, Net>::new(&config.network, registry.cloned());
	let genesis_hash = client.chain_info().genesis_hash;
	let grandpa_protocol =
		sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
	let (grandpa_peers, grandpa_messages) = sc_consensus_grandpa::grandpa_peers_set_config::<_, Net>(
		grandpa_protocol.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_peers);
	let announcements =
		block_announces_protocol_name(genesis_hash, config.chain_spec.fork_id()).into();
	let strangers = strangers::add(
		&mut net_config,
		metrics.clone(),
		genesis_hash,
		config.network.default_peers_set.clone(),
	);
	let proofs = WarpProofs { backend: backend.clone(), voters };

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
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(proofs))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let strangers = strangers::tell(strangers, genesis_hash);
	tasks.spawn_handle().spawn("strangers", Some("networking"), strangers);
	if config.offchain_worker.enabled {
		offchain::run(&tasks, &client, &backend, &whole_pool, &keystore, &network, makes_blocks)?;
	}
	let transactions = sc_service::propagate_transaction_notifications(
		pool.clone(),
		tx_handler_controller,
		telemetry.as_ref().map(Telemetry::handle),
	);
	tasks.spawn_handle().spawn("on-transaction-imported", Some("transaction-pool"), transactions);
	let around = Around {
		config,
		client,
		backend,
		keystore,
		pool,
		network: network.clone(),
		sync: sync.clone(),
		system_questions: system_rpc_tx,
		telemetry: telemetry.as_mut(),
	};
	let rpc = tasks::spawn(around, &mut tasks, &methods)?;
	let peers = Peers { network, sync, announcements, grandpa_protocol, grandpa_messages };
	Ok(Running { tasks, rpc, peers })
}

/// Makes and checks warp sync proofs with the present voters, which a revert replaces.
struct WarpProofs {
	backend: Arc<FullBackend>,
	voters: Voters,
}

impl WarpProofs {
	fn now(&self) -> NetworkProvider<Block, FullBackend> {
		NetworkProvider::new(self.backend.clone(), (self.voters)(), Vec::new())
	}
}

impl WarpSyncProvider<Block> for WarpProofs {
	fn generate(
		&self,
		start: Hash,
	) -> Result<EncodedProof, Box<dyn std::error::Error + Send + Sync>> {
		self.now().generate(start)
	}

	fn create_verifier(&self) -> Box<dyn Verifier<Block>> {
		self.now().create_verifier()
	}
}
