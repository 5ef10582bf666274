// SPDX-License-Identifier: Apache-2.0

//! The phases of an auction.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The phase that an auction is in at a block.
///
/// An auction goes through the phases in this order, and the next auction begins again.
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
	/// Bids are accepted. A bidder who is outbid gets their money back at once.
	Starting,
	/// Bids are accepted and the candle burns: the leading bids of any sample may win.
	Ending {
		/// The number of the sample within the ending period, from zero.
		sample: BlockNumber,
		/// The number of the block within the sample, from zero.
		block_in_sample: BlockNumber,
	},
	/// Bids are no longer accepted, and the random number that selects the winning sample is being
	/// drawn.
	VrfDelay {
		/// The number of blocks since the first block after the ending period, from zero.
		elapsed: BlockNumber,
	},
}

impl<BlockNumber> Phase<BlockNumber> {
	/// Whether bids are accepted.
	pub fn is_open(&self) -> bool {
		matches!(self, Self::Starting | Self::Ending { .. })
	}

	/// Whether the auction is in its ending period, in which the candle burns.
	pub fn is_ending(&self) -> bool {
		matches!(self, Self::Ending { .. })
	}

	/// Whether an auction runs.
	pub fn is_running(&self) -> bool {
		!matches!(self, Self::NotStarted)
	}
}
