// SPDX-License-Identifier: GPL-3.0-or-later

//! A para that goes back with its relay chain.

use canary_collator::Header;
use codec::Decode;
use polkadot_parachain_primitives::primitives::HeadData;
use serde_json::json;
use sp_keyring::Sr25519Keyring::Alice;

use crate::{
	rpc::{served, Subscription},
	world::World,
};

#[test]
fn a_para_goes_back_with_its_relay_chain() {
	let mut world = World::new();
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
fn a_transaction_of_a_block_that_is_taken_back_waits_again_also_where_the_block_was_on_a_final_one()
{
	let mut world = World::new();
	let rpc = world.para.start_rpc(&served()).unwrap();
	let genesis = world.genesis();
	world.transfer(rpc, Alice, 0);
	world.build(&genesis, &genesis);
	assert_eq!(world.para.waiting().len(), 0);
	world.go_back(&genesis, &genesis);
	assert_eq!(world.para.waiting().len(), 1);

	// The same on a block of which the pool has heard that it is final.
	let mut heads = vec![genesis];
	world.run(&mut heads, 1);
	assert_eq!(world.para.waiting().len(), 0);
	world.para.finalized(&heads[1]).unwrap();
	world.transfer(rpc, Alice, 1);
	world.build(&heads[1], &heads[1]);
	world.go_back(&heads[1], &heads[1]);
	assert_eq!(world.para.waiting().len(), 1);
}

#[test]
fn a_revert_that_a_kill_interrupts_is_made_at_the_next_start() {
	let mut world = World::new();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let parent = heads[1].clone();
	// A fork, and blocks that are removed and put back, since they are not to be final any more.
	let fork = world.build(&parent, &parent).0;
	world.para.included(&heads[2]).unwrap();
	world.run(&mut heads, 5);
	world.para.finalized(&heads[6]).unwrap();
	let before = world.database.commits();
	let go_back = |world: &World| {
		world.go_back(&heads[5], &heads[1]);
		let (best, last_final) = (world.para.best_head().unwrap(), world.para.last_final());
		assert_eq!((best, last_final.number), (heads[5].clone(), 1));
	};
	go_back(&world);
	let after = world.database.commits();
	assert!(after - before > 5, "the blocks aside, those that go, and each that comes again");

	for commits in before..=after {
		let left = world.database.after(commits);
		let killed = World::open(left, world.relay.clone());
		go_back(&killed);
		// Nothing is in the way of what comes then: of finality, or of other reverts.
		killed.para.finalized(&heads[3]).unwrap();
		killed.go_back(&fork, &heads[1]);
		assert_eq!(killed.para.best_head().unwrap(), fork, "after {commits} commits");
		go_back(&killed);
	}
}

#[test]
fn a_para_that_the_relay_chain_no_longer_knows_keeps_what_was_built_until_then() {
	let mut world = World::new();
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
fn who_follows_a_fork_hears_that_finality_has_ended_it() {
	let mut world = World::new();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 2);
	let parent = heads[1].clone();
	let rpc = world.para.start_rpc(&served()).unwrap();
	let mut follower = Subscription::new(rpc, "chainHead_v1_follow", json!([false]));
	follower.event("initialized");
	let fork = world.build(&parent, &parent).0;
	let [second, third] = [&heads[2], &fork].map(|head| json!(decoded(head).hash()));
	for block in [&second, &third] {
		assert_eq!(follower.event("bestBlockChanged")["bestBlockHash"], *block);
	}
	world.para.finalized(&heads[2]).unwrap();
	// The fork that goes is what the follower took for the best.
	assert_eq!(follower.event("bestBlockChanged")["bestBlockHash"], second);
	let event = follower.event("finalized");
	assert_eq!(event["finalizedBlockHashes"], json!([decoded(&parent).hash(), second]));
	assert_eq!(event["prunedBlockHashes"], json!([third]));
}

#[test]
fn a_fork_that_finality_has_ended_comes_back_with_the_relay_chain() {
	let mut world = World::new();
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
fn transactions_of_a_block_that_nobody_backs_wait_again() {
	let mut world = World::new();
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
fn who_watches_a_transaction_hears_that_nobody_backs_its_block_and_of_the_next_one() {
	let mut world = World::new();
	let rpc = world.para.start_rpc(&served()).unwrap();
	let mut heads = vec![world.genesis()];
	world.run(&mut heads, 1);
	let (included, parent) = (heads[0].clone(), heads[1].clone());
	let transfer = world.signed_transfer(Alice, 0);
	let mut watch = Subscription::new(rpc, "author_submitAndWatchExtrinsic", json!([transfer]));
	assert_eq!(watch.next(), "ready");
	let block = json!(decoded(&world.build(&included, &parent).0).hash());
	assert_eq!(watch.next(), json!({ "inBlock": block }));

	world.go_back(&parent, &included);
	assert_eq!(watch.next(), json!({ "retracted": block }));
	assert_eq!(watch.next(), "ready");
	let (head, body) = world.build(&included, &parent);
	assert_eq!(body.len(), 3);
	assert_eq!(watch.next(), json!({ "inBlock": decoded(&head).hash() }));
}

fn decoded(head: &HeadData) -> Header {
	Header::decode(&mut &head.0[..]).unwrap()
}
