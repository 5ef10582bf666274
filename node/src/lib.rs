// SPDX-License-Identifier: GPL-3.0-or-later

//! What `canary` ships: the runtime, as Wasm and as native code, and the chains that start with it.
//!
//! The library `canary-client` runs the chains.

use canary_client::{Shipped, ShippedChain};

/// Canary's runtime and chains. The address prefix and the token are Kusama's.
pub const CANARY: Shipped = Shipped {
	runtime: canary_runtime_wasm::WASM_BINARY,
	#[cfg(feature = "native")]
	native: Some(canary_runtime::api::dispatch),
	#[cfg(not(feature = "native"))]
	native: None,
	demo_para: canary_runtime_wasm::PARA_WASM,
	chains: &[
		ShippedChain {
			names: &["development", "dev"],
			preset: "development",
			title: "Canary Development",
			id: "canary_dev",
			development: true,
		},
		ShippedChain {
			names: &["local"],
			preset: "local",
			title: "Canary Local Testnet",
			id: "canary_local",
			development: false,
		},
		ShippedChain {
			names: &["kusama"],
			preset: "kusama",
			title: "Canary Kusama Pace",
			id: "canary_kusama",
			development: false,
		},
	],
	token: "KSM",
	decimals: 12,
	ss58_prefix: 2,
	protocol: "canary",
};
