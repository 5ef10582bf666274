// SPDX-License-Identifier: GPL-3.0-or-later

//! The errors of a para's code, and of its execution.

use std::{fmt, time::Duration};

/// Why code is invalid for a para.
#[derive(Debug)]
pub enum Flaw {
	/// The code cannot be unpacked, or would unpack to more bytes than it may.
	Packing(sp_maybe_compressed_blob::Error),
	/// The code is no Wasm, or breaks a rule for the code of paras. The compiler's error.
	Wasm(String),
	/// The chain's executor parameters enable host functions that this node does not have.
	HostFunctions,
}

impl fmt::Display for Flaw {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Packing(error) => write!(out, "it cannot be unpacked: {error}"),
			Self::Wasm(reason) => write!(out, "it cannot be compiled: {reason}"),
			Self::HostFunctions => out.write_str(
				"the chain's executor parameters ask for host functions (RFC 163) that this \
				 node does not have",
			),
		}
	}
}

impl std::error::Error for Flaw {}

/// Why a run of a para's code gave no result.
#[derive(Debug)]
pub enum ExecutionError {
	/// The code cannot be compiled.
	Code(Flaw),
	/// The code panicked with this message.
	Panicked(String),
	/// The code was stopped without a panic message. The host's error.
	Stopped(String),
	/// The run took longer than this, and the node does not wait for it any more.
	TimedOut(Duration),
	/// An earlier run that timed out still goes on. The code is not run again until it ends.
	RunsStill,
	/// The code's answer is no `ValidationResult`.
	Answer(codec::Error),
	/// The code could not be run. The host's error.
	Host(String),
}

impl From<Flaw> for ExecutionError {
	fn from(flaw: Flaw) -> Self {
		Self::Code(flaw)
	}
}

impl fmt::Display for ExecutionError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Code(flaw) => write!(out, "the code is invalid: {flaw}"),
			Self::Panicked(message) => write!(out, "the code panicked: {message}"),
			Self::Stopped(reason) => write!(out, "the code was stopped: {reason}"),
			Self::TimedOut(time) => {
				write!(out, "the code ran for more than {} s", time.as_secs_f32())
			},
			Self::RunsStill => out.write_str("an earlier run of the code has not ended yet"),
			Self::Answer(error) => {
				write!(out, "the code's answer cannot be decoded as a ValidationResult: {error}")
			},
			Self::Host(reason) => write!(out, "the code could not be run: {reason}"),
		}
	}
}

impl std::error::Error for ExecutionError {}
