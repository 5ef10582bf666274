// SPDX-License-Identifier: Apache-2.0

//! The phase of an auction at a block, and the sample that a lot selects.

use crate::candle::{fair_remainder, Candle};
use canary_primitives::Phase;
use proptest::prelude::*;

const CANDLE: Candle<u64> = Candle { lit_at: 100, burns_for: 10, sample_length: 4 };

fn seed(words: [u64; 4]) -> [u8; 32] {
	words.map(u64::to_le_bytes).concat().try_into().unwrap()
}

#[test]
fn the_phases_follow_the_blocks() {
	assert_eq!(CANDLE.phase_at(0), Phase::Starting);
	assert_eq!(CANDLE.phase_at(99), Phase::Starting);
	assert_eq!(CANDLE.phase_at(100), Phase::Ending { sample: 0, block_in_sample: 0 });
	assert_eq!(CANDLE.phase_at(103), Phase::Ending { sample: 0, block_in_sample: 3 });
	assert_eq!(CANDLE.phase_at(104), Phase::Ending { sample: 1, block_in_sample: 0 });
	assert_eq!(CANDLE.phase_at(109), Phase::Ending { sample: 2, block_in_sample: 1 });
	assert_eq!(CANDLE.phase_at(110), Phase::VrfDelay { elapsed: 0 });
	assert_eq!(CANDLE.phase_at(117), Phase::VrfDelay { elapsed: 7 });
}

#[test]
fn the_last_sample_may_be_shorter() {
	assert_eq!((CANDLE.sample_count(), CANDLE.last_sample()), (3, 2));
	assert_eq!(CANDLE.burnt_down_at(), Some(110));
}

#[test]
fn no_block_comes_after_the_last_number() {
	let candle = Candle { lit_at: u32::MAX - 5, burns_for: 10, sample_length: 4 };

	assert_eq!(candle.burnt_down_at(), None);
	assert_eq!(candle.phase_at(u32::MAX), Phase::Ending { sample: 1, block_in_sample: 1 });
}

#[test]
fn a_draw_that_would_not_be_fair_gives_way_to_the_next() {
	assert_eq!(CANDLE.sample_picked_by(&seed([9, 0, 0, 0])), 2);
	assert_eq!(CANDLE.sample_picked_by(&seed([u64::MAX, 5, 0, 0])), 1);
	assert_eq!(CANDLE.sample_picked_by(&seed([u64::MAX; 4])), 0);
}

#[test]
fn a_candle_that_does_not_burn_picks_the_first_sample() {
	let candle = Candle { burns_for: 0, ..CANDLE };

	assert_eq!((candle.sample_count(), candle.last_sample()), (0, 0));
	assert_eq!(candle.sample_picked_by(&seed([9; 4])), 0);
}

#[test]
fn each_block_is_picked_about_as_often() {
	let mut picked = [0u32; 3];

	for n in 0u64..10_000 {
		picked[CANDLE.sample_picked_by(&sp_io::hashing::blake2_256(&n.to_le_bytes())) as usize] +=
			1;
	}

	// 4, 4 and 2 blocks of 10; five standard deviations are 245.
	assert!(picked.into_iter().zip([4_000, 4_000, 2_000]).all(|(p, e)| p.abs_diff(e) < 245));
}

/// A reference that burns the candle block by block.
fn phase_by_literal_execution(candle: &Candle<u64>, block: u64) -> Phase<u64> {
	let mut phase = Phase::Starting;
	for now in 0..=block {
		phase = match phase {
			Phase::Starting if now == candle.lit_at && candle.burns_for > 0 => {
				Phase::Ending { sample: 0, block_in_sample: 0 }
			},
			Phase::Starting | Phase::Ending { .. } if now == candle.lit_at + candle.burns_for => {
				Phase::VrfDelay { elapsed: 0 }
			},
			Phase::Ending { sample, block_in_sample }
				if block_in_sample + 1 == candle.sample_length =>
			{
				Phase::Ending { sample: sample + 1, block_in_sample: 0 }
			},
			Phase::Ending { sample, block_in_sample } => {
				Phase::Ending { sample, block_in_sample: block_in_sample + 1 }
			},
			Phase::VrfDelay { elapsed } => Phase::VrfDelay { elapsed: elapsed + 1 },
			unchanged => unchanged,
		};
	}
	phase
}

proptest! {
	#[test]
	fn the_phase_is_that_of_burning_block_by_block(
		lit_at in 0u64..30, burns_for in 0u64..60, sample_length in 1u64..20, block in 0u64..120,
	) {
		let candle = Candle { lit_at, burns_for, sample_length };

		prop_assert_eq!(candle.phase_at(block), phase_by_literal_execution(&candle, block));
	}

	#[test]
	fn the_picked_sample_is_one_of_the_candle(
		burns_for in 1u64..100_000, sample_length in 1u64..100, words in any::<[u64; 4]>(),
	) {
		let candle = Candle { lit_at: 0, burns_for, sample_length };

		prop_assert!(candle.sample_picked_by(&seed(words)) <= candle.last_sample());
	}

	/// Draws are accepted below a multiple of the bound, so every remainder has as many of them.
	#[test]
	fn every_remainder_has_as_many_draws(bound in 1u64.., draw in any::<u64>()) {
		let all_draws = u128::from(u64::MAX) + 1;
		let accepted = all_draws - all_draws % u128::from(bound);

		let expected = (u128::from(draw) < accepted).then(|| draw % bound);

		prop_assert_eq!(fair_remainder(draw, bound), expected);
		prop_assert_eq!(fair_remainder((accepted - 1) as u64, bound), Some(bound - 1));
	}
}
