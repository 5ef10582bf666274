// SPDX-License-Identifier: GPL-3.0-or-later

//! Announces heads and finality: to the pool, to those who watch transactions, and to subscribers
//! of heads, finality and storage.
//!
//! The importer puts blocks on the chain and finalizes them, and announces nothing. Announcements
//! are made here, by these rules:
//!
//! - **The head first, finality a moment later.** Nobody sees finality above the head that they
//!   know. The two go through different channels, in which the later event can overtake the earlier
//!   one, so finality waits until nothing has happened for a moment ([`CALM`]). A request for the
//!   finalized head is answered at once.
//! - **Nothing in a bulk run until its end.** Then one event stands for all of its blocks.
//! - **A revert when all is quiet.** A subscriber with unread events would look for blocks that are
//!   gone. And a client may take a node whose finality goes back for one that is behind, and wait:
//!   if finality were announced late, a script that runs and reverts in quick turns would never
//!   hear of it.

use std::{
	collections::{HashMap, VecDeque},
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

use sc_client_api::{
	backend::{ClientImportOperation, FinalizeSummary, ImportNotificationAction, ImportSummary},
	LockImportRun, StorageProvider,
};
use sc_consensus_grandpa::GrandpaJustification;
use sc_transaction_pool_api::{ChainEvent, MaintainedTransactionPool};
use sp_blockchain::Error as ChainError;
use sp_consensus::BlockOrigin;
use sp_core::storage::StorageKey;

use super::{
	announcements::Announcements,
	chain::{text, wait, DevChain, Position, Result},
	followers::Followers,
	pool,
};
use crate::types::{Block, BlockNumber, FullBackend, Hash, Header};

/// How long nothing must have happened before finality is announced, and how long an announced head
/// or finality stands at least before the chain is reverted below it.
const CALM: Duration = Duration::from_millis(100);
/// How long finality waits for a calm moment, at most.
const PATIENCE: Duration = Duration::from_millis(500);
/// How many finalized blocks are named one by one, at most. A new subscriber knows as many: a name
/// that it does not know would end its subscription.
const MAX_NAMED: BlockNumber = 15;

/// What a block changes in the state, by key.
pub(super) type Changes = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// Makes the announcements, and holds what is still to be announced.
pub(super) struct Notices {
	chain: Arc<DevChain>,
	followers: Followers,
	announcements: Announcements,
	/// The head that subscribers know.
	head: Position,
	/// When they were told of it.
	head_told: Instant,
	/// Whether they were told of a head whose parent they did not know. `chainHead` clients have
	/// subscribed again then, and know what was finalized at that moment.
	renewed: bool,
	/// The last finalized block that subscribers know.
	finalized: Position,
	/// When they were told of it.
	finality_told: Instant,
	/// Since when there is finality to announce.
	finality_moved: Option<Instant>,
	/// The newest justification, if subscribers do not know it.
	proof: Option<GrandpaJustification<Block>>,
	/// What has changed in the state since the head that they know.
	changes: Changes,
	/// Blocks with transactions whose watchers have not been told yet that they are final.
	watched: VecDeque<Position>,
}

impl Notices {
	/// Nothing is to be announced: those who connect learn of the present head.
	pub(super) fn new(chain: Arc<DevChain>) -> Self {
		Self {
			followers: Followers::new(chain.client.clone()),
			announcements: Announcements::default(),
			head: chain.head(),
			head_told: Instant::now(),
			renewed: false,
			finalized: chain.finalized(),
			chain,
			finality_told: Instant::now(),
			finality_moved: None,
			proof: None,
			changes: Changes::new(),
			watched: VecDeque::new(),
		}
	}

	/// Notes a new block: its changes of the state, and whether it has extrinsics besides the
	/// inherents.
	pub(super) fn note(
		&mut self,
		block: Position,
		changes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
		used: bool,
	) {
		self.changes.extend(changes);
		if used {
			self.watched.push_back(block);
		}
	}

	/// Notes a justification.
	pub(super) fn note_proof(&mut self, proof: GrandpaJustification<Block>) {
		self.proof = Some(proof);
		self.finality_moved.get_or_insert_with(Instant::now);
	}

	/// Announces the head, if that was not done.
	pub(super) fn tell_head(&mut self) -> Result<()> {
		let head = self.chain.head();
		if head == self.head {
			return Ok(());
		}
		self.tell_pool(head)?;
		let header = self.chain.header(head.hash)?;
		if header.parent_hash == self.head.hash {
			return self.tell_subscribers(head, header);
		}
		self.followers.before_stop();
		self.tell_subscribers(head, header)?;
		self.followers.after_stop();
		self.renewed = true;
		// Finality waits a moment, as after any other head.
		self.finality_moved = self.finality_moved.map(|_| Instant::now());
		Ok(())
	}

	fn tell_subscribers(&mut self, head: Position, header: Header) -> Result<()> {
		self.announcements.wait_for_turn(&self.chain.audience);
		let changes = self.changes.drain().collect();
		self.notify(|operation| {
			operation.notify_imported = Some(ImportSummary {
				hash: head.hash,
				origin: BlockOrigin::Own,
				header,
				is_new_best: true,
				storage_changes: Some((changes, Vec::new())),
				tree_route: None,
				import_notification_action: ImportNotificationAction::RecentBlock,
			});
		})?;
		self.head = head;
		self.head_told = Instant::now();
		Ok(())
	}

	/// Whether as many blocks are finalized as can be named one by one, so that finality must be
	/// announced now.
	pub(super) fn finality_is_full(&self) -> bool {
		self.chain.finalized().number >= self.finalized.number + MAX_NAMED
	}

	/// When to announce finality, if there is any to announce and nothing happens after `last`.
	pub(super) fn finality_due(&self, last: Instant) -> Option<Instant> {
		self.finality_moved.map(|moved| (last + CALM).min(moved + PATIENCE))
	}

	/// Announces finality.
	pub(super) fn tell_finality(&mut self) -> Result<()> {
		self.finality_moved = None;
		if let Some(proof) = self.proof.take() {
			self.chain.justifications.notify(|| Ok::<_, String>(proof))?;
		}
		let (told, block) = (self.finalized, self.chain.finalized());
		if block == told {
			return Ok(());
		}
		let way = block.number.saturating_sub(told.number);
		let known = !self.renewed && (1..=MAX_NAMED).contains(&way);
		let first = if known { told.number + 1 } else { block.number };
		self.renewed = false;
		let named = (first..=block.number).map(|number| Ok(self.chain.position(number)?.hash));
		let named = named.collect::<Result<_>>()?;
		self.followers.let_read();
		self.tell_final(self.chain.header(block.hash)?, named)?;
		self.finalized = block;
		self.finality_told = Instant::now();
		let event = ChainEvent::Finalized { hash: block.hash, tree_route: Arc::new([]) };
		wait(self.chain.pool.maintain(event));
		Ok(())
	}

	fn tell_final(&self, header: Header, finalized: Vec<Hash>) -> Result<()> {
		self.notify(|operation| {
			operation.notify_finalized =
				Some(FinalizeSummary { header, finalized, stale_blocks: Vec::new() });
		})
	}

	/// Tells the pool alone of a head, and through it those who watch transactions.
	pub(super) fn tell_pool(&self, head: Position) -> Result<()> {
		let _closed = self.chain.gate.blocking_write();
		pool::tell(&self.chain, head)
	}

	/// Tells those who watch transactions when these are final. The pool learns of most blocks by
	/// itself, but not of those that were finalized without an announcement.
	pub(super) fn settle_watched(&mut self) {
		let finalized = self.chain.finalized().number;
		while let Some(block) = self.watched.pop_front_if(|block| block.number <= finalized) {
			let event = ChainEvent::Finalized { hash: block.hash, tree_route: Arc::new([]) };
			wait(self.chain.pool.maintain(event));
		}
	}

	/// Waits until the chain can be reverted to this block and no subscriber is left behind.
	pub(super) fn before_revert(&mut self, to: Position) -> Result<()> {
		// Clients that have subscribed again know finality that was not announced. The announcement
		// lets them forget what is below.
		if self.renewed {
			self.tell_finality()?;
		}
		self.followers.let_read();
		if self.finalized.number > to.number {
			thread::sleep(CALM.saturating_sub(self.finality_told.elapsed()));
		}
		let may_be_reading = self.followers.may_be_reading();
		self.followers.before_stop();
		if may_be_reading {
			thread::sleep(CALM.saturating_sub(self.head_told.elapsed()));
		}
		Ok(())
	}

	/// Makes subscribers look at the chain anew, after it was reverted to its present head, and the
	/// pool with it. `last_final` was the last finalized block before, and `changes` are those of
	/// the state.
	///
	/// A `chainHead` subscription follows a chain that only grows. Finality that does not fit what
	/// it knows ends it, and clients subscribe again, as after a lost connection. That event names
	/// a block as high as they have been, or it would be ignored.
	pub(super) fn tell_of_revert(&mut self, last_final: Header, changes: Changes) -> Result<()> {
		let unexpected = self.chain.client.chain_info().genesis_hash;
		let known = last_final.hash();
		self.changes = changes;
		self.watched.clear();
		self.proof = None;
		self.finality_moved = None;
		self.tell_final(last_final, vec![unexpected, known])?;
		let finalized = self.chain.finalized();
		// The genesis is finalized from the beginning: to announce it would stop the new
		// subscriptions too.
		if finalized.number > 0 {
			self.tell_final(self.chain.header(finalized.hash)?, vec![finalized.hash])?;
		}
		self.finalized = finalized;
		self.finality_told = Instant::now();
		self.followers.after_stop();
		self.renewed = false;
		let head = self.chain.head();
		self.tell_subscribers(head, self.chain.header(head.hash)?)
	}

	fn notify(
		&self,
		tell: impl FnOnce(&mut ClientImportOperation<Block, FullBackend>),
	) -> Result<()> {
		self.chain
			.client
			.lock_import_and_run(|operation| {
				tell(operation);
				Ok::<_, ChainError>(())
			})
			.map_err(text)
	}
}

/// The changes from the state of block `old` to that of block `new`, of which only these `keys` may
/// differ.
pub(super) fn differences(
	chain: &DevChain,
	new: Hash,
	old: Hash,
	keys: impl IntoIterator<Item = Vec<u8>>,
) -> Result<Changes> {
	let mut changes = Changes::new();
	for key in keys.into_iter().map(StorageKey) {
		let value = |block| chain.client.storage(block, &key).map_err(text);
		let (now, before) = (value(new)?, value(old)?);
		if now != before {
			changes.insert(key.0, now.map(|value| value.0));
		}
	}
	Ok(changes)
}
