// SPDX-License-Identifier: GPL-3.0-or-later

//! Blocks that are not on the chain any more, and that the relay chain may lead back to.
//!
//! The relay chain can set a para's head to any other one: governance does, and so does a new registration.
//! The database removes blocks for that, if the new head is below what was final, and loses sight of forks as
//! something else becomes final. A revert of the relay chain to a block before that needs them again, so they
//! are kept among the auxiliary data, and no fork is left behind in the database.

use std::collections::HashSet;

use codec::{Decode, Encode};
use sc_client_api::{AuxStore, Backend as _};
use sp_blockchain::Backend as _;
use sp_runtime::traits::Block as _;

use crate::{
	chain::{built_on, Chain},
	types::{text, Block, BlockNumber, Hash, Header, Position, Result},
};

/// The key of the list of these blocks, and the beginning of the key of each.
const KEY: &[u8] = b"canary_para_aside";

/// A block's hash, and the number of its relay parent.
type Entry = (Hash, BlockNumber);

/// Keeps blocks aside.
pub(crate) fn keep(chain: &Chain, blocks: &[Block]) -> Result<()> {
	if blocks.is_empty() {
		return Ok(());
	}
	let mut list = list(chain)?;
	let mut known: HashSet<Hash> = list.iter().map(|(hash, _)| *hash).collect();
	let mut inserted = Vec::new();
	for block in blocks {
		let hash = block.hash();
		if known.insert(hash) {
			list.push((hash, built_on(block.header())));
			inserted.push((key(hash), block.encode()));
		}
	}
	inserted.push((KEY.to_vec(), list.encode()));
	let inserted: Vec<_> = inserted.iter().map(|(key, value)| (&key[..], &value[..])).collect();
	AuxStore::insert_aux(&*chain.backend, &inserted, &[]).map_err(text)
}

/// The blocks that lead from one in the database to this header's block, the oldest first. `None` if one of
/// them is neither there nor aside.
pub(crate) fn way_to(chain: &Chain, header: &Header) -> Result<Option<Vec<Block>>> {
	let mut way = Vec::new();
	let (mut hash, mut number) = (header.hash(), header.number);
	while !chain.has(Position { hash, number })? {
		let Some(block) = AuxStore::get_aux(&*chain.backend, &key(hash)).map_err(text)? else {
			return Ok(None);
		};
		let block = Block::decode(&mut &block[..]).map_err(text)?;
		hash = block.header().parent_hash;
		number = number.saturating_sub(1);
		way.push(block);
	}
	way.reverse();
	Ok(Some(way))
}

/// Forgets the blocks that are in the database again, and those that the relay chain cannot lead back to,
/// since its head has this number.
pub(crate) fn tidy(chain: &Chain, relay_head: BlockNumber) -> Result<()> {
	let mut list = list(chain)?;
	let mut gone = Vec::new();
	for (hash, relay_parent) in std::mem::take(&mut list) {
		if relay_parent >= relay_head || chain.client.header(hash).map_err(text)?.is_some() {
			gone.push(key(hash));
		} else {
			list.push((hash, relay_parent));
		}
	}
	if gone.is_empty() {
		return Ok(());
	}
	let gone: Vec<_> = gone.iter().map(|key| &key[..]).collect();
	AuxStore::insert_aux(&*chain.backend, &[(KEY, &list.encode()[..])], &gone).map_err(text)
}

/// The blocks from `leaf` down to the first one of the best chain that is not above `base`, without those in
/// `seen`, and without those that the relay chain, whose head is `relay_head`, cannot lead back to. Adds all of
/// them to `seen`.
pub(crate) fn way_down(
	chain: &Chain,
	leaf: Hash,
	base: BlockNumber,
	relay_head: BlockNumber,
	seen: &mut HashSet<Hash>,
) -> Result<Vec<Block>> {
	let mut way = Vec::new();
	let mut hash = leaf;
	loop {
		let header = chain.header(hash)?;
		let block = Position { hash, number: header.number };
		if block.number <= base && chain.is_on_best(block)? {
			return Ok(way);
		}
		if seen.insert(hash) && built_on(&header) < relay_head {
			way.push(chain.block(hash)?);
		}
		hash = header.parent_hash;
	}
}

/// Puts the forks aside that end as `block` becomes final.
pub(crate) fn leave_forks(chain: &Chain, block: Position) -> Result<()> {
	let leaves = chain.backend.blockchain().leaves().map_err(text)?;
	if leaves.len() < 2 {
		return Ok(());
	}
	let mut seen = HashSet::new();
	for leaf in leaves {
		let header = chain.header(leaf)?;
		let at = Position { hash: leaf, number: header.number };
		if !chain.is_on_best(at)? && chain.common(at, block)? != block {
			keep(chain, &way_down(chain, leaf, BlockNumber::MAX, BlockNumber::MAX, &mut seen)?)?;
			remove_fork(chain, leaf)?;
		}
	}
	Ok(())
}

/// Removes the blocks from `leaf` down to the next one that is on the best chain or has other children.
pub(crate) fn remove_fork(chain: &Chain, leaf: Hash) -> Result<()> {
	let mut hash = leaf;
	loop {
		let header = chain.header(hash)?;
		let is_on_best = chain.is_on_best(Position { hash, number: header.number })?;
		let leaves = chain.backend.blockchain().leaves().map_err(text)?;
		if is_on_best || !leaves.contains(&hash) {
			return Ok(());
		}
		chain.backend.remove_leaf_block(hash).map_err(text)?;
		hash = header.parent_hash;
	}
}

fn list(chain: &Chain) -> Result<Vec<Entry>> {
	match AuxStore::get_aux(&*chain.backend, KEY).map_err(text)? {
		Some(list) => Decode::decode(&mut &list[..]).map_err(text),
		None => Ok(Vec::new()),
	}
}

fn key(hash: Hash) -> Vec<u8> {
	[KEY, &hash[..]].concat()
}
