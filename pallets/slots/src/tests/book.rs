// SPDX-License-Identifier: Apache-2.0

//! The arithmetic of leases, against a table of periods.

use crate::book::LeaseBook;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The slow and obvious reference: who holds which period.
type Table = BTreeMap<u32, (u8, u64)>;

fn table_of(book: &LeaseBook<u8, u64>) -> Table {
	(book.base..).zip(&book.entries).filter_map(|(p, e)| e.map(|holder| (p, holder))).collect()
}

fn deposit_in(table: &Table, who: u8) -> u64 {
	table
		.values()
		.filter(|(holder, _)| *holder == who)
		.map(|(_, amount)| *amount)
		.max()
		.unwrap_or(0)
}

fn is_tidy(book: &LeaseBook<u8, u64>) -> bool {
	book.entries.last().is_none_or(|last| last.is_some())
}

prop_compose! {
	/// A book with leases of up to four accounts that were entered one by one, and its table.
	fn any_book()(
		base in 0u32..20,
		leases in prop::collection::vec((0u32..10, 0u32..4, 0u8..4, 0u64..50), 0..8),
	) -> (LeaseBook<u8, u64>, Table) {
		let (mut book, mut table) = (LeaseBook::empty(base), Table::new());
		for (begin, more, who, amount) in leases {
			let (first, last) = (base + begin, base + begin + more);
			if (first..=last).any(|period| table.contains_key(&period)) {
				continue;
			}
			book.enter(first, last, &who, amount);
			table.extend((first..=last).map(|period| (period, (who, amount))));
		}
		(book, table)
	}
}

proptest! {
	#[test]
	fn entered_leases_are_those_of_the_table((book, table) in any_book()) {
		prop_assert_eq!(table_of(&book), table);
		prop_assert!(is_tidy(&book));
	}

	#[test]
	fn leased_means_that_some_period_is_in_the_table(
		(book, table) in any_book(),
		first in 0u32..40,
		more in 0u32..10,
	) {
		let last = first + more;

		prop_assert_eq!(book.is_leased(first, last), table.range(first..=last).next().is_some());
		prop_assert_eq!(book.is_front_leased(), table.contains_key(&book.base));
	}

	#[test]
	fn the_deposit_is_the_largest_own_amount((book, table) in any_book()) {
		for who in 0..4 {
			prop_assert_eq!(book.deposit(&who), deposit_in(&table, who));
		}
		let holders: BTreeSet<_> = table.values().map(|(who, _)| *who).collect();
		let deposits: BTreeMap<_, _> = book.deposits().into_iter().collect();
		prop_assert_eq!(book.deposits().len(), holders.len());
		prop_assert!(holders.iter().all(|who| deposits[who] == deposit_in(&table, *who)));
	}

	#[test]
	fn seen_from_a_later_period_earlier_ones_are_gone((book, table) in any_book(), now in 0u32..50) {
		let base = book.base;
		let seen = book.seen_from(now);

		prop_assert_eq!(seen.base, base.max(now));
		prop_assert_eq!(table_of(&seen), table.into_iter().filter(|(p, _)| *p >= now).collect());
		prop_assert!(is_tidy(&seen));
	}

	#[test]
	fn ending_periods_one_by_one_is_seeing_from_the_last((book, _) in any_book(), steps in 0u32..20) {
		let mut stepped = book.clone();
		for _ in 0..steps {
			stepped.end_period();
		}

		prop_assert_eq!(stepped, book.clone().seen_from(book.base + steps));
	}

	#[test]
	fn deposits_end_with_the_sum_of_their_changes((book, _) in any_book()) {
		let mut owed: BTreeMap<u8, u64> = book.deposits().into_iter().collect();
		let mut book = book;
		while !book.is_empty() {
			if let Some(change) = book.end_period() {
				prop_assert!(change.to < change.from);
				prop_assert_eq!(owed.insert(change.who, change.to), Some(change.from));
			}
			for (who, deposit) in &owed {
				prop_assert_eq!(book.deposit(who), *deposit);
			}
		}
		prop_assert!(owed.values().all(|deposit| *deposit == 0));
	}
}

#[test]
fn the_last_period_of_all_can_be_leased() {
	let mut book = LeaseBook::<u8, u64>::empty(u32::MAX);

	book.enter(u32::MAX, u32::MAX, &1, 30);

	assert!(book.is_leased(u32::MAX, u32::MAX));
	assert_eq!(book.end_period().map(|change| change.from), Some(30));
	assert_eq!(book.base, u32::MAX);
}
