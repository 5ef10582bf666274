// SPDX-License-Identifier: GPL-3.0-or-later

//! The node itself: what every command shares ([`new_partial`]), and the full node of a network.

mod network;
mod partial;

use std::sync::Arc;

pub(crate) use canary_runtime::opaque::Block;
use canary_runtime::{Hash, RuntimeApi};
use sc_network::{
	config::NetworkBackendType, Litep2pNetworkBackend, NetworkBackend, NetworkWorker,
};
use sc_service::{Configuration, Error, TFullBackend, TFullClient, TaskManager};
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	SlotDuration,
};
use sp_inherents::CreateInherentDataProviders;
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
