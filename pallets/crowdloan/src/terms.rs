// SPDX-License-Identifier: Apache-2.0

//! The terms of a campaign: lease periods and end, and the checks of them. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use canary_primitives::{LeaseClock, LeasePeriod, PERIODS_PER_SLOT};
use sp_runtime::traits::AtLeast32BitUnsigned;

/// The lease periods of a campaign, and its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Terms<BlockNumber> {
	/// The first lease period to bid for.
	pub(crate) first: LeasePeriod,
	/// The last lease period to bid for, inclusive.
	pub(crate) last: LeasePeriod,
	/// The first block in which no more contributions are accepted.
	pub(crate) end: BlockNumber,
}

/// Why terms are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flaw {
	/// The last period is before the first.
	LastBeforeFirst,
	/// No auction could ever offer the first period.
	FirstTooFar,
	/// An auction does not offer so many periods.
	LastTooFar,
	/// The end is not a future block.
	EndInPast,
	/// The end is before lease period 0.
	NoLeasePeriod,
	/// At the end it is too late to win the first period.
	EndTooFar,
	/// The first period is over.
	FirstInPast,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Terms<BlockNumber> {
	/// Checks the terms of a campaign that is open from block `now` on.
	pub(crate) fn check(
		&self,
		now: BlockNumber,
		clock: &LeaseClock<BlockNumber>,
	) -> Result<(), Flaw> {
		let Self { first, last, end } = *self;
		require(first <= last, Flaw::LastBeforeFirst)?;
		let furthest = first.checked_add(PERIODS_PER_SLOT.saturating_sub(1));
		require(last <= furthest.ok_or(Flaw::FirstTooFar)?, Flaw::LastTooFar)?;
		require(end > now, Flaw::EndInPast)?;
		let is_over = clock.period_at(now).is_some_and(|current| first < current);
		require(!is_over, Flaw::FirstInPast)?;
		// The end may be the first block after the first period, because it is exclusive.
		let period_at_end = clock.period_at(end).ok_or(Flaw::NoLeasePeriod)?;
		let is_first_block = clock.starts_at(end).is_some();
		let last_full = period_at_end.saturating_sub(is_first_block.into());
		require(last_full <= first, Flaw::EndTooFar)
	}
}

fn require(holds: bool, flaw: Flaw) -> Result<(), Flaw> {
	if holds {
		Ok(())
	} else {
		Err(flaw)
	}
}
