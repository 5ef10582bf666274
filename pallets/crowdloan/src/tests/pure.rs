// SPDX-License-Identifier: Apache-2.0

//! The pure functions, against slow and obvious references.

use crate::{
	commitment::Commitment,
	ends::{due, insertion_point, is_sorted},
	refusals::{start_over, take_due, Refusal},
	terms::{Flaw, Terms},
};
use canary_primitives::{traits::Purpose, LeaseClock, ParaId, PERIODS_PER_SLOT};
use proptest::prelude::*;

prop_compose! {
	fn any_clock()(length in 1u32..30, offset in 0u32..40) -> LeaseClock<u32> {
		LeaseClock::new(length, offset)
	}
}

prop_compose! {
	fn any_terms()(first in 0u32..8, more in 0u32..12, end in 0u32..250) -> Terms<u32> {
		Terms { first, last: (first + more).saturating_sub(2), end }
	}
}

prop_compose! {
	fn any_ends()(blocks in prop::collection::vec(0u32..20, 0..12)) -> Vec<(u32, u32)> {
		let mut ends = Vec::new();
		for (end, fund) in blocks.into_iter().zip(0..) {
			let place = insertion_point(&ends, &end);
			ends.insert(place, (end, fund));
		}
		ends
	}
}

fn any_refusals() -> impl Strategy<Value = Vec<Refusal<u32>>> {
	let refusal = (0u32..10, 0u32..10, 1u32..4);
	let refusal = refusal.prop_map(|(para, due, pause)| Refusal { para: ParaId(para), due, pause });
	prop::collection::vec(refusal, 0..10)
}

proptest! {
	/// A campaign can be won as long as it runs: in some block before its end, the first period is
	/// not over.
	#[test]
	fn terms_are_accepted_only_if_a_campaign_can_win_with_them(
		terms in any_terms(),
		clock in any_clock(),
		now in 0u32..200,
	) {
		let Terms { first, last, end } = terms;
		let is_ordered = first <= last && last - first < PERIODS_PER_SLOT;
		let always_in_time = (now..end).all(|b| clock.period_at(b).is_none_or(|p| p <= first));
		let makes_sense = is_ordered
			&& end > now
			&& clock.period_at(end).is_some()
			&& always_in_time;

		prop_assert_eq!(terms.check(now, &clock).is_ok(), makes_sense);
	}

	#[test]
	fn each_flaw_is_reported_as_itself(
		terms in any_terms(),
		clock in any_clock(),
		now in 0u32..200,
	) {
		let Terms { first, last, end } = terms;
		let is_so = match terms.check(now, &clock) {
			Ok(()) => true,
			Err(Flaw::LastBeforeFirst) => last < first,
			Err(Flaw::FirstTooFar) => first.checked_add(PERIODS_PER_SLOT - 1).is_none(),
			Err(Flaw::LastTooFar) => last - first >= PERIODS_PER_SLOT,
			Err(Flaw::EndInPast) => end <= now,
			Err(Flaw::NoLeasePeriod) => end < clock.offset,
			Err(Flaw::EndTooFar) => clock.period_at(end - 1).unwrap() > first,
			Err(Flaw::FirstInPast) => clock.period_at(now).unwrap() > first,
		};
		prop_assert!(is_so);
	}

	#[test]
	fn terms_never_panic(first: u32, last: u32, end: u32, now: u32, length: u32, offset: u32) {
		let terms = Terms { first, last, end };
		let checked = terms.check(now, &LeaseClock::new(length, offset));
		prop_assert!(checked.is_err() || end > now);
	}

	#[test]
	fn ends_are_sorted_by_block_and_then_by_entry(ends in any_ends()) {
		let mut sorted = ends.clone();
		sorted.sort();

		prop_assert!(is_sorted(&ends));
		prop_assert_eq!(ends, sorted);
	}

	#[test]
	fn due_are_the_first_whose_time_has_come(
		ends in any_ends(),
		now in 0u32..25,
		most in 0usize..15,
	) {
		let all_due = ends.iter().filter(|(at, _)| *at <= now).count();

		prop_assert_eq!(due(&ends, &now, most), all_due.min(most));
		prop_assert!(ends[..due(&ends, &now, most)].iter().all(|(at, _)| *at <= now));
	}

	#[test]
	fn refusals_are_taken_when_they_are_due_and_none_is_lost(
		refusals in any_refusals(),
		now in 0u32..12,
		most in 0usize..12,
	) {
		let mut left = refusals.clone();
		let taken = take_due(&mut left, now, most);

		let is_due = |refusal: &&Refusal<u32>| refusal.due <= now;
		let expected: Vec<_> = refusals.iter().filter(is_due).take(most).copied().collect();
		prop_assert_eq!(&taken, &expected);
		prop_assert_eq!(taken.len() + left.len(), refusals.len());
		let mut rest = refusals.into_iter().filter(|r| left.contains(r) || taken.contains(r));
		prop_assert!(rest.by_ref().count() == taken.len() + left.len());
		prop_assert!(taken.len() == most || left.iter().all(|refusal| refusal.due > now));
	}

	#[test]
	fn each_pause_is_twice_the_last(now in 0u32..1_000, attempts in 1u32..20) {
		let mut refusal = Refusal::first(ParaId(1), now);
		prop_assert_eq!((refusal.due, refusal.pause), (now + 1, 1));
		for attempt in 1..attempts {
			let at = refusal.due;
			refusal = refusal.again(at);
			prop_assert_eq!(refusal.pause, 1 << attempt);
			prop_assert_eq!(refusal.due, at + refusal.pause);
		}
	}

	#[test]
	fn a_pause_never_becomes_too_long_to_count(due: u32, pause: u32, now: u32) {
		let again = Refusal { para: ParaId(1), due, pause }.again(now);
		prop_assert!(again.due >= now && again.pause >= pause);
	}

	#[test]
	fn starting_over_makes_all_due(refusals in any_refusals(), now in 0u32..12) {
		let mut refusals = refusals;
		start_over(refusals.iter_mut(), now);
		prop_assert!(refusals.iter().all(|refusal| (refusal.due, refusal.pause) == (now, 1)));
	}

	#[test]
	fn a_commitment_keeps_its_purposes_apart(bid: u64, lease: u64, amount: u64) {
		let commitment = Commitment { bid, lease };

		for (purpose, other) in [(Purpose::Bid, Purpose::Lease), (Purpose::Lease, Purpose::Bid)] {
			let changed = commitment.with(purpose, amount);
			prop_assert_eq!(changed.of(purpose), amount);
			prop_assert_eq!(changed.of(other), commitment.of(other));
		}
		prop_assert_eq!(commitment.is_empty(), bid == 0 && lease == 0);
	}

	#[test]
	fn swapping_twice_changes_nothing(bids: (u64, u64), leases: (u64, u64)) {
		let mut one = Commitment { bid: bids.0, lease: leases.0 };
		let mut other = Commitment { bid: bids.1, lease: leases.1 };
		let before = (one, other);

		one.swap_leases(&mut other);
		prop_assert_eq!((one.bid, one.lease), (bids.0, leases.1));
		prop_assert_eq!((other.bid, other.lease), (bids.1, leases.0));
		one.swap_leases(&mut other);
		prop_assert_eq!((one, other), before);
	}
}
