// SPDX-License-Identifier: GPL-3.0-or-later
//! Where the candle goes out, and who could know it before the last bid is in.
//!
//! Each attempt is a fresh chain of a preset, with an auction that is brought to the last block of its
//! ending period. What comes after differs in who makes the blocks and in nothing else.

use canary_auctions::candle::Candle;
use canary_runtime::{
	genesis::preset_names,
	pace::{EndingPeriod, SampleLength},
	Session,
};
use frame_support::traits::{Get, Randomness};

use super::*;
use crate::common::next_block_by;

/// The number of blocks with a draw that counts.
const DRAWS: usize = 8;

/// Who makes each of these blocks. All authorities but the last conspire.
type Order = [u32; DRAWS];

/// The last authority makes those blocks whose bit is set, the others make the rest in turn.
fn order(set: u32, honest: u32) -> Order {
	core::array::from_fn(|n| if set >> n & 1 == 1 { honest } else { n as u32 % honest })
}

fn candle() -> Candle<BlockNumber> {
	let (burns_for, sample_length) = (EndingPeriod::get(), SampleLength::get());
	Candle { lit_at: candle_lit_at(), burns_for, sample_length }
}

/// Brings an auction on a fresh chain to the last block in which a bid may be placed. The test is told
/// the number of the last authority.
fn at_the_last_bid(preset: &str, test: impl FnOnce(u32)) {
	on_chain(preset, || {
		next_block(vec![]);
		open_auction(2, 1);
		run_to(candle_lit_at());
		let last = candle().burnt_down_at().expect("it is a block number") - 1;
		System::set_block_number(last - 1);
		next_block(vec![]);
		assert!(Auctions::phase().is_ending());
		test(Session::validators().len() as u32 - 1);
	});
}

/// The blocks after the ending period are made in this order. Returns the sample that is picked.
#[track_caller]
fn close_by(order: Order) -> u32 {
	for author in order {
		next_block_by(author);
		assert!(Auctions::phase().is_running());
	}
	next_block(vec![]);
	let picked = events().into_iter().find_map(|event| match event {
		RuntimeEvent::Auctions(canary_auctions::Event::WinningOffset { block_number, .. }) => {
			Some(block_number)
		},
		_ => None,
	});
	picked.expect("the auction closes when the last of them has drawn")
}

/// The sample that is picked on a fresh chain if the last authority makes these of the blocks.
fn sample_if(preset: &str, set: u32) -> u32 {
	let mut sample = None;
	at_the_last_bid(preset, |honest| sample = Some(close_by(order(set, honest))));
	sample.expect("it was picked")
}

/// Everybody's guesses before the last bid, from all the randomness that is in the state: first the one
/// that once came true on every fresh chain.
fn guesses_from_the_state() -> Vec<u32> {
	let subject = b"para_auction";
	let one_ago = pallet_babe::RandomnessFromOneEpochAgo::<Runtime>::random(subject).0;
	let two_ago = pallet_babe::RandomnessFromTwoEpochsAgo::<Runtime>::random(subject).0;
	let of_parent = pallet_babe::ParentBlockRandomness::<Runtime>::random(subject).0;
	let values = [Some(one_ago), Some(two_ago), of_parent];
	values.into_iter().flatten().map(|value| candle().sample_picked_by(&value.0)).collect()
}

/// Not much more than what comes true by chance.
fn by_chance(guesses: u32, samples: u32) -> u32 {
	3 * guesses / samples + 2
}

#[test]
fn p2_nobody_can_tell_the_winning_sample_from_the_state_before_the_last_bid() {
	for preset in preset_names() {
		let (mut picked, mut hits, mut tried, mut samples) = (vec![], 0, 0, 0);
		for set in 1..=24 {
			at_the_last_bid(&preset, |honest| {
				let guesses = guesses_from_the_state();
				samples = candle().sample_count();
				tried += guesses.len() as u32;
				let sample = close_by(order(set, honest));
				hits += guesses.into_iter().filter(|guess| *guess == sample).count() as u32;
				picked.push(sample);
			});
		}
		picked.sort_unstable();
		picked.dedup();

		println!("{preset}: {hits} of {tried} came true, {} different samples", picked.len());
		assert!(hits <= by_chance(tried, samples), "{preset}: {hits} of {tried} came true");
		assert!(picked.len() >= 10, "{preset}: {picked:?}");
	}
}

#[test]
fn p2_all_authors_but_one_cannot_tell_it_if_that_one_makes_a_block() {
	for preset in preset_names() {
		// They know each of their own draws, and pretend that all blocks were theirs.
		let guess = sample_if(&preset, 0);
		let hits = (0..DRAWS).filter(|n| sample_if(&preset, 1 << n) == guess).count() as u32;

		println!("{preset}: {hits} of {DRAWS} came true");
		assert!(hits <= by_chance(DRAWS as u32, 20), "{preset}: {hits} of {DRAWS} came true");
	}
}

/// What remains: an author of all of the blocks knows the sample. That happens to a third of all authors in one
/// of 6,561 auctions, and to one of four in one of 65,536.
#[test]
fn p2_whoever_makes_all_of_the_blocks_knows_the_winning_sample() {
	for preset in preset_names() {
		assert_eq!(sample_if(&preset, 0), sample_if(&preset, 0));
	}
}

/// What remains: the author of the last of the blocks may leave it out, and so exchanges a sample that
/// they know for one that they do not.
#[test]
fn p2_the_last_author_may_exchange_the_sample_for_one_that_another_draws() {
	let last = 1 << (DRAWS - 1);
	let differs = |set: &u32| sample_if("kusama", *set) != sample_if("kusama", set | last);
	assert_eq!((0..3).filter(differs).count(), 3);
}
