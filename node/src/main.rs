// SPDX-License-Identifier: GPL-3.0-or-later

//! `canary`, the node: a Kusama-style canary network in one binary.

// The SDK's errors are large, and each process meets at most one.
#![allow(clippy::result_large_err)]

mod banner;
#[cfg(feature = "bench")]
mod bench;
mod chain_spec;
mod cli;
mod command;
mod dev;
mod executor;
mod genesis;
mod paras;
mod preflight;
mod rpc;
mod service;

/// The system's allocator gives memory back to the kernel in small pieces. With several threads at
/// work, each piece interrupts them all: this one makes a fifth more blocks a second.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
	command::run().map_or_else(command::fail, |()| std::process::ExitCode::SUCCESS)
}
