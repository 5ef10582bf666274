// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtime's off-chain workers.

use std::sync::Arc;

use futures::FutureExt;
use sc_client_api::Backend;
use sc_network::service::traits::NetworkService;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{Error, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;

use crate::types::{FullBackend, FullClient, Pool};

/// Runs the runtime's off-chain workers after each block.
pub(super) fn run(
	tasks: &TaskManager,
	client: &Arc<FullClient>,
	backend: &FullBackend,
	pool: &Arc<Pool>,
	keystore: &KeystorePtr,
	network: &Arc<dyn NetworkService>,
	is_validator: bool,
) -> Result<(), Error> {
	let workers = OffchainWorkers::new(OffchainWorkerOptions {
		runtime_api_provider: client.clone(),
		keystore: Some(keystore.clone()),
		offchain_db: backend.offchain_storage(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(pool.clone())),
		network_provider: Arc::new(network.clone()),
		is_validator,
		enable_http_requests: false,
		custom_extensions: |_| Vec::new(),
	})?;
	let run = workers.run(client.clone(), tasks.spawn_handle());
	tasks.spawn_handle().spawn("offchain-workers", Some("offchain-worker"), run.boxed());
	Ok(())
}
