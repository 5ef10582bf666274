// SPDX-License-Identifier: GPL-3.0-or-later

//! Chain specifications of paras.

use std::{borrow::Cow, path::Path, sync::Arc};

use cumulus_primitives_proof_size_hostfunction::storage_proof_size;
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};

use crate::types::Result;

/// The specification of a para's chain.
pub type ChainSpec = GenericChainSpec<Extensions, storage_proof_size::HostFunctions>;

/// What a para's specification holds beyond the fields of every chain's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ChainSpecExtension)]
pub struct Extensions {
	/// The name of the relay chain that the specification was made for. It is not checked.
	#[serde(default, alias = "relayChain", skip_serializing_if = "Option::is_none")]
	pub relay_chain: Option<String>,
	/// The para's number. If it is missing, the runtime says it.
	#[serde(default, alias = "paraId", skip_serializing_if = "Option::is_none")]
	pub para_id: Option<u32>,
	/// The source of the genesis, for a specification from [`of_preset`].
	#[serde(skip)]
	pub(crate) preset: Option<Preset>,
}

/// A runtime and the name of one of its presets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Preset {
	pub(crate) code: Arc<[u8]>,
	pub(crate) name: String,
}

/// The specification of a development chain whose genesis is a preset of a runtime. `code` is the
/// runtime's Wasm, compressed or not. Without a `para_id` the runtime says the para's number.
pub fn of_preset(
	code: &[u8],
	preset: &str,
	name: &str,
	id: &str,
	para_id: Option<u32>,
	properties: Properties,
) -> ChainSpec {
	let of = Preset { code: code.into(), name: preset.into() };
	let extensions = Extensions { relay_chain: None, para_id, preset: Some(of) };
	ChainSpec::builder(code, extensions)
		.with_name(name)
		.with_id(id)
		.with_chain_type(ChainType::Development)
		.with_genesis_config_preset_name(preset)
		.with_properties(properties)
		.build()
}

/// Reads a specification from a JSON file, raw or with a configuration that its runtime builds the genesis
/// from. Fails if there is no such file or it is no specification.
pub fn from_file(path: &Path) -> Result<ChainSpec> {
	if !path.exists() {
		return Err(format!("chain specification `{}`: there is no such file", path.display()));
	}
	ChainSpec::from_json_file(path.into())
		.map_err(|reason| format!("chain specification `{}`: {reason}", path.display()))
}

/// Reads a specification from JSON, raw or with a configuration. Fails if it is no specification.
pub fn from_json(json: impl Into<Cow<'static, [u8]>>) -> Result<ChainSpec> {
	ChainSpec::from_json_bytes(json)
}
