// SPDX-License-Identifier: GPL-3.0-or-later

//! The demo para's blocks, made on a mock relay chain and checked by the para's own `validate_block`.

use canary_collator::{spec, Header, Para};
use codec::Encode;
use cumulus_primitives_core::ParaId;
use polkadot_node_primitives::PoV;
use polkadot_parachain_primitives::primitives::{BlockData, HeadData};
use sc_service::{Properties, TaskManager};
use sp_keyring::Sr25519Keyring::Alice;

use crate::{
	rpc::{nonce, served},
	world::{settings, World, PARA},
};

#[test]
fn blocks_are_made_and_valid_one_after_another() {
	let mut world = World::new();
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
fn a_para_goes_on_when_it_is_opened_again() {
	let mut world = World::new();
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
fn another_genesis_is_refused_with_the_same_database() {
	let world = World::new();
	let (wasm, database) = (world.wasm.clone(), world.database.clone());
	world.end();
	let open = |preset| {
		let threads = tokio::runtime::Runtime::new().unwrap();
		let tasks = TaskManager::new(threads.handle().clone(), None).unwrap();
		let spec = spec::of_preset(&wasm, preset, "Demo", "demo", None, Properties::new());
		Para::open(settings(spec, &database), tasks.spawn_handle()).map(drop)
	};
	let error = open("local_testnet").unwrap_err();
	assert!(error.contains("another genesis"), "{error}");
	open("development").unwrap();
}

#[test]
fn a_block_that_was_made_elsewhere_is_taken_and_built_upon() {
	let mut world = World::new();
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
