// SPDX-License-Identifier: Apache-2.0

//! The record of an acceleration.

use crate::Authority;
use canary_primitives::{AccelerationEnd, ReferendumIndex};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The record of an acceleration: which referendum, who granted it, and when. Its periods are kept by
/// the pallet that decides referenda.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Acceleration<Hash, Moment> {
	/// The referendum.
	pub index: ReferendumIndex,
	/// The hash of its proposal.
	pub proposal: Hash,
	/// The part of the committee that granted it.
	pub authority: Authority,
	/// The block in which it was granted.
	pub since: Moment,
	/// The block by which the referendum must begin to pass.
	pub until: Moment,
}

/// Why an acceleration ended without a veto.
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
pub enum Ending {
	/// The referendum did not pass in time. It goes on with the periods of its track.
	RanOut,
	/// The referendum ended.
	ReferendumOver,
	/// Its proposal was blacklisted.
	Blacklisted,
}

impl From<AccelerationEnd> for Ending {
	fn from(end: AccelerationEnd) -> Self {
		match end {
			AccelerationEnd::RanOut => Self::RanOut,
			AccelerationEnd::ReferendumOver => Self::ReferendumOver,
		}
	}
}
