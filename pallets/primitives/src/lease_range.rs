// SPDX-License-Identifier: Apache-2.0

//! The lease periods that a bid is for, out of those on offer.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use crate::lease_clock::LeasePeriod;
use codec::{Decode, DecodeWithMemTracking, Encode, EncodeLike, Error, Input, MaxEncodedLen};
use core::ops::RangeInclusive;
use scale_info::{build::Fields, Path, Type, TypeInfo};

/// The number of consecutive lease periods that one auction offers.
pub const PERIODS_PER_SLOT: u32 = 8;

/// The number of ranges of consecutive periods among those on offer: 8 + 7 + ... + 1.
pub const RANGE_COUNT: usize = 36;

/// The first and the last (inclusive) lease period of a bid, counted from the first period on offer.
///
/// Always `first <= last < PERIODS_PER_SLOT`. The SCALE encoding is one byte, the
/// [`index`](Self::index).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LeaseRange {
	first: u8,
	last: u8,
}

impl LeaseRange {
	/// The range from `first` to `last`, both inclusive and counted from the first period on
	/// offer; `None` if `last` is before `first` or not on offer.
	pub const fn new(first: u32, last: u32) -> Option<Self> {
		if first <= last && last < PERIODS_PER_SLOT {
			Some(Self { first: first as u8, last: last as u8 })
		} else {
			None
		}
	}

	/// The range from lease period `first` to `last`, both inclusive, in an auction that offers the
	/// periods from `offered` on; `None` if `last` is before `first` or one of them is not on offer.
	pub fn of_periods(offered: LeasePeriod, first: LeasePeriod, last: LeasePeriod) -> Option<Self> {
		Self::new(first.checked_sub(offered)?, last.checked_sub(offered)?)
	}

	/// The range with this [`index`](Self::index); `None` from [`RANGE_COUNT`] on.
	pub fn from_index(index: usize) -> Option<Self> {
		Self::all().nth(index)
	}

	/// All ranges in the order of their index: by first period, then by last.
	///
	/// Wallets read the leading bids of an auction in this order.
	pub fn all() -> impl Iterator<Item = Self> {
		(0..PERIODS_PER_SLOT)
			.flat_map(|first| (first..PERIODS_PER_SLOT).filter_map(move |l| Self::new(first, l)))
	}

	/// The position of this range in [`LeaseRange::all`], below [`RANGE_COUNT`].
	pub const fn index(&self) -> usize {
		// The number of ranges that begin earlier is 8 + 7 + ..., with `first` summands.
		let first = self.first as usize;
		let earlier = first.saturating_mul(17usize.saturating_sub(first)) / 2;
		earlier.saturating_add(self.last as usize).saturating_sub(first)
	}

	/// The first period, counted from the first on offer.
	pub const fn first(&self) -> u32 {
		self.first as u32
	}

	/// The last period, inclusive, counted from the first on offer.
	pub const fn last(&self) -> u32 {
		self.last as u32
	}

	/// The number of periods in the range, from one to [`PERIODS_PER_SLOT`].
	#[allow(clippy::len_without_is_empty)]
	pub const fn len(&self) -> u32 {
		self.last().saturating_sub(self.first()).saturating_add(1)
	}

	/// Whether the two ranges have a period in common.
	pub const fn overlaps(&self, other: &Self) -> bool {
		self.first <= other.last && other.first <= self.last
	}

	/// Whether `period`, counted from the first on offer, is in the range.
	pub const fn contains(&self, period: u32) -> bool {
		self.first() <= period && period <= self.last()
	}

	/// The absolute lease periods of the range in an auction that offers the periods from `offered`
	/// on; `None` if one of them exceeds [`LeasePeriod::MAX`].
	pub fn periods(&self, offered: LeasePeriod) -> Option<RangeInclusive<LeasePeriod>> {
		Some(offered.checked_add(self.first())?..=offered.checked_add(self.last())?)
	}
}

impl Encode for LeaseRange {
	fn size_hint(&self) -> usize {
		1
	}

	fn using_encoded<R, F: FnOnce(&[u8]) -> R>(&self, f: F) -> R {
		f(&[self.index() as u8])
	}
}

impl EncodeLike for LeaseRange {}

impl Decode for LeaseRange {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::from_index(input.read_byte()?.into()).ok_or_else(|| "no such lease range".into())
	}
}

impl DecodeWithMemTracking for LeaseRange {}

impl MaxEncodedLen for LeaseRange {
	fn max_encoded_len() -> usize {
		1
	}
}

impl TypeInfo for LeaseRange {
	type Identity = Self;

	fn type_info() -> Type {
		Type::builder()
			.path(Path::new("LeaseRange", module_path!()))
			.composite(Fields::unnamed().field(|f| f.ty::<u8>().type_name("u8")))
	}
}
