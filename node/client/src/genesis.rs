// SPDX-License-Identifier: GPL-3.0-or-later

//! Builds the genesis state, by the runtime itself.
//!
//! The SDK does this too, but with an executor of its own for each question, so that a first start
//! compiles the runtime three times, and it does it at every start, also when the chain is there
//! already. Here the node's executor is asked, once, and only when the database is empty.

use std::sync::Arc;

use canary_collator::GenesisBuilder;
use sc_chain_spec::{get_extension, BuildGenesisBlock, GenesisBlockBuilder};
use sc_client_api::Backend;
use sc_service::ChainSpec;
use serde_json::Value;
use sp_core::storage::Storage;

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
		let runtime = GenesisBuilder::new(&*preset.code, executor);
		let preset = runtime.preset(Some(preset.name))?;
		return runtime
			.state([preset].into_iter().chain((!patch.is_null()).then(|| patch.clone())));
	}
	if !patch.is_null() {
		return Err(
			"a chain specification from a file says by itself which paras it begins with".into()
		);
	}
	canary_collator::state_of_file(spec, executor).map_err(without_genesis)
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
	GenesisBuilder::new(&*preset.code, executor).preset(Some(preset.name))
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
