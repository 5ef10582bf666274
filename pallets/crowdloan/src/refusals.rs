// SPDX-License-Identifier: Apache-2.0

//! Bids that were refused, and when they are tried again. Pure.
//!
//! The reason for a refusal may pass, or last as long as the auction. This pallet cannot tell which, so
//! every refused bid is tried again after a pause that doubles each time: a reason that passes costs
//! little time, one that lasts costs few attempts.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use alloc::vec::Vec;
use canary_primitives::ParaId;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::AtLeast32BitUnsigned;

/// A fund whose last bid was refused.
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
pub struct Refusal<BlockNumber> {
	/// The para of the fund.
	pub para: ParaId,
	/// The block from which on the bid is tried again.
	pub due: BlockNumber,
	/// The length of that pause, in blocks.
	pub pause: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Refusal<BlockNumber> {
	/// The first refusal of a fund's bid, to be tried again in the next block.
	pub fn first(para: ParaId, now: BlockNumber) -> Self {
		let pause = BlockNumber::one();
		Self { para, due: now.saturating_add(pause), pause }
	}

	/// The next refusal of the same bid, to be tried again after twice the pause.
	pub fn again(self, now: BlockNumber) -> Self {
		let pause = self.pause.saturating_add(self.pause);
		Self { due: now.saturating_add(pause), pause, ..self }
	}
}

/// Removes the refusals that are due, in order and up to `most`, and returns them.
pub(crate) fn take_due<BlockNumber: Ord + Copy>(
	refusals: &mut Vec<Refusal<BlockNumber>>,
	now: BlockNumber,
	most: usize,
) -> Vec<Refusal<BlockNumber>> {
	let mut taken = Vec::new();
	refusals.retain(|refusal| {
		let is_due = refusal.due <= now && taken.len() < most;
		if is_due {
			taken.push(*refusal);
		}
		!is_due
	});
	taken
}

/// Makes all refusals due with the shortest pause, because the ending period of another auction has
/// begun, which may accept the bids.
pub(crate) fn start_over<'a, BlockNumber: AtLeast32BitUnsigned + Copy + 'a>(
	refusals: impl Iterator<Item = &'a mut Refusal<BlockNumber>>,
	now: BlockNumber,
) {
	for refusal in refusals {
		refusal.due = now;
		refusal.pause = BlockNumber::one();
	}
}
