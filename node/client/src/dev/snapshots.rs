// SPDX-License-Identifier: GPL-3.0-or-later

//! Snapshots: what they hold, and what a revert restores.

use std::collections::BTreeMap;

use super::{
	chain::{Position, Result},
	clock::Clock,
	importer::ReturnPoint,
	maker::Maker,
	pool,
};
use crate::types::{BlockNumber, UncheckedExtrinsic};

/// How many snapshots there may be at a time.
const MAX_SNAPSHOTS: usize = 64;

/// The chain at a moment, to go back to.
struct Snapshot {
	/// The head, and what BABE and GRANDPA knew there. The head's state is kept.
	point: ReturnPoint,
	clock: Clock,
	/// The transactions in the pool, ready or not.
	waiting: Vec<UncheckedExtrinsic>,
	/// Those in the pool of each para whose blocks are made here.
	waiting_on_paras: Vec<Vec<UncheckedExtrinsic>>,
}

/// The present snapshots.
pub(super) struct Snapshots {
	by_id: BTreeMap<u32, Snapshot>,
	next: u32,
}

impl Snapshots {
	/// No snapshots yet. The first one gets number 1.
	pub(super) fn new() -> Self {
		Self { by_id: BTreeMap::new(), next: 1 }
	}

	/// The number of each snapshot's block, by the snapshot's own.
	pub(super) fn blocks(&self) -> BTreeMap<u32, BlockNumber> {
		self.by_id.iter().map(|(id, snapshot)| (*id, snapshot.point.head.number)).collect()
	}

	/// Finalizes the head, takes a snapshot of the chain there, and returns its number. Fails if
	/// there are too many.
	pub(super) fn take(&mut self, maker: &mut Maker) -> Result<u32> {
		if self.by_id.len() >= MAX_SNAPSHOTS {
			return Err(format!(
				"there are {MAX_SNAPSHOTS} snapshots already; drop one with dev_dropSnapshot"
			));
		}
		let snapshot = Snapshot {
			waiting: pool::waiting(&maker.chain),
			waiting_on_paras: maker.paras.waiting(),
			point: maker.importer.keep_head()?,
			clock: maker.author.clock(),
		};
		let id = self.next;
		self.next += 1;
		self.by_id.insert(id, snapshot);
		Ok(id)
	}

	/// Reverts the chain to a snapshot, which remains. Snapshots of later blocks are dropped.
	pub(super) fn revert(&mut self, id: u32, maker: &mut Maker) -> Result<Position> {
		let snapshot = self.by_id.get(&id).ok_or_else(|| self.unknown(id))?;
		let head = snapshot.point.head;
		let went_back = maker.importer.go_back(&snapshot.point, &snapshot.waiting);
		// Even after a failure the engine must stand where the database does.
		if maker.chain.head() == head {
			maker.author.set_clock(snapshot.clock);
		}
		let went_back = match went_back {
			Ok(()) => maker.recover(),
			Err(reason) => {
				maker.recover_from(&reason);
				Err(reason)
			},
		};
		if maker.chain.head() != head {
			return went_back.map(|()| head);
		}
		// The blocks are gone, also where something has failed after that.
		let paras = maker.paras.go_back(&snapshot.waiting_on_paras);
		self.by_id.retain(|_, other| other.point.head.number <= head.number);
		log::info!("⏪ Back at #{} ({:?})", head.number, head.hash);
		went_back.and(paras).map(|()| head)
	}

	/// Drops a snapshot, so that the state at its block need not be kept.
	pub(super) fn drop(&mut self, id: u32, maker: &mut Maker) -> Result<()> {
		let snapshot = self.by_id.remove(&id).ok_or_else(|| self.unknown(id))?;
		let block = snapshot.point.head.number;
		if self.by_id.values().all(|other| other.point.head.number != block) {
			maker.importer.let_go(block)?;
		}
		Ok(())
	}

	fn unknown(&self, id: u32) -> String {
		let ids: Vec<_> = self.by_id.keys().map(u32::to_string).collect();
		match ids.as_slice() {
			[] => format!("there is no snapshot {id}; dev_snapshot takes one"),
			_ => format!("there is no snapshot {id}; there are {}", ids.join(", ")),
		}
	}
}
