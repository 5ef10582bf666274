// SPDX-License-Identifier: GPL-3.0-or-later

//! The limits under which the code of paras runs.
//!
//! All nodes of a network must come to the same result, so the values are those of the SDK's validators,
//! changed by the chain's executor parameters.

use std::time::Duration;

use polkadot_primitives::{
	executor_params::{
		DEFAULT_APPROVAL_EXECUTION_TIMEOUT, DEFAULT_BACKING_EXECUTION_TIMEOUT,
		DEFAULT_LOGICAL_STACK_MAX, DEFAULT_NATIVE_STACK_MAX,
	},
	ExecutorParam, ExecutorParams, PvfExecKind,
};
use sc_executor_common::wasm_runtime::HeapAllocStrategy;
use sc_executor_wasmtime::{DeterministicStackLimit, InstantiationStrategy, Semantics};

/// Pages of memory for data and stack, besides those for the heap. A page has 64 KiB.
const BASE_PAGES: u32 = 32;
/// Pages of memory for the heap, unless the executor parameters say otherwise.
const HEAP_PAGES: u32 = 2_048;
/// Stack for the host's functions, in bytes.
const HOST_STACK: usize = 2 * 1024 * 1024;

/// How code is compiled and run.
pub(super) fn semantics(params: &ExecutorParams) -> Semantics {
	let mut pages = HEAP_PAGES;
	let mut logical_max = DEFAULT_LOGICAL_STACK_MAX;
	let mut native_stack_max = DEFAULT_NATIVE_STACK_MAX;
	let mut wasm_bulk_memory = false;
	for param in params.iter() {
		match param {
			ExecutorParam::MaxMemoryPages(value) => pages = *value,
			ExecutorParam::StackLogicalMax(value) => logical_max = *value,
			ExecutorParam::StackNativeMax(value) => native_stack_max = *value,
			ExecutorParam::WasmExtBulkMemory => wasm_bulk_memory = true,
			ExecutorParam::PrecheckingMaxMemory(_)
			| ExecutorParam::PvfPrepTimeout(..)
			| ExecutorParam::PvfExecTimeout(..)
			| ExecutorParam::EnabledHostFunction(_) => {},
		}
	}

	Semantics {
		instantiation_strategy: InstantiationStrategy::RecreateInstanceCopyOnWrite,
		deterministic_stack_limit: Some(DeterministicStackLimit { logical_max, native_stack_max }),
		canonicalize_nans: true,
		// The SDK's validators compile on one thread, to measure the time. The result is the same.
		parallel_compilation: true,
		heap_alloc_strategy: HeapAllocStrategy::Dynamic {
			maximum_pages: Some(pages.saturating_add(BASE_PAGES)),
		},
		wasm_multi_value: false,
		wasm_bulk_memory,
		wasm_reference_types: false,
		wasm_simd: false,
	}
}

/// The stack that a thread needs to run code, in bytes.
pub(super) fn stack_size(semantics: &Semantics) -> usize {
	let limit = semantics.deterministic_stack_limit.as_ref();
	limit.map_or(0, |limit| limit.native_stack_max as usize) + HOST_STACK
}

/// How long a run of code may take.
#[derive(Clone, Copy)]
pub(super) struct Patience {
	/// The time after which a validator of a network does not back the candidate.
	pub(super) backing: Duration,
	/// The time after which this node does not wait any more.
	pub(super) all: Duration,
}

impl Patience {
	/// The times by the executor parameters. This node waits as long as validators that approve a
	/// candidate, which is longer than for backing, because the speed and the load of its machine are
	/// unknown.
	pub(super) fn of(params: &ExecutorParams) -> Self {
		let timeout = |kind, default| params.pvf_exec_timeout(kind).unwrap_or(default);
		let backing = timeout(PvfExecKind::Backing, DEFAULT_BACKING_EXECUTION_TIMEOUT);
		let all = timeout(PvfExecKind::Approval, DEFAULT_APPROVAL_EXECUTION_TIMEOUT);
		Self { backing, all: all.max(backing) }
	}
}
