// SPDX-License-Identifier: GPL-3.0-or-later

//! `canary`, the node: a Kusama-style canary network in one binary.
//!
//! What runs a chain is the library `canary-client`. This crate adds what is Canary's own: its runtime,
//! compiled to Wasm, and the chains that begin with it.

use canary_client::{Shipped, ShippedChain};

/// The system's allocator gives memory back to the kernel in small pieces. With several threads at
/// work, each piece interrupts them all: this one makes a fifth more blocks a second.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Addresses look like those of Kusama, and so does the money.
static CANARY: Shipped = Shipped {
	runtime: canary_runtime_wasm::WASM_BINARY,
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

fn main() -> std::process::ExitCode {
	canary_client::run(&CANARY)
}
