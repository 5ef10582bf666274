// SPDX-License-Identifier: GPL-3.0-or-later
//! Compiles the runtime to Wasm, so that the node can embed it.

fn main() {
	#[cfg(all(feature = "embed-wasm", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("KSM", 12)
		.build();

	#[cfg(all(feature = "embed-wasm", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
