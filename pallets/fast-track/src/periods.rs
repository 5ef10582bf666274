// SPDX-License-Identifier: Apache-2.0

//! The shortest decision periods, and who may set them. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::Zero;

/// The part of the committee that grants an acceleration.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Authority {
	/// The fast-track majority.
	Majority,
	/// The whole committee.
	Unanimity,
}

/// The shortest decision periods, in blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Floors<BlockNumber> {
	/// The shortest period that the fast-track majority may set.
	pub fast_track: BlockNumber,
	/// The shortest period that the whole committee may set.
	pub instant: BlockNumber,
}

/// Why a decision period is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TooShort {
	/// The period is below the instant floor, or zero.
	ForAnybody,
	/// The period is below the fast-track floor, and only the whole committee may set it.
	ForMajority,
}

impl<BlockNumber: Ord + Copy + Zero> Floors<BlockNumber> {
	/// The part of the committee that may set this period; `None` if nobody may. A period of zero is
	/// too short whatever the floors are.
	pub fn authority_for(&self, period: BlockNumber) -> Option<Authority> {
		if period.is_zero() || period < self.instant {
			None
		} else if period < self.fast_track {
			Some(Authority::Unanimity)
		} else {
			Some(Authority::Majority)
		}
	}

	/// Checks that `authority` may set this period.
	pub fn check(&self, period: BlockNumber, authority: Authority) -> Result<(), TooShort> {
		match self.authority_for(period) {
			None => Err(TooShort::ForAnybody),
			Some(needed) if authority < needed => Err(TooShort::ForMajority),
			Some(_) => Ok(()),
		}
	}

	/// Checks the floors, and describes the first fault as an error.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.instant.is_zero() {
			return Err("the instant floor is zero");
		}
		if self.fast_track < self.instant {
			return Err("the fast-track floor lies below the instant floor");
		}
		Ok(())
	}
}
