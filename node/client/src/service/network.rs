// SPDX-License-Identifier: GPL-3.0-or-later

//! The full node of a network: stock BABE and GRANDPA by the wall clock, peers, and RPC.

use std::{sync::Arc, time::Duration};

use sc_basic_authorship::ProposerFactory;
use sc_consensus_babe::{BabeParams, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{
	warp_proof::NetworkProvider, GrandpaParams, LinkHalf, SharedVoterState, VotingRulesBuilder,
};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{
	config::FullNetworkConfiguration, service::traits::NetworkService, NetworkBackend,
	NotificationService, ProtocolName,
};
use sc_network_sync::SyncingService;
use sc_service::{
	config::PrometheusConfig, BuildNetworkParams, Configuration, Error, Role, SpawnTasksParams,
	TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryHandle};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{inherents::InherentDataProvider as SlotProvider, SlotDuration};
use sp_inherents::CreateInherentDataProviders;
use sp_keystore::KeystorePtr;
use sp_timestamp::InherentDataProvider as TimeProvider;

use super::{
	consensus::{self, wall_clock, Babe, GrandpaImport, JUSTIFICATION_PERIOD},
	no_delay, offchain,
	parts::{self, ChainParts},
};
use crate::{
	executor::Executor,
	paras::NoParas,
	rpc,
	types::{Block, FullClient, Hash, ImportQueue, Pool, SelectChain},
};

/// An open chain and the stock rules to extend it, by the wall clock.
pub(crate) struct StockChain {
	pub(crate) parts: ChainParts,
	pub(crate) import_queue: ImportQueue,
	babe: Babe<GrandpaImport<FullClient>>,
	babe_worker: BabeWorkerHandle<Block>,
	grandpa: LinkHalf<Block, FullClient, SelectChain>,
}

/// Opens the chain, and makes its genesis if there is none yet.
pub(crate) fn open(config: &Configuration, executor: Executor) -> Result<StockChain, Error> {
	let database = config.database.clone();
	let parts = parts::open(config, executor, database, &config.transaction_pool)?;
	let client = &parts.client;
	let (grandpa_import, grandpa) = consensus::grandpa(
		client.clone(),
		client,
		parts.select_chain.clone(),
		parts.telemetry.as_ref(),
	)?;
	let babe = Babe::new(&parts, grandpa_import.clone(), wall_clock)?;
	let (import_queue, babe_worker) = babe.queue(config, &parts, grandpa_import)?;
	Ok(StockChain { parts, import_queue, babe, babe_worker, grandpa })
}

/// Starts all of it, with `Net` as the network.
pub(super) fn start<Net: NetworkBackend<Block, Hash>>(
	config: Configuration,
	executor: Executor,
) -> Result<TaskManager, Error> {
	let StockChain { parts, import_queue, babe, babe_worker, grandpa } = open(&config, executor)?;
	let ChainParts {
		client,
		backend,
		task_manager: mut tasks,
		keystore_container,
		select_chain,
		pool,
		mut telemetry,
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
	let authority_set = grandpa.shared_authority_set().clone();
	let warp_sync = NetworkProvider::new(backend.clone(), authority_set.clone(), Vec::new());

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
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let voter_state = SharedVoterState::empty();
	let methods = rpc::Sources {
		client: client.clone(),
		pool: pool.clone(),
		select_chain: select_chain.clone(),
		chain_spec: config.chain_spec.cloned_box(),
		keystore: keystore.clone(),
		babe_worker,
		backend: backend.clone(),
		voters: Arc::new(move || authority_set.clone()),
		voter_state: voter_state.clone(),
		justifications: grandpa.justification_stream(),
	};
	let node = Node {
		client: client.clone(),
		pool: pool.clone(),
		keystore: keystore.clone(),
		network: network.clone(),
		sync: sync.clone(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
		prometheus: config.prometheus_config.clone(),
		role: config.role,
		name: config.network.node_name.clone(),
	};
	let force_authoring = config.force_authoring;
	let vote = !config.disable_grandpa;

	if config.offchain_worker.enabled {
		offchain::run(
			&tasks,
			&client,
			&backend,
			&pool,
			&keystore,
			&network,
			node.role.is_authority(),
		)?;
	}
	let rpc = sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client,
		backend,
		task_manager: &mut tasks,
		keystore,
		transaction_pool: pool,
		rpc_builder: Box::new(move |executor| Ok(methods.methods(executor)?)),
		network,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;
	no_delay::set(rpc.listen_addresses());
	if node.role.is_authority() {
		node.make_blocks(&tasks, babe, select_chain, force_authoring)?;
	}
	if vote {
		node.finalize(&tasks, grandpa, grandpa_protocol, grandpa_messages, voter_state)?;
	}

	Ok(tasks)
}

/// What the tasks of a running node share.
struct Node {
	client: Arc<FullClient>,
	pool: Arc<Pool>,
	keystore: KeystorePtr,
	network: Arc<dyn NetworkService>,
	sync: Arc<SyncingService<Block>>,
	telemetry: Option<TelemetryHandle>,
	prometheus: Option<PrometheusConfig>,
	role: Role,
	name: String,
}

impl Node {
	/// Makes a block in each slot that falls to a key of this node.
	fn make_blocks(
		&self,
		tasks: &TaskManager,
		babe: Babe<GrandpaImport<FullClient>>,
		select_chain: SelectChain,
		force_authoring: bool,
	) -> Result<(), Error> {
		let Babe { import: block_import, link: babe_link, slot_duration } = babe;
		let proposer = ProposerFactory::new(
			tasks.spawn_handle(),
			self.client.clone(),
			self.pool.clone(),
			self.prometheus.as_ref().map(|config| &config.registry),
			self.telemetry.clone(),
		);
		let babe = sc_consensus_babe::start_babe(BabeParams {
			keystore: self.keystore.clone(),
			client: self.client.clone(),
			select_chain,
			env: proposer,
			block_import,
			sync_oracle: self.sync.clone(),
			justification_sync_link: self.sync.clone(),
			create_inherent_data_providers: inherents(self.client.clone(), slot_duration),
			force_authoring,
			// When finality stalls, validators slow down, but not so far that a test network looks
			// dead when they are back.
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging {
				max_interval: 10,
				..Default::default()
			}),
			babe_link,
			block_proposal_slot_portion: SlotProportion::new(2. / 3.),
			max_block_proposal_slot_portion: None,
			telemetry: self.telemetry.clone(),
		})?;
		tasks.spawn_essential_handle().spawn_blocking("babe", Some("block-authoring"), babe);
		Ok(())
	}

	/// Votes on finality with the keys of this node, or follows the votes without.
	fn finalize(
		&self,
		tasks: &TaskManager,
		link: LinkHalf<Block, FullClient, SelectChain>,
		protocol_name: ProtocolName,
		notification_service: Box<dyn NotificationService>,
		shared_voter_state: SharedVoterState,
	) -> Result<(), Error> {
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: Duration::from_millis(333),
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: self.role,
				name: Some(self.name.clone()),
				keystore: self.role.is_authority().then(|| self.keystore.clone()),
				telemetry: self.telemetry.clone(),
				protocol_name,
			},
			link,
			network: self.network.clone(),
			sync: self.sync.clone(),
			notification_service,
			voting_rule: VotingRulesBuilder::default().build(),
			prometheus_registry: self.prometheus.as_ref().map(|config| config.registry.clone()),
			shared_voter_state,
			telemetry: self.telemetry.clone(),
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool.clone()),
		})?;
		tasks.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
		Ok(())
	}
}

/// What a block that is made says: the slot and the time of the wall clock, and nothing of paras.
fn inherents(
	client: Arc<FullClient>,
	slot_duration: SlotDuration,
) -> impl CreateInherentDataProviders<
	Block,
	(),
	InherentDataProviders = (SlotProvider, TimeProvider, NoParas),
> {
	move |parent, ()| {
		let paras = NoParas::after_hash(&client, parent);
		async move {
			let time = TimeProvider::from_system_time();
			let slot = SlotProvider::from_timestamp_and_slot_duration(*time, slot_duration);
			Ok((slot, time, paras?))
		}
	}
}
