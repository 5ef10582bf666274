// SPDX-License-Identifier: GPL-3.0-or-later

//! Builds the genesis state of a para, by its runtime where the specification does not hold it finished.

use sp_core::storage::Storage;

use crate::{
	client::Executor,
	genesis_builder::{self, GenesisBuilder},
	spec::ChainSpec,
	types::Result,
};

/// The state that the chain of a specification begins with.
pub(crate) fn storage(spec: &ChainSpec, executor: &Executor) -> Result<Storage> {
	if let Some(preset) = &spec.extensions().preset {
		let runtime = GenesisBuilder::new(&*preset.code, executor);
		return runtime.state([runtime.preset(Some(&preset.name))?]);
	}
	genesis_builder::state_of_file(spec, executor)
}
