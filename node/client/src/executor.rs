// SPDX-License-Identifier: GPL-3.0-or-later

//! The Wasm executor, with a cache of compiled code on disk.
//!
//! Compiling the runtime takes seconds, most of a first start. Wasmtime can keep the result in a
//! directory, under a hash of the code and of the compiler's settings, and ignores what another
//! version of it wrote. So one directory serves all chains, releases and processes of a user.
//! Wasmtime also bounds its size.
//!
//! The cache holds machine code that the node runs, so it is in the user's own cache directory, or
//! else under the base path, and never in a shared temporary one.

use std::{
	ffi::OsString,
	path::{Path, PathBuf},
};

use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::Configuration;

/// Executes the runtime's Wasm.
pub(crate) type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// The directory for compiled code: `chosen`, or else the user's cache directory, or else one under
/// the base path.
pub(crate) fn cache(config: &Configuration, chosen: Option<&Path>) -> PathBuf {
	chosen
		.map(Path::to_owned)
		.or_else(|| user_cache(variable))
		.unwrap_or_else(|| config.base_path.path().join("wasm"))
}

/// Makes the configured executor. Its clones share the compiled code in memory.
pub(crate) fn new(config: &Configuration, chosen: Option<&Path>) -> Executor {
	let settings = &config.executor;
	let heap = settings.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: pages as _ }
	});
	let cache = cache(config, chosen);

	Executor::builder()
		.with_execution_method(settings.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(settings.max_runtime_instances)
		.with_runtime_cache_size(settings.runtime_cache_size)
		// Wasmtime takes absolute paths only.
		.with_cache_path(std::path::absolute(&cache).unwrap_or(cache))
		.build()
}

/// Makes an executor for a command that opens no chain.
pub(crate) fn without_chain() -> Executor {
	// A runtime that is only asked for its genesis may import what this node lacks, such as benchmarks.
	let builder = Executor::builder().with_allow_missing_host_functions(true);
	match user_cache(variable) {
		Some(cache) => {
			builder.with_cache_path(std::path::absolute(&cache).unwrap_or(cache)).build()
		},
		None => builder.build(),
	}
}

/// The value of an environment variable, if it has one.
fn variable(name: &str) -> Option<OsString> {
	std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The directory for compiled code that the user's environment variables give, if any.
fn user_cache(env: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
	let path = |name| env(name).map(PathBuf::from);
	path("CANARY_WASM_CACHE").or_else(|| {
		let caches = path("XDG_CACHE_HOME")
			.filter(|path| path.is_absolute())
			.or_else(|| path("HOME").map(|home| home.join(".cache")));
		caches.map(|caches| caches.join("canary").join("wasm"))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_cache_is_where_the_environment_says() {
		let cache = |variables: &[(&str, &str)]| {
			user_cache(|name| {
				variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into())
			})
		};
		let home = ("HOME", "/home/ada");
		let xdg = ("XDG_CACHE_HOME", "/var/cache/ada");

		assert_eq!(cache(&[]), None);
		assert_eq!(cache(&[home]), Some("/home/ada/.cache/canary/wasm".into()));
		assert_eq!(cache(&[home, xdg]), Some("/var/cache/ada/canary/wasm".into()));
		assert_eq!(
			cache(&[home, ("XDG_CACHE_HOME", "relative")]),
			Some("/home/ada/.cache/canary/wasm".into()),
		);
		assert_eq!(cache(&[home, xdg, ("CANARY_WASM_CACHE", "here")]), Some("here".into()));
	}
}
