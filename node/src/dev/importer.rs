// SPDX-License-Identifier: GPL-3.0-or-later

//! Puts blocks on the chain, finalizes them, tells everyone about them, and takes them back.
//!
//! A block that announces an epoch or a new set of voters goes the SDK's whole way, through the
//! rules of BABE and GRANDPA. Any other changes nothing that these rules keep track of, and goes to
//! the database at once.
//!
//! In a bulk run blocks are imported in silence. What subscribers missed is told with the next block
//! that is announced: it stands for all of them.

use std::{
	collections::{HashMap, VecDeque},
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
};

use canary_runtime::{BlockNumber, Hash};
use codec::Encode;
use futures::executor::block_on;
use sc_client_api::{
	backend::{FinalizeSummary, ImportNotificationAction, ImportSummary, LockImportRun},
	AuxStore, Backend, HeaderBackend, StorageProvider,
};
use sc_consensus::{
	BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, JustificationImport,
	StateAction, StorageChanges,
};
use sc_consensus_babe::{
	aux_schema::block_weight_key, contains_epoch_change, BabeIntermediate, BabeLink, Epoch,
	INTERMEDIATE_KEY,
};
use sc_consensus_epochs::{descendent_query, EpochChangesFor};
use sc_consensus_grandpa::{
	find_scheduled_change, GrandpaJustification, GrandpaJustificationSender,
};
use sc_transaction_pool_api::{ChainEvent, MaintainedTransactionPool};
use sp_blockchain::Error as ChainError;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::Slot;
use sp_consensus_grandpa::GRANDPA_ENGINE_ID;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};

use super::{
	database::Store,
	finality,
	forge::Forged,
	grandpa::Grandpa,
	keys::Keys,
	laps::{lap, Step},
	retention::Retention,
	BabeImport,
};
use crate::service::{Block, FullBackend, FullClient, Pool, SelectChain};

type Header = <Block as BlockT>::Header;

/// How many blocks of a bulk run are finalized together.
const FINALITY_BATCH: BlockNumber = 128;
/// How many dead nodes of the trie are dropped together.
const DROP_BATCH: usize = 1024;

/// What BABE and GRANDPA keep in the database beside the chain.
const CONSENSUS_DATA: [&[u8]; 6] = [
	b"babe_epoch_changes",
	b"babe_epoch_changes_version",
	b"grandpa_best_justification",
	b"grandpa_completed_round",
	b"grandpa_schema_version",
	b"grandpa_voters",
];

/// A block's place on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
	pub(super) hash: Hash,
	pub(super) number: BlockNumber,
}

/// Whether the world is told of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
	/// It is, and finality follows.
	Given,
	/// It is one of many: not now.
	Deferred,
}

/// A point to go back to.
pub(super) struct Mark {
	pub(super) head: Position,
	weight: u32,
	epoch_changes: EpochChangesFor<Block, Epoch>,
	consensus_data: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// A failure. The block is not imported then.
type Result<T> = std::result::Result<T, String>;

/// The parts of the node that the engine works on.
pub(super) struct Chain {
	pub(super) client: Arc<FullClient>,
	pub(super) backend: Arc<FullBackend>,
	pub(super) store: Store,
	pub(super) select_chain: SelectChain,
	pub(super) babe: BabeImport,
	pub(super) babe_link: BabeLink<Block>,
	pub(super) grandpa: Grandpa,
	pub(super) keys: Keys,
	pub(super) pool: Arc<Pool>,
	pub(super) justifications: GrandpaJustificationSender<Block>,
	/// The slot of the newest block, by which BABE's rules judge whether a block is too early.
	pub(super) head_slot: Arc<AtomicU64>,
}

/// Puts blocks on the chain.
pub(super) struct Importer {
	chain: Arc<Chain>,
	/// How many blocks finality is behind the head.
	lag: BlockNumber,
	retention: Retention,
	/// Nodes of the trie that no state needs any more.
	dropped: Vec<Hash>,
	/// How many primary authors the chain has.
	weight: u32,
	/// The blocks whose weight is in the database, in their order.
	weighed: VecDeque<Position>,
	/// Blocks that end the time of a set of voters, and are not finalized.
	turns: VecDeque<Position>,
	/// Blocks whose transactions are watched, and that are not finalized.
	watched: VecDeque<Position>,
	/// What subscribers have not been told about the state.
	untold: HashMap<Vec<u8>, Option<Vec<u8>>>,
	/// Whether keys for finality are missing, and the user was told.
	stalled: bool,
}

impl Importer {
	/// Goes on from the head of the chain, and keeps the states of `window` blocks.
	pub(super) fn new(chain: Arc<Chain>, lag: BlockNumber, window: BlockNumber) -> Result<Self> {
		let info = chain.client.chain_info();
		let weight = match info.best_number {
			0 => 0,
			_ => sc_consensus_babe::block_weight(&*chain.client, info.best_hash)
				.map_err(text)?
				.unwrap_or_default(),
		};
		let mut importer = Self {
			chain,
			lag,
			retention: Retention::new(window),
			dropped: Vec::new(),
			weight,
			weighed: [Position { hash: info.best_hash, number: info.best_number }].into(),
			turns: VecDeque::new(),
			watched: VecDeque::new(),
			untold: HashMap::new(),
			stalled: false,
		};
		for number in info.finalized_number + 1..=info.best_number {
			let position = importer.position(number)?;
			if turns(&importer.header(position.hash)?) {
				importer.turns.push_back(position);
			}
		}
		Ok(importer)
	}

	/// The best block.
	pub(super) fn head(&self) -> Position {
		let info = self.chain.client.chain_info();
		Position { hash: info.best_hash, number: info.best_number }
	}

	/// The newest block that is final.
	pub(super) fn finalized(&self) -> Position {
		let info = self.chain.client.chain_info();
		Position { hash: info.finalized_hash, number: info.finalized_number }
	}

	/// The block of the best chain with this number.
	pub(super) fn position(&self, number: BlockNumber) -> Result<Position> {
		let hash = self.chain.client.hash(number).map_err(text)?;
		let hash = hash.ok_or_else(|| format!("there is no block #{number}"))?;
		Ok(Position { hash, number })
	}

	fn header(&self, hash: Hash) -> Result<Header> {
		let header = self.chain.client.header(hash).map_err(text)?;
		header.ok_or_else(|| format!("there is no block {hash:?}"))
	}

	/// Puts a block on top of the chain.
	pub(super) fn import(&mut self, block: Forged, notice: Notice) -> Result<()> {
		let Forged { position, header, seal, slot, primary, body, used, changes, nodes } = block;
		let turns = turns(&header);
		self.weight += u32::from(primary);
		self.remember(&changes.main_storage_changes);

		let mut block = BlockImportParams::<Block>::new(BlockOrigin::NetworkInitialSync, header);
		block.post_digests.push(seal);
		block.post_hash = Some(position.hash);
		block.body = Some(body);
		block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(changes));

		// Voters that are about to go confirm the block that says so, and each of a bulk run's many
		// blocks is confirmed with the last of its batch. Without a notice this is the way.
		let confirmed = notice == Notice::Deferred
			&& (turns || position.number >= self.finalized().number + FINALITY_BATCH);
		if confirmed {
			block.justifications =
				self.justify(position)?.map(|proof| (GRANDPA_ENGINE_ID, proof.encode()).into());
		}

		let result = lap(Step::Import, || {
			if turns || confirmed || contains_epoch_change::<Block>(&block.header) {
				self.import_by_the_rules(block, slot)
			} else {
				self.weigh(&mut block, position);
				block.fork_choice = Some(ForkChoiceStrategy::Custom(true));
				block_on((*self.chain.client).import_block(block)).map_err(text)
			}
		})?;
		match result {
			ImportResult::Imported(_) => {},
			other => return Err(format!("block #{} is not imported: {other:?}", position.number)),
		}

		lap(Step::Retention, || {
			self.dropped.append(&mut self.retention.note(position.number, &nodes));
			self.drop_nodes(DROP_BATCH)
		})?;
		if turns && !confirmed {
			self.turns.push_back(position);
		}
		self.settle_watched();
		if used {
			self.watched.push_back(position);
		}
		if notice == Notice::Given {
			lap(Step::Finality, || {
				self.announce(position)?;
				self.finalize(position.number.saturating_sub(self.lag))
			})?;
		}
		Ok(())
	}

	/// Checks what a block says about epochs and voters, as any block from outside is checked.
	fn import_by_the_rules(
		&mut self,
		mut block: BlockImportParams<Block>,
		slot: Slot,
	) -> Result<ImportResult> {
		let client = &*self.chain.client;
		self.chain.head_slot.store(*slot, Ordering::Release);
		let parent = *block.header.parent_hash();
		let epoch_descriptor = self
			.chain
			.babe_link
			.epoch_changes()
			.shared_data()
			.epoch_descriptor_for_child_of(
				descendent_query(client),
				&parent,
				block.header.number() - 1,
				slot,
			)
			.map_err(text)?
			.ok_or("the epoch of the block is unknown")?;
		block.insert_intermediate(INTERMEDIATE_KEY, BabeIntermediate::<Block> { epoch_descriptor });
		let position = Position { hash: block.post_hash(), number: *block.header.number() };
		let result = block_on(self.chain.babe.import_block(block)).map_err(text)?;
		self.weighed.push_back(position);
		Ok(result)
	}

	/// Notes the weight of the chain with a block, and forgets it where the chain cannot fork.
	fn weigh(&mut self, block: &mut BlockImportParams<Block>, position: Position) {
		let finalized = self.finalized().number;
		while let Some(old) = self.weighed.pop_front_if(|old| old.number < finalized) {
			block.auxiliary.push((block_weight_key(old.hash), None));
		}
		block.auxiliary.push((block_weight_key(position.hash), Some(self.weight.encode())));
		self.weighed.push_back(position);
	}

	/// Drops nodes of the trie once there are `enough` of them.
	fn drop_nodes(&mut self, enough: usize) -> Result<()> {
		if self.dropped.len() >= enough {
			let dropped = std::mem::take(&mut self.dropped);
			self.chain.store.change_nodes([], dropped).map_err(text)?;
		}
		Ok(())
	}

	fn remember(&mut self, changes: &[(Vec<u8>, Option<Vec<u8>>)]) {
		self.untold.extend(changes.iter().cloned());
	}

	/// Tells the pool and all subscribers that the chain has come to a block.
	pub(super) fn announce(&mut self, head: Position) -> Result<()> {
		self.tell_pool(head)?;
		let header = self.header(head.hash)?;
		let changes = self.untold.drain().collect();
		self.notify(ImportSummary {
			hash: head.hash,
			origin: BlockOrigin::Own,
			header,
			is_new_best: true,
			storage_changes: Some((changes, Vec::new())),
			tree_route: None,
			import_notification_action: ImportNotificationAction::RecentBlock,
		})
	}

	/// Tells the pool alone, and with it those who watch transactions.
	pub(super) fn tell_pool(&self, head: Position) -> Result<()> {
		let parent = *self.header(head.hash)?.parent_hash();
		// Two steps: a leap is too far for the pool, and it takes no notice of what is in between.
		for hash in [parent, head.hash] {
			block_on(self.chain.pool.maintain(ChainEvent::NewBestBlock { hash, tree_route: None }));
		}
		Ok(())
	}

	fn notify(&self, summary: ImportSummary<Block>) -> Result<()> {
		self.chain
			.client
			.lock_import_and_run(|operation| {
				operation.notify_imported = Some(summary);
				Ok::<_, ChainError>(())
			})
			.map_err(text)
	}

	/// Finalizes the chain up to a block of it.
	pub(super) fn finalize(&mut self, to: BlockNumber) -> Result<()> {
		while let Some(turn) = self.turns.pop_front_if(|turn| turn.number <= to) {
			if !self.finalize_at(turn)? {
				self.turns.push_front(turn);
				return Ok(());
			}
		}
		if to > self.finalized().number {
			self.finalize_at(self.position(to)?)?;
		}
		self.settle_watched();
		Ok(())
	}

	fn finalize_at(&mut self, block: Position) -> Result<bool> {
		if block.number <= self.finalized().number {
			return Ok(true);
		}
		let Some(proof) = self.justify(block)? else { return Ok(false) };
		let mut grandpa = self.chain.grandpa.clone();
		let justification = (GRANDPA_ENGINE_ID, proof.encode());
		block_on(grandpa.import_justification(block.hash, block.number, justification))
			.map_err(text)?;
		Ok(true)
	}

	/// The proof that a block is final, if enough keys are here. Tells the user once if not.
	fn justify(&mut self, block: Position) -> Result<Option<GrandpaJustification<Block>>> {
		let proof = finality::justify(block, &self.chain.grandpa.validators(), &self.chain.keys);
		match proof {
			Ok(proof) => {
				self.stalled = false;
				let proof = GrandpaJustification::<Block>::from(proof);
				self.chain.justifications.notify(|| Ok::<_, String>(proof.clone()))?;
				Ok(Some(proof))
			},
			Err(reason) => {
				if !std::mem::replace(&mut self.stalled, true) {
					log::warn!("{reason}");
				}
				Ok(None)
			},
		}
	}

	/// Tells those who watch transactions that they are final. The pool hears of most blocks by
	/// itself, but not of those that were finalized in silence.
	fn settle_watched(&mut self) {
		let finalized = self.finalized().number;
		while let Some(block) = self.watched.pop_front_if(|block| block.number <= finalized) {
			let event = ChainEvent::Finalized { hash: block.hash, tree_route: Arc::new([]) };
			block_on(self.chain.pool.maintain(event));
		}
	}

	/// Marks the head as a point to go back to. It is finalized: what comes back is what was.
	pub(super) fn mark(&mut self) -> Result<Mark> {
		let head = self.head();
		self.finalize(head.number)?;
		self.drop_nodes(1)?;
		let consensus_data = CONSENSUS_DATA.into_iter().map(|key| {
			let value = AuxStore::get_aux(&*self.chain.backend, key).map_err(text)?;
			Ok((key.to_vec(), value))
		});
		let mark = Mark {
			head,
			weight: self.weight,
			epoch_changes: self.chain.babe_link.epoch_changes().shared_data().clone(),
			consensus_data: consensus_data.collect::<Result<_>>()?,
		};
		self.retention.hold(head.number);
		Ok(mark)
	}

	/// Gives up a point, unless there is another mark on it.
	pub(super) fn unmark(&mut self, block: BlockNumber) -> Result<()> {
		self.dropped.append(&mut self.retention.release(block));
		self.drop_nodes(1)
	}

	/// Takes all blocks after a mark off the chain.
	pub(super) fn revert(&mut self, mark: &Mark) -> Result<()> {
		let client = self.chain.client.clone();
		let (head, finalized) = (self.head(), self.finalized());
		if head == mark.head {
			return Ok(());
		}
		let last_final = self.header(finalized.hash)?;
		self.untold = self.differences(mark.head.hash, head.hash)?;

		// The database goes back block by block, and wants to see a state at each. It looks no
		// further than the root, so each root is counted once more, or put there anew where the
		// state was dropped. To ask which are there would be of no use: drops are still on their way.
		self.drop_nodes(1)?;
		let above = mark.head.number + 1..head.number;
		let roots = above.map(|number| Ok(*self.header(self.position(number)?.hash)?.state_root()));
		let mut roots = roots.collect::<Result<Vec<_>>>()?;
		let placeholders = roots.iter().map(|root| (*root, vec![0]));
		self.chain.store.change_nodes(placeholders, []).map_err(text)?;
		let blocks = head.number - mark.head.number;
		let reverted = self.chain.backend.revert(blocks, true).map_err(text);
		let mut dropped = self.retention.revert(mark.head.number);
		dropped.append(&mut roots);
		self.chain.store.change_nodes([], dropped).map_err(text)?;
		let (reverted, _) = reverted?;
		if reverted != blocks || self.head() != mark.head {
			return Err(format!(
				"the database took back {reverted} blocks instead of {blocks}; the head is #{}",
				self.head().number,
			));
		}

		let weights: Vec<_> =
			self.weighed.drain(..).map(|block| block_weight_key(block.hash)).collect();
		let weight_key = block_weight_key(mark.head.hash);
		let weight = mark.weight.encode();
		let mut inserted = vec![(&weight_key[..], &weight[..])];
		let mut deleted: Vec<_> = weights.iter().map(Vec::as_slice).collect();
		for (key, value) in &mark.consensus_data {
			match value {
				Some(value) => inserted.push((key, value)),
				None => deleted.push(key),
			}
		}
		AuxStore::insert_aux(&*self.chain.backend, &inserted, &deleted).map_err(text)?;
		*self.chain.babe_link.epoch_changes().shared_data() = mark.epoch_changes.clone();
		self.chain.grandpa.reload(&client, self.chain.select_chain.clone()).map_err(text)?;
		self.weighed = [mark.head].into();
		self.weight = mark.weight;
		self.turns.clear();
		self.watched.clear();

		self.tell_of_revert(mark.head, last_final)
	}

	/// Makes subscribers look at the chain anew.
	///
	/// Those of `chainHead` follow a chain that only grows. A word of finality that does not fit
	/// what they know ends the subscription, and they begin another one, as after a time without
	/// connection. The word is about a block as high as they have been, or they would not listen.
	fn tell_of_revert(&mut self, head: Position, last_final: Header) -> Result<()> {
		let misfit = self.chain.client.chain_info().genesis_hash;
		for (header, finalized) in [
			(last_final.clone(), vec![misfit, last_final.hash()]),
			(self.header(head.hash)?, vec![head.hash]),
		] {
			let summary = FinalizeSummary { header, finalized, stale_blocks: Vec::new() };
			self.chain
				.client
				.lock_import_and_run(|operation| {
					operation.notify_finalized = Some(summary);
					Ok::<_, ChainError>(())
				})
				.map_err(text)?;
		}
		self.announce(head)
	}

	/// What changes for someone who looks at the state `new` after `old`.
	fn differences(&self, new: Hash, old: Hash) -> Result<HashMap<Vec<u8>, Option<Vec<u8>>>> {
		let client = &self.chain.client;
		let pairs = |block| -> Result<HashMap<_, _>> {
			let pairs = client.storage_pairs(block, None, None).map_err(text)?;
			Ok(pairs.map(|(key, value)| (key.0, value.0)).collect())
		};
		let (mut new, old) = (pairs(new)?, pairs(old)?);
		let gone = old.into_iter().filter_map(|(key, value)| match new.get(&key) {
			Some(now) if *now == value => {
				new.remove(&key);
				None
			},
			Some(_) => None,
			None => Some((key, None)),
		});
		let gone: Vec<_> = gone.collect();
		let changed = new.into_iter().map(|(key, value)| (key, Some(value)));
		Ok(changed.chain(gone).collect())
	}
}

/// Whether the block is the last one that the present voters confirm.
fn turns(header: &Header) -> bool {
	find_scheduled_change::<Block>(header).is_some()
}

fn text(error: impl std::fmt::Display) -> String {
	error.to_string()
}
