// SPDX-License-Identifier: Apache-2.0

//! The number of a para.

use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The number of a para: a registered chain, with or without a lease.
///
/// The SCALE encoding is that of a `u32`, plain or compact, as wallets expect of a para id.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	CompactAs,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Debug,
)]
#[serde(transparent)]
pub struct ParaId(pub u32);

impl ParaId {
	/// The para with the number `number`.
	pub const fn new(number: u32) -> Self {
		Self(number)
	}
}

impl From<u32> for ParaId {
	fn from(number: u32) -> Self {
		Self(number)
	}
}

impl From<ParaId> for u32 {
	fn from(para: ParaId) -> Self {
		para.0
	}
}

impl fmt::Display for ParaId {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Display::fmt(&self.0, f)
	}
}
