// SPDX-License-Identifier: GPL-3.0-or-later

//! The threads on which methods run.

use std::{io, sync::Arc, time::Duration};

use sc_rpc::SubscriptionTaskExecutor;
use sc_rpc_server::{create_rpc_runtime, RpcSpawnHandle};
use tokio::runtime::{Handle, Runtime};

/// How long a drop waits for calls that are running.
const LAST_CALLS: Duration = Duration::from_secs(5);

/// The threads that serve RPC. They end when this is dropped.
///
/// The drop waits until none of them runs any more, for a few seconds at most. On a thread of an
/// asynchronous runtime, which may not wait, it does not: there, a runtime that is dropped by itself panics.
pub struct Threads(
	/// Taken by the drop alone.
	Option<Runtime>,
);

impl Threads {
	/// Starts as many threads as so many connections can make use of.
	///
	/// Fails if the system gives no more threads.
	pub fn start(max_connections: u32) -> io::Result<Self> {
		create_rpc_runtime(max_connections).map(|runtime| Self(Some(runtime)))
	}

	/// Runs the tasks of subscriptions on these threads.
	pub fn executor(&self) -> SubscriptionTaskExecutor {
		Arc::new(RpcSpawnHandle::new(self.handle()))
	}

	/// Runs tasks on these threads, until they end.
	pub(crate) fn handle(&self) -> Handle {
		self.0.as_ref().expect("it is taken by the drop alone; qed").handle().clone()
	}
}

impl Drop for Threads {
	fn drop(&mut self) {
		let Some(runtime) = self.0.take() else { return };
		if Handle::try_current().is_ok() {
			runtime.shutdown_background();
		} else {
			runtime.shutdown_timeout(LAST_CALLS);
		}
	}
}

#[cfg(test)]
mod tests {
	use std::sync::atomic::{AtomicBool, Ordering};

	use super::*;

	/// As where a node cannot start for another reason.
	#[tokio::test]
	async fn can_be_dropped_by_an_asynchronous_task() {
		let threads = Threads::start(10).expect("there are threads");
		drop(threads);
	}

	#[test]
	fn a_drop_waits_for_what_runs() {
		let over = Arc::new(AtomicBool::new(false));
		let threads = Threads::start(10).expect("there are threads");
		let (begun, begins) = std::sync::mpsc::channel();
		let flag = over.clone();
		threads.handle().spawn_blocking(move || {
			begun.send(()).expect("the test waits for it");
			std::thread::sleep(Duration::from_millis(200));
			flag.store(true, Ordering::SeqCst);
		});
		begins.recv().expect("it runs");
		drop(threads);
		assert!(over.load(Ordering::SeqCst));
	}
}
