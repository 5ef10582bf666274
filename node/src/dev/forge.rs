// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes blocks: runs the runtime, and seals the result.
//!
//! The forge does not wait until a block is imported to make the next one. It keeps the trie nodes
//! of the blocks that are on their way to the database, and reads the others from there. A block is
//! made once: importing it applies what the forge has computed.

use std::{collections::HashMap, sync::Arc};

use canary_runtime::{block_forge::BlockForge, BlockNumber, Hash};
use codec::{Decode, DecodeAll, Encode};
use parking_lot::RwLock;
use sc_client_api::ExecutorProvider;
use sp_api::RuntimeApiInfo;
use sp_consensus_babe::{digests::CompatibleDigestItem, Slot};
use sp_core::{
	storage::StateVersion,
	traits::{CallContext, RuntimeCode},
};
use sp_externalities::Extensions;
use sp_inherents::InherentData;
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::{Block as BlockT, HashingFor, Header as HeaderT},
	transaction_validity::TransactionValidityError,
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_state_machine::{
	backend::{BackendRuntimeCode, TryPendingCode},
	OverlayedChanges, StateMachine, StorageChanges, TrieBackend, TrieBackendBuilder,
	TrieBackendStorage,
};
use sp_timestamp::Timestamp;
use sp_trie::{
	cache::{CacheSize, LocalTrieCache, SharedTrieCache},
	DBValue,
};
use sp_version::RuntimeVersion;

use super::{
	claims::Claim,
	database::Store,
	importer::Position,
	keys::Keys,
	laps::{lap, Step},
};
use crate::{
	executor::Executor,
	paras::NoParas,
	service::{Block, FullClient},
};

type Header = <Block as BlockT>::Header;
type Extrinsic = <Block as BlockT>::Extrinsic;
type Hashing = HashingFor<Block>;

/// Why a transaction of the overlay can be ended.
const NESTED: &str = "one was started above; qed";

/// How much memory the nodes and values of the trie that were read lately may take.
const CACHE: usize = 64 << 20;

/// A block that is made and sealed but not imported.
pub(super) struct Forged {
	/// Its hash and number.
	pub(super) position: Position,
	/// Its header without the seal.
	pub(super) header: Header,
	/// The author's seal.
	pub(super) seal: DigestItem,
	/// Its slot.
	pub(super) slot: Slot,
	/// Whether a primary author made it.
	pub(super) primary: bool,
	/// What stands in it.
	pub(super) body: Vec<Extrinsic>,
	/// Whether users have put something there.
	pub(super) used: bool,
	/// What it changes in the state.
	pub(super) changes: StorageChanges<Hashing>,
	/// What it changes among the nodes of the trie.
	pub(super) nodes: Vec<(Hash, i32)>,
}

/// What became of a transaction that was to be in a block.
#[derive(Debug)]
pub(super) enum Applied {
	/// It is in the block.
	Included,
	/// The block has no room left for it.
	NoRoom,
	/// It is not valid here and now.
	Refused(TransactionValidityError),
}

/// Nodes of the trie: those of blocks that are being imported, in front of the database.
struct Nodes {
	/// With the last block that inserted them.
	recent: RwLock<HashMap<Hash, (DBValue, BlockNumber)>>,
	store: Store,
}

impl TrieBackendStorage<Hashing> for Nodes {
	/// A hash is enough: no two places with the same node need to be told apart.
	fn get(&self, hash: &Hash, _: (&[u8], Option<u8>)) -> Result<Option<DBValue>> {
		if let Some((node, _)) = self.recent.read().get(hash) {
			return Ok(Some(node.clone()));
		}
		self.store.node(hash).map_err(|error| error.to_string())
	}
}

/// Where blocks are made.
pub(super) struct Forge {
	client: Arc<FullClient>,
	executor: Executor,
	nodes: Nodes,
	cache: SharedTrieCache<Hashing>,
	/// The block that the next one follows.
	head: Head,
	/// What is known of the runtime.
	code: Option<Code>,
}

/// What the forge must know of a runtime.
struct Code {
	hash: Vec<u8>,
	/// How it lays out its state.
	layout: StateVersion,
	/// Whether it makes an empty block in one call.
	forges: bool,
}

struct Head {
	position: Position,
	/// With the seal.
	header: Header,
}

impl Head {
	fn at(client: &FullClient, position: Position) -> Result<Self> {
		let header = client.header(position.hash).map_err(|error| error.to_string())?;
		let header = header.ok_or_else(|| format!("there is no block {:?}", position.hash))?;
		Ok(Self { position, header })
	}
}

/// A failure to make a block. The chain is as it was before.
type Result<T> = std::result::Result<T, String>;

impl Forge {
	/// A forge that goes on from a block of the chain.
	pub(super) fn new(
		client: Arc<FullClient>,
		executor: Executor,
		store: Store,
		head: Position,
	) -> Result<Self> {
		Ok(Self {
			head: Head::at(&client, head)?,
			client,
			executor,
			nodes: Nodes { recent: RwLock::default(), store },
			cache: SharedTrieCache::new(CacheSize::new(CACHE), None),
			code: None,
		})
	}

	/// Goes on from another block, one that is imported.
	pub(super) fn go_to(&mut self, head: Position) -> Result<()> {
		self.head = Head::at(&self.client, head)?;
		self.nodes.recent.write().clear();
		Ok(())
	}

	/// Forgets the nodes of a block and of those before: they are in the database.
	pub(super) fn imported(&self, block: BlockNumber) {
		self.nodes.recent.write().retain(|_, (_, last)| *last > block);
	}

	/// Makes the block of a slot, with the transactions that `fill` puts in, if there are any.
	pub(super) fn make<Fill: FnOnce(&mut Filling) -> Result<()>>(
		&mut self,
		claim: &Claim,
		slot: Slot,
		time: Timestamp,
		keys: &Keys,
		fill: Option<Fill>,
	) -> Result<Forged> {
		let parent = self.head.position;
		let state_root = *self.head.header.state_root();
		let number = parent.number + 1;
		let inherents = inherent_data(time, &self.head.header)?;
		let cache = self.cache.local_cache_trusted();
		let state = TrieBackendBuilder::new_with_cache(&self.nodes, state_root, cache).build();
		let code = BackendRuntimeCode::new(&state, TryPendingCode::Yes);
		let mut block = Building {
			executor: &self.executor,
			state: &state,
			code: code.runtime_code().map_err(str::to_owned)?,
			overlay: OverlayedChanges::default(),
			extensions: self.client.execution_extensions().extensions(parent.hash, parent.number),
		};
		let known = self.code.as_ref().filter(|known| known.hash == block.code.hash);
		let (layout, forges) = match known {
			Some(known) => (known.layout, known.forges),
			None => {
				let version: RuntimeVersion = block.call("Core_version", &[])?;
				let layout = version.state_version();
				let forges = version.has_api_with(&<dyn BlockForge<Block>>::ID, |_| true);
				self.code = Some(Code { hash: block.code.hash.clone(), layout, forges });
				(layout, forges)
			},
		};

		let proof = DigestItem::babe_pre_digest(claim.proof.clone());
		let header = Header::new(
			number,
			Hash::default(),
			Hash::default(),
			parent.hash,
			Digest { logs: vec![proof] },
		);
		let (header, body, used) = match fill {
			None if forges => {
				let input = (header, inherents).encode();
				let made: Block = lap(Step::Runtime, || block.call("BlockForge_forge", &input))?;
				let (header, body) = made.deconstruct();
				(header, body, false)
			},
			fill => lap(Step::Runtime, || block.fill(&header, &inherents, fill))?,
		};

		lap(Step::Seal, || {
			let changes = block.overlay.drain_storage_changes(&state, layout)?;
			let seal = keys
				.seal(&claim.author, &header.hash())
				.ok_or_else(|| format!("block #{number}: the key of its author is gone"))?;
			let seal = DigestItem::babe_seal(seal);
			let mut sealed = header.clone();
			sealed.digest_mut().push(seal.clone());
			let position = Position { hash: sealed.hash(), number };

			let nodes = self.nodes.extend(&changes, number);
			self.head = Head { position, header: sealed };
			let primary = claim.proof.is_primary();
			Ok(Forged { position, header, seal, slot, primary, body, used, changes, nodes })
		})
	}
}

impl Nodes {
	/// Adds the nodes of a new block, and says how it changes their number.
	fn extend(&self, changes: &StorageChanges<Hashing>, block: BlockNumber) -> Vec<(Hash, i32)> {
		let changed = changes.transaction.clone().drain();
		let mut recent = self.recent.write();
		let counts = changed.into_iter().filter(|(_, (_, count))| *count != 0);
		let counts = counts.map(|(key, (node, count))| {
			// What is in front of the hash tells places with the same node apart.
			let hash = Hash::from_slice(&key[key.len() - size_of::<Hash>()..]);
			if count > 0 {
				recent.insert(hash, (node, block));
			}
			(hash, count)
		});
		counts.collect()
	}
}

/// A block on which the runtime is at work.
struct Building<'a> {
	executor: &'a Executor,
	state: &'a TrieBackend<&'a Nodes, Hashing, LocalTrieCache<Hashing>>,
	code: RuntimeCode<'a>,
	overlay: OverlayedChanges<Hashing>,
	extensions: Extensions,
}

impl Building<'_> {
	fn call<T: Decode>(&mut self, method: &str, input: &[u8]) -> Result<T> {
		let output = StateMachine::new(
			self.state,
			&mut self.overlay,
			self.executor,
			method,
			input,
			&mut self.extensions,
			&self.code,
			CallContext::Onchain { import: false },
		)
		.execute()
		.map_err(|error| format!("{method}: {error}"))?;
		T::decode_all(&mut &output[..]).map_err(|error| format!("{method}: {error}"))
	}

	/// Makes a block step by step.
	fn fill<Fill: FnOnce(&mut Filling) -> Result<()>>(
		&mut self,
		header: &Header,
		inherents: &InherentData,
		fill: Option<Fill>,
	) -> Result<(Header, Vec<Extrinsic>, bool)> {
		let mode: ExtrinsicInclusionMode = self.call("Core_initialize_block", &header.encode())?;
		let mut filling = Filling { block: self, body: Vec::new() };
		filling.push_inherents(inherents)?;
		let own = filling.body.len();
		if let Some(fill) = fill.filter(|_| mode == ExtrinsicInclusionMode::AllExtrinsics) {
			fill(&mut filling)?;
		}
		let body = filling.body;
		let used = body.len() > own;
		Ok((self.call("BlockBuilder_finalize_block", &[])?, body, used))
	}
}

/// A block that has room for transactions.
pub(super) struct Filling<'a, 'b> {
	block: &'a mut Building<'b>,
	body: Vec<Extrinsic>,
}

impl Filling<'_, '_> {
	/// Puts in what each block has to begin with.
	fn push_inherents(&mut self, data: &InherentData) -> Result<()> {
		// The runtime tries some of them to see whether they are right. The block is to begin as if
		// it had not.
		self.block.overlay.start_transaction();
		let inherents: Result<Vec<Extrinsic>> =
			self.block.call("BlockBuilder_inherent_extrinsics", &data.encode());
		self.block.overlay.rollback_transaction().expect(NESTED);
		let inherents = inherents?;
		for inherent in inherents {
			match self.push(inherent)? {
				Applied::Included => {},
				refused => return Err(format!("an inherent is {refused:?}")),
			}
		}
		Ok(())
	}

	/// Runs a transaction and puts it into the block, unless the runtime does not want it there.
	pub(super) fn push(&mut self, transaction: Extrinsic) -> Result<Applied> {
		self.block.overlay.start_transaction();
		let result: Result<ApplyExtrinsicResult> =
			self.block.call("BlockBuilder_apply_extrinsic", &transaction.encode());
		match result {
			Ok(Ok(_)) => {
				self.block.overlay.commit_transaction().expect(NESTED);
				self.body.push(transaction);
				Ok(Applied::Included)
			},
			Ok(Err(reason)) => {
				self.block.overlay.rollback_transaction().expect(NESTED);
				Ok(if reason.exhausted_resources() {
					Applied::NoRoom
				} else {
					Applied::Refused(reason)
				})
			},
			Err(reason) => {
				self.block.overlay.rollback_transaction().expect(NESTED);
				Err(reason)
			},
		}
	}
}

/// What the node tells the runtime in each block.
fn inherent_data(time: Timestamp, parent: &Header) -> Result<InherentData> {
	let mut data = InherentData::new();
	data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &time)
		.and_then(|()| NoParas::after(parent.clone()).put(&mut data))
		.map_err(|error| error.to_string())?;
	Ok(data)
}
