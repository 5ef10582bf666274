// SPDX-License-Identifier: GPL-3.0-or-later

//! The full node of a network: stock BABE and GRANDPA by the wall clock, peers, and RPC.

use std::{
	sync::{atomic::AtomicU64, Arc},
	time::Duration,
};

use sc_basic_authorship::ProposerFactory;
use sc_consensus_babe::{BabeParams, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{GrandpaParams, LinkHalf, SharedVoterState, VotingRulesBuilder};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::NetworkBackend;
use sc_service::{config::PrometheusConfig, Configuration, Error, Role, TaskManager};
use sc_telemetry::{Telemetry, TelemetryHandle};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use serde_json::Value;
use sp_consensus_babe::{inherents::InherentDataProvider as SlotProvider, SlotDuration};
use sp_inherents::CreateInherentDataProviders;
use sp_keystore::KeystorePtr;
use sp_timestamp::InherentDataProvider as TimeProvider;

use super::{
	consensus::{
		self, chain_clock, wall_clock, Babe, GrandpaImport, PeersOnceUp, JUSTIFICATION_PERIOD,
	},
	node::{self, Behind, Running},
	parts::{self, ChainParts},
};
use crate::{
	executor::Executor,
	paras::Paras,
	rpc::{Sources, Voters},
	types::{Block, FullClient, Hash, ImportQueue, Pool, SelectChain},
};

/// An open chain with stock BABE and GRANDPA.
pub(crate) struct StockChain {
	pub(crate) parts: ChainParts,
	pub(crate) import_queue: ImportQueue,
	babe: Babe<GrandpaImport<FullClient>>,
	babe_worker: BabeWorkerHandle<Block>,
	grandpa: LinkHalf<Block, FullClient, SelectChain>,
	peers: PeersOnceUp,
}

/// Opens the chain, and makes its genesis if there is none yet.
///
/// A node that makes blocks judges those of others by the wall clock, as on every network. One that only
/// follows takes them at their own time: a development chain may be years ahead.
pub(crate) fn open(config: &Configuration, executor: Executor) -> Result<StockChain, Error> {
	let database = config.database.clone();
	let (parts, ()) = parts::open(config, &Value::Null, executor, database, parts::stock_pool)?;
	let client = &parts.client;
	let (grandpa_import, grandpa) = consensus::grandpa(
		client.clone(),
		client,
		parts.select_chain.clone(),
		parts.telemetry.as_ref(),
	)?;
	let own_time = (!config.role.is_authority()).then(Arc::<AtomicU64>::default);
	let babe = Babe::new(&parts, grandpa_import.clone(), |duration| match &own_time {
		Some(slot) => chain_clock(slot.clone(), duration),
		None => wall_clock(duration),
	})?;
	let peers = PeersOnceUp::default();
	let (import_queue, babe_worker) = match own_time {
		Some(slot) => {
			babe.queue_at_own_time(slot, peers.clone(), config, &parts, grandpa_import)?
		},
		None => babe.queue(babe.reporting(), config, &parts, grandpa_import)?,
	};
	Ok(StockChain { parts, import_queue, babe, babe_worker, grandpa, peers })
}

/// Starts the full node of a network, with `Net` as the network backend.
pub(super) fn start<Net: NetworkBackend<Block, Hash>>(
	config: Configuration,
	executor: Executor,
) -> Result<TaskManager, Error> {
	let StockChain { parts, import_queue, babe, babe_worker, grandpa, peers } =
		open(&config, executor.clone())?;
	let ChainParts { client, backend, select_chain, pool, .. } = &parts;
	let keystore = parts.keystore_container.keystore();
	let authority_set = grandpa.shared_authority_set().clone();
	let voters: Voters = Arc::new(move || authority_set.clone());
	let voter_state = SharedVoterState::empty();
	let methods = Sources {
		client: client.clone(),
		pool: pool.clone(),
		chain_spec: config.chain_spec.cloned_box(),
		keystore: keystore.clone(),
		babe_worker,
		backend: backend.clone(),
		voters: voters.clone(),
		voter_state: voter_state.clone(),
		justifications: grandpa.justification_stream(),
		runtime: executor,
	};
	let shared = Shared {
		client: client.clone(),
		pool: pool.clone(),
		keystore,
		telemetry: parts.telemetry.as_ref().map(Telemetry::handle),
		prometheus: config.prometheus_config.clone(),
		role: config.role,
		name: config.network.node_name.clone(),
	};
	let select_chain = select_chain.clone();
	let force_authoring = config.force_authoring;
	let vote = !config.disable_grandpa;
	let behind = Behind {
		import_queue,
		pool: pool.clone(),
		voters,
		makes_blocks: config.role.is_authority(),
		parts,
	};
	let node =
		node::start::<Net, _>(config, behind, move |executor| Ok(methods.methods(executor)?))?;
	peers.get_or_init(|| node.peers.sync.clone());
	if shared.role.is_authority() {
		shared.make_blocks(&node, babe, select_chain, force_authoring)?;
	}
	if vote {
		return shared.finalize(node, grandpa, voter_state);
	}
	Ok(node.tasks)
}

/// What the tasks of a running node share.
struct Shared {
	client: Arc<FullClient>,
	pool: Arc<Pool>,
	keystore: KeystorePtr,
	telemetry: Option<TelemetryHandle>,
	prometheus: Option<PrometheusConfig>,
	role: Role,
	name: String,
}

impl Shared {
	/// Makes a block in each slot that falls to a key of this node.
	fn make_blocks(
		&self,
		node: &Running,
		babe: Babe<GrandpaImport<FullClient>>,
		select_chain: SelectChain,
		force_authoring: bool,
	) -> Result<(), Error> {
		let proposer = ProposerFactory::new(
			node.tasks.spawn_handle(),
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
			block_import: babe.reporting(),
			sync_oracle: node.peers.sync.clone(),
			justification_sync_link: node.peers.sync.clone(),
			create_inherent_data_providers: inherents(self.client.clone(), babe.slot_duration),
			force_authoring,
			// When finality stalls, validators slow down, but not so far that a test network looks
			// dead when they are back.
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging {
				max_interval: 10,
				..Default::default()
			}),
			babe_link: babe.link,
			block_proposal_slot_portion: SlotProportion::new(2. / 3.),
			max_block_proposal_slot_portion: None,
			telemetry: self.telemetry.clone(),
		})?;
		node.tasks.spawn_essential_handle().spawn_blocking("babe", Some("block-authoring"), babe);
		Ok(())
	}

	/// Votes on finality with the keys of this node, or follows the votes without any.
	fn finalize(
		&self,
		node: Running,
		link: LinkHalf<Block, FullClient, SelectChain>,
		shared_voter_state: SharedVoterState,
	) -> Result<TaskManager, Error> {
		let Running { tasks, peers, .. } = node;
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: Duration::from_millis(333),
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: self.role,
				name: Some(self.name.clone()),
				keystore: self.role.is_authority().then(|| self.keystore.clone()),
				telemetry: self.telemetry.clone(),
				protocol_name: peers.grandpa_protocol,
			},
			link,
			network: peers.network,
			sync: peers.sync,
			notification_service: peers.grandpa_messages,
			voting_rule: VotingRulesBuilder::default().build(),
			prometheus_registry: self.prometheus.as_ref().map(|config| config.registry.clone()),
			shared_voter_state,
			telemetry: self.telemetry.clone(),
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool.clone()),
		})?;
		tasks.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
		Ok(tasks)
	}
}

/// The inherent data of a new block: the slot and the time of the wall clock, and the empty paras
/// inherent.
fn inherents(
	client: Arc<FullClient>,
	slot_duration: SlotDuration,
) -> impl CreateInherentDataProviders<
	Block,
	(),
	InherentDataProviders = (SlotProvider, TimeProvider, Paras),
> {
	move |parent, ()| {
		let paras = Paras::nothing_after_hash(&client, parent);
		async move {
			let time = TimeProvider::from_system_time();
			let slot = SlotProvider::from_timestamp_and_slot_duration(*time, slot_duration);
			Ok((slot, time, paras?))
		}
	}
}
