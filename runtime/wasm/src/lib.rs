// SPDX-License-Identifier: GPL-3.0-or-later

//! The Canary runtime compiled to Wasm, for the node to embed. The runtime itself is not linked.

#![cfg_attr(
	embedded,
	allow(missing_docs, reason = "the Wasm builder writes undocumented constants")
)]

#[cfg(embedded)]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

/// The compiled runtime, as a node runs it: there only if this crate was built with the feature
/// `embed`, and without those that make another runtime.
#[cfg(not(embedded))]
pub const WASM_BINARY: Option<&[u8]> = None;
