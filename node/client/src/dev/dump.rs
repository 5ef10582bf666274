// SPDX-License-Identifier: GPL-3.0-or-later

//! A chain in a file, a dump: `dev_dumpState` and `--dump-state` write it, and `--load-state` reads
//! it.
//!
//! It holds every block, with its justification if there is one, the state after the newest block,
//! and what BABE and GRANDPA keep beside the chain. So a chain that is loaded from it is as after a
//! restart, with the same genesis, numbers, slots and epochs. Only the states of older blocks, the
//! snapshots and the pool are missing.
//!
//! The genesis comes from the file too, and not from the binary that reads it: another build, with another
//! runtime, would begin another chain.

use std::{
	fs,
	io::{Error as IoError, Write},
	path::{Path, PathBuf},
};

use codec::{Decode, DecodeAll, Encode};
use sc_client_api::{
	backend::{Backend, BlockImportOperation, NewBlockState, TrieCacheContext},
	AuxStore, BlockBackend,
};
use sc_consensus_babe::aux_schema::block_weight_key;
use sc_service::{config::DatabaseSource, Configuration};
use sp_api::{Core, ProvideRuntimeApi};
use sp_core::storage::{
	well_known_keys::DEFAULT_CHILD_STORAGE_KEY_PREFIX, ChildInfo, StateVersion, Storage,
	StorageChild,
};
use sp_runtime::{generic::SignedBlock, traits::Block as _};
use sp_state_machine::{Backend as _, IterArgs};

use super::{
	chain::{text, DevChain, Position, Result},
	database::Store,
	importer::CONSENSUS_DATA,
	maker::Maker,
};
use crate::{backend::Database, types::Block};

/// The first bytes of a dump: its kind, and the version of its format.
const HEADING: &[u8] = b"canary chain 1\n";
/// The most bytes that a dump may hold, uncompressed: some millions of blocks.
const MOST: usize = 4 << 30;
/// The name of a file that stands beside the database while a dump is loaded into it.
const UNFINISHED: &str = "loading";

/// Keys with their values.
type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// A chain up to its head, which is finalized.
#[derive(Encode, Decode)]
pub(super) struct Dump {
	/// The chain's id, as in its specification.
	chain: String,
	/// All blocks in their order, the genesis first.
	blocks: Vec<SignedBlock<Block>>,
	/// Which layout of the trie the state has.
	state_version: u8,
	/// The state after the last block, without its child tries.
	state: Pairs,
	/// The child tries by their names.
	children: Vec<(Vec<u8>, Pairs)>,
	/// What BABE and GRANDPA know after the last block.
	consensus: Pairs,
}

/// Writes the chain to files.
pub(super) struct Dumps {
	/// The chain's id.
	pub(super) chain: String,
	/// The file to write when the node stops.
	pub(super) at_stop: Option<PathBuf>,
}

impl Dumps {
	/// Finalizes the head, and writes the chain to a file. An existing file is replaced when the
	/// new one is complete. Fails if the head cannot be finalized.
	pub(super) fn write(&self, maker: &mut Maker, path: &Path) -> Result<Position> {
		let head = maker.chain.head();
		maker.importer.finalize(head.number)?;
		maker.importer.tell_finality()?;
		if maker.chain.finalized() != head {
			return Err(format!(
				"a dump ends with a final block, and not enough of the validators' GRANDPA keys are here to \
				 finalize #{}",
				head.number
			));
		}
		let dump = Dump::of(&maker.chain, head, self.chain.clone())?;
		let size = dump.write(path)?;
		log::info!(
			"💾 The chain up to #{} ({:?}) is in {}, {} kB",
			head.number,
			head.hash,
			path.display(),
			size / 1_024,
		);
		Ok(head)
	}

	/// Writes the chain to the file that is to have it when the node stops, if there is one.
	pub(super) fn write_at_stop(&self, maker: &mut Maker) -> Result<()> {
		match &self.at_stop {
			Some(path) => self
				.write(maker, path)
				.map(|_| ())
				.map_err(|reason| format!("--dump-state: {reason}")),
			None => Ok(()),
		}
	}
}

impl Dump {
	fn of(chain: &DevChain, head: Position, id: String) -> Result<Self> {
		let blocks = (0..=head.number).map(|number| {
			let hash = chain.position(number)?.hash;
			let block = chain.client.block(hash).map_err(text)?;
			block.ok_or_else(|| format!("the transactions of block #{number} are gone"))
		});
		let blocks = blocks.collect::<Result<_>>()?;
		let version = chain.client.runtime_api().version(head.hash).map_err(text)?;

		let trie = chain.backend.state_at(head.hash, TrieCacheContext::Untrusted).map_err(text)?;
		let pairs = |child_info| -> Result<Pairs> {
			let mut all = IterArgs::default();
			all.child_info = child_info;
			trie.pairs(all).map_err(text)?.collect::<std::result::Result<_, _>>().map_err(text)
		};
		let (mut state, mut children) = (Vec::new(), Vec::new());
		for (key, value) in pairs(None)? {
			match key.strip_prefix(DEFAULT_CHILD_STORAGE_KEY_PREFIX) {
				// Its value is the root of the child trie, which follows from the content.
				Some(name) => {
					children.push((name.to_vec(), pairs(Some(ChildInfo::new_default(name)))?));
				},
				None => state.push((key, value)),
			}
		}

		let weight = block_weight_key(head.hash);
		let keys = CONSENSUS_DATA.into_iter().chain([&weight[..]]);
		let consensus = keys.filter_map(|key| {
			let value = AuxStore::get_aux(&*chain.backend, key).map_err(text).transpose()?;
			Some(value.map(|value| (key.to_vec(), value)))
		});
		Ok(Self {
			chain: id,
			blocks,
			state_version: version.state_version().into(),
			state,
			children,
			consensus: consensus.collect::<Result<_>>()?,
		})
	}

	/// Writes it to a file, and returns the file's size in bytes.
	fn write(&self, path: &Path) -> Result<usize> {
		let content = sp_maybe_compressed_blob::compress_weakly(&self.encode(), MOST)
			.ok_or_else(|| format!("the chain is larger than the {MOST} bytes of a dump"))?;
		let file =
			path.file_name().ok_or_else(|| format!("`{}` is not a file name", path.display()))?;
		let mut part = file.to_owned();
		part.push(".part");
		let part = path.with_file_name(part);
		let write = || -> std::result::Result<(), IoError> {
			let mut file = fs::File::create(&part)?;
			file.write_all(HEADING)?;
			file.write_all(&content)?;
			file.sync_all()?;
			fs::rename(&part, path)
		};
		write().map_err(|reason| {
			// The part is of no use, if it is there at all.
			let _ = fs::remove_file(&part);
			format!("{}: {reason}", path.display())
		})?;
		Ok(HEADING.len() + content.len())
	}

	/// Reads the dump of the chain with this id.
	pub(super) fn read(path: &Path, chain: &str) -> Result<Self> {
		let name = path.display();
		let content = fs::read(path).map_err(|reason| format!("--load-state {name}: {reason}"))?;
		let content = content.strip_prefix(HEADING).ok_or_else(|| {
			format!("--load-state {name}: this is not a dump that this version can read")
		})?;
		let damaged = |reason: &dyn std::fmt::Display| {
			format!("--load-state {name}: the file is damaged: {reason}")
		};
		let content =
			sp_maybe_compressed_blob::decompress(content, MOST).map_err(|error| damaged(&error))?;
		let dump = Self::decode_all(&mut &content[..]).map_err(|error| damaged(&error))?;
		if dump.chain != chain {
			return Err(format!(
				"--load-state {name}: it holds the chain `{}`, and this is `{chain}`; `--chain` names the chain",
				dump.chain,
			));
		}
		let hashes = dump.blocks.iter().map(|block| block.block.hash());
		let parents = dump.blocks.iter().skip(1).map(|block| block.block.header.parent_hash);
		if dump.blocks.is_empty() || !hashes.zip(parents).all(|(hash, parent)| hash == parent) {
			return Err(damaged(&"its blocks are not a chain"));
		}
		Ok(dump)
	}

	/// Fills a database that is new and empty.
	pub(super) fn put_into(self, config: &Configuration, store: &Store) -> Result<()> {
		let folder = config.database.path().ok_or("the database has no folder")?;
		let mark = folder.join(UNFINISHED);
		fs::write(&mark, []).map_err(text)?;
		let mut settings = config.db_config();
		settings.source = DatabaseSource::Custom { db: store.handle(), require_create_flag: true };
		let backend = sc_service::new_db_backend::<Block>(settings).map_err(text)?;
		self.put_into_backend(&backend)?;
		fs::remove_file(&mark).map_err(text)
	}

	fn put_into_backend(mut self, backend: &Database) -> Result<()> {
		let last = self.blocks.pop().ok_or("there is no block")?;
		for block in self.blocks {
			put_block(backend, block, |_| Ok(()))?;
		}
		let head = Position { hash: last.block.hash(), number: last.block.header.number };
		let root = last.block.header.state_root;
		let children = self.children.into_iter().map(|(name, pairs)| {
			let child_info = ChildInfo::new_default(&name);
			(name, StorageChild { data: pairs.into_iter().collect(), child_info })
		});
		let storage =
			Storage { top: self.state.into_iter().collect(), children_default: children.collect() };
		let version = StateVersion::try_from(self.state_version)
			.map_err(|()| "the state has a layout that this version does not know")?;
		let consensus = self.consensus;
		put_block(backend, last, |operation| {
			let found = operation.reset_storage(storage, version).map_err(text)?;
			if found != root {
				return Err("the state is not that of the last block".into());
			}
			let consensus = consensus.into_iter().map(|(key, value)| (key, Some(value)));
			operation.insert_aux(consensus).map_err(text)
		})?;
		log::info!("📂 The chain goes on from #{} ({:?})", head.number, head.hash);
		Ok(())
	}
}

type Operation = <Database as Backend<Block>>::BlockImportOperation;

/// Puts a block on top of the chain, as finalized, together with what `add` adds.
fn put_block(
	backend: &Database,
	block: SignedBlock<Block>,
	add: impl FnOnce(&mut Operation) -> Result<()>,
) -> Result<()> {
	let SignedBlock { block, justifications } = block;
	let (header, body) = block.deconstruct();
	let mut operation = backend.begin_operation().map_err(text)?;
	add(&mut operation)?;
	operation
		.set_block_data(header, Some(body), None, justifications, NewBlockState::Final, true)
		.map_err(text)?;
	backend.commit_operation(operation).map_err(text)
}

/// Fails if the database in a folder was not filled to the end.
pub(super) fn is_whole(folder: &Path) -> Result<()> {
	if folder.join(UNFINISHED).exists() {
		return Err(format!(
			"the chain in {} is incomplete: `--load-state` was interrupted there; delete it with \
			 `canary purge-chain`, and load the file again",
			folder.display(),
		));
	}
	Ok(())
}
