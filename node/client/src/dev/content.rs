// SPDX-License-Identifier: GPL-3.0-or-later

//! The content of a block: the data of the paras inherent, votes on the code of paras, transactions
//! that were given with the request for the block, and those that are ready in the pool.
//!
//! One bad transaction does not cost the others their place. One that is invalid or panics leaves
//! the pool, and those who watch it are told. One with which the block cannot be finished is left
//! out, and one without room waits; those behind it are tried.

use std::{
	sync::Arc,
	time::{Duration, Instant},
};

use polkadot_primitives::InherentData as ParasData;
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool, TxHash, TxInvalidityReportMap};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

use super::{
	building::{Applied, Content, Filling},
	chain::wait,
};
use crate::types::{Hash, Header, Pool, UncheckedExtrinsic};

/// How long transactions of the pool are put into one block.
const FILLING_TIME: Duration = Duration::from_secs(2);
/// How many transactions may find no room, one after the other, before the block counts as full.
const MISFITS: usize = 32;
/// How many transactions are singled out, at most, because one block cannot be finished with them.
const SUSPECTS: usize = 4;

/// What became of the given transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
	/// All of them are in, or there were none.
	Taken,
	/// The first of them found no room in the block.
	NoRoom,
	/// One of them was refused, or a later one found no room.
	Refused,
}

/// The content of a block, and what became of it.
pub(super) struct Load {
	pool: Arc<Pool>,
	paras: Option<ParasData<Header>>,
	votes: Vec<UncheckedExtrinsic>,
	given: Vec<UncheckedExtrinsic>,
	/// How many transactions of the pool may go in.
	limit: usize,
	/// Whether the runtime took all votes, be it to refuse them.
	pub(super) votes_heard: bool,
	/// What became of the given transactions.
	pub(super) fate: Fate,
	/// The transaction of the pool that found no room in a block without any other.
	pub(super) misfit: Option<TxHash<Pool>>,
	/// The transactions of the pool that are in the block.
	taken: Vec<TxHash<Pool>>,
	/// The transactions of the pool with which alone the block could not be finished, and why. They are
	/// left out.
	pub(super) suspects: Vec<(TxHash<Pool>, String)>,
	/// The transactions of the pool that the runtime has called too early.
	pub(super) early: Vec<TxHash<Pool>>,
	/// Transactions of the pool that no block will take, and why.
	invalid: TxInvalidityReportMap<TxHash<Pool>>,
}

impl Load {
	/// The content in this order: paras and votes, the given transactions, then the pool's.
	pub(super) fn new(
		pool: Arc<Pool>,
		paras: Option<ParasData<Header>>,
		votes: Vec<UncheckedExtrinsic>,
		given: Vec<UncheckedExtrinsic>,
	) -> Self {
		Self {
			pool,
			paras,
			votes,
			given,
			limit: usize::MAX,
			votes_heard: true,
			fate: Fate::Taken,
			misfit: None,
			taken: Vec::new(),
			suspects: Vec::new(),
			early: Vec::new(),
			invalid: TxInvalidityReportMap::default(),
		}
	}

	/// Whether nothing is to go in.
	pub(super) fn is_empty(&self) -> bool {
		self.paras.is_none()
			&& self.votes.is_empty()
			&& self.given.is_empty()
			&& self.pool.status().ready == 0
	}

	/// Whether what the paras said is in the block.
	pub(super) fn has_paras(&self) -> bool {
		self.paras.is_some()
	}

	/// Has the pool drop the transactions that no block will take, and tell those who watch them.
	pub(super) fn report(self, block: Option<Hash>) {
		if !self.invalid.is_empty() {
			wait(self.pool.report_invalid(block, self.invalid));
		}
	}

	/// Puts the votes in. A vote is refused where the others have decided already.
	fn put_votes(&mut self, filling: &mut Filling) {
		self.votes_heard = true;
		for vote in &self.votes {
			match filling.push(vote.clone()) {
				Applied::Included => {},
				Applied::NoRoom => {
					self.votes_heard = false;
					return;
				},
				Applied::Refused(reason) => {
					log::debug!("A vote on a para's code is refused: {reason:?}")
				},
				Applied::Panicked(reason) => {
					log::warn!("A vote on a para's code is not counted: {reason}")
				},
			}
		}
	}

	fn put_given(&mut self, filling: &mut Filling) -> Result<(), String> {
		for (index, transaction) in self.given.iter().enumerate() {
			self.fate = Fate::Refused;
			match filling.push(transaction.clone()) {
				Applied::Included => {},
				Applied::NoRoom => {
					if index == 0 {
						self.fate = Fate::NoRoom;
					}
					return Err(format!("transaction {index} has no room in the block"));
				},
				Applied::Refused(reason) => {
					let reason: &str = reason.into();
					return Err(format!("transaction {index} is refused: {reason}"));
				},
				Applied::Panicked(reason) => {
					return Err(format!(
						"transaction {index} is refused: the runtime panics: {reason}"
					))
				},
			}
		}
		self.fate = Fate::Taken;
		Ok(())
	}

	fn put_ready(&mut self, filling: &mut Filling) {
		self.taken.clear();
		self.early.clear();
		self.misfit = None;
		let alone = self.given.is_empty() && self.votes.is_empty();
		let pool = self.pool.clone();
		let mut ready = pool.ready();
		let mut misfits = 0;
		let until = Instant::now() + FILLING_TIME;
		while self.taken.len() < self.limit && Instant::now() < until {
			let Some(transaction) = ready.next() else { break };
			let hash = *transaction.hash();
			let is_suspect = self.suspects.iter().any(|(suspect, _)| *suspect == hash);
			if is_suspect || self.invalid.contains_key(&hash) {
				ready.report_invalid(&transaction);
				continue;
			}
			match filling.push((**transaction.data()).clone()) {
				Applied::Included => {
					self.taken.push(hash);
					misfits = 0;
				},
				Applied::NoRoom => {
					if alone && self.taken.is_empty() {
						self.misfit.get_or_insert(hash);
					}
					// Those of the same account wait behind it; others may be smaller.
					ready.report_invalid(&transaction);
					misfits += 1;
					if misfits == MISFITS {
						break;
					}
				},
				// It waits for a transaction that comes before it.
				Applied::Refused(TransactionValidityError::Invalid(InvalidTransaction::Future)) => {
					ready.report_invalid(&transaction);
					self.early.push(hash);
				},
				Applied::Refused(reason) => {
					log::debug!("Transaction {hash:?} is dropped: {reason:?}");
					ready.report_invalid(&transaction);
					self.invalid.insert(hash, Some(reason));
				},
				Applied::Panicked(reason) => {
					log::warn!(
						"Transaction {hash:?} is dropped: the runtime panics on it: {reason}"
					);
					ready.report_invalid(&transaction);
					self.invalid.insert(hash, None);
				},
			}
		}
	}
}

impl Content for Load {
	fn paras(&self) -> Option<&ParasData<Header>> {
		self.paras.as_ref()
	}

	fn begin(&mut self) {
		self.limit = usize::MAX;
		self.suspects.clear();
	}

	fn put(&mut self, filling: &mut Filling) -> Result<(), String> {
		self.put_votes(filling);
		self.put_given(filling)?;
		self.put_ready(filling);
		Ok(())
	}

	fn refused(&mut self) -> Result<(), String> {
		self.votes_heard = false;
		if self.given.is_empty() {
			return Ok(());
		}
		self.fate = Fate::Refused;
		Err("the runtime takes no transactions in this block: a migration is going on".into())
	}

	/// Looks for the transaction of the pool that is to blame: the first one is tried alone, and if
	/// it is not the one, the others have their turn in the blocks that follow. With given
	/// transactions or votes, the pool's are left out at once.
	fn lighten(&mut self, reason: &str) -> bool {
		let alone = self.given.is_empty() && self.votes.is_empty();
		match *self.taken.as_slice() {
			[] if self.paras.is_some() => {
				log::error!(
					"This block has no paras data: no block can be finished with it: {reason}"
				);
				self.paras = None;
			},
			[] if self.given.is_empty() && !self.votes.is_empty() => {
				log::warn!(
					"Votes on a para's code are not cast: no block can be finished with \
					 them: {reason}"
				);
				self.votes.clear();
			},
			[] => return false,
			_ if !alone => self.limit = 0,
			[suspect] => {
				self.suspects.push((suspect, reason.to_owned()));
				self.limit = if self.suspects.len() < SUSPECTS { usize::MAX } else { 0 };
			},
			_ => self.limit = 1,
		}
		true
	}
}
