// SPDX-License-Identifier: Apache-2.0

//! The set of recorded samples.

use crate::samples::{BeyondCapacity, SampleSet};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn the_last_sample_that_fits_is_accepted() {
	let mut samples = SampleSet::default();

	assert_eq!(samples.insert(SampleSet::CAPACITY - 1), Ok(()));

	assert_eq!(samples.latest(), Some(SampleSet::CAPACITY - 1));
}

#[test]
fn a_sample_is_refused_when_it_is_beyond_capacity() {
	assert_eq!(SampleSet::default().insert(SampleSet::CAPACITY), Err(BeyondCapacity));
	assert_eq!(SampleSet::default().insert(u32::MAX), Err(BeyondCapacity));
}

#[test]
fn kusamas_ending_period_fits() {
	const { assert!(SampleSet::CAPACITY >= 72_000 / 20) };
}

proptest! {
	#[test]
	fn it_answers_like_an_ordered_set(
		members in prop::collection::btree_set(0..SampleSet::CAPACITY, 0..40),
		asked in 0..SampleSet::CAPACITY,
	) {
		let mut samples = SampleSet::default();
		members.iter().for_each(|sample| samples.insert(*sample).unwrap());

		prop_assert_eq!(samples.contains(asked), members.contains(&asked));
		prop_assert_eq!(samples.latest_up_to(asked), members.range(..=asked).last().copied());
		prop_assert_eq!(samples.latest_before(asked), members.range(..asked).last().copied());
		prop_assert_eq!(samples.latest(), members.last().copied());
		prop_assert_eq!(samples.is_empty(), members.is_empty());
		prop_assert_eq!(&samples.iter().collect::<BTreeSet<_>>(), &members);
	}

	#[test]
	fn members_are_taken_out_from_the_latest_on(
		mut members in prop::collection::btree_set(0..SampleSet::CAPACITY, 0..40),
	) {
		let mut samples = SampleSet::default();
		members.iter().for_each(|sample| samples.insert(*sample).unwrap());

		while let Some(latest) = members.pop_last() {
			prop_assert_eq!(samples.pop(), Some(latest));
		}
		prop_assert_eq!(samples.pop(), None);
	}
}
