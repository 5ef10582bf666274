// SPDX-License-Identifier: GPL-3.0-or-later

//! Reverts the para with its relay chain, also below what was final.
//!
//! The database lowers its final block only by removing blocks. So where the new head lies above the block
//! that is to be final, the blocks between the two are removed as well and then executed again. They are
//! noted before, so that a node that is killed in between puts them back when it starts.

use codec::{Decode, Encode};
use polkadot_parachain_primitives::primitives::HeadData;
use sc_client_api::{AuxStore, Backend as _, BlockBackend, Finalizer};
use sc_consensus::StateAction;
use sp_blockchain::Backend as _;
use sp_consensus::BlockOrigin;
use sp_runtime::traits::Block as _;

use crate::{
	chain::Chain,
	collation::import,
	notices::{self, Revert},
	types::{text, Block, Extrinsic, Position, Result},
};

/// How many blocks that nobody backs give their transactions back. The relay chain knows of all but one or
/// two; if there are more, it is another story, and they are not at the head of it.
const GIVING_BACK: u32 = 8;

/// The key of the blocks that are to be put back.
const TO_PUT_BACK: &[u8] = b"canary_para_to_put_back";

/// Reverts the chain: `best` is its head then, and nothing above `finalized` is final. Later blocks are
/// gone. The pool holds `waiting`, or else what it holds now and what was in blocks that are taken back, as far
/// as it is valid there. If the database has only one of the two blocks, that one is taken for both; if it has
/// neither, nothing changes.
pub(crate) fn go_back(
	chain: &Chain,
	best: &HeadData,
	finalized: &HeadData,
	waiting: Option<Vec<Extrinsic>>,
) -> Result<()> {
	let finalized = chain.find(finalized)?.map(|(block, _)| block);
	let best = chain.find(best)?.map(|(block, _)| block);
	let (Some(best), Some(finalized)) = (best.or(finalized), finalized.or(best)) else {
		return Ok(());
	};
	let finalized = common(chain, best, finalized)?;
	let _alone = chain.pool.close();
	let (old_best, old_final) = (chain.best(), chain.finalized());
	let moves = (old_best, old_final) != (best, finalized);
	if !moves && waiting.is_none() {
		return Ok(());
	}
	let waiting = match waiting {
		Some(waiting) => waiting,
		None => [given_back(chain, old_best, best)?, chain.pool.waiting()].concat(),
	};
	let revert = if moves { Some(move_to(chain, best, finalized)?) } else { None };
	chain.pool.go_back(chain.header(best.hash)?.parent_hash, best, waiting);
	match revert {
		Some(revert) => notices::tell_of_revert(chain, revert),
		None => Ok(()),
	}
}

/// The transactions of the newest blocks that are on the way to `old` and not on that to `new`, the oldest
/// first. Nobody will find them in a block, or again in the pool. Inherents are not signed.
fn given_back(chain: &Chain, old: Position, new: Position) -> Result<Vec<Extrinsic>> {
	let base = common(chain, old, new)?;
	if old.number - base.number > GIVING_BACK {
		return Ok(Vec::new());
	}
	let blocks = blocks_between(chain, base, old)?;
	let all = blocks.into_iter().flat_map(|block| block.deconstruct().1);
	Ok(all.filter(|extrinsic| !is_bare(extrinsic)).collect())
}

/// Whether an extrinsic has no signature and nothing in its place: the first two bits of any are its kind.
fn is_bare(extrinsic: &Extrinsic) -> bool {
	extrinsic.inner().first().is_none_or(|version| version & 0b1100_0000 == 0)
}

/// Moves the chain to `best` without telling anybody. Returns what subscribers must know.
fn move_to(chain: &Chain, best: Position, finalized: Position) -> Result<Revert> {
	let (old_best, old_final) = (chain.best(), chain.finalized());
	let last_final = chain.header(old_final.hash)?;
	// The states are compared before the old one is gone.
	let changes = notices::differences(chain, best.hash, old_best.hash)?;
	let mut base = common(chain, old_best, best)?;
	if old_final.number > finalized.number && base.number > finalized.number {
		base = finalized;
	}
	let branch = blocks_between(chain, base, best)?;
	note(chain, &branch)?;
	take_back(chain, base)?;
	put_back(chain, branch)?;
	if chain.best() != best {
		return Err(format!(
			"para {} was reverted to #{} instead of #{}",
			chain.id,
			chain.best().number,
			best.number,
		));
	}
	if finalized.number > chain.finalized().number {
		chain.client.finalize_block(finalized.hash, None, false).map_err(text)?;
	}
	Ok(Revert { last_final, changes })
}

/// Puts back the blocks of a revert that was interrupted because the node was killed.
pub(crate) fn recover(chain: &Chain) -> Result<()> {
	let Some(noted) = AuxStore::get_aux(&*chain.backend, TO_PUT_BACK).map_err(text)? else {
		return Ok(());
	};
	let blocks = Vec::<Block>::decode(&mut &noted[..]).map_err(text)?;
	put_back(chain, blocks)
}

/// Whether a head is off the chain that is final here. One that is not in the database is not.
pub(crate) fn is_off(chain: &Chain, head: &HeadData) -> Result<bool> {
	let Some((block, _)) = chain.find(head)? else { return Ok(false) };
	let last_final = chain.finalized();
	Ok(block != last_final && common(chain, block, last_final)? != last_final)
}

/// The newest common ancestor of two blocks, which may be one of them.
fn common(chain: &Chain, one: Position, other: Position) -> Result<Position> {
	let route = sp_blockchain::tree_route(&*chain.client, one.hash, other.hash).map_err(text)?;
	let common = route.common_block();
	Ok(Position { hash: common.hash, number: common.number })
}

/// The blocks above `base` up to `top`, the oldest first.
fn blocks_between(chain: &Chain, base: Position, top: Position) -> Result<Vec<Block>> {
	let mut blocks = Vec::new();
	let mut hash = top.hash;
	while hash != base.hash {
		let block = chain.client.block(hash).map_err(text)?;
		let block = block.ok_or_else(|| format!("the body of block {hash:?} is not there"))?.block;
		hash = block.header().parent_hash;
		blocks.push(block);
	}
	blocks.reverse();
	Ok(blocks)
}

/// Removes all blocks above this one, which is on the best chain, and all forks from the database.
fn take_back(chain: &Chain, to: Position) -> Result<()> {
	// The database reverts from its highest leaf, whichever fork that is on, so forks go first.
	loop {
		let best = chain.best().hash;
		let leaves = chain.backend.blockchain().leaves().map_err(text)?;
		let Some(other) = leaves.into_iter().find(|leaf| *leaf != best) else { break };
		chain.backend.remove_leaf_block(other).map_err(text)?;
	}
	let blocks = chain.best().number - to.number;
	if blocks > 0 {
		chain.backend.revert(blocks, true).map_err(text)?;
	}
	if chain.best() != to {
		return Err(format!(
			"the database of para {} was reverted to #{} instead of #{}",
			chain.id,
			chain.best().number,
			to.number,
		));
	}
	Ok(())
}

fn note(chain: &Chain, blocks: &[Block]) -> Result<()> {
	if blocks.is_empty() {
		return Ok(());
	}
	let noted = blocks.encode();
	AuxStore::insert_aux(&*chain.backend, &[(TO_PUT_BACK, &noted[..])], &[]).map_err(text)
}

/// Executes blocks again, each on the one before, and deletes the note of them.
fn put_back(chain: &Chain, blocks: Vec<Block>) -> Result<()> {
	if blocks.is_empty() {
		return Ok(());
	}
	for block in blocks {
		let (header, body) = block.deconstruct();
		if chain.client.header(header.hash()).map_err(text)?.is_some() {
			continue;
		}
		let seal = header.digest.logs().last().cloned().ok_or("a block has no seal")?;
		// Nobody is told of blocks of this origin.
		let origin = BlockOrigin::NetworkInitialSync;
		import(chain, origin, (header, seal), body, StateAction::Execute)?;
	}
	AuxStore::insert_aux(&*chain.backend, &[], &[TO_PUT_BACK]).map_err(text)
}
