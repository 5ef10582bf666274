// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtimes of Canary and of its demo para compiled to Wasm, for the node to embed. Neither is linked.

/// What the Wasm builder writes: constants with the compiled runtime, and with the paths to it.
#[cfg(embedded)]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "one of the constants is of use here")]
mod relay {
	include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}
#[cfg(not(embedded))]
mod relay {
	pub(super) const WASM_BINARY: Option<&[u8]> = None;
}

/// The same for the demo para.
#[cfg(embedded)]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "one of the constants is of use here")]
mod para {
	include!(concat!(env!("OUT_DIR"), "/canary_para_runtime"));
}
#[cfg(not(embedded))]
mod para {
	pub(super) const WASM_BINARY: Option<&[u8]> = None;
}

/// The compiled runtime of the relay chain, as a node runs it: there only if this crate was built with the
/// feature `embed`, and without those that make another runtime.
pub const WASM_BINARY: Option<&[u8]> = relay::WASM_BINARY;

/// The compiled runtime of the demo para, as its collator and the relay chain's validators run it: there
/// if [`WASM_BINARY`] is.
pub const PARA_WASM: Option<&[u8]> = para::WASM_BINARY;
