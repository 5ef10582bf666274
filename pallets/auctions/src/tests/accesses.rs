// SPDX-License-Identifier: Apache-2.0

//! Storage accesses, counted.
//!
//! Reads: a recorder sits between the hook and a committed backend and notes every key whose value
//! is looked up there; a key read twice counts once, as in the field's benchmarks. Writes: after
//! the hook, all that is not yet committed is laid over an *empty* backend, so that each key found
//! there is one that the hook wrote, be it with the value it had; keys that were there before and
//! are gone with their backend in place are the hook's removals. The block number and the events
//! are counted like everything else.

use super::*;
use frame_support::traits::Hooks;
use sp_io::TestExternalities;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Counted {
	reads: u64,
	writes: u64,
}

impl Counted {
	fn total(&self) -> u64 {
		self.reads + self.writes
	}
}

fn two_handles<Handle: Default + Clone>() -> (Handle, Handle) {
	let handle = Handle::default();
	(handle.clone(), handle)
}

fn keys(ext: &mut TestExternalities) -> BTreeSet<Vec<u8>> {
	ext.execute_with(|| {
		core::iter::successors(Some(vec![]), |key| sp_io::storage::next_key(key)).skip(1).collect()
	})
}

/// The keys there would be if the uncommitted changes were laid over this backend.
fn keys_over(changes: &mut TestExternalities, backend: TestExternalities) -> BTreeSet<Vec<u8>> {
	let own = core::mem::replace(&mut changes.backend, backend.backend);
	let mut laid_over = TestExternalities::default();
	laid_over.backend = changes.as_backend();
	changes.backend = own;
	keys(&mut laid_over)
}

fn count(ext: &mut TestExternalities, run: impl FnOnce()) -> Counted {
	ext.commit_all().unwrap();
	let keys_before = keys(ext);
	let (recorder, handle) = two_handles();

	ext.execute_with_recorder(handle, run);

	let reads = recorder.recorded_keys().values().map(|keys| keys.len()).sum::<usize>() as u64;
	let empty = keys(&mut TestExternalities::default());
	let written = keys_over(ext, TestExternalities::default()).difference(&empty).count() as u64;
	let keys_after = keys(ext);
	let removed = keys_before.difference(&keys_after).count() as u64;
	Counted { reads, writes: written + removed }
}

fn count_initialize(ext: &mut TestExternalities) -> Counted {
	let next = ext.execute_with(|| {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		next
	});
	count(ext, || {
		Auctions::on_initialize(next);
	})
}

const BIDDERS: u64 = 1_000;

/// An auction in the last block of its ending period: Kusama's 3,600 samples, every one recorded,
/// every range led by another bidder for another para, 1,000 bidders held, and eight of the leaders
/// on their way to win.
fn everything_full() -> TestExternalities {
	let mut ext = ExtBuilder::default()
		.lease_length(1_000_000)
		.funds((1..=BIDDERS).map(|who| (who, 1_000_000_000)))
		.paras((0..BIDDERS as u32).map(|n| ParaId(2_000 + n)))
		.candle(72_000, 20)
		.build();
	ext.execute_with(|| {
		System::set_block_number(0);
		auction().start();
		for sample in 0..3_600 {
			System::set_block_number(candle_lit_at() + sample * 20);
			Auctions::on_initialize(System::block_number());
			let bidder = 1 + sample % BIDDERS;
			let range = LeaseRange::from_index((sample % 36) as usize).unwrap();
			// Ranges of one period are worth more than all longer ones, so that eight bids win.
			let step = if range.len() == 1 { 1_000 } else { 2 };
			bid(step * (sample + 1))
				.by(bidder)
				.for_para(ParaId(2_000 + (bidder as u32 - 1)))
				.over(range.periods(OFFERED).unwrap())
				.is_accepted();
		}
		assert_eq!(Winning::<Test>::iter_keys().count(), 3_600);
		assert_eq!(bidders_held(), BIDDERS);
		System::set_block_number(burnt_down_at() - 1);
		System::reset_events();
	});
	ext
}

/// The next block closes the auction with this sample.
fn all_but_one_have_drawn(sample: u64) {
	World::let_authors_draw(draw_for(sample));
	let last = burnt_down_at() + u64::from(DrawsPerLot::get()) - 1;
	(burnt_down_at()..=last).for_each(|block| {
		System::set_block_number(block);
		Auctions::on_initialize(block);
	});
}

#[test]
fn a_close_needs_at_most_100_with_3600_samples_and_1000_bidders() {
	let mut ext = everything_full();
	ext.execute_with(|| all_but_one_have_drawn(3_599));

	let counted = count_initialize(&mut ext);

	ext.execute_with(|| {
		assert_eq!(events().iter().filter(|e| matches!(e, Event::BidWon { .. })).count(), 3);
		assert!(events().contains(&Event::AuctionClosed { auction_index: 1 }));
		System::reset_events();
	});
	println!("close: {counted:?}");
	assert!(counted.total() <= 100, "{counted:?}");

	let rest = count_initialize(&mut ext);
	ext.execute_with(|| {
		assert_eq!(events().iter().filter(|e| matches!(e, Event::BidWon { .. })).count(), 3);
	});
	assert!(rest.total() <= 100, "{rest:?}");
}

#[test]
fn a_close_needs_as_much_for_few_samples_as_for_many() {
	let close_of = |mut ext: TestExternalities, sample| {
		ext.execute_with(|| all_but_one_have_drawn(sample));
		count_initialize(&mut ext)
	};
	let few = {
		let mut ext = ExtBuilder::default()
			.funds((1..=36).map(|who| (who, 1_000_000)))
			.paras((0..36).map(|n| ParaId(2_000 + n)))
			.build();
		ext.execute_with(|| {
			auction().start();
			for (bidder, range) in (1..=36).zip(LeaseRange::all()) {
				bid(if range.len() == 1 { 10_000 } else { 2 })
					.by(bidder)
					.for_para(ParaId(1_999 + bidder as u32))
					.over(range.periods(OFFERED).unwrap())
					.is_accepted();
			}
			System::set_block_number(burnt_down_at() - 1);
			System::reset_events();
		});
		close_of(ext, 0)
	};
	let many = close_of(everything_full(), 3_599);

	assert_eq!(many, few);
}

#[test]
fn an_ordinary_block_of_the_ending_period_needs_at_most_6() {
	let mut ext = everything_full();
	ext.execute_with(|| System::set_block_number(burnt_down_at() - 10));

	let counted = count_initialize(&mut ext);

	println!("ordinary block: {counted:?}");
	assert!(counted.total() <= 6, "{counted:?}");
}

#[test]
fn a_block_of_waiting_for_randomness_needs_at_most_6() {
	let mut ext = everything_full();

	let counted = count_initialize(&mut ext);

	assert!(counted.total() <= 6, "{counted:?}");
}
