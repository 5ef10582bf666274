// SPDX-License-Identifier: GPL-3.0-or-later

//! Blocks that are not on the chain any more, and that the relay chain may lead back to.
//!
//! The relay chain can set a para's head to any other one: governance does, and so does a new registration.
//! The database removes blocks for that, if the new head is below what was final, and loses sight of forks as
//! something else becomes final. A revert of the relay chain to a block before that needs them again, so they
//! are kept among the auxiliary data, and no fork is left behind in the database.

use std::collections::HashSet;

use codec::{Decode, Encode};
use sc_client_api::{AuxStore, Backend as _, StaleBlock};
use sp_blockchain::Backend as _;
use sp_runtime::traits::Block as _;

use crate::{
	chain::{built_on, Chain},
	types::{text, Block, BlockNumber, Hash, Header, Position, Result},
};

/// The key of the list of these blocks, and the beginning of the key of each.
const KEY: &[u8] = b"canary_para_aside";

/// A block's hash, and the number of its relay parent.
pub(crate) type Entry = (Hash, BlockNumber);

/// Keeps these blocks of the database aside too. The list of them is written last: they are kept again after a
/// kill, because the para still has them in its database.
pub(crate) fn keep(chain: &Chain, blocks: &[Entry]) -> Result<()> {
	let mut list = list(chain)?;
	let mut known: HashSet<Hash> = list.iter().map(|(hash, _)| *hash).collect();
	let before = list.len();
	for (hash, relay_parent) in blocks {
		if known.insert(*hash) {
			let block = chain.block(*hash)?.encode();
			AuxStore::insert_aux(&*chain.backend, &[(&key(*hash)[..], &block[..])], &[])
				.map_err(text)?;
			list.push((*hash, *relay_parent));
		}
	}
	if list.len() == before {
		return Ok(());
	}
	AuxStore::insert_aux(&*chain.backend, &[(KEY, &list.encode()[..])], &[]).map_err(text)
}

/// A block that is kept aside.
pub(crate) fn block(chain: &Chain, hash: Hash) -> Result<Option<Block>> {
	let block = AuxStore::get_aux(&*chain.backend, &key(hash)).map_err(text)?;
	block.map(|block| Block::decode(&mut &block[..])).transpose().map_err(text)
}

/// The headers of the blocks that lead from one in the database to this header's block, the oldest first.
/// `None` if one of them is neither there nor aside.
pub(crate) fn way_to(chain: &Chain, header: &Header) -> Result<Option<Vec<Header>>> {
	let mut way = Vec::new();
	let (mut hash, mut number) = (header.hash(), header.number);
	while !chain.has(Position { hash, number })? {
		let Some(block) = block(chain, hash)? else { return Ok(None) };
		let (header, _) = block.deconstruct();
		hash = header.parent_hash;
		number = number.saturating_sub(1);
		way.push(header);
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

/// The blocks from `leaf` down to the first one of the best chain that is not above `base`, the newest first.
pub(crate) fn way_down(chain: &Chain, leaf: Hash, base: BlockNumber) -> Result<Vec<Entry>> {
	let mut way = Vec::new();
	let mut hash = leaf;
	loop {
		let header = chain.header(hash)?;
		let block = Position { hash, number: header.number };
		if block.number <= base && chain.is_on_best(block)? {
			return Ok(way);
		}
		way.push((hash, built_on(&header)));
		hash = header.parent_hash;
	}
}

/// Puts the forks aside that end as `block` becomes final. Returns their blocks.
pub(crate) fn leave_forks(chain: &Chain, block: Position) -> Result<Vec<StaleBlock<Block>>> {
	let mut stale = Vec::new();
	let leaves = chain.backend.blockchain().leaves().map_err(text)?;
	if leaves.len() < 2 {
		return Ok(stale);
	}
	for leaf in leaves {
		let header = chain.header(leaf)?;
		let at = Position { hash: leaf, number: header.number };
		if !chain.is_on_best(at)? && chain.common(at, block)? != block {
			keep(chain, &way_down(chain, leaf, chain.best().number)?)?;
			let removed = remove_fork(chain, leaf)?.into_iter();
			stale.extend(removed.map(|hash| StaleBlock { hash, is_head: hash == leaf }));
		}
	}
	Ok(stale)
}

/// Removes the blocks from `leaf` down to the next one that is on the best chain or has other children.
/// Returns their hashes.
pub(crate) fn remove_fork(chain: &Chain, leaf: Hash) -> Result<Vec<Hash>> {
	let mut removed = Vec::new();
	let mut hash = leaf;
	loop {
		let header = chain.header(hash)?;
		let is_on_best = chain.is_on_best(Position { hash, number: header.number })?;
		let leaves = chain.backend.blockchain().leaves().map_err(text)?;
		if is_on_best || !leaves.contains(&hash) {
			return Ok(removed);
		}
		chain.backend.remove_leaf_block(hash).map_err(text)?;
		removed.push(hash);
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
