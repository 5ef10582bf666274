// SPDX-License-Identifier: GPL-3.0-or-later

//! Listens on the node's endpoints and serves their connections.

use std::{
	error::Error,
	io,
	net::SocketAddr,
	sync::Arc,
	time::{Duration, Instant},
};

use http::{HeaderValue, Request};
use hyper::body::Incoming;
use jsonrpsee::server::{
	middleware::rpc::RpcServiceBuilder, serve_with_graceful_shutdown, stop_channel, ws, Methods,
	PingConfig, RpcModule, ServerHandle, StopHandle,
};
use sc_rpc_server::{
	utils::deny_unsafe, NodeHealthProxyLayer, RandomStringIdProvider, RpcEndpoint, RpcMetrics,
	SubscriptionIdProvider,
};
use substrate_prometheus_endpoint::Registry;
use tokio::{
	net::{TcpListener, TcpStream},
	runtime::Handle,
};
use tower::{Service, ServiceBuilder};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{
	calls::Calls,
	heavy::Turns,
	origins::{AskOrigin, Origins},
	threads::Threads,
};

const MEGABYTE: u32 = 1024 * 1024;
/// How many characters a subscription's id has.
const ID_LENGTH: usize = 16;
/// How long to wait after a connection could not be accepted, as when there are too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// How often a WebSocket client is pinged.
const PING: Duration = Duration::from_secs(30);
/// How long a client may be silent before that counts as a missed ping.
const SILENCE: Duration = Duration::from_secs(60);
/// How many missed pings end a connection.
const MISSED: usize = 3;

/// What is served, where and how.
pub struct Parts<'a> {
	/// The endpoints, each with its limits. If a port is taken, any free one is used if the endpoint allows
	/// that; an optional endpoint that cannot be opened is left out.
	pub endpoints: Vec<RpcEndpoint>,
	/// The methods. `rpc_methods`, which lists them, is added.
	pub methods: RpcModule<()>,
	/// The Prometheus registry that counts calls and connections.
	pub registry: Option<&'a Registry>,
	/// Makes the ids of subscriptions; random texts for `None`.
	pub ids: Option<Box<dyn SubscriptionIdProvider>>,
	/// The most characters of a call or an answer that the log shows.
	pub log_limit: u32,
	/// The threads that serve. They end with the server.
	pub threads: Threads,
}

/// A server that runs. It stops when it is dropped.
///
/// The drop waits until no thread serves any more, where it may wait ([`Threads`]): a database that the
/// methods read is then free to be closed.
pub struct Server {
	handle: ServerHandle,
	addresses: Vec<SocketAddr>,
	/// Dropped when the server has been told to stop.
	_threads: Threads,
}

impl Server {
	/// The addresses at which it listens.
	pub fn listen_addrs(&self) -> &[SocketAddr] {
		&self.addresses
	}
}

impl Drop for Server {
	fn drop(&mut self) {
		// Fails if everything has stopped already.
		let _ = self.handle.stop();
	}
}

/// Opens the endpoints, and serves until the returned server is dropped.
///
/// Fails if an endpoint that is not optional cannot be opened, or if none can.
pub fn start(parts: Parts<'_>) -> Result<Server, Box<dyn Error + Send + Sync>> {
	let Parts { endpoints, methods, registry, ids, log_limit, threads } = parts;
	let (stop, handle) = stop_channel();
	let runtime = threads.handle();
	let mut server = Server { handle, addresses: Vec::new(), _threads: threads };
	let methods = with_list(methods)?;
	let metrics = RpcMetrics::new(registry)?
		.map(|metrics| metrics.with_known_methods(methods.method_names().collect::<Vec<_>>()));
	let mut open = Vec::new();
	for endpoint in endpoints {
		match listen(&endpoint) {
			Ok(listener) => open.push((listener, endpoint)),
			Err(error) if endpoint.is_optional => {
				log::debug!("The RPC server does not listen at {}: {error}", endpoint.listen_addr);
			},
			Err(error) => return Err(format!("{}: {error}", endpoint.listen_addr).into()),
		}
	}
	if open.is_empty() {
		return Err("no address was left to serve RPC at".into());
	}

	for (listener, endpoint) in open {
		let address = listener.local_addr()?;
		server.addresses.push(address);
		let origins = Origins::new(endpoint.cors.as_deref());
		let taken = OpenEndpoint {
			address,
			ask: AskOrigin::new(origins.clone(), address.ip()),
			origins,
			endpoint: Arc::new(endpoint),
			methods: methods.clone().into(),
			metrics: metrics.clone(),
			ids: ids.clone(),
			log_limit,
			stop: stop.clone(),
			threads: runtime.clone(),
		};
		runtime.spawn(taken.serve_all(listener));
	}
	log::info!("Running JSON-RPC server: addr={}", listed(&server.addresses));
	Ok(server)
}

/// Addresses in the form of the SDK's nodes, which programs that launch networks read: a single one has a
/// comma after it.
fn listed(addresses: &[SocketAddr]) -> String {
	let texts: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
	texts.join(",") + if texts.len() == 1 { "," } else { "" }
}

/// Listens on an endpoint's port, or on any free one if that fails and the endpoint allows it.
fn listen(endpoint: &RpcEndpoint) -> io::Result<std::net::TcpListener> {
	let mut address = endpoint.listen_addr;
	let listener = std::net::TcpListener::bind(address).or_else(|error| {
		if !endpoint.retry_random_port {
			return Err(error);
		}
		address.set_port(0);
		std::net::TcpListener::bind(address)
	})?;
	listener.set_nonblocking(true)?;
	Ok(listener)
}

/// Adds the method that lists all methods, itself among them.
fn with_list(mut methods: RpcModule<()>) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	const LIST: &str = "rpc_methods";
	let mut names: Vec<_> = methods.method_names().chain([LIST]).collect();
	names.sort_unstable();
	methods.register_method(LIST, move |_, _, _| serde_json::json!({ "methods": names }))?;
	Ok(methods)
}

/// An endpoint that is open.
struct OpenEndpoint {
	address: SocketAddr,
	origins: Origins,
	ask: AskOrigin,
	endpoint: Arc<RpcEndpoint>,
	methods: Methods,
	metrics: Option<RpcMetrics>,
	ids: Option<Box<dyn SubscriptionIdProvider>>,
	log_limit: u32,
	stop: StopHandle,
	threads: Handle,
}

impl OpenEndpoint {
	/// Accepts and serves connections until the server stops.
	async fn serve_all(self, listener: std::net::TcpListener) {
		let listener = match TcpListener::from_std(listener) {
			Ok(listener) => listener,
			Err(error) => {
				return log::error!("The RPC server does not listen at {}: {error}", self.address);
			},
		};
		let server = self.server();
		loop {
			let accepted = tokio::select! {
				accepted = listener.accept() => accepted,
				() = self.stop.clone().shutdown() => return,
			};
			match accepted {
				Ok((connection, from)) => self.serve(&server, connection, from),
				Err(error) => {
					log::warn!("The RPC server cannot take a connection: {error}");
					tokio::time::sleep(ACCEPT_PAUSE).await;
				},
			}
		}
	}

	/// The server of which each connection gets a clone. All clones count connections together.
	fn server(&self) -> Builder {
		let RpcEndpoint {
			batch_config,
			max_connections,
			max_payload_in_mb,
			max_payload_out_mb,
			max_subscriptions_per_connection,
			max_buffer_capacity_per_connection,
			..
		} = *self.endpoint;
		let server = jsonrpsee::server::Server::builder()
			.max_request_body_size(max_payload_in_mb.saturating_mul(MEGABYTE))
			.max_response_body_size(max_payload_out_mb.saturating_mul(MEGABYTE))
			.max_connections(max_connections)
			.max_subscriptions_per_connection(max_subscriptions_per_connection)
			.set_message_buffer_capacity(max_buffer_capacity_per_connection)
			.set_batch_request_config(batch_config)
			.enable_ws_ping(
				PingConfig::new().ping_interval(PING).inactive_limit(SILENCE).max_failures(MISSED),
			)
			.custom_tokio_runtime(self.threads.clone());
		let server = match self.ids.clone() {
			Some(ids) => server.set_id_provider(ids),
			None => server.set_id_provider(RandomStringIdProvider::new(ID_LENGTH)),
		};
		server.to_service_builder()
	}

	/// Serves a connection in a task of its own.
	fn serve(&self, server: &Builder, connection: TcpStream, from: SocketAddr) {
		if let Err(error) = connection.set_nodelay(true) {
			log::debug!("Cannot set TCP_NODELAY for {from}: {error}");
		}
		let (origins, methods) = (self.origins.clone(), self.methods.clone());
		let http = ServiceBuilder::new()
			.layer(self.ask.clone())
			.layer(NodeHealthProxyLayer)
			.layer(cors(origins));
		let server = server.clone().set_http_middleware(http);
		let calls = Calls::new(self.endpoint.clone(), self.metrics.clone(), from);
		let (log_limit, stop, threads) = (self.log_limit, self.stop.clone(), self.threads.clone());
		let deny_unsafe = deny_unsafe(&self.address, &self.endpoint.rpc_methods);
		let turns = Turns::new();

		let service = tower::service_fn(move |mut request: Request<Incoming>| {
			request.extensions_mut().insert(deny_unsafe);
			let is_websocket = ws::is_upgrade_request(&request);
			let counted = calls.layer(request.headers(), is_websocket);
			let layers = RpcServiceBuilder::new()
				.rpc_logger(log_limit)
				.option_layer(counted.clone())
				.layer(turns.clone());
			let mut service =
				server.clone().set_rpc_middleware(layers).build(methods.clone(), stop.clone());
			if let (true, Some(counted)) = (is_websocket, counted) {
				let closed = service.on_session_closed();
				threads.spawn(async move {
					let since = Instant::now();
					counted.ws_connect();
					closed.await;
					counted.ws_disconnect(since);
				});
			}
			async move { service.call(request).await }
		});
		self.threads.spawn(serve_with_graceful_shutdown(
			connection,
			service,
			self.stop.clone().shutdown(),
		));
	}
}

type Builder = jsonrpsee::server::TowerServiceBuilder<
	tower::layer::util::Identity,
	tower::layer::util::Identity,
>;

/// Tells browsers which pages may read the answers.
fn cors(origins: Origins) -> CorsLayer {
	if origins.admit_all() {
		return CorsLayer::permissive();
	}
	let admitted = move |origin: &HeaderValue, _: &http::request::Parts| origins.admit(origin);
	CorsLayer::new()
		.allow_origin(AllowOrigin::predicate(admitted))
		.allow_methods([http::Method::POST])
		.allow_headers([http::header::CONTENT_TYPE])
}
