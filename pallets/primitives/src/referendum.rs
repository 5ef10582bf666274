// SPDX-License-Identifier: Apache-2.0

//! Types about referenda: what approval requires, and how a referendum is accelerated.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::Perbill;

/// The number of a referendum.
pub type ReferendumIndex = u32;

/// One of the two conditions for approval, each a share from zero to one.
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
	/// The share that the votes make up now.
	pub present: Perbill,
	/// The share that the track requires in this block.
	pub required: Perbill,
	/// `required - present`, or zero if the condition is met.
	pub missing: Perbill,
}

/// What a referendum has, and what it needs to pass, in this block.
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
	/// The share of ayes among the votes cast.
	pub approval: Condition,
	/// The share of the electorate that supports it.
	pub support: Condition,
	/// Whether both conditions are met.
	pub passing: bool,
}

/// The shorter periods of an accelerated referendum, in blocks.
///
/// They only ever shorten the periods of its track, and do not change how much approval and support
/// the track requires. Wallets know the type by this name.
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
	/// The number of blocks within which the referendum must begin to pass, and for which it must
	/// then keep passing.
	pub decision_period: Moment,
	/// The least number of blocks between approval and enactment.
	pub enactment_delay: Moment,
}

impl<Moment: Ord + Copy> Haste<Moment> {
	/// For how many blocks the referendum must keep passing, given the confirm period of its track.
	pub fn confirm_period(&self, of_track: Moment) -> Moment {
		self.decision_period.min(of_track)
	}

	/// The least number of blocks between approval and enactment, given that of its track.
	pub fn enactment_period(&self, of_track: Moment) -> Moment {
		self.enactment_delay.min(of_track)
	}
}

/// Why an acceleration ended by itself.
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
pub enum AccelerationEnd {
	/// The referendum did not pass in time. It goes on with the periods of its track.
	RanOut,
	/// The referendum ended.
	ReferendumOver,
}
