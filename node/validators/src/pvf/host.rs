// SPDX-License-Identifier: GPL-3.0-or-later

//! The host of a para's code: its functions, and no storage.

use codec::Encode;
use sc_executor_common::runtime_blob::RuntimeBlob;
use sp_core::traits::{ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_externalities::Externalities;
use sp_state_machine::BasicExternalities;

use super::logging::{self, LastWords, LastWordsExt};

/// Functions that the code of a para may call. Those for storage and off-chain workers are missing: code
/// that calls one of them is stopped.
///
/// Unlike the SDK's validators, this host has the function that takes a panic's message. It stops the code
/// there as they do, but knows the message.
pub(super) type HostFunctions = (
	sp_io::misc::HostFunctions,
	sp_io::crypto::HostFunctions,
	sp_io::hashing::HostFunctions,
	sp_io::allocator::HostFunctions,
	sp_io::trie::HostFunctions,
	sp_io::panic_handler::HostFunctions,
	logging::logging::HostFunctions,
);

/// The externalities that code runs with, and where the message of its panic will be.
pub(super) fn surroundings() -> (BasicExternalities, LastWords) {
	let words = LastWords::default();
	let mut surroundings = BasicExternalities::new_empty();
	surroundings.register_extension(ReadRuntimeVersionExt::new(EmbeddedVersion));
	surroundings.register_extension(LastWordsExt(words.clone()));
	(surroundings, words)
}

/// Reads the version of a runtime from its section of the Wasm, without executing any code.
struct EmbeddedVersion;

impl ReadRuntimeVersion for EmbeddedVersion {
	fn read_runtime_version(
		&self,
		code: &[u8],
		_: &mut dyn Externalities,
	) -> Result<Vec<u8>, String> {
		let blob = RuntimeBlob::uncompress_if_needed(code).map_err(|error| error.to_string())?;
		let version = sc_executor::read_embedded_version(&blob);
		let version = version.map_err(|error| error.to_string())?;
		version.map(|version| version.encode()).ok_or_else(|| "the code has no version".into())
	}
}
