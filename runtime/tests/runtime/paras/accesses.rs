// SPDX-License-Identifier: GPL-3.0-or-later
//! Storage accesses on the real runtime, counted.
//!
//! Counted are the distinct keys that are read from the state before, as a proof would have to show
//! them, and the distinct keys that are changed, be it to the value they had. The state is committed
//! before.

use canary_primitives::{LeaseRange, RANGE_COUNT};
use canary_runtime::{Paras, Registrar};
use frame_support::traits::{fungible::Mutate, Hooks};
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

fn bidder(index: usize) -> AccountId {
	[index as u8 + 1; 32].into()
}

/// Paras that are on demand without anyone's vote, one for each range of an auction.
fn para_for_each_range() {
	let code = code_of(Id::from(0));
	let root = RuntimeOrigin::root;
	assert_ok!(Paras::add_trusted_validation_code(root(), code.clone()));
	for index in 0..RANGE_COUNT {
		let id = Id::from(3_000 + index as u32);
		assert_ok!(Balances::mint_into(&bidder(index), 10_000_000 * UNITS));
		let head = HeadData(vec![0; 32]);
		assert_ok!(Registrar::force_register(root(), bidder(index), 0, id, head, code.clone()));
	}
	sessions_pass(2);
}

/// The block in which an auction closes with every range led by another bidder for another para, and
/// eight of them on their way to win, which is the most there can be.
fn about_to_close() -> TestExternalities {
	let mut chain = genesis_of("development");
	chain.execute_with(|| {
		next_block(vec![]);
		para_for_each_range();
		open_auction(1, 1);
		next_block(vec![]);
		for (index, range) in LeaseRange::all().enumerate() {
			let amount = if range.len() == 1 { 1_000 * UNITS } else { UNITS };
			assert_ok!(Auctions::bid(
				RuntimeOrigin::signed(bidder(index)),
				ParaId(3_000 + index as u32),
				1,
				1 + range.first(),
				1 + range.last(),
				amount
			));
		}
		run_to(candle_lit_at() + ENDING - 1);
		// The next block begins an epoch, as far as BABE's randomness goes.
		let now = System::block_number() + 1;
		System::reset_events();
		System::set_block_number(now);
		pallet_babe::EpochStart::<Runtime>::put((now, now));
	});
	chain
}

#[test]
fn an_auction_closes_with_at_most_a_hundred_accesses_whatever_was_bid() {
	let mut chain = about_to_close();
	let now = chain.execute_with(System::block_number);

	let (reads, writes) = counted(&mut chain, || {
		Auctions::on_initialize(now);
	});

	chain.execute_with(|| {
		let won = |event: &RuntimeEvent| {
			matches!(event, RuntimeEvent::Auctions(canary_auctions::Event::BidWon { .. }))
		};
		assert_eq!(events().iter().filter(|event| won(event)).count(), 8);
	});
	assert!(reads + writes <= 100, "{reads} reads and {writes} writes");
}

/// What an empty block of the whole runtime may touch, inherents included. The host's part is 18 reads
/// and 11 writes, that of Slots and Auctions 4 reads.
const EMPTY_BLOCK: (usize, usize) = (56, 40);

#[test]
fn an_empty_block_touches_little() {
	let mut chain = genesis_of("development");
	chain.execute_with(|| run_to(15));

	let (reads, writes) = counted(&mut chain, || {
		next_block(vec![]);
	});

	let (most_reads, most_writes) = EMPTY_BLOCK;
	assert!(reads <= most_reads && writes <= most_writes, "{reads} reads, {writes} writes");
}
