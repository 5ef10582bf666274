// SPDX-License-Identifier: GPL-3.0-or-later

//! A para with a mock of its relay chain. The environment variable `PARA_WASM`, which `scripts/test` sets,
//! names the file with the demo para's Wasm.

use std::{
	net::SocketAddr,
	path::PathBuf,
	sync::{Arc, LazyLock},
};

use canary_collator::{
	door::Bounds,
	spec::{self, ChainSpec},
	Block, Collated, Extrinsic, Header, Para, Settings, Software,
};
use codec::{Compact, Decode, Encode};
use cumulus_primitives_core::{ParachainBlockData, PersistedValidationData};
use polkadot_node_primitives::POV_BOMB_LIMIT;
use polkadot_parachain_primitives::primitives::{
	BlockData, HeadData, ValidationParams, ValidationResult,
};
use sc_executor::WasmExecutor;
use sc_service::{
	config::{DatabaseSource, ExecutorConfiguration, KeystoreConfig},
	Properties, TaskManager,
};
use serde_json::{json, Value};
use sp_core::{
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
	Pair,
};
use sp_keyring::Sr25519Keyring::{self, Bob};
use sp_state_machine::BasicExternalities;

use crate::{
	memory::Memory,
	relay::Relay,
	rpc::{ask, hex},
};

/// The para's number.
pub(crate) const PARA: u32 = 2000;
const MAX_POV_SIZE: u32 = 5 << 20;
/// The most transactions that the para's pool holds.
pub(crate) const ROOM: usize = 4;

/// Runs `validate_block`. All tests share it, because compiling the para's Wasm takes seconds.
static VALIDATOR: LazyLock<WasmExecutor<sp_io::SubstrateHostFunctions>> = LazyLock::new(|| {
	WasmExecutor::builder()
		.with_allow_missing_host_functions(true)
		.with_cache_path(wasm_cache())
		.build()
});

fn wasm_cache() -> PathBuf {
	std::env::temp_dir().join("canary-para-wasm")
}

/// A para with its relay chain.
pub(crate) struct World {
	pub(crate) para: Para,
	pub(crate) relay: Relay,
	pub(crate) database: Arc<Memory>,
	pub(crate) max_pov_size: u32,
	pub(crate) wasm: Vec<u8>,
	// Fields are dropped in this order: the para's tasks end after the para.
	_tasks: TaskManager,
	pub(crate) threads: tokio::runtime::Runtime,
}

impl World {
	pub(crate) fn new() -> Self {
		Self::open(Arc::default(), Relay::new(PARA.into()))
	}

	/// Opens the para with this database.
	pub(crate) fn open(database: Arc<Memory>, relay: Relay) -> Self {
		let path = std::env::var_os("PARA_WASM").expect("PARA_WASM names the demo para's Wasm");
		let wasm = std::fs::read(path).unwrap();
		let threads = tokio::runtime::Runtime::new().unwrap();
		let tasks = TaskManager::new(threads.handle().clone(), None).unwrap();
		let properties = Properties::new();
		let spec = spec::of_preset(&wasm, "development", "Demo", "demo", None, properties);
		let para = Para::open(settings(spec, &database), tasks.spawn_handle()).unwrap();
		Self { para, relay, database, max_pov_size: MAX_POV_SIZE, wasm, _tasks: tasks, threads }
	}

	/// Ends the para and opens it again.
	pub(crate) fn reopen(self) -> Self {
		let (database, relay) = (self.database.clone(), self.relay.clone());
		self.end();
		Self::open(database, relay)
	}

	/// Ends the para and its tasks.
	pub(crate) fn end(self) {
		let Self { para, _tasks: tasks, threads, .. } = self;
		drop(tasks);
		drop(threads);
		drop(para);
	}

	/// Adds a block to the relay chain in which `included` is included, and has the para build on it.
	pub(crate) fn try_build(
		&mut self,
		included: &HeadData,
		parent: &HeadData,
	) -> Option<(Collated, PersistedValidationData)> {
		let (header, slot) = self.relay.next(included.clone());
		let data = PersistedValidationData {
			parent_head: parent.clone(),
			relay_parent_number: header.number,
			relay_parent_storage_root: header.state_root,
			max_pov_size: self.max_pov_size,
		};
		let collated = self.para.collate(&self.relay, &header, slot, &data).unwrap();
		collated.map(|collated| (collated, data))
	}

	/// Has the para build on a new block of the relay chain, and validates the block. Returns its head and
	/// its extrinsics.
	pub(crate) fn build(
		&mut self,
		included: &HeadData,
		parent: &HeadData,
	) -> (HeadData, Vec<Extrinsic>) {
		let (collated, data) = self.try_build(included, parent).expect("a block is made");
		let head = HeadData(collated.header.encode());
		let result = self.validate(&collated, &data);
		assert_eq!(result.head_data, head);
		assert_eq!(self.para.best().hash, collated.header.hash());
		(head, block(&collated).extrinsics)
	}

	/// Makes so many blocks of the para, each of which is included while the one after it is backed, and
	/// adds their heads to `heads`, which begins with the genesis.
	pub(crate) fn run(&mut self, heads: &mut Vec<HeadData>, blocks: usize) {
		for _ in 0..blocks {
			let parent = heads[heads.len() - 1].clone();
			let included = heads[heads.len().saturating_sub(2)].clone();
			heads.push(self.build(&included, &parent).0);
			self.para.included(&included).unwrap();
		}
	}

	/// Takes the para back with its relay chain.
	pub(crate) fn go_back(&self, best: &HeadData, finalized: &HeadData) {
		self.para.go_back(best, finalized, self.relay.head()).unwrap();
	}

	pub(crate) fn go_back_with(
		&self,
		best: &HeadData,
		finalized: &HeadData,
		waiting: Vec<Extrinsic>,
	) {
		self.para.go_back_with(best, finalized, self.relay.head(), waiting).unwrap();
	}

	fn validate(&self, collated: &Collated, data: &PersistedValidationData) -> ValidationResult {
		let block_data = &collated.pov.block_data.0;
		let block_data = sp_maybe_compressed_blob::decompress(block_data, POV_BOMB_LIMIT).unwrap();
		let params = ValidationParams {
			parent_head: data.parent_head.clone(),
			block_data: BlockData(block_data.into_owned()),
			relay_parent_number: data.relay_parent_number,
			relay_parent_storage_root: data.relay_parent_storage_root,
		};
		let fetcher = WrappedRuntimeCode(self.wasm.as_slice().into());
		let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash: vec![1] };
		let mut ext = BasicExternalities::new_empty();
		let (result, _) = VALIDATOR.call(
			&mut ext,
			&code,
			"validate_block",
			&params.encode(),
			CallContext::Offchain,
		);
		ValidationResult::decode(&mut &result.unwrap()[..]).unwrap()
	}

	pub(crate) fn genesis(&self) -> HeadData {
		self.para.genesis().unwrap().0
	}

	/// Submits a transfer over the RPC, and returns its hash.
	pub(crate) fn transfer(&self, rpc: SocketAddr, from: Sr25519Keyring, nonce: u32) -> String {
		taken(self.offer(rpc, from, nonce))
	}

	/// Submits a transfer over the RPC, and returns the answer.
	pub(crate) fn offer(&self, rpc: SocketAddr, from: Sr25519Keyring, nonce: u32) -> Value {
		ask(rpc, "author_submitExtrinsic", json!([self.signed_transfer(from, nonce)]))
	}

	/// A transfer to Bob, as hexadecimal digits.
	pub(crate) fn signed_transfer(&self, from: Sr25519Keyring, nonce: u32) -> String {
		// Balances.transfer_allow_death, to an account by its key.
		let call = ([10u8, 0, 0], Bob.to_account_id(), Compact(1_000_000_000_000u128));
		self.signed(from, nonce, call.encode())
	}

	/// Submits a signed call over the RPC, and returns the answer.
	pub(crate) fn submit(
		&self,
		rpc: SocketAddr,
		from: Sr25519Keyring,
		nonce: u32,
		call: Vec<u8>,
	) -> Value {
		ask(rpc, "author_submitExtrinsic", json!([self.signed(from, nonce, call)]))
	}

	fn signed(&self, from: Sr25519Keyring, nonce: u32, call: Vec<u8>) -> String {
		let genesis = Header::decode(&mut &self.genesis().0[..]).unwrap().hash();
		// Immortal, nonce, no tip, no hash of metadata.
		let extra = (0u8, Compact(nonce), Compact(0u128), 0u8).encode();
		let implicit = (1u32, 1u32, genesis, genesis, 0u8).encode();
		let payload = [&call[..], &extra, &implicit].concat();
		// A long payload is signed by its hash.
		let signature = match payload.len() {
			..=256 => from.pair().sign(&payload),
			_ => from.pair().sign(&sp_io::hashing::blake2_256(&payload)),
		};
		let mut transaction = vec![0x84, 0];
		transaction.extend(from.public().encode());
		transaction.push(1);
		transaction.extend(signature.encode());
		transaction.extend(extra);
		transaction.extend(call);
		format!("0x{}", hex(&transaction.encode()))
	}
}

/// The hash in the answer to a transaction that was accepted.
pub(crate) fn taken(answer: Value) -> String {
	answer.as_str().unwrap_or_else(|| panic!("{answer}")).into()
}

/// How a para with this database is opened.
pub(crate) fn settings(spec: ChainSpec, database: &Arc<Memory>) -> Settings {
	Settings {
		spec,
		database: DatabaseSource::Custom {
			db: database.clone(),
			require_create_flag: database.commits() == 0,
		},
		one_commit: database.one_commit(),
		keystore: KeystoreConfig::InMemory,
		executor: ExecutorConfiguration::default(),
		pool: Bounds { transactions: ROOM, bytes: 1 << 20, ban: None },
		wasm_cache: wasm_cache(),
		software: Software { name: "Test".into(), version: "1".into() },
	}
}

/// The block in a PoV.
fn block(collated: &Collated) -> Block {
	let data = sp_maybe_compressed_blob::decompress(&collated.pov.block_data.0, POV_BOMB_LIMIT);
	let data = ParachainBlockData::<Block>::decode(&mut &data.unwrap()[..]);
	let blocks = data.unwrap().into_blocks();
	assert_eq!(blocks.len(), 1);
	assert_eq!(blocks[0].header, collated.header);
	blocks[0].clone()
}
