// SPDX-License-Identifier: GPL-3.0-or-later

//! Starts a node.

use sc_network::{
	config::NetworkBackendType, Litep2pNetworkBackend, NetworkBackend, NetworkWorker,
};
use sc_service::{Configuration, Error, TaskManager};

use super::{dev, dev::EngineThread, network};
use crate::{
	dev::options::Options,
	executor::Executor,
	types::{Block, Hash},
};

/// A node that runs.
pub(crate) struct Started {
	/// Its tasks. The node stops when they are dropped.
	pub(crate) tasks: TaskManager,
	/// The thread of the engine of a development chain.
	pub(crate) engine: Option<EngineThread>,
}

/// Starts the node: with `engine`, that of a development chain.
pub(crate) fn run(
	config: Configuration,
	executor: Executor,
	engine: Option<Options>,
) -> Result<Started, Error> {
	match config.network.network_backend {
		NetworkBackendType::Libp2p => start::<NetworkWorker<Block, Hash>>(config, executor, engine),
		NetworkBackendType::Litep2p => start::<Litep2pNetworkBackend>(config, executor, engine),
	}
}

fn start<Net: NetworkBackend<Block, Hash>>(
	config: Configuration,
	executor: Executor,
	engine: Option<Options>,
) -> Result<Started, Error> {
	match engine {
		Some(options) => {
			let (tasks, engine) = dev::start::<Net>(config, executor, options)?;
			Ok(Started { tasks, engine: Some(engine) })
		},
		None => {
			let tasks = network::start::<Net>(config, executor)?;
			Ok(Started { tasks, engine: None })
		},
	}
}
