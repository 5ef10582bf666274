// SPDX-License-Identifier: GPL-3.0-or-later

//! Counts the calls of a connection, and keeps them within the endpoint's rate.
//!
//! `--rpc-rate-limit` is said to be for each connection. The SDK's server begins to count anew with each HTTP
//! request, so that it bounds WebSockets and batches alone. Behind a proxy that keeps its connections, all its
//! clients share their rate.

use std::{net::SocketAddr, sync::Arc};

use http::HeaderMap;
use sc_rpc_server::{Metrics, MiddlewareLayer, RpcEndpoint, RpcMetrics};

use crate::proxies;

/// The calls of a connection. A clone is of the same connection.
#[derive(Clone)]
pub(crate) struct Calls {
	endpoint: Arc<RpcEndpoint>,
	metrics: Option<RpcMetrics>,
	from: SocketAddr,
	/// Keeps the calls within the endpoint's rate, if it has one. All its clones count together.
	limit: Option<MiddlewareLayer>,
}

impl Calls {
	/// The calls of a new connection, which comes from this address.
	pub(crate) fn new(
		endpoint: Arc<RpcEndpoint>,
		metrics: Option<RpcMetrics>,
		from: SocketAddr,
	) -> Self {
		let limited = |rate| MiddlewareLayer::new().with_rate_limit_per_minute(rate);
		let limit = endpoint.rate_limit.map(limited);
		Self { endpoint, metrics, from, limit }
	}

	/// The layer for the calls of a request with these headers. `None` if they are neither counted nor
	/// limited.
	pub(crate) fn layer(&self, headers: &HeaderMap, is_websocket: bool) -> Option<MiddlewareLayer> {
		let limit = self.limit.clone().filter(|_| !self.is_free(headers));
		let Some(metrics) = self.metrics.clone() else { return limit };
		let kind = if is_websocket { "ws" } else { "http" };
		Some(limit.unwrap_or_default().with_metrics(Metrics::new(metrics, kind)))
	}

	/// Whether whoever sends a request with these headers may make any number of calls.
	fn is_free(&self, headers: &HeaderMap) -> bool {
		let endpoint = &self.endpoint;
		let said =
			if endpoint.rate_limit_trust_proxy_headers { proxies::client(headers) } else { None };
		let from = said.unwrap_or_else(|| self.from.ip());
		endpoint.rate_limit_whitelisted_ips.iter().any(|network| network.contains(from))
	}
}

#[cfg(test)]
mod tests {
	use std::{
		future::{ready, Ready},
		net::Ipv4Addr,
		num::NonZeroU32,
	};

	use futures::FutureExt;
	use http::HeaderValue;
	use jsonrpsee::{
		server::middleware::rpc::RpcServiceT,
		types::{ErrorObject, Id, Request},
		MethodResponse,
	};
	use sc_rpc_server::{BatchRequestConfig, RpcMethods};
	use tower::Layer;

	use super::*;

	/// Answers at once.
	#[derive(Clone)]
	struct Answering;

	impl<'a> RpcServiceT<'a> for Answering {
		type Future = Ready<MethodResponse>;

		fn call(&self, request: Request<'a>) -> Self::Future {
			let answer = ErrorObject::owned(1, "answered", None::<()>);
			ready(MethodResponse::error(request.id, answer))
		}
	}

	/// A new connection to an endpoint that takes one call a minute, and any number from 10.0.0.0/8, as a
	/// proxy says.
	fn connection() -> Calls {
		let here = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0);
		let endpoint = RpcEndpoint {
			listen_addr: here,
			batch_config: BatchRequestConfig::Unlimited,
			max_connections: 1,
			max_payload_in_mb: 1,
			max_payload_out_mb: 1,
			max_subscriptions_per_connection: 1,
			max_buffer_capacity_per_connection: 1,
			rate_limit: NonZeroU32::new(1),
			rate_limit_trust_proxy_headers: true,
			rate_limit_whitelisted_ips: vec!["10.0.0.0/8".parse().expect("is a network")],
			cors: None,
			rpc_methods: RpcMethods::Auto,
			is_optional: false,
			retry_random_port: false,
		};
		Calls::new(Arc::new(endpoint), None, here)
	}

	/// Whether a call is answered at once, in a request of its own.
	fn is_answered(calls: &Calls) -> bool {
		let layer = calls.layer(&HeaderMap::new(), false).expect("there is a rate");
		let request = Request::new("system_health".into(), None, Id::Number(1));
		layer.layer(Answering).call(request).now_or_never().is_some()
	}

	#[tokio::test]
	async fn the_requests_of_a_connection_share_its_rate() {
		let (one, other) = (connection(), connection());
		assert!(is_answered(&one));
		assert!(!is_answered(&one));
		assert!(is_answered(&other));
	}

	#[test]
	fn whom_the_list_names_is_not_limited() {
		let calls = connection();
		let is_limited = |client| {
			let mut headers = HeaderMap::new();
			headers.insert("x-real-ip", HeaderValue::from_static(client));
			calls.layer(&headers, false).is_some()
		};
		assert!(!is_limited("10.0.0.3"));
		assert!(is_limited("11.0.0.3"));
	}
}
