// SPDX-License-Identifier: GPL-3.0-or-later

//! Compiled code of a para.

use std::{
	panic::AssertUnwindSafe,
	path::Path,
	sync::{
		atomic::{AtomicBool, Ordering},
		mpsc, Arc,
	},
	thread,
	time::{Duration, Instant},
};

use codec::{Decode, Encode};
use parking_lot::Mutex;
use polkadot_parachain_primitives::primitives::{ValidationParams, ValidationResult};
use polkadot_primitives::{ExecutorParam, ExecutorParams, ValidationCode};
use sc_executor::with_externalities_safe;
use sc_executor_common::{
	error::Error as HostError,
	runtime_blob::RuntimeBlob,
	wasm_runtime::{HeapAllocStrategy, WasmModule},
};
use sc_executor_wasmtime::{Config, WasmtimeRuntime};

use super::{
	flaw::{ExecutionError, Flaw},
	host::{surroundings, HostFunctions},
	limits::{self, Patience},
};
use crate::words::one_line;

/// The function that checks a para's block.
const ENTRY: &str = "validate_block";

/// Compiled code. Clones are the same program.
#[derive(Clone)]
pub(crate) struct Program(Arc<Inner>);

struct Inner {
	module: WasmtimeRuntime,
	heap: HeapAllocStrategy,
	stack: usize,
	patience: Patience,
	/// Of a run that timed out, whether it has ended.
	left: Mutex<Option<Arc<AtomicBool>>>,
}

impl Program {
	/// Compiles code under the limits for paras. It may unpack to at most `bomb_limit` bytes. Machine code
	/// is kept in the directory `cache`, if one is given, and taken from there the next time.
	pub(super) fn compile(
		code: &ValidationCode,
		params: &ExecutorParams,
		bomb_limit: u32,
		cache: Option<&Path>,
	) -> Result<Self, Flaw> {
		if params.iter().any(|param| matches!(param, ExecutorParam::EnabledHostFunction(_))) {
			return Err(Flaw::HostFunctions);
		}
		let code = sp_maybe_compressed_blob::decompress(&code.0, bomb_limit as usize)
			.map_err(Flaw::Packing)?;
		let semantics = limits::semantics(params);
		let heap = semantics.heap_alloc_strategy;
		let stack = limits::stack_size(&semantics);
		let config = Config {
			allow_missing_func_imports: true,
			cache_path: cache.map(Path::to_owned),
			semantics,
		};

		// The node must survive a compiler that panics on a para's code.
		let (mut nowhere, _) = surroundings();
		let compile = || {
			let blob = RuntimeBlob::new(&code)?;
			sc_executor_wasmtime::create_runtime::<HostFunctions>(blob, config)
		};
		let module = with_externalities_safe(&mut nowhere, AssertUnwindSafe(compile))
			.map_err(|panic| Flaw::Wasm(one_line(&panic.to_string())))?
			.map_err(|error| Flaw::Wasm(one_line(&error.to_string())))?;
		let patience = Patience::of(params);
		Ok(Self(Arc::new(Inner { module, heap, stack, patience, left: Mutex::default() })))
	}

	/// Runs the code on a block.
	///
	/// Code that takes too long cannot be stopped: its thread goes on, and the code is not run again until
	/// that ends.
	pub(crate) fn execute(
		&self,
		input: &ValidationParams,
	) -> Result<ValidationResult, ExecutionError> {
		if self.runs_still() {
			return Err(ExecutionError::RunsStill);
		}
		let input = input.encode();
		let (answer, answers) = mpsc::sync_channel(1);
		let ended = Arc::new(AtomicBool::new(false));
		let (inner, has_ended) = (self.0.clone(), ended.clone());
		let run = move || {
			let outcome = inner.run(&input);
			has_ended.store(true, Ordering::Release);
			// The send fails if the run took too long and nobody waits any more.
			drop(answer.send(outcome));
		};

		let since = Instant::now();
		thread::Builder::new()
			.name("pvf".into())
			.stack_size(self.0.stack)
			.spawn(run)
			.map_err(|error| ExecutionError::Host(error.to_string()))?;
		let Patience { backing, all } = self.0.patience;
		match answers.recv_timeout(all) {
			Ok(outcome) => {
				warn_if_slow(since.elapsed(), backing);
				outcome
			},
			Err(mpsc::RecvTimeoutError::Timeout) => {
				*self.0.left.lock() = Some(ended);
				Err(ExecutionError::TimedOut(all))
			},
			Err(mpsc::RecvTimeoutError::Disconnected) => {
				Err(ExecutionError::Host("its thread died".into()))
			},
		}
	}

	fn runs_still(&self) -> bool {
		let mut left = self.0.left.lock();
		if left.as_ref().is_some_and(|ended| ended.load(Ordering::Acquire)) {
			*left = None;
		}
		left.is_some()
	}
}

impl Inner {
	fn run(&self, input: &[u8]) -> Result<ValidationResult, ExecutionError> {
		let (mut surroundings, last_words) = surroundings();
		let call = || self.module.new_instance(self.heap)?.call(ENTRY, input);
		let output = with_externalities_safe(&mut surroundings, AssertUnwindSafe(call))
			.and_then(|output| output)
			.map_err(|error| explain(error, last_words.take()))?;
		ValidationResult::decode(&mut &output[..]).map_err(ExecutionError::Answer)
	}
}

/// The cause of a run's end, as far as it is known.
fn explain(error: HostError, last_words: Option<String>) -> ExecutionError {
	match (error, last_words) {
		(HostError::AbortedDueToPanic(panic), _) => {
			ExecutionError::Panicked(one_line(&panic.message))
		},
		(HostError::AbortedDueToTrap(_), Some(words)) => ExecutionError::Panicked(one_line(&words)),
		(HostError::AbortedDueToTrap(trap), None) => {
			ExecutionError::Stopped(one_line(&trap.message))
		},
		(error, _) => ExecutionError::Host(one_line(&error.to_string())),
	}
}

/// Warns of a block that validators of a live network would not back in time.
fn warn_if_slow(time: Duration, backing: Duration) {
	if time > backing {
		log::warn!(
			"A para's block took {:.1} s to check: validators of a live network give up after {:.1} s",
			time.as_secs_f32(),
			backing.as_secs_f32(),
		);
	}
}
