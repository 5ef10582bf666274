// SPDX-License-Identifier: GPL-3.0-or-later

//! Which nodes of the state's trie may be dropped from the database.
//!
//! The database itself never drops a state, so that the chain can be reverted to any snapshot. The
//! states of a million blocks would fill a disk. So the engine drops the nodes that no kept state
//! has.
//!
//! A node of the trie lives from the block that inserts it to the block that deletes it. The states
//! that are kept are those of the last blocks, and those of snapshots. A dead node is dropped once
//! no kept state lies in its life. A node that two places of the trie share has two lives: the
//! database counts them, and so does this module.

use std::collections::{BTreeSet, VecDeque};

use super::maps::HashMap;
use crate::types::{BlockNumber, Hash};

/// How a block changes the reference counts of trie nodes: how many more places hold a node, or how
/// many fewer.
pub(super) type Changes<'a> = &'a [(Hash, i32)];

/// The life of a node, from the block that inserted it up to, but not including, the one that
/// deleted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Life {
	/// The node.
	pub(super) node: Hash,
	born: BlockNumber,
	/// The block that deleted it.
	pub(super) died: BlockNumber,
}

impl Life {
	/// Whether the state of one of these blocks has the node.
	fn serves(&self, snapshots: &BTreeSet<BlockNumber>) -> bool {
		snapshots.range(self.born..self.died).next().is_some()
	}
}

/// Tracks the lives of nodes.
#[derive(Debug)]
pub(super) struct Retention {
	/// The states of this many blocks before the newest are kept.
	window: BlockNumber,
	/// The blocks in which living nodes were born, in ascending order. Nodes that are not listed
	/// are older than this process.
	born: HashMap<Hash, Vec<BlockNumber>>,
	/// Lives that ended lately, in the order in which they ended.
	dead: VecDeque<Life>,
	/// Lives that ended before that and that a snapshot needs.
	held: Vec<Life>,
	/// The blocks whose states are kept however old they are.
	snapshots: BTreeSet<BlockNumber>,
}

impl Retention {
	/// Keeps the states of the newest block and of `window` blocks before it.
	pub(super) fn new(window: BlockNumber) -> Self {
		Self {
			window,
			born: HashMap::default(),
			dead: VecDeque::new(),
			held: Vec::new(),
			snapshots: BTreeSet::new(),
		}
	}

	/// Restores the nodes that died in a block before this process. Called in the order of the
	/// blocks.
	pub(super) fn restore(&mut self, died: BlockNumber, nodes: Vec<Hash>) {
		let lives = nodes.into_iter().map(|node| Life { node, born: 0, died });
		self.dead.extend(lives);
	}

	/// The first block in which a node died that is not dropped.
	pub(super) fn first_death(&self) -> Option<BlockNumber> {
		self.held.iter().chain(self.dead.front()).map(|life| life.died).min()
	}

	/// The lives that only snapshots keep from being dropped.
	pub(super) fn held(&self) -> &[Life] {
		&self.held
	}

	/// Notes a new block. Returns the lives that end now: the node is to be dropped once for each.
	pub(super) fn note(&mut self, block: BlockNumber, changes: Changes) -> Vec<Life> {
		for &(node, count) in changes {
			for _ in 0..count {
				self.born.entry(node).or_default().push(block);
			}
			for _ in count..0 {
				let born = self.unlist(node);
				self.dead.push_back(Life { node, born, died: block });
			}
		}

		if self.window == BlockNumber::MAX {
			self.forget();
			return Vec::new();
		}
		let oldest = block.saturating_sub(self.window);
		let mut drop = Vec::new();
		while let Some(life) = self.dead.pop_front_if(|life| life.died <= oldest) {
			if life.serves(&self.snapshots) {
				self.held.push(life);
			} else {
				drop.push(life);
			}
		}
		drop
	}

	/// Forgets what no revert asks for, where no node is ever dropped for its age: reverts lead to snapshots.
	fn forget(&mut self) {
		match self.snapshots.first().copied() {
			Some(first) => while self.dead.pop_front_if(|life| life.died <= first).is_some() {},
			None => {
				self.born.clear();
				self.dead.clear();
			},
		}
	}

	/// Keeps the state of the newest block from now on.
	pub(super) fn keep(&mut self, block: BlockNumber) {
		self.snapshots.insert(block);
	}

	/// Stops keeping the state of a block, after [`Self::keep`]. Returns the lives that end.
	pub(super) fn let_go(&mut self, block: BlockNumber) -> Vec<Life> {
		self.snapshots.remove(&block);
		let snapshots = &self.snapshots;
		self.held.extract_if(.., |life| !life.serves(snapshots)).collect()
	}

	/// Goes back to a block whose state is kept. Returns the nodes to drop: those born since.
	pub(super) fn revert(&mut self, to: BlockNumber) -> Vec<Hash> {
		let mut drop = Vec::new();
		self.born.retain(|node, born| {
			let kept = born.partition_point(|block| *block <= to);
			drop.extend(born.drain(kept..).map(|_| *node));
			!born.is_empty()
		});

		let mut revived = Vec::new();
		let mut gone = |life: &Life| {
			if life.born > to {
				drop.push(life.node);
			} else if life.died > to {
				revived.push(*life);
			}
			life.died > to
		};
		self.dead.retain(|life| !gone(life));
		self.held.retain(|life| !gone(life));
		for Life { node, born, .. } in revived {
			if born > 0 {
				let lives = self.born.entry(node).or_default();
				lives.insert(lives.partition_point(|other| *other <= born), born);
			}
		}

		self.snapshots.split_off(&(to + 1));
		drop
	}

	/// Takes one of a node's lives off the list, and returns its birth. Which one makes no
	/// difference: each block sees the same number of them.
	fn unlist(&mut self, node: Hash) -> BlockNumber {
		let Some(lives) = self.born.get_mut(&node) else { return 0 };
		let born = lives.pop().unwrap_or(0);
		if lives.is_empty() {
			self.born.remove(&node);
		}
		born
	}
}

#[cfg(test)]
mod tests {
	use std::collections::BTreeMap;

	use proptest::{collection::vec, prelude::*};

	use super::*;

	const WINDOW: BlockNumber = 3;

	/// How many places of a trie hold each node.
	type State = BTreeMap<u8, i32>;

	/// A chain that keeps everything, a database that drops what it is told to, and the snapshots.
	///
	/// The lists of what died are kept here as `dead_nodes` keeps them in the database.
	struct World {
		states: Vec<State>,
		database: State,
		snapshots: Vec<BlockNumber>,
		/// Blocks that the window has left behind. A revert does not bring their states back.
		passed: BTreeSet<BlockNumber>,
		/// What died in each block and is not dropped.
		lists: BTreeMap<BlockNumber, Vec<Hash>>,
		/// The block with which the last process's states are dropped, those that snapshots kept included.
		settled: BlockNumber,
		retention: Retention,
	}

	impl World {
		/// Begins with two nodes that no block has inserted.
		fn new() -> Self {
			let genesis = State::from([(0, 1), (1, 2)]);
			Self {
				states: vec![genesis.clone()],
				database: genesis,
				snapshots: Vec::new(),
				passed: BTreeSet::new(),
				lists: BTreeMap::new(),
				settled: 0,
				retention: Retention::new(WINDOW),
			}
		}

		fn head(&self) -> BlockNumber {
			self.states.len() as BlockNumber - 1
		}

		fn extend(&mut self, next: State) {
			let last = self.states.last().expect("has the genesis");
			let mut changes = Vec::new();
			for node in 0..8 {
				let count = |state: &State| state.get(&node).copied().unwrap_or(0);
				let change = count(&next) - count(last);
				if change != 0 {
					changes.push((hash(node), change));
					// The database cannot release what it has not counted: insertions come first.
					*self.database.entry(node).or_default() += change.max(0);
				}
			}
			self.states.push(next);
			let dead = changes.iter().flat_map(|(node, count)| (*count..0).map(move |_| *node));
			self.lists.insert(self.head(), dead.collect());
			let dropped = self.retention.note(self.head(), &changes);
			self.passed.extend(0..self.head().saturating_sub(WINDOW));
			self.end(dropped);
		}

		fn snapshot(&mut self) {
			self.snapshots.push(self.head());
			self.retention.keep(self.head());
		}

		fn forget(&mut self, pick: usize) {
			if !self.snapshots.is_empty() {
				let block = self.snapshots.remove(pick % self.snapshots.len());
				if !self.snapshots.contains(&block) {
					let dropped = self.retention.let_go(block);
					self.end(dropped);
				}
			}
		}

		fn revert(&mut self, pick: usize) {
			if !self.snapshots.is_empty() {
				let block = self.snapshots[pick % self.snapshots.len()];
				self.states.truncate(block as usize + 1);
				self.snapshots.retain(|snapshot| *snapshot <= block);
				self.passed.split_off(&block);
				let dropped = self.retention.revert(block);
				self.lists.split_off(&(block + 1));
				self.drop(dropped);
				assert_eq!(self.counted(), *self.states.last().expect("has the genesis"));
			}
		}

		/// The database without what only older states need.
		fn counted(&self) -> State {
			let mut counts = self.database.clone();
			for life in self.retention.dead.iter().chain(&self.retention.held) {
				*counts.get_mut(&life.node[0]).expect("is still there") -= 1;
			}
			counts.retain(|_, count| *count != 0);
			counts
		}

		/// Another process continues: it knows the lists only, and no snapshot.
		fn restart(&mut self) {
			self.snapshots.clear();
			self.retention = Retention::new(WINDOW);
			for (block, nodes) in &self.lists {
				self.retention.restore(*block, nodes.clone());
			}
			self.settled = self.head() + WINDOW;
		}

		fn end(&mut self, lives: Vec<Life>) {
			for Life { node, died, .. } in &lives {
				let list = self.lists.get_mut(died).expect("is listed");
				let place = list.iter().position(|other| other == node);
				list.swap_remove(place.expect("is listed once per life"));
			}
			self.drop(lives.into_iter().map(|life| life.node).collect());
		}

		fn drop(&mut self, nodes: Vec<Hash>) {
			for node in nodes {
				let count = self.database.get_mut(&node[0]).expect("drops what is there");
				*count -= 1;
				assert!(*count >= 0, "node {} is dropped too often", node[0]);
			}
			self.check();
		}

		/// Every state that is kept is whole, and nothing is left that none of them needs.
		fn check(&self) {
			let recent = self.head().saturating_sub(WINDOW)..=self.head();
			let recent = recent.filter(|block| !self.passed.contains(block));
			let kept: BTreeSet<_> = recent.chain(self.snapshots.iter().copied()).collect();
			for (&node, &stored) in &self.database {
				let needed = kept
					.iter()
					.map(|block| self.states[*block as usize].get(&node).copied().unwrap_or(0));
				let needed = needed.max().unwrap_or(0);
				assert!(stored >= needed, "node {node}: {stored} of {needed}");
				let settled = self.head() >= self.settled;
				assert!(stored == 0 || needed > 0 || !settled, "node {node} is left over");
			}
		}
	}

	fn hash(node: u8) -> Hash {
		Hash::repeat_byte(node)
	}

	#[derive(Clone, Debug)]
	enum Step {
		Extend(State),
		Snapshot,
		Forget(usize),
		Revert(usize),
		Restart,
	}

	fn step() -> impl Strategy<Value = Step> {
		let state = vec((0u8..8, 1..3i32), 0..6).prop_map(|nodes| nodes.into_iter().collect());
		prop_oneof![
			6 => state.prop_map(Step::Extend),
			1 => Just(Step::Snapshot),
			1 => any::<usize>().prop_map(Step::Forget),
			1 => any::<usize>().prop_map(Step::Revert),
			1 => Just(Step::Restart),
		]
	}

	proptest! {
		#[test]
		fn kept_states_are_whole_and_nothing_else_stays(steps in vec(step(), 1..60)) {
			let mut world = World::new();
			for step in steps {
				match step {
					Step::Extend(state) => world.extend(state),
					Step::Snapshot => world.snapshot(),
					Step::Forget(pick) => world.forget(pick),
					Step::Revert(pick) => world.revert(pick),
					Step::Restart => world.restart(),
				}
			}
		}
	}

	#[test]
	fn where_every_state_is_kept_only_what_a_revert_needs_is_remembered() {
		let [old, lasting, young] = [1, 2, 3].map(hash);
		let mut retention = Retention::new(BlockNumber::MAX);
		let remembered = |retention: &Retention| (retention.born.len(), retention.dead.len());
		retention.note(1, &[(old, 1), (lasting, 1)]);
		retention.note(2, &[(old, -1)]);
		assert_eq!(remembered(&retention), (0, 0));

		retention.keep(2);
		retention.note(3, &[(lasting, -1), (young, 2)]);
		retention.note(4, &[(young, -1)]);
		assert_eq!(remembered(&retention), (1, 2));

		assert_eq!(retention.revert(2), [young, young]);
		assert_eq!(
			remembered(&retention),
			(0, 0),
			"the node that lives again is older than the snapshot"
		);
		retention.note(3, &[(lasting, -1)]);
		retention.let_go(2);
		retention.note(4, &[]);
		assert_eq!(remembered(&retention), (0, 0));
	}

	#[test]
	fn a_node_outlives_its_last_block_by_the_window() {
		let mut retention = Retention::new(WINDOW);
		assert!(retention.note(1, &[(hash(1), 1)]).is_empty());
		assert!(retention.note(2, &[(hash(1), -1)]).is_empty());
		assert!(retention.note(4, &[]).is_empty());
		assert_eq!(retention.note(5, &[]), [Life { node: hash(1), born: 1, died: 2 }]);
	}
}
