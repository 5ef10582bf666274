// SPDX-License-Identifier: GPL-3.0-or-later
//! Compiles the runtime to Wasm, so that the node can embed it.

fn main() {
	#[cfg(feature = "embed-wasm")]
	{
		// The builder hands this crate's features on to the Wasm build. That one embeds nothing.
		std::env::remove_var("CARGO_FEATURE_EMBED_WASM");
		let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
		// Files of its own: those of the usual name are in the node that is to be upgraded.
		#[cfg(feature = "rehearsal-upgrade")]
		let builder = builder.set_file_name(if cfg!(feature = "try-runtime") {
			"upgrade-checked"
		} else {
			"upgrade"
		});
		#[cfg(feature = "metadata-hash")]
		let builder = builder.enable_metadata_hash("KSM", 12);
		builder.build();
	}
}
