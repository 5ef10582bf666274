// SPDX-License-Identifier: GPL-3.0-or-later

//! The Canary node as a library: it runs a chain of the Canary family from the Wasm of its runtime.
//!
//! [`run`] is the only entry point. A binary says what it ships, its runtime and the chains that it
//! knows by name ([`Shipped`]); this crate does the rest, and does not depend on the runtime's
//! crate.

// The SDK's errors are large, and each process meets at most one.
#![allow(clippy::result_large_err)]

mod authorship;
mod backend;
mod banner;
#[cfg(feature = "bench")]
mod bench;
mod chain_spec;
mod cli;
mod command;
mod console;
mod dev;
mod executor;
mod genesis;
mod origin;
mod paras;
mod preflight;
mod relay_state;
mod rpc;
mod runtime_api;
mod service;
mod stored;
mod types;

pub use chain_spec::{Dispatch, Shipped, ShippedChain};

/// Parses the command line of this process and runs the command. Returns when it is done or was
/// interrupted. An error is printed to the standard error, and makes the exit code a failure.
pub fn run(shipped: &'static Shipped) -> std::process::ExitCode {
	command::run(shipped).map_or_else(command::fail, |()| std::process::ExitCode::SUCCESS)
}
