// SPDX-License-Identifier: GPL-3.0-or-later

//! The options of the development engine.

use std::path::PathBuf;

use canary_collator::door::Bounds;
use sp_timestamp::Timestamp;

use super::{native::Twin, sealing::Sealing};
use crate::{console::ConsoleOptions, types::BlockNumber};

/// The options of the development engine.
#[derive(Clone, Debug)]
pub(crate) struct Options {
	/// When blocks are made.
	pub(crate) sealing: Sealing,
	/// How many blocks finality lags behind the head. The default depends on the sealing.
	pub(crate) finality_lag: Option<BlockNumber>,
	/// How many blocks to make at the start.
	pub(crate) fast_forward: BlockNumber,
	/// The chain time of the first block, if not the present.
	pub(crate) start: Option<Timestamp>,
	/// The file with the chain to continue.
	pub(crate) load: Option<PathBuf>,
	/// The file to write the chain to when the node stops.
	pub(crate) dump: Option<PathBuf>,
	/// The native code that may make empty blocks instead of the Wasm.
	pub(crate) native: Option<Twin>,
	/// The paras whose blocks are made here.
	pub(crate) paras: ParaOptions,
	/// The console, if it is served.
	pub(crate) console: Option<ConsoleOptions>,
	/// The bounds of the pool, and of that of each para.
	pub(crate) pool: Bounds,
	/// The size of the forge's trie cache in bytes, if not the default.
	pub(crate) trie_cache: Option<usize>,
}

/// The paras whose blocks are made in the relay chain's process.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParaOptions {
	/// The chain specification of each: a file, or `demo` for the one that the binary ships.
	pub(crate) specs: Vec<String>,
	/// The runtime of the `demo` para, as Wasm.
	pub(crate) demo: Option<&'static [u8]>,
	/// Whether a new chain begins with a core for each of them.
	pub(crate) lease: bool,
	/// The RPC port of the first of them, after which come those of the others; 0 for any free
	/// ports.
	pub(crate) rpc_port: u16,
	/// The folder in which collators elsewhere leave blocks of their paras.
	pub(crate) inbox: Option<PathBuf>,
	/// The folder for compiled code.
	pub(crate) wasm_cache: PathBuf,
	/// The folder to write the proof of validity of each of their blocks to.
	pub(crate) pov: Option<PathBuf>,
}
