// SPDX-License-Identifier: GPL-3.0-or-later

//! Starts a node.

use sc_network::{
	config::NetworkBackendType, Litep2pNetworkBackend, NetworkBackend, NetworkWorker,
};
use sc_service::{Configuration, Error, TaskManager};

use super::{dev, network};
use crate::{
	dev::options::Options,
	executor::Executor,
	types::{Block, Hash},
};

/// Starts the node: with `engine`, that of a development chain. The node stops when the returned
/// tasks are dropped.
pub(crate) fn run(
	config: Configuration,
	executor: Executor,
	engine: Option<Options>,
) -> Result<TaskManager, Error> {
	match config.network.network_backend {
		NetworkBackendType::Libp2p => start::<NetworkWorker<Block, Hash>>(config, executor, engine),
		NetworkBackendType::Litep2p => start::<Litep2pNetworkBackend>(config, executor, engine),
	}
}

fn start<Net: NetworkBackend<Block, Hash>>(
	config: Configuration,
	executor: Executor,
	engine: Option<Options>,
) -> Result<TaskManager, Error> {
	match engine {
		Some(options) => dev::start::<Net>(config, executor, options),
		None => network::start::<Net>(config, executor),
	}
}
