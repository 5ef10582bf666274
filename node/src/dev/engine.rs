// SPDX-License-Identifier: GPL-3.0-or-later

//! The engine: decides when blocks are made, and does what the user asks for.

use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicBool, AtomicU32, Ordering},
		mpsc::sync_channel,
		Arc,
	},
	thread,
	time::{Duration, Instant},
};

use canary_runtime::{BlockNumber, Hash};
use futures::{
	channel::{mpsc, oneshot},
	future::pending,
	pin_mut, select, FutureExt, StreamExt,
};
use parking_lot::RwLock;
use sc_client_api::HeaderBackend;
use sc_transaction_pool_api::{
	InPoolTransaction, TransactionPool, TransactionSource, TxInvalidityReportMap,
};
use serde::Serialize;
use sp_consensus_babe::{digests::CompatibleDigestItem, Slot};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use sp_timestamp::Timestamp;
use tokio::{sync::watch, task::yield_now, time::sleep_until};

use super::{
	author::{cast, fill_from, Ahead, Author, NOTHING},
	claims::Claims,
	clock::Clock,
	epochs::Epochs,
	forge::{Applied, Filling, Forge, Forged},
	importer::{Chain, Importer, Mark, Notice, Position},
	precheck::{opens_votes, Precheck},
	progress::{Progress, Run},
	sealing::Sealing,
};
use crate::service::Block;

type Extrinsic = <Block as BlockT>::Extrinsic;

/// Runs of at most this many blocks are made one by one, and each block is announced.
const SHORT_RUN: BlockNumber = 16;
/// How often a bulk run tells of its progress.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// How many blocks may be on their way to the database.
const QUEUE: usize = 32;
/// How often the pool is looked at when no one has told of a transaction.
const POOL_GLANCE: Duration = Duration::from_millis(500);
/// How many snapshots there may be.
const MAX_SNAPSHOTS: usize = 64;

/// Why something was not done, in words for the user.
pub(crate) type Result<T> = std::result::Result<T, String>;
/// Where the engine answers.
pub(crate) type Reply<T> = oneshot::Sender<Result<T>>;

/// Something to do, in the order in which it is asked for.
#[derive(Debug)]
pub(crate) enum Command {
	/// Make blocks, the first with these transactions in front. Answers with the last one's hash.
	Blocks { run: Length, transactions: Vec<Extrinsic>, finalize: bool, reply: Reply<Hash> },
	/// Make a block with what is ready, or none if nothing is and `empty` is not wanted.
	Block { empty: bool, finalize: bool, parent: Option<Hash>, reply: Reply<Hash> },
	/// Finalize the chain up to this block of it.
	Finalize { block: Hash, reply: Reply<()> },
	/// Make the next block at this time. Answers with the time of its slot.
	Travel { to: Timestamp, reply: Reply<Timestamp> },
	/// Take a snapshot. Answers with its number.
	Snapshot { reply: Reply<u32> },
	/// Go back to a snapshot. Answers with the head's hash.
	Revert { snapshot: u32, reply: Reply<Hash> },
	/// Drop a snapshot.
	Forget { snapshot: u32, reply: Reply<()> },
	/// Make blocks when this says so.
	Seal { sealing: Sealing, reply: Reply<()> },
}

/// How many blocks to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
	/// This many.
	Count(BlockNumber),
	/// Up to and with this one.
	To(BlockNumber),
}

/// What others see of the engine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
	/// When blocks are made.
	#[serde(serialize_with = "as_text")]
	pub(crate) sealing: Sealing,
	/// How many blocks finality is behind.
	pub(crate) finality_lag: BlockNumber,
	/// The newest block.
	pub(crate) best: BlockNumber,
	/// Its hash.
	pub(crate) best_hash: Hash,
	/// The newest block that is final.
	pub(crate) finalized: BlockNumber,
	/// The slot of the newest block.
	pub(crate) slot: u64,
	/// Chain time: the newest block's, in milliseconds since 1970.
	pub(crate) time: u64,
	/// The run that is going on.
	pub(crate) run: Option<Progress>,
	/// The snapshots that can be gone back to, with their blocks.
	pub(crate) snapshots: BTreeMap<u32, BlockNumber>,
}

fn as_text<S: serde::Serializer>(
	sealing: &Sealing,
	serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
	serializer.collect_str(sealing)
}

/// How others reach the engine.
#[derive(Clone)]
pub(crate) struct Handle {
	/// Takes commands.
	pub(crate) commands: mpsc::UnboundedSender<Command>,
	/// Ends the run that is going on.
	pub(crate) cancel: Arc<AtomicBool>,
	/// What there is to see, read at any time.
	pub(crate) status: Arc<RwLock<Status>>,
	/// Tells how a run is going.
	pub(crate) progress: watch::Receiver<Option<Progress>>,
}

/// A point to go back to.
struct Snapshot {
	mark: Mark,
	clock: Clock,
	/// What was in the pool.
	transactions: Vec<Extrinsic>,
}

/// The engine.
pub(super) struct Engine {
	chain: Arc<Chain>,
	forge: Forge,
	importer: Importer,
	clock: Clock,
	/// The slot of the newest block.
	slot: Slot,
	epochs: Epochs,
	claims: Claims,
	/// Votes on the code of paras.
	precheck: Precheck,
	sealing: Sealing,
	snapshots: BTreeMap<u32, Snapshot>,
	next_snapshot: u32,
	cancel: Arc<AtomicBool>,
	status: Arc<RwLock<Status>>,
	progress: watch::Sender<Option<Progress>>,
}

impl Engine {
	/// An engine at the head of the chain, and how to reach it.
	pub(super) fn new(
		chain: Arc<Chain>,
		forge: Forge,
		importer: Importer,
		clock: Clock,
		sealing: Sealing,
		finality_lag: BlockNumber,
	) -> Result<(Self, Handle, mpsc::UnboundedReceiver<Command>)> {
		let (commands, receiver) = mpsc::unbounded();
		let (progress, watch) = watch::channel(None);
		let cancel = Arc::new(AtomicBool::new(false));
		let head = importer.head();
		let (slot, epochs) = stand(&chain, head)?;
		let claims = Claims::new(epochs.of(clock.next(slot)), &chain.keys);
		let status = Arc::new(RwLock::new(Status {
			sealing,
			finality_lag,
			best: head.number,
			best_hash: head.hash,
			finalized: importer.finalized().number,
			slot: *slot,
			time: *clock.time(slot),
			run: None,
			snapshots: BTreeMap::new(),
		}));
		let handle =
			Handle { commands, cancel: cancel.clone(), status: status.clone(), progress: watch };
		let engine = Self {
			chain,
			forge,
			importer,
			clock,
			slot,
			epochs,
			claims,
			precheck: Precheck::new(),
			sealing,
			snapshots: BTreeMap::new(),
			next_snapshot: 1,
			cancel,
			status,
			progress,
		};
		Ok((engine, handle, receiver))
	}

	/// Runs until the node stops.
	pub(super) async fn run(
		mut self,
		mut commands: mpsc::UnboundedReceiver<Command>,
		first: Option<Length>,
	) {
		let mut arrivals = self.chain.pool.import_notification_stream();
		// A client that waits for a block need not wait.
		if self.sealing != Sealing::Manual {
			self.seal_or_log();
		}
		if let Some(length) = first {
			if let Err(reason) = self.blocks(length, Vec::new(), false).await {
				log::error!("{reason}");
			}
		}

		let mut last = Instant::now();
		loop {
			let due = self.sealing.interval().map(|interval| last + interval);
			let glance = self.sealing.on_transaction().then(|| Instant::now() + POOL_GLANCE);
			let timer = wait(due.into_iter().chain(glance).min()).fuse();
			pin_mut!(timer);
			select! {
				command = commands.next() => {
					let Some(command) = command else { return };
					let head = self.importer.head();
					self.obey(command).await;
					if self.importer.head() != head {
						last = Instant::now();
					}
				},
				_ = arrivals.next() => {},
				() = timer => {},
			}
			if self.sealing.on_transaction() && self.serve_pool().await {
				last = Instant::now();
			}
			if self.sealing.interval().is_some_and(|interval| last.elapsed() >= interval) {
				self.seal_or_log();
				last = Instant::now();
			}
		}
	}

	/// Makes blocks as long as transactions are ready and find a place. Says whether it made any.
	async fn serve_pool(&mut self) -> bool {
		let mut made = false;
		// A block may have no room: the first one of a session has none. Two in a row with room
		// for nothing are a sign that a transaction has to wait.
		let mut in_vain = 0;
		while self.chain.pool.status().ready > 0 && in_vain < 2 {
			let before = self.chain.pool.status().ready;
			self.seal_or_log();
			made = true;
			in_vain = if self.chain.pool.status().ready < before { 0 } else { in_vain + 1 };
			yield_now().await;
		}
		made
	}

	fn seal_or_log(&mut self) {
		if let Err(reason) = self.seal(Vec::new()) {
			log::error!("No block: {reason}");
		}
	}

	async fn obey(&mut self, command: Command) {
		// Who has asked may be gone.
		match command {
			Command::Blocks { run, transactions, finalize, reply } => {
				let _ = reply.send(self.blocks(run, transactions, finalize).await);
			},
			Command::Block { empty, finalize, parent, reply } => {
				let _ = reply.send(self.block(empty, finalize, parent));
			},
			Command::Finalize { block, reply } => {
				let _ = reply.send(self.finalize(block));
			},
			Command::Travel { to, reply } => {
				let _ = reply.send(self.travel(to));
			},
			Command::Snapshot { reply } => {
				let _ = reply.send(self.snapshot());
			},
			Command::Revert { snapshot, reply } => {
				let _ = reply.send(self.revert(snapshot).await);
			},
			Command::Forget { snapshot, reply } => {
				let _ = reply.send(self.forget(snapshot));
			},
			Command::Seal { sealing, reply } => {
				self.sealing = sealing;
				self.show();
				let _ = reply.send(Ok(()));
			},
		}
	}

	/// Makes blocks. A cancelled run is no error: it ends earlier.
	pub(super) async fn blocks(
		&mut self,
		length: Length,
		transactions: Vec<Extrinsic>,
		finalize: bool,
	) -> Result<Hash> {
		let from = self.importer.head().number;
		let total = match length {
			Length::Count(count) => count,
			Length::To(number) => number
				.checked_sub(from)
				.ok_or_else(|| format!("block #{number} is made already: the head is #{from}"))?,
		};
		if from.checked_add(total).is_none() {
			return Err(format!("there is no block #{}", u64::from(from) + u64::from(total)));
		}
		let run = Run::new(from, total);
		self.cancel.store(false, Ordering::Relaxed);
		if !transactions.is_empty() {
			self.seal(transactions)?;
		}
		let result = if total <= SHORT_RUN {
			self.one_by_one(&run)
		} else {
			log::info!("⏩ Fast-forward by {total} blocks");
			self.status.write().run = Some(run.progress(from, false));
			self.bulk(&run).await
		};
		if finalize {
			self.importer.finalize(self.importer.head().number)?;
		}
		let progress = run.progress(self.importer.head().number, true);
		if total > SHORT_RUN {
			log::info!("⏩ {progress}");
		}
		self.progress.send_replace(Some(progress));
		self.status.write().run = None;
		self.show();
		result?;
		Ok(self.importer.head().hash)
	}

	fn one_by_one(&mut self, run: &Run) -> Result<()> {
		while run.left(self.importer.head().number) > 0 {
			self.seal(Vec::new())?;
		}
		Ok(())
	}

	async fn bulk(&mut self, run: &Run) -> Result<()> {
		// Whatever waits for finality gets it, with a word; from here on there are few words.
		self.importer.finalize(self.importer.head().number)?;
		let mut told = Instant::now();
		loop {
			let left = run.left(self.importer.head().number);
			if left == 0 || self.cancel.load(Ordering::Relaxed) {
				break;
			}
			if left == 1 {
				self.seal(Vec::new())?;
			} else if self.chain.pool.status().ready > 0 || self.precheck.is_due() {
				self.seal_with(Vec::new(), Notice::Deferred)?;
				self.importer.tell_pool(self.importer.head())?;
			}
			// The last block is announced, and no other: subscribers of `chainHead` that are left
			// far behind are sent away, and some clients do not come back from the third time.
			let left = run.left(self.importer.head().number).saturating_sub(1);
			self.slice(left)?;

			let progress = run.progress(self.importer.head().number, false);
			if told.elapsed() >= PROGRESS_EVERY {
				told = Instant::now();
				log::info!("⏩ {progress}");
			}
			self.progress.send_replace(Some(progress.clone()));
			self.status.write().run = Some(progress);
			self.show();
			yield_now().await;
		}
		if run.left(self.importer.head().number) > 0 {
			self.importer.announce(self.importer.head())?;
		}
		Ok(())
	}

	/// Makes up to `count` blocks without a word, for a short time, while one after the other is
	/// imported. Ends early if there is something else to do.
	fn slice(&mut self, count: BlockNumber) -> Result<()> {
		let (sender, receiver) = sync_channel::<Forged>(QUEUE);
		let imported = AtomicU32::new(self.importer.head().number);
		let Self { chain, forge, importer, clock, slot, epochs, claims, precheck, cancel, .. } =
			self;
		let result = thread::scope(|scope| {
			let mut ahead = Ahead::spawn(scope, chain, claims.epoch().clone());
			ahead.ask(clock.next(*slot), epochs);
			let worker = scope.spawn(|| {
				for block in receiver {
					let number = block.position.number;
					importer.import(block, Notice::Deferred)?;
					imported.store(number, Ordering::Release);
				}
				Ok(())
			});
			let until = Instant::now() + PROGRESS_EVERY;
			let mut made = 0;
			let forged = loop {
				let rest = made < count && Instant::now() < until;
				let calm = chain.pool.status().ready == 0 && !cancel.load(Ordering::Relaxed);
				if !rest || !calm {
					break Ok(());
				}
				let ahead = Some(&mut ahead);
				let mut author = Author { chain, forge, clock, slot, epochs, claims, ahead };
				match author.make(NOTHING) {
					// An importer that has failed takes nothing more, and says why below.
					Ok(block) => {
						let votes = opens_votes(&block.changes.main_storage_changes);
						if sender.send(block).is_err() {
							break Ok(());
						}
						if votes {
							precheck.call();
							break Ok(());
						}
					},
					Err(reason) => break Err(reason),
				}
				made += 1;
				if made % QUEUE as u32 == 0 {
					author.forge.imported(imported.load(Ordering::Acquire));
				}
			};
			drop(sender);
			let imported = worker.join().map_err(|_| "the importer panicked".to_owned())?;
			imported.and(forged)
		});
		self.forge.imported(self.importer.head().number);
		if result.is_err() {
			self.recover()?;
		}
		result
	}

	/// Makes a block with these transactions and what is ready in the pool, and announces it. Votes
	/// on the code of paras come first.
	pub(super) fn seal(&mut self, transactions: Vec<Extrinsic>) -> Result<Position> {
		self.seal_with(transactions, Notice::Given)
	}

	fn seal_with(&mut self, transactions: Vec<Extrinsic>, notice: Notice) -> Result<Position> {
		let mut invalid = TxInvalidityReportMap::default();
		let pool = self.chain.pool.clone();
		let head = self.importer.head();
		let mut ballot = self.precheck.ballot(&self.chain.client, &self.chain.keys, head.hash);
		let votes = std::mem::take(&mut ballot.votes);
		let mut counted = true;
		let Self { chain, forge, clock, slot, epochs, claims, .. } = self;
		let mut author = Author { chain, forge, clock, slot, epochs, claims, ahead: None };
		let empty = transactions.is_empty() && votes.is_empty() && pool.status().ready == 0;
		let fill = |filling: &mut Filling| {
			counted = cast(filling, votes);
			for (index, transaction) in transactions.into_iter().enumerate() {
				match filling.push(transaction)? {
					Applied::Included => {},
					Applied::NoRoom => {
						return Err(format!("transaction {index} has no room in the block"))
					},
					Applied::Refused(reason) => {
						let reason: &str = reason.into();
						return Err(format!("transaction {index} is refused: {reason}"));
					},
				}
			}
			invalid = fill_from(filling, &pool)?;
			Ok(())
		};
		let block = author.make((!empty).then_some(fill))?;

		let position = block.position;
		let votes = opens_votes(&block.changes.main_storage_changes);
		if let Err(reason) = self.importer.import(block, notice) {
			self.recover()?;
			return Err(reason);
		}
		self.forge.imported(position.number);
		if counted {
			self.precheck.note(ballot);
		}
		if votes {
			self.precheck.call();
		}
		if !invalid.is_empty() {
			futures::executor::block_on(pool.report_invalid(Some(position.hash), invalid));
		}
		self.show();
		Ok(position)
	}

	/// Goes on from what is imported, after something went wrong.
	fn recover(&mut self) -> Result<()> {
		let head = self.importer.head();
		self.forge.go_to(head)?;
		self.precheck = Precheck::new();
		(self.slot, self.epochs) = stand(&self.chain, head)?;
		self.claims = Claims::new(self.epochs.of(self.clock.next(self.slot)), &self.chain.keys);
		Ok(())
	}

	fn block(&mut self, empty: bool, finalize: bool, parent: Option<Hash>) -> Result<Hash> {
		let head = self.importer.head();
		if parent.is_some_and(|parent| parent != head.hash) {
			return Err(format!(
				"blocks are made on the head, {:?}, and on no other; dev_revert makes an older \
				 block the head",
				head.hash,
			));
		}
		if !empty && self.chain.pool.status().ready == 0 {
			return Err("no transaction is ready, and an empty block was not wanted".into());
		}
		let position = self.seal(Vec::new())?;
		if finalize {
			self.importer.finalize(position.number)?;
			self.show();
		}
		Ok(position.hash)
	}

	fn finalize(&mut self, block: Hash) -> Result<()> {
		let number = self.chain.client.number(block).map_err(|error| error.to_string())?;
		let number = number.ok_or_else(|| format!("there is no block {block:?}"))?;
		if self.importer.position(number)?.hash != block {
			return Err(format!("block {block:?} is not on the chain that the head is on"));
		}
		self.importer.finalize(number)?;
		if self.importer.finalized().number < number {
			return Err("not enough of the validators' GRANDPA keys are here".into());
		}
		self.show();
		Ok(())
	}

	fn travel(&mut self, to: Timestamp) -> Result<Timestamp> {
		let clock = self.clock;
		self.clock.travel(self.slot, to)?;
		if let Err(reason) = self.seal(Vec::new()) {
			self.clock = clock;
			return Err(reason);
		}
		Ok(self.clock.time(self.slot))
	}

	fn snapshot(&mut self) -> Result<u32> {
		if self.snapshots.len() >= MAX_SNAPSHOTS {
			return Err(format!(
				"there are {MAX_SNAPSHOTS} snapshots already; drop one with dev_dropSnapshot"
			));
		}
		let pool = &self.chain.pool;
		let ready = pool.ready().map(|transaction| (**transaction.data()).clone());
		let later = pool.futures();
		let later = later.iter().map(|transaction| (**transaction.data()).clone());
		let snapshot = Snapshot {
			transactions: ready.chain(later).collect(),
			mark: self.importer.mark()?,
			clock: self.clock,
		};
		let id = self.next_snapshot;
		self.next_snapshot += 1;
		self.snapshots.insert(id, snapshot);
		self.show();
		Ok(id)
	}

	async fn revert(&mut self, id: u32) -> Result<Hash> {
		let snapshot = self.snapshots.get(&id).ok_or_else(|| self.no_snapshot(id))?;
		let head = snapshot.mark.head;
		let reverted = self.importer.revert(&snapshot.mark);
		// If the database did not go all the way, the engine must not stand elsewhere.
		self.clock = snapshot.clock;
		let transactions = snapshot.transactions.clone();
		self.recover()?;
		reverted?;

		let pool = &self.chain.pool;
		let waiting = pool.ready().map(|transaction| *transaction.hash());
		let later = pool.futures();
		let later = later.iter().map(|transaction| *transaction.hash());
		let all = waiting.chain(later).map(|hash| (hash, None)).collect();
		pool.report_invalid(None, all).await;
		pool.submit_at(head.hash, TransactionSource::Local, transactions)
			.await
			.map_err(|error| format!("the pool is empty now: {error}"))?;

		self.snapshots.retain(|_, other| other.mark.head.number <= head.number);
		self.show();
		log::info!("⏪ Back at #{} ({:?})", head.number, head.hash);
		Ok(head.hash)
	}

	fn forget(&mut self, id: u32) -> Result<()> {
		let snapshot = self.snapshots.remove(&id).ok_or_else(|| self.no_snapshot(id))?;
		let block = snapshot.mark.head.number;
		if self.snapshots.values().all(|other| other.mark.head.number != block) {
			self.importer.unmark(block)?;
		}
		self.show();
		Ok(())
	}

	fn no_snapshot(&self, id: u32) -> String {
		let ids: Vec<_> = self.snapshots.keys().map(u32::to_string).collect();
		match ids.as_slice() {
			[] => format!("there is no snapshot {id}; dev_snapshot takes one"),
			_ => format!("there is no snapshot {id}; there are {}", ids.join(", ")),
		}
	}

	/// Brings up to date what others see, but for the run.
	fn show(&self) {
		let best = self.importer.head();
		let snapshots = self.snapshots.iter();
		let mut status = self.status.write();
		status.sealing = self.sealing;
		status.best = best.number;
		status.best_hash = best.hash;
		status.finalized = self.importer.finalized().number;
		status.slot = *self.slot;
		status.time = *self.clock.time(self.slot);
		status.snapshots =
			snapshots.map(|(id, snapshot)| (*id, snapshot.mark.head.number)).collect();
	}
}

async fn wait(until: Option<Instant>) {
	match until {
		Some(until) => sleep_until(until.into()).await,
		None => pending().await,
	}
}

/// The slot of a block, and the epochs after it.
fn stand(chain: &Chain, head: Position) -> Result<(Slot, Epochs)> {
	let header = chain.client.header(head.hash).map_err(|error| error.to_string())?;
	let header = header.ok_or_else(|| format!("there is no block {:?}", head.hash))?;
	let proof = header.digest().logs().iter().find_map(|item| item.as_babe_pre_digest());
	let slot = proof.map_or(Slot::from(0), |proof| proof.slot());
	let epochs = Epochs::at(&chain.client, chain.babe_link.config(), head.hash);
	Ok((slot, epochs.map_err(|error| error.to_string())?))
}
