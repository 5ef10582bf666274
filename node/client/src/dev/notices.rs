// SPDX-License-Identifier: GPL-3.0-or-later

//! Tells everyone how the chain goes on: the pool, those who watch transactions, and subscribers of
//! heads, finality and storage.
//!
//! The importer puts blocks on the chain and finalizes them in silence. What is told is told here:
//!
//! - **The head first, finality a moment later.** Nobody sees finality above the head that they know.
//!   The two go through different channels, in which the later word can overtake the earlier one, so
//!   finality waits until nothing has happened for a moment ([`CALM`]). Who asks what is final is told at
//!   once.
//! - **Nothing in a bulk run until its end.** Then one word stands for all of its blocks.
//! - **A revert when all is quiet.** Whoever has still to take what they were told would look for blocks
//!   that are gone. And a client may take a node whose finality goes back for one that is behind, and wait:
//!   where finality is told late, a script that runs and reverts in quick turns never hears of it.

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

/// How long nothing must have happened before finality is told, and how long a word of it, or of a head,
/// stands at least before the chain is taken back below it.
const CALM: Duration = Duration::from_millis(100);
/// How long the word of finality waits for a calm moment, at most.
const PATIENCE: Duration = Duration::from_millis(500);
/// Up to how many final blocks are named one by one. A client that begins to follow the chain knows as
/// many: a name that it does not know would end its subscription.
const NAMED: BlockNumber = 15;

/// What a block changes in the state, by key.
pub(super) type Changes = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// What is still to be told.
pub(super) struct Notices {
	chain: Arc<DevChain>,
	followers: Followers,
	announcements: Announcements,
	/// The head that subscribers know.
	head: Position,
	/// When they were told of it.
	head_told: Instant,
	/// Whether they were told of a head whose parent they did not know. Those of `chainHead` have begun
	/// anew then, and know what was final at that moment.
	renewed: bool,
	/// The last final block that subscribers know.
	finalized: Position,
	/// When they were told of it.
	finality_told: Instant,
	/// Since when there is finality to tell.
	finality_moved: Option<Instant>,
	/// The newest proof of finality, if subscribers do not know it.
	proof: Option<GrandpaJustification<Block>>,
	/// What has changed in the state since they were told.
	changes: Changes,
	/// Blocks with transactions, and not known to be final by those who watch these.
	watched: VecDeque<Position>,
}

impl Notices {
	/// At a head that everyone who connects from now on knows.
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

	/// Takes note of a new block: what it changes in the state, and whether users have put something
	/// there.
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

	/// Takes note of a proof of finality.
	pub(super) fn note_proof(&mut self, proof: GrandpaJustification<Block>) {
		self.proof = Some(proof);
		self.finality_moved.get_or_insert_with(Instant::now);
	}

	/// Tells everyone of the head, if they do not know it.
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
		// They have a moment before the word of finality, as after any other head.
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

	/// Whether more has become final than can be told by names, unless it is told now.
	pub(super) fn finality_is_full(&self) -> bool {
		self.chain.finalized().number >= self.finalized.number + NAMED
	}

	/// When to tell of finality, if there is something to tell and nothing happens after `last`.
	pub(super) fn finality_due(&self, last: Instant) -> Option<Instant> {
		self.finality_moved.map(|moved| (last + CALM).min(moved + PATIENCE))
	}

	/// Tells everyone what is final.
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
		let known = !self.renewed && (1..=NAMED).contains(&way);
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

	/// Tells the pool alone of a head, and with it those who watch transactions.
	pub(super) fn tell_pool(&self, head: Position) -> Result<()> {
		let _closed = self.chain.gate.blocking_write();
		pool::tell(&self.chain, head)
	}

	/// Tells those who watch transactions that they are final. The pool hears of most blocks by
	/// itself, but not of those that were finalized in silence.
	pub(super) fn settle_watched(&mut self) {
		let finalized = self.chain.finalized().number;
		while let Some(block) = self.watched.pop_front_if(|block| block.number <= finalized) {
			let event = ChainEvent::Finalized { hash: block.hash, tree_route: Arc::new([]) };
			wait(self.chain.pool.maintain(event));
		}
	}

	/// Waits for the moment at which the chain can be taken back to this block, and nobody is left behind.
	pub(super) fn before_revert(&mut self, to: Position) -> Result<()> {
		// Those who have begun anew know finality that nobody was told of. The word lets them forget
		// what is below.
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

	/// Makes subscribers look at the chain anew, after it was taken back to the head that it has now, and
	/// the pool with it:
	/// `last_final` was final before, and `changes` is how the state differs from the one before.
	///
	/// Those of `chainHead` follow a chain that only grows. A word of finality that does not fit
	/// what they know ends the subscription, and they begin another one, as after a time without
	/// connection. The word is about a block as high as they have been, or they would not listen.
	pub(super) fn tell_of_revert(&mut self, last_final: Header, changes: Changes) -> Result<()> {
		let unexpected = self.chain.client.chain_info().genesis_hash;
		let known = last_final.hash();
		self.changes = changes;
		self.watched.clear();
		self.proof = None;
		self.finality_moved = None;
		self.tell_final(last_final, vec![unexpected, known])?;
		let finalized = self.chain.finalized();
		// The genesis is final from the beginning: for who has just begun anew the word would not fit
		// either.
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

/// What changes for someone who looks at the state of block `new` after that of block `old`, where only these
/// `keys` may differ.
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
