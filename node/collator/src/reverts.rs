// SPDX-License-Identifier: GPL-3.0-or-later

//! Reverts the para with its relay chain, also below what was final.
//!
//! The database lowers its final block only by removing blocks. So where the new head lies above the block
//! that is to be final, the blocks between the two are removed as well and then executed again. They are kept
//! aside before, as are other blocks that the relay chain may lead to again: a node that is killed in between
//! finds them when it starts and goes to its relay chain's head.

use std::collections::HashSet;

use polkadot_parachain_primitives::primitives::HeadData;
use sc_client_api::{Backend as _, Finalizer};
use sc_consensus::StateAction;
use sp_blockchain::Backend as _;
use sp_consensus::BlockOrigin;
use sp_runtime::traits::Block as _;

use crate::{
	aside::{self, Entry},
	chain::{built_on, decode_head, head_data, Chain},
	collation::import,
	notices::{self, Revert},
	types::{text, BlockNumber, Extrinsic, Hash, Header, Position, Result},
};

/// How many blocks that nobody backs give their transactions back. The relay chain knows of all but one or
/// two; if there are more, it is another story, and they are not at the head of it.
const GIVING_BACK: u32 = 8;

/// A block to go to.
struct Goal {
	block: Position,
	/// The newest block on the way there that the database has: the block itself, or an ancestor.
	known: Position,
	/// The headers of the blocks after `known` that are kept aside, the oldest first.
	aside: Vec<Header>,
}

impl Goal {
	/// The block whose header this head is. `None` if it is neither in the database nor aside, which is logged.
	fn of(chain: &Chain, head: &HeadData) -> Result<Option<Self>> {
		let header = decode_head(head)?;
		let block = Position { hash: header.hash(), number: header.number };
		let Some(aside) = aside::way_to(chain, &header)? else {
			chain.find(head)?;
			return Ok(None);
		};
		let known = match aside.first() {
			Some(first) => {
				Position { hash: first.parent_hash, number: first.number.saturating_sub(1) }
			},
			None => block,
		};
		Ok(Some(Self { block, known, aside }))
	}

	/// The newest block on the way to this one that is also on the way to `other`.
	fn common(&self, chain: &Chain, other: &Self) -> Result<Position> {
		let others: HashSet<_> = other.aside.iter().map(Header::hash).collect();
		let own = self.aside.iter().rev();
		let mut own = own.map(|header| Position { hash: header.hash(), number: header.number });
		match own.find(|block| others.contains(&block.hash)) {
			Some(block) => Ok(block),
			None => chain.common(self.known, other.known),
		}
	}
}

/// Reverts the chain: `best` is its head then, and nothing above `finalized` is final. The pool holds
/// `waiting`, or else what it holds now and what was in blocks that are taken back, as far as it is valid
/// there. If only one of the two blocks is known, that one is taken for both; if neither is, nothing changes.
///
/// Later blocks are gone, except that those whose relay parent is below the relay chain's head, `relay_head`,
/// are kept aside.
pub(crate) fn go_back(
	chain: &Chain,
	best: &HeadData,
	finalized: &HeadData,
	relay_head: BlockNumber,
	waiting: Option<Vec<Extrinsic>>,
) -> Result<()> {
	let (best, finalized) = (Goal::of(chain, best)?, Goal::of(chain, finalized)?);
	let (best, finalized) = match (best, finalized) {
		(Some(best), Some(finalized)) => {
			chain.note_known();
			let finalized = best.common(chain, &finalized)?;
			(best, finalized)
		},
		(Some(only), None) | (None, Some(only)) => {
			let block = only.block;
			(only, block)
		},
		(None, None) => return Ok(()),
	};
	let _alone = chain.pool.close();
	let (old_best, old_final) = (chain.best(), chain.finalized());
	let moves = (old_best, old_final) != (best.block, finalized);
	if !moves && waiting.is_none() {
		return aside::tidy(chain, relay_head);
	}
	let keeps_pool = waiting.is_none()
		&& finalized == old_final
		&& best.aside.is_empty()
		&& old_best.number.saturating_sub(best.block.number) <= GIVING_BACK
		&& chain.common(old_best, best.block)? == best.block;
	let waiting = match waiting {
		_ if keeps_pool => None,
		Some(waiting) => Some(waiting),
		None => Some([given_back(chain, old_best, best.known)?, chain.pool.waiting()].concat()),
	};
	if !moves {
		settle_pool(chain, waiting)?;
		return aside::tidy(chain, relay_head);
	}
	let last_final = chain.header(old_final.hash)?;
	// The old state may be gone afterwards.
	let before =
		if best.block == old_best { None } else { Some(notices::values(chain, old_best.hash)?) };
	if keeps_pool {
		// While the blocks are there: who watches a transaction in them hears that it waits again.
		chain.pool.follow(best.block.hash);
	}
	let moved = move_to(chain, &best, finalized, relay_head);
	// Also where it stands halfway.
	let settled = settle_pool(chain, waiting).and_then(|()| {
		let changes = match before {
			Some(before) => notices::differences(chain, chain.best().hash, before)?,
			None => notices::Changes::new(),
		};
		notices::tell_of_revert(chain, Revert { last_final, changes })
	});
	moved.and(settled)?;
	aside::tidy(chain, relay_head)
}

/// Takes the pool to the best block, with these transactions alone, unless it has followed already.
fn settle_pool(chain: &Chain, waiting: Option<Vec<Extrinsic>>) -> Result<()> {
	let head = chain.best();
	match waiting {
		Some(waiting) => {
			chain.pool.go_back(chain.header(head.hash)?.parent_hash, head, waiting);
		},
		None => chain.pool.follow(head.hash),
	}
	Ok(())
}

/// The transactions of the newest blocks that are on the way to `old` and not on that to `new`, the oldest
/// first. Nobody will find them in a block, or again in the pool. Inherents are not signed.
fn given_back(chain: &Chain, old: Position, new: Position) -> Result<Vec<Extrinsic>> {
	let base = chain.common(old, new)?;
	if old.number - base.number > GIVING_BACK {
		return Ok(Vec::new());
	}
	let mut all = Vec::new();
	for (hash, _) in blocks_between(chain, base, old)? {
		all.extend(chain.block(hash)?.deconstruct().1);
	}
	all.retain(|extrinsic| !is_bare(extrinsic));
	Ok(all)
}

/// Whether an extrinsic has no signature and nothing in its place: the first two bits of any are its kind.
fn is_bare(extrinsic: &Extrinsic) -> bool {
	extrinsic.inner().first().is_none_or(|version| version & 0b1100_0000 == 0)
}

/// Moves the chain to `goal` without telling anybody.
fn move_to(chain: &Chain, goal: &Goal, finalized: Position, relay_head: BlockNumber) -> Result<()> {
	let (old_best, old_final) = (chain.best(), chain.finalized());
	let mut base = chain.common(old_best, goal.known)?;
	if old_final.number > finalized.number && base.number > finalized.number {
		base = finalized;
	}
	let branch = blocks_between(chain, base, goal.known)?;
	aside::keep(chain, &branch)?;
	for leaf in chain.backend.blockchain().leaves().map_err(text)? {
		let mut gone = aside::way_down(chain, leaf, base.number)?;
		gone.retain(|(_, relay_parent)| *relay_parent < relay_head);
		aside::keep(chain, &gone)?;
	}
	take_back(chain, base)?;
	let branch = branch.into_iter().map(|(hash, _)| hash);
	put_back(chain, branch.chain(goal.aside.iter().map(Header::hash)))?;
	if chain.best() != goal.block {
		return Err(format!(
			"para {} was reverted to #{} instead of #{}",
			chain.id,
			chain.best().number,
			goal.block.number,
		));
	}
	if finalized.number > chain.finalized().number {
		chain.client.finalize_block(finalized.hash, None, false).map_err(text)?;
	}
	Ok(())
}

/// The head for the newest block of the best chain whose relay parent is below this block of the relay chain:
/// a later one is not on the relay chain there. It is the genesis if there is none.
pub(crate) fn head_by(chain: &Chain, relay_head: BlockNumber) -> Result<HeadData> {
	let mut header = chain.header(chain.best().hash)?;
	while header.number > 0 && built_on(&header) >= relay_head {
		header = chain.header(header.parent_hash)?;
	}
	Ok(head_data(&header))
}

/// Whether a head is off the chain that is final here, or kept aside. One that is unknown is neither.
pub(crate) fn is_off(chain: &Chain, head: &HeadData) -> Result<bool> {
	let Some(goal) = Goal::of(chain, head)? else { return Ok(false) };
	let last_final = chain.finalized();
	if !goal.aside.is_empty() {
		return Ok(true);
	}
	if goal.block.number >= last_final.number && chain.is_on_best(goal.block)? {
		return Ok(false);
	}
	Ok(chain.common(goal.block, last_final)? != last_final)
}

/// The blocks above `base` up to `top`, the oldest first.
fn blocks_between(chain: &Chain, base: Position, top: Position) -> Result<Vec<Entry>> {
	let mut blocks = Vec::new();
	let mut hash = top.hash;
	while hash != base.hash {
		let header = chain.header(hash)?;
		blocks.push((hash, built_on(&header)));
		hash = header.parent_hash;
	}
	blocks.reverse();
	Ok(blocks)
}

/// Removes all blocks above this one, which is on the best chain, and all forks from the database, in one
/// commit: the database reverts block by block, and writes last which blocks have no children then.
fn take_back(chain: &Chain, to: Position) -> Result<()> {
	(chain.one_commit)(&mut || {
		// The database reverts from its highest leaf, whichever fork that is on, so forks go first.
		for leaf in chain.backend.blockchain().leaves().map_err(text)? {
			aside::remove_fork(chain, leaf)?;
		}
		let blocks = chain.best().number.checked_sub(to.number);
		let blocks =
			blocks.ok_or_else(|| format!("para {} is below #{} already", chain.id, to.number))?;
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
	})
}

/// Executes blocks that are kept aside again, each on the one before.
fn put_back(chain: &Chain, blocks: impl Iterator<Item = Hash>) -> Result<()> {
	for hash in blocks {
		let block = aside::block(chain, hash)?;
		let (header, body) = block.ok_or("a block was not kept aside")?.deconstruct();
		let seal = header.digest.logs().last().cloned().ok_or("a block has no seal")?;
		// Nobody is told of blocks of this origin.
		let origin = BlockOrigin::NetworkInitialSync;
		import(chain, origin, (header, seal), body, StateAction::Execute)?;
	}
	Ok(())
}
