// SPDX-License-Identifier: GPL-3.0-or-later

//! A file to which the database's changes are written at once, commit by commit, until they are in
//! ParityDB.
//!
//! A commit is there as a whole or not at all: its length and a checksum stand in front of it, and
//! an incomplete last one does not count. The system keeps what a killed process has written. (A
//! power failure loses what is not on the disk.)
//!
//! Files are numbered. The number of the last one whose changes are in ParityDB is stored there
//! together with them.

use std::{
	fs::{self, File, OpenOptions},
	io::{self, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
};

use codec::{Decode, Encode};
use parity_db::Operation;
use sp_io::hashing::twox_64;

use super::buffer::Step;

/// The prefix of the files' names; a number follows.
const PREFIX: &str = "journal.";
/// The size of length and checksum, in bytes.
const HEAD: usize = size_of::<u64>() + 8;

/// A change as it is written: column, kind, key, value.
type Written = (u8, u8, Vec<u8>, Vec<u8>);

/// The file that commits go to.
pub(super) struct Journal {
	folder: PathBuf,
	number: u64,
	file: File,
	/// The length of the file, in bytes.
	length: u64,
	/// The last commit as it is written: kept for its room.
	record: Vec<u8>,
}

impl Journal {
	/// Begins file `number` in a folder.
	pub(super) fn begin(folder: &Path, number: u64) -> io::Result<Self> {
		let path = path(folder, number);
		let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
		Ok(Self { folder: folder.into(), number, file, length: 0, record: Vec::new() })
	}

	/// The number of the present file.
	pub(super) fn number(&self) -> u64 {
		self.number
	}

	/// Appends a commit. If that fails, nothing of it is left in the file.
	pub(super) fn append(&mut self, steps: &[Step]) -> io::Result<()> {
		let record = &mut self.record;
		record.clear();
		record.resize(HEAD, 0);
		for (column, change) in steps {
			let (kind, key, value): (u8, _, &[u8]) = match change {
				Operation::Set(key, value) => (0, key, value),
				Operation::Reference(key) => (1, key, &[]),
				Operation::Dereference(key) => (2, key, &[]),
			};
			(column, kind, key, value).encode_to(record);
		}
		let content = &record[HEAD..];
		let (length, sum) = (content.len() as u64, twox_64(content));
		record[..8].copy_from_slice(&length.to_le_bytes());
		record[8..HEAD].copy_from_slice(&sum);
		if let Err(error) = self.file.write_all(record) {
			self.file.set_len(self.length)?;
			self.file.seek(SeekFrom::Start(self.length))?;
			return Err(error);
		}
		self.length += record.len() as u64;
		Ok(())
	}

	/// Begins the next file, and returns the number of the one before.
	pub(super) fn next(&mut self) -> io::Result<u64> {
		let number = self.number;
		*self = Self::begin(&self.folder, number + 1)?;
		Ok(number)
	}
}

/// The path of file `number` in a folder.
pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
	folder.join(format!("{PREFIX}{number}"))
}

/// The numbers of the files in a folder, in their order.
pub(super) fn numbers(folder: &Path) -> io::Result<Vec<u64>> {
	let mut numbers = Vec::new();
	for entry in fs::read_dir(folder)? {
		let name = entry?.file_name();
		let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
		numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
	}
	numbers.sort_unstable();
	Ok(numbers)
}

/// The changes in a file, in their order, as far as they are whole commits.
pub(super) fn read(file: &Path) -> io::Result<Vec<Step>> {
	let bytes = fs::read(file)?;
	let mut rest = &bytes[..];
	let mut steps = Vec::new();
	while let Some((head, after)) = rest.split_first_chunk::<HEAD>() {
		let (length, sum) = head.split_at(8);
		let length = u64::from_le_bytes(length.try_into().expect("has eight bytes; qed"));
		let Some((mut content, after)) =
			usize::try_from(length).ok().and_then(|length| after.split_at_checked(length))
		else {
			break;
		};
		if twox_64(content) != *sum {
			break;
		}
		while !content.is_empty() {
			let (column, kind, key, value) =
				Written::decode(&mut content).map_err(io::Error::other)?;
			let change = match kind {
				0 => Operation::Set(key, value),
				1 => Operation::Reference(key),
				_ => Operation::Dereference(key),
			};
			steps.push((column, change));
		}
		rest = after;
	}
	Ok(steps)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn commit(value: u8) -> Vec<Step> {
		vec![
			(8, Operation::Set(vec![1], vec![value; 300])),
			(1, Operation::Reference(vec![2; 32])),
			(1, Operation::Dereference(vec![3; 32])),
		]
	}

	fn values(steps: &[Step]) -> Vec<u8> {
		let values = steps.iter().filter_map(|(_, change)| match change {
			Operation::Set(_, value) => value.first().copied(),
			_ => None,
		});
		values.collect()
	}

	#[test]
	fn what_was_cut_short_anywhere_counts_as_never_written() {
		let folder = std::env::temp_dir().join(format!("canary-{}-journal", std::process::id()));
		fs::create_dir_all(&folder).unwrap();
		let mut journal = Journal::begin(&folder, 4).unwrap();
		let mut ends = vec![0];
		for value in 1..4 {
			journal.append(&commit(value)).unwrap();
			ends.push(journal.length);
		}
		assert_eq!(numbers(&folder).unwrap(), [4]);
		let whole = fs::read(path(&folder, 4)).unwrap();
		let cut = path(&folder, 5);
		for length in 0..=whole.len() {
			fs::write(&cut, &whole[..length]).unwrap();
			let count = ends.iter().filter(|end| **end <= length as u64).count() as u8;
			let read = read(&cut).unwrap();
			assert_eq!(values(&read), (1..count).collect::<Vec<_>>());
			assert_eq!(read.len(), 3 * values(&read).len());
		}
		let mut spoilt = whole;
		spoilt[ends[1] as usize + HEAD + 9] ^= 1;
		fs::write(&cut, &spoilt).unwrap();
		assert_eq!(values(&read(&cut).unwrap()), [1], "and what follows does not count either");

		assert_eq!(journal.next().unwrap(), 4);
		assert_eq!((journal.number(), numbers(&folder).unwrap()), (5, vec![4, 5]));
		assert!(read(&cut).unwrap().is_empty(), "a file begins empty");
		fs::remove_dir_all(&folder).unwrap();
	}
}
