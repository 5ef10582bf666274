// SPDX-License-Identifier: GPL-3.0-or-later

//! Builds the genesis state, by the runtime itself where the specification does not hold it finished.
//!
//! The SDK does this too, but compiles the runtime anew for each question. Here the executor is asked that
//! runs the chain, and keeps compiled code on disk.

use std::borrow::Cow;

use codec::{Decode, Encode};
use sc_chain_spec::json_merge;
use sc_service::ChainSpec as _;
use serde_json::Value;
use sp_core::{
	storage::{well_known_keys::CODE, Storage},
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use sp_state_machine::BasicExternalities;

use crate::{
	client::Executor,
	spec::ChainSpec,
	types::{text, Result},
};

/// The state that the chain of a specification begins with.
pub(crate) fn storage(spec: &ChainSpec, executor: &Executor) -> Result<Storage> {
	if let Some(preset) = &spec.extensions().preset {
		let runtime = Runtime { code: Cow::Borrowed(&preset.code), executor };
		return runtime.patched(runtime.preset(Some(&preset.name))?);
	}
	let mut json: Value = serde_json::from_str(&spec.as_json(false)?).map_err(text)?;
	let Some(made_of) = json.pointer_mut("/genesis/runtimeGenesis") else {
		return spec.as_storage_builder().build_storage();
	};
	let code = made_of["code"].as_str().unwrap_or_default();
	let code = sp_core::bytes::from_hex(code).map_err(|error| format!("the code: {error}"))?;
	let runtime = Runtime { code: code.into(), executor };
	match made_of.get_mut("config") {
		Some(config) => runtime.state(&config.take()),
		None => runtime.patched(made_of["patch"].take()),
	}
}

/// A runtime that answers the calls of the `GenesisBuilder` interface.
struct Runtime<'a> {
	code: Cow<'a, [u8]>,
	executor: &'a Executor,
}

impl Runtime<'_> {
	/// The state for the default configuration with some values replaced.
	fn patched(&self, patch: Value) -> Result<Storage> {
		let mut config = self.preset(None)?;
		json_merge(&mut config, patch);
		self.state(&config)
	}

	/// The state for a configuration.
	fn state(&self, config: &Value) -> Result<Storage> {
		let mut ext = BasicExternalities::new_empty();
		let json = config.to_string();
		self.call::<Result<()>>(&mut ext, "GenesisBuilder_build_state", json)??;
		let mut storage = ext.into_storages();
		storage.top.insert(CODE.to_vec(), self.code.to_vec());
		Ok(storage)
	}

	/// The preset with this name, or the default configuration.
	fn preset(&self, name: Option<&str>) -> Result<Value> {
		let mut ext = BasicExternalities::new_empty();
		let json: Option<Vec<u8>> = self.call(&mut ext, "GenesisBuilder_get_preset", name)?;
		let json = json.ok_or_else(|| format!("the runtime has no preset {name:?}"))?;
		serde_json::from_slice(&json).map_err(|reason| format!("preset {name:?}: {reason}"))
	}

	fn call<T: Decode>(
		&self,
		ext: &mut BasicExternalities,
		method: &str,
		input: impl Encode,
	) -> Result<T> {
		let fetcher = WrappedRuntimeCode(self.code[..].into());
		// With the hash that the client computes, it finds this compiled runtime in memory.
		let hash = BlakeTwo256::hash(&self.code).encode();
		let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash };
		let (output, _) =
			self.executor.call(ext, &code, method, &input.encode(), CallContext::Offchain);
		let output = output.map_err(|reason| format!("{method}: {reason}"))?;
		T::decode(&mut &output[..]).map_err(|reason| format!("{method}: {reason}"))
	}
}
