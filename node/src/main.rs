// SPDX-License-Identifier: GPL-3.0-or-later

//! `canary`, the node: a Kusama-style canary network in one binary.

use canary_client::Shipped;

/// The system's allocator returns memory to the kernel in small pieces, and each return interrupts
/// all threads. With jemalloc the node makes a fifth more blocks per second.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

static CANARY: Shipped = canary_node::CANARY;

fn main() -> std::process::ExitCode {
	canary_client::run(&CANARY)
}
