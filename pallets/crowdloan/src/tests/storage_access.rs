// SPDX-License-Identifier: Apache-2.0

//! What blocks read and write.
//!
//! The tests count the distinct keys that are read from the state before, as a proof would have to show
//! them, and the distinct keys that are changed, those of child tries included. The state is
//! committed after each count. The world of the mock keeps registrar, leases and auction under one
//! key each.

use super::*;
use sp_io::TestExternalities;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counted {
	reads: u64,
	writes: u64,
}

impl Counted {
	fn most(self, other: Self) -> Self {
		Self { reads: self.reads.max(other.reads), writes: self.writes.max(other.writes) }
	}
}

fn twins<R: Clone + Default>() -> (R, R) {
	let one = R::default();
	(one.clone(), one)
}

/// Runs something after which the state is committed. Of what the system keeps of a block itself
/// (its number, its events and their count) nothing is counted, nor is the mark of a storage layer,
/// which no block leaves behind.
fn counted(ext: &mut TestExternalities, run: impl FnOnce()) -> Counted {
	ext.commit_all().expect("no transaction is open");
	let (recorder, record) = twins();
	ext.execute_with_recorder(recorder, run);
	let system: Vec<Vec<u8>> = [
		&b"Number"[..],
		b"Events",
		b"EventCount",
		b"ExecutionPhase",
		b"ParentHash",
		b"EventTopics",
	]
	.iter()
	.map(|item| {
		let prefix = sp_io::hashing::twox_128(b"System");
		[prefix, sp_io::hashing::twox_128(item)].concat()
	})
	.collect();
	let is_own = |key: &[u8]| {
		let is_of_system = system.iter().any(|own| key.starts_with(own));
		!is_of_system && key != frame_support::storage::transactional::TRANSACTION_LEVEL_KEY
	};
	let keys = record.recorded_keys();
	let reads = keys.values().flat_map(|keys| keys.keys()).filter(|key| is_own(key)).count();
	let overlay = ext.overlayed_changes();
	let top = overlay.changes().filter(|(key, _)| is_own(key)).count();
	let children: usize = overlay.children().map(|(changes, _)| changes.count()).sum();
	let counted = Counted { reads: reads as u64, writes: (top + children) as u64 };
	ext.commit_all().expect("no transaction is open");
	ext.execute_with(System::reset_events);
	counted
}

#[test]
fn an_ordinary_block_reads_a_few_items_however_many_funds_there_are() {
	let mut ext = ExtBuilder::default().funds([(ALICE, 100_000), (MANAGER, 100_000)]).build();
	ext.execute_with(|| {
		MaxFunds::set(500);
		for n in 0..500 {
			World::register(ParaId(3_000 + n), MANAGER);
			campaign(ParaId(3_000 + n)).open();
			contribute(ALICE, ParaId(3_000 + n), 10);
		}
	});

	let ordinary = counted(&mut ext, || begin_and_finish(2));

	println!("ordinary block: {ordinary:?}");
	// The list of ends, the funds being released, whether a candle is lit, and three items of the world.
	assert!(ordinary.reads <= 6 && ordinary.writes == 0, "{ordinary:?}");
}

fn begin_and_finish(block: u64) {
	begin_block(block);
	finish_block();
}

/// A fund with so many contributors of ten each, all in storage, that ends with the next block.
fn large_fund(contributors: u32) -> TestExternalities {
	let everyone = (0..contributors).map(|n| (nth(n), 100));
	let mut ext = ExtBuilder::default().funds(everyone.chain([(MANAGER, RICHES)])).build();
	ext.execute_with(|| {
		RemoveKeysLimit::set(1_000);
		ReleasesPerBlock::set(16);
		campaign(LEMON).capped_at(Balance::MAX).open();
		(0..contributors).for_each(|n| contribute(nth(n), LEMON, 10));
		System::set_block_number(END - 1);
		NewRaise::<Test>::kill();
		Books::<Test>::mutate(0, |book| book.as_mut().unwrap().turn = Turn::Resting);
		System::reset_events();
	});
	ext.commit_all().expect("no transaction is open");
	ext
}

/// A contribution, an account and its holds.
const READS_PER_RELEASE: u64 = 3;
const WRITES_PER_RELEASE: u64 = 3;
/// The fund, its book, the lists, the auction, the depositor and the fund's account.
const PER_BLOCK: u64 = 16;

/// Lets blocks pass until everyone is released. Returns how many it took, and the most of them all.
fn release_all(ext: &mut TestExternalities, spare: Weight) -> (u64, Counted) {
	IdleRoom::set(spare);
	let (mut blocks, mut most) = (0, Counted::default());
	while ext.execute_with(|| Funds::<Test>::contains_key(LEMON)) {
		let in_block = counted(ext, || begin_and_finish(END + blocks));
		most = most.most(in_block);
		blocks += 1;
	}
	(blocks, most)
}

#[test]
fn a_hundred_thousand_contributors_are_released_in_a_hundred_blocks_with_idle_weight() {
	const CONTRIBUTORS: u32 = 100_000;
	let mut ext = large_fund(CONTRIBUTORS);

	let (blocks, most) = release_all(&mut ext, Weight::MAX);

	println!("{CONTRIBUTORS} contributors: {blocks} blocks, at most {most:?} in one");
	let per_block = u64::from(RemoveKeysLimit::get() + ReleasesPerBlock::get());
	assert_eq!(blocks, u64::from(CONTRIBUTORS).div_ceil(per_block));
	assert!(most.reads <= PER_BLOCK + per_block * READS_PER_RELEASE, "{most:?}");
	assert!(most.writes <= PER_BLOCK + per_block * WRITES_PER_RELEASE, "{most:?}");
	ext.execute_with(|| {
		assert!((0..CONTRIBUTORS).all(|n| free(nth(n)) == 100 && held(nth(n)) == 0));
		assert_ok!(Crowdloan::do_try_state());
	});
}

#[test]
fn full_blocks_read_and_write_a_constant_amount_while_a_large_fund_is_released() {
	const CONTRIBUTORS: u32 = 2_000;
	let mut ext = large_fund(CONTRIBUTORS);

	let (blocks, most) = release_all(&mut ext, Weight::zero());

	let per_block = u64::from(ReleasesPerBlock::get());
	println!(
		"{CONTRIBUTORS} contributors in full blocks: {blocks} blocks, at most {most:?} in one"
	);
	assert_eq!(blocks, u64::from(CONTRIBUTORS) / per_block);
	assert!(most.reads <= PER_BLOCK + per_block * READS_PER_RELEASE, "{most:?}");
	assert!(most.writes <= PER_BLOCK + per_block * WRITES_PER_RELEASE, "{most:?}");
}

#[test]
fn one_contributor_more_costs_three_reads_and_three_writes() {
	let cost_of = |contributors| {
		let mut ext = large_fund(100);
		ext.execute_with(|| ReleasesPerBlock::set(contributors));
		IdleRoom::set(Weight::zero());
		counted(&mut ext, || begin_and_finish(END))
	};
	let (ten, eleven) = (cost_of(10), cost_of(11));

	println!("one contributor more: {ten:?}, {eleven:?}");
	let one = Counted { reads: eleven.reads - ten.reads, writes: eleven.writes - ten.writes };
	assert_eq!(one, Counted { reads: READS_PER_RELEASE, writes: WRITES_PER_RELEASE });
}

#[test]
fn blocks_of_an_ending_period_in_which_two_hundred_funds_bid_are_bounded() {
	const FUNDS: u32 = 200;
	let mut ext = ExtBuilder::default().funds([(ALICE, 100_000), (MANAGER, 100_000)]).build();
	ext.execute_with(|| {
		MaxFunds::set(FUNDS);
		EndingPeriod::set(80);
		World::open_auction(OFFERED, 5);
		run_to(World::lit_at() + 1);
		for n in 0..FUNDS {
			World::register(ParaId(3_000 + n), MANAGER);
			campaign(ParaId(3_000 + n)).open();
			contribute(ALICE, ParaId(3_000 + n), 10 + Balance::from(n));
		}
		System::reset_events();
	});

	let (mut blocks, mut most) = (0, Counted::default());
	while !ext.execute_with(|| NewRaise::<Test>::get().is_empty()) {
		most = most.most(counted(&mut ext, || {
			finish_block();
			begin_block(System::block_number() + 1);
		}));
		blocks += 1;
	}

	println!("{FUNDS} funds bid: {blocks} blocks, at most {most:?} in one");
	let per_block = FundsPerBlock::get();
	assert_eq!(blocks, FUNDS.div_ceil(per_block));
	// Fund, book and commitment of each; the lists, and the world's records.
	assert!(most.reads <= PER_BLOCK + 3 * u64::from(per_block), "{most:?}");
	assert!(most.writes <= PER_BLOCK + 2 * u64::from(per_block), "{most:?}");
	ext.execute_with(check_books);
	let fund = |n| Crowdloan::fund_account(n);
	let leads = ext.execute_with(|| World::leader(1..=4));
	assert_eq!(leads, Some((fund(FUNDS - 1), 10 + Balance::from(FUNDS - 1))));
}
