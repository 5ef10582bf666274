// SPDX-License-Identifier: Apache-2.0

//! The floors, against every possible period.

use super::*;
use proptest::prelude::*;

#[test]
fn faulty_floors_are_named() {
	for (instant, fast_track, fault) in [
		(0u64, 3u64, Err("the instant floor is zero")),
		(4, 3, Err("the fast-track floor lies below the instant floor")),
		(3, 3, Ok(())),
		(1, 3, Ok(())),
	] {
		assert_eq!(Floors { fast_track, instant }.validate(), fault);
	}
}

#[test]
fn a_faulty_configuration_is_named() {
	let named = |fault: &str| {
		let found = FastTrack::check_configuration();
		assert!(found.is_err_and(|found| found.contains(fault)), "{fault}: {found:?}");
	};
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::check_configuration());
		InstantPeriod::set(9);
		named("floor");
		InstantPeriod::set(1);
		CoolingOffPeriod::set(0);
		named("veto would stand");
		CoolingOffPeriod::set(15);
		MaxVetoers::set(0);
		named("nobody could veto");
		MaxVetoers::set(2);
		MaxAccelerations::set(0);
		named("nothing could be accelerated");
	});
}

#[test]
#[should_panic(expected = "fast track: a veto would stand for no block")]
fn a_faulty_configuration_stops_the_runtime_from_being_built() {
	use frame_support::traits::Hooks;
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		CoolingOffPeriod::set(0);
		FastTrack::integrity_test();
	});
}

proptest! {
	#[test]
	fn a_shorter_period_never_needs_less_authority(
		instant in 0u32..20,
		fast_track in 0u32..20,
		period in 0u32..20,
	) {
		let floors = Floors { fast_track, instant };

		let needed = |period| floors.authority_for(period).map_or(2, |needed| needed as u8);

		prop_assert!(needed(period) >= needed(period + 1));
	}

	#[test]
	fn a_period_is_granted_as_the_floors_say(
		instant in 0u32..20,
		fast_track in 0u32..20,
		period in 0u32..20,
	) {
		let floors = Floors { fast_track, instant };
		let majority = floors.check(period, Authority::Majority);
		let unanimity = floors.check(period, Authority::Unanimity);

		prop_assert_eq!(unanimity.is_ok(), period > 0 && period >= instant);
		prop_assert_eq!(majority.is_ok(), unanimity.is_ok() && period >= fast_track);
		prop_assert!(majority != Err(TooShort::ForMajority) || unanimity.is_ok());
		prop_assert_eq!(majority == Err(TooShort::ForAnybody), unanimity.is_err());
	}
}
