// SPDX-License-Identifier: GPL-3.0-or-later

//! A database in memory that remembers its commits.

use std::sync::Arc;

use canary_collator::{Hash, OneCommit};
use parking_lot::Mutex;
use sp_database::{error::DatabaseError, ColumnId, Database, MemDb, Transaction};

/// The database.
#[derive(Default)]
pub(crate) struct Memory {
	now: MemDb,
	commits: Mutex<Vec<Transaction<Hash>>>,
	/// What is committed while several commits are made one.
	held: Mutex<Option<Transaction<Hash>>>,
}

impl Memory {
	/// Makes one commit of several to this database.
	pub(crate) fn one_commit(self: &Arc<Self>) -> OneCommit {
		let database = self.clone();
		Box::new(move |change| {
			*database.held.lock() = Some(Transaction::new());
			let result = change();
			let held = database.held.lock().take().unwrap();
			result?;
			database.commits.lock().push(held);
			Ok(())
		})
	}

	/// How many commits there were.
	pub(crate) fn commits(&self) -> usize {
		self.commits.lock().len()
	}

	/// What a process leaves behind that is killed after so many commits.
	pub(crate) fn after(&self, commits: usize) -> Arc<Self> {
		let left = Self::default();
		for commit in &self.commits.lock()[..commits] {
			left.commit(commit.clone()).unwrap();
		}
		Arc::new(left)
	}
}

impl Database<Hash> for Memory {
	fn commit(&self, transaction: Transaction<Hash>) -> Result<(), DatabaseError> {
		self.now.commit(transaction.clone())?;
		match &mut *self.held.lock() {
			Some(held) => held.0.extend(transaction.0),
			None => self.commits.lock().push(transaction),
		}
		Ok(())
	}

	fn get(&self, column: ColumnId, key: &[u8]) -> Option<Vec<u8>> {
		Database::<Hash>::get(&self.now, column, key)
	}
}
