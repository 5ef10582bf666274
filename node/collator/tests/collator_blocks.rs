// SPDX-License-Identifier: GPL-3.0-or-later

//! The demo para's blocks, made on a mock relay chain and checked by the para's own `validate_block`. The
//! environment variable `PARA_WASM`, which `scripts/test` sets, names the file with the demo para's Wasm.

mod relay;

use std::{
	io::{Read, Write},
	net::{SocketAddr, TcpStream},
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU32, Ordering},
		LazyLock,
	},
};

use canary_collator::{
	door::Bounds,
	spec::{self, ChainSpec},
	Block, Collated, Extrinsic, Header, Para, Served, Settings, Software,
};
use codec::{Compact, Decode, Encode};
use cumulus_primitives_core::{ParaId, ParachainBlockData, PersistedValidationData};
use futures::StreamExt;
use polkadot_node_primitives::{PoV, POV_BOMB_LIMIT};
use polkadot_parachain_primitives::primitives::{
	BlockData, HeadData, ValidationParams, ValidationResult,
};
use sc_client_api::AuxStore;
use sc_client_db::{BlocksPruning, DatabaseSettings, PruningMode};
use sc_executor::WasmExecutor;
use sc_service::{
	config::{
		DatabaseSource, ExecutorConfiguration, KeystoreConfig, RpcBatchRequestConfig,
		RpcConfiguration, RpcMethods,
	},
	Properties, TaskManager,
};
use serde_json::{json, Value};
use sp_core::{
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
	Pair,
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob};
use sp_state_machine::BasicExternalities;

use relay::Relay;

const PARA: u32 = 2000;
const MAX_POV_SIZE: u32 = 5 << 20;
/// The most transactions that the para's pool holds.
const ROOM: usize = 4;

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

/// A para with its relay chain, in a folder of its own.
struct World {
	para: Para,
	relay: Relay,
	max_pov_size: u32,
	wasm: Vec<u8>,
	folder: PathBuf,
	// Fields are dropped in this order: the para's tasks end after the para.
	_tasks: TaskManager,
	threads: tokio::runtime::Runtime,
}

impl World {
	fn new() -> Self {
		static FOLDERS: AtomicU32 = AtomicU32::new(0);
		let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
		let folder =
			std::env::temp_dir().join(format!("canary-para-{}-{number}", std::process::id()));
		Self::open(folder)
	}

	fn open(folder: PathBuf) -> Self {
		let path = std::env::var_os("PARA_WASM").expect("PARA_WASM names the demo para's Wasm");
		let wasm = std::fs::read(path).unwrap();
		let threads = tokio::runtime::Runtime::new().unwrap();
		let tasks = TaskManager::new(threads.handle().clone(), None).unwrap();
		let properties = Properties::new();
		let spec = spec::of_preset(&wasm, "development", "Demo", "demo", None, properties);
		let settings = settings(spec, &folder);
		let para = Para::open(settings, tasks.spawn_handle()).unwrap();
		Self {
			para,
			relay: Relay::new(PARA.into()),
			max_pov_size: MAX_POV_SIZE,
			wasm,
			folder,
			_tasks: tasks,
			threads,
		}
	}

	/// Ends the para and opens it again.
	fn reopen(self) -> Self {
		self.reopen_after(|| ())
	}

	/// Ends the para, calls `act`, and opens the para again.
	fn reopen_after(self, act: impl FnOnce()) -> Self {
		let (relay, folder) = (self.relay.clone(), self.folder.clone());
		self.end();
		act();
		Self { relay, ..Self::open(folder) }
	}

	/// Ends the para and opens it again, with a note in its database of a revert that was interrupted.
	fn reopen_with_note(self, note: Vec<u8>) -> Self {
		let folder = self.folder.clone();
		self.reopen_after(|| {
			let settings = DatabaseSettings {
				trie_cache_maximum_size: None,
				state_pruning: Some(PruningMode::ArchiveAll),
				source: DatabaseSource::ParityDb { path: folder.join("db") },
				blocks_pruning: BlocksPruning::KeepAll,
				pruning_filters: Vec::new(),
				metrics_registry: None,
			};
			let backend = sc_service::new_db_backend::<Block>(settings).unwrap();
			backend.insert_aux(&[(&b"canary_para_to_put_back"[..], &note[..])], &[]).unwrap();
		})
	}

	/// Ends the para and its tasks.
	fn end(self) {
		let Self { para, _tasks: tasks, threads, .. } = self;
		drop(tasks);
		drop(threads);
		drop(para);
	}

	/// Adds a block to the relay chain in which `included` is included, and has the para build on it.
	fn try_build(
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
	fn build(&mut self, included: &HeadData, parent: &HeadData) -> (HeadData, Vec<Extrinsic>) {
		let (collated, data) = self.try_build(included, parent).expect("a block is made");
		let head = HeadData(collated.header.encode());
		let result = self.validate(&collated, &data);
		assert_eq!(result.head_data, head);
		assert_eq!(self.para.best().hash, collated.header.hash());
		(head, block(&collated).extrinsics)
	}

	/// Makes so many blocks of the para, each of which is included while the one after it is backed, and
	/// adds their heads to `heads`, which begins with the genesis.
	fn run(&mut self, heads: &mut Vec<HeadData>, blocks: usize) {
		for _ in 0..blocks {
			let parent = heads[heads.len() - 1].clone();
			let included = heads[heads.len().saturating_sub(2)].clone();
			heads.push(self.build(&included, &parent).0);
			self.para.included(&included).unwrap();
		}
	}

	/// Takes the para back with its relay chain.
	fn go_back(&self, best: &HeadData, finalized: &HeadData) {
		self.para.go_back(best, finalized, self.relay.head()).unwrap();
	}

	fn go_back_with(&self, best: &HeadData, finalized: &HeadData, waiting: Vec<Extrinsic>) {
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

	fn genesis(&self) -> HeadData {
		self.para.genesis().unwrap().0
	}

	/// Submits a transfer over the RPC, and returns its hash.
	fn transfer(&self, rpc: SocketAddr, from: Sr25519Keyring, nonce: u32) -> String {
		taken(self.offer(rpc, from, nonce))
	}

	/// Submits a transfer over the RPC, and returns the answer.
	fn offer(&self, rpc: SocketAddr, from: Sr25519Keyring, nonce: u32) -> Value {
		// Balances.transfer_allow_death, to an account by its key.
		let call = ([10u8, 0, 0], Bob.to_account_id(), Compact(1_000_000_000_000u128));
		self.submit(rpc, from, nonce, call.encode())
	}

	/// Submits a signed call over the RPC, and returns the answer.
	fn submit(&self, rpc: SocketAddr, from: Sr25519Keyring, nonce: u32, call: Vec<u8>) -> Value {
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
		let hex = format!("0x{}", hex(&transaction.encode()));
		ask(rpc, "author_submitExtrinsic", json!([hex]))
	}
}

/// The hash in the answer to a transaction that was accepted.
fn taken(answer: Value) -> String {
	answer.as_str().unwrap_or_else(|| panic!("{answer}")).into()
}

impl Drop for Folder {
	fn drop(&mut self) {
		drop(std::fs::remove_dir_all(&self.0));
	}
}

/// A folder that is removed at the end of a test.
struct Folder(PathBuf);

#[test]
fn blocks_are_made_and_valid_one_after_another() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	assert_eq!(world.para.id(), ParaId::from(PARA));
	let (head, code) = world.para.genesis().unwrap();
	assert_eq!(code.0, world.wasm);
	let mut heads = vec![head];
	world.run(&mut heads, 12);
	assert_eq!(world.para.best().number, 12);
	assert_eq!(world.para.last_final().number, 0);

	world.para.finalized(&heads[10]).unwrap();
	assert_eq!(world.para.last_final().number, 10);
	assert_eq!(world.para.best().number, 12);
	// A block that is final already changes nothing.
	world.para.finalized(&heads[7]).unwrap();
	assert_eq!(world.para.last_final().number, 10);
}

#[test]
fn a_long_run_loses_no_block() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	for number in 1..=1_000 {
		let parent = heads[heads.len() - 1].clone();
		let included = heads[heads.len().saturating_sub(2)].clone();
		let (collated, _) = world.try_build(&included, &parent).expect("a block is made");
		assert_eq!(collated.header.number, number);
		heads.push(HeadData(collated.header.encode()));
		world.para.finalized(&included).unwrap();
	}
	assert_eq!((world.para.best().number, world.para.last_final().number), (1_000, 998));
}

#[test]
fn a_para_goes_no_further_than_its_runtime_lets_it() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let genesis = world.genesis();
	let mut parent = genesis.clone();
	let mut made = 0;
	while let Some((collated, _)) = world.try_build(&genesis, &parent) {
		parent = HeadData(collated.header.encode());
		made += 1;
	}
	// The runtime lets three blocks wait for their inclusion.
	assert_eq!(made, 3);
	assert_eq!(world.para.best().number, 3);
	// Once all three are included, the para goes on.
	world.build(&parent, &parent);
}

#[test]
fn a_block_that_was_not_backed_is_left() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let (second, first) = (heads[2].clone(), heads[1].clone());
	// The relay chain has not backed the second block, so another one is made in its place.
	let (other, _) = world.build(&first, &first);
	assert_ne!(other, second);
	assert_eq!(world.para.best_head().unwrap(), other);
	// The relay chain includes the first of the two after all.
	world.para.included(&second).unwrap();
	assert_eq!(world.para.best_head().unwrap(), second);
	world.para.finalized(&other).unwrap();
	assert_eq!(world.para.best_head().unwrap(), other);
	assert_eq!(world.para.last_final().number, 2);
}

#[test]
fn a_head_that_is_unknown_makes_no_block() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let genesis = world.genesis();
	let mut unknown = world.para.best_header().unwrap();
	unknown.number = 5;
	let unknown = HeadData(unknown.encode());
	assert!(world.try_build(&genesis, &unknown).is_none());
	world.para.included(&unknown).unwrap();
	world.para.finalized(&unknown).unwrap();
	world.go_back(&unknown, &unknown);
	assert_eq!(world.para.best().number, 0);

	let garbage = HeadData(vec![1, 2, 3]);
	let error = world.para.included(&garbage).unwrap_err();
	assert!(error.contains("not the header of a block"), "{error}");
	// The para goes on after the error.
	world.build(&genesis, &genesis);
}

#[test]
fn a_para_goes_back_with_its_relay_chain() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 9);
	world.para.finalized(&heads[7]).unwrap();

	// A revert above the final block.
	let point = world.relay.clone();
	world.go_back(&heads[8], &heads[7]);
	assert_eq!((world.para.best().number, world.para.last_final().number), (8, 7));
	heads.truncate(9);
	world.run(&mut heads, 2);

	// A revert below the final block: the new head is not final.
	world.relay = point.back(5);
	world.go_back(&heads[5], &heads[4]);
	assert_eq!((world.para.best().number, world.para.last_final().number), (5, 4));
	heads.truncate(6);
	world.run(&mut heads, 3);

	// The block that is made after a revert is not the one that was there before.
	world.relay = point.back(1);
	world.go_back(&heads[1], &heads[0]);
	assert_eq!((world.para.best().number, world.para.last_final().number), (1, 0));
	let before = heads[2].clone();
	heads.truncate(2);
	world.run(&mut heads, 1);
	assert_ne!(heads[2], before);
	world.go_back(&heads[0], &heads[0]);
	assert_eq!((world.para.best().number, world.para.last_final().number), (0, 0));
}

#[test]
fn a_para_goes_on_when_it_is_opened_again() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 4);
	world.para.finalized(&heads[2]).unwrap();
	let mut world = world.reopen();
	assert_eq!((world.para.best().number, world.para.last_final().number), (4, 2));
	// The relay chain may have lost its last blocks when the node was killed.
	world.go_back(&heads[3], &heads[3]);
	assert_eq!((world.para.best().number, world.para.last_final().number), (3, 3));
	heads.truncate(4);
	world.run(&mut heads, 2);
}

#[test]
fn blocks_that_were_being_put_back_are_there_after_a_kill() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let mut blocks = Vec::new();
	for _ in 0..2 {
		let (included, parent) = (heads[heads.len() - 2].clone(), heads[heads.len() - 1].clone());
		let (collated, _) = world.try_build(&included, &parent).expect("a block is made");
		heads.push(HeadData(collated.header.encode()));
		blocks.push(block(&collated));
	}
	world.go_back(&heads[2], &heads[1]);
	assert_eq!(world.para.best().number, 2);

	// Other blocks take their place, and are final.
	let mut others = heads[..3].to_vec();
	world.run(&mut others, 3);
	world.para.finalized(&others[4]).unwrap();

	// The database is as a node leaves it that is killed in the middle of a revert to the fourth block.
	let base = Header::decode(&mut &heads[2].0[..]).unwrap();
	let world = world.reopen_with_note((base.hash(), base.number, blocks).encode());
	assert_eq!(world.para.best_head().unwrap(), heads[4]);
	assert_eq!(world.para.last_final().number, 2);
	// They are put back once: a later revert is not undone at the next start.
	world.go_back(&heads[2], &heads[1]);
	let world = world.reopen();
	assert_eq!(world.para.best_head().unwrap(), heads[2]);
	// A note that nobody can read keeps no para from being opened.
	let world = world.reopen_with_note(vec![7]);
	assert_eq!(world.para.best_head().unwrap(), heads[2]);
}

#[test]
fn another_genesis_is_refused_in_the_same_folder() {
	let world = World::new();
	let folder = Folder(world.folder.clone());
	let wasm = world.wasm.clone();
	world.end();
	let open = |preset| {
		let threads = tokio::runtime::Runtime::new().unwrap();
		let tasks = TaskManager::new(threads.handle().clone(), None).unwrap();
		let spec = spec::of_preset(&wasm, preset, "Demo", "demo", None, Properties::new());
		let settings = settings(spec, &folder.0);
		Para::open(settings, tasks.spawn_handle()).map(drop)
	};
	let error = open("local_testnet").unwrap_err();
	assert!(error.contains("another genesis"), "{error}");
	open("development").unwrap();
}

#[test]
fn a_transaction_gets_into_a_block_and_back() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let rpc = world.para.start_rpc(&served()).unwrap();
	assert!(rpc.ip().is_loopback());
	let mut arrivals = world.para.arrivals();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 1);
	assert_eq!(world.para.ready_transactions(), 0);

	let first = world.transfer(rpc, Alice, 0);
	let second = world.transfer(rpc, Alice, 1);
	assert_ne!(first, second);
	world.threads.block_on(arrivals.next()).unwrap();
	assert_eq!(world.para.ready_transactions(), 2);
	assert_eq!(world.para.waiting().len(), 2);
	assert_eq!(nonce(rpc), 2);

	let (included, parent) = (heads[0].clone(), heads[1].clone());
	let (with, body) = world.build(&included, &parent);
	assert_eq!(body.len(), 4, "two inherents and two transfers");
	assert_eq!(world.para.ready_transactions(), 0);
	// The block is not backed: both transfers are in the block that is made instead.
	let (other, body) = world.build(&included, &parent);
	assert_eq!(body.len(), 4);
	assert_ne!(with, other);

	// After a revert nothing has happened, and the transfers can be sent again.
	world.go_back_with(&parent, &included, Vec::new());
	assert_eq!(nonce(rpc), 0);
	assert_eq!(world.para.ready_transactions(), 0);
	world.transfer(rpc, Alice, 0);
	let waiting = world.para.waiting();
	assert_eq!(waiting.len(), 1);
	// A revert can also put them back into the pool.
	world.go_back_with(&included, &included, waiting);
	let (_, body) = world.build(&included, &included);
	assert_eq!(body.len(), 3);
	assert_eq!(nonce(rpc), 1);
}

#[test]
fn transactions_of_a_block_that_nobody_backs_wait_again() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let rpc = world.para.start_rpc(&served()).unwrap();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 1);
	let (included, parent) = (heads[0].clone(), heads[1].clone());
	for nonce in 0..2 {
		world.transfer(rpc, Alice, nonce);
	}
	world.build(&included, &parent);
	world.transfer(rpc, Alice, 2);

	world.go_back(&parent, &included);
	assert_eq!(world.para.best_head().unwrap(), parent);
	assert_eq!(world.para.waiting().len(), 3);
	assert_eq!(world.para.ready_transactions(), 3);

	// Also for a node that ended before it could take the block back.
	let (_, body) = world.build(&included, &parent);
	assert_eq!(body.len(), 5, "two inherents and three transfers");
	let mut world = world.reopen();
	world.go_back(&parent, &included);
	assert_eq!(world.para.waiting().len(), 3);
	let (_, body) = world.build(&included, &parent);
	assert_eq!(body.len(), 5);
}

#[test]
fn a_block_that_was_made_elsewhere_is_taken_and_built_upon() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let rpc = world.para.start_rpc(&served()).unwrap();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let (included, parent) = (heads[1].clone(), heads[2].clone());
	world.transfer(rpc, Alice, 0);
	let (collated, _) = world.try_build(&included, &parent).expect("a block is made");
	let head = HeadData(collated.header.encode());
	world.go_back_with(&parent, &included, Vec::new());
	world.transfer(rpc, Alice, 0);
	assert_eq!((world.para.best_head().unwrap(), nonce(rpc)), (parent.clone(), 1));
	assert_eq!(world.para.ready_transactions(), 1);

	// It builds on a head that is not here.
	let unknown = HeadData(Header { number: 9, ..collated.header.clone() }.encode());
	world.para.import(&collated.pov, &unknown).unwrap();
	assert_eq!(world.para.best_head().unwrap(), parent);

	for _ in 0..2 {
		world.para.import(&collated.pov, &parent).unwrap();
		assert_eq!(world.para.best_head().unwrap(), head);
		// Its transaction has left the pool.
		assert_eq!((world.para.ready_transactions(), nonce(rpc)), (0, 1));
	}
	world.para.included(&head).unwrap();
	world.build(&head, &head);

	let garbage = PoV { block_data: BlockData(vec![1, 2, 3]) };
	let error = world.para.import(&garbage, &head).unwrap_err();
	assert!(error.contains("no blocks"), "{error}");
}

#[test]
fn a_para_that_the_relay_chain_no_longer_knows_keeps_what_was_built_until_then() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	// The relay parents of the first three blocks are #1 to #3, and #4 has none.
	world.run(&mut heads, 3);
	let (included, parent) = (heads[2].clone(), heads[3].clone());
	world.relay.next(included.clone());
	heads.push(world.build(&included, &parent).0);
	let by = |number| world.para.head_by(number).unwrap();
	for (number, block) in [(0, 0), (1, 0), (2, 1), (4, 3), (5, 3), (6, 4), (1_000, 4)] {
		assert_eq!(by(number), heads[block], "relay block #{number}");
	}
	assert_eq!(world.para.final_head().unwrap(), heads[0]);
}

#[test]
fn a_head_below_what_is_final_is_off_the_final_chain() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 5);
	world.para.finalized(&heads[3]).unwrap();
	let is_off = |head: &HeadData| world.para.is_off_final(head).unwrap();
	assert_eq!(
		heads[1..].iter().map(is_off).collect::<Vec<_>>(),
		[true, true, false, false, false]
	);

	world.go_back(&heads[2], &heads[2]);
	assert!(!world.para.is_off_final(&heads[2]).unwrap());
	assert_eq!(world.para.last_final().number, 2);
	let parent = heads[2].clone();
	world.build(&parent, &parent);
}

#[test]
fn blocks_before_a_head_that_was_set_come_back_where_the_relay_chain_leads_to_them() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 6);
	world.para.finalized(&heads[5]).unwrap();
	let point = world.relay.clone();

	// The relay chain sets the head to one below what is final, and the para goes on from there.
	world.relay.next(heads[2].clone());
	world.go_back(&heads[2], &heads[2]);
	let mut other = heads[..3].to_vec();
	world.run(&mut other, 3);
	world.para.finalized(&other[4]).unwrap();
	let there = world.relay.clone();

	// The relay chain sets it to where it was, and goes back twice: to the way that was left, and before that.
	world.relay.next(heads[6].clone());
	assert!(world.para.is_off_final(&heads[6]).unwrap());
	world.go_back(&heads[6], &heads[5]);
	assert_eq!(
		(world.para.best_head().unwrap(), world.para.last_final().number),
		(heads[6].clone(), 5)
	);
	world.run(&mut heads, 1);
	world.relay = there.back(there.head() as usize);
	world.go_back(&other[5], &other[4]);
	assert_eq!(world.para.best_head().unwrap(), other[5]);
	world.run(&mut other, 1);
	world.relay = point.back(point.head() as usize);
	let mut world = world.reopen();
	heads.truncate(7);
	world.go_back(&heads[6], &heads[5]);
	assert_eq!(
		(world.para.best_head().unwrap(), world.para.last_final().number),
		(heads[6].clone(), 5)
	);
	world.run(&mut heads, 2);

	// What the relay chain can no longer lead to is gone.
	let before = world.para.best_head().unwrap();
	assert!(!world.para.is_off_final(&other[5]).unwrap());
	world.go_back(&other[5], &other[5]);
	assert_eq!(world.para.best_head().unwrap(), before);
}

#[test]
fn a_fork_that_finality_has_ended_comes_back_with_the_relay_chain() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let parent = heads[1].clone();
	let (other, _) = world.build(&parent, &parent);
	let (third, _) = world.build(&parent, &other);
	world.para.finalized(&other).unwrap();
	assert!(!world.para.is_on_best(&heads[2]).unwrap());
	assert!(world.para.is_off_final(&heads[2]).unwrap());

	world.relay.next(third.clone());
	for _ in 0..2 {
		world.go_back(&heads[2], &heads[1]);
		assert_eq!(
			(world.para.best_head().unwrap(), world.para.last_final().number),
			(heads[2].clone(), 1)
		);
		world.go_back(&third, &other);
		assert_eq!(
			(world.para.best_head().unwrap(), world.para.last_final().number),
			(third.clone(), 2)
		);
	}
	world.build(&other, &third);
}

#[test]
fn a_transaction_that_fits_no_pov_is_dropped() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let rpc = world.para.start_rpc(&served()).unwrap();
	let genesis = world.genesis();
	world.max_pov_size = 30_000;
	// A System.remark that is larger than a PoV may be.
	taken(world.submit(rpc, Alice, 0, ([0u8, 0], vec![7u8; 30_000]).encode()));
	taken(world.submit(rpc, Bob, 0, ([0u8, 0], vec![7u8; 100]).encode()));
	let (_, body) = world.build(&genesis, &genesis);
	assert_eq!(body.len(), 3, "two inherents and the small one");
	assert!(world.para.waiting().is_empty());
	assert_eq!(nonce(rpc), 0);
}

#[test]
fn a_pool_keeps_half_of_its_room_for_transactions_that_need_not_wait() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let rpc = world.para.start_rpc(&served()).unwrap();
	let genesis = world.genesis();
	let no_room = |answer: Value| assert_eq!(answer["code"], 1016, "{answer}");

	world.transfer(rpc, Alice, 1);
	world.transfer(rpc, Alice, 2);
	no_room(world.offer(rpc, Alice, 3));
	assert_eq!(world.para.ready_transactions(), 0);
	world.transfer(rpc, Alice, 0);
	world.transfer(rpc, Alice, 3);
	assert_eq!(world.para.ready_transactions(), ROOM);
	no_room(world.offer(rpc, Bob, 0));

	let (_, body) = world.build(&genesis, &genesis);
	assert_eq!(body.len(), 2 + ROOM, "two inherents and all that the pool has taken");
	world.transfer(rpc, Bob, 0);
}

#[test]
fn wallets_find_what_they_ask_for() {
	let mut world = World::new();
	let _folder = Folder(world.folder.clone());
	let rpc = world.para.start_rpc(&served()).unwrap();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let ask = |method, parameters| ask(rpc, method, parameters);

	let header = ask("chain_getHeader", json!([]));
	assert_eq!(header["number"], "0x2");
	assert_eq!(ask("system_chain", json!([])), "Demo");
	assert_eq!(ask("system_health", json!([]))["peers"], 0);
	assert_eq!(ask("system_health", json!([]))["isSyncing"], false);
	assert_eq!(ask("system_peers", json!([])), json!([]));
	assert_eq!(ask("system_localPeerId", json!([])), "");
	assert_eq!(ask("system_localListenAddresses", json!([])), json!([]));
	assert_eq!(ask("system_nodeRoles", json!([])), json!(["Authority"]));
	assert_eq!(ask("system_syncState", json!([]))["currentBlock"], 2);
	assert_eq!(ask("state_getRuntimeVersion", json!([]))["specName"], "canary-demo-para");
	assert_eq!(ask("chainSpec_v1_chainName", json!([])), "Demo");
	let refused = ask("system_addReservedPeer", json!(["/ip4/127.0.0.1/tcp/1/p2p/x"]));
	assert!(refused.to_string().contains("no peers"), "{refused}");
	let methods = ask("rpc_methods", json!([]))["methods"].to_string();
	for method in [
		"archive_v1_body",
		"author_submitAndWatchExtrinsic",
		"chainHead_v1_follow",
		"payment_queryInfo",
		"state_subscribeStorage",
		"transactionWatch_v1_submitAndWatch",
		"transaction_v1_broadcast",
	] {
		assert!(methods.contains(&format!("\"{method}\"")), "{method} is missing in {methods}");
	}
}

fn settings(spec: ChainSpec, folder: &Path) -> Settings {
	Settings {
		spec,
		database: DatabaseSource::ParityDb { path: folder.join("db") },
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

fn nonce(rpc: SocketAddr) -> u64 {
	let answer = ask(rpc, "system_accountNextIndex", json!([Alice.to_account_id().to_string()]));
	answer.as_u64().unwrap_or_else(|| panic!("{answer}"))
}

/// Calls a method over HTTP. Returns the result, or else the error object.
fn ask(rpc: SocketAddr, method: &str, parameters: Value) -> Value {
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
	let body = request.to_string();
	let mut stream = TcpStream::connect(rpc).unwrap();
	write!(
		stream,
		"POST / HTTP/1.1\r\nHost: {rpc}\r\nContent-Type: application/json\r\n\
		 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
		body.len(),
	)
	.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).unwrap();
	let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
	// A long body comes in chunks, each after its length.
	let body = if answer.to_lowercase().contains("transfer-encoding: chunked") {
		body.split("\r\n").skip(1).step_by(2).collect()
	} else {
		body.to_owned()
	};
	let answer: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{body}"));
	answer.get("result").or(answer.get("error")).cloned().unwrap_or_else(|| panic!("{answer}"))
}

fn served() -> Served {
	let relay = RpcConfiguration {
		addr: None,
		max_connections: 10,
		cors: None,
		methods: RpcMethods::Auto,
		max_request_size: 15,
		max_response_size: 15,
		id_provider: None,
		max_subs_per_conn: 10,
		port: 0,
		message_buffer_capacity: 64,
		batch_config: RpcBatchRequestConfig::Unlimited,
		rate_limit: None,
		rate_limit_whitelisted_ips: Vec::new(),
		rate_limit_trust_proxy_headers: false,
		request_logger_limit: 1024,
	};
	Served::like(&relay, 0)
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
