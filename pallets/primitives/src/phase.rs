// SPDX-License-Identifier: Apache-2.0

//! Where an auction stands.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Where an auction stands.
///
/// The phases follow each other in this order and start over.
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
pub enum Phase<BlockNumber> {
	/// No auction runs.
	NotStarted,
	/// Bidding is open, and whoever is outbid is released at once.
	Starting,
	/// Bidding is open, and the candle burns: the standing of any sample may turn out to be final.
	Ending {
		/// Which sample of the ending period this is, from zero.
		sample: BlockNumber,
		/// Which block of the sample this is, from zero.
		block_in_sample: BlockNumber,
	},
	/// Bidding is closed, and the lot that picks the winning sample is being drawn.
	VrfDelay {
		/// How many blocks have passed since the ending period's last block, from zero.
		elapsed: BlockNumber,
	},
}

impl<BlockNumber> Phase<BlockNumber> {
	/// Whether a bid may be placed.
	pub fn is_open(&self) -> bool {
		matches!(self, Self::Starting | Self::Ending { .. })
	}

	/// Whether the candle burns.
	pub fn is_ending(&self) -> bool {
		matches!(self, Self::Ending { .. })
	}

	/// Whether there is an auction at all.
	pub fn is_running(&self) -> bool {
		!matches!(self, Self::NotStarted)
	}
}
