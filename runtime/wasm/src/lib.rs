// SPDX-License-Identifier: GPL-3.0-or-later

//! The Canary runtime compiled to Wasm, for the node to embed. The runtime itself is not linked.

#![cfg_attr(
	feature = "embed",
	allow(missing_docs, reason = "the Wasm builder writes undocumented constants")
)]

#[cfg(all(
	feature = "embed",
	not(any(
		feature = "rehearsal-upgrade",
		feature = "runtime-benchmarks",
		feature = "try-runtime"
	))
))]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

/// The compiled runtime, as a node runs it: there only if this crate was built with the feature
/// `embed`, and without those that make another runtime.
#[cfg(not(all(
	feature = "embed",
	not(any(
		feature = "rehearsal-upgrade",
		feature = "runtime-benchmarks",
		feature = "try-runtime"
	))
)))]
pub const WASM_BINARY: Option<&[u8]> = None;
