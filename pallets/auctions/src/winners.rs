// SPDX-License-Identifier: Apache-2.0

//! The winners: the best set of bids that do not overlap. Pure.
//!
//! The worth of a bid is its amount times the number of periods in its range. Of all sets of bids in
//! which no two ranges share a period, the best one is determined by this rule:
//!
//! 1. the set with the greatest total worth;
//! 2. of several, the one with the fewest bids, so that a long lease is not split without need;
//! 3. of several, with the bids sorted by their ranges' indices, the one with the smaller index at the
//!    first difference.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use alloc::{vec, vec::Vec};
use canary_primitives::{LeaseRange, PERIODS_PER_SLOT, RANGE_COUNT};
use core::cmp::Reverse;
use sp_core::U256;

/// The merit of a set of bids: its total worth, of which more is better, then the number of bids, of
/// which fewer is better.
pub(crate) type Merit = (U256, Reverse<u32>);

/// The ranges of the winning bids, in the order of their periods, given the amount of the leading bid of
/// each range. At most [`PERIODS_PER_SLOT`].
pub fn best_set(amounts: &[Option<u128>; RANGE_COUNT]) -> Vec<LeaseRange> {
	// The best merit for the periods from the `n`th on, and its first range, solved from the last period
	// to the first.
	let mut solved: Vec<(Merit, Option<LeaseRange>)> = vec![(nothing(), None)];
	for first in (0..PERIODS_PER_SLOT).rev() {
		let without = solved_from(&solved, first.saturating_add(1)).0;
		// Shorter ranges have smaller indices, and a set that leaves this period out begins with a larger
		// one. So trying the ranges in this order and replacing only what is strictly worse keeps rule 3.
		let mut best: Option<(Merit, LeaseRange)> = None;
		for range in (first..PERIODS_PER_SLOT).filter_map(|last| LeaseRange::new(first, last)) {
			let Some(amount) = amounts.get(range.index()).copied().flatten() else { continue };
			let rest = solved_from(&solved, range.last().saturating_add(1)).0;
			let merit = plus_bid(rest, amount, range);
			if best.as_ref().is_none_or(|(leading, _)| merit > *leading) {
				best = Some((merit, range));
			}
		}
		solved.push(match best {
			Some((merit, range)) if merit >= without => (merit, Some(range)),
			_ => (without, None),
		});
	}
	read_off(&solved)
}

/// The merit of a set with merit `rest` and one more bid.
///
/// The worth cannot overflow: eight periods of less than 2^128 each are far below 2^256.
pub(crate) fn plus_bid((worth, Reverse(bids)): Merit, amount: u128, range: LeaseRange) -> Merit {
	let worth_of_bid = U256::from(amount).saturating_mul(U256::from(range.len()));
	(worth.saturating_add(worth_of_bid), Reverse(bids.saturating_add(1)))
}

/// The merit of the empty set.
pub(crate) fn nothing() -> Merit {
	(U256::zero(), Reverse(0))
}

fn solved_from(solved: &[(Merit, Option<LeaseRange>)], period: u32) -> (Merit, Option<LeaseRange>) {
	let periods_left = PERIODS_PER_SLOT.saturating_sub(period) as usize;
	solved.get(periods_left).copied().unwrap_or((nothing(), None))
}

fn read_off(solved: &[(Merit, Option<LeaseRange>)]) -> Vec<LeaseRange> {
	let mut winners = Vec::new();
	let mut period = 0u32;
	while period < PERIODS_PER_SLOT {
		let chosen = solved_from(solved, period).1;
		period = chosen.map_or(period, |range| range.last()).saturating_add(1);
		winners.extend(chosen);
	}
	winners
}
