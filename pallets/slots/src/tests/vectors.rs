// SPDX-License-Identifier: Apache-2.0

//! A second opinion: cases that a model in another language has answered, by looking through a list of
//! leases for every question. `scripts/e2e/models` has the model.

use super::*;
use crate::book::{Entry, LeaseBook};
use canary_primitives::LeaseClock;
use serde::Deserialize;

/// The answers. `npm --prefix scripts/e2e run models` writes them.
const VECTORS: &str = include_str!("vectors.json");

const PARAS: [ParaId; 2] = [LEMON, MANGO];
const PEOPLE: [u64; 3] = [ALICE, BOB, CHARLIE];

#[derive(Deserialize)]
struct Vectors {
	clocks: Vec<ClockCase>,
	leaseholds: Vec<LeaseholdsCase>,
}

#[derive(Deserialize)]
struct ClockCase {
	length: u64,
	offset: u64,
	/// From block zero on.
	blocks: Vec<Option<BlockCase>>,
}

#[derive(Deserialize)]
struct BlockCase {
	period: u32,
	left: u64,
}

#[derive(Deserialize)]
struct LeaseholdsCase {
	horizon: u32,
	steps: Vec<StepCase>,
}

#[derive(Deserialize)]
struct StepCase {
	/// The lease period.
	now: u32,
	lease: Option<LeaseCase>,
	/// For each para what wallets read.
	leases: [Vec<Entry<u64, u64>>; 2],
	/// For each para the deposits of these people.
	deposits: [[u64; 3]; 2],
}

#[derive(Deserialize)]
struct LeaseCase {
	para: u32,
	who: u64,
	amount: u64,
	first: u32,
	last: u32,
	given: bool,
}

fn vectors() -> Vectors {
	serde_json::from_str(VECTORS).expect("the model writes what is expected here")
}

#[test]
fn lease_periods_are_those_found_by_counting_blocks() {
	for ClockCase { length, offset, blocks } in vectors().clocks {
		let clock = LeaseClock::new(length, offset);
		for (block, expected) in (0u64..).zip(blocks) {
			let found = clock.period_at(block).zip(clock.blocks_left(block));
			assert_eq!(found, expected.map(|at| (at.period, at.left)), "{clock:?} at {block}");
		}
	}
}

#[test]
fn a_book_says_what_a_list_of_all_leases_says() {
	for LeaseholdsCase { steps, .. } in vectors().leaseholds {
		let mut books = PARAS.map(|_| LeaseBook::<u64, u64>::empty(0));
		for StepCase { now, lease, leases, deposits } in steps {
			for book in &mut books {
				let mut owed = PEOPLE.map(|who| book.deposit(&who));
				while book.base < now {
					if let Some(change) = book.end_period() {
						let person = PEOPLE.iter().position(|who| *who == change.who).unwrap();
						assert_eq!(owed[person], change.from);
						owed[person] = change.to;
					}
				}
				assert_eq!(owed, PEOPLE.map(|who| book.deposit(&who)));
			}
			if let Some(LeaseCase { para, who, amount, first, last, given: true }) = lease {
				let book = &mut books[PARAS.iter().position(|id| id.0 == para).unwrap()];
				assert!(!book.is_leased(first, last));
				book.enter(first, last, &who, amount);
			}
			for (book, (leases, deposits)) in books.iter().zip(leases.iter().zip(deposits)) {
				assert_eq!(book.entries, *leases);
				assert_eq!(PEOPLE.map(|who| book.deposit(&who)), deposits);
			}
		}
	}
}

#[test]
fn leases_go_as_a_list_of_all_leases_says() {
	for LeaseholdsCase { horizon, steps } in vectors().leaseholds {
		ExtBuilder::default().build_and_execute(|| {
			MaxLeasePeriods::set(horizon);
			for StepCase { now, lease: offer, leases, deposits } in steps {
				run_to_period(now);
				if let Some(LeaseCase { para, who, amount, first, last, given }) = offer {
					let offer = lease(ParaId(para)).by(who).at(amount).over(first..=last);
					assert_eq!(offer.submit().is_ok(), given);
				}
				assert_eq!(PARAS.map(entries_now), leases);
				for (person, who) in PEOPLE.into_iter().enumerate() {
					assert_eq!(held(who), deposits[0][person] + deposits[1][person]);
				}
			}
		});
	}
}
