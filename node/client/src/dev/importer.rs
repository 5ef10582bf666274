// SPDX-License-Identifier: GPL-3.0-or-later

//! Puts blocks on the chain and finalizes them.
//!
//! A block that announces an epoch or a new voter set goes through the SDK's whole import, of BABE
//! and GRANDPA, and so do those up to a forced change of voters. Any other block changes nothing
//! that BABE and GRANDPA keep track of, and goes to the client at once.

use std::{
	collections::VecDeque,
	sync::{atomic::Ordering, Arc},
	time::Instant,
};

use codec::{Decode, Encode};
use sc_client_api::{AuxStore, Backend};
use sc_consensus::{
	BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, JustificationImport,
	StateAction, StorageChanges,
};
use sc_consensus_babe::{
	aux_schema::block_weight_key, contains_epoch_change, BabeIntermediate, Epoch, INTERMEDIATE_KEY,
};
use sc_consensus_epochs::{descendent_query, EpochChangesFor};
use sc_consensus_grandpa::{find_forced_change, find_scheduled_change, GrandpaJustification};
use sp_consensus::BlockOrigin;
use sp_consensus_babe::Slot;
use sp_consensus_grandpa::GRANDPA_ENGINE_ID;

use super::{
	chain::{text, wait, DevChain, Position, Result},
	dead_nodes::DeadNodes,
	finality,
	forge::Forged,
	laps::{lap, Step},
	notices::{differences, Notices},
	pool,
	touched::Touched,
};
use crate::types::{Block, BlockNumber, Header, UncheckedExtrinsic};

/// How many blocks of a bulk run are finalized together: fewer than the 128 that the head may be
/// ahead of finality for a new `chainHead` subscription.
const FINALITY_BATCH: BlockNumber = 64;
/// How many epochs finality may be behind for another block to be made. BABE keeps all of them in a tree, which
/// it copies at each epoch by recursion: with 7,600 the stack overflowed.
const EPOCHS: usize = 1_000;
/// The key of the number of the block at which a forced change of voters takes effect.
const FORCED: &[u8] = b"canary_forced_voters";
/// The keys of the auxiliary data of consensus: BABE's, GRANDPA's, and the one of this module.
pub(super) const CONSENSUS_DATA: [&[u8]; 7] = [
	b"babe_epoch_changes",
	b"babe_epoch_changes_version",
	b"grandpa_best_justification",
	b"grandpa_completed_round",
	b"grandpa_schema_version",
	b"grandpa_voters",
	FORCED,
];

/// When a block is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
	/// At once, and finality follows.
	Given,
	/// Later: the block is one of many, and the last one is announced for all of them.
	Deferred,
}

/// What the importer needs to go back to a block: the block, and the state of consensus there.
pub(super) struct ReturnPoint {
	pub(super) head: Position,
	/// The last final block then: the head, unless GRANDPA keys were missing.
	finalized: Position,
	weight: u32,
	epoch_changes: EpochChangesFor<Block, Epoch>,
	consensus_data: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// Puts blocks on the chain.
pub(super) struct Importer {
	chain: Arc<DevChain>,
	/// How many blocks finality lags behind the head.
	lag: BlockNumber,
	/// Which states are kept.
	dead_nodes: DeadNodes,
	/// The weight of the chain: how many of its blocks have a primary author.
	weight: u32,
	/// The blocks whose weight is in the database, in their order.
	weighed: VecDeque<Position>,
	/// The blocks that end a voter set and are not finalized.
	set_changes: VecDeque<Position>,
	/// The block at which a forced change replaces the voters, whatever is finalized. GRANDPA makes
	/// the change only if it imports that very block.
	forced: BlockNumber,
	notices: Notices,
	/// The keys that a revert may change.
	touched: Touched,
	/// Whether keys for finality are missing, which is logged once.
	stalled: bool,
}

impl Importer {
	/// An importer at the head of the chain. It keeps the states of the last `states` final blocks, and of the
	/// `lag` blocks above them.
	pub(super) fn new(chain: Arc<DevChain>, lag: BlockNumber, states: BlockNumber) -> Result<Self> {
		let window = states.saturating_add(lag.max(FINALITY_BATCH));
		let mut importer = Self {
			notices: Notices::new(chain.clone()),
			dead_nodes: DeadNodes::open(&chain, window)?,
			chain,
			lag,
			weight: 0,
			weighed: VecDeque::new(),
			set_changes: VecDeque::new(),
			touched: Touched::default(),
			forced: 0,
			stalled: false,
		};
		importer.look_up()?;
		Ok(importer)
	}

	/// Reads what the database knows of the chain up to its head.
	fn look_up(&mut self) -> Result<()> {
		let (head, finalized) = (self.chain.head(), self.chain.finalized());
		self.weight = match head.number {
			0 => 0,
			_ => sc_consensus_babe::block_weight(&*self.chain.client, head.hash)
				.map_err(text)?
				.unwrap_or_default(),
		};
		self.weighed = [head].into();
		self.look_up_forced()?;
		self.set_changes.clear();
		for number in finalized.number + 1..=head.number {
			let position = self.chain.position(number)?;
			if changes_voters(&self.chain.header(position.hash)?) {
				self.set_changes.push_back(position);
			}
		}
		Ok(())
	}

	fn look_up_forced(&mut self) -> Result<()> {
		let noted = AuxStore::get_aux(&*self.chain.backend, FORCED).map_err(text)?;
		let number = noted.map(|number| BlockNumber::decode(&mut &number[..]).map_err(text));
		self.forced = number.transpose()?.unwrap_or(0);
		Ok(())
	}

	/// Puts a block on top of the chain.
	pub(super) fn import(&mut self, block: Forged, notice: Notice) -> Result<()> {
		self.chain.can_write()?;
		let Forged { position, header, seal, slot, primary, body, used, changes, nodes, .. } =
			block;
		let changes_voters = changes_voters(&header);
		let weight = self.weight + u32::from(primary);
		let changed = changes.main_storage_changes.clone();
		self.touched.note(changed.iter().map(|(key, _)| key));
		let forced = find_forced_change::<Block>(&header)
			.map_or(self.forced, |(_, change)| position.number.saturating_add(change.delay));
		let before_force = position.number <= forced;

		let mut block = BlockImportParams::<Block>::new(BlockOrigin::NetworkInitialSync, header);
		block.post_digests.push(seal);
		block.post_hash = Some(position.hash);
		block.body = Some(body);
		block.auxiliary.extend(self.dead_nodes.list(position, &nodes));
		if forced != self.forced {
			block.auxiliary.push((FORCED.to_vec(), Some(forced.encode())));
		}
		block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(changes));

		// In a bulk run outgoing voters finalize the block that announces their change, and all
		// other blocks are finalized with the last of their batch. Justifications of voters that a
		// forced change is about to replace are not accepted.
		let wanted = notice == Notice::Deferred
			&& !before_force
			&& (changes_voters
				|| position.number >= self.chain.finalized().number + FINALITY_BATCH);
		let proof =
			if wanted && self.set_changes.is_empty() { self.justify(position) } else { None };
		let confirmed = proof.is_some();
		if let Some(proof) = &proof {
			block.justifications = Some((GRANDPA_ENGINE_ID, proof.encode()).into());
		}

		let result = lap(Step::Import, || {
			let epoch_begins = contains_epoch_change::<Block>(&block.header);
			if changes_voters || confirmed || before_force || epoch_begins {
				self.import_by_the_rules(block, slot)
			} else {
				self.weigh(&mut block, position, weight);
				block.fork_choice = Some(ForkChoiceStrategy::Custom(true));
				wait((*self.chain.client).import_block(block)).map_err(text)
			}
		})?;
		match result {
			ImportResult::Imported(_) => {},
			other => return Err(format!("block #{} is not imported: {other:?}", position.number)),
		}
		self.weight = weight;
		self.forced = forced;
		if let Some(proof) = proof {
			self.notices.note_proof(proof);
		}

		lap(Step::Retention, || self.dead_nodes.note(position.number, &nodes))?;
		if changes_voters && !confirmed {
			self.set_changes.push_back(position);
		}
		match notice {
			Notice::Given => lap(Step::Finality, || {
				self.notices.note(position, changed, used);
				self.notices.tell_head()?;
				self.keep_finality()?;
				if self.notices.finality_is_full() {
					self.notices.tell_finality()?;
				}
				Ok(())
			}),
			Notice::Deferred => {
				// This concerns the blocks before: the pool does not know this one yet.
				self.notices.settle_watched();
				self.notices.note(position, changed, used);
				Ok(())
			},
		}
	}

	/// Sets how many blocks finality lags behind the head, and finalizes up to there.
	pub(super) fn set_lag(&mut self, lag: BlockNumber) -> Result<()> {
		self.lag = lag;
		self.keep_finality()
	}

	/// How many blocks finality lags behind the head.
	pub(super) fn lag(&self) -> BlockNumber {
		self.lag
	}

	/// Finalizes the chain up to the block that finality lags behind the head.
	pub(super) fn keep_finality(&mut self) -> Result<()> {
		self.finalize(self.chain.head().number.saturating_sub(self.lag))
	}

	/// Imports a block through BABE and GRANDPA, as a block of a peer.
	fn import_by_the_rules(
		&mut self,
		mut block: BlockImportParams<Block>,
		slot: Slot,
	) -> Result<ImportResult> {
		let client = &*self.chain.client;
		self.chain.head_slot.store(*slot, Ordering::Release);
		let parent = block.header.parent_hash;
		let epoch_descriptor = self
			.chain
			.babe_link
			.epoch_changes()
			.shared_data()
			.epoch_descriptor_for_child_of(
				descendent_query(client),
				&parent,
				block.header.number - 1,
				slot,
			)
			.map_err(text)?
			.ok_or("the epoch of the block is unknown")?;
		block.insert_intermediate(INTERMEDIATE_KEY, BabeIntermediate::<Block> { epoch_descriptor });
		let position = Position { hash: block.post_hash(), number: block.header.number };
		let result = wait(self.chain.babe.import_block(block)).map_err(text)?;
		self.weighed.push_back(position);
		Ok(result)
	}

	/// Stores the weight of the chain with a block, and deletes it at finalized blocks, where the
	/// chain cannot fork.
	fn weigh(&mut self, block: &mut BlockImportParams<Block>, position: Position, weight: u32) {
		let finalized = self.chain.finalized().number;
		while let Some(old) = self.weighed.pop_front_if(|old| old.number < finalized) {
			block.auxiliary.push((block_weight_key(old.hash), None));
		}
		block.auxiliary.push((block_weight_key(position.hash), Some(weight.encode())));
		self.weighed.push_back(position);
	}

	/// Ends a bulk run: announces its head, and then finality.
	pub(super) fn end_bulk(&mut self) -> Result<()> {
		let head = self.chain.head();
		// The pool comes before finality: it ignores a block that is finalized already.
		self.notices.tell_pool(head)?;
		// A client that subscribes again at this head finds finality just behind it, and is still
		// told of the last step: some clients ignore what was finalized before they subscribed.
		let almost = self.finalize(head.number.saturating_sub(self.lag + 1));
		self.notices.tell_head()?;
		almost?;
		self.keep_finality()
	}

	/// When to announce finality, if there is any to announce and nothing happens after `last`.
	pub(super) fn finality_due(&self, last: Instant) -> Option<Instant> {
		self.notices.finality_due(last)
	}

	/// Announces finality.
	pub(super) fn tell_finality(&mut self) -> Result<()> {
		self.notices.tell_finality()
	}

	/// Tells the pool alone of the head, and through it those who watch transactions.
	pub(super) fn tell_pool(&self) -> Result<()> {
		self.notices.tell_pool(self.chain.head())
	}

	/// Finalizes the chain up to a block, as far as the keys that are here allow. This is not
	/// announced.
	pub(super) fn finalize(&mut self, to: BlockNumber) -> Result<()> {
		while let Some(change) = self.set_changes.front().copied() {
			if change.number > to {
				break;
			}
			if !self.finalize_at(change)? {
				return Ok(());
			}
			self.set_changes.pop_front();
		}
		if to > self.chain.finalized().number {
			self.finalize_at(self.chain.position(to)?)?;
		}
		self.notices.settle_watched();
		Ok(())
	}

	/// Fails if finality is so far behind that no other block may be made.
	pub(super) fn finality_is_near(&mut self) -> Result<()> {
		if self.epochs_without_finality() <= EPOCHS {
			return Ok(());
		}
		// The keys may be here by now.
		let head = self.chain.head().number;
		self.finalize(head.saturating_sub(self.lag))?;
		let epochs = self.epochs_without_finality();
		if epochs <= EPOCHS {
			return Ok(());
		}
		let behind = head.saturating_sub(self.chain.finalized().number);
		Err(format!(
			"finality is {behind} blocks behind, {epochs} epochs, and no block is made after more than {EPOCHS}: add \
			 the other validators' GRANDPA keys with author_insertKey, or go back to a snapshot",
		))
	}

	/// How many epochs were announced by blocks that are not final. An epoch has one block at least.
	fn epochs_without_finality(&self) -> usize {
		let finalized = self.chain.finalized().number;
		if self.chain.head().number.saturating_sub(finalized) as usize <= EPOCHS {
			return 0;
		}
		// BABE forgets those of final blocks with the next one.
		let epochs = self.chain.babe_link.epoch_changes().shared_data();
		epochs.tree().iter().filter(|(_, number, _)| **number > finalized).count()
	}

	fn finalize_at(&mut self, block: Position) -> Result<bool> {
		if block.number <= self.chain.finalized().number {
			return Ok(true);
		}
		let Some(proof) = self.justify(block) else { return Ok(false) };
		let mut grandpa = self.chain.grandpa.clone();
		let justification = (GRANDPA_ENGINE_ID, proof.encode());
		wait(grandpa.import_justification(block.hash, block.number, justification))
			.map_err(text)?;
		self.notices.note_proof(proof);
		Ok(true)
	}

	/// The justification of a block, if enough keys are here. Logs once if not.
	fn justify(&mut self, block: Position) -> Option<GrandpaJustification<Block>> {
		let proof = finality::justify(block, &self.chain.grandpa.voters(), &self.chain.keys);
		match proof {
			Ok(proof) => {
				self.stalled = false;
				Some(GrandpaJustification::from(proof))
			},
			Err(reason) => {
				if !std::mem::replace(&mut self.stalled, true) {
					log::warn!("{reason}");
				}
				None
			},
		}
	}

	/// Finalizes the head and keeps its state, to go back to it later.
	pub(super) fn keep_head(&mut self) -> Result<ReturnPoint> {
		self.chain.can_write()?;
		let head = self.chain.head();
		self.finalize(head.number)?;
		let consensus_data = CONSENSUS_DATA.into_iter().map(|key| {
			let value = AuxStore::get_aux(&*self.chain.backend, key).map_err(text)?;
			Ok((key.to_vec(), value))
		});
		let point = ReturnPoint {
			head,
			finalized: self.chain.finalized(),
			weight: self.weight,
			epoch_changes: self.chain.babe_link.epoch_changes().shared_data().clone(),
			consensus_data: consensus_data.collect::<Result<_>>()?,
		};
		self.dead_nodes.keep(head.number);
		self.touched.begin(head.number);
		Ok(point)
	}

	/// Stops keeping the state of a block that no snapshot needs any more.
	pub(super) fn let_go(&mut self, block: BlockNumber) -> Result<()> {
		self.touched.end(block);
		self.dead_nodes.let_go(block)
	}

	/// Reverts all blocks after a point, and the state of consensus with them. In the database this
	/// is one commit: a killed process leaves all of it or nothing. Afterwards the pool has the
	/// transactions `waiting`, and no others.
	pub(super) fn go_back(
		&mut self,
		point: &ReturnPoint,
		waiting: &[UncheckedExtrinsic],
	) -> Result<()> {
		let gate = self.chain.gate.clone();
		let (head, finalized) = (self.chain.head(), self.chain.finalized());
		if head == point.head {
			let _closed = gate.blocking_write();
			return pool::go_back(&self.chain, head, waiting);
		}
		self.chain.can_write()?;
		if point.finalized != point.head && finalized != point.finalized {
			return Err(format!(
				"the chain cannot go back to #{}: that block was not final, as GRANDPA keys were missing, and \
				 finality has moved on since. What GRANDPA knew there does not fit a chain that ends there",
				point.head.number
			));
		}
		self.notices.before_revert(point.head)?;
		let last_final = self.chain.header(finalized.hash)?;
		let touched = self.touched.go_back(point.head.number);
		let changes = differences(&self.chain, point.head.hash, head.hash, touched)?;
		let closed = gate.blocking_write();
		// The database reverts block by block, and checks that each has a state. It reads no more
		// than the root.
		let above = point.head.number + 1..head.number;
		let roots = above.map(|number| {
			let position = self.chain.position(number)?;
			Ok(self.chain.header(position.hash)?.state_root)
		});
		let roots = roots.collect::<Result<Vec<_>>>()?;
		let store = self.chain.store.clone();
		store.together(roots, || {
			self.take_blocks_off(point.head, head)?;
			self.restore_consensus(point)
		})?;
		pool::go_back(&self.chain, point.head, waiting)?;
		drop(closed);
		self.notices.tell_of_revert(last_final, changes)
	}

	fn take_blocks_off(&mut self, to: Position, head: Position) -> Result<()> {
		let blocks = head.number - to.number;
		let (reverted, _) = self.chain.backend.revert(blocks, true).map_err(text)?;
		self.dead_nodes.revert(to.number, head.number)?;
		if reverted != blocks || self.chain.head() != to {
			return Err(format!(
				"the database took back {reverted} blocks instead of {blocks}; the head is #{}",
				self.chain.head().number,
			));
		}
		Ok(())
	}

	fn restore_consensus(&mut self, point: &ReturnPoint) -> Result<()> {
		let head = point.head;
		// The weight of the head itself stays: BABE reads it if it imports the next block.
		let gone: Vec<_> = self
			.weighed
			.iter()
			.filter(|block| block.number > head.number)
			.map(|block| block_weight_key(block.hash))
			.collect();
		self.weighed.retain(|block| block.number < head.number);
		self.weighed.push_back(head);
		let weight_key = block_weight_key(head.hash);
		let weight = point.weight.encode();
		let mut inserted = vec![(&weight_key[..], &weight[..])];
		let mut deleted: Vec<_> = gone.iter().map(Vec::as_slice).collect();
		for (key, value) in &point.consensus_data {
			match value {
				Some(value) => inserted.push((key, value)),
				None => deleted.push(key),
			}
		}
		AuxStore::insert_aux(&*self.chain.backend, &inserted, &deleted).map_err(text)?;
		*self.chain.babe_link.epoch_changes().shared_data() = point.epoch_changes.clone();
		let select_chain = self.chain.select_chain.clone();
		self.chain.grandpa.reload(&self.chain.quiet, select_chain).map_err(text)?;
		self.weight = point.weight;
		self.look_up_forced()?;
		self.set_changes.retain(|change| change.number <= head.number);
		Ok(())
	}
}

/// Whether the block announces a change of voters, and so is the last one that the present voters
/// finalize.
fn changes_voters(header: &Header) -> bool {
	find_scheduled_change::<Block>(header).is_some()
}
