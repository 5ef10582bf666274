// SPDX-License-Identifier: Apache-2.0

//! Which lease period a block lies in.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::traits::{AtLeast32BitUnsigned, SaturatedConversion};

/// The number of a lease period. Period 0 begins at the lease offset.
pub type LeasePeriod = u32;

/// How blocks are counted in lease periods.
///
/// A clock whose length is zero stands still: no block lies in any of its periods.
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
	/// How many blocks a lease period lasts.
	pub length: BlockNumber,
	/// The block at which period 0 begins.
	pub offset: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> LeaseClock<BlockNumber> {
	/// The clock of periods that last `length` blocks, counted from block `offset`.
	pub const fn new(length: BlockNumber, offset: BlockNumber) -> Self {
		Self { length, offset }
	}

	/// The lease period in which this block lies; nothing before the offset.
	pub fn period_at(&self, block: BlockNumber) -> Option<LeasePeriod> {
		let since_offset = block.checked_sub(&self.offset)?;
		since_offset.checked_div(&self.length)?.try_into().ok()
	}

	/// The lease period that starts with this very block, if one does.
	pub fn starts_at(&self, block: BlockNumber) -> Option<LeasePeriod> {
		let period = self.period_at(block)?;
		(self.first_block(period)? == block).then_some(period)
	}

	/// The first block of this lease period; nothing when no block number is large enough for it.
	pub fn first_block(&self, period: LeasePeriod) -> Option<BlockNumber> {
		if self.length.is_zero() {
			return None;
		}
		// A block number may be narrower than a period's number: then there is no such block.
		let number: BlockNumber = period.saturated_into();
		(number.saturated_into::<u64>() == u64::from(period))
			.then_some(number)?
			.checked_mul(&self.length)?
			.checked_add(&self.offset)
	}

	/// The last block of this lease period; nothing when no block number is large enough for it.
	pub fn last_block(&self, period: LeasePeriod) -> Option<BlockNumber> {
		let next = self.first_block(period.checked_add(1)?)?;
		next.checked_sub(&BlockNumber::one())
	}

	/// How many blocks of this block's lease period come after it; nothing before the offset.
	pub fn blocks_left(&self, block: BlockNumber) -> Option<BlockNumber> {
		let first = self.first_block(self.period_at(block)?)?;
		let passed = block.checked_sub(&first)?;
		self.length.checked_sub(&passed)?.checked_sub(&BlockNumber::one())
	}
}
