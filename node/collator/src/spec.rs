// SPDX-License-Identifier: GPL-3.0-or-later

//! The specification of a para's chain, as collators have it.

use std::{borrow::Cow, path::Path};

use cumulus_primitives_proof_size_hostfunction::storage_proof_size;
use sc_chain_spec::{ChainSpecExtension, GenericChainSpec};
use serde::{Deserialize, Serialize};

use crate::types::Result;

/// The specification of a para's chain.
pub type ChainSpec = GenericChainSpec<Extensions, storage_proof_size::HostFunctions>;

/// What such a specification holds beyond the usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ChainSpecExtension)]
pub struct Extensions {
	/// The name of the relay chain that it was made for. It runs on any here.
	#[serde(default, alias = "relayChain", skip_serializing_if = "Option::is_none")]
	pub relay_chain: Option<String>,
	/// The para's number. Where it is missing, the runtime is asked.
	#[serde(default, alias = "paraId", skip_serializing_if = "Option::is_none")]
	pub para_id: Option<u32>,
}

/// Reads a specification from a JSON file, with the state of its genesis or with what its runtime makes that
/// of.
pub fn from_file(path: &Path) -> Result<ChainSpec> {
	if !path.exists() {
		return Err(format!("chain specification `{}`: there is no such file", path.display()));
	}
	ChainSpec::from_json_file(path.into())
		.map_err(|reason| format!("chain specification `{}`: {reason}", path.display()))
}

/// Reads a specification from JSON.
pub fn from_json(json: impl Into<Cow<'static, [u8]>>) -> Result<ChainSpec> {
	ChainSpec::from_json_bytes(json)
}
