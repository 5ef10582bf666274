// SPDX-License-Identifier: Apache-2.0

//! The preimages of proposals: unnoting one does not take it from a referendum.

use super::*;
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::RawOrigin,
	traits::{Bounded, QueryPreimage},
	weights::Weight,
};
use sp_core::H256;

/// A call that leaves a mark, with an argument too long to be stored inline.
fn long_call() -> RuntimeCall {
	let items = vec![(b"long".to_vec(), vec![0; 200])];
	frame_system::Call::set_storage { items }.into()
}

fn is_carried_out() -> bool {
	sp_io::storage::exists(b"long")
}

fn hash() -> H256 {
	sp_io::hashing::blake2_256(&long_call().encode()).into()
}

fn note() {
	assert_ok!(Preimage::note_preimage(by(CAROL), long_call().encode()));
}

fn take_back() {
	assert_ok!(Preimage::unnote_preimage(by(CAROL), hash()));
}

fn submit_long() -> u32 {
	let index = ReferendumCount::<Test>::get();
	let call = Bounded::unrequested(hash(), long_call().encoded_size() as u32);
	let root_origin = Box::new(RawOrigin::Root.into());
	assert_ok!(Referenda::submit(by(ALICE), root_origin, call, DispatchTime::After(0)));
	index
}

#[track_caller]
fn is_enacted_at_13(index: u32) {
	place_deposit(index);
	vote(index, 100, 0);
	run_to(12);
	assert!(!is_carried_out());
	run_to(13);
	assert!(is_carried_out());
	assert!(!Preimage::have(&Bounded::<RuntimeCall, _>::unrequested(hash(), 1)));
}

#[test]
fn a_preimage_unnoted_after_the_submission_is_there_at_the_enactment() {
	ExtBuilder::default().build_and_execute(|| {
		note();
		let index = submit_long();

		take_back();

		is_enacted_at_13(index);
	});
}

#[test]
fn a_preimage_noted_after_the_submission_is_requested_at_the_begin_of_the_decision() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submit_long();
		assert!(!Preimage::is_requested(&hash()));
		note();
		place_deposit(index);
		run_to(5);

		take_back();

		vote(index, 100, 0);
		run_to(13);
		assert!(is_carried_out());
	});
}

#[test]
fn a_preimage_noted_during_the_decision_is_requested_at_the_begin_of_the_confirmation() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submit_long();
		place_deposit(index);
		run_to(5);
		note();
		vote(index, 100, 0);

		take_back();

		run_to(13);
		assert!(is_carried_out());
	});
}

#[test]
fn a_missing_preimage_is_not_requested_before_the_approval() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submit_long();
		place_deposit(index);
		run_to(5);
		vote(index, 100, 0);
		assert!(!Preimage::is_requested(&hash()));

		run_to(8);

		assert!(Preimage::is_requested(&hash()));
	});
}

#[test]
fn every_end_of_a_referendum_unrequests_its_preimage() {
	type End = fn(u32);
	let ends: [(&str, End); 5] = [
		("cancelled", |index| Referenda::cancel(root(), index).unwrap()),
		("killed", |index| Referenda::kill(root(), index).unwrap()),
		("timed out", |_| run_to(31)),
		("rejected", |index| {
			place_deposit(index);
			run_to(25);
		}),
		("approved", |index| {
			place_deposit(index);
			vote(index, 100, 0);
			run_to(13);
		}),
	];
	for (how, end) in ends {
		ExtBuilder::default().build_and_execute(|| {
			note();
			let index = submit_long();
			assert!(Preimage::is_requested(&hash()), "{how}");

			end(index);

			assert!(Referenda::ensure_ongoing(index).is_err(), "{how}");
			assert!(!Preimage::is_requested(&hash()), "{how}");
			// No longer requested, so it can be unnoted.
			take_back();
		});
	}
}

#[test]
fn the_view_returns_whether_a_proposal_can_be_dispatched() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submit_long();
		assert_eq!(Referenda::proposal_fit(index), Some(Fit::Unknown));
		note();
		assert_eq!(Referenda::proposal_fit(index), Some(Fit::Fits));
		SchedulerWeight::set(Weight::from_parts(1_000, u64::MAX));
		assert_eq!(Referenda::proposal_fit(index), Some(Fit::TooHeavy));

		assert_ok!(Referenda::cancel(root(), index));

		assert_eq!(Referenda::proposal_fit(index), None);
		assert_ok!(Preimage::note_preimage(by(CAROL), vec![255; 150]));
		let gibberish = sp_io::hashing::blake2_256(&[255; 150]).into();
		let root_origin = Box::new(RawOrigin::Root.into());
		let proposal = Bounded::unrequested(gibberish, 150);
		assert_ok!(Referenda::submit(by(ALICE), root_origin, proposal, DispatchTime::After(0)));
		assert_eq!(Referenda::proposal_fit(index + 1), Some(Fit::NoCall));
	});
}

#[test]
fn two_referenda_with_the_same_preimage_each_request_it() {
	ExtBuilder::default().build_and_execute(|| {
		note();
		let (one, other) = (submit_long(), submit_long());
		take_back();

		assert_ok!(Referenda::cancel(root(), one));

		is_enacted_at_13(other);
	});
}
