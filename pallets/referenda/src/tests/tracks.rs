// SPDX-License-Identifier: Apache-2.0

//! The configuration check.

use super::*;
use core::cell::RefCell;
use sp_runtime::Perbill;

type OneTrack = Track<u16, u64, u64>;

thread_local! {
	static GIVEN: RefCell<Vec<OneTrack>> = const { RefCell::new(Vec::new()) };
}

struct Given;
impl TracksInfo<u64, u64> for Given {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;
	fn tracks() -> impl Iterator<Item = OneTrack> {
		GIVEN.with_borrow(|tracks| tracks.clone()).into_iter()
	}
	fn track_for(_: &OriginCaller) -> Option<u16> {
		None
	}
}

fn good() -> OneTrack {
	<Tracks as TracksInfo<u64, u64>>::tracks().next().unwrap()
}

fn check(tracks: Vec<OneTrack>) -> Result<(), &'static str> {
	GIVEN.set(tracks);
	Given::check()
}

fn check_with(change: impl FnOnce(&mut TrackInfo<u64, u64>)) -> Result<(), &'static str> {
	let mut track = good();
	change(&mut track.info);
	check(vec![track])
}

#[test]
fn the_tracks_of_the_tests_are_valid() {
	assert_eq!(<Tracks as TracksInfo<u64, u64>>::check(), Ok(()));
}

#[test]
fn tracks_are_refused_when_there_are_none() {
	assert_eq!(check(vec![]), Err("there are no tracks"));
}

#[test]
fn tracks_are_refused_when_they_are_not_in_order() {
	let wrong = Err("tracks are not in strictly rising order of their numbers");
	assert_eq!(check(vec![good(), good()]), wrong);
	assert_eq!(check(vec![Track { id: 5, ..good() }, Track { id: 4, ..good() }]), wrong);
}

#[test]
fn a_track_is_refused_when_its_name_is_padded_or_empty() {
	let wrong = Err("a track has no name, or a padded one");
	assert_eq!(check_with(|info| info.name = "root\0\0"), wrong);
	assert_eq!(check_with(|info| info.name = ""), wrong);
}

#[test]
fn a_track_is_refused_when_it_decides_nothing() {
	assert_eq!(
		check_with(|info| info.max_deciding = 0),
		Err("a track decides no referendum at all")
	);
	assert_eq!(
		check_with(|info| info.decision_period = 0),
		Err("a track has a decision period of zero")
	);
}

#[test]
fn a_track_is_refused_when_a_curve_is_degenerate() {
	let flat = Curve::linear(Perbill::one(), Perbill::one(), Perbill::one());
	assert_eq!(check_with(|info| info.min_support = flat), Err("a curve does not fall"));
	assert_eq!(check_with(|info| info.min_approval = flat), Err("a curve does not fall"));
}

#[test]
fn the_integrity_test_accepts_the_tracks_of_the_tests() {
	use frame_support::traits::Hooks;
	FirstTrackExists::set(true);
	<Referenda as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "a deposit is nothing, or enough for an account to live on")]
fn the_integrity_test_refuses_a_deposit_that_is_dust() {
	use frame_support::traits::Hooks;
	FirstTrackExists::set(true);
	ExistentialDeposit::set(3);
	<Referenda as Hooks<u64>>::integrity_test();
}

#[test]
#[should_panic(expected = "a track decides no referendum at all")]
fn the_integrity_test_refuses_a_track_without_places() {
	use frame_support::traits::Hooks;
	Places::set(0);
	<Referenda as Hooks<u64>>::integrity_test();
}
