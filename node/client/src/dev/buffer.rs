// SPDX-License-Identifier: GPL-3.0-or-later

//! Database changes that are not written yet: what a reader sees of them, and what is left to write
//! once they are merged by key.

use parity_db::Operation;
use sp_database::ColumnId;

use super::maps::HashMap;

/// Nodes of the state's trie by their hash.
pub(super) const STATE: ColumnId = 1;
/// Indexed transactions by their hash.
pub(super) const TRANSACTION: ColumnId = 11;
/// The columns with reference counts: they hold a value under its hash, and count how often it was
/// stored.
pub(super) const COUNTED: [ColumnId; 2] = [STATE, TRANSACTION];

/// A change of a key in a column.
pub(super) type Step = (u8, Operation<Vec<u8>, Vec<u8>>);

/// Changes, merged by key.
#[derive(Default)]
pub(super) struct Buffer {
	/// The last value of each key, or `None` if it is removed, in columns without reference counts.
	values: HashMap<ColumnId, HashMap<Vec<u8>, Option<Vec<u8>>>>,
	/// The change of each key's reference count, and its value if it is known here, in the other
	/// columns.
	counts: HashMap<ColumnId, HashMap<Vec<u8>, Count>>,
	bytes: usize,
}

#[derive(Default)]
struct Count {
	change: i64,
	value: Option<Vec<u8>>,
}

impl Count {
	fn changes<'a>(
		&'a self,
		key: &'a [u8],
	) -> impl Iterator<Item = Operation<Vec<u8>, Vec<u8>>> + 'a {
		let more = self.change > 0;
		let stored = self.value.as_ref().filter(|_| more);
		let rest = self.change.unsigned_abs() as usize - usize::from(stored.is_some());
		let rest = (0..rest).map(move |_| match more {
			true => Operation::Reference(key.to_vec()),
			false => Operation::Dereference(key.to_vec()),
		});
		stored.map(|value| written(key, Some(value))).into_iter().chain(rest)
	}
}

/// The operation that sets the value of a key, or removes it.
fn written(key: &[u8], value: Option<&Vec<u8>>) -> Operation<Vec<u8>, Vec<u8>> {
	match value {
		Some(value) => Operation::Set(key.to_vec(), value.clone()),
		None => Operation::Dereference(key.to_vec()),
	}
}

impl Buffer {
	/// Whether there is nothing to write.
	pub(super) fn is_empty(&self) -> bool {
		self.values.is_empty() && self.counts.is_empty()
	}

	/// The approximate size of its keys and values, in bytes.
	pub(super) fn bytes(&self) -> usize {
		self.bytes
	}

	/// Adds a change, which comes after all others.
	pub(super) fn push(&mut self, (column, change): Step) {
		let column = ColumnId::from(column);
		if COUNTED.contains(&column) {
			return self.count(column, change);
		}
		let (key, value) = match change {
			Operation::Set(key, value) => (key, Some(value)),
			Operation::Dereference(key) => (key, None),
			// A column without reference counts takes no references.
			Operation::Reference(_) => return,
		};
		let length = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len);
		let (keys, new) = (key.len(), length(&value));
		match self.values.entry(column).or_default().insert(key, value) {
			Some(old) => self.bytes = self.bytes - length(&old) + new,
			None => self.bytes += keys + new,
		}
	}

	fn count(&mut self, column: ColumnId, change: Operation<Vec<u8>, Vec<u8>>) {
		let (key, by, value) = match change {
			Operation::Set(key, value) => (key, 1, Some(value)),
			Operation::Reference(key) => (key, 1, None),
			Operation::Dereference(key) => (key, -1, None),
		};
		let keys = key.len();
		let bytes = &mut self.bytes;
		let count = self.counts.entry(column).or_default().entry(key).or_insert_with(|| {
			*bytes += keys;
			Count::default()
		});
		count.change += by;
		if count.value.is_none() {
			*bytes += value.as_ref().map_or(0, Vec::len);
			count.value = value;
		}
	}

	/// Looks up a key: its value, or `Some(None)` if it is removed. `None` means that the database
	/// behind has the answer.
	pub(super) fn get(&self, column: ColumnId, key: &[u8]) -> Option<Option<&Vec<u8>>> {
		if !COUNTED.contains(&column) {
			return self.values.get(&column)?.get(key).map(Option::as_ref);
		}
		let count = self.counts.get(&column)?.get(key).filter(|count| count.change > 0)?;
		count.value.as_ref().map(Some)
	}

	/// The changes that are left to write, in any order.
	pub(super) fn steps(&self) -> impl Iterator<Item = Step> + '_ {
		let values = self.values.iter().flat_map(|(column, values)| {
			values.iter().map(|(key, value)| (*column as u8, written(key, value.as_ref())))
		});
		let counts = self.counts.iter().flat_map(|(column, counts)| {
			let changes = counts.iter().flat_map(|(key, count)| count.changes(key));
			changes.map(|change| (*column as u8, change))
		});
		values.chain(counts)
	}
}

#[cfg(test)]
mod tests {
	use std::collections::BTreeMap;

	use proptest::{collection::vec, prelude::*};

	use super::*;

	const PLAIN: u8 = 8;

	/// A database without buffer.
	#[derive(Clone, Debug, Default, PartialEq)]
	struct Plain {
		values: BTreeMap<Vec<u8>, Vec<u8>>,
		counts: BTreeMap<Vec<u8>, (i64, Vec<u8>)>,
	}

	impl Plain {
		fn apply(&mut self, (column, change): Step) {
			if column == PLAIN {
				match change {
					Operation::Set(key, value) => self.values.insert(key, value),
					Operation::Dereference(key) => self.values.remove(&key),
					Operation::Reference(_) => None,
				};
				return;
			}
			match change {
				Operation::Set(key, value) => self.counts.entry(key).or_insert((0, value)).0 += 1,
				Operation::Reference(key) => {
					self.counts.get_mut(&key).expect("refers to what is there").0 += 1
				},
				Operation::Dereference(key) => {
					self.counts.get_mut(&key).expect("drops what is there").0 -= 1
				},
			}
			self.counts.retain(|_, (count, _)| *count > 0);
		}

		fn get(&self, column: u8, key: &[u8]) -> Option<&Vec<u8>> {
			match column {
				PLAIN => self.values.get(key),
				_ => self.counts.get(key).map(|(_, value)| value),
			}
		}
	}

	/// A change of one of four keys, in either kind of column.
	fn step() -> impl Strategy<Value = (bool, u8, u8)> {
		(any::<bool>(), 0..4u8, 0..3u8)
	}

	/// The change, where it makes sense after those before.
	fn sensible((plain, key, kind): (bool, u8, u8), now: &Plain) -> Option<Step> {
		let key = vec![key; 32];
		if plain {
			let change = match kind {
				0 => Operation::Dereference(key),
				kind => Operation::Set(key, vec![kind]),
			};
			return Some((PLAIN, change));
		}
		let there = now.counts.contains_key(&key);
		let change = match kind {
			0 => Operation::Set(key.clone(), key),
			1 if there => Operation::Reference(key),
			2 if there => Operation::Dereference(key),
			_ => return None,
		};
		Some((STATE as u8, change))
	}

	proptest! {
		#[test]
		fn what_is_left_to_write_does_what_all_changes_do(
			before in vec(step(), 0..20),
			buffered in vec(step(), 0..40),
		) {
			let mut database = Plain::default();
			for change in before {
				sensible(change, &database).into_iter().for_each(|step| database.apply(step));
			}
			let mut whole = database.clone();
			let mut buffer = Buffer::default();
			for change in buffered {
				let Some((column, change)) = sensible(change, &whole) else { continue };
				let copy = match &change {
					Operation::Set(key, value) => Operation::Set(key.clone(), value.clone()),
					Operation::Reference(key) => Operation::Reference(key.clone()),
					Operation::Dereference(key) => Operation::Dereference(key.clone()),
				};
				whole.apply((column, copy));
				buffer.push((column, change));
				for key in 0..4 {
					for column in [PLAIN, STATE as u8] {
						let key = [key; 32];
						let found = buffer.get(column.into(), &key);
						let found = found.unwrap_or_else(|| database.get(column, &key));
						match whole.get(column, &key) {
							Some(value) => prop_assert_eq!(found, Some(value)),
							// A counted value may be seen a little longer.
							None if column == PLAIN => prop_assert_eq!(found, None),
							None => {},
						}
					}
				}
			}
			buffer.steps().for_each(|step| database.apply(step));
			prop_assert_eq!(database, whole);
		}
	}
}
