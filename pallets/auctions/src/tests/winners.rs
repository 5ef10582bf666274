// SPDX-License-Identifier: Apache-2.0

//! Which bids win.

use super::LeaseRange;
use crate::winners::{best_set, nothing, plus_bid, Merit};
use canary_primitives::{PERIODS_PER_SLOT, RANGE_COUNT};
use proptest::prelude::*;

type Amounts = [Option<u128>; RANGE_COUNT];

fn range(first: u32, last: u32) -> LeaseRange {
	LeaseRange::new(first, last).unwrap()
}

fn amounts(bids: &[(LeaseRange, u128)]) -> Amounts {
	let mut amounts = [None; RANGE_COUNT];
	bids.iter().for_each(|(range, amount)| amounts[range.index()] = Some(*amount));
	amounts
}

fn merit(amounts: &Amounts, set: &[LeaseRange]) -> Merit {
	set.iter()
		.fold(nothing(), |rest, range| plus_bid(rest, amounts[range.index()].unwrap(), *range))
}

/// Every set of bids that do not overlap, with periods from `first` on.
fn every_set(amounts: &Amounts, first: u32) -> Vec<Vec<LeaseRange>> {
	if first == PERIODS_PER_SLOT {
		return vec![vec![]];
	}
	let mut sets = every_set(amounts, first + 1);
	for last in first..PERIODS_PER_SLOT {
		if amounts[range(first, last).index()].is_some() {
			sets.extend(every_set(amounts, last + 1).into_iter().map(|rest| {
				let mut set = vec![range(first, last)];
				set.extend(rest);
				set
			}));
		}
	}
	sets
}

/// The rule of the module's docs, applied to every possible set.
fn best_by_brute_force(amounts: &Amounts) -> Vec<LeaseRange> {
	let indices = |set: &Vec<LeaseRange>| set.iter().map(|r| r.index()).collect::<Vec<_>>();
	every_set(amounts, 0)
		.into_iter()
		.max_by(|one, other| {
			merit(amounts, one)
				.cmp(&merit(amounts, other))
				.then_with(|| indices(other).cmp(&indices(one)))
		})
		.unwrap()
}

#[test]
fn nobody_wins_when_nobody_bids() {
	assert_eq!(best_set(&[None; RANGE_COUNT]), vec![]);
}

#[test]
fn a_long_bid_wins_over_short_ones_worth_less_together() {
	let bids = amounts(&[(range(0, 7), 10), (range(0, 3), 12), (range(4, 7), 7)]);

	assert_eq!(best_set(&bids), vec![range(0, 7)]);
}

#[test]
fn short_bids_win_over_a_long_one_worth_less() {
	let bids = amounts(&[(range(0, 7), 10), (range(0, 3), 12), (range(4, 7), 9)]);

	assert_eq!(best_set(&bids), vec![range(0, 3), range(4, 7)]);
}

#[test]
fn periods_without_a_bid_are_not_won() {
	let bids = amounts(&[(range(1, 2), 5), (range(5, 5), 1)]);

	assert_eq!(best_set(&bids), vec![range(1, 2), range(5, 5)]);
}

#[test]
fn of_equal_worth_the_fewer_bids_win() {
	let bids = amounts(&[(range(0, 1), 10), (range(0, 0), 10), (range(1, 1), 10)]);

	assert_eq!(best_set(&bids), vec![range(0, 1)]);
}

#[test]
fn of_equal_worth_the_earlier_range_wins() {
	let bids = amounts(&[(range(0, 1), 10), (range(1, 2), 10)]);

	assert_eq!(best_set(&bids), vec![range(0, 1)]);
}

#[test]
fn the_largest_amounts_there_are_can_be_compared() {
	let mut bids = [Some(u128::MAX); RANGE_COUNT];
	bids[range(0, 7).index()] = Some(u128::MAX - 1);

	assert_eq!(best_set(&bids), vec![range(0, 0), range(1, 7)]);
}

/// Small amounts, so that ties are frequent.
fn some_amounts() -> impl Strategy<Value = Amounts> {
	prop::collection::vec(prop::option::of(0u128..6), RANGE_COUNT)
		.prop_map(|amounts| amounts.try_into().unwrap())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn the_best_set_is_the_one_found_by_brute_force(bids in some_amounts()) {
		prop_assert_eq!(best_set(&bids), best_by_brute_force(&bids));
	}

	#[test]
	fn winners_never_overlap(bids in prop::array::uniform32(any::<Option<u128>>())) {
		let mut amounts = [None; RANGE_COUNT];
		amounts[..bids.len()].copy_from_slice(&bids);

		let winners = best_set(&amounts);

		prop_assert!(winners.windows(2).all(|pair| pair[0].last() < pair[1].first()));
		prop_assert!(winners.iter().all(|range| amounts[range.index()].is_some()));
	}
}
