// SPDX-License-Identifier: GPL-3.0-or-later

//! The proof of validity (PoV): a para's block with the proof of the state that it reads, as validators
//! check it.

use codec::{DecodeAll, Encode};
use cumulus_primitives_core::ParachainBlockData;
use polkadot_node_primitives::{maybe_compress_pov, BlockData, PoV, POV_BOMB_LIMIT};
use sp_runtime::traits::BlakeTwo256;
use sp_trie::StorageProof;

use crate::types::{text, Block, Hash, Result};

/// The share of the largest PoV, in percent, that transactions may fill. The rest is for what the runtime
/// reads when it finishes the block.
const FILLED: u64 = 85;
/// The first version of `CollectCollationInfo` whose runtimes read a PoV in its versioned form.
const VERSIONED: u32 = 3;

/// The bytes that a block and its proof may reach with transactions, if the PoV may have `max_pov_size`
/// bytes.
pub fn room(max_pov_size: u32) -> usize {
	let room = u64::from(max_pov_size) * FILLED / 100;
	usize::try_from(room).unwrap_or(usize::MAX)
}

/// Packs a sealed block and the proof of what it reads from its parent's state, whose root is
/// `parent_root`, into a PoV. `version` is that of the runtime's `CollectCollationInfo`. Fails if the
/// proof is incomplete.
pub fn pack(block: Block, proof: StorageProof, parent_root: Hash, version: u32) -> Result<PoV> {
	let proof = proof
		.into_compact_proof::<BlakeTwo256>(parent_root)
		.map_err(|error| format!("the proof of what the block reads is incomplete: {error}"))?;
	let data = if version >= VERSIONED {
		ParachainBlockData::V1 { blocks: vec![block], proof }
	} else {
		ParachainBlockData::V0 { block: [block], proof }
	};
	Ok(maybe_compress_pov(PoV { block_data: BlockData(data.encode()) }))
}

/// The sealed blocks in a PoV, the oldest first. Fails if it is not one of a cumulus para.
pub fn unpack(pov: &PoV) -> Result<Vec<Block>> {
	let data = sp_maybe_compressed_blob::decompress(&pov.block_data.0, POV_BOMB_LIMIT);
	let data = ParachainBlockData::<Block>::decode_all(&mut &data.map_err(text)?[..]);
	Ok(data.map_err(|error| format!("the PoV has no blocks: {error}"))?.into_blocks())
}

/// How many bytes a PoV has beyond `max_pov_size`, encoded as validators count it; 0 if it fits.
pub fn excess(pov: &PoV, max_pov_size: u32) -> usize {
	let most = usize::try_from(max_pov_size).unwrap_or(usize::MAX);
	pov.encoded_size().saturating_sub(most)
}
