// SPDX-License-Identifier: GPL-3.0-or-later
//! Compiles the runtime to Wasm, so that the node can embed it.

fn main() {
	#[cfg(feature = "embed-wasm")]
	{
		// The builder hands this crate's features on to the Wasm build. That one embeds nothing.
		std::env::remove_var("CARGO_FEATURE_EMBED_WASM");
		let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
		#[cfg(feature = "metadata-hash")]
		let builder = builder.enable_metadata_hash("KSM", 12);
		builder.build();
	}
}
