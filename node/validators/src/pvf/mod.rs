// SPDX-License-Identifier: GPL-3.0-or-later

//! Runs the code of paras (their PVF, the parachain validation function) with the semantics and limits of
//! the SDK's validators.
//!
//! The SDK's validators run it in sandboxed processes, which they can end. Here it runs on a thread of the
//! node. Wasm confines it to its own memory, whose size is limited, but code that never ends keeps a
//! processor busy until the node is stopped.

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

/// How many compiled programs are kept. A development chain has few paras.
const KEPT: usize = 16;

/// What a compiled program is kept under: the code and the parameters that it was compiled for.
type Key = (ValidationCodeHash, ExecutorParamsHash);

/// Runs the code of paras, and keeps the last 16 compiled programs in memory. Clones share them.
#[derive(Clone, Default)]
pub struct Pvf {
	/// The compiled programs, the one used last at the end.
	programs: Arc<Mutex<VecDeque<(Key, Program)>>>,
	cache: Option<PathBuf>,
}

impl Pvf {
	/// Keeps compiled programs in memory only.
	pub fn new() -> Self {
		Self::default()
	}

	/// Also keeps machine code in this directory, for the next start of the node. The node runs what is
	/// there, so nobody else may be able to write to it.
	pub fn with_cache(directory: PathBuf) -> Self {
		Self { cache: Some(directory), ..Self::default() }
	}

	/// Checks code as validators do before they vote on it: it must unpack to at most `bomb_limit` bytes,
	/// and compile under the limits for paras.
	pub fn precheck(
		&self,
		code: &ValidationCode,
		params: &ExecutorParams,
		bomb_limit: u32,
	) -> Result<(), Flaw> {
		self.compile(code, params, bomb_limit).map(drop)
	}

	/// Runs code on a para's block, whose data must be unpacked. The code may unpack to at most
	/// `bomb_limit` bytes.
	pub fn execute(
		&self,
		code: &ValidationCode,
		params: &ExecutorParams,
		bomb_limit: u32,
		input: &ValidationParams,
	) -> Result<ValidationResult, ExecutionError> {
		self.compile(code, params, bomb_limit)?.execute(input)
	}

	/// The program of this code for these parameters, if it is kept.
	pub(crate) fn find(
		&self,
		code: ValidationCodeHash,
		params: &ExecutorParams,
	) -> Option<Program> {
		self.find_by((code, params.hash()))
	}

	/// Compiles code, unless its program is kept. The code may unpack to at most `bomb_limit` bytes.
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
