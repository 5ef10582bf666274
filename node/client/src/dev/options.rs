// SPDX-License-Identifier: GPL-3.0-or-later

//! How the user wants the engine.

use std::path::PathBuf;

use sp_timestamp::Timestamp;

use super::{native::Twin, sealing::Sealing, shared_pool::Bounds};
use crate::types::BlockNumber;

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
	/// How much the pool takes.
	pub(crate) pool: Bounds,
	/// How many bytes of the state's trie are cached for the blocks that are made, if not the usual ones.
	pub(crate) trie_cache: Option<usize>,
}
