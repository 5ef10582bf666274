// SPDX-License-Identifier: Apache-2.0

//! The candle: the phase of an auction at a block, and the sample that a lot selects. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use canary_primitives::Phase;
use sp_runtime::traits::{AtLeast32BitUnsigned, SaturatedConversion};

/// The greatest number of samples in an ending period. Each of them has a standing in storage.
pub const MAX_SAMPLES: u32 = 4_096;

/// The timing of one auction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candle<BlockNumber> {
	/// The first block of the ending period, at which the candle is lit.
	pub lit_at: BlockNumber,
	/// The length of the ending period, in blocks.
	pub burns_for: BlockNumber,
	/// The length of a sample, in blocks. The last sample may be shorter.
	pub sample_length: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Candle<BlockNumber> {
	/// The first block after the ending period; `None` if its number does not fit the block number type.
	pub fn burnt_down_at(&self) -> Option<BlockNumber> {
		self.lit_at.checked_add(&self.burns_for)
	}

	/// The phase of the auction at `block`.
	pub fn phase_at(&self, block: BlockNumber) -> Phase<BlockNumber> {
		let Some(since_lit) = block.checked_sub(&self.lit_at) else { return Phase::Starting };
		match since_lit.checked_sub(&self.burns_for) {
			Some(elapsed) => Phase::VrfDelay { elapsed },
			None => Phase::Ending {
				sample: self.sample_of(since_lit),
				block_in_sample: since_lit
					.checked_rem(&self.sample_length)
					.unwrap_or_else(BlockNumber::zero),
			},
		}
	}

	/// The number of samples in the ending period.
	pub fn sample_count(&self) -> BlockNumber {
		match self.burns_for.checked_sub(&BlockNumber::one()) {
			Some(last) => self.sample_of(last).saturating_add(BlockNumber::one()),
			None => BlockNumber::zero(),
		}
	}

	/// The number of the last sample; zero if there is none.
	pub fn last_sample(&self) -> BlockNumber {
		self.sample_count().saturating_sub(BlockNumber::one())
	}

	/// The sample that `lot` selects: the sample of a block of the ending period, where a random lot
	/// selects each block with the same probability.
	pub fn sample_picked_by(&self, lot: &[u8; 32]) -> BlockNumber {
		let blocks: u64 = self.burns_for.saturated_into();
		self.sample_of(below(blocks, lot).saturated_into())
	}

	fn sample_of(&self, since_lit: BlockNumber) -> BlockNumber {
		since_lit.checked_div(&self.sample_length).unwrap_or_else(BlockNumber::zero)
	}
}

/// The lot after one more draw: a hash of both, so that it is unknown as long as one draw is unknown.
pub(crate) fn lot_with(lot: &[u8; 32], drawn: &[u8; 32]) -> [u8; 32] {
	sp_io::hashing::blake2_256(&[*lot, *drawn].concat())
}

/// A number below `bound`, each with the same probability for a random seed; zero if `bound` is zero.
///
/// The seed has four words, and the first fair one counts. All four are unfair for fewer than one of
/// 2^128 seeds if `bound` is below 2^32; the result is zero then.
fn below(bound: u64, seed: &[u8; 32]) -> u64 {
	seed.chunks_exact(8)
		.filter_map(|word| word.try_into().ok())
		.find_map(|word| fair_remainder(u64::from_le_bytes(word), bound))
		.unwrap_or(0)
}

/// The remainder of `draw` divided by `bound`, unless `draw` is one of the topmost numbers, which would
/// make small remainders more likely than others.
pub(crate) fn fair_remainder(draw: u64, bound: u64) -> Option<u64> {
	let rest = u64::MAX.checked_rem(bound)?.saturating_add(1).checked_rem(bound)?;
	(draw <= u64::MAX.saturating_sub(rest)).then(|| draw.checked_rem(bound))?
}
