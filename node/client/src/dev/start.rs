// SPDX-License-Identifier: GPL-3.0-or-later

//! Puts the engine together.

use std::{
	path::Path,
	sync::{atomic::AtomicU64, Arc},
};

use canary_validators::Pvf;
use sc_chain_spec::get_extension;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::GrandpaJustificationStream;
use sc_service::{config::DatabaseSource, Configuration, Error, PruningMode};
use serde_json::Value;
use sp_timestamp::Timestamp;

use super::{
	announcements::Audience,
	author::Author,
	chain::DevChain,
	clock::{self, Clock},
	collators::{self, Collators},
	command::Handle,
	database::Store,
	dump::{self, Dump, Dumps},
	engine::Engine,
	forge::Forge,
	grandpa::Grandpa,
	importer::Importer,
	keys::{self, Keys},
	maker::Maker,
	options::Options,
	paras::Paras,
	pool,
	quiet::QuietClient,
	shared_pool::{Gate, SharedPool},
};
use crate::{
	chain_spec::Preset,
	executor::Executor,
	service::{
		consensus::{chain_clock, Babe},
		parts::{self, ChainParts},
	},
	types::{Block, BlockNumber, ImportQueue},
};

/// How many blocks before the head keep their state by default: some seconds' worth of a bulk run.
/// A wallet asks for the events of the block that has its transaction only when it has heard of it.
const KEPT_STATES: BlockNumber = 4_096;

/// A chain with its engine, and what a node around them needs.
pub(crate) struct EngineParts {
	pub(crate) engine: Engine,
	pub(crate) handle: Handle,
	pub(crate) parts: ChainParts,
	pub(crate) grandpa: Grandpa,
	pub(crate) shared_pool: SharedPool,
	pub(crate) audience: Audience,
	pub(crate) collators: Collators,
	pub(crate) justifications: GrandpaJustificationStream<Block>,
	pub(crate) import_queue: ImportQueue,
	pub(crate) babe_worker: BabeWorkerHandle<Block>,
}

/// Opens the chain with its engine, and makes its genesis if there is none yet.
pub(crate) fn open(
	config: &mut Configuration,
	executor: Executor,
	options: &Options,
) -> Result<EngineParts, Error> {
	let kept_states = kept_states(config.state_pruning.take())?;
	// The database drops no state. The importer does, since it knows the snapshots.
	config.state_pruning = Some(PruningMode::ArchiveAll);
	if !config.chain_spec.code_substitutes().is_empty() {
		return Err(Error::Other(
			"the chain specification has `codeSubstitutes`, and the development engine makes blocks with \
			 the code in the state; dev_setRuntime puts other code in force"
				.into(),
		));
	}
	let path = config.database.path().ok_or("the database has no folder")?.to_owned();
	let path = path.as_path();
	let id = config.chain_spec.id().to_owned();
	let dump = options.load.as_deref().map(|path| Dump::read(path, &id)).transpose()?;
	dump::is_whole(path)?;
	let (store, new) = Store::open(path)?;
	let (loaded, empty) = (dump.is_some(), new && dump.is_none());
	if loaded && !new {
		return Err(Error::Other(format!(
			"--load-state begins a chain in a new folder, and {} has one already; leave the flag out to \
			 go on with that one, or name another folder with `--base-path <PATH>`",
			path.display(),
		)));
	}
	let collators =
		collators::open(config, &options.paras, options.pool, new).map_err(Error::Other)?;
	let ships = matches!(get_extension(config.chain_spec.extensions()), Some(Preset(Some(_))));
	let begins = new && !loaded;
	if begins && !ships && options.paras.lease {
		return Err(Error::Other(
			"--para-lease: a chain specification from a file sets the paras of its genesis itself; \
			 leave the flag out"
				.into(),
		));
	}
	let patch = if begins && ships {
		collators::genesis(&collators.paras, options.paras.lease).map_err(Error::Other)?
	} else {
		Value::Null
	};
	// Last, since a chain that is loaded stays, and the next start with --load-state would be refused.
	if let Some(dump) = dump {
		dump.put_into(config, &store)?;
	}
	let database = DatabaseSource::Custom { db: store.handle(), require_create_flag: empty };
	let new_pool = |config: &_, client: &_, tasks| pool::new(options.pool, config, client, tasks);
	let (parts, pool_core) = parts::open(config, &patch, executor.clone(), database, new_pool)
		.map_err(|error| explained(error, path))?;
	let client = &parts.client;
	let keystore = parts.keystore_container.keystore();
	sp_session::generate_initial_session_keys(
		client.clone(),
		client.chain_info().best_hash,
		keys::well_known(),
		keystore.clone(),
	)
	.map_err(|error| Error::Application(Box::new(error)))?;

	let quiet = Arc::new(QuietClient(client.clone()));
	let grandpa = Grandpa::new(&quiet, parts.select_chain.clone())?;
	let head_slot = Arc::new(AtomicU64::new(0));
	let clock_of_chain = head_slot.clone();
	let babe =
		Babe::new(&parts, grandpa.clone(), |duration| chain_clock(clock_of_chain, duration))?;
	let (import_queue, babe_worker) =
		babe.queue(babe.import.clone(), config, &parts, grandpa.clone())?;

	let (sender, justifications) = GrandpaJustificationStream::channel();
	let (gate, audience) = (Gate::default(), Audience::default());
	let shared_pool = SharedPool::new(
		parts.pool.clone(),
		pool_core.clone(),
		gate.clone(),
		client.clone(),
		options.pool,
	);
	let chain = Arc::new(DevChain {
		client: client.clone(),
		quiet,
		backend: parts.backend.clone(),
		store: store.clone(),
		para_stores: collators.stores.clone(),
		select_chain: parts.select_chain.clone(),
		babe: babe.import,
		babe_link: babe.link,
		grandpa: grandpa.clone(),
		keys: Arc::new(Keys::new(keystore)),
		pool: parts.pool.clone(),
		pool_core,
		gate,
		audience: audience.clone(),
		justifications: sender,
		head_slot,
	});
	let lag = options.finality_lag.unwrap_or(options.sealing.finality_lag());
	let importer = Importer::new(chain.clone(), lag, kept_states)?;
	let forge = Forge::new(&chain, executor, store, chain.head(), options)?;
	if !begins && options.native.is_some() && !forge.is_native() {
		log::info!(
			"📦 The runtime of this chain is another build than the one in this binary. dev_setRuntime puts a new one \
			 in force; in the repository `scripts/reload` does"
		);
	}
	// A loaded chain continues at its own time.
	let now = if loaded { Timestamp::new(0) } else { clock::wall() };
	let clock = Clock::new(babe.slot_duration, options.start.unwrap_or(now));
	let author = Author::new(chain.clone(), forge, clock)?;
	let pvf = Pvf::with_cache(options.paras.wasm_cache.clone());
	let paras =
		Paras::new(chain.clone(), pvf.clone(), collators.paras.clone(), options.paras.pov.clone());
	let maker = Maker::new(chain, author, importer, paras, pvf);
	// RPC reads this setting: `archive` methods are for nodes that have all states.
	if kept_states < BlockNumber::MAX {
		config.state_pruning = Some(PruningMode::blocks_pruning(kept_states));
	}
	let dumps = Dumps { chain: id, at_stop: options.dump.clone() };
	let (engine, handle) = Engine::new(maker, options, dumps);
	Ok(EngineParts {
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
	})
}

/// Adds what to do if the chain was made by an ordinary node or command, which prunes old states in
/// another way.
fn explained(error: Error, path: &Path) -> Error {
	let reason = error.to_string();
	if !reason.contains("pruning") {
		return error;
	}
	Error::Other(format!(
		"{reason}: the chain in {} was made without `--dev`, and the engine cannot go on with it; \
		 `export-blocks` writes it to a file, and `import-blocks --dev` reads that into another folder",
		path.display(),
	))
}

/// How many blocks before the head keep their state. Fails for `archive-canonical`.
fn kept_states(pruning: Option<PruningMode>) -> Result<BlockNumber, Error> {
	match pruning {
		None => Ok(KEPT_STATES),
		Some(PruningMode::Constrained(limits)) => Ok(limits.max_blocks.unwrap_or(KEPT_STATES)),
		Some(PruningMode::ArchiveAll) => Ok(BlockNumber::MAX),
		Some(PruningMode::ArchiveCanonical) => Err(Error::Other(
			"--state-pruning archive-canonical: a development chain has no other blocks; use \
			 `archive`"
				.into(),
		)),
	}
}
