// SPDX-License-Identifier: GPL-3.0-or-later

//! Opens a chain: database, client, pool, keys and tasks. Every command begins here.

use std::sync::Arc;

use canary_collator::pool_tasks::PoolTasks;
use sc_chain_spec::get_extension;
use sc_client_api::StorageProvider;
use sc_consensus_grandpa::GrandpaPruningFilter;
use sc_service::{
	client::ClientConfig, config::DatabaseSource, Configuration, Error, KeystoreContainer,
	TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use serde_json::Value;
use sp_core::storage::{well_known_keys::CODE, StorageKey};

use crate::{
	chain_spec::Preset,
	executor::Executor,
	genesis::Genesis,
	origin,
	types::{Block, BlockNumber, FullBackend, FullClient, Pool, SelectChain},
};

/// An open chain, without its consensus.
pub(crate) struct ChainParts {
	pub(crate) client: Arc<FullClient>,
	pub(crate) backend: Arc<FullBackend>,
	pub(crate) keystore_container: KeystoreContainer,
	pub(crate) task_manager: TaskManager,
	pub(crate) select_chain: SelectChain,
	pub(crate) pool: Arc<Pool>,
	pub(crate) telemetry: Option<Telemetry>,
}

/// Opens the chain in `database`, and makes its genesis if there is none yet. `new_pool` makes the
/// pool, and what else it returns is returned. A new chain that ships begins with `patch` in its
/// genesis config; null changes nothing.
pub(crate) fn open<T>(
	config: &Configuration,
	patch: &Value,
	executor: Executor,
	database: DatabaseSource,
	new_pool: impl FnOnce(&Configuration, &Arc<FullClient>, PoolTasks) -> (Pool, T),
) -> Result<(ChainParts, T), Error> {
	let (telemetry, telemetry_worker) = new_telemetry(config)?.unzip();
	let telemetry_handle = telemetry.as_ref().map(Telemetry::handle);

	let mut settings = config.db_config();
	settings.source = database;
	// A pruned node keeps the justified blocks: others warp-sync from them.
	settings.pruning_filters = vec![Arc::new(GrandpaPruningFilter)];
	let backend = Arc::new(FullBackend::new(sc_service::new_db_backend(settings)?));
	let genesis = Genesis {
		spec: &*config.chain_spec,
		patch,
		commit: !config.no_genesis(),
		backend: backend.clone(),
		executor: executor.clone(),
	};
	let keystore_container = KeystoreContainer::new(&config.keystore)?;
	let task_manager = TaskManager::new(config.tokio_handle.clone(), config.prometheus_registry())?;
	let client = sc_service::client::new_with_backend(
		backend.clone(),
		executor.clone(),
		genesis,
		Box::new(task_manager.spawn_handle()),
		config.prometheus_registry().cloned(),
		telemetry_handle,
		client_config(config)?,
	)?;
	let client: Arc<FullClient> = Arc::new(client);
	if let Some(folder) = config.database.path() {
		let known = client.chain_info().genesis_hash;
		origin::check(&*config.chain_spec, patch, folder, known, backend.clone(), executor)
			.map_err(Error::Other)?;
	}
	chosen_runtime_is_in_force(config, &client)?;
	if let Some(worker) = telemetry_worker {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
	}
	let select_chain = SelectChain::new(backend.clone());
	let (pool, rest) = new_pool(config, &client, PoolTasks(task_manager.spawn_handle()));
	let parts = ChainParts {
		client,
		backend,
		keystore_container,
		task_manager,
		select_chain,
		pool: Arc::new(pool),
		telemetry,
	};
	Ok((parts, rest))
}

/// Fails if `--runtime` names a build, and the chain in the folder has another one in force.
fn chosen_runtime_is_in_force(config: &Configuration, client: &FullClient) -> Result<(), Error> {
	let chosen = match get_extension(config.chain_spec.extensions()) {
		Some(Preset(Some(preset))) if preset.chosen => &preset.code,
		_ => return Ok(()),
	};
	let best = client.chain_info().best_hash;
	let code = client.storage(best, &StorageKey(CODE.to_vec()))?;
	if code.is_some_and(|code| code.0 == **chosen) {
		return Ok(());
	}
	let folder = config.database.path().unwrap_or(config.base_path.path());
	Err(Error::Other(format!(
		"--runtime begins a new chain; the chain in {} has other code in its state; \
		 leave the flag out to go on with it, or name another folder with `--base-path <PATH>`; \
		 dev_setRuntime puts a build in force on a chain that runs",
		folder.display(),
	)))
}

fn client_config(config: &Configuration) -> Result<ClientConfig<Block>, Error> {
	let substitutes = config.chain_spec.code_substitutes().into_iter().map(|(number, code)| {
		let from: BlockNumber = number.parse().map_err(|_| {
			Error::Other(format!(
				"the chain specification has `codeSubstitutes` from block `{number}` on, which \
				 is not a block number"
			))
		})?;
		Ok((from, code))
	});
	Ok(ClientConfig {
		offchain_worker_enabled: config.offchain_worker.enabled,
		offchain_indexing_api: config.offchain_worker.indexing_enabled,
		wasm_runtime_overrides: config.wasm_runtime_overrides.clone(),
		no_genesis: config.no_genesis(),
		wasm_runtime_substitutes: substitutes.collect::<Result<_, Error>>()?,
		enable_import_proof_recording: false,
	})
}

/// Telemetry is sent only where the user or the chain specification names a server.
fn new_telemetry(config: &Configuration) -> Result<Option<(Telemetry, TelemetryWorker)>, Error> {
	let endpoints = config.telemetry_endpoints.clone().filter(|endpoints| !endpoints.is_empty());
	let Some(endpoints) = endpoints else { return Ok(None) };
	let worker = TelemetryWorker::new(16)?;
	let telemetry = worker.handle().new_telemetry(endpoints);
	Ok(Some((telemetry, worker)))
}

/// The SDK's pool, as configured.
pub(crate) fn stock_pool(
	config: &Configuration,
	client: &Arc<FullClient>,
	tasks: PoolTasks,
) -> (Pool, ()) {
	let role = config.role.is_authority().into();
	let pool = sc_transaction_pool::Builder::new(tasks, client.clone(), role)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build();
	(pool, ())
}
