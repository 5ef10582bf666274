// SPDX-License-Identifier: GPL-3.0-or-later

//! Opens the paras whose blocks are made here, and adds them to the genesis of a new relay chain.

use std::{collections::BTreeSet, fs, net::SocketAddr, path::Path};

use canary_collator::{
	door::Bounds,
	spec::{self, ChainSpec},
	Para, Served, Settings, Software,
};
use sc_service::{
	config::{DatabaseSource, KeystoreConfig, RpcConfiguration},
	Configuration, TaskManager,
};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;

use super::{
	chain::{text, Result},
	database::{remove_stillborn, Store},
	options::ParaOptions,
};

/// What `--para` calls the para that the binary ships.
const DEMO: &str = "demo";
/// The id of the demo para: the lowest one that is not reserved for system paras.
const DEMO_ID: u32 = 2_000;

/// The paras whose blocks are made here.
pub(crate) struct Collators {
	pub(crate) paras: Vec<Para>,
	/// Their databases.
	pub(super) stores: Vec<Store>,
	/// Their tasks besides the making of blocks. Their RPC stops with them.
	pub(crate) tasks: TaskManager,
}

/// Stops the RPC of these paras when it is dropped: as the node begins to stop.
///
/// A database is closed when nobody holds it any more, and must be before the process ends, because a
/// temporary folder goes then. A node that stops waits for its tasks and its engine, but the threads that
/// serve RPC are neither. If they ended with the last holder of the para, nobody would wait for them.
struct StopRpc(Vec<Para>);

impl Drop for StopRpc {
	fn drop(&mut self) {
		self.0.iter().for_each(Para::stop_rpc);
	}
}

/// Opens the paras in the folder of the relay chain. If the relay chain is new, what the paras of
/// another one left there is deleted.
pub(super) fn open(
	config: &Configuration,
	options: &ParaOptions,
	pool: Bounds,
	is_new: bool,
) -> Result<Collators> {
	let mut tasks = TaskManager::new(config.tokio_handle.clone(), None).map_err(text)?;
	let folder = config.base_path.config_dir(config.chain_spec.id()).join("paras");
	if is_new && folder.exists() {
		fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
	}
	let mut numbers = BTreeSet::new();
	let (mut paras, mut stores) = (Vec::new(), Vec::new());
	for name in &options.specs {
		let wrong = |reason: String| format!("--para {name}: {reason}");
		let spec = specification(name, options).map_err(wrong)?;
		let folder = folder.join(spec.id());
		let path = folder.join("paritydb");
		remove_stillborn(&path).map_err(|error| wrong(error.to_string()))?;
		// Blocks that the relay chain has included must survive a killed process, as its own do.
		let (store, new) = Store::open(&path).map_err(|error| wrong(error.to_string()))?;
		let database = store.handle();
		stores.push(store.clone());
		let settings = Settings {
			database: DatabaseSource::Custom { db: database, require_create_flag: new },
			one_commit: Box::new(move |change| store.together([], change)),
			keystore: KeystoreConfig::Path { path: folder.join("keystore"), password: None },
			spec,
			executor: config.executor.clone(),
			pool,
			wasm_cache: options.wasm_cache.clone(),
			software: Software {
				name: config.impl_name.clone(),
				version: config.impl_version.clone(),
			},
		};
		let para = Para::open(settings, tasks.spawn_handle()).map_err(wrong)?;
		if !numbers.insert(para.id()) {
			return Err(wrong(format!("another --para has the id {} too", para.id())));
		}
		paras.push(para);
	}
	tasks.keep_alive(StopRpc(paras.clone()));
	Ok(Collators { paras, stores, tasks })
}

fn specification(name: &str, options: &ParaOptions) -> Result<ChainSpec> {
	if name != DEMO {
		return spec::from_file(Path::new(name));
	}
	let code = options.demo.ok_or(
		"this binary carries no runtime of a para: it was built with SKIP_WASM_BUILD set, or without the \
		 feature `embed-wasm`",
	)?;
	let properties = json!({ "tokenSymbol": "UNIT", "tokenDecimals": 12, "ss58Format": 42 });
	let properties = properties.as_object().cloned().unwrap_or_default();
	let (name, id) = ("Canary Demo Para", "canary_demo_para");
	Ok(spec::of_preset(code, "development", name, id, Some(DEMO_ID), properties))
}

/// The patch of a new relay chain's genesis for these paras; null if there are none. Each is
/// registered by Alice and on demand, or with `lease` holds a core.
pub(super) fn genesis(paras: &[Para], lease: bool) -> Result<Value> {
	if paras.is_empty() {
		return Ok(Value::Null);
	}
	let next = paras.iter().map(|para| u32::from(para.id()).saturating_add(1)).max();
	let next = next.unwrap_or_default().max(DEMO_ID);
	let with_core = |para: &Para| {
		let (head, code) = para.genesis()?;
		Ok(json!([para.id(), { "genesis_head": head, "validation_code": code, "parachain": true }]))
	};
	let on_demand = |para: &Para| {
		let (head, code) = para.genesis()?;
		let manager = Sr25519Keyring::Alice.to_account_id();
		Ok(json!({
			"id": para.id(),
			"manager": manager,
			"genesisHead": head,
			"validationCode": code,
		}))
	};
	let registrar = json!({ "nextFreeParaId": next });
	Ok(if lease {
		let paras = paras.iter().map(with_core).collect::<Result<Vec<_>>>()?;
		json!({ "paras": { "paras": paras }, "registrar": registrar })
	} else {
		let paras = paras.iter().map(on_demand).collect::<Result<Vec<_>>>()?;
		json!({ "beginning": { "paras": paras }, "registrar": registrar })
	})
}

/// The RPC settings of `count` paras, at the ports from `port` on, or at any free ones if it is 0.
pub(crate) fn rpc(count: usize, port: u16, relay: &RpcConfiguration) -> Vec<Served> {
	let ports = (0..).map(|index| if port == 0 { 0 } else { port.saturating_add(index) });
	ports.take(count).map(|port| Served::like(relay, port)).collect()
}

/// Serves the RPC of each para. Returns the addresses.
pub(crate) fn serve(paras: &[Para], rpc: &[Served]) -> Result<Vec<SocketAddr>> {
	let serve = |(para, rpc): (&Para, _)| {
		let address = para.start_rpc(rpc)?;
		log::info!("Para {} ({}): JSON-RPC at ws://{address}", para.id(), para.name());
		Ok(address)
	};
	paras.iter().zip(rpc).map(serve).collect()
}
