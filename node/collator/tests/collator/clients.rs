// SPDX-License-Identifier: GPL-3.0-or-later

//! Transactions and questions of a para's clients.

use codec::Encode;
use futures::StreamExt;
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring::{Alice, Bob};

use crate::{
	rpc::{ask, nonce, served},
	world::{taken, World, ROOM},
};

#[test]
fn a_transaction_gets_into_a_block_and_back() {
	let mut world = World::new();
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
fn a_transaction_that_waits_for_those_of_a_block_that_nobody_backs_is_not_dropped() {
	let mut world = World::new();
	let rpc = world.para.start_rpc(&served()).unwrap();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 1);
	let (included, parent) = (heads[0].clone(), heads[1].clone());
	world.transfer(rpc, Alice, 0);
	world.transfer(rpc, Alice, 1);
	world.build(&included, &parent);
	world.transfer(rpc, Alice, 2);

	let (_, body) = world.build(&included, &parent);
	assert_eq!(body.len(), 5, "two inherents and three transfers");
	assert_eq!(nonce(rpc), 3);
	assert!(world.para.waiting().is_empty());
}

#[test]
fn a_transaction_that_fits_no_pov_is_dropped() {
	let mut world = World::new();
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
