// SPDX-License-Identifier: Apache-2.0

//! The list of the ends of campaigns: sorted by block, and by time of entry within a block. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use crate::FundIndex;

/// The block at which a campaign ends, and its fund.
pub(crate) type ScheduledEnd<BlockNumber> = (BlockNumber, FundIndex);

/// The position at which an end at block `at` is inserted: after all that are not later.
pub(crate) fn insertion_point<BlockNumber: Ord>(
	ends: &[ScheduledEnd<BlockNumber>],
	at: &BlockNumber,
) -> usize {
	ends.partition_point(|(earlier, _)| earlier <= at)
}

/// How many ends, counted from the first, have come at block `now`; at most `most`.
pub(crate) fn due<BlockNumber: Ord>(
	ends: &[ScheduledEnd<BlockNumber>],
	now: &BlockNumber,
	most: usize,
) -> usize {
	insertion_point(ends, now).min(most)
}

/// Whether the list is sorted by block.
#[cfg(any(feature = "try-runtime", test))]
pub(crate) fn is_sorted<BlockNumber: Ord>(ends: &[ScheduledEnd<BlockNumber>]) -> bool {
	ends.is_sorted_by(|(one, _), (next, _)| one <= next)
}
