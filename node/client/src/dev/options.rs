// SPDX-License-Identifier: GPL-3.0-or-later

//! How the user wants the engine.

use std::path::PathBuf;

use canary_collator::door::Bounds;
use sp_timestamp::Timestamp;

use super::{native::Twin, sealing::Sealing};
use crate::{console::ConsoleOptions, types::BlockNumber};

/// How the user wants the engine.
#[derive(Clone, Debug)]
pub(crate) struct Options {
	/// When blocks are made.
	pub(crate) sealing: Sealing,
	/// How many blocks finality is behind the head. Where nothing is said, it depends on the sealing.
	pub(crate) finality_lag: Option<BlockNumber>,
	/// How many blocks to make at the start.
	pub(crate) fast_forward: BlockNumber,
	/// When the first block is made, if not now.
	pub(crate) start: Option<Timestamp>,
	/// The file with the chain that is to go on here.
	pub(crate) load: Option<PathBuf>,
	/// The file that is to have the chain when the node stops.
	pub(crate) dump: Option<PathBuf>,
	/// What may make empty blocks instead of the Wasm.
	pub(crate) native: Option<Twin>,
	/// The paras whose blocks are made here.
	pub(crate) paras: ParaOptions,
	/// The page that shows the chain, if it is served.
	pub(crate) console: Option<ConsoleOptions>,
	/// How much the pool takes, and that of each para.
	pub(crate) pool: Bounds,
	/// How many bytes of the state's trie are cached for the blocks that are made, if not the usual ones.
	pub(crate) trie_cache: Option<usize>,
}

/// The paras whose blocks are made in the relay chain's process.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParaOptions {
	/// The chain specification of each: a file, or `demo` for the one that the binary ships.
	pub(crate) specs: Vec<String>,
	/// The runtime of the latter.
	pub(crate) demo: Option<&'static [u8]>,
	/// Whether a new chain begins with a core for each of them.
	pub(crate) lease: bool,
	/// Where the first of them answers RPC, and the others behind it; 0 for any free ports.
	pub(crate) rpc_port: u16,
	/// The folder in which collators elsewhere leave blocks of their paras.
	pub(crate) inbox: Option<PathBuf>,
	/// Where compiled code is kept, theirs too.
	pub(crate) wasm_cache: PathBuf,
	/// The folder in which each of their blocks leaves its proof of validity.
	pub(crate) pov: Option<PathBuf>,
}
