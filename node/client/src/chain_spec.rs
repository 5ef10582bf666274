// SPDX-License-Identifier: GPL-3.0-or-later

//! The chains that a node can run: those that its binary ships, and any from a JSON file.
//!
//! No genesis values are kept here: a shipped chain names one of the runtime's presets, and the
//! runtime builds the state from it (see [`genesis`](crate::genesis)).

use std::{path::Path, sync::Arc};

use sc_chain_spec::ChainSpecExtension;
use sc_service::{ChainType, GenericChainSpec, Properties};
use sc_sync_state_rpc::LightSyncStateExtension;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Calls a runtime API function by its name, with SCALE-encoded arguments, in the externalities
/// that are set for this thread. Returns the encoded result, or `None` if there is no such
/// function.
pub type Dispatch = fn(&str, &[u8]) -> Option<Vec<u8>>;

/// What a binary ships: the runtime, and the chains that it can start.
#[derive(Debug)]
pub struct Shipped {
	/// The runtime as Wasm; `None` if the binary was built without one.
	pub runtime: Option<&'static [u8]>,
	/// The same runtime as native code, if the binary has it: it makes empty blocks in place of the
	/// Wasm.
	pub native: Option<Dispatch>,
	/// The runtime of the para that `--para demo` runs, as Wasm, if the binary has it.
	pub demo_para: Option<&'static [u8]>,
	/// The chains that `--chain` knows.
	pub chains: &'static [ShippedChain],
	/// The symbol of the chains' token, such as `KSM`.
	pub token: &'static str,
	/// The decimals of the token: one token is `10^decimals` plancks.
	pub decimals: u32,
	/// The SS58 prefix of the chains' addresses.
	pub ss58_prefix: u16,
	/// The protocol id, which begins the names of the chains' network protocols.
	pub protocol: &'static str,
}

/// A chain that a binary ships.
#[derive(Debug)]
pub struct ShippedChain {
	/// The names that `--chain` accepts, the usual one first.
	pub names: &'static [&'static str],
	/// The name of the runtime's preset that its genesis is built from.
	pub preset: &'static str,
	/// The chain's name, for people.
	pub title: &'static str,
	/// The chain's id, which also names its folder.
	pub id: &'static str,
	/// Whether its type, which wallets read, is `Development`; otherwise it is `Local`.
	pub development: bool,
}

/// A chain specification.
pub(crate) type ChainSpec = GenericChainSpec<Extensions>;

/// The extensions of a chain specification.
#[derive(Default, Clone, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extensions {
	/// Where a light client starts from: `sync_state_genSyncSpec` fills it in.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	light_sync_state: LightSyncStateExtension,
	/// The preset that the genesis is built from.
	#[serde(skip)]
	preset: Preset,
}

/// The preset of a shipped chain. A chain from a file has none, whatever its id: its genesis may
/// have been edited.
#[derive(Default, Clone)]
pub(crate) struct Preset(pub(crate) Option<PresetOf>);

/// A preset and the runtime that has it.
#[derive(Clone)]
pub(crate) struct PresetOf {
	/// The runtime's Wasm.
	pub(crate) code: Arc<[u8]>,
	/// The preset's name in the runtime.
	pub(crate) name: &'static str,
	/// Whether the user chose the runtime with `--runtime`.
	pub(crate) chosen: bool,
}

/// Finds a chain by the value of `--chain`. With `runtime`, a shipped chain starts with the Wasm in
/// that file; a chain from a file brings its own, so the two together are an error.
pub(crate) fn load(
	shipped: &Shipped,
	id: &str,
	runtime: Option<&Path>,
) -> Result<ChainSpec, String> {
	// No name stands for the network of several nodes: `--dev` alone comes as `dev`.
	let name = if id.is_empty() { "local" } else { id };
	let Some(chain) = shipped.chains.iter().find(|chain| chain.names.contains(&name)) else {
		if let Some(runtime) = runtime {
			return Err(format!(
				"--runtime {}: the chain specification `{id}` brings its own runtime; `--runtime` is \
				 for {}",
				runtime.display(),
				known(shipped),
			));
		}
		return from_file(shipped, id);
	};
	let code: Arc<[u8]> = match runtime {
		Some(path) => std::fs::read(path)
			.map_err(|reason| format!("--runtime {}: {reason}", path.display()))?
			.into(),
		None => wasm(shipped)?.into(),
	};
	let preset = PresetOf { code: code.clone(), name: chain.preset, chosen: runtime.is_some() };
	let extensions = Extensions { preset: Preset(Some(preset)), ..Default::default() };
	let chain_type = if chain.development { ChainType::Development } else { ChainType::Local };
	Ok(ChainSpec::builder(&code, extensions)
		.with_name(chain.title)
		.with_id(chain.id)
		.with_chain_type(chain_type)
		.with_genesis_config_preset_name(chain.preset)
		.with_protocol_id(shipped.protocol)
		.with_properties(properties(shipped))
		.build())
}

/// A shipped chain whose genesis config, as far as it differs from the runtime's defaults, is known.
pub(crate) fn with_genesis(
	spec: &dyn sc_service::ChainSpec,
	of: &PresetOf,
	config: Value,
) -> ChainSpec {
	ChainSpec::builder(&of.code, Extensions::default())
		.with_name(spec.name())
		.with_id(spec.id())
		.with_chain_type(spec.chain_type())
		.with_genesis_config_patch(config)
		.with_protocol_id(spec.protocol_id().unwrap_or_default())
		.with_properties(spec.properties())
		.build()
}

/// The Wasm that the binary ships. Fails if it was built without.
fn wasm(shipped: &Shipped) -> Result<&'static [u8], String> {
	shipped.runtime.ok_or_else(|| {
		"this binary carries no runtime: it was built with SKIP_WASM_BUILD set, or without the \
		 feature `embed-wasm`; build it again without the one and with the other, or name a runtime \
		 with `--runtime <FILE>`"
			.into()
	})
}

/// The names that `--chain` knows, for messages.
fn known(shipped: &Shipped) -> String {
	let names = shipped.chains.iter().map(|chain| match chain.names {
		[name] => (*name).to_owned(),
		[name, others @ ..] => format!("{name} (or {})", others.join(", ")),
		[] => String::new(),
	});
	names.collect::<Vec<_>>().join(", ")
}

/// What wallets need to show amounts and addresses.
fn properties(shipped: &Shipped) -> Properties {
	[
		("tokenSymbol", shipped.token.into()),
		("tokenDecimals", shipped.decimals.into()),
		("ss58Format", shipped.ss58_prefix.into()),
	]
	.into_iter()
	.map(|(key, value)| (String::from(key), value))
	.collect()
}

fn from_file(shipped: &Shipped, id: &str) -> Result<ChainSpec, String> {
	let path = Path::new(id);
	if path.exists() {
		return ChainSpec::from_json_file(path.into())
			.map_err(|reason| format!("chain specification `{id}`: {reason}"));
	}
	let is_path = path.components().count() > 1 || path.extension().is_some();
	Err(if is_path {
		format!("chain specification `{id}`: there is no such file")
	} else {
		format!(
			"unknown chain `{id}`: known are {}; a path to a JSON file works too",
			known(shipped),
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A binary with a runtime that nobody runs.
	const SHIPPED: Shipped = Shipped {
		runtime: Some(b"code"),
		native: None,
		demo_para: None,
		chains: &[
			ShippedChain {
				names: &["development", "dev"],
				preset: "development",
				title: "Development",
				id: "test_dev",
				development: true,
			},
			ShippedChain {
				names: &["local"],
				preset: "local",
				title: "Local",
				id: "test_local",
				development: false,
			},
		],
		token: "KSM",
		decimals: 12,
		ss58_prefix: 2,
		protocol: "test",
	};

	fn load(id: &str) -> Result<ChainSpec, String> {
		super::load(&SHIPPED, id, None)
	}

	/// A temporary file, deleted on drop.
	struct Scratch(std::path::PathBuf);

	impl Scratch {
		fn new(name: &str, content: &str) -> Self {
			let path = std::env::temp_dir().join(format!("canary-{}-{name}", std::process::id()));
			std::fs::write(&path, content).unwrap();
			Self(path)
		}

		fn path(&self) -> String {
			self.0.display().to_string()
		}
	}

	impl Drop for Scratch {
		fn drop(&mut self) {
			std::fs::remove_file(&self.0).unwrap();
		}
	}

	/// Loads a chain from a file with this content. Returns the file's path too.
	fn load_json(name: &str, content: &str) -> (String, Result<ChainSpec, String>) {
		let file = Scratch::new(&format!("{name}.json"), content);
		(file.path(), load(&file.path()))
	}

	#[test]
	fn every_known_chain_loads() {
		for (id, expected) in [
			("development", "test_dev"),
			("dev", "test_dev"),
			("local", "test_local"),
			("", "test_local"),
		] {
			let spec = load(id).unwrap();
			assert_eq!(spec.id(), expected);
			assert_eq!(spec.properties()["ss58Format"], 2);
		}
	}

	#[test]
	fn a_binary_without_a_runtime_says_how_to_get_one() {
		let bare = Shipped { runtime: None, ..SHIPPED };
		let reason = super::load(&bare, "dev", None).map(drop).unwrap_err();
		assert!(reason.contains("embed-wasm") && reason.contains("--runtime"), "{reason}");
	}

	#[test]
	fn another_runtime_takes_the_place_of_the_one_that_ships() {
		let bare = Shipped { runtime: None, ..SHIPPED };
		let file = Scratch::new("other.wasm", "other code");
		let spec = super::load(&bare, "dev", Some(&file.0)).unwrap();
		let preset = spec.extensions().preset.0.clone().unwrap();
		assert_eq!((&preset.code[..], preset.name), (&b"other code"[..], "development"));

		let missing = Path::new("nowhere.wasm");
		let reason = super::load(&bare, "dev", Some(missing)).map(drop).unwrap_err();
		assert!(reason.starts_with("--runtime nowhere.wasm:"), "{reason}");
		let reason = super::load(&bare, "my.json", Some(missing)).map(drop).unwrap_err();
		assert!(reason.contains("brings its own runtime"), "{reason}");
	}

	#[test]
	fn an_unknown_chain_is_answered_with_the_known_ones() {
		let reason = load("polkadot").map(drop).unwrap_err();
		assert!(reason.contains("`polkadot`") && reason.contains("JSON"), "{reason}");
		assert!(reason.contains("known are development (or dev), local;"), "{reason}");
	}

	#[test]
	fn a_missing_file_is_called_missing() {
		for path in ["./nowhere", "nowhere.json", "/nowhere/at/all.json"] {
			let reason = load(path).map(drop).unwrap_err();
			assert!(reason.contains(path) && reason.contains("no such file"), "{reason}");
		}
	}

	#[test]
	fn a_malformed_file_is_named_with_the_reason() {
		let (path, loaded) = load_json("cut-short", r#"{ "name": "Cut short", "#);
		let reason = loaded.map(drop).unwrap_err();
		assert!(reason.contains(&path) && reason.contains("EOF"), "{reason}");

		let (path, loaded) = load_json("incomplete", r#"{ "name": "Incomplete" }"#);
		let reason = loaded.map(drop).unwrap_err();
		assert!(reason.contains(&path) && reason.contains("missing field `id`"), "{reason}");
	}

	#[test]
	fn a_file_has_no_preset_even_under_a_known_id() {
		let genesis = r#"{ "raw": { "top": {}, "childrenDefault": {} } }"#;
		let (_, loaded) = load_json(
			"edited",
			&format!(
				r#"{{ "name": "Mine", "id": "canary_dev", "bootNodes": [], "genesis": {genesis} }}"#
			),
		);
		assert!(loaded.unwrap().extensions().preset.0.is_none());
	}
}
