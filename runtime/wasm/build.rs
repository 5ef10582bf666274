// SPDX-License-Identifier: GPL-3.0-or-later

//! Compiles the runtime to Wasm, and only to Wasm: a change of the runtime costs one compilation.

fn main() {
	println!("cargo:rustc-check-cfg=cfg(embedded)");
	#[cfg(feature = "embed")]
	embed::build();
}

#[cfg(feature = "embed")]
mod embed {
	use std::{env, path::Path};

	/// The other builds of the runtime, by feature, and the file name of their Wasm.
	const OTHERS: [(&str, &str); 4] = [
		("failures", "failures"),
		("rehearsal-upgrade", "upgrade"),
		("try-runtime", "checked"),
		("runtime-benchmarks", "benchmarks"),
	];

	pub(super) fn build() {
		// Asked for when it runs: cargo takes a build script from another checkout that shares the target
		// folder. The builder looks for exactly this path in cargo's metadata: no `..` in it.
		let wasm = env::var("CARGO_MANIFEST_DIR").expect("cargo tells every build script; qed");
		let manifest = Path::new(&wasm).with_file_name("Cargo.toml");
		let mut builder = substrate_wasm_builder::WasmBuilder::new()
			.with_project(manifest)
			.expect("the runtime's manifest is in the folder above; qed")
			.import_memory()
			.export_heap_base();
		let mut name = Vec::new();
		for (feature, part) in OTHERS {
			let variable = format!("CARGO_FEATURE_{}", feature.to_uppercase().replace('-', "_"));
			if env::var_os(variable).is_some() {
				builder = builder.enable_feature(feature);
				name.push(part);
			}
		}
		// The usual name is that of the Wasm in the node.
		if name.is_empty() {
			println!("cargo:rustc-cfg=embedded");
		} else {
			builder = builder.set_file_name(name.join("-"));
		}
		#[cfg(feature = "metadata-hash")]
		let builder = builder.enable_metadata_hash("KSM", 12);
		builder.build();
	}
}
