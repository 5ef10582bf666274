// SPDX-License-Identifier: GPL-3.0-or-later

//! Asks a runtime to build its own genesis state.

use std::borrow::Cow;

use codec::{Decode, Encode};
use sc_chain_spec::{json_merge, ChainSpec};
use serde_json::Value;
use sp_core::{
	storage::{well_known_keys::CODE, Storage},
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use sp_state_machine::BasicExternalities;

use crate::types::{text, Result};

/// Calls the `GenesisBuilder` interface of a runtime.
///
/// The SDK's caller of the same name has an executor of its own, which compiles the runtime for each call.
/// This one uses the executor that runs the chain, which keeps what it has compiled.
pub struct GenesisBuilder<'a, E> {
	code: Cow<'a, [u8]>,
	executor: &'a E,
}

impl<'a, E: CodeExecutor> GenesisBuilder<'a, E> {
	/// Calls the runtime with this Wasm, compressed or not.
	pub fn new(code: impl Into<Cow<'a, [u8]>>, executor: &'a E) -> Self {
		Self { code: code.into(), executor }
	}

	/// Builds the state for the default configuration after these patches, a later one over an earlier
	/// one. Fails with the runtime's reason if it refuses the configuration.
	pub fn state(&self, patches: impl IntoIterator<Item = Value>) -> Result<Storage> {
		let mut config = self.preset(None)?;
		for patch in patches {
			json_merge(&mut config, patch);
		}
		self.state_of(&config)
	}

	/// Builds the state for a whole configuration.
	fn state_of(&self, config: &Value) -> Result<Storage> {
		let mut ext = BasicExternalities::new_empty();
		let json = config.to_string();
		self.call::<Result<()>>(&mut ext, "GenesisBuilder_build_state", json)??;
		let mut storage = ext.into_storages();
		storage.top.insert(CODE.to_vec(), self.code.to_vec());
		Ok(storage)
	}

	/// The preset with this name, which is a patch, or the default configuration for `None`. Fails if the
	/// runtime has none.
	pub fn preset(&self, name: Option<&str>) -> Result<Value> {
		let mut ext = BasicExternalities::new_empty();
		let json: Option<Vec<u8>> = self.call(&mut ext, "GenesisBuilder_get_preset", name)?;
		let json = json.ok_or_else(|| match name {
			Some(name) => format!("the runtime has no preset `{name}`"),
			None => "the runtime has no default configuration".into(),
		})?;
		serde_json::from_slice(&json).map_err(|reason| match name {
			Some(name) => format!("the preset `{name}`: {reason}"),
			None => format!("the default configuration: {reason}"),
		})
	}

	fn call<T: Decode>(
		&self,
		ext: &mut BasicExternalities,
		method: &str,
		input: impl Encode,
	) -> Result<T> {
		let fetcher = WrappedRuntimeCode(self.code.as_ref().into());
		// The hash is the client's, so that the client finds the runtime compiled.
		let hash = BlakeTwo256::hash(&self.code).encode();
		let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash };
		let (output, _) =
			self.executor.call(ext, &code, method, &input.encode(), CallContext::Offchain);
		let output = output.map_err(|reason| format!("{method}: {reason}"))?;
		T::decode(&mut &output[..]).map_err(|reason| format!("{method}: {reason}"))
	}
}

/// The genesis state of a specification that was read from a file. The file holds the state itself, or what
/// its runtime builds it from: a patch of the default configuration, or a whole one.
pub fn state_of_file<E: CodeExecutor>(spec: &dyn ChainSpec, executor: &E) -> Result<Storage> {
	let mut json: Value = serde_json::from_str(&spec.as_json(false)?).map_err(text)?;
	let Some(made_of) = json.pointer_mut("/genesis/runtimeGenesis") else {
		return spec.as_storage_builder().build_storage();
	};
	let code = made_of["code"].as_str().ok_or("the specification has no code of a runtime")?;
	let code = sp_core::bytes::from_hex(code)
		.map_err(|error| format!("the specification's code is not hexadecimal: {error}"))?;
	let runtime = GenesisBuilder::new(code, executor);
	match made_of.get_mut("config") {
		Some(config) => runtime.state_of(&config.take()),
		None => runtime.state([made_of["patch"].take()]),
	}
}
