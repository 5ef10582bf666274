// SPDX-License-Identifier: GPL-3.0-or-later

//! The node of a development chain: the engine, peers, and RPC.

use std::{
	net::SocketAddr,
	sync::Arc,
	thread::{Builder, JoinHandle},
};

use canary_collator::Para;
use futures::{channel::oneshot, StreamExt};
use jsonrpsee::RpcModule;
use sc_consensus_grandpa::SharedVoterState;
use sc_network::NetworkBackend;
use sc_service::{config::RpcConfiguration, Configuration, Error, TaskManager};
use sc_transaction_pool_api::TransactionPool;

use super::{
	commits,
	node::{self, Behind, Running},
};
use crate::{
	banner,
	console::Console,
	dev::{
		collators::{self, Collators},
		command::{Handle, Length},
		engine::Engine,
		inbox,
		options::Options,
		rpc::{Dev, DevApiServer},
		start::{open, EngineParts},
	},
	executor::Executor,
	rpc::{Sources, Voters},
	types::{Block, Hash, Pool},
};

/// The thread of the engine. It ends some time after the node's tasks: it may have the chain to write to a
/// file, and returns why it could not.
pub(crate) type EngineThread = JoinHandle<std::result::Result<(), String>>;

/// Starts the engine and the node around it, and returns the engine's thread too.
pub(super) fn start<Net: NetworkBackend<Block, Hash>>(
	mut config: Configuration,
	executor: Executor,
	options: Options,
) -> Result<(TaskManager, EngineThread), Error> {
	let console = options.console.as_ref().map(Console::open).transpose()?;
	let console_at = console.as_ref().map(Console::address).transpose()?;
	if let Some(address) = console_at {
		admit_page(&mut config.rpc, address.port());
	}
	let EngineParts {
		engine,
		handle,
		parts,
		grandpa,
		shared_pool,
		audience,
		collators,
		justifications,
		import_queue,
		babe_worker,
	} = open(&mut config, executor.clone(), &options)?;
	let (client, pool) = (parts.client.clone(), parts.pool.clone());
	let voters: Voters = Arc::new(move || grandpa.voters());
	let proofs = justifications.clone();
	let sources = Sources {
		client: client.clone(),
		pool: pool.clone(),
		chain_spec: config.chain_spec.cloned_box(),
		keystore: parts.keystore_container.keystore(),
		babe_worker,
		voters: voters.clone(),
		backend: parts.backend.clone(),
		voter_state: SharedVoterState::empty(),
		justifications,
		runtime: executor,
	};
	let para_rpc = collators::rpc(collators.paras.len(), options.paras.rpc_port, &config.rpc);
	let chain_name = config.chain_spec.name().to_owned();
	let threads = config.tokio_handle.clone();
	let behind = Behind {
		parts,
		import_queue,
		pool: Arc::new(shared_pool),
		voters: voters.clone(),
		makes_blocks: true,
	};
	let methods = handle.clone();
	let Running { mut tasks, rpc, peers } =
		node::start::<Net, _>(config, behind, move |executor| {
			let mut module: RpcModule<()> = sources.methods(executor)?;
			module
				.merge(Dev(methods.clone()).into_rpc())
				.map_err(|error| Error::Application(Box::new(error)))?;
			Ok(module)
		})?;

	let rpc_port = rpc.first().map_or(0, SocketAddr::port);
	audience.open(peers.sync.clone());
	let commits = commits::tell(peers, client.clone(), voters, proofs);
	tasks.spawn_handle().spawn("dev-commits", Some("networking"), commits);
	let Collators { paras, tasks: para_tasks, .. } = collators;
	// After the relay chain's: programs that read the log for an address take the first.
	let addresses = collators::serve(&paras, &para_rpc);
	let addresses = addresses.map_err(Error::Other)?;
	tasks.add_child(para_tasks);
	let names = paras.iter().map(|para| format!("{} ({})", para.name(), para.id()));
	let paras_up: Vec<_> = names.zip(addresses).collect();
	if let Some(console) = console {
		let page = console.serve(rpc_port);
		tasks.spawn_handle().spawn("console", None, page);
	}
	banner::print(&chain_name, &client, rpc_port, console_at, &paras_up);
	let first = (options.fast_forward > 0).then_some(Length::Count(options.fast_forward));
	if let Some(folder) = options.paras.inbox.clone() {
		let watch = inbox::watch(folder, handle.clone());
		tasks.spawn_handle().spawn_blocking("collations", Some("block-authoring"), watch);
	}
	let engine = run(&tasks, threads, engine, handle, first, pool, paras)?;
	Ok((tasks, engine))
}

/// Lets the page that this machine serves at a port ask the node, whichever pages `--rpc-cors` names.
fn admit_page(rpc: &mut RpcConfiguration, port: u16) {
	let endpoints = rpc.addr.iter_mut().flatten().map(|endpoint| &mut endpoint.cors);
	for admitted in endpoints.chain([&mut rpc.cors]).flatten() {
		admitted.extend(["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{port}")));
	}
}

/// Runs the engine on a thread of its own, as long as the node runs. The node stops if the engine
/// ends.
fn run(
	tasks: &TaskManager,
	threads: tokio::runtime::Handle,
	engine: Engine,
	handle: Handle,
	first: Option<Length>,
	pool: Arc<Pool>,
	paras: Vec<Para>,
) -> Result<EngineThread, Error> {
	let messages = handle.clone();
	tasks.spawn_handle().spawn("dev-arrivals", Some("block-authoring"), async move {
		let mut arrivals = pool.import_notification_stream();
		while arrivals.next().await.is_some() && messages.transaction() {}
	});

	for para in paras {
		let messages = handle.clone();
		let mut arrivals = para.arrivals();
		tasks.spawn_handle().spawn("para-arrivals", Some("block-authoring"), async move {
			while arrivals.next().await.is_some() && messages.para_transaction() {}
		});
	}

	let (running, ended) = oneshot::channel::<()>();
	let run = move || {
		let _running = running;
		// Whatever the engine calls finds the node's threads.
		let _threads = threads.enter();
		engine.run(first)
	};
	let thread = Builder::new().name("engine".into()).spawn(run)?;
	let stop = StopOnDrop(handle);
	tasks.spawn_essential_handle().spawn("dev-engine", Some("block-authoring"), async move {
		// Nothing is ever sent: the channel closes when the engine ends.
		let _ = ended.await;
		drop(stop);
	});
	Ok(thread)
}

/// Stops the engine on drop. A node that stops drops its tasks, and this with one of them.
struct StopOnDrop(Handle);

impl Drop for StopOnDrop {
	fn drop(&mut self) {
		self.0.stop();
	}
}
