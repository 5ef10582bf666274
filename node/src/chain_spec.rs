// SPDX-License-Identifier: GPL-3.0-or-later

//! The chains that a node can run: three that are compiled in, and any from a JSON file.
//!
//! No number of a genesis stands here. A chain names one of the runtime's presets, and the runtime
//! makes the state of it (see [`genesis`](crate::genesis)).

use std::path::Path;

use sc_chain_spec::ChainSpecExtension;
use sc_service::{ChainType, GenericChainSpec, Properties};
use sc_sync_state_rpc::LightSyncStateExtension;
use serde::{Deserialize, Serialize};
use sp_genesis_builder::DEV_RUNTIME_PRESET;

/// The number that makes an address look like one of Kusama.
pub(crate) const SS58_PREFIX: u16 = 2;

/// The names that `--chain` knows, for messages.
const KNOWN: &str = "development (or dev), local, kusama";

/// A specification of a chain.
pub(crate) type ChainSpec = GenericChainSpec<Extensions>;

/// What a specification holds beyond the usual.
#[derive(Default, Clone, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extensions {
	/// Where a light client starts from: `sync_state_genSyncSpec` fills it in.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	light_sync_state: LightSyncStateExtension,
	/// Which preset makes the genesis.
	#[serde(skip)]
	preset: Preset,
}

/// The preset behind a compiled-in chain. A chain from a file has none: its genesis may have been
/// edited, whatever it calls itself.
#[derive(Default, Clone)]
pub(crate) struct Preset(pub(crate) Option<&'static str>);

/// The runtime that is compiled into this binary.
pub(crate) fn wasm() -> Result<&'static [u8], String> {
	canary_runtime::WASM_BINARY.ok_or_else(|| {
		"this binary carries no runtime: it was built with SKIP_WASM_BUILD set, or without the \
		 feature `embed-wasm`; build it again without the one and with the other"
			.into()
	})
}

/// Finds a chain by the value of `--chain`.
pub(crate) fn load(id: &str) -> Result<ChainSpec, String> {
	let (preset, name, id, chain_type) = match id {
		"development" | "dev" => {
			(DEV_RUNTIME_PRESET, "Canary Development", "canary_dev", ChainType::Development)
		},
		"local" | "" => ("local", "Canary Local Testnet", "canary_local", ChainType::Local),
		"kusama" => ("kusama", "Canary Kusama Pace", "canary_kusama", ChainType::Local),
		path => return from_file(path),
	};
	let extensions = Extensions { preset: Preset(Some(preset)), ..Default::default() };
	Ok(ChainSpec::builder(wasm()?, extensions)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_genesis_config_preset_name(preset)
		.with_protocol_id("canary")
		.with_properties(properties())
		.build())
}

/// What wallets need to show amounts and addresses.
fn properties() -> Properties {
	[
		("tokenSymbol", "KSM".into()),
		("tokenDecimals", 12.into()),
		("ss58Format", SS58_PREFIX.into()),
	]
	.into_iter()
	.map(|(key, value)| (String::from(key), value))
	.collect()
}

fn from_file(id: &str) -> Result<ChainSpec, String> {
	let path = Path::new(id);
	if path.exists() {
		return ChainSpec::from_json_file(path.into())
			.map_err(|reason| format!("chain specification `{id}`: {reason}"));
	}
	let is_path = path.components().count() > 1 || path.extension().is_some();
	Err(if is_path {
		format!("chain specification `{id}`: there is no such file")
	} else {
		format!("unknown chain `{id}`: known are {KNOWN}; a path to a JSON file works too")
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Loads a chain from a file with this content.
	fn load_json(name: &str, content: &str) -> (String, Result<ChainSpec, String>) {
		let path = std::env::temp_dir().join(format!("canary-{}-{name}.json", std::process::id()));
		std::fs::write(&path, content).unwrap();
		let path = path.display().to_string();
		let loaded = load(&path);
		std::fs::remove_file(&path).unwrap();
		(path, loaded)
	}

	#[test]
	fn every_known_chain_loads() {
		for id in ["development", "dev", "local", "kusama"] {
			assert!(KNOWN.contains(id));
			match load(id) {
				Ok(spec) => {
					assert!(spec.id().starts_with("canary_"));
					assert_eq!(spec.properties()["ss58Format"], 2);
				},
				Err(reason) => {
					assert!(canary_runtime::WASM_BINARY.is_none() && reason.contains("embed-wasm"))
				},
			}
		}
	}

	#[test]
	fn an_unknown_chain_is_answered_with_the_known_ones() {
		let reason = load("polkadot").map(drop).unwrap_err();
		assert!(reason.contains("`polkadot`") && reason.contains(KNOWN) && reason.contains("JSON"));
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
		assert_eq!(loaded.unwrap().extensions().preset.0, None);
	}
}
