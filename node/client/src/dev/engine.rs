// SPDX-License-Identifier: GPL-3.0-or-later

//! The engine: decides when blocks are made, and does what the user asks for.
//!
//! It runs on a thread of its own and takes one message after the other: a command, the news of a
//! ready transaction, or that the node stops. When none comes, time calls for the next block.

use std::{
	sync::{
		mpsc::{self, RecvTimeoutError},
		Arc,
	},
	time::{Duration, Instant},
};

use sc_client_api::HeaderBackend;
use sc_transaction_pool_api::TransactionPool;
use sp_api::{Core, ProvideRuntimeApi};
use sp_timestamp::Timestamp;
use sp_version::RuntimeVersion;

use super::{
	bulk,
	chain::{text, DevChain, Result},
	command::{Command, Handle, Length, Message, Reply, Tickets, Verdict},
	dump::Dumps,
	importer::Notice,
	maker::Maker,
	options::Options,
	progress::Run,
	sealing::Sealing,
	snapshots::Snapshots,
	status::Board,
};
use crate::types::{BlockNumber, Hash, UncheckedExtrinsic};

/// Runs of at most this many blocks are made one by one, and each block is announced.
const SHORT_RUN: BlockNumber = 16;
/// How often the pool is checked without news of a transaction.
const POOL_GLANCE: Duration = Duration::from_millis(500);
/// How long no block is made for transactions that blocks had no room for, as long as their number
/// is the same.
const VAIN_PAUSE: Duration = Duration::from_secs(6);
/// How long blocks are made for ready transactions before messages and finality have their turn.
const POOL_TURN: Duration = Duration::from_millis(200);

/// The engine, which owns the chain while the node runs.
pub(crate) struct Engine {
	chain: Arc<DevChain>,
	maker: Maker,
	sealing: Sealing,
	/// How many blocks finality lags behind the head, if the user has set it.
	finality_lag: Option<BlockNumber>,
	snapshots: Snapshots,
	dumps: Dumps,
	board: Board,
	messages: mpsc::Receiver<Message>,
	tickets: Tickets,
	/// Whether transactions were left when the pool's turn was over.
	more_ready: bool,
	/// How many transactions were ready when blocks had room for none of them, and since when.
	in_vain: Option<(usize, Instant)>,
	/// Why the last block could not be made, which is logged once. While there is a reason, only
	/// time and new messages call for a block.
	stuck: Option<String>,
}

impl Engine {
	/// An engine at the head of the chain, and its handle.
	pub(super) fn new(maker: Maker, options: &Options, dumps: Dumps) -> (Self, Handle) {
		let sealing = options.sealing;
		let (sender, messages) = mpsc::channel();
		let tickets = Tickets::default();
		let board = Board::new(&maker, sealing);
		let chain = maker.chain.clone();
		let (view, progress) = board.readers(chain.clone(), maker.paras.collators().to_vec());
		let handle = Handle { messages: sender, tickets: tickets.clone(), view, progress };
		let snapshots = Snapshots::new();
		let engine = Self {
			chain,
			maker,
			sealing,
			finality_lag: options.finality_lag,
			snapshots,
			dumps,
			board,
			messages,
			tickets,
			more_ready: false,
			in_vain: None,
			stuck: None,
		};
		(engine, handle)
	}

	/// Runs until the node stops, and then writes the chain to the file of `--dump-state`. Makes
	/// the blocks of `first` at the start.
	pub(crate) fn run(mut self, first: Option<Length>) -> Result<()> {
		self.serve(first);
		self.dumps.write_at_stop(&mut self.maker)
	}

	fn serve(&mut self, first: Option<Length>) {
		// A client that waits for a block gets one at once.
		if self.sealing == Sealing::Auto {
			self.make_block_or_complain();
		}
		if let Some(length) = first {
			let ticket = self.tickets.draw();
			let cancelled = || ticket.is_cancelled();
			if let Err(reason) = self.make_blocks(length, Vec::new(), false, &cancelled) {
				log::error!("{reason}");
			}
		}

		// When the last block was made, and when something was done last.
		let (mut last_block, mut last) = (Instant::now(), Instant::now());
		loop {
			let message = match self.next_message(last_block, last) {
				Ok(message) => Some(message),
				Err(RecvTimeoutError::Timeout) => None,
				Err(RecvTimeoutError::Disconnected) => return,
			};
			if self.tickets.is_stopped() {
				return;
			}
			let head = self.chain.head();
			// Where no block could be made, the pool is checked again when a message comes.
			let looks = message.is_some() || self.stuck.is_none();
			let idle = message.is_none();
			match message {
				Some(Message::Stop) => return,
				Some(Message::Command(command)) => self.obey(command),
				Some(Message::ParaTransaction) => self.maker.paras.note_arrival(),
				Some(Message::Transaction) | None => {},
			}
			if self.sealing.on_transaction() && looks {
				self.serve_pool();
				self.serve_paras();
			}
			let moved = self.chain.head() != head;
			if moved {
				last_block = Instant::now();
			}
			if self.sealing.interval().is_some_and(|interval| last_block.elapsed() >= interval) {
				self.make_block_or_complain();
				last_block = Instant::now();
			}
			if !idle || moved {
				last = Instant::now();
			}
			if self.maker.importer.finality_due(last).is_some_and(|due| due <= Instant::now()) {
				if let Err(reason) = self.maker.importer.tell_finality() {
					log::error!("Finality is not announced: {reason}");
				}
			}
		}
	}

	/// Waits for a message, or until there is something to do without one.
	fn next_message(
		&self,
		last_block: Instant,
		last: Instant,
	) -> std::result::Result<Message, RecvTimeoutError> {
		let due = self.sealing.interval().map(|interval| last_block + interval);
		let glances = self.sealing.on_transaction() && self.stuck.is_none();
		let pause = if self.more_ready { Duration::ZERO } else { POOL_GLANCE };
		let glance = glances.then(|| Instant::now() + pause);
		let finality = self.maker.importer.finality_due(last);
		match due.into_iter().chain(glance).chain(finality).min() {
			Some(until) => {
				self.messages.recv_timeout(until.saturating_duration_since(Instant::now()))
			},
			None => self.messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
		}
	}

	/// Makes blocks as long as transactions are ready and find a place, but for a moment only:
	/// messages and finality have their turn too.
	fn serve_pool(&mut self) {
		self.more_ready = false;
		let ready = self.chain.pool.status().ready;
		if self.in_vain.is_some_and(|(same, since)| same == ready && since.elapsed() < VAIN_PAUSE) {
			return;
		}
		self.in_vain = None;
		let until = Instant::now() + POOL_TURN;
		// A block may have no room for transactions, as the first one of a session in many
		// runtimes. Two in a row without room mean that the transactions have to wait.
		let mut in_vain = 0;
		while self.chain.pool.status().ready > 0 && in_vain < 2 && !self.tickets.is_stopped() {
			let before = self.chain.pool.status().ready;
			if !self.make_block_or_complain() {
				return;
			}
			in_vain = if self.chain.pool.status().ready < before { 0 } else { in_vain + 1 };
			if Instant::now() > until {
				self.more_ready = true;
				return;
			}
		}
		if in_vain > 0 {
			self.in_vain = Some((self.chain.pool.status().ready, Instant::now()));
		}
	}

	/// Makes blocks as long as transactions of paras wait to be included, but for a moment only.
	fn serve_paras(&mut self) {
		let until = Instant::now() + POOL_TURN;
		while self.maker.paras.call_for_block() && !self.tickets.is_stopped() {
			if !self.make_block_or_complain() {
				return;
			}
			if Instant::now() > until {
				self.more_ready = true;
				return;
			}
		}
	}

	/// Makes a block, or logs why not, once for each reason. Returns whether it made one.
	fn make_block_or_complain(&mut self) -> bool {
		match self.maker.block(Notice::Given) {
			Ok(_) => {
				self.stuck = None;
				self.show();
				true
			},
			Err(reason) => {
				if self.stuck.as_ref() != Some(&reason) {
					log::error!("No block: {reason}");
				}
				self.stuck = Some(reason);
				self.show();
				false
			},
		}
	}

	fn obey(&mut self, command: Command) {
		match command {
			Command::MakeBlocks { length, transactions, finalize, ticket, reply } => {
				let result = {
					let cancelled = || ticket.is_cancelled() || reply.is_canceled();
					self.make_blocks(length, transactions, finalize, &cancelled)
				};
				drop(ticket);
				self.answer(reply, result);
			},
			Command::CreateBlock { empty, finalize, parent, reply } => {
				let hash = self.create_block(empty, finalize, parent);
				self.answer(reply, hash);
			},
			Command::Finalize { block, reply } => {
				let done = self.finalize(block);
				self.answer(reply, done);
			},
			Command::Travel { to, reply } => {
				let time = self.travel(to);
				self.answer(reply, time);
			},
			Command::TakeSnapshot { reply } => {
				let id = self.snapshots.take(&mut self.maker);
				self.answer(reply, id);
			},
			Command::Revert { snapshot, reply } => {
				let head = self.snapshots.revert(snapshot, &mut self.maker);
				self.stuck = None;
				self.answer(reply, head.map(|head| head.hash));
			},
			Command::DropSnapshot { snapshot, reply } => {
				let done = self.snapshots.drop(snapshot, &mut self.maker);
				self.answer(reply, done);
			},
			Command::Dump { path, reply } => {
				let head = self.dumps.write(&mut self.maker, &path);
				self.answer(reply, head.map(|head| head.hash));
			},
			Command::SetSealing { sealing, reply } => {
				self.sealing = sealing;
				let lag = self.finality_lag.unwrap_or(sealing.finality_lag());
				let done = self.maker.importer.set_lag(lag);
				self.answer(reply, done);
			},
			Command::SubmitCollation { collation, reply } => {
				let hash = self.may_back().and_then(|()| self.maker.paras.submit(*collation));
				self.answer(reply, hash);
			},
			Command::SubmitFound { pov, data, reply } => {
				let verdict = if self.maker.author.is_before_epoch() {
					self.maker.paras.note_early();
					Ok(Verdict::Early(self.chain.head().hash))
				} else {
					self.maker.paras.submit_found(*pov, *data).map(Verdict::Candidate)
				};
				self.answer(reply, verdict);
			},
			Command::SetRuntime { code, reply } => {
				let hash = self.set_runtime(&code);
				self.answer(reply, hash);
			},
		}
	}

	/// Sends an answer. The status is up to date before: the caller may read it at once. A caller
	/// that is gone needs no answer.
	fn answer<T>(&mut self, reply: Reply<T>, result: Result<T>) {
		self.show();
		let _ = reply.send(result);
	}

	/// Makes blocks, and returns the hash of the head. A cancelled run is no error: it ends
	/// earlier.
	pub(crate) fn make_blocks(
		&mut self,
		length: Length,
		transactions: Vec<UncheckedExtrinsic>,
		finalize: bool,
		is_cancelled: &(dyn Fn() -> bool + Sync),
	) -> Result<Hash> {
		let from = self.chain.head().number;
		let total = match length {
			Length::Count(count) => count,
			Length::To(number) => number
				.checked_sub(from)
				.ok_or_else(|| format!("block #{number} is made already: the head is #{from}"))?,
		};
		if from.checked_add(total).is_none() {
			return Err(format!("there is no block #{}", u64::from(from) + u64::from(total)));
		}
		if total == 0 && !transactions.is_empty() {
			return Err(format!(
				"no block is to be made that could hold the transactions: the head is #{from} already"
			));
		}
		let run = Run::new(from, total);
		let result = self.make_run(&run, transactions, finalize, is_cancelled);
		let progress = run.progress(self.chain.head().number, true);
		if total > SHORT_RUN {
			log::info!("⏩ {progress}");
		}
		self.show();
		self.board.end_run(progress);
		if result.is_ok() {
			self.stuck = None;
		}
		result.map(|()| self.chain.head().hash)
	}

	fn make_run(
		&mut self,
		run: &Run,
		transactions: Vec<UncheckedExtrinsic>,
		finalize: bool,
		is_cancelled: &(dyn Fn() -> bool + Sync),
	) -> Result<()> {
		let left = |engine: &Self| run.left(engine.chain.head().number);
		if !transactions.is_empty() {
			if is_cancelled() {
				return Err("cancelled before the transactions were in a block".into());
			}
			self.maker.block_with(transactions)?;
		}
		if left(self) <= SHORT_RUN {
			while left(self) > 0 && !is_cancelled() {
				self.maker.block(Notice::Given)?;
			}
		} else {
			log::info!("⏩ Fast-forward by {} blocks", left(self));
			let board = &self.board;
			board.show_run(run.progress(self.chain.head().number, false));
			let mut show = |_: &Maker, progress| board.show_run(progress);
			bulk::run(&mut self.maker, run, is_cancelled, &mut show)?;
		}
		if finalize {
			self.finalize_head()?;
		}
		Ok(())
	}

	fn create_block(&mut self, empty: bool, finalize: bool, parent: Option<Hash>) -> Result<Hash> {
		let head = self.chain.head();
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
		let position = self.maker.block(Notice::Given)?;
		self.stuck = None;
		if finalize {
			self.finalize_head()?;
		}
		Ok(position.hash)
	}

	fn finalize_head(&mut self) -> Result<()> {
		let head = self.chain.head().number;
		self.maker.importer.finalize(head)?;
		self.maker.importer.tell_finality()?;
		if self.chain.finalized().number < head {
			return Err(format!(
				"the chain is at #{head}, but that is not final: not enough of the validators' GRANDPA keys \
				 are here"
			));
		}
		Ok(())
	}

	fn finalize(&mut self, block: Hash) -> Result<()> {
		let number = self.chain.client.number(block).map_err(text)?;
		let number = number.ok_or_else(|| format!("there is no block {block:?}"))?;
		if self.chain.position(number)?.hash != block {
			return Err(format!("block {block:?} is not on the chain that the head is on"));
		}
		self.maker.importer.finalize(number)?;
		self.maker.importer.tell_finality()?;
		if self.chain.finalized().number < number {
			return Err("not enough of the validators' GRANDPA keys are here".into());
		}
		Ok(())
	}

	fn travel(&mut self, to: Timestamp) -> Result<Timestamp> {
		self.or_back_in_time(|maker| {
			maker.author.travel(to)?;
			maker.block(Notice::Given)
		})?;
		Ok(self.maker.author.time())
	}

	/// Fails if the next block can back no block of a para.
	fn may_back(&self) -> Result<()> {
		if self.maker.author.is_before_epoch() {
			return Err(
				"the next block begins a session, and backs nothing; build on that one".into()
			);
		}
		Ok(())
	}

	/// Puts other code in force with the next block. No extrinsic sets it: other nodes execute the
	/// block with the old code, and refuse it.
	fn set_runtime(&mut self, code: &[u8]) -> Result<Hash> {
		let position = self.or_back_in_time(|maker| maker.first_block_of(code))?;
		let version = self.chain.client.runtime_api().version(position.hash).map_err(text)?;
		let RuntimeVersion { spec_name, spec_version, .. } = version;
		log::info!(
			"🔁 Runtime {spec_name}-{spec_version} is in force from block #{} on. Other nodes refuse \
			 that block, and with it what follows",
			position.number,
		);
		Ok(position.hash)
	}

	/// Makes a block. If that fails, restores the clock.
	fn or_back_in_time<T>(&mut self, make: impl FnOnce(&mut Maker) -> Result<T>) -> Result<T> {
		let clock = self.maker.author.clock();
		let result = make(&mut self.maker);
		match &result {
			Ok(_) => self.stuck = None,
			Err(_) => self.maker.author.set_clock(clock),
		}
		result
	}

	/// Makes a block with these transactions.
	#[cfg(feature = "bench")]
	pub(crate) fn block_with(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Result<()> {
		self.maker.block_with(transactions).map(drop)
	}

	/// Updates the status that others see, except for the run.
	fn show(&mut self) {
		self.maker.paras.follow();
		self.board.show(&self.maker, self.sealing, &self.snapshots);
	}
}
