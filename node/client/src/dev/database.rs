// SPDX-License-Identifier: GPL-3.0-or-later

//! The database of the engine: the SDK's own, opened here to have a hand in it.
//!
//! The SDK keeps its handle to itself. The engine needs one to read nodes of the trie before their
//! block is imported, and to drop those that no state needs any more. The columns and their options
//! are the SDK's, so that every other command opens the same folder.
//!
//! **What is committed is there after a sudden death of the process.** ParityDB keeps commits in
//! memory until a thread of its own writes them to its log, one after the other and each as a whole. Here
//! a commit waits for that. The SDK and the engine tell of nothing that is not committed, and so nothing
//! that anybody was told is lost. (When a machine loses its power, what the system has not yet brought to
//! the disk is.)
//!
//! **Several commits can be made one**, so that after a sudden death there are all of them or none: see
//! [`Store::together`].

use std::{
	collections::{HashMap, HashSet},
	fs, io,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, OnceLock,
	},
	thread,
	time::{Duration, Instant},
};

use crate::types::Hash;
use parity_db::{CompressionType, Db, Operation, Options};
use parking_lot::RwLock;
use sp_database::{error::DatabaseError, Change, ColumnId, Database, Transaction};

/// How many columns there are.
const COLUMNS: u8 = 13;
/// Nodes of the state's trie by their hash.
const STATE: ColumnId = 1;
/// Indexed transactions by their hash.
const TRANSACTION: ColumnId = 11;
/// What the state's database says of itself.
const STATE_META: ColumnId = 2;
/// What consensus and the engine keep beside the chain.
const AUX: ColumnId = 8;
/// The columns that hold a value under its hash, and count how often it was stored.
const COUNTED: [ColumnId; 2] = [STATE, TRANSACTION];
/// The columns of large values: state, headers, bodies, justifications, transactions.
const COMPRESSED: [ColumnId; 6] = [STATE, 4, 5, 6, TRANSACTION, 12];

/// What says in which way states are kept. It is in the first commit of a database.
const STATE_MODE: &[u8] = b"mode";
/// How much room the disk must have. What is committed goes to the log at once and to its place later, and
/// where there is no room for that the system ends the process.
const ROOM: u64 = 256 << 20;

/// How long the first look waits whether a commit is written, and how long each later one at most.
const LOOKS: [Duration; 2] = [Duration::from_micros(20), Duration::from_millis(2)];
/// How often a commit that is not written yet is asked whether it ever will be.
const DOUBT: Duration = Duration::from_millis(100);

/// A change of a key in a column.
type Step = (u8, Operation<Vec<u8>, Vec<u8>>);

/// A value beside the chain under a key, or that there is to be none.
pub(super) type Note = (Vec<u8>, Option<Vec<u8>>);

/// An open database.
#[derive(Clone)]
pub(crate) struct Store(Arc<Inner>);

struct Inner {
	db: Db,
	folder: PathBuf,
	/// How many commits were marked.
	marks: AtomicU64,
	/// Commits that are to be one.
	held: RwLock<Option<Held>>,
	/// Why nothing can be committed any more.
	broken: OnceLock<String>,
}

/// Commits that are to be one.
#[derive(Default)]
struct Held {
	/// The last value of each key, or that it is gone; in the columns that do not count.
	values: HashMap<(ColumnId, Vec<u8>), Option<Vec<u8>>>,
	/// All changes of the others, in their order.
	counts: Vec<Step>,
	/// What these insert.
	added: HashMap<(ColumnId, Vec<u8>), Vec<u8>>,
	/// Nodes of the trie that are taken to be there.
	assumed: HashSet<Hash>,
}

impl Held {
	fn push(&mut self, (column, change): Step) {
		let id = column.into();
		if !COUNTED.contains(&id) {
			match change {
				Operation::Set(key, value) => self.values.insert((id, key), Some(value)),
				Operation::Dereference(key) => self.values.insert((id, key), None),
				// Nothing that does not count can be referred to.
				Operation::Reference(_) => None,
			};
			return;
		}
		if let Operation::Set(key, value) = &change {
			self.added.insert((id, key.clone()), value.clone());
		}
		self.counts.push((column, change));
	}

	/// What is held under a key: a value, or that there is none. Nothing is said of other keys.
	fn get(&self, column: ColumnId, key: &[u8]) -> Option<Option<Vec<u8>>> {
		let is_node = column == STATE && key.len() == size_of::<Hash>();
		let node = is_node.then(|| Hash::from_slice(key));
		if node.is_some_and(|node| self.assumed.contains(&node)) {
			return Some(Some(vec![0]));
		}
		let place = (column, key.to_vec());
		self.values.get(&place).cloned().or_else(|| self.added.get(&place).cloned().map(Some))
	}

	fn into_steps(self) -> impl Iterator<Item = Step> {
		let values = self.values.into_iter().map(|((column, key), value)| match value {
			Some(value) => (column as u8, Operation::Set(key, value)),
			None => (column as u8, Operation::Dereference(key)),
		});
		values.chain(self.counts)
	}
}

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
		// A killed process loses nothing that is in the log without it, only a machine that loses its
		// power does. That is good enough for a development chain, and disks are slow.
		options.sync_wal = false;
		options.sync_data = false;
		let db = Db::open_or_create(&options).map_err(io::Error::other)?;
		let inner = Inner {
			db,
			folder: path.into(),
			marks: AtomicU64::new(0),
			held: RwLock::new(None),
			broken: OnceLock::new(),
		};
		Ok((Self(Arc::new(inner)), new))
	}

	/// Fails if the disk is full, or writing has failed before. Where it is asked before something is
	/// begun, nothing is done by halves.
	pub(super) fn can_write(&self) -> Result<(), String> {
		if let Some(reason) = self.0.broken.get() {
			return Err(reason.clone());
		}
		has_room(&self.0.folder).map_err(|error| error.to_string())
	}

	/// The handle that the SDK takes.
	pub(super) fn handle(&self) -> Arc<dyn Database<Hash>> {
		Arc::new(self.clone())
	}

	/// A node of the state's trie.
	pub(super) fn node(&self, hash: &Hash) -> Result<Option<Vec<u8>>, DatabaseError> {
		self.look_up(STATE, hash.as_bytes()).map_err(error)
	}

	/// A value that stands beside the chain.
	pub(super) fn note(&self, key: &[u8]) -> Result<Option<Vec<u8>>, DatabaseError> {
		self.look_up(AUX, key).map_err(error)
	}

	/// Takes the values under nodes' hashes away, once for each time that a node is named, and notes what
	/// is to be noted of it.
	pub(super) fn drop_nodes(
		&self,
		nodes: impl IntoIterator<Item = Hash>,
		notes: impl IntoIterator<Item = Note>,
	) -> Result<(), DatabaseError> {
		let nodes = nodes.into_iter().map(|hash| Operation::Dereference(hash.as_bytes().into()));
		let notes = notes.into_iter().map(|(key, value)| match value {
			Some(value) => Operation::Set(key, value),
			None => Operation::Dereference(key),
		});
		let nodes = nodes.map(|operation| (STATE as u8, operation));
		self.change(nodes.chain(notes.map(|operation| (AUX as u8, operation))))
	}

	/// Makes one commit of all that `change` commits, and of what others commit meanwhile. Whoever reads
	/// sees the changes at once. `assumed` are nodes of the trie that can be read as long as it lasts.
	///
	/// If it fails, nothing is written, and nothing ever after: what the SDK keeps in memory is not what
	/// is in the database any more.
	pub(super) fn together<T>(
		&self,
		assumed: impl IntoIterator<Item = Hash>,
		change: impl FnOnce() -> Result<T, String>,
	) -> Result<T, String> {
		let assumed = assumed.into_iter().collect();
		*self.0.held.write() = Some(Held { assumed, ..Held::default() });
		let result = change();
		let mut held = self.0.held.write();
		let steps = held.take().into_iter().flat_map(Held::into_steps);
		let written = result.and_then(|value| {
			let mark = self.commit_marked(steps).map_err(|error| error.to_string())?;
			Ok((value, mark))
		});
		drop(held);
		let written = written.and_then(|(value, mark)| {
			self.wait_for(mark).map_err(|error| error.to_string())?;
			Ok(value)
		});
		written.map_err(|reason| {
			let reason = || format!("{reason}. Nothing of it is written; start the node again");
			self.0.broken.get_or_init(reason).clone()
		})
	}

	/// Commits changes, or adds them to those that are to be one commit.
	fn change(&self, steps: impl IntoIterator<Item = Step>) -> Result<(), DatabaseError> {
		if let Some(held) = &mut *self.0.held.write() {
			steps.into_iter().for_each(|step| held.push(step));
			return Ok(());
		}
		let mark = self.commit_marked(steps)?;
		self.wait_for(mark)
	}

	/// Notes that nothing can be committed any more.
	fn give_up(&self, error: parity_db::Error) -> DatabaseError {
		let reason = || {
			format!(
				"the database in {} cannot be written to any more: {error}; see to the disk, and start \
				 the node again",
				self.0.folder.display(),
			)
		};
		DatabaseError(self.0.broken.get_or_init(reason).clone().into())
	}

	/// Hands ParityDB a commit, with a mark by which one sees when it is written.
	fn commit_marked(&self, steps: impl IntoIterator<Item = Step>) -> Result<Hash, DatabaseError> {
		if let Some(reason) = self.0.broken.get() {
			return Err(DatabaseError(reason.clone().into()));
		}
		let mark = Hash::from_low_u64_be(self.0.marks.fetch_add(1, Ordering::Relaxed));
		// What is inserted can be read at once. That it is removed, in a column that counts, shows
		// when the commit is in the log, and not before.
		let key = mark.as_bytes().to_vec();
		let marked = [Operation::Set(key.clone(), vec![0]), Operation::Dereference(key)];
		let marked = marked.map(|operation| (TRANSACTION as u8, operation));
		let committed = self.0.db.commit_changes(steps.into_iter().chain(marked));
		committed.map_err(|error| self.give_up(error))?;
		Ok(mark)
	}

	/// Waits until a commit is written, and with it all before.
	fn wait_for(&self, mark: Hash) -> Result<(), DatabaseError> {
		let [mut pause, longest] = LOOKS;
		let mut asked = Instant::now();
		while self.0.db.get_size(TRANSACTION as u8, mark.as_bytes()).map_err(error)?.is_some() {
			thread::sleep(pause);
			pause = longest.min(pause * 2);
			if asked.elapsed() > DOUBT {
				asked = Instant::now();
				// Where writing has failed, every later commit is refused with the reason.
				self.0.db.commit_changes([]).map_err(|error| self.give_up(error))?;
			}
		}
		Ok(())
	}

	fn look_up(&self, column: ColumnId, key: &[u8]) -> Result<Option<Vec<u8>>, parity_db::Error> {
		let held = self.0.held.read().as_ref().and_then(|held| held.get(column, key));
		held.map_or_else(|| self.0.db.get(column as u8, key), Ok)
	}
}

/// Removes the database of a node that was killed before it had written anything: nobody could open it.
pub(crate) fn remove_stillborn(folder: &Path) -> io::Result<()> {
	if !folder.join("metadata").exists() {
		return Ok(());
	}
	let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string()));
	let names: Vec<_> = names.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect();
	// What is written goes to a log first, and to tables later.
	let mode_table = format!("table_{STATE_META:02}_");
	if names.iter().any(|name| name.starts_with(&mode_table)) {
		return Ok(());
	}
	let described = Options::load_metadata(folder)
		.is_ok_and(|found| found.is_some_and(|found| found.columns.len() == usize::from(COLUMNS)));
	let logged = names.iter().any(|name| name.starts_with("log"));
	let begun = match (described, logged) {
		(false, _) => logged,
		(true, false) => false,
		(true, true) => Store::open(folder)?.0.get(STATE_META, STATE_MODE).is_some(),
	};
	if !begun {
		log::info!("The database in {} was never begun; it is made anew", folder.display());
		fs::remove_dir_all(folder)?;
	}
	Ok(())
}

/// Fails if a database that is in this folder, or will be, has too little room.
pub(crate) fn has_room(folder: &Path) -> io::Result<()> {
	#[cfg(unix)]
	{
		let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder);
		let disk = rustix::fs::statvfs(there)?;
		let room = disk.f_bavail * disk.f_frsize;
		if room < ROOM {
			return Err(io::Error::new(
				io::ErrorKind::StorageFull,
				format!(
					"the disk of {} is full: it has {} MB left, and the database needs {}; make room, or \
					 choose another directory with `--base-path <PATH>`",
					folder.display(),
					room >> 20,
					ROOM >> 20,
				),
			));
		}
	}
	Ok(())
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
		self.change(changes)
	}

	fn get(&self, column: ColumnId, key: &[u8]) -> Option<Vec<u8>> {
		// The trait has no room for an error, and a node without its database cannot go on.
		self.look_up(column, key).unwrap_or_else(|error| panic!("database: {error}"))
	}

	fn contains(&self, column: ColumnId, key: &[u8]) -> bool {
		self.value_size(column, key).is_some()
	}

	fn value_size(&self, column: ColumnId, key: &[u8]) -> Option<usize> {
		if let Some(held) = &*self.0.held.read() {
			if let Some(value) = held.get(column, key) {
				return value.map(|value| value.len());
			}
		}
		let size = self.0.db.get_size(column as u8, key);
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

#[cfg(test)]
mod tests {
	use super::*;

	/// A folder that is removed in the end.
	struct Folder(std::path::PathBuf);

	impl Folder {
		fn new(name: &str) -> Self {
			let path = std::env::temp_dir().join(format!("canary-{}-{name}", std::process::id()));
			Self(path)
		}

		fn open(&self) -> Store {
			Store::open(&self.0).unwrap().0
		}

		/// What a process that is killed now leaves behind.
		fn copy(&self, name: &str) -> Self {
			let copy = Self::new(name);
			std::fs::create_dir_all(&copy.0).unwrap();
			for entry in std::fs::read_dir(&self.0).unwrap() {
				let entry = entry.unwrap();
				std::fs::copy(entry.path(), copy.0.join(entry.file_name())).unwrap();
			}
			copy
		}
	}

	impl Drop for Folder {
		fn drop(&mut self) {
			std::fs::remove_dir_all(&self.0).unwrap();
		}
	}

	fn set(store: &Store, key: &[u8], value: u32) {
		let mut transaction = Transaction::new();
		transaction.set(AUX, key, &value.to_be_bytes());
		store.commit(transaction).unwrap();
	}

	fn read(store: &Store, key: &[u8]) -> Option<u32> {
		store.get(AUX, key).map(|value| u32::from_be_bytes(value.try_into().unwrap()))
	}

	#[test]
	fn what_is_committed_is_in_the_files() {
		let folder = Folder::new("committed");
		let store = folder.open();
		for round in 0..20 {
			set(&store, b"round", round);
			let left = folder.copy("committed-left");
			assert_eq!(read(&left.open(), b"round"), Some(round));
		}
	}

	#[test]
	fn what_is_to_be_one_commit_is_there_as_a_whole_or_not_at_all() {
		let folder = Folder::new("together");
		let store = folder.open();
		let node = Hash::repeat_byte(1);
		set(&store, b"gone", 1);
		let done = store.together([Hash::repeat_byte(2)], || {
			set(&store, b"first", 1);
			set(&store, b"second", 2);
			set(&store, b"second", 3);
			let mut transaction = Transaction::new();
			transaction.remove(AUX, b"gone");
			store.commit(transaction).unwrap();
			let mut transaction = Transaction::new();
			transaction.store(STATE, node, vec![7]);
			store.commit(transaction).unwrap();

			// It shows at once, and is not written.
			assert_eq!(read(&store, b"second"), Some(3));
			assert_eq!(store.value_size(AUX, b"second"), Some(4));
			assert_eq!(read(&store, b"gone"), None);
			assert_eq!(store.node(&node).unwrap(), Some(vec![7]));
			assert!(store.contains(STATE, Hash::repeat_byte(2).as_bytes()));
			let left = folder.copy("together-before").open();
			assert_eq!(read(&left, b"first").or(read(&left, b"second")), None);
			assert_eq!(read(&left, b"gone"), Some(1));
			Ok(5)
		});
		assert_eq!(done, Ok(5));
		let left = folder.copy("together-after").open();
		for store in [&store, &left] {
			assert_eq!((read(store, b"first"), read(store, b"second")), (Some(1), Some(3)));
			assert_eq!(read(store, b"gone"), None);
			assert_eq!(store.node(&node).unwrap(), Some(vec![7]));
			assert!(!store.contains(STATE, Hash::repeat_byte(2).as_bytes()));
		}
	}

	#[test]
	fn a_database_that_was_never_begun_is_removed_and_no_other() {
		let folder = Folder::new("stillborn");
		remove_stillborn(&folder.0).unwrap();

		fs::create_dir_all(&folder.0).unwrap();
		fs::write(folder.0.join("metadata"), "version=8").unwrap();
		remove_stillborn(&folder.0).unwrap();
		assert!(!folder.0.exists(), "its description was cut short");

		let store = folder.open();
		let copy = folder.copy("stillborn-empty");
		remove_stillborn(&copy.0).unwrap();
		assert!(!copy.0.exists(), "nothing was written");
		fs::create_dir_all(&copy.0).unwrap();

		let mut transaction = Transaction::new();
		transaction.set(STATE_META, STATE_MODE, b"archive");
		store.commit(transaction).unwrap();
		let copy = folder.copy("stillborn-begun");
		remove_stillborn(&copy.0).unwrap();
		assert!(copy.open().contains(STATE_META, STATE_MODE));
		drop(store);
		remove_stillborn(&folder.0).unwrap();
		assert!(folder.open().contains(STATE_META, STATE_MODE));
	}

	#[test]
	fn what_fails_halfway_is_not_written_and_nothing_after_it() {
		let folder = Folder::new("halfway");
		let store = folder.open();
		let reason = store
			.together([], || {
				set(&store, b"half", 1);
				Err::<(), _>("no more".into())
			})
			.unwrap_err();
		assert!(reason.starts_with("no more") && reason.contains("start the node again"));
		let mut transaction = Transaction::new();
		transaction.set(AUX, b"later", &[1]);
		assert!(store.commit(transaction).unwrap_err().to_string().contains("no more"));
		drop(store);
		let store = folder.open();
		assert_eq!((read(&store, b"half"), store.get(AUX, b"later")), (None, None));
	}
}
