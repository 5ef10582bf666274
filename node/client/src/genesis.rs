// SPDX-License-Identifier: GPL-3.0-or-later

//! Builds the genesis state, by the runtime itself.
//!
//! The SDK does this too, but with an executor of its own for each question, so that a first start
//! compiles the runtime three times, and it does it at every start, also when the chain is there
//! already. Here the node's executor is asked, once, and only when the database is empty.

use std::sync::Arc;

use codec::{Decode, Encode};
use sc_chain_spec::{get_extension, json_merge, BuildGenesisBlock, GenesisBlockBuilder};
use sc_client_api::Backend;
use sc_service::ChainSpec;
use serde_json::Value;
use sp_core::{
	storage::{well_known_keys::CODE, Storage},
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_runtime::traits::{BlakeTwo256, Hash};
use sp_state_machine::BasicExternalities;

use crate::{
	chain_spec::{Preset, PresetOf},
	executor::Executor,
	types::{Block, FullBackend},
};

/// Makes the first block of a chain, if the database asks for it.
pub(crate) struct Genesis<'a> {
	/// The chain.
	pub(crate) spec: &'a dyn ChainSpec,
	/// What the state has beyond the preset, as a patch of the genesis.
	pub(crate) patch: &'a Value,
	/// Whether to write the state, or only to compute its root.
	pub(crate) commit: bool,
	/// Where to.
	pub(crate) backend: Arc<FullBackend>,
	/// What runs the runtime.
	pub(crate) executor: Executor,
}

impl BuildGenesisBlock<Block> for Genesis<'_> {
	type BlockImportOperation = <FullBackend as Backend<Block>>::BlockImportOperation;

	fn build_genesis_block(self) -> sp_blockchain::Result<(Block, Self::BlockImportOperation)> {
		let Self { spec, patch, commit, backend, executor } = self;
		let storage = storage(spec, patch, &executor).map_err(|reason| {
			sp_blockchain::Error::Storage(format!("genesis of {}: {reason}", spec.name()))
		})?;
		GenesisBlockBuilder::new_with_storage(storage, commit, backend, executor)?
			.build_genesis_block()
	}
}

/// The state that the chain begins with.
fn storage(spec: &dyn ChainSpec, patch: &Value, executor: &Executor) -> Result<Storage, String> {
	if let Some(Preset(Some(preset))) = get_extension(spec.extensions()) {
		return Runtime { code: &preset.code, executor }.state(preset.name, patch);
	}
	if !patch.is_null() {
		return Err(
			"a chain specification from a file says by itself which paras it begins with".into()
		);
	}
	// A file mostly holds the finished state; if it does not, the SDK's way is good enough.
	spec.as_storage_builder().build_storage().map_err(without_genesis)
}

/// What the SDK says of a genesis that a runtime refuses, without the place in it and all of it, which
/// the SDK prints after the reason.
fn without_genesis(said: String) -> String {
	let reason = said.split(" for blob:").next().unwrap_or_default();
	let reason = reason.rsplit_once(" at line ").map_or(reason, |(reason, _)| reason);
	reason.into()
}

/// What a chain that ships begins with, as far as it differs from the runtime's defaults.
pub(crate) fn preset(preset: &PresetOf, executor: &Executor) -> Result<Value, String> {
	Runtime { code: &preset.code, executor }.preset(Some(preset.name))
}

/// A runtime that answers the calls of the `GenesisBuilder` interface.
struct Runtime<'a> {
	code: &'a [u8],
	executor: &'a Executor,
}

impl Runtime<'_> {
	/// The state for a preset: it replaces some values of the default configuration, and the patch others.
	fn state(&self, preset: &str, patch: &Value) -> Result<Storage, String> {
		let mut config = self.preset(None)?;
		json_merge(&mut config, self.preset(Some(preset))?);
		if !patch.is_null() {
			json_merge(&mut config, patch.clone());
		}

		let mut ext = BasicExternalities::new_empty();
		let json = config.to_string();
		self.call::<Result<(), String>>(&mut ext, "GenesisBuilder_build_state", json)??;
		let mut storage = ext.into_storages();
		storage.top.insert(CODE.to_vec(), self.code.to_vec());
		Ok(storage)
	}

	/// The preset with this name, or the default configuration.
	fn preset(&self, name: Option<&str>) -> Result<Value, String> {
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
	) -> Result<T, String> {
		let fetcher = WrappedRuntimeCode(self.code.into());
		// With the hash that the client computes, it finds this compiled runtime in memory.
		let hash = BlakeTwo256::hash(self.code).encode();
		let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash };

		let (output, _) =
			self.executor.call(ext, &code, method, &input.encode(), CallContext::Offchain);
		let output = output.map_err(|reason| format!("{method}: {reason}"))?;
		T::decode(&mut &output[..]).map_err(|reason| format!("{method}: {reason}"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_refused_genesis_is_not_printed() {
		let said =
			"Invalid JSON blob: pace: epochLength must be at least 4 blocks at line 201 column 3 \
			for blob:\n{\n  \"babe\": {} }";
		let told = "Invalid JSON blob: pace: epochLength must be at least 4 blocks";
		assert_eq!(without_genesis(said.into()), told);
		assert_eq!(without_genesis("there is no code".into()), "there is no code");
	}
}
