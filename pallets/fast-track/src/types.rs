// SPDX-License-Identifier: Apache-2.0

//! What is written down about an acceleration.

use crate::Authority;
use canary_primitives::{HasteEnd, ReferendumIndex};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// An acceleration and who granted it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Acceleration<Hash, Moment> {
	/// The referendum.
	pub index: ReferendumIndex,
	/// What it proposes.
	pub proposal: Hash,
	/// Who granted it.
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
	/// The referendum did not pass in time. It goes on at the pace of its track.
	RanOut,
	/// The referendum is over.
	ReferendumOver,
	/// Its proposal was blacklisted.
	Blacklisted,
}

impl From<HasteEnd> for Ending {
	fn from(end: HasteEnd) -> Self {
		match end {
			HasteEnd::RanOut => Self::RanOut,
			HasteEnd::ReferendumOver => Self::ReferendumOver,
		}
	}
}
