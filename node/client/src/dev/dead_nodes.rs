// SPDX-License-Identifier: GPL-3.0-or-later

//! Dead nodes of the state's trie, until they are dropped from the database.
//!
//! The nodes that died in a block are listed in the auxiliary data, by the same commit that imports
//! the block. The commit that drops nodes strikes them off. So however a process ends, it leaves a
//! list of all that is still to be dropped, and the next one continues from there. It drops nothing
//! twice: that would remove a node that another place of the trie shares.
//!
//! Snapshots end with the process, and so do the states that they keep.

use std::{
	collections::{BTreeMap, VecDeque},
	time::{Duration, Instant},
};

use codec::{Decode, Encode};

use super::{
	chain::{text, DevChain, Position, Result},
	database::{Note, Store},
	retention::{Changes, Life, Retention},
};
use crate::types::{BlockNumber, Hash};

/// How many dead nodes are dropped together.
const BATCH: usize = 16_384;
/// How long a state is kept that is not needed any more. The pool and RPC methods may still be
/// reading it, and the SDK ends the process if a trie node disappears meanwhile.
const GRACE: Duration = Duration::from_secs(10);
/// How often it is checked whether that time is over.
const CHECK_EVERY: Duration = Duration::from_millis(250);

/// The key prefix, before a block's number, of the nodes that died in it and are not dropped yet.
const DEAD: &[u8] = b"canary_dead";
/// The key of the number of a block before which nothing is left to drop.
const OLDEST: &[u8] = b"canary_dead_from";
/// The key of the nodes that only reverted blocks had.
const GONE: &[u8] = b"canary_dead_gone";

/// Keeps the states that are needed, and drops the others.
pub(super) struct DeadNodes {
	store: Store,
	retention: Retention,
	/// Whether anything is ever dropped.
	drops: bool,
	/// Nodes that no needed state has, and since when.
	dropped: VecDeque<(Instant, Vec<Life>)>,
	/// Nodes that only reverted blocks had, and since when.
	gone: VecDeque<(Instant, Vec<Hash>)>,
	/// When it was last checked which of them have waited long enough.
	looked: Instant,
}

impl DeadNodes {
	/// Continues where the last process stopped. Keeps the states of the newest block and of
	/// `window` blocks before it; all states if `window` is `BlockNumber::MAX`.
	pub(super) fn open(chain: &DevChain, window: BlockNumber) -> Result<Self> {
		let store = chain.store.clone();
		let mut retention = Retention::new(window);
		let head = chain.head().number;
		match read::<BlockNumber>(&store, OLDEST)? {
			Some(oldest) => {
				for block in oldest..=head {
					let list = read::<(Hash, Vec<Hash>)>(&store, &key(block))?;
					// Other commands revert and import blocks, and keep no lists.
					let list = list.filter(|(of, _)| {
						chain.position(block).is_ok_and(|position| position.hash == *of)
					});
					if let Some((_, nodes)) = list {
						retention.restore(block, nodes);
					}
				}
			},
			None => store.drop_nodes([], [(OLDEST.to_vec(), Some(head.encode()))]).map_err(text)?,
		}
		if let Some(gone) = read::<Vec<Hash>>(&store, GONE)? {
			// Nobody can be reading them after a restart.
			store.drop_nodes(gone, [(GONE.to_vec(), None)]).map_err(text)?;
		}
		let drops = window < BlockNumber::MAX;
		Ok(Self {
			store,
			retention,
			drops,
			dropped: VecDeque::new(),
			gone: VecDeque::new(),
			looked: Instant::now(),
		})
	}

	/// The note to commit with a block that changes the trie in this way; `None` if nothing is ever
	/// dropped.
	pub(super) fn list(&self, block: Position, changes: Changes) -> Option<Note> {
		let dead = changes.iter().flat_map(|(node, count)| (*count..0).map(move |_| *node));
		let dead: Vec<Hash> = if self.drops { dead.collect() } else { Vec::new() };
		let list = (!dead.is_empty()).then(|| (block.hash, dead).encode());
		self.drops.then(|| (key(block.number), list))
	}

	/// Notes a new block, whose list is committed, and drops what is not needed any more.
	pub(super) fn note(&mut self, block: BlockNumber, changes: Changes) -> Result<()> {
		let dropped = self.retention.note(block, changes);
		self.drop_later(dropped)
	}

	/// Keeps the state of the newest block from now on.
	pub(super) fn keep(&mut self, block: BlockNumber) {
		self.retention.keep(block);
	}

	/// Stops keeping the state of a block, after [`Self::keep`].
	pub(super) fn let_go(&mut self, block: BlockNumber) -> Result<()> {
		let dropped = self.retention.let_go(block);
		self.drop_later(dropped)
	}

	/// Goes back to a block whose state is kept, from block `head`. The states of reverted blocks
	/// can be read for a while.
	pub(super) fn revert(&mut self, to: BlockNumber, head: BlockNumber) -> Result<()> {
		// The lists of reverted blocks are deleted: what is to be dropped of these is in `gone`.
		let dropped: Vec<_> = self.dropped.drain(..).flat_map(|(_, lives)| lives).collect();
		// Where nothing is dropped, the lists of an earlier process stay for a later one.
		let struck_off = if self.drops { self.strike_off(&dropped)? } else { Vec::new() };
		let mut gone: Vec<_> = dropped.into_iter().map(|life| life.node).collect();
		gone.append(&mut self.retention.revert(to));
		self.gone.push_back((Instant::now(), gone));
		let lists = (to + 1..=head).map(|block| (key(block), None));
		let notes = struck_off.into_iter().chain(lists).chain([self.gone_note()]);
		self.store.drop_nodes([], notes).map_err(text)
	}

	/// Has nodes dropped once nobody can be reading them any more.
	fn drop_later(&mut self, lives: Vec<Life>) -> Result<()> {
		// Where all states are kept, there are never any.
		if !lives.is_empty() {
			self.dropped.push_back((Instant::now(), lives));
		}
		self.drop_nodes()
	}

	/// Drops nodes that nobody can be reading any more, once there are enough of them.
	fn drop_nodes(&mut self) -> Result<()> {
		if self.looked.elapsed() < CHECK_EVERY {
			return Ok(());
		}
		self.looked = Instant::now();
		let mut nodes = Vec::new();
		let mut notes = Vec::new();
		let over = |since: &Instant| since.elapsed() > GRACE;
		while let Some((_, mut gone)) = self.gone.pop_front_if(|(since, _)| over(since)) {
			nodes.append(&mut gone);
		}
		if !nodes.is_empty() {
			notes.push(self.gone_note());
		}
		let batches = self.dropped.iter().take_while(|(since, _)| over(since)).count();
		if self.dropped.range(..batches).map(|(_, lives)| lives.len()).sum::<usize>() >= BATCH {
			let dropped = self.dropped.drain(..batches).flat_map(|(_, lives)| lives);
			let dropped: Vec<_> = dropped.collect();
			nodes.extend(dropped.iter().map(|life| life.node));
			notes.append(&mut self.strike_off(&dropped)?);
		}
		if nodes.is_empty() {
			return Ok(());
		}
		self.store.drop_nodes(nodes, notes).map_err(text)
	}

	/// Returns the lists without these lives, to be committed with their drop.
	fn strike_off(&self, dropped: &[Life]) -> Result<Vec<Note>> {
		let mut left: BTreeMap<BlockNumber, Vec<Hash>> =
			dropped.iter().map(|life| (life.died, Vec::new())).collect();
		let waiting = self.dropped.iter().flat_map(|(_, lives)| lives);
		for life in self.retention.held().iter().chain(waiting.clone()) {
			if let Some(list) = left.get_mut(&life.died) {
				list.push(life.node);
			}
		}
		let last = left.keys().next_back().copied().unwrap_or(0);
		let waiting = waiting.map(|life| life.died).min();
		let oldest = self.retention.first_death().into_iter().chain(waiting).min();
		let oldest = oldest.unwrap_or(last + 1);
		let mut notes = vec![(OLDEST.to_vec(), Some(oldest.encode()))];
		for (block, nodes) in left {
			let key = key(block);
			let list = match read::<(Hash, Vec<Hash>)>(&self.store, &key)? {
				Some((of, _)) if !nodes.is_empty() => Some((of, nodes).encode()),
				_ => None,
			};
			notes.push((key, list));
		}
		Ok(notes)
	}

	fn gone_note(&self) -> Note {
		let gone: Vec<Hash> = self.gone.iter().flat_map(|(_, nodes)| nodes.clone()).collect();
		(GONE.to_vec(), (!gone.is_empty()).then(|| gone.encode()))
	}
}

fn key(block: BlockNumber) -> Vec<u8> {
	[DEAD, &block.to_be_bytes()].concat()
}

fn read<T: Decode>(store: &Store, key: &[u8]) -> Result<Option<T>> {
	let bytes = store.note(key).map_err(text)?;
	bytes.map(|bytes| T::decode(&mut &bytes[..]).map_err(text)).transpose()
}
