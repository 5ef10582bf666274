// SPDX-License-Identifier: GPL-3.0-or-later

//! The node itself: what every command shares ([`new_partial`]), and the full node of a network.

mod network;
mod partial;

use std::sync::Arc;

pub(crate) use canary_runtime::opaque::Block;
use canary_runtime::{Hash, RuntimeApi};
use futures::FutureExt;
use sc_client_api::Backend;
use sc_network::{
	config::NetworkBackendType, service::traits::NetworkService, Litep2pNetworkBackend,
	NetworkBackend, NetworkWorker,
};
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{Configuration, Error, TFullBackend, TFullClient, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	SlotDuration,
};
use sp_inherents::CreateInherentDataProviders;
use sp_keystore::KeystorePtr;
use sp_timestamp::InherentDataProvider as TimeProvider;

pub(crate) use partial::{new_partial, open, Chain, JUSTIFICATION_PERIOD};

use crate::{dev, executor::Executor, paras::NoParas};

/// Blocks, state and the runtime's interfaces.
pub(crate) type FullClient = TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub(crate) type FullBackend = TFullBackend<Block>;
/// Decides which fork is the best.
pub(crate) type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// Takes blocks from outside.
pub(crate) type ImportQueue = sc_consensus::DefaultImportQueue<Block>;
/// Holds transactions that wait for a block.
pub(crate) type Pool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;

/// Starts the node and returns what keeps it alive: with `engine`, a development chain.
pub(crate) fn run(
	config: Configuration,
	executor: Executor,
	engine: Option<dev::Options>,
) -> Result<TaskManager, Error> {
	match config.network.network_backend {
		NetworkBackendType::Libp2p => start::<NetworkWorker<Block, Hash>>(config, executor, engine),
		NetworkBackendType::Litep2p => start::<Litep2pNetworkBackend>(config, executor, engine),
	}
}

fn start<Net: NetworkBackend<Block, Hash>>(
	config: Configuration,
	executor: Executor,
	engine: Option<dev::Options>,
) -> Result<TaskManager, Error> {
	match engine {
		Some(options) => dev::start::<Net>(config, executor, options),
		None => network::start::<Net>(config, executor),
	}
}

/// Lets the runtime run code off the chain after each block.
pub(crate) fn run_offchain_workers(
	tasks: &TaskManager,
	client: &Arc<FullClient>,
	backend: &FullBackend,
	pool: &Arc<Pool>,
	keystore: &KeystorePtr,
	network: &Arc<dyn NetworkService>,
	is_validator: bool,
) -> Result<(), Error> {
	let workers = OffchainWorkers::new(OffchainWorkerOptions {
		runtime_api_provider: client.clone(),
		keystore: Some(keystore.clone()),
		offchain_db: backend.offchain_storage(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(pool.clone())),
		network_provider: Arc::new(network.clone()),
		is_validator,
		enable_http_requests: false,
		custom_extensions: |_| Vec::new(),
	})?;
	let run = workers.run(client.clone(), tasks.spawn_handle());
	tasks.spawn_handle().spawn("offchain-workers", Some("offchain-worker"), run.boxed());
	Ok(())
}

/// The slot and the time of the wall clock, for blocks that are checked.
pub(crate) fn wall_clock(slot_duration: SlotDuration) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |_parent, ()| async move {
		let time = TimeProvider::from_system_time();
		let slot = SlotProvider::from_timestamp_and_slot_duration(*time, slot_duration);
		Ok((slot, time))
	})
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
