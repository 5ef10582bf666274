// SPDX-License-Identifier: Apache-2.0

//! Which of the lease periods on offer a bid is for.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use crate::lease_clock::LeasePeriod;
use codec::{Decode, DecodeWithMemTracking, Encode, EncodeLike, Error, Input, MaxEncodedLen};
use core::ops::RangeInclusive;
use scale_info::{build::Fields, Path, Type, TypeInfo};

/// How many consecutive lease periods one auction offers.
pub const PERIODS_PER_SLOT: u32 = 8;

/// How many different ranges those periods form.
pub const RANGE_COUNT: usize = 36;

/// First and last (inclusive) lease period of a bid, counted from the first period on offer.
///
/// A value is always well formed: `first <= last < PERIODS_PER_SLOT`. Encoded it is one byte, its
/// [`index`](Self::index).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LeaseRange {
	first: u8,
	last: u8,
}

impl LeaseRange {
	/// The range from `first` to `last`, both inclusive and counted from the first period on
	/// offer; nothing when they are in the wrong order or not on offer.
	pub const fn new(first: u32, last: u32) -> Option<Self> {
		if first <= last && last < PERIODS_PER_SLOT {
			Some(Self { first: first as u8, last: last as u8 })
		} else {
			None
		}
	}

	/// The range between two lease periods, both inclusive, when `offered` is the first on offer;
	/// nothing when they are in the wrong order or not on offer.
	pub fn of_periods(offered: LeasePeriod, first: LeasePeriod, last: LeasePeriod) -> Option<Self> {
		Self::new(first.checked_sub(offered)?, last.checked_sub(offered)?)
	}

	/// The range with this index, if there is one.
	pub fn from_index(index: usize) -> Option<Self> {
		Self::all().nth(index)
	}

	/// Every range in the order of the index: by first period, then by last.
	///
	/// This is the order in which wallets read the standing of an auction.
	pub fn all() -> impl Iterator<Item = Self> {
		(0..PERIODS_PER_SLOT)
			.flat_map(|first| (first..PERIODS_PER_SLOT).filter_map(move |l| Self::new(first, l)))
	}

	/// The place of this range in [`LeaseRange::all`]: always below [`RANGE_COUNT`].
	pub const fn index(&self) -> usize {
		// The ranges that begin earlier are 8 + 7 + ... of them, `first` summands.
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

	/// How many periods the range covers: at least one, at most [`PERIODS_PER_SLOT`].
	#[allow(clippy::len_without_is_empty)]
	pub const fn len(&self) -> u32 {
		self.last().saturating_sub(self.first()).saturating_add(1)
	}

	/// Whether some period belongs to both ranges.
	pub const fn overlaps(&self, other: &Self) -> bool {
		self.first <= other.last && other.first <= self.last
	}

	/// Whether this period, counted from the first on offer, belongs to the range.
	pub const fn contains(&self, period: u32) -> bool {
		self.first() <= period && period <= self.last()
	}

	/// The lease periods themselves, when `offered` is the first on offer; nothing when they are
	/// beyond the last that can be counted.
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
