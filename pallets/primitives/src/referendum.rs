// SPDX-License-Identifier: Apache-2.0

//! Words about referenda: what is demanded of one, and how one is made faster.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::Perbill;

/// The number of a referendum.
pub type ReferendumIndex = u32;

/// One of the two conditions of approval.
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
pub struct Condition {
	/// What the votes amount to.
	pub present: Perbill,
	/// What the track demands at this moment.
	pub required: Perbill,
	/// What is missing.
	pub missing: Perbill,
}

/// What separates a referendum from approval at this moment.
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
pub struct Requirements {
	/// Ayes among the votes cast.
	pub approval: Condition,
	/// Support among the electorate.
	pub support: Condition,
	/// Whether both conditions are met.
	pub passing: bool,
}

/// The periods of an accelerated referendum.
///
/// They can only shorten what its track demands. How much approval and support is demanded is no
/// part of them.
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
pub struct Haste<Moment> {
	/// For how long the acceleration waits for the referendum to pass, and for how long the
	/// referendum must then keep passing.
	pub decision_period: Moment,
	/// How long an approved proposal waits at the least.
	pub enactment_delay: Moment,
}

impl<Moment: Ord + Copy> Haste<Moment> {
	/// How long the referendum must keep passing when its track demands this long.
	pub fn confirm_period(&self, ordinary: Moment) -> Moment {
		self.decision_period.min(ordinary)
	}

	/// How long an approved proposal waits when its track demands this long.
	pub fn enactment_period(&self, ordinary: Moment) -> Moment {
		self.enactment_delay.min(ordinary)
	}
}

/// Why an acceleration ended, when nobody took it away.
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
pub enum HasteEnd {
	/// The referendum did not pass in time. It goes on at the pace of its track.
	RanOut,
	/// The referendum is over.
	ReferendumOver,
}
