// SPDX-License-Identifier: GPL-3.0-or-later

//! The para's RPC: the usual methods of a para's node, on a loopback port of its own.

use std::{
	net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
	sync::Arc,
};

use canary_rpc_server::{Node, Parts, Server, Threads};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo;
use sc_rpc::SubscriptionTaskExecutor;
use sc_rpc_server::RpcEndpoint;
use sc_service::{config::RpcConfiguration, ChainSpec as _, SpawnTaskHandle};
use sc_utils::mpsc::tracing_unbounded;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
	chain::Chain,
	spec::ChainSpec,
	system,
	types::{text, AccountId, Balance, Block, Hash, Nonce, Result},
};

/// How many unanswered questions about the network are so many that a warning is logged.
const QUESTIONS: usize = 10_000;

/// The node software, as its RPC names it.
#[derive(Clone, Debug)]
pub struct Software {
	/// The name, for `system_name`.
	pub name: String,
	/// The version, for `system_version`.
	pub version: String,
}

/// Where and how a para's RPC is served.
#[derive(Clone, Debug)]
pub struct Served {
	endpoints: Vec<RpcEndpoint>,
	max_connections: u32,
	log_limit: u32,
}

impl Served {
	/// Serves on this loopback port, or on any free one if it is 0, with the limits of the relay
	/// chain's RPC and for the web pages that may use that.
	pub fn like(relay: &RpcConfiguration, port: u16) -> Self {
		let at = |address: IpAddr| RpcEndpoint {
			listen_addr: SocketAddr::new(address, port),
			batch_config: relay.batch_config,
			max_connections: relay.max_connections,
			max_payload_in_mb: relay.max_request_size,
			max_payload_out_mb: relay.max_response_size,
			max_subscriptions_per_connection: relay.max_subs_per_conn,
			max_buffer_capacity_per_connection: relay.message_buffer_capacity,
			rate_limit: relay.rate_limit,
			rate_limit_trust_proxy_headers: relay.rate_limit_trust_proxy_headers,
			rate_limit_whitelisted_ips: relay.rate_limit_whitelisted_ips.clone(),
			cors: relay.cors.clone(),
			rpc_methods: relay.methods,
			is_optional: address.is_ipv6(),
			retry_random_port: false,
		};
		Self {
			endpoints: vec![at(Ipv4Addr::LOCALHOST.into()), at(Ipv6Addr::LOCALHOST.into())],
			max_connections: relay.max_connections,
			log_limit: relay.request_logger_limit,
		}
	}
}

/// Serves the para's methods. Returns the server with its IPv4 address.
pub(crate) fn start(
	chain: &Arc<Chain>,
	spec: &ChainSpec,
	software: &Software,
	served: &Served,
	tasks: &SpawnTaskHandle,
) -> Result<(Server, SocketAddr)> {
	let threads = Threads::start(served.max_connections).map_err(text)?;
	let methods = methods(chain, spec, software, &threads.executor(), tasks)?;
	let server = canary_rpc_server::start(Parts {
		endpoints: served.endpoints.clone(),
		methods,
		registry: None,
		ids: None,
		log_limit: served.log_limit,
		threads,
	})
	.map_err(text)?;
	let address = server.listen_addrs().iter().find(|address| address.is_ipv4()).copied();
	let address = address.ok_or("the para's RPC listens nowhere")?;
	Ok((server, address))
}

fn methods(
	chain: &Arc<Chain>,
	spec: &ChainSpec,
	software: &Software,
	executor: &SubscriptionTaskExecutor,
	tasks: &SpawnTaskHandle,
) -> Result<RpcModule<()>> {
	let (client, pool) = (&chain.client, &chain.pool);
	let (questions, asked) = tracing_unbounded("mpsc_para_system_rpc", QUESTIONS);
	tasks.spawn("para-system-rpc", Some("rpc"), system::answer(client.clone(), asked));
	let node = Node {
		client: client.clone(),
		backend: chain.backend.clone(),
		pool: pool.clone(),
		keystore: chain.keystore.clone(),
		about: sc_rpc::system::SystemInfo {
			chain_name: spec.name().into(),
			impl_name: software.name.clone(),
			impl_version: software.version.clone(),
			properties: spec.properties(),
			chain_type: spec.chain_type(),
		},
		questions,
		is_archive: true,
		sync: None,
		metrics: None,
	};
	let mut all = canary_rpc_server::methods(node, executor).map_err(text)?;

	let nonces = System::new(client.clone(), pool.clone());
	all.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(nonces)).map_err(text)?;
	canary_rpc_server::replace_dry_run(&mut all, client.clone()).map_err(text)?;
	let payment = TransactionPayment::<_, Block>::new(client.clone());
	all.merge(TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment))
		.map_err(text)?;
	Ok(all)
}
