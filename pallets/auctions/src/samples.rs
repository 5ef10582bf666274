// SPDX-License-Identifier: Apache-2.0

//! Which samples of an ending period hold a standing of their own.
//!
//! A standing is recorded in a sample only when it changed there, so most samples have none. The
//! set of those that do is a few hundred bytes for a whole auction, and answers in one read which
//! record is the latest, or the latest up to the sample that the candle picked.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

const WORDS: u32 = 64;

/// A set of sample indices below [`SampleSet::CAPACITY`], one bit each.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct SampleSet(BoundedVec<u64, ConstU32<WORDS>>);

/// The sample lies beyond what a [`SampleSet`] can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BeyondCapacity;

impl SampleSet {
	/// No ending period may have more samples than this.
	pub const CAPACITY: u32 = WORDS.saturating_mul(u64::BITS);

	/// Add `sample`; harmless if it is in already.
	pub fn insert(&mut self, sample: u32) -> Result<(), BeyondCapacity> {
		let (word, bit) = position(sample);
		while self.0.len() <= word {
			self.0.try_push(0).map_err(|_| BeyondCapacity)?;
		}
		self.0.get_mut(word).map(|bits| *bits |= 1u64.wrapping_shl(bit)).ok_or(BeyondCapacity)
	}

	/// Whether `sample` has a record.
	pub fn contains(&self, sample: u32) -> bool {
		let (word, bit) = position(sample);
		self.0.get(word).is_some_and(|bits| bits & 1u64.wrapping_shl(bit) != 0)
	}

	/// The greatest member that is not above `sample`.
	pub fn latest_up_to(&self, sample: u32) -> Option<u32> {
		let (last_word, bit) = position(sample);
		let up_to_bit = u64::MAX.wrapping_shr(u64::BITS.saturating_sub(1).saturating_sub(bit));
		self.0.iter().enumerate().take(last_word.saturating_add(1)).rev().find_map(
			|(word, bits)| {
				let mask = if word == last_word { up_to_bit } else { u64::MAX };
				highest_bit(bits & mask).map(|bit| index(word, bit))
			},
		)
	}

	/// The greatest member: the record that is still being written.
	pub fn latest(&self) -> Option<u32> {
		self.latest_up_to(u32::MAX)
	}

	/// The greatest member below `sample`.
	pub fn latest_before(&self, sample: u32) -> Option<u32> {
		sample.checked_sub(1).and_then(|before| self.latest_up_to(before))
	}

	/// Take the greatest member out.
	pub fn pop(&mut self) -> Option<u32> {
		let sample = self.latest()?;
		let (word, bit) = position(sample);
		let bits = self.0.get_mut(word)?;
		*bits &= !1u64.wrapping_shl(bit);
		self.0.truncate(word.saturating_add(1));
		Some(sample)
	}

	/// Whether it has no member.
	pub fn is_empty(&self) -> bool {
		self.latest().is_none()
	}

	/// Every member, in ascending order.
	pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
		(0..Self::CAPACITY).filter(|sample| self.contains(*sample))
	}
}

fn position(sample: u32) -> (usize, u32) {
	(sample.wrapping_div(u64::BITS) as usize, sample.wrapping_rem(u64::BITS))
}

fn index(word: usize, bit: u32) -> u32 {
	(word as u32).saturating_mul(u64::BITS).saturating_add(bit)
}

fn highest_bit(bits: u64) -> Option<u32> {
	u64::BITS.saturating_sub(1).checked_sub(bits.leading_zeros())
}
