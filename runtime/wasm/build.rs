// SPDX-License-Identifier: GPL-3.0-or-later

//! Compiles the runtimes to Wasm, and only to Wasm: a change of one costs one compilation.

fn main() {
	println!("cargo:rustc-check-cfg=cfg(embedded)");
	#[cfg(feature = "embed")]
	embed::build();
}

#[cfg(feature = "embed")]
mod embed {
	use std::{
		env,
		path::{Path, PathBuf},
	};

	use substrate_wasm_builder::WasmBuilder;

	/// The other builds of the relay chain's runtime, by feature, and the file name of their Wasm.
	const OTHERS: [(&str, &str); 4] = [
		("failures", "failures"),
		("rehearsal-upgrade", "upgrade"),
		("try-runtime", "checked"),
		("runtime-benchmarks", "benchmarks"),
	];

	/// Builds what the node embeds, or what the features ask for instead.
	pub(super) fn build() {
		let others = OTHERS.into_iter().filter(|(feature, _)| is_on(feature)).collect::<Vec<_>>();
		let para_upgrade = is_on("para-upgrade");
		if others.is_empty() && !para_upgrade {
			println!("cargo:rustc-cfg=embedded");
			build_relay(&[]);
			// The usual name of the constants' file is taken.
			para().set_file_name("canary_para_runtime").build();
		}
		if !others.is_empty() {
			build_relay(&others);
		}
		if para_upgrade {
			para().enable_feature("rehearsal-upgrade").set_file_name("para-upgrade").build();
		}
	}

	fn is_on(feature: &str) -> bool {
		let name = feature.to_uppercase().replace('-', "_");
		env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
	}

	fn build_relay(others: &[(&str, &str)]) {
		let mut builder = builder(runtime_folder().join("Cargo.toml"));
		for (feature, _) in others {
			builder = builder.enable_feature(*feature);
		}
		// The usual name is that of the Wasm in the node.
		if !others.is_empty() {
			let names = others.iter().map(|(_, name)| *name).collect::<Vec<_>>();
			builder = builder.set_file_name(names.join("-"));
		}
		builder.build();
	}

	fn para() -> WasmBuilder {
		// Each runtime's Wasm has a target folder. What is compiled on the way is kept in one, that of the relay
		// chain's: most crates are the same, with the same features.
		env::set_var("CARGO_BUILD_BUILD_DIR", wasm_folder().join("canary-runtime/target"));
		builder(runtime_folder().join("para/Cargo.toml"))
	}

	/// The folder in which all runtimes are.
	fn runtime_folder() -> PathBuf {
		// Asked for when it runs: cargo takes a build script from another checkout that shares the target
		// folder. The builder looks for exactly this path in cargo's metadata: no `..` in it.
		let wasm = env::var("CARGO_MANIFEST_DIR").expect("cargo tells every build script; qed");
		Path::new(&wasm).parent().expect("it is in the folder `runtime`; qed").into()
	}

	/// Where the builder has a folder for each runtime: beside cargo's for build scripts.
	fn wasm_folder() -> PathBuf {
		let out = env::var("OUT_DIR").expect("cargo tells every build script; qed");
		let scripts = Path::new(&out).ancestors().find(|folder| folder.ends_with("build"));
		scripts.expect("it is in the folder `build`; qed").with_file_name("wbuild")
	}

	/// A builder for the runtime with this manifest.
	fn builder(manifest: PathBuf) -> WasmBuilder {
		WasmBuilder::new()
			.with_project(manifest)
			.expect("both runtimes have a manifest; qed")
			.import_memory()
			.export_heap_base()
	}
}
