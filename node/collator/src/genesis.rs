// SPDX-License-Identifier: GPL-3.0-or-later

//! The genesis state of a para.

use sp_core::storage::Storage;

use crate::{
	client::Executor,
	genesis_builder::{self, GenesisBuilder},
	spec::ChainSpec,
	types::Result,
};

/// The genesis state of a specification: it holds that state, or the runtime builds it from a preset or a
/// configuration.
pub(crate) fn storage(spec: &ChainSpec, executor: &Executor) -> Result<Storage> {
	if let Some(preset) = &spec.extensions().preset {
		let runtime = GenesisBuilder::new(&*preset.code, executor);
		return runtime.state([runtime.preset(Some(&preset.name))?]);
	}
	genesis_builder::state_of_file(spec, executor)
}
