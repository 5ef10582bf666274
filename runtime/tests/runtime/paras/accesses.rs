// SPDX-License-Identifier: GPL-3.0-or-later
//! Storage accesses on the real runtime, counted.
//!
//! The tests count the distinct keys that are read from the state before, as a proof would have to show
//! them, and the distinct keys that are changed, be it to the value they had. The state is committed
//! before.

use canary_primitives::{LeaseRange, RANGE_COUNT};
use canary_runtime::{Paras, Registrar};
use frame_support::traits::{fungible::Mutate, Get, Hooks};
use sp_io::TestExternalities;

use super::*;
use crate::common::genesis_of;

fn two_handles<Handle: Default + Clone>() -> (Handle, Handle) {
	let handle = Handle::default();
	(handle.clone(), handle)
}

/// Runs something on the committed state. Returns how many keys it read and how many it wrote.
fn counted(chain: &mut TestExternalities, run: impl FnOnce()) -> (usize, usize) {
	chain.commit_all().expect("no transaction is open");
	let (recorder, record) = two_handles();
	chain.execute_with_recorder(recorder, run);
	let reads = record.recorded_keys().values().map(|keys| keys.len()).sum();
	let writes = chain.overlayed_changes().changes().count();
	chain.commit_all().expect("no transaction is open");
	(reads, writes)
}

pub(super) fn bidder(index: usize) -> AccountId {
	[index as u8 + 1; 32].into()
}

pub(super) fn para(index: usize) -> ParaId {
	ParaId(3_000 + index as u32)
}

/// Paras that are on demand without anyone's vote, one for each range of an auction.
fn para_for_each_range() {
	let code = code_of(Id::from(0));
	let root = RuntimeOrigin::root;
	assert_ok!(Paras::add_trusted_validation_code(root(), code.clone()));
	for index in 0..RANGE_COUNT {
		let id = Id::from(para(index).0);
		assert_ok!(Balances::mint_into(&bidder(index), 10_000_000 * UNITS));
		let head = HeadData(vec![0; 32]);
		assert_ok!(Registrar::force_register(root(), bidder(index), 0, id, head, code.clone()));
	}
	sessions_pass(2);
}

/// Bids with which every range is led by another bidder for another para, and eight of them are on
/// their way to win, which is the most there can be.
pub(super) fn bids_for_every_range(offered: LeasePeriod) {
	open_auction(1, offered);
	next_block(vec![]);
	for (index, range) in LeaseRange::all().enumerate() {
		let amount = if range.len() == 1 { 1_000 * UNITS } else { UNITS };
		assert_ok!(Auctions::bid(
			RuntimeOrigin::signed(bidder(index)),
			para(index),
			1,
			offered + range.first(),
			offered + range.last(),
			amount
		));
	}
	run_to(candle_lit_at() + ENDING - 1);
}

/// A chain in which every range of an auction has a para and a bidder.
pub(super) fn crowded_chain() -> TestExternalities {
	let mut chain = genesis_of("development");
	chain.execute_with(|| {
		next_block(vec![]);
		para_for_each_range();
	});
	chain
}

/// Begins this block, as far as Auctions sees it, with the last draw that the lot needs.
pub(super) fn draw_last_at(now: BlockNumber) {
	System::reset_events();
	System::set_block_number(now);
	let needed: u32 = <Runtime as canary_auctions::Config>::DrawsPerLot::get();
	canary_auctions::Lot::<Runtime>::put(([0; 32], needed - 1));
	pallet_babe::AuthorVrfRandomness::<Runtime>::put(Some([1; 32]));
}

/// Closes the auction in the present block and grants the rest in the next two, and returns how many
/// accesses each of the three took.
#[track_caller]
fn accesses_of_close(chain: &mut TestExternalities) -> [usize; 3] {
	[3, 3, 2].map(|winners| {
		let now = chain.execute_with(System::block_number);
		let (reads, writes) = counted(chain, || {
			Auctions::on_initialize(now);
		});
		chain.execute_with(|| {
			let won = |event: &&RuntimeEvent| {
				matches!(event, RuntimeEvent::Auctions(canary_auctions::Event::BidWon { .. }))
			};
			assert_eq!(events().iter().filter(won).count(), winners);
			System::reset_events();
			System::set_block_number(now + 1);
		});
		reads + writes
	})
}

/// What a block that closes an auction may touch.
const CLOSE: usize = 100;
/// The same where the winners' paras move up at once, and take cores.
const CLOSE_WITH_CORES: usize = 120;
/// The registrations of paras that move down in that block, and are unlocked.
const UNLOCKS: usize = 4;

#[track_caller]
fn assert_at_most(most: usize, accesses: [usize; 3]) {
	assert!(accesses.iter().all(|accesses| *accesses <= most), "accesses: {accesses:?}");
}

#[test]
fn an_auction_closes_with_at_most_a_hundred_accesses_a_block() {
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		bids_for_every_range(1);
		draw_last_at(System::block_number() + 2);
	});

	assert_at_most(CLOSE, accesses_of_close(&mut chain));
}

#[test]
fn also_when_a_winners_lease_begins_at_once() {
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		bids_for_every_range(0);
		draw_last_at(System::block_number() + 2);
	});

	assert_at_most(CLOSE_WITH_CORES, accesses_of_close(&mut chain));
}

#[test]
fn also_when_every_winner_had_a_lease_of_anothers_that_the_roll_over_has_not_come_to() {
	let mut chain = crowded_chain();
	chain.execute_with(|| {
		let eight = LeaseRange::all().enumerate().filter(|(_, range)| range.len() == 1);
		for (index, _) in eight {
			let another: AccountId = [index as u8 + 101; 32].into();
			assert_ok!(Balances::mint_into(&another, 100 * UNITS));
			assert_ok!(Slots::force_lease(
				RuntimeOrigin::root(),
				para(index),
				another,
				UNITS,
				0,
				1
			));
		}
		run_to(first_block(1) - ENDING - 5);
		bids_for_every_range(1);
		draw_last_at(first_block(1));
	});

	assert_at_most(CLOSE_WITH_CORES + UNLOCKS, accesses_of_close(&mut chain));
}

/// What an empty block of the whole runtime may touch, inherents included. The host's part is 18 reads
/// and 11 writes. A para that is in its slot and makes no block adds nothing: the host reads what its core
/// does in any case.
const EMPTY_BLOCK: (usize, usize) = (59, 38);

#[track_caller]
fn assert_next_block_touches_little(chain: &mut TestExternalities) {
	let (reads, writes) = counted(chain, || {
		next_block(vec![]);
	});
	let (most_reads, most_writes) = EMPTY_BLOCK;
	assert!(reads <= most_reads && writes <= most_writes, "{reads} reads, {writes} writes");
}

#[test]
fn an_empty_block_touches_little() {
	let mut chain = genesis_of("development");
	chain.execute_with(|| run_to(15));
	assert_next_block_touches_little(&mut chain);
}

#[test]
fn an_empty_block_touches_no_more_while_a_para_is_in_its_slot() {
	let mut chain = genesis_of("development");
	chain.execute_with(|| {
		let [lemon, ..] = three_paras();
		let alice = Alice.to_account_id();
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, UNITS, 0, 16));
		sessions_pass(2);
		run_to(System::block_number().next_multiple_of(SESSION) + 5);
	});
	assert_next_block_touches_little(&mut chain);
}
