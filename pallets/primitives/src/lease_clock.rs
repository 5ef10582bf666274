// SPDX-License-Identifier: Apache-2.0

//! Conversion between block numbers and lease periods.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::traits::{AtLeast32BitUnsigned, SaturatedConversion};

/// The number of a lease period. Period 0 begins at the block [`LeaseClock::offset`].
pub type LeasePeriod = u32;

/// How block numbers map to lease periods: period `n` has the blocks from `offset + n * length` to
/// `offset + (n + 1) * length - 1`.
///
/// If the length is zero, no block is in any period.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct LeaseClock<BlockNumber> {
	/// The length of a lease period, in blocks.
	pub length: BlockNumber,
	/// The first block of period 0.
	pub offset: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> LeaseClock<BlockNumber> {
	/// A clock with periods of `length` blocks, the first of which begins at block `offset`.
	pub const fn new(length: BlockNumber, offset: BlockNumber) -> Self {
		Self { length, offset }
	}

	/// The lease period that `block` is in; `None` before the offset, or if the number is too large.
	pub fn period_at(&self, block: BlockNumber) -> Option<LeasePeriod> {
		let since_offset = block.checked_sub(&self.offset)?;
		since_offset.checked_div(&self.length)?.try_into().ok()
	}

	/// The lease period whose first block is `block`; `None` if no period begins there.
	pub fn starts_at(&self, block: BlockNumber) -> Option<LeasePeriod> {
		let period = self.period_at(block)?;
		(self.first_block(period)? == block).then_some(period)
	}

	/// The first block of `period`; `None` if its number does not fit the block number type.
	pub fn first_block(&self, period: LeasePeriod) -> Option<BlockNumber> {
		if self.length.is_zero() {
			return None;
		}
		// The block number type may be narrower than `u32`. A number cut short would be wrong.
		let number: BlockNumber = period.saturated_into();
		(number.saturated_into::<u64>() == u64::from(period))
			.then_some(number)?
			.checked_mul(&self.length)?
			.checked_add(&self.offset)
	}

	/// The last block of `period`; `None` if the next period's first block does not fit the block
	/// number type.
	pub fn last_block(&self, period: LeasePeriod) -> Option<BlockNumber> {
		let next = self.first_block(period.checked_add(1)?)?;
		next.checked_sub(&BlockNumber::one())
	}

	/// How many blocks come after `block` in the same lease period, from zero to `length - 1`; `None`
	/// before the offset.
	pub fn blocks_left(&self, block: BlockNumber) -> Option<BlockNumber> {
		let first = self.first_block(self.period_at(block)?)?;
		let passed = block.checked_sub(&first)?;
		self.length.checked_sub(&passed)?.checked_sub(&BlockNumber::one())
	}
}
