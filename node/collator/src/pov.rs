// SPDX-License-Identifier: GPL-3.0-or-later

//! The proof of validity: a para's block, with what of the state it reads, as validators take it.

use codec::Encode;
use cumulus_primitives_core::ParachainBlockData;
use polkadot_node_primitives::{maybe_compress_pov, BlockData, PoV};
use sp_runtime::traits::BlakeTwo256;
use sp_trie::StorageProof;

use crate::types::{Block, Hash, Result};

/// How much of a PoV's greatest size, in percent, the block and its proof may fill before they are finished.
/// The rest is for what the runtime reads when it finishes the block.
const FILLED: u64 = 85;
/// From this version of `CollectCollationInfo` on the runtime reads the versioned form of a PoV.
const VERSIONED: u32 = 3;

/// Up to how many bytes transactions are put into a block whose PoV may have `max_pov_size` bytes.
pub fn room(max_pov_size: u32) -> usize {
	let room = u64::from(max_pov_size) * FILLED / 100;
	usize::try_from(room).unwrap_or(usize::MAX)
}

/// Packs a sealed block and the proof of what it reads from the state with the root `parent_root`, for a
/// runtime that has this version of `CollectCollationInfo`.
pub fn pack(block: Block, proof: StorageProof, parent_root: Hash, version: u32) -> Result<PoV> {
	let proof = proof
		.into_compact_proof::<BlakeTwo256>(parent_root)
		.map_err(|error| format!("the proof of what the block reads is not whole: {error}"))?;
	let data = if version >= VERSIONED {
		ParachainBlockData::V1 { blocks: vec![block], proof }
	} else {
		ParachainBlockData::V0 { block: [block], proof }
	};
	Ok(maybe_compress_pov(PoV { block_data: BlockData(data.encode()) }))
}

/// By how many bytes a PoV is too large for the validators; none where it is not.
pub fn excess(pov: &PoV, max_pov_size: u32) -> usize {
	let most = usize::try_from(max_pov_size).unwrap_or(usize::MAX);
	pov.encoded_size().saturating_sub(most)
}
