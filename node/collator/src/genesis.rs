// SPDX-License-Identifier: GPL-3.0-or-later

//! Builds the genesis state of a para, by its runtime where the specification does not hold it finished.

use sc_service::ChainSpec as _;
use serde_json::Value;
use sp_core::storage::Storage;

use crate::{
	client::Executor,
	genesis_builder::GenesisBuilder,
	spec::ChainSpec,
	types::{text, Result},
};

/// The state that the chain of a specification begins with.
pub(crate) fn storage(spec: &ChainSpec, executor: &Executor) -> Result<Storage> {
	if let Some(preset) = &spec.extensions().preset {
		let runtime = GenesisBuilder::new(&*preset.code, executor);
		return runtime.state([runtime.preset(Some(&preset.name))?]);
	}
	let mut json: Value = serde_json::from_str(&spec.as_json(false)?).map_err(text)?;
	let Some(made_of) = json.pointer_mut("/genesis/runtimeGenesis") else {
		return spec.as_storage_builder().build_storage();
	};
	let code = made_of["code"].as_str().unwrap_or_default();
	let code = sp_core::bytes::from_hex(code).map_err(|error| format!("the code: {error}"))?;
	let runtime = GenesisBuilder::new(code, executor);
	match made_of.get_mut("config") {
		Some(config) => runtime.state_of(&config.take()),
		None => runtime.state([made_of["patch"].take()]),
	}
}
