// SPDX-License-Identifier: Apache-2.0

//! Who wins: the best set of bids that do not overlap.
//!
//! A bid is worth its amount for each period of its range. Of all sets of bids in which no two
//! ranges share a period, the best is decided by this rule:
//!
//! 1. the set of greatest total worth;
//! 2. among those, the one with the fewest bids, so that a long lease is not cut up for nothing;
//! 3. among those, written down in the order of their ranges' indices, the one that has the smaller
//!    index where they first differ.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use alloc::{vec, vec::Vec};
use canary_primitives::{LeaseRange, PERIODS_PER_SLOT, RANGE_COUNT};
use core::cmp::Reverse;
use sp_core::U256;

/// What a set of bids is judged by: more is better, then fewer.
pub(crate) type Merit = (U256, Reverse<u32>);

/// The ranges of the winning bids, in order, given the leading amount of every range.
///
/// There are at most [`PERIODS_PER_SLOT`] of them.
pub fn best_set(amounts: &[Option<u128>; RANGE_COUNT]) -> Vec<LeaseRange> {
	// What can be made of the periods from the `n`th on, solved from the last period to the first.
	let mut solved: Vec<(Merit, Option<LeaseRange>)> = vec![(nothing(), None)];
	for first in (0..PERIODS_PER_SLOT).rev() {
		let without = solved_from(&solved, first.saturating_add(1)).0;
		// Shorter ranges have smaller indices and leaving the period out has none at all, so rule 3
		// is kept by trying them in this order and replacing only what is strictly worse.
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

/// The merit of `rest` and one more bid.
///
/// Worth cannot overflow: eight periods of less than 2^128 each are far below 2^256.
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
