// SPDX-License-Identifier: GPL-3.0-or-later

//! Keeps one connection from taking all threads and all memory by heavy calls.
//!
//! A client may send thousands of calls without waiting for their answers. Each running call has a thread,
//! and each answer is kept until the client has read it: 2,500 calls of `state_getMetadata`, with 1.6 MB
//! each, made all other clients wait for half a minute. So a connection has only a few heavy calls at a
//! time. That cannot block it: no heavy call waits for another call, as calls of `dev_*` may.

use std::sync::Arc;

use futures::{
	future::{BoxFuture, Either},
	FutureExt,
};
use jsonrpsee::{server::middleware::rpc::RpcServiceT, types::Request, MethodResponse};
use tokio::sync::Semaphore;
use tower::Layer;

/// How many heavy calls of a connection run at a time.
const AT_A_TIME: usize = 4;

/// The heavy methods: their answers are as long as the runtime's metadata or the state, or they run as
/// long as the caller likes.
const METHODS: [&str; 16] = [
	"archive_v1_call",
	"childstate_getKeys",
	"state_call",
	"state_callAt",
	"state_getChildReadProof",
	"state_getKeys",
	"state_getMetadata",
	"state_getPairs",
	"state_getReadProof",
	"state_getStorageSize",
	"state_getStorageSizeAt",
	"state_queryStorage",
	"state_queryStorageAt",
	"state_traceBlock",
	"system_dryRun",
	"system_dryRunAt",
];

/// The turns that the heavy calls of a connection take. A clone is of the same connection.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Semaphore>);

impl Turns {
	/// The turns of a new connection.
	pub(crate) fn new() -> Self {
		Self(Arc::new(Semaphore::new(AT_A_TIME)))
	}
}

impl<Inner> Layer<Inner> for Turns {
	type Service = InTurn<Inner>;

	fn layer(&self, inner: Inner) -> Self::Service {
		InTurn { inner, turns: self.0.clone() }
	}
}

/// A service whose heavy calls take turns.
#[derive(Clone)]
pub(crate) struct InTurn<Inner> {
	inner: Inner,
	turns: Arc<Semaphore>,
}

impl<'a, Inner> RpcServiceT<'a> for InTurn<Inner>
where
	Inner: RpcServiceT<'a> + Clone + Send + Sync + 'a,
	Inner::Future: Send + 'a,
{
	type Future = Either<Inner::Future, BoxFuture<'a, MethodResponse>>;

	fn call(&self, request: Request<'a>) -> Self::Future {
		if !METHODS.contains(&request.method_name()) {
			return Either::Left(self.inner.call(request));
		}
		let Self { inner, turns } = self.clone();
		let in_turn = async move {
			let _turn = turns.acquire_owned().await.expect("nobody closes it; qed");
			inner.call(request).await
		};
		Either::Right(in_turn.boxed())
	}
}

#[cfg(test)]
mod tests {
	use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

	use futures::future::join_all;
	use jsonrpsee::types::{ErrorObject, Id};

	use super::*;

	/// Counts the calls that run at a time.
	#[derive(Clone, Default)]
	struct Counting {
		now: Arc<AtomicUsize>,
		most: Arc<AtomicUsize>,
	}

	impl<'a> RpcServiceT<'a> for Counting {
		type Future = BoxFuture<'a, MethodResponse>;

		fn call(&self, request: Request<'a>) -> Self::Future {
			let Self { now, most } = self.clone();
			let counted = async move {
				most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
				tokio::task::yield_now().await;
				now.fetch_sub(1, SeqCst);
				MethodResponse::error(request.id, ErrorObject::owned(1, "counted", None::<()>))
			};
			counted.boxed()
		}
	}

	/// Makes 100 calls of a method on each of so many connections. Returns the most that ran at a time.
	async fn at_a_time(method: &'static str, connections: usize) -> usize {
		let service = Counting::default();
		let services: Vec<_> =
			(0..connections).map(|_| Turns::new().layer(service.clone())).collect();
		let calls = services.iter().flat_map(|service| {
			(0..100).map(|id| service.call(Request::new(method.into(), None, Id::Number(id))))
		});
		let answers = join_all(calls).await;
		assert_eq!(answers.len(), 100 * connections);
		service.most.load(SeqCst)
	}

	#[tokio::test]
	async fn heavy_calls_of_a_connection_take_turns_and_all_are_answered() {
		assert_eq!(at_a_time("state_getMetadata", 1).await, AT_A_TIME);
		assert_eq!(at_a_time("state_getMetadata", 3).await, 3 * AT_A_TIME);
	}

	#[tokio::test]
	async fn other_calls_do_not_wait_for_each_other() {
		assert_eq!(at_a_time("dev_newBlock", 1).await, 100);
	}
}
