// SPDX-License-Identifier: GPL-3.0-or-later

//! Runs the code of paras, with the semantics and limits of the SDK's validators.
//!
//! These run it in processes of their own, which they confine and can end. Here it runs on a thread of
//! the node: Wasm keeps it from everything but its own memory, whose size is limited, but code that
//! does not come to an end keeps a processor busy until the node is stopped.

mod flaw;
mod host;
mod limits;
#[allow(
	dead_code,
	unexpected_cfgs,
	unreachable_pub,
	reason = "the SDK's macro makes more of the interface than is needed here"
)]
mod logging;
mod program;

use std::{collections::VecDeque, path::PathBuf, sync::Arc};

use parking_lot::Mutex;
use polkadot_parachain_primitives::primitives::{ValidationParams, ValidationResult};
use polkadot_primitives::{ExecutorParams, ExecutorParamsHash, ValidationCode, ValidationCodeHash};

pub use flaw::{ExecutionError, Flaw};
pub(crate) use program::Program;

/// How many compiled programs are kept: a development chain has few paras.
const KEPT: usize = 16;

/// Compiled code is for one set of parameters.
type Key = (ValidationCodeHash, ExecutorParamsHash);

/// Runs the code of paras, and keeps what it has compiled in memory. Clones share that.
#[derive(Clone, Default)]
pub struct Pvf {
	/// The one that was used last is at the end.
	programs: Arc<Mutex<VecDeque<(Key, Program)>>>,
	cache: Option<PathBuf>,
}

impl Pvf {
	/// Compiles anew what this process has not compiled before.
	pub fn new() -> Self {
		Self::default()
	}

	/// Also keeps machine code in this directory, and finds it there at the next start. The node runs
	/// what is there: nobody else may be able to write to it.
	pub fn with_cache(directory: PathBuf) -> Self {
		Self { cache: Some(directory), ..Self::default() }
	}

	/// Whether code is fit for a para: it unpacks to no more than `bomb_limit` bytes, and compiles
	/// under the limits that hold for paras.
	pub fn precheck(
		&self,
		code: &ValidationCode,
		params: &ExecutorParams,
		bomb_limit: u32,
	) -> Result<(), Flaw> {
		self.compile(code, params, bomb_limit).map(drop)
	}

	/// Has code check a para's block, whose data is unpacked already. `bomb_limit` is the most that
	/// the code may have when it is unpacked, in bytes.
	pub fn execute(
		&self,
		code: &ValidationCode,
		params: &ExecutorParams,
		bomb_limit: u32,
		input: &ValidationParams,
	) -> Result<ValidationResult, ExecutionError> {
		self.compile(code, params, bomb_limit)?.execute(input)
	}

	/// Code that was compiled before, for these parameters.
	pub(crate) fn find(
		&self,
		code: ValidationCodeHash,
		params: &ExecutorParams,
	) -> Option<Program> {
		self.find_by((code, params.hash()))
	}

	/// Compiles code, unless that was done before.
	pub(crate) fn compile(
		&self,
		code: &ValidationCode,
		params: &ExecutorParams,
		bomb_limit: u32,
	) -> Result<Program, Flaw> {
		let key = (code.hash(), params.hash());
		if let Some(program) = self.find_by(key) {
			return Ok(program);
		}
		let program = Program::compile(code, params, bomb_limit, self.cache.as_deref())?;
		let mut programs = self.programs.lock();
		programs.push_back((key, program.clone()));
		if programs.len() > KEPT {
			programs.pop_front();
		}
		Ok(program)
	}

	fn find_by(&self, key: Key) -> Option<Program> {
		let mut programs = self.programs.lock();
		let place = programs.iter().position(|(known, _)| *known == key)?;
		let found = programs.remove(place)?;
		let program = found.1.clone();
		programs.push_back(found);
		Some(program)
	}
}
