// SPDX-License-Identifier: Apache-2.0

//! How short a decision period may be, and who must agree to it: pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::Zero;

/// How much of the committee speaks.
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
	/// The majority that is configured.
	Majority,
	/// All of it.
	Unanimity,
}

/// The shortest decision periods.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Floors<Moment> {
	/// That a majority may set.
	pub fast_track: Moment,
	/// That the whole committee may set.
	pub instant: Moment,
}

/// Why a decision period is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TooShort {
	/// Nobody may make it that short.
	ForAnybody,
	/// Only the whole committee may.
	ForMajority,
}

impl<Moment: Ord + Copy + Zero> Floors<Moment> {
	/// Whose agreement a period needs; nothing when nobody may make it that short. A period of no
	/// blocks is too short wherever the floors lie.
	pub fn authority_for(&self, period: Moment) -> Option<Authority> {
		if period.is_zero() || period < self.instant {
			None
		} else if period < self.fast_track {
			Some(Authority::Unanimity)
		} else {
			Some(Authority::Majority)
		}
	}

	/// Refuses a period that is too short for whoever speaks.
	pub fn check(&self, period: Moment, authority: Authority) -> Result<(), TooShort> {
		match self.authority_for(period) {
			None => Err(TooShort::ForAnybody),
			Some(needed) if authority < needed => Err(TooShort::ForMajority),
			Some(_) => Ok(()),
		}
	}

	/// Names the first fault of the floors, if they have one.
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
