// SPDX-License-Identifier: GPL-3.0-or-later
//! The states of chains that earlier commits have made: `scripts/upgrade-fixture` writes them.

use std::{fs, path::PathBuf};

use canary_runtime::{Babe, Header};
use codec::{Decode, DecodeAll};
use miniz_oxide::inflate::decompress_slice_iter_to_slice;
use sp_io::TestExternalities;
use sp_storage::{
	well_known_keys::DEFAULT_CHILD_STORAGE_KEY_PREFIX, ChildInfo, Storage, StorageChild,
};

use crate::common::continue_from;

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The greatest length of a state, in bytes.
const MOST: usize = 1 << 26;

/// A chain at its last block.
#[derive(Decode)]
pub(super) struct Fixture {
	/// The commit of the node that made it.
	pub(super) commit: String,
	header: Header,
	/// The state without the code and the child tries.
	top: Pairs,
	/// The child tries, each by the key of its root.
	children: Vec<(Vec<u8>, Pairs)>,
}

impl Fixture {
	/// Every chain there is.
	pub(super) fn all() -> Vec<Self> {
		let paths = paths();
		assert!(!paths.is_empty(), "there is no chain to upgrade");
		let read = |path: PathBuf| {
			let file = fs::read(&path).expect("the file can be read");
			Self::read(&file).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
		};
		paths.into_iter().map(read).collect()
	}

	/// Reads a file: the length of what is deflated in it, as four bytes, and that.
	fn read(file: &[u8]) -> Result<Self, String> {
		let (length, deflated) = file.split_first_chunk().ok_or("it is too short")?;
		let length = u32::from_le_bytes(*length) as usize;
		if length > MOST {
			return Err(format!("{length} bytes are too many"));
		}
		let mut content = vec![0; length];
		let inflated =
			decompress_slice_iter_to_slice(&mut content, [deflated].into_iter(), true, false)
				.map_err(|status| format!("{status:?}"))?;
		if inflated != length {
			return Err(format!("it has {inflated} bytes instead of {length}"));
		}
		Self::decode_all(&mut &content[..]).map_err(|error| error.to_string())
	}

	/// The chain after its last block, for blocks of the tests to follow.
	pub(super) fn chain(&self) -> TestExternalities {
		let children_default = self.children.iter().map(|(root, pairs)| {
			let key = root
				.strip_prefix(DEFAULT_CHILD_STORAGE_KEY_PREFIX)
				.expect("the key is that of a child trie");
			let data = pairs.iter().cloned().collect();
			(key.to_vec(), StorageChild { data, child_info: ChildInfo::new_default(key) })
		});
		let mut chain = TestExternalities::new(Storage {
			top: self.top.iter().cloned().collect(),
			children_default: children_default.collect(),
		});
		chain.execute_with(|| continue_from(self.header.clone(), *Babe::current_slot()));
		chain
	}
}

/// The files of all chains, in the order of their names.
fn paths() -> Vec<PathBuf> {
	let files = fs::read_dir(super::fixtures()).expect("the folder is there");
	let mut paths: Vec<_> = files
		.map(|file| file.expect("the folder can be read").path())
		.filter(|path| path.extension().is_some_and(|extension| extension == "state"))
		.collect();
	paths.sort();
	paths
}

#[test]
fn a_file_that_is_cut_short_is_refused() {
	let file = fs::read(&paths()[0]).expect("the file can be read");
	assert!(Fixture::read(&file).is_ok());
	assert!(Fixture::read(&file[..file.len() - 1]).is_err());
	assert!(Fixture::read(&file[..3]).is_err());
}
