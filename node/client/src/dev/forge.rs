// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes blocks: runs the runtime, and seals the result.
//!
//! The forge makes the next block before the last one is imported: it keeps the trie nodes of
//! blocks that are not in the database yet, and reads the others from there. A block is executed
//! once: its import applies the changes that the forge has computed.

use std::sync::Arc;

use canary_runtime_api::BlockForge;
use codec::Encode;
use polkadot_primitives::InherentData as ParasData;
use sc_client_api::{ExecutorProvider, StorageProvider};
use sp_api::RuntimeApiInfo;
use sp_consensus_babe::{digests::CompatibleDigestItem, AuthorityIndex, Slot};
use sp_core::{
	storage::{
		well_known_keys::{CODE, PENDING_CODE},
		StateVersion, StorageKey,
	},
	traits::{CallContext, RuntimeCode, WrappedRuntimeCode},
};
use sp_inherents::InherentData;
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::{BlakeTwo256, Block as BlockT, Hash as _, Header as HeaderT},
};
use sp_state_machine::{
	backend::{BackendRuntimeCode, TryPendingCode},
	OverlayedChanges, StorageChanges, TrieBackendBuilder,
};
use sp_timestamp::Timestamp;
use sp_trie::cache::{CacheSize, LocalTrieCache, SharedTrieCache};
use sp_version::RuntimeVersion;

use super::{
	building::{Building, Content, Failure, Finished},
	chain::{text, DevChain, Position, Result},
	claims::Claim,
	database::Store,
	keys::Keys,
	laps::{lap, Step},
	native::Native,
	nodes::{Hashing, Nodes},
	options::Options,
};
use crate::{
	executor::Executor,
	paras::Paras,
	types::{Block, BlockNumber, FullClient, Hash, Header, UncheckedExtrinsic},
};

/// The default size of the trie cache, in bytes. It holds what blocks touch again and again. The SDK's cache
/// keeps a value under each state's root that it was read at, so that a larger one holds more of what no
/// block asks for any more, outgrows the processor's caches, and is slower.
const CACHE: usize = 8 << 20;

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
	/// The place of its author among the validators of the epoch.
	pub(super) author: AuthorityIndex,
	/// Whether a primary author made it.
	pub(super) primary: bool,
	/// Its extrinsics.
	pub(super) body: Vec<UncheckedExtrinsic>,
	/// Whether it has extrinsics besides the inherents.
	pub(super) used: bool,
	/// The changes of the state.
	pub(super) changes: StorageChanges<Hashing>,
	/// The changes of the reference counts of trie nodes.
	pub(super) nodes: Vec<(Hash, i32)>,
}

/// Where blocks are made.
pub(super) struct Forge {
	client: Arc<FullClient>,
	executor: Executor,
	keys: Arc<Keys>,
	nodes: Nodes,
	/// The trie nodes and values that were read or made lately. One cache serves all blocks: the
	/// SDK makes one for each state, and merges it into a shared one when it is dropped.
	cache: LocalTrieCache<Hashing>,
	/// The parent of the next block, and its header with the seal.
	head: (Position, Header),
	/// The hash of the code that made it; of the code in its state, if it was not made here.
	code: Vec<u8>,
	/// What is known of the last runtime.
	known: Option<Known>,
	/// Makes empty blocks without the Wasm, where it may.
	native: Native,
}

/// What the forge must know of a runtime.
struct Known {
	/// The hash of its code.
	code: Vec<u8>,
	/// The version of its state's layout.
	layout: StateVersion,
	/// Whether it makes an empty block in one call, of `BlockForge`.
	forges: bool,
}

impl Forge {
	/// A forge whose next block follows `head`.
	pub(super) fn new(
		chain: &DevChain,
		executor: Executor,
		store: Store,
		head: Position,
		options: &Options,
	) -> Result<Self> {
		let cache = CacheSize::new(options.trie_cache.unwrap_or(CACHE));
		Ok(Self {
			head: (head, chain.header(head.hash)?),
			code: code_at(chain, head)?,
			client: chain.client.clone(),
			executor,
			keys: chain.keys.clone(),
			nodes: Nodes::new(store),
			cache: SharedTrieCache::new(cache, None).local_cache_trusted(),
			known: None,
			native: Native::new(options.native),
		})
	}

	/// Has the next block follow `head`, which must be imported.
	pub(super) fn go_to(&mut self, chain: &DevChain, head: Position) -> Result<()> {
		self.head = (head, chain.header(head.hash)?);
		self.code = code_at(chain, head)?;
		self.nodes.clear();
		Ok(())
	}

	/// Whether empty blocks of the chain's runtime are made without the Wasm.
	pub(super) fn is_native(&self) -> bool {
		self.native.serves(&self.code)
	}

	/// Notes that the blocks up to this one are in the database.
	pub(super) fn imported(&self, block: BlockNumber) {
		self.nodes.imported(block);
	}

	/// Makes the block of a slot, with `content` in it, if there is any. With `code` the block is the
	/// first one of another runtime.
	pub(super) fn make(
		&mut self,
		claim: &Claim,
		slot: Slot,
		time: Timestamp,
		content: Option<&mut (dyn Content + '_)>,
		code: Option<&[u8]>,
	) -> std::result::Result<Forged, Failure> {
		let (parent, parent_header) = &self.head;
		let number = parent.number + 1;
		let paras = content.as_ref().and_then(|content| content.paras());
		let inherents = inherent_data(time, parent_header, paras).map_err(Failure::Slot)?;
		let root = parent_header.state_root;
		let state = TrieBackendBuilder::new_with_cache(&self.nodes, root, &self.cache).build();
		let own_code = BackendRuntimeCode::new(&state, TryPendingCode::Yes);
		let new_code = code.map(|code| WrappedRuntimeCode(code.into()));
		let mut overlay = OverlayedChanges::default();
		let runtime = match (&new_code, code) {
			(Some(fetcher), Some(code)) => {
				overlay.set_storage(CODE.to_vec(), Some(code.to_vec()));
				// Pending code would replace this code with the next block.
				overlay.set_storage(PENDING_CODE.to_vec(), None);
				let hash = BlakeTwo256::hash(code).encode();
				RuntimeCode { code_fetcher: fetcher, heap_pages: None, hash }
			},
			_ => own_code.runtime_code().map_err(|error| Failure::Slot(error.into()))?,
		};
		let mut block = Building {
			executor: &self.executor,
			state: &state,
			code: runtime,
			overlay,
			extensions: self.client.execution_extensions().extensions(parent.hash, parent.number),
		};
		let known = self.known.as_ref().filter(|known| known.code == block.code.hash);
		let (layout, forges) = match known {
			Some(known) => (known.layout, known.forges),
			None => {
				let version: RuntimeVersion =
					block.call("Core_version", &[]).map_err(Failure::Slot)?;
				if code.is_some() {
					of_this_chain(&self.client, parent.hash, &version)?;
				}
				let layout = version.state_version();
				let forges = version.has_api_with(&<dyn BlockForge<Block>>::ID, |_| true);
				self.known = Some(Known { code: block.code.hash.clone(), layout, forges });
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
		let Finished { mut header, body, used } = match content {
			None if forges => {
				let input = (header, inherents).encode();
				let made = lap(Step::Runtime, || self.native.forge(number, &mut block, &input));
				let made = made.map_err(Failure::Slot)?;
				let (header, body) = made.deconstruct();
				Finished { header, body, used: false }
			},
			content => lap(Step::Runtime, || block.fill(&header, &inherents, content))?,
		};
		if code.is_some() {
			// The runtime adds this itself where an extrinsic sets the code.
			header.digest.push(DigestItem::RuntimeEnvironmentUpdated);
		}

		lap(Step::Seal, || {
			let changes =
				block.overlay.drain_storage_changes(&state, layout).map_err(Failure::Slot)?;
			let seal = self.keys.seal(&claim.author, &header.hash()).ok_or_else(|| {
				Failure::Slot(format!("block #{number}: the key of its author is gone"))
			})?;
			let seal = DigestItem::babe_seal(seal);
			let mut sealed = header.clone();
			sealed.digest.push(seal.clone());
			let position = Position { hash: sealed.hash(), number };

			let nodes = self.nodes.extend(&changes, number);
			let (author, primary) = (claim.proof.authority_index(), claim.proof.is_primary());
			self.head = (position, sealed);
			self.code.clone_from(&block.code.hash);
			Ok(Forged { position, header, seal, slot, author, primary, body, used, changes, nodes })
		})
	}
}

/// The hash of the code in the state of a block.
fn code_at(chain: &DevChain, block: Position) -> Result<Vec<u8>> {
	let hash = chain.client.storage_hash(block.hash, &StorageKey(CODE.to_vec())).map_err(text)?;
	Ok(hash.map(|hash| hash.encode()).unwrap_or_default())
}

/// Fails if a runtime of this version is that of another chain: it would misread the state.
fn of_this_chain(
	client: &FullClient,
	head: Hash,
	version: &RuntimeVersion,
) -> std::result::Result<(), Failure> {
	let own = client.runtime_version_at(head, CallContext::Offchain);
	let own = own.map_err(|error| Failure::Slot(error.to_string()))?;
	if own.spec_name == version.spec_name {
		return Ok(());
	}
	Err(Failure::Unwanted(format!(
		"this is the runtime of `{}`; the chain's is that of `{}`",
		version.spec_name, own.spec_name,
	)))
}

/// What the node tells the runtime in each block.
fn inherent_data(
	time: Timestamp,
	parent: &Header,
	paras: Option<&ParasData<Header>>,
) -> Result<InherentData> {
	let paras = match paras {
		Some(data) => Paras::say(data.clone()),
		None => Paras::nothing_after(parent.clone()),
	};
	let mut data = InherentData::new();
	data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &time)
		.and_then(|()| paras.put(&mut data))
		.map_err(|error| error.to_string())?;
	Ok(data)
}
