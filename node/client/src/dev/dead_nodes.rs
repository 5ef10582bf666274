// SPDX-License-Identifier: GPL-3.0-or-later

//! Dead nodes of the state's trie, until they are dropped from the database.
//!
//! Which nodes died in which block is written down beside the chain, by the same commit that puts the
//! block there. The commit that drops nodes strikes them off. So a process that ends, however it does,
//! leaves a list of all that is still to be dropped, and the next one goes on from there. It drops nothing
//! twice: that would take the node from under another place that has the same.
//!
//! Snapshots end with the process, and so does what they hold.

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
/// How long a state is kept that is not wanted any more. The pool and RPC methods may be at work on it, and
/// the SDK does not bear that a node of the trie goes away meanwhile: it ends the process.
const LOOKED_AT: Duration = Duration::from_secs(10);
/// How often one looks whether that time is over.
const LOOK: Duration = Duration::from_millis(250);

/// Under this and a block's number stand the nodes that died in it, if there are any left.
const DEAD: &[u8] = b"canary_dead";
/// Under this stands the number of a block before which nothing is left.
const OLDEST: &[u8] = b"canary_dead_from";
/// Under this stand the nodes that only blocks had that were taken off the chain.
const GONE: &[u8] = b"canary_dead_gone";

/// Keeps the states that are wanted, and drops the others.
pub(super) struct DeadNodes {
	store: Store,
	retention: Retention,
	/// Whether anything is ever dropped.
	drops: bool,
	/// Nodes that no state has which is wanted, and since when.
	dropped: VecDeque<(Instant, Vec<Life>)>,
	/// Nodes of blocks that were taken off the chain, and since when.
	gone: VecDeque<(Instant, Vec<Hash>)>,
	/// When it was looked last which of them have waited long enough.
	looked: Instant,
}

impl DeadNodes {
	/// Goes on where the last process has stopped. Keeps the states of the newest block and of `window`
	/// blocks before it; all, if that is the highest number there is.
	pub(super) fn open(chain: &DevChain, window: BlockNumber) -> Result<Self> {
		let store = chain.store.clone();
		let mut retention = Retention::new(window);
		let head = chain.head().number;
		match read::<BlockNumber>(&store, OLDEST)? {
			Some(oldest) => {
				for block in oldest..=head {
					let list = read::<(Hash, Vec<Hash>)>(&store, &key(block))?;
					// Other commands take blocks off the chain and put others there, and keep no list.
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
			// Whoever looked at them is gone too.
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

	/// What is to be written down with a block that changes the trie in this way.
	pub(super) fn list(&self, block: Position, changes: Changes) -> Option<Note> {
		let dead = changes.iter().flat_map(|(node, count)| (*count..0).map(move |_| *node));
		let dead: Vec<Hash> = if self.drops { dead.collect() } else { Vec::new() };
		let list = (!dead.is_empty()).then(|| (block.hash, dead).encode());
		self.drops.then(|| (key(block.number), list))
	}

	/// Takes note of a new block, whose list is written, and drops what its coming makes useless.
	pub(super) fn note(&mut self, block: BlockNumber, changes: Changes) -> Result<()> {
		let dropped = self.retention.note(block, changes);
		self.drop_later(dropped)
	}

	/// Keeps the state of the newest block from now on.
	pub(super) fn keep(&mut self, block: BlockNumber) {
		self.retention.keep(block);
	}

	/// Ends [`Self::keep`].
	pub(super) fn let_go(&mut self, block: BlockNumber) -> Result<()> {
		let dropped = self.retention.let_go(block);
		self.drop_later(dropped)
	}

	/// Goes back to a block whose state is kept, from block `head`. Who looks at a block that is gone sees
	/// its state for a while.
	pub(super) fn revert(&mut self, to: BlockNumber, head: BlockNumber) -> Result<()> {
		// The lists of blocks that go away, go with them. What stands there goes another way.
		let dropped: Vec<_> = self.dropped.drain(..).flat_map(|(_, lives)| lives).collect();
		let struck_off = self.strike_off(&dropped)?;
		let mut gone: Vec<_> = dropped.into_iter().map(|life| life.node).collect();
		gone.append(&mut self.retention.revert(to));
		self.gone.push_back((Instant::now(), gone));
		let lists = (to + 1..=head).map(|block| (key(block), None));
		let notes = struck_off.into_iter().chain(lists).chain([self.gone_note()]);
		self.store.drop_nodes([], notes).map_err(text)
	}

	/// Has nodes dropped when nobody can be looking at them any more.
	fn drop_later(&mut self, lives: Vec<Life>) -> Result<()> {
		// Where all states are kept there are none, however many blocks come.
		if !lives.is_empty() {
			self.dropped.push_back((Instant::now(), lives));
		}
		self.drop_nodes()
	}

	/// Drops nodes that nobody can be looking at any more, once there are enough of them.
	fn drop_nodes(&mut self) -> Result<()> {
		if self.looked.elapsed() < LOOK {
			return Ok(());
		}
		self.looked = Instant::now();
		let mut nodes = Vec::new();
		let mut notes = Vec::new();
		let over = |since: &Instant| since.elapsed() > LOOKED_AT;
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

	/// What the lists are without these.
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
