// SPDX-License-Identifier: GPL-3.0-or-later

//! The commands of the engine, and the handle that reaches it.

use std::{
	path::PathBuf,
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		mpsc, Arc,
	},
};

use canary_validators::Collation;
use futures::channel::oneshot;
use polkadot_node_primitives::PoV;
use polkadot_primitives::PersistedValidationData;
use sp_timestamp::Timestamp;
use tokio::sync::watch;

use super::{chain::Result, progress::Progress, sealing::Sealing, status::View};
use crate::types::{BlockNumber, Hash, UncheckedExtrinsic};

/// Takes the engine's answer.
pub(super) type Reply<T> = oneshot::Sender<Result<T>>;

/// A command. The engine runs them in the order in which they come.
#[derive(Debug)]
pub(super) enum Command {
	/// Make blocks, the first with these transactions in front. Answers with the last one's hash.
	MakeBlocks {
		length: Length,
		transactions: Vec<UncheckedExtrinsic>,
		finalize: bool,
		ticket: Ticket,
		reply: Reply<Hash>,
	},
	/// Make a block on the head, which `parent` must be if it is given. Fails if no transaction is
	/// ready, unless `empty` is set. Answers with the block's hash.
	CreateBlock { empty: bool, finalize: bool, parent: Option<Hash>, reply: Reply<Hash> },
	/// Finalize the chain up to this block.
	Finalize { block: Hash, reply: Reply<()> },
	/// Make the next block at this time. Answers with the time of its slot.
	Travel { to: Timestamp, reply: Reply<Timestamp> },
	/// Take a snapshot. Answers with its number.
	TakeSnapshot { reply: Reply<u32> },
	/// Go back to a snapshot. Answers with the head's hash.
	Revert { snapshot: u32, reply: Reply<Hash> },
	/// Drop a snapshot.
	DropSnapshot { snapshot: u32, reply: Reply<()> },
	/// Write the chain to a file. Answers with the head's hash.
	Dump { path: PathBuf, reply: Reply<Hash> },
	/// Set what calls for a block.
	SetSealing { sealing: Sealing, reply: Reply<()> },
	/// Check a collation, to be backed in the next block. Answers with the candidate's hash.
	SubmitCollation { collation: Box<Collation>, reply: Reply<Hash> },
	/// Check a collation of the para whose head it builds on, to be backed in the next block.
	SubmitFound { pov: Box<PoV>, data: Box<PersistedValidationData>, reply: Reply<Verdict> },
	/// Put this code of the runtime in force with the next block. Answers with the block's hash.
	SetRuntime { code: Vec<u8>, reply: Reply<Hash> },
}

/// What becomes of a collation that is not refused.
#[derive(Debug)]
pub(super) enum Verdict {
	/// It is the candidate with this hash.
	Candidate(Hash),
	/// It was not checked: the block after this head begins a session, and backs nothing.
	Early(Hash),
}

/// How many blocks to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
	/// This many blocks.
	Count(BlockNumber),
	/// All up to and including the block with this number.
	To(BlockNumber),
}

/// A message to the engine.
#[derive(Debug)]
pub(super) enum Message {
	/// A command is to be run.
	Command(Command),
	/// A transaction is ready.
	Transaction,
	/// A transaction of a para is ready.
	ParaTransaction,
	/// The node stops.
	Stop,
}

/// Numbers runs, and cancels those that were asked for before.
#[derive(Clone, Debug, Default)]
pub(super) struct Tickets(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
	/// The number of the next run.
	next: AtomicU64,
	/// Runs with a smaller number are cancelled.
	cancelled: AtomicU64,
	/// The number of runs that are going on or wait.
	open: AtomicU64,
	/// Whether the node stops.
	stopping: AtomicBool,
}

impl Tickets {
	/// A ticket for a run that is asked for now.
	pub(super) fn draw(&self) -> Ticket {
		self.0.open.fetch_add(1, Ordering::Relaxed);
		let number = self.0.next.fetch_add(1, Ordering::Relaxed);
		Ticket { number, counts: self.0.clone() }
	}

	/// Cancels the run that is going on and those that wait behind it. Returns whether there was
	/// any.
	pub(super) fn cancel(&self) -> bool {
		self.0.cancelled.fetch_max(self.0.next.load(Ordering::Relaxed), Ordering::Relaxed);
		self.0.open.load(Ordering::Relaxed) > 0
	}

	/// Whether the node stops.
	pub(super) fn is_stopped(&self) -> bool {
		self.0.stopping.load(Ordering::Relaxed)
	}

	/// Cancels every run, also those that are still to be asked for.
	pub(super) fn stop(&self) {
		self.0.stopping.store(true, Ordering::Relaxed);
	}
}

/// A run that is going on or waits, until this is dropped.
#[derive(Debug)]
pub(super) struct Ticket {
	number: u64,
	counts: Arc<Counts>,
}

impl Ticket {
	/// Whether the run is cancelled.
	pub(super) fn is_cancelled(&self) -> bool {
		self.counts.stopping.load(Ordering::Relaxed)
			|| self.number < self.counts.cancelled.load(Ordering::Relaxed)
	}
}

impl Drop for Ticket {
	fn drop(&mut self) {
		self.counts.open.fetch_sub(1, Ordering::Relaxed);
	}
}

/// Reaches the engine from other threads.
#[derive(Clone)]
pub(crate) struct Handle {
	/// Takes messages.
	pub(super) messages: mpsc::Sender<Message>,
	/// Numbers runs, and cancels them.
	pub(super) tickets: Tickets,
	/// The engine's status, at any time.
	pub(super) view: View,
	/// The progress of runs.
	pub(super) progress: watch::Receiver<Option<Progress>>,
}

impl Handle {
	/// Stops the engine after the block that it is making. It takes no more commands.
	pub(crate) fn stop(&self) {
		self.tickets.stop();
		// An engine that is gone has stopped.
		let _ = self.messages.send(Message::Stop);
	}

	/// Tells the engine that a transaction is ready. Returns false if the engine is gone.
	pub(crate) fn transaction(&self) -> bool {
		self.messages.send(Message::Transaction).is_ok()
	}

	/// Tells the engine that a transaction of a para is ready. Returns false if the engine is gone.
	pub(crate) fn para_transaction(&self) -> bool {
		self.messages.send(Message::ParaTransaction).is_ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn cancelling_ends_the_runs_that_were_asked_for_before() {
		let tickets = Tickets::default();
		assert!(!tickets.cancel(), "there is none");
		let (first, second) = (tickets.draw(), tickets.draw());
		assert!(!first.is_cancelled());
		assert!(tickets.cancel());
		assert!(first.is_cancelled() && second.is_cancelled());
		let third = tickets.draw();
		assert!(!third.is_cancelled(), "it came later");
		drop((first, second, third));
		assert!(!tickets.cancel(), "all are over");
		tickets.stop();
		assert!(tickets.draw().is_cancelled());
	}
}
