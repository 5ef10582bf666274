// SPDX-License-Identifier: GPL-3.0-or-later

//! The types of the para's client, its database and its executor.

use cumulus_primitives_proof_size_hostfunction::storage_proof_size;
use sc_executor::WasmExecutor;
use sc_service::{
	client::{Client, LocalCallExecutor},
	TFullBackend,
};

use crate::{runtime_api::RuntimeApi, types::Block};

/// The host functions of a para's runtime: any chain's, and the one for the size of the proof so far.
pub(crate) type HostFunctions = (sp_io::SubstrateHostFunctions, storage_proof_size::HostFunctions);
/// Runs the para's Wasm.
pub(crate) type Executor = WasmExecutor<HostFunctions>;
/// The para's database.
pub(crate) type Backend = TFullBackend<Block>;
/// The para's blocks, state and runtime interfaces.
pub(crate) type ParaClient =
	Client<Backend, LocalCallExecutor<Block, Backend, Executor>, Block, RuntimeApi>;
