// SPDX-License-Identifier: GPL-3.0-or-later

//! The para's RPC, as any node of a para has it, on a port of its own of this machine.

use std::{net::SocketAddr, sync::Arc};

use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo;
use sc_client_api::Backend as _;
use sc_rpc::{
	author::AuthorApiServer, chain::ChainApiServer, offchain::OffchainApiServer,
	state::ChildStateApiServer, state::StateApiServer, system::SystemApiServer as _,
	SubscriptionTaskExecutor,
};
use sc_rpc_server::{create_rpc_runtime, RpcSpawnHandle, Server};
use sc_rpc_spec_v2::{
	archive::{Archive, ArchiveApiServer},
	chain_head::{ChainHead, ChainHeadApiServer, ChainHeadConfig},
	chain_spec::ChainSpecApiServer,
	transaction::{
		Transaction, TransactionApiServer, TransactionBroadcast, TransactionBroadcastApiServer,
	},
};
use sc_service::{config::RpcConfiguration, ChainSpec as _, SpawnTaskHandle};
use sc_utils::mpsc::tracing_unbounded;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
	chain::Chain,
	spec::ChainSpec,
	system,
	types::{text, AccountId, Balance, Block, Hash, Nonce, Result},
};

/// How many transactions a connection may broadcast at once.
const BROADCASTS: usize = 16;
/// How many unanswered questions about the network are many.
const QUESTIONS: usize = 10_000;

/// What answers for the node.
#[derive(Clone, Debug)]
pub struct Software {
	/// Its name.
	pub name: String,
	/// Its version.
	pub version: String,
}

/// How a para is served on a port of this machine, or on another one where that is taken (0: on any), with the
/// limits of its relay chain's RPC, to the pages that may connect there.
pub fn rpc_like(relay: &RpcConfiguration, port: u16) -> RpcConfiguration {
	RpcConfiguration {
		addr: None,
		port,
		max_connections: relay.max_connections,
		cors: relay.cors.clone(),
		methods: relay.methods,
		max_request_size: relay.max_request_size,
		max_response_size: relay.max_response_size,
		id_provider: None,
		max_subs_per_conn: relay.max_subs_per_conn,
		message_buffer_capacity: relay.message_buffer_capacity,
		batch_config: relay.batch_config,
		rate_limit: relay.rate_limit,
		rate_limit_whitelisted_ips: relay.rate_limit_whitelisted_ips.clone(),
		rate_limit_trust_proxy_headers: relay.rate_limit_trust_proxy_headers,
		request_logger_limit: relay.request_logger_limit,
	}
}

/// Serves the para's methods.
pub(crate) fn start(
	chain: &Arc<Chain>,
	spec: &ChainSpec,
	software: &Software,
	settings: &RpcConfiguration,
	tasks: &SpawnTaskHandle,
	threads: &tokio::runtime::Handle,
) -> Result<(Server, SocketAddr)> {
	let runtime = create_rpc_runtime(settings.max_connections).map_err(text)?;
	let executor: SubscriptionTaskExecutor =
		Arc::new(RpcSpawnHandle::new(runtime.handle().clone()));
	let methods = methods(chain, spec, software, executor, tasks)?;
	let server = sc_service::start_rpc_servers(settings, None, threads, methods, runtime, None)
		.map_err(text)?;
	let address = server.listen_addrs().iter().find(|address| address.is_ipv4()).copied();
	let address = address.ok_or("the para's RPC listens nowhere")?;
	Ok((server, address))
}

fn methods(
	chain: &Arc<Chain>,
	spec: &ChainSpec,
	software: &Software,
	executor: SubscriptionTaskExecutor,
	tasks: &SpawnTaskHandle,
) -> Result<RpcModule<()>> {
	let (client, backend, pool) = (&chain.client, &chain.backend, &chain.pool);
	let genesis = client.chain_info().genesis_hash;
	let mut all = RpcModule::new(());

	all.merge(sc_rpc::chain::new_full(client.clone(), executor.clone()).into_rpc())
		.map_err(text)?;
	let (state, child_state) = sc_rpc::state::new_full(client.clone(), executor.clone(), None);
	all.merge(state.into_rpc()).map_err(text)?;
	all.merge(child_state.into_rpc()).map_err(text)?;
	let author = sc_rpc::author::Author::new(
		client.clone(),
		pool.clone(),
		chain.keystore.clone(),
		executor.clone(),
	);
	all.merge(author.into_rpc()).map_err(text)?;
	if let Some(storage) = backend.offchain_storage() {
		all.merge(sc_rpc::offchain::Offchain::new(storage).into_rpc()).map_err(text)?;
	}
	let (questions, asked) = tracing_unbounded("mpsc_para_system_rpc", QUESTIONS);
	tasks.spawn("para-system-rpc", Some("rpc"), system::answer(client.clone(), asked));
	let about = sc_rpc::system::SystemInfo {
		chain_name: spec.name().into(),
		impl_name: software.name.clone(),
		impl_version: software.version.clone(),
		properties: spec.properties(),
		chain_type: spec.chain_type(),
	};
	all.merge(sc_rpc::system::System::<Block>::new(about, questions).into_rpc()).map_err(text)?;

	let transaction = Transaction::new(client.clone(), pool.clone(), executor.clone(), None);
	all.merge(transaction.into_rpc()).map_err(text)?;
	let broadcast =
		TransactionBroadcast::new(client.clone(), pool.clone(), executor.clone(), BROADCASTS);
	all.merge(broadcast.into_rpc()).map_err(text)?;
	let head = ChainHead::new(
		client.clone(),
		backend.clone(),
		executor.clone(),
		ChainHeadConfig::default(),
	);
	all.merge(head.into_rpc()).map_err(text)?;
	let archive = Archive::new(client.clone(), backend.clone(), genesis, executor);
	all.merge(archive.into_rpc()).map_err(text)?;
	let about_chain =
		sc_rpc_spec_v2::chain_spec::ChainSpec::new(spec.name().into(), genesis, spec.properties());
	all.merge(about_chain.into_rpc()).map_err(text)?;

	let nonces = System::new(client.clone(), pool.clone());
	all.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(nonces)).map_err(text)?;
	let payment = TransactionPayment::<_, Block>::new(client.clone());
	all.merge(TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment))
		.map_err(text)?;
	Ok(all)
}
