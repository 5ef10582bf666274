// SPDX-License-Identifier: GPL-3.0-or-later

//! The database of the engine: that of the SDK, opened here so that the engine can use it too.
//!
//! The SDK does not share its handle. The engine needs one to read nodes of the trie before their
//! block is imported, and to drop those that no state needs any more. The columns and their options
//! are the SDK's, so that every other command opens the same folder.
//!
//! **What is committed survives a killed process.** ParityDB keeps commits in memory until a thread
//! of its own writes them to its log, and each of them is expensive. Here a commit goes to a
//! [journal](super::journal), before anybody can see it, and to a [buffer](super::buffer) in front
//! of ParityDB, which a thread flushes now and then: many blocks are one commit there. The SDK and
//! the engine announce nothing that is not committed, and so nothing that was announced is lost. (A
//! power failure loses what the system has not yet written to the disk.)
//!
//! **Several commits can be made one**, so that a killed process leaves all of them or none: see
//! [`Store::together`].

use std::{
	collections::HashSet,
	fs, io,
	path::{Path, PathBuf},
	sync::{Arc, OnceLock},
	thread::{self, JoinHandle},
	time::Duration,
};

use parity_db::{CompressionType, Db, Operation, Options};
use parking_lot::{Condvar, Mutex, RwLock};
use sp_database::{error::DatabaseError, Change, ColumnId, Database, Transaction};

use super::{
	buffer::{Buffer, Step, COUNTED, STATE, TRANSACTION},
	journal::{self, Journal},
	priority::step_back,
};
use crate::types::Hash;

/// How many columns there are.
const COLUMNS: u8 = 13;
/// The metadata of the state's database.
const STATE_META: ColumnId = 2;
/// The auxiliary data of consensus and the engine.
const AUX: ColumnId = 8;
/// The columns of large values: state, headers, bodies, justifications, transactions.
const COMPRESSED: [ColumnId; 6] = [STATE, 4, 5, 6, TRANSACTION, 12];

/// The key of the pruning mode, which the first commit of a database sets.
const STATE_MODE: &[u8] = b"mode";
/// The key of the number of the last journal whose changes are in ParityDB.
const JOURNAL: &[u8] = b"canary_journal";
/// The free space that the disk must have, in bytes. A commit goes to the log at once and to its
/// place later, and if there is no space for that, the system ends the process.
const MIN_FREE: u64 = 256 << 20;

/// How many bytes of changes the buffer collects before it is flushed to ParityDB.
const FLUSH_AT: usize = 16 << 20;
/// How many bytes it may hold during a flush: further commits wait.
const MAX_BUFFERED: usize = 4 * FLUSH_AT;
/// How long fewer changes wait for a flush, at most.
const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// How often it is checked whether ParityDB has written a commit to its log.
const CHECK_EVERY: Duration = Duration::from_millis(2);

/// An auxiliary key with its new value, or `None` to remove it.
pub(super) type Note = (Vec<u8>, Option<Vec<u8>>);

/// An open database.
#[derive(Clone)]
pub(crate) struct Store(Arc<Open>);

/// Writes what is left when the last of its holders is dropped.
struct Open {
	inner: Arc<Inner>,
	emptying: Option<JoinHandle<()>>,
}

struct Inner {
	db: Db,
	folder: PathBuf,
	pending: RwLock<Pending>,
	/// Tells the thread that flushes the buffer what to do.
	wanted: Mutex<Wanted>,
	/// Signals that `wanted` has changed.
	changed: Condvar,
	/// Held during a flush.
	emptying: Mutex<()>,
	/// Why nothing can be committed any more.
	broken: OnceLock<String>,
}

/// What is not in ParityDB yet.
struct Pending {
	/// All changes since the last flush, which are in the journal too.
	buffer: Buffer,
	journal: Journal,
	/// The changes of a flush that is going on.
	leaving: Option<Arc<Buffer>>,
	/// The commits that [`Store::together`] makes one.
	held: Option<Held>,
}

/// Commits that are to be one, with what is assumed until then.
#[derive(Default)]
struct Held {
	buffer: Buffer,
	/// Trie nodes that are assumed to exist.
	assumed: HashSet<Hash>,
}

#[derive(Default)]
struct Wanted {
	/// Whether the buffer holds enough for a flush.
	now: bool,
	closed: bool,
}

impl Pending {
	/// Looks up a key: its value, or `Some(None)` if it is removed. `None` means that ParityDB has
	/// the answer.
	fn get(&self, column: ColumnId, key: &[u8]) -> Option<Option<&Vec<u8>>> {
		let held = self.held.as_ref().and_then(|held| held.buffer.get(column, key));
		held.or_else(|| self.buffer.get(column, key))
			.or_else(|| self.leaving.as_ref().and_then(|leaving| leaving.get(column, key)))
	}

	/// Whether a trie node is assumed to exist.
	fn is_assumed(&self, column: ColumnId, key: &[u8]) -> bool {
		column == STATE
			&& key.len() == size_of::<Hash>()
			&& self.held.as_ref().is_some_and(|held| held.assumed.contains(&Hash::from_slice(key)))
	}
}

impl Inner {
	/// Commits changes: to the journal, and then to the buffer.
	fn commit(&self, pending: &mut Pending, steps: Vec<Step>) -> Result<(), DatabaseError> {
		if let Some(reason) = self.broken.get() {
			return Err(DatabaseError(reason.clone().into()));
		}
		pending.journal.append(&steps).map_err(|error| self.give_up(error))?;
		steps.into_iter().for_each(|step| pending.buffer.push(step));
		if pending.buffer.bytes() >= FLUSH_AT && pending.leaving.is_none() {
			self.wanted.lock().now = true;
			self.changed.notify_all();
		}
		Ok(())
	}

	/// Waits while the buffer is full and a flush is going on.
	fn wait_for_room(&self) {
		let is_full = || {
			let pending = self.pending.read();
			pending.leaving.is_some() && pending.buffer.bytes() >= MAX_BUFFERED
		};
		while is_full() && self.broken.get().is_none() {
			self.changed.wait_for(&mut self.wanted.lock(), CHECK_EVERY);
		}
	}

	/// Flushes the buffer again and again, until the store is closed or broken.
	fn empty(&self) {
		let _broken = BrokenByPanic(self);
		loop {
			let mut wanted = self.wanted.lock();
			if !wanted.now && !wanted.closed {
				self.changed.wait_for(&mut wanted, FLUSH_EVERY);
			}
			wanted.now = false;
			let closed = wanted.closed;
			drop(wanted);
			if let Err(reason) = self.flush() {
				log::error!("{}", self.give_up(reason));
			}
			self.changed.notify_all();
			if closed || self.broken.get().is_some() {
				return;
			}
		}
	}

	/// Writes the buffer to ParityDB, and then deletes its journal.
	fn flush(&self) -> Result<(), String> {
		let _alone = self.emptying.lock();
		let (leaving, number) = {
			let mut pending = self.pending.write();
			if pending.buffer.is_empty() {
				return Ok(());
			}
			let number = pending.journal.next().map_err(|error| error.to_string())?;
			let leaving = Arc::new(std::mem::take(&mut pending.buffer));
			pending.leaving = Some(leaving.clone());
			(leaving, number)
		};
		write(&self.db, leaving.steps(), number).map_err(|error| error.to_string())?;
		self.pending.write().leaving = None;
		fs::remove_file(journal::path(&self.folder, number)).map_err(|error| error.to_string())
	}

	/// Notes that nothing can be committed any more. Returns the first reason for that.
	fn give_up(&self, error: impl std::fmt::Display) -> DatabaseError {
		let reason = || {
			format!(
				"the database in {} cannot be written to any more: {error}; check the disk, and \
				 start the node again",
				self.folder.display(),
			)
		};
		DatabaseError(self.broken.get_or_init(reason).clone().into())
	}
}

/// Has nothing be committed any more once the thread that flushes the buffer has panicked. What it has
/// not written to ParityDB stays in the journal.
struct BrokenByPanic<'a>(&'a Inner);

impl Drop for BrokenByPanic<'_> {
	fn drop(&mut self) {
		if thread::panicking() {
			self.0.give_up("the thread that writes to it has panicked");
			self.0.changed.notify_all();
		}
	}
}

impl Drop for Open {
	fn drop(&mut self) {
		self.inner.wanted.lock().closed = true;
		self.inner.changed.notify_all();
		if let Some(emptying) = self.emptying.take() {
			if emptying.join().is_err() {
				log::error!("The thread that writes to the database has panicked");
			}
		}
		if self.inner.broken.get().is_none() {
			let number = self.inner.pending.read().journal.number();
			if let Err(error) = fs::remove_file(journal::path(&self.inner.folder, number)) {
				log::warn!("An empty journal is left behind: {error}");
			}
		}
	}
}

impl Store {
	/// Opens the database in a folder, and makes it if there is none. Returns whether it did.
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
		// Without it a killed process loses nothing that is in the log; only a power failure does.
		// That is good enough for a development chain, and disks are slow.
		options.sync_wal = false;
		// Once for each 64 MB of the log. Without it ParityDB keeps the last 16 logs, a gigabyte,
		// instead of making sure that their content is on the disk.
		options.sync_data = true;
		// Nobody reads them, and each value that is dropped is read for them first.
		options.stats = false;
		let db = open_behind(&options)?;
		let last = recover(&db, path)?;
		let inner = Arc::new(Inner {
			db,
			folder: path.into(),
			pending: RwLock::new(Pending {
				buffer: Buffer::default(),
				journal: Journal::begin(path, last + 1)?,
				leaving: None,
				held: None,
			}),
			wanted: Mutex::default(),
			changed: Condvar::new(),
			emptying: Mutex::default(),
			broken: OnceLock::new(),
		});
		let emptied = inner.clone();
		let emptying = thread::Builder::new().name("dev-database".into()).spawn(move || {
			step_back();
			emptied.empty();
		})?;
		Ok((Self(Arc::new(Open { inner, emptying: Some(emptying) })), new))
	}

	/// Fails if the disk is full, or writing has failed before. Callers ask before they begin
	/// something, so as not to stop halfway.
	pub(super) fn can_write(&self) -> Result<(), String> {
		if let Some(reason) = self.0.inner.broken.get() {
			return Err(reason.clone());
		}
		has_room(&self.0.inner.folder).map_err(|error| error.to_string())
	}

	/// The handle that the SDK takes.
	pub(super) fn handle(&self) -> Arc<dyn Database<Hash>> {
		Arc::new(self.clone())
	}

	/// A node of the state's trie.
	pub(super) fn node(&self, hash: &Hash) -> Result<Option<Vec<u8>>, DatabaseError> {
		self.look_up(STATE, hash.as_bytes()).map_err(error)
	}

	/// An auxiliary value.
	pub(super) fn note(&self, key: &[u8]) -> Result<Option<Vec<u8>>, DatabaseError> {
		self.look_up(AUX, key).map_err(error)
	}

	/// Drops trie nodes, once for each time that one is named, and writes these notes, in one
	/// commit.
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

	/// Makes one commit of all that `change` commits, and of what others commit meanwhile. Readers
	/// see the changes at once. The trie nodes `assumed` seem to exist meanwhile.
	///
	/// If it fails, nothing is written, and every later commit fails: what the SDK keeps in memory
	/// is not what is in the database any more.
	pub(super) fn together<T>(
		&self,
		assumed: impl IntoIterator<Item = Hash>,
		change: impl FnOnce() -> Result<T, String>,
	) -> Result<T, String> {
		let inner = &self.0.inner;
		let held = Held { assumed: assumed.into_iter().collect(), ..Held::default() };
		inner.pending.write().held = Some(held);
		let result = change();
		let mut pending = inner.pending.write();
		let held = pending.held.take().unwrap_or_default();
		let written = result.and_then(|value| {
			let steps = held.buffer.steps().collect();
			inner.commit(&mut pending, steps).map_err(|error| error.to_string())?;
			Ok(value)
		});
		written.map_err(|reason| {
			let reason = || format!("{reason}. Nothing of it is written; start the node again");
			inner.broken.get_or_init(reason).clone()
		})
	}

	/// Commits changes, or adds them to those that [`Self::together`] makes one commit.
	fn change(&self, steps: impl IntoIterator<Item = Step>) -> Result<(), DatabaseError> {
		let inner = &self.0.inner;
		inner.wait_for_room();
		let mut pending = inner.pending.write();
		if let Some(held) = &mut pending.held {
			steps.into_iter().for_each(|step| held.buffer.push(step));
			return Ok(());
		}
		inner.commit(&mut pending, steps.into_iter().collect())
	}

	fn look_up(&self, column: ColumnId, key: &[u8]) -> Result<Option<Vec<u8>>, parity_db::Error> {
		let inner = &self.0.inner;
		let pending = inner.pending.read();
		let assumed = pending.is_assumed(column, key);
		let found = match pending.get(column, key) {
			Some(found) => found.cloned(),
			None => {
				drop(pending);
				inner.db.get(column as u8, key)?
			},
		};
		// No trie has a node without bytes: who reads it gets an error, and not an empty state.
		Ok(found.or_else(|| assumed.then(Vec::new)))
	}
}

/// Opens ParityDB with threads that step back, as those of a run do: otherwise they would come before
/// whoever makes blocks. They have the priority of the thread which starts them.
fn open_behind(options: &Options) -> io::Result<Db> {
	let opened = thread::scope(|scope| {
		let opening =
			thread::Builder::new().name("dev-paritydb".into()).spawn_scoped(scope, || {
				step_back();
				Db::open_or_create(options)
			})?;
		opening.join().map_err(|_| io::Error::other("ParityDB panicked while it was opened"))
	})?;
	opened.map_err(io::Error::other)
}

/// Writes the changes of the journals up to this one to ParityDB, and waits until they are in its
/// log.
fn write(db: &Db, steps: impl Iterator<Item = Step>, journal: u64) -> Result<(), parity_db::Error> {
	let number = journal.to_le_bytes();
	// An insertion shows at once. A removal, in a column with reference counts, shows when the
	// commit is in the log, and not before.
	let mark = [number; 4].concat();
	let marks = [Operation::Set(mark.clone(), vec![0]), Operation::Dereference(mark.clone())];
	let marks = marks.map(|change| (TRANSACTION as u8, change));
	let note = (AUX as u8, Operation::Set(JOURNAL.to_vec(), number.to_vec()));
	db.commit_changes(steps.chain([note]).chain(marks))?;
	while db.get_size(TRANSACTION as u8, &mark)?.is_some() {
		thread::sleep(CHECK_EVERY);
		// If writing has failed, every later commit is refused with the reason.
		db.commit_changes([])?;
	}
	Ok(())
}

/// Writes the journals that a killed process left to ParityDB. Returns the number of the last one.
fn recover(db: &Db, folder: &Path) -> io::Result<u64> {
	let done = db.get(AUX as u8, JOURNAL).map_err(io::Error::other)?;
	let done = done.and_then(|number| Some(u64::from_le_bytes(number.try_into().ok()?)));
	let done = done.unwrap_or(0);
	let left = journal::numbers(folder)?;
	let last = left.last().copied().unwrap_or(done).max(done);
	let mut buffer = Buffer::default();
	for number in left.iter().filter(|number| **number > done) {
		let steps = journal::read(&journal::path(folder, *number))?;
		steps.into_iter().for_each(|step| buffer.push(step));
	}
	if !buffer.is_empty() {
		write(db, buffer.steps(), last).map_err(io::Error::other)?;
	}
	for number in left {
		fs::remove_file(journal::path(folder, number))?;
	}
	Ok(last)
}

/// Writes the journals that a killed process left in a folder to the database there, if there is
/// one: only the engine reads journals.
pub(crate) fn bring_up_to_date(folder: &Path) -> io::Result<()> {
	let begun = folder.join("metadata").exists() && !journal::numbers(folder)?.is_empty();
	if begun {
		drop(Store::open(folder)?);
	}
	Ok(())
}

/// Removes a database whose node was killed before it had written anything: it could not be opened.
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
	let logged = names.iter().any(|name| name.starts_with("log") || name.starts_with("journal"));
	let begun = match (described, logged) {
		(false, _) => logged,
		(true, false) => false,
		(true, true) => Store::open(folder)?.0.contains(STATE_META, STATE_MODE),
	};
	if !begun {
		log::info!("The database in {} is empty, and is created again", folder.display());
		fs::remove_dir_all(folder)?;
	}
	Ok(())
}

/// Fails if the disk of a folder, which need not exist yet, has too little space for a database.
pub(crate) fn has_room(folder: &Path) -> io::Result<()> {
	#[cfg(unix)]
	{
		let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder);
		let disk = rustix::fs::statvfs(there)?;
		let room = disk.f_bavail * disk.f_frsize;
		if room < MIN_FREE {
			return Err(io::Error::new(
				io::ErrorKind::StorageFull,
				format!(
					"the disk of {} is full: it has {} MB left, and the database needs {}; make room, or \
					 choose another directory with `--base-path <PATH>`",
					folder.display(),
					room >> 20,
					MIN_FREE >> 20,
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
		// The trait knows no errors, and a node without its database cannot go on.
		self.look_up(column, key).unwrap_or_else(|error| panic!("database: {error}"))
	}

	fn contains(&self, column: ColumnId, key: &[u8]) -> bool {
		self.value_size(column, key).is_some()
	}

	fn value_size(&self, column: ColumnId, key: &[u8]) -> Option<usize> {
		let inner = &self.0.inner;
		let pending = inner.pending.read();
		let assumed = pending.is_assumed(column, key);
		let size = match pending.get(column, key) {
			Some(found) => found.map(Vec::len),
			None => {
				drop(pending);
				let size = inner.db.get_size(column as u8, key);
				size.unwrap_or_else(|error| panic!("database: {error}")).map(|size| size as usize)
			},
		};
		size.or(assumed.then_some(0))
	}

	fn supports_ref_counting(&self) -> bool {
		true
	}

	/// A counted key is the hash alone: the prefix tells places with the same node apart.
	fn sanitize_key(&self, key: &mut Vec<u8>) {
		key.drain(..key.len() - size_of::<Hash>());
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A temporary folder, deleted on drop.
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
	fn what_is_committed_stays_in_the_journal_if_the_thread_that_flushes_panics() {
		let folder = Folder::new("panicked");
		let store = folder.open();
		// From now on nobody flushes what is committed.
		store.0.inner.wanted.lock().closed = true;
		store.0.inner.changed.notify_all();
		while store.0.emptying.as_ref().is_some_and(|flushing| !flushing.is_finished()) {
			thread::yield_now();
		}
		set(&store, b"round", 1);
		thread::scope(|scope| {
			let flushing = scope.spawn(|| {
				let _broken = BrokenByPanic(&store.0.inner);
				panic!("a fault of the thread");
			});
			assert!(flushing.join().is_err());
		});
		let mut transaction = Transaction::new();
		transaction.set(AUX, b"later", &[1]);
		assert!(store.commit(transaction).unwrap_err().to_string().contains("has panicked"));
		drop(store);
		let store = folder.open();
		assert_eq!((read(&store, b"round"), store.get(AUX, b"later")), (Some(1), None));
	}

	/// Puts a node into the trie, or takes it away once.
	fn count(store: &Store, node: Hash, more: bool) {
		let mut transaction = Transaction::new();
		match more {
			true => transaction.store(STATE, node, vec![7]),
			false => transaction.release(STATE, node),
		}
		store.commit(transaction).unwrap();
	}

	#[test]
	fn a_journal_counts_once_whenever_the_process_dies() {
		let folder = Folder::new("journal-once");
		let node = Hash::repeat_byte(3);
		let store = folder.open();
		count(&store, node, true);
		set(&store, b"round", 1);
		let before = folder.copy("journal-before");
		store.0.inner.flush().unwrap();
		// The process died after the flush, before it had deleted the journal.
		let after = folder.copy("journal-after");
		let [number] = *journal::numbers(&before.0).unwrap() else { panic!("one journal") };
		fs::copy(journal::path(&before.0, number), journal::path(&after.0, number)).unwrap();
		for left in [before, after] {
			bring_up_to_date(&left.0).unwrap();
			let journals = journal::numbers(&left.0).unwrap();
			assert!(journals.is_empty(), "nothing is left beside the database");
			let store = left.open();
			assert_eq!(read(&store, b"round"), Some(1));
			assert_eq!(store.node(&node).unwrap(), Some(vec![7]));
			count(&store, node, false);
			drop(store);
			assert_eq!(left.open().node(&node).unwrap(), None, "it was there once");
		}
	}

	#[test]
	fn what_moves_from_the_buffer_to_the_database_is_to_be_seen_all_the_time() {
		let folder = Folder::new("moving");
		let store = folder.open();
		let nodes =
			|round: u8| (0..200u8).map(move |n| Hash::from_slice(&[[n; 16], [round; 16]].concat()));
		for round in 0..20 {
			for node in nodes(round) {
				count(&store, node, true);
			}
			set(&store, b"round", round.into());
			thread::scope(|scope| {
				let flushing = scope.spawn(|| store.0.inner.flush());
				while !flushing.is_finished() {
					assert_eq!(read(&store, b"round"), Some(round.into()));
					for node in nodes(round) {
						assert!(store.contains(STATE, node.as_bytes()));
					}
				}
				flushing.join().unwrap().unwrap();
			});
			for node in nodes(round) {
				count(&store, node, false);
			}
		}
		drop(store);
		let store = folder.open();
		assert!((0..20).flat_map(nodes).all(|node| !store.contains(STATE, node.as_bytes())));
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
	fn who_reads_meanwhile_gets_the_node_that_is_there_and_otherwise_none_that_a_trie_could_have() {
		let folder = Folder::new("assumed");
		let store = folder.open();
		let [there, gone] = [1, 2].map(Hash::repeat_byte);
		let mut transaction = Transaction::new();
		transaction.store(STATE, there, vec![7]);
		store.commit(transaction).unwrap();

		let read = store.together([there, gone], || {
			assert!(store.contains(STATE, gone.as_bytes()));
			Ok([there, gone].map(|node| store.node(&node).unwrap()))
		});

		assert_eq!(read, Ok([Some(vec![7]), Some(vec![])]));
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
