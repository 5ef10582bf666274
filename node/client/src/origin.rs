// SPDX-License-Identifier: GPL-3.0-or-later

//! Notes which genesis the chain in a folder began with, and refuses another one.
//!
//! A folder is named by the chain's id alone. An edited specification keeps its id, and would find
//! a chain with another genesis there. That is an error, which names the differences.
//!
//! A shipped chain is known by its preset: another build of its runtime continues the existing
//! chain, since the runtime is part of the state.

use std::{io, path::Path, sync::Arc};

use sc_chain_spec::{get_extension, BuildGenesisBlock};
use sc_client_api::{Backend, HeaderBackend};
use sc_service::ChainSpec;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sp_runtime::traits::{BlakeTwo256, Block as _, Hash as _};

use crate::{
	chain_spec::Preset,
	executor::Executor,
	genesis::{self, Genesis},
	types::{FullBackend, Hash},
};

/// The file in the database's folder that notes the chain's genesis.
const FILE: &str = "origin.json";
/// The longest text, in bytes, that is noted as it is. Longer ones, mostly code, are noted by their
/// hash.
const MAX_TEXT: usize = 256;
/// How many differences an error names.
const MAX_NAMED: usize = 5;

/// What the genesis of a chain was made from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
	/// The preset of a shipped chain; `None` for a chain from a file.
	preset: Option<String>,
	/// The preset's genesis config, or the genesis in the specification's file.
	genesis: Value,
}

/// Fails if the genesis of a specification, with `patch`, is not that of the chain in `database`,
/// whose genesis hash is `known`. Notes the origin of a new chain.
pub(crate) fn check(
	spec: &dyn ChainSpec,
	patch: &Value,
	database: &Path,
	known: Hash,
	backend: Arc<FullBackend>,
	executor: Executor,
) -> Result<(), String> {
	let path = database.join(FILE);
	let noted = match std::fs::read(&path) {
		Ok(json) => Some(
			serde_json::from_slice::<Origin>(&json)
				.map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
		),
		Err(error) if error.kind() == io::ErrorKind::NotFound => None,
		Err(error) => return Err(format!("{}: {error}", path.display())),
	};
	let own = || Origin::of(spec, &executor);
	let ships = matches!(get_extension(spec.extensions()), Some(Preset(Some(_))));
	match &noted {
		Some(noted) if ships && noted.preset.is_some() => return Ok(()),
		Some(noted) if !ships && noted.preset.is_none() && *noted == own()? => return Ok(()),
		// The chain is older than such notes, and may have begun with another build of the runtime.
		None if ships && backend.blockchain().info().best_number > 0 => return Ok(()),
		_ => {},
	}

	let genesis = Genesis { spec, patch, commit: false, backend, executor: executor.clone() };
	let (block, _) = genesis.build_genesis_block().map_err(|error| error.to_string())?;
	let hash = block.header().hash();
	if hash != known {
		let differences = match noted {
			Some(noted) => noted.differences(&own()?),
			None => Vec::new(),
		};
		return Err(refusal(spec.id(), database, [known, hash], &differences));
	}
	if noted.is_none() {
		let json = serde_json::to_vec_pretty(&own()?).map_err(|error| error.to_string())?;
		// A process killed here leaves a whole note or none.
		let draft = path.with_extension("new");
		std::fs::write(&draft, json)
			.and_then(|()| std::fs::rename(&draft, &path))
			.map_err(|error| format!("{}: {error}", path.display()))?;
	}
	Ok(())
}

impl Origin {
	/// The origin of a chain that begins with this specification.
	fn of(spec: &dyn ChainSpec, executor: &Executor) -> Result<Self, String> {
		if let Some(Preset(Some(preset))) = get_extension(spec.extensions()) {
			let genesis = genesis::preset(preset, executor)?;
			return Ok(Self { preset: Some(preset.name.into()), genesis: shortened(genesis) });
		}
		let json = spec.as_json(false)?;
		let mut json: Value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
		Ok(Self { preset: None, genesis: shortened(json["genesis"].take()) })
	}

	/// How another origin differs. A file is an edited copy of a shipped chain, as a rule: its
	/// patch is compared with the preset.
	fn differences(&self, other: &Self) -> Vec<String> {
		let both_files = self.preset.is_none() && other.preset.is_none();
		let part = |origin: &Self| match origin.genesis.pointer("/runtimeGenesis/patch") {
			Some(patch) if !both_files => patch.clone(),
			_ => origin.genesis.clone(),
		};
		differences(&part(self), &part(other))
	}
}

/// Replaces long texts with their hashes.
fn shortened(value: Value) -> Value {
	match value {
		Value::String(text) if text.len() > MAX_TEXT => {
			format!("{} characters, {:?}", text.len(), BlakeTwo256::hash(text.as_bytes())).into()
		},
		Value::Array(values) => values.into_iter().map(shortened).collect(),
		Value::Object(fields) => fields
			.into_iter()
			.map(|(name, value)| (name, shortened(value)))
			.collect::<Map<_, _>>()
			.into(),
		other => other,
	}
}

/// The fields that differ, by their paths, with the old value ("there") and the new one ("here").
fn differences(old: &Value, new: &Value) -> Vec<String> {
	match (old, new) {
		(Value::Object(old), Value::Object(new)) => {
			let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
			let differing = names.flat_map(|name| {
				let of = |fields: &Map<_, _>| fields.get(name).cloned().unwrap_or_default();
				differences(&of(old), &of(new)).into_iter().map(move |rest| {
					let dot = if rest.starts_with(' ') { "" } else { "." };
					format!("{name}{dot}{rest}")
				})
			});
			differing.collect()
		},
		_ if old == new => Vec::new(),
		_ => vec![format!(" ({} there, {} here)", brief(old), brief(new))],
	}
}

fn brief(value: &Value) -> String {
	let text = value.to_string();
	match text.char_indices().nth(60) {
		Some((end, _)) => format!("{}...", &text[..end]),
		None => text,
	}
}

fn refusal(id: &str, database: &Path, [known, own]: [Hash; 2], differences: &[String]) -> String {
	let mut text = format!(
		"the chain in {} has the id `{id}` too, but its genesis is not that of the \
		 specification: its hash is {known:?} instead of {own:?}",
		database.display(),
	);
	if !differences.is_empty() {
		let named: Vec<_> = differences.iter().take(MAX_NAMED).map(String::as_str).collect();
		text += &format!("; what differs is {}", named.join(", "));
		if differences.len() > MAX_NAMED {
			text += &format!(" and {} more", differences.len() - MAX_NAMED);
		}
	}
	text + "; choose another directory with `--base-path <PATH>`, or remove the old chain with \
	        `canary purge-chain` and the same flags"
}

#[cfg(test)]
mod tests {
	use serde_json::json;

	use super::*;

	#[test]
	fn differences_are_named_by_their_paths() {
		let old = json!({ "pace": { "epochLength": 10, "era": 3 }, "names": ["a"], "same": 1 });
		let new = json!({ "pace": { "epochLength": 20, "era": 3 }, "names": ["b"], "same": 1, "more": 2 });
		let expected = [
			r#"names (["a"] there, ["b"] here)"#,
			"pace.epochLength (10 there, 20 here)",
			"more (null there, 2 here)",
		];
		let mut found = differences(&old, &new);
		found.sort();
		let mut expected = expected.map(String::from).to_vec();
		expected.sort();
		assert_eq!(found, expected);
		assert!(differences(&old, &old).is_empty());
	}

	#[test]
	fn a_file_is_compared_with_the_preset_that_it_was_made_of() {
		let preset = Origin { preset: Some("development".into()), genesis: json!({ "epoch": 10 }) };
		let file = |code: &str, epoch: u32| Origin {
			preset: None,
			genesis: json!({ "runtimeGenesis": { "code": code, "patch": { "epoch": epoch } } }),
		};
		assert_eq!(preset.differences(&file("new", 20)), ["epoch (10 there, 20 here)"]);
		assert_eq!(
			file("old", 20).differences(&file("new", 20)),
			[r#"runtimeGenesis.code ("old" there, "new" here)"#]
		);
	}

	#[test]
	fn long_texts_differ_by_their_hashes() {
		let long = |last: &str| json!({ "code": "0".repeat(MAX_TEXT) + last });
		let [one, other] = ["1", "2"].map(|last| shortened(long(last)));
		assert!(one["code"].as_str().unwrap().len() < MAX_TEXT);
		assert_eq!(differences(&one, &other).len(), 1);
	}

	#[test]
	fn a_refusal_says_what_differs_and_what_to_do() {
		let hashes = [Hash::repeat_byte(1), Hash::repeat_byte(2)];
		let many: Vec<_> = (0..7).map(|number| format!("field{number}")).collect();
		let text = refusal("mine", Path::new("/folder"), hashes, &many);
		for part in [
			"`mine`",
			"/folder",
			"0x0101",
			"0x0202",
			"field0",
			"and 2 more",
			"--base-path",
			"purge-chain",
		] {
			assert!(text.contains(part), "{part}: {text}");
		}
	}
}
