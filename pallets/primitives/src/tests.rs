// SPDX-License-Identifier: Apache-2.0

//! Properties of the types, compared with brute force.

use crate::{
	traits::{Unwatched, WatchReferenda},
	Haste, LeaseClock, LeaseRange, ParaId, Phase, PERIODS_PER_SLOT, RANGE_COUNT,
};
use codec::{Compact, Decode, Encode, MaxEncodedLen};
use proptest::prelude::*;
use scale_info::{meta_type, TypeDef, TypeInfo};

fn any_range() -> impl Strategy<Value = LeaseRange> {
	(0..PERIODS_PER_SLOT)
		.prop_flat_map(|first| (Just(first), first..PERIODS_PER_SLOT))
		.prop_map(|(first, last)| LeaseRange::new(first, last).expect("in order, on offer"))
}

fn brute_force_periods(range: &LeaseRange) -> Vec<u32> {
	(0..PERIODS_PER_SLOT).filter(|p| range.contains(*p)).collect()
}

#[test]
fn ranges_are_in_the_order_that_wallets_count_them_in() {
	let mut expected = Vec::new();
	for i in 0..PERIODS_PER_SLOT {
		for j in i..PERIODS_PER_SLOT {
			expected.push((i, j));
		}
	}

	let ranges: Vec<_> = LeaseRange::all().map(|r| (r.first(), r.last())).collect();

	assert_eq!(ranges, expected);
	assert_eq!(ranges.len(), RANGE_COUNT);
}

#[test]
fn index_and_range_are_each_others_inverse() {
	for (index, range) in LeaseRange::all().enumerate() {
		assert_eq!(range.index(), index);
		assert_eq!(LeaseRange::from_index(index), Some(range));
	}
	assert_eq!(LeaseRange::from_index(RANGE_COUNT), None);
}

#[test]
fn a_range_is_one_byte_on_the_wire_that_decodes_only_when_it_exists() {
	for byte in 0..=u8::MAX {
		let decoded = LeaseRange::decode(&mut &[byte][..]).ok();

		assert_eq!(decoded, LeaseRange::from_index(byte.into()));
		assert!(decoded.is_none_or(|range| range.encode() == [byte]));
	}
	assert_eq!(LeaseRange::max_encoded_len(), 1);
}

#[test]
fn a_para_id_is_a_u32_on_the_wire_and_may_be_compact() {
	assert_eq!(ParaId(2000).encode(), 2000u32.encode());
	assert_eq!(Compact(ParaId(2000)).encode(), Compact(2000u32).encode());
	assert_eq!(Compact::<ParaId>::decode(&mut &Compact(7u32).encode()[..]), Ok(Compact(ParaId(7))));
	assert_eq!(ParaId::max_encoded_len(), 4);

	let TypeDef::Composite(shape) = ParaId::type_info().type_def else { panic!("a composite") };
	assert_eq!(shape.fields.len(), 1);
	assert_eq!(shape.fields[0].name, None);
	assert_eq!(shape.fields[0].ty, meta_type::<u32>());
}

#[test]
fn with_a_length_of_zero_no_block_is_in_any_period() {
	let clock = LeaseClock::new(0u32, 0);

	assert_eq!(clock.period_at(5), None);
	assert_eq!(clock.starts_at(0), None);
	assert_eq!(clock.first_block(0), None);
	assert_eq!(clock.blocks_left(5), None);
}

#[test]
fn a_period_beyond_the_last_block_number_has_no_first_block() {
	assert_eq!(LeaseClock::new(10u32, 0).first_block(u32::MAX), None);
	assert_eq!(LeaseClock::new(1u32, 1).first_block(u32::MAX), None);
	assert_eq!(LeaseClock::new(1u32, 0).first_block(u32::MAX), Some(u32::MAX));
	assert_eq!(LeaseClock::new(1u32, 0).last_block(u32::MAX), None);
}

#[test]
fn bids_are_open_in_the_starting_and_ending_period_alone() {
	let ending = Phase::Ending { sample: 3u32, block_in_sample: 1 };

	assert!(Phase::<u32>::Starting.is_open() && ending.is_open());
	assert!(!Phase::<u32>::NotStarted.is_open() && !Phase::VrfDelay { elapsed: 0u32 }.is_open());
	assert!(ending.is_ending() && !Phase::<u32>::Starting.is_ending());
	assert!(
		Phase::VrfDelay { elapsed: 0u32 }.is_running() && !Phase::<u32>::NotStarted.is_running()
	);
}

#[test]
fn unwatched_bars_no_proposal() {
	assert!(!Unwatched::<u8>::is_barred(&0) && !Unwatched::<u8>::is_barred(&u8::MAX));
}

proptest! {
	#[test]
	fn an_acceleration_never_lengthens_a_period_nor_goes_below_what_was_asked_for(
		decision_period: u32,
		enactment_delay: u32,
		ordinary: u32,
	) {
		let haste = Haste { decision_period, enactment_delay };

		for (asked, given) in [
			(decision_period, haste.confirm_period(ordinary)),
			(enactment_delay, haste.enactment_period(ordinary)),
		] {
			prop_assert!(given <= ordinary);
			prop_assert!(given == ordinary || given == asked);
			prop_assert!(given >= asked || asked > ordinary);
		}
	}

	#[test]
	fn ranges_are_built_only_in_order_and_on_offer(first in 0u32..12, last in 0u32..12) {
		let range = LeaseRange::new(first, last);

		prop_assert_eq!(range.is_some(), first <= last && last < PERIODS_PER_SLOT);
	}

	#[test]
	fn absolute_periods_are_the_offered_one_plus_the_relative(offered: u32, range in any_range()) {
		match range.periods(offered) {
			Some(periods) => {
				let back = LeaseRange::of_periods(offered, *periods.start(), *periods.end());
				prop_assert_eq!(back, Some(range));
				prop_assert_eq!(periods.count() as u32, range.len());
			},
			None => prop_assert!(offered > u32::MAX - PERIODS_PER_SLOT),
		}
	}

	#[test]
	fn overlap_means_a_common_period(one in any_range(), other in any_range()) {
		let common = brute_force_periods(&one).iter().any(|p| other.contains(*p));

		prop_assert_eq!(one.overlaps(&other), common);
		prop_assert_eq!(other.overlaps(&one), common);
	}

	#[test]
	fn length_counts_the_periods(range in any_range()) {
		prop_assert_eq!(range.len() as usize, brute_force_periods(&range).len());
	}

	#[test]
	fn the_clock_agrees_with_counting_block_by_block(
		length in 1u32..40,
		offset in 0u32..60,
		block in 0u32..500,
	) {
		let clock = LeaseClock::new(length, offset);
		let mut period = None;
		let mut first = 0;
		for b in offset..=block {
			if (b - offset) % length == 0 {
				period = Some(period.map_or(0, |p: u32| p + 1));
				first = b;
			}
		}

		prop_assert_eq!(clock.period_at(block), period);
		prop_assert_eq!(clock.starts_at(block), period.filter(|_| block == first));
		prop_assert_eq!(clock.blocks_left(block), period.map(|_| first + length - 1 - block));
		if let Some(period) = period {
			prop_assert_eq!(clock.first_block(period), Some(first));
			prop_assert_eq!(clock.last_block(period), Some(first + length - 1));
		}
	}

	#[test]
	fn the_clock_never_panics(length: u32, offset: u32, block: u32, period: u32) {
		let clock = LeaseClock::new(length, offset);

		let _ = (clock.starts_at(block), clock.blocks_left(block), clock.last_block(period));
		if let Some(first) = clock.first_block(period) {
			prop_assert_eq!(clock.starts_at(first), Some(period));
		}
	}
}
