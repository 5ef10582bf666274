// SPDX-License-Identifier: Apache-2.0

//! The candle: where an auction stands at a block, and the sample at which it went out.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use canary_primitives::Phase;
use sp_runtime::traits::{AtLeast32BitUnsigned, SaturatedConversion};

/// No ending period may have more samples than this: each of them has a standing in storage.
pub const MAX_SAMPLES: u32 = 4_096;

/// The times of one auction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candle<BlockNumber> {
	/// The first block of the ending period: the candle is lit.
	pub lit_at: BlockNumber,
	/// How many blocks the ending period lasts.
	pub burns_for: BlockNumber,
	/// How many blocks a sample lasts; the last one may be shorter.
	pub sample_length: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Candle<BlockNumber> {
	/// The first block after the ending period; nothing when no block number is that large.
	pub fn burnt_down_at(&self) -> Option<BlockNumber> {
		self.lit_at.checked_add(&self.burns_for)
	}

	/// Where the auction stands at this block.
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

	/// How many samples the ending period has.
	pub fn sample_count(&self) -> BlockNumber {
		match self.burns_for.checked_sub(&BlockNumber::one()) {
			Some(last) => self.sample_of(last).saturating_add(BlockNumber::one()),
			None => BlockNumber::zero(),
		}
	}

	/// The last sample of the ending period.
	pub fn last_sample(&self) -> BlockNumber {
		self.sample_count().saturating_sub(BlockNumber::one())
	}

	/// The sample at which the candle went out: that of a block of the ending period, each of them
	/// equally likely for a random lot.
	pub fn sample_picked_by(&self, lot: &[u8; 32]) -> BlockNumber {
		let blocks: u64 = self.burns_for.saturated_into();
		self.sample_of(below(blocks, lot).saturated_into())
	}

	fn sample_of(&self, since_lit: BlockNumber) -> BlockNumber {
		since_lit.checked_div(&self.sample_length).unwrap_or_else(BlockNumber::zero)
	}
}

/// The lot after one draw more. Whatever the others are, each draw alone makes it unknown.
pub(crate) fn lot_with(lot: &[u8; 32], drawn: &[u8; 32]) -> [u8; 32] {
	sp_io::hashing::blake2_256(&[*lot, *drawn].concat())
}

/// A number below `bound`, each of them equally likely for a random seed; zero if there is none.
///
/// The seed gives four draws; the first fair one counts. That all of them are unfair happens in
/// fewer than one of 2^128 seeds for a bound below 2^32, and then the answer is zero.
fn below(bound: u64, seed: &[u8; 32]) -> u64 {
	seed.chunks_exact(8)
		.filter_map(|word| word.try_into().ok())
		.find_map(|word| fair_remainder(u64::from_le_bytes(word), bound))
		.unwrap_or(0)
}

/// The remainder of a draw, unless the draw is one of the topmost numbers that would make the
/// small remainders likelier than the others.
pub(crate) fn fair_remainder(draw: u64, bound: u64) -> Option<u64> {
	let rest = u64::MAX.checked_rem(bound)?.saturating_add(1).checked_rem(bound)?;
	(draw <= u64::MAX.saturating_sub(rest)).then(|| draw.checked_rem(bound))?
}
