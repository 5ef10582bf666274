// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes the next block: finds its slot and author, and fills it from the pool.

use std::{
	sync::mpsc::{sync_channel, Receiver, SyncSender},
	thread,
	time::{Duration, Instant},
};

use sc_consensus_babe::Epoch;
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool, TxHash, TxInvalidityReportMap};
use sp_consensus_babe::{digests::CompatibleDigestItem, Slot};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};

use super::{
	claims::{Claim, Claims},
	clock::Clock,
	engine::Result,
	epochs::Epochs,
	forge::{Applied, Filling, Forge, Forged},
	importer::Chain,
	laps::{lap, Step},
};
use crate::service::{Block, Pool};

/// How many slots in a row may have an author whose key is not here.
const EMPTY_SLOTS: u64 = 1_000;
/// How long transactions are put into one block.
const FILLING_TIME: Duration = Duration::from_secs(2);

type Extrinsic = <Block as BlockT>::Extrinsic;

/// No transactions.
pub(super) const NOTHING: Option<fn(&mut Filling) -> Result<()>> = None;

/// Puts votes on the code of paras into a block. Says whether there was room for them.
pub(super) fn cast(filling: &mut Filling, votes: Vec<Extrinsic>) -> bool {
	for vote in votes {
		match filling.push(vote) {
			Ok(Applied::Included) => {},
			Ok(Applied::NoRoom) => return false,
			// The others have decided already.
			Ok(Applied::Refused(reason)) => log::debug!("a vote on a para's code: {reason:?}"),
			Err(reason) => log::warn!("a vote on a para's code is not counted: {reason}"),
		}
	}
	true
}

/// Puts what is ready into a block. Returns what is not valid any more.
pub(super) fn fill_from(
	filling: &mut Filling,
	pool: &Pool,
) -> Result<TxInvalidityReportMap<TxHash<Pool>>> {
	let mut ready = pool.ready();
	let mut invalid = TxInvalidityReportMap::default();
	let until = Instant::now() + FILLING_TIME;
	while let Some(transaction) = ready.next() {
		if Instant::now() > until {
			break;
		}
		match filling.push((**transaction.data()).clone())? {
			Applied::Included => {},
			Applied::NoRoom => break,
			Applied::Refused(reason) => {
				ready.report_invalid(&transaction);
				invalid.insert(*transaction.hash(), Some(reason));
			},
		}
	}
	Ok(invalid)
}

/// Claims the next slot while the block of this one is made.
///
/// That is possible because an epoch is announced one epoch before it begins.
pub(super) struct Ahead {
	jobs: SyncSender<(Slot, Epoch)>,
	claims: Receiver<Option<Claim>>,
	/// The slot that is being claimed.
	slot: Option<Slot>,
}

impl Ahead {
	pub(super) fn spawn<'scope>(
		scope: &'scope thread::Scope<'scope, '_>,
		chain: &'scope Chain,
		epoch: Epoch,
	) -> Self {
		let (jobs, requests) = sync_channel::<(Slot, Epoch)>(1);
		let (answers, claims) = sync_channel(1);
		scope.spawn(move || {
			let mut claims = Claims::new(epoch, &chain.keys);
			for (slot, epoch) in requests {
				claims.go_to(epoch, &chain.keys);
				let claim = lap(Step::Claim, || claims.claim(slot, &chain.keys));
				if answers.send(claim).is_err() {
					break;
				}
			}
		});
		Self { jobs, claims, slot: None }
	}

	/// Begins to claim a slot.
	pub(super) fn ask(&mut self, slot: Slot, epochs: &Epochs) {
		self.slot = self.jobs.send((slot, epochs.of(slot))).is_ok().then_some(slot);
	}

	/// The claim of a slot, if it is the one that was asked for, and falls to a key that is here.
	fn take(&mut self, slot: Slot) -> Option<Claim> {
		let asked = self.slot.take()?;
		let claim = self.claims.recv().ok()?;
		claim.filter(|_| asked == slot)
	}
}

/// What it takes to make a block.
pub(super) struct Author<'a> {
	pub(super) chain: &'a Chain,
	pub(super) forge: &'a mut Forge,
	pub(super) clock: &'a Clock,
	pub(super) slot: &'a mut Slot,
	pub(super) epochs: &'a mut Epochs,
	pub(super) claims: &'a mut Claims,
	pub(super) ahead: Option<&'a mut Ahead>,
}

impl Author<'_> {
	/// Makes the next block.
	pub(super) fn make<Fill: FnOnce(&mut Filling) -> Result<()>>(
		&mut self,
		fill: Option<Fill>,
	) -> Result<Forged> {
		let first = self.clock.next(*self.slot);
		let ready = self.ahead.as_mut().and_then(|ahead| ahead.take(first));
		let (slot, claim) = match ready {
			Some(claim) => (first, claim),
			None => lap(Step::Claim, || self.claim(first))?,
		};
		if let Some(ahead) = &mut self.ahead {
			ahead.ask(self.clock.next(slot), self.epochs);
		}
		let time = self.clock.time(slot);
		let block = self.forge.make(&claim, slot, time, &self.chain.keys, fill)?;
		*self.slot = slot;

		let logs = block.header.digest().logs();
		if let Some(next) = logs.iter().find_map(|item| item.as_next_epoch_descriptor()) {
			let config = logs.iter().find_map(|item| item.as_next_config_descriptor());
			self.epochs.announce(slot, next, config.map(Into::into));
		}
		Ok(block)
	}

	/// The next slot, from this one on, that falls to a key that is here.
	fn claim(&mut self, first: Slot) -> Result<(Slot, Claim)> {
		for slot in (*first..*first + EMPTY_SLOTS).map(Slot::from) {
			self.claims.go_to(self.epochs.of(slot), &self.chain.keys);
			if let Some(claim) = self.claims.claim(slot, &self.chain.keys) {
				return Ok((slot, claim));
			}
		}
		Err("none of the validators' BABE keys is here; add one with author_insertKey".into())
	}
}
