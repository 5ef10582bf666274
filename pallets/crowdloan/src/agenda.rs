// SPDX-License-Identifier: Apache-2.0

//! When funds end: a list in the order of time, and of entry for the same time. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use crate::FundIndex;

/// A fund, and the block at which it ends.
pub(crate) type Appointment<BlockNumber> = (BlockNumber, FundIndex);

/// Where an appointment for this block belongs: behind all that are not later.
pub(crate) fn place_for<BlockNumber: Ord>(
	agenda: &[Appointment<BlockNumber>],
	at: &BlockNumber,
) -> usize {
	agenda.partition_point(|(earlier, _)| earlier <= at)
}

/// How many appointments, from the first on, are due in this block, counted up to `most`.
pub(crate) fn due<BlockNumber: Ord>(
	agenda: &[Appointment<BlockNumber>],
	now: &BlockNumber,
	most: usize,
) -> usize {
	place_for(agenda, now).min(most)
}

/// Whether the list is in order.
#[cfg(any(feature = "try-runtime", test))]
pub(crate) fn is_in_order<BlockNumber: Ord>(agenda: &[Appointment<BlockNumber>]) -> bool {
	agenda.is_sorted_by(|(one, _), (next, _)| one <= next)
}
