// SPDX-License-Identifier: GPL-3.0-or-later

//! Has the runtime build the genesis state.
//!
//! The SDK does this too, but makes an executor for each call, so that a first start compiles the
//! runtime three times, and does it at every start, even if the chain exists. Here the node's
//! executor does it, and only for an empty database or to check the chain's origin. It also answers
//! what the SDK asks a runtime when a specification is written down ([`resolved`]).

use std::sync::Arc;

use canary_collator::GenesisBuilder;
use sc_chain_spec::{get_extension, BuildGenesisBlock, GenesisBlockBuilder};
use sc_client_api::Backend;
use sc_service::ChainSpec;
use serde_json::Value;
use sp_core::storage::Storage;

use crate::{
	chain_spec::{self, Preset, PresetOf},
	executor::Executor,
	types::{Block, FullBackend},
};

/// Makes the genesis block of a chain when the client asks for it.
pub(crate) struct Genesis<'a> {
	/// The chain's specification.
	pub(crate) spec: &'a dyn ChainSpec,
	/// A patch over the preset's genesis config; null for none.
	pub(crate) patch: &'a Value,
	/// Whether to write the state, or only to compute its root.
	pub(crate) commit: bool,
	/// The database to write to.
	pub(crate) backend: Arc<FullBackend>,
	/// Executes the runtime.
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

/// The genesis state.
fn storage(spec: &dyn ChainSpec, patch: &Value, executor: &Executor) -> Result<Storage, String> {
	if let Some(Preset(Some(preset))) = get_extension(spec.extensions()) {
		let runtime = GenesisBuilder::new(&*preset.code, executor);
		let preset = runtime.preset(Some(preset.name))?;
		return runtime
			.state([preset].into_iter().chain((!patch.is_null()).then(|| patch.clone())));
	}
	if !patch.is_null() {
		return Err("a chain specification from a file sets the paras of its genesis itself".into());
	}
	canary_collator::state_of_file(spec, executor).map_err(without_genesis)
}

/// The reason why a runtime refuses a genesis, without the position and the whole genesis, which
/// the SDK appends to it.
fn without_genesis(said: String) -> String {
	let reason = said.split(" for blob:").next().unwrap_or_default();
	let reason = reason.rsplit_once(" at line ").map_or(reason, |(reason, _)| reason);
	reason.into()
}

/// The genesis config of a preset, as far as it differs from the runtime's defaults.
pub(crate) fn preset(preset: &PresetOf, executor: &Executor) -> Result<Value, String> {
	GenesisBuilder::new(&*preset.code, executor).preset(Some(preset.name))
}

/// The same specification, with what the SDK would ask a runtime for when it writes JSON: the preset's config
/// or, with `raw`, the genesis state.
pub(crate) fn resolved(
	spec: &dyn ChainSpec,
	raw: bool,
	executor: &Executor,
) -> Result<Box<dyn ChainSpec>, String> {
	if raw {
		let mut raw = spec.cloned_box();
		raw.set_storage(storage(spec, &Value::Null, executor)?);
		return Ok(raw);
	}
	Ok(match get_extension(spec.extensions()) {
		Some(Preset(Some(of))) => {
			Box::new(chain_spec::with_genesis(spec, of, preset(of, executor)?))
		},
		_ => spec.cloned_box(),
	})
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
