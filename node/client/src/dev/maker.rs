// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes a block from beginning to end: collects its content, has it made, imports it, and settles
//! what becomes of the transactions that found no place.

use std::sync::Arc;

use canary_validators::Pvf;
use sc_consensus_babe::contains_epoch_change;
use sc_transaction_pool_api::{TransactionPool, TxHash, TxInvalidityReportMap};
use sp_consensus_babe::AuthorityIndex;
use sp_runtime::transaction_validity::InvalidTransaction;

use super::{
	author::Author,
	building::Content,
	chain::{wait, DevChain, Position, Result},
	content::{Fate, Load},
	forge::Forged,
	importer::{Importer, Notice},
	paras::Paras,
	precheck::{opens_votes, Ballot, Precheck},
	suspects::Suspects,
};
use crate::types::{Block, Pool, UncheckedExtrinsic};

/// Makes blocks and puts them on the chain.
pub(super) struct Maker {
	pub(super) chain: Arc<DevChain>,
	pub(super) author: Author,
	pub(super) importer: Importer,
	/// Votes on the code of paras.
	pub(super) precheck: Precheck,
	/// The paras whose blocks are made or checked here.
	pub(super) paras: Paras,
	/// The transaction that had a block for itself lately, and found no room in it.
	misfit: Option<TxHash<Pool>>,
	/// The transactions with which the last block could not be finished.
	suspects: Suspects,
	/// The transactions that were ready and that the last block called too early.
	early: Vec<TxHash<Pool>>,
}

impl Maker {
	/// A maker at the head of the chain.
	pub(super) fn new(
		chain: Arc<DevChain>,
		author: Author,
		importer: Importer,
		paras: Paras,
		pvf: Pvf,
	) -> Self {
		Self {
			chain,
			author,
			importer,
			precheck: Precheck::new(pvf),
			paras,
			misfit: None,
			suspects: Suspects::default(),
			early: Vec::new(),
		}
	}

	/// Makes a block with what is ready in the pool. Votes on the code of paras come first.
	pub(super) fn block(&mut self, notice: Notice) -> Result<Position> {
		self.attempt(Vec::new(), notice).map_err(|(_, reason)| reason)
	}

	/// Makes a block with these transactions in front of the pool's, and announces it.
	///
	/// The first block of an epoch may have no room for any transaction. Then it is made without
	/// these, and the next one has them.
	pub(super) fn block_with(&mut self, given: Vec<UncheckedExtrinsic>) -> Result<Position> {
		match self.attempt(given.clone(), Notice::Given) {
			Err((Fate::NoRoom, _)) if self.author.was_at_epoch_start() => {
				self.block(Notice::Given)?;
				self.attempt(given, Notice::Given).map_err(|(_, reason)| reason)
			},
			result => result.map_err(|(_, reason)| reason),
		}
	}

	/// Makes the first block of another runtime, without transactions, and announces it.
	pub(super) fn first_block_of(&mut self, code: &[u8]) -> Result<Position> {
		self.may_begin()?;
		let block = self.author.make_first_of(code)?;
		self.import(block, Notice::Given, None, false)
	}

	/// Fails if no block can be kept now, before the paras make theirs for it.
	fn may_begin(&mut self) -> Result<()> {
		self.chain.can_write()?;
		self.importer.finality_is_near()
	}

	fn attempt(
		&mut self,
		given: Vec<UncheckedExtrinsic>,
		notice: Notice,
	) -> std::result::Result<Position, (Fate, String)> {
		self.may_begin().map_err(|reason| (Fate::Refused, reason))?;
		let head = self.chain.head();
		let mut ballot = self.precheck.ballot(&self.chain.client, &self.chain.keys, head.hash);
		let votes = std::mem::take(&mut ballot.votes);
		let said = self.paras.say(head, self.author.is_before_epoch());
		let mut load = Load::new(self.chain.pool.clone(), said, votes, given);
		let made = if load.is_empty() {
			self.author.make(None)
		} else {
			self.author.make(Some(&mut load as &mut dyn Content))
		};
		let block = match made {
			Ok(block) => block,
			Err(reason) => {
				let fate = load.fate;
				load.report(None);
				self.paras.give_up();
				return Err((fate, reason));
			},
		};
		let (votes_heard, misfit) = (load.votes_heard, load.misfit);
		let has_paras = load.has_paras();
		let suspects = std::mem::take(&mut load.suspects);
		let early = std::mem::take(&mut load.early);
		let epoch_began = contains_epoch_change::<Block>(&block.header);
		let author = block.author;
		let cast = votes_heard.then_some(ballot);
		let position = self
			.import(block, notice, cast, has_paras)
			.map_err(|reason| (Fate::Refused, reason))?;
		load.report(Some(position.hash));
		self.settle_misfit(misfit, epoch_began);
		self.settle_suspects(suspects, author);
		self.settle_early(early);
		Ok(position)
	}

	/// Puts a block on the chain. `cast` are the votes in it, and `has_paras` says whether it has what the paras
	/// said for it.
	fn import(
		&mut self,
		block: Forged,
		notice: Notice,
		cast: Option<Ballot>,
		has_paras: bool,
	) -> Result<Position> {
		let position = block.position;
		let opens_votes = opens_votes(&block.changes.main_storage_changes);
		self.paras.note_block(&block.changes.main_storage_changes);
		if let Err(reason) = self.importer.import(block, notice) {
			self.recover_from(&reason);
			return Err(reason);
		}
		self.author.imported(position.number);
		if let Some(ballot) = cast {
			self.precheck.note_cast(ballot);
		}
		self.precheck.note_block(opens_votes);
		self.paras.note_imported(has_paras);
		Ok(position)
	}

	/// Drops a transaction that twice found no room although it had a block for itself. The first
	/// block of an epoch does not count: it may have room for no transaction.
	fn settle_misfit(&mut self, misfit: Option<TxHash<Pool>>, epoch_began: bool) {
		if epoch_began {
			return;
		}
		match misfit {
			Some(hash) if self.misfit == Some(hash) => {
				log::warn!("Transaction {hash:?} is dropped: it is too large for any block");
				let reason = InvalidTransaction::ExhaustsResources.into();
				let report = TxInvalidityReportMap::from_iter([(hash, Some(reason))]);
				wait(self.chain.pool.report_invalid(None, report));
				self.misfit = None;
			},
			misfit => self.misfit = misfit,
		}
	}

	/// Notes the transactions with which the block of this author could not be finished, and drops
	/// the hopeless ones.
	fn settle_suspects(&mut self, found: Vec<(TxHash<Pool>, String)>, author: AuthorityIndex) {
		let hashes = found.iter().map(|(hash, _)| *hash);
		let hopeless = self.suspects.settle(hashes, author, self.author.is_alone());
		for (hash, reason) in found.iter().filter(|(hash, _)| hopeless.contains(hash)) {
			log::warn!(
				"Transaction {hash:?} is dropped: no block can be finished with it: {reason}"
			);
		}
		self.drop_from_pool(hopeless);
	}

	/// Drops transactions that two blocks in a row have called too early. The pool takes them for ready, and what
	/// they wait for is not in it: as when an account was removed and is there again, with its first nonce.
	fn settle_early(&mut self, found: Vec<TxHash<Pool>>) {
		let (again, first): (Vec<_>, Vec<_>) =
			found.into_iter().partition(|hash| self.early.contains(hash));
		self.early = first;
		for hash in &again {
			log::warn!("Transaction {hash:?} is dropped: what it waits for is not there");
		}
		self.drop_from_pool(again);
	}

	/// Drops transactions, and tells those who watch them that they are invalid.
	fn drop_from_pool(&self, hashes: Vec<TxHash<Pool>>) {
		if !hashes.is_empty() {
			let report = hashes.into_iter().map(|hash| (hash, None)).collect();
			wait(self.chain.pool.report_invalid(None, report));
		}
	}

	/// Continues from the imported head after an error, whose reason is `reason`.
	pub(super) fn recover_from(&mut self, reason: &str) {
		if let Err(error) = self.recover() {
			log::error!("The engine could not return to the head after \"{reason}\": {error}");
		}
	}

	/// Continues from the imported head, after a revert or an error.
	pub(super) fn recover(&mut self) -> Result<()> {
		self.precheck.renew();
		self.paras.go_to_head();
		self.misfit = None;
		self.suspects.clear();
		self.early.clear();
		self.author.go_to_head()
	}
}
