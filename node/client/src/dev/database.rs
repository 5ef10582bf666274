// SPDX-License-Identifier: GPL-3.0-or-later

//! The database of the engine: the SDK's own, opened here to have a hand in it.
//!
//! The SDK keeps its handle to itself. The engine needs one to read nodes of the trie before their
//! block is imported, and to drop those that no state needs any more. The columns and their options
//! are the SDK's, so that every other command opens the same folder.

use std::{io, path::Path, sync::Arc};

use crate::types::Hash;
use parity_db::{CompressionType, Db, Operation, Options};
use sp_database::{error::DatabaseError, Change, ColumnId, Database, Transaction};

/// How many columns there are.
const COLUMNS: u8 = 13;
/// Nodes of the state's trie by their hash.
const STATE: ColumnId = 1;
/// Indexed transactions by their hash.
const TRANSACTION: ColumnId = 11;
/// The columns that hold a value under its hash, and count how often it was stored.
const COUNTED: [ColumnId; 2] = [STATE, TRANSACTION];
/// The columns of large values: state, headers, bodies, justifications, transactions.
const COMPRESSED: [ColumnId; 6] = [STATE, 4, 5, 6, TRANSACTION, 12];

/// An open database.
#[derive(Clone)]
pub(crate) struct Store(Arc<Db>);

impl Store {
	/// Opens the database in a folder, and makes it if there is none. Says whether it did.
	pub(super) fn open(path: &Path) -> io::Result<(Self, bool)> {
		std::fs::create_dir_all(path)?;
		let new = !path.join("metadata").exists();
		let mut options = Options::with_columns(path, COLUMNS);
		for column in COMPRESSED {
			options.columns[column as usize].compression = CompressionType::Lz4;
		}
		for column in COUNTED {
			let options = &mut options.columns[column as usize];
			options.ref_counted = true;
			options.preimage = true;
			options.uniform = true;
		}
		// A killed process loses nothing without it, only a machine that loses its power does. That
		// is good enough for a development chain, and disks are slow.
		options.sync_wal = false;
		options.sync_data = false;
		let db = Db::open_or_create(&options).map_err(io::Error::other)?;
		Ok((Self(Arc::new(db)), new))
	}

	/// The handle that the SDK takes.
	pub(super) fn handle(&self) -> Arc<dyn Database<Hash>> {
		Arc::new(self.clone())
	}

	/// A node of the state's trie.
	pub(super) fn node(&self, hash: &Hash) -> Result<Option<Vec<u8>>, DatabaseError> {
		self.0.get(STATE as u8, hash.as_bytes()).map_err(error)
	}

	/// Puts a value under a node's hash once, and takes it away once from under others.
	pub(super) fn change_nodes(
		&self,
		add: impl IntoIterator<Item = (Hash, Vec<u8>)>,
		drop: impl IntoIterator<Item = Hash>,
	) -> Result<(), DatabaseError> {
		let add =
			add.into_iter().map(|(hash, value)| Operation::Set(hash.as_bytes().into(), value));
		let drop = drop.into_iter().map(|hash| Operation::Dereference(hash.as_bytes().into()));
		let changes = add.chain(drop).map(|operation| (STATE as u8, operation));
		self.0.commit_changes(changes).map_err(error)
	}
}

fn error(error: parity_db::Error) -> DatabaseError {
	DatabaseError(Box::new(error))
}

impl Database<Hash> for Store {
	fn commit(&self, transaction: Transaction<Hash>) -> Result<(), DatabaseError> {
		let changes = transaction.0.into_iter().map(|change| match change {
			Change::Set(column, key, value) => (column as u8, Operation::Set(key, value)),
			Change::Remove(column, key) => (column as u8, Operation::Dereference(key)),
			// These three are for counted columns only; for others ParityDB reports an error.
			Change::Store(column, hash, value) => {
				(column as u8, Operation::Set(hash.as_bytes().into(), value))
			},
			Change::Reference(column, hash) => {
				(column as u8, Operation::Reference(hash.as_bytes().into()))
			},
			Change::Release(column, hash) => {
				(column as u8, Operation::Dereference(hash.as_bytes().into()))
			},
		});
		self.0.commit_changes(changes).map_err(error)
	}

	fn get(&self, column: ColumnId, key: &[u8]) -> Option<Vec<u8>> {
		// The trait has no room for an error, and a node without its database cannot go on.
		self.0.get(column as u8, key).unwrap_or_else(|error| panic!("database: {error}"))
	}

	fn contains(&self, column: ColumnId, key: &[u8]) -> bool {
		self.value_size(column, key).is_some()
	}

	fn value_size(&self, column: ColumnId, key: &[u8]) -> Option<usize> {
		let size = self.0.get_size(column as u8, key);
		size.unwrap_or_else(|error| panic!("database: {error}")).map(|size| size as usize)
	}

	fn supports_ref_counting(&self) -> bool {
		true
	}

	/// A counted key is the hash alone: what is in front of it tells places with one node apart.
	fn sanitize_key(&self, key: &mut Vec<u8>) {
		key.drain(..key.len() - size_of::<Hash>());
	}
}
