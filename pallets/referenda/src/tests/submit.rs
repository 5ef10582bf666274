// SPDX-License-Identifier: Apache-2.0

//! Submitting: the deposit, the track, and the timeout.

use super::*;
use frame_support::dispatch::RawOrigin;
use sp_core::H256;
use sp_runtime::{traits::Hash, TokenError};

fn submit_as(who: u64, origin: OriginCaller) -> sp_runtime::DispatchResult {
	let call = Preimage::bound(marking(0)).unwrap();
	Referenda::submit(by(who), Box::new(origin), call, DispatchTime::After(0))
}

#[test]
fn a_submission_is_held_for_and_put_on_the_track_of_its_origin() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submit(ALICE, SMALL);

		assert_eq!(status(index).track, SMALL);
		assert_eq!(held(ALICE), 2);
		assert_eq!(alarm_at(index), Some(31));
		let proposal = Preimage::bound(marking(0)).unwrap();
		assert_eq!(events(), [Event::Submitted { index, track: SMALL, proposal }]);
	});
}

#[test]
fn submissions_are_numbered_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!([submitted(), submitted(), submitted()], [0, 1, 2]);
		assert_eq!(ReferendumCount::<Test>::get(), 3);
	});
}

#[test]
fn a_submission_is_refused_when_no_track_decides_about_the_origin() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(submit_as(ALICE, RawOrigin::Signed(1).into()), Error::<Test>::NoTrack);
	});
}

#[test]
fn a_submission_is_refused_when_the_submitter_cannot_pay() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(submit_as(77, RawOrigin::Root.into()), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_submission_is_refused_when_the_preimage_has_another_length() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Preimage::note_preimage(by(ALICE), vec![1, 2, 3]));
		let hash = <Test as frame_system::Config>::Hashing::hash(&[1, 2, 3]);
		let submit = |len| {
			let call = frame_support::traits::Bounded::Lookup { hash, len };
			let root = Box::new(RawOrigin::Root.into());
			Referenda::submit(by(ALICE), root, call, DispatchTime::After(0))
		};

		assert_noop!(submit(4), Error::<Test>::PreimageStoredWithDifferentLength);
		assert_ok!(submit(3));
	});
}

#[test]
fn a_proposal_whose_preimage_is_unknown_can_be_submitted() {
	ExtBuilder::default().build_and_execute(|| {
		let call = frame_support::traits::Bounded::Lookup { hash: H256::repeat_byte(7), len: 40 };
		let root = Box::new(RawOrigin::Root.into());
		assert_ok!(Referenda::submit(by(ALICE), root, call, DispatchTime::After(0)));
	});
}

#[test]
fn a_referendum_without_a_decision_deposit_times_out_and_pays_back() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		run_to(30);
		assert_eq!(held(ALICE), 2);
		forget_events();

		run_to(31);

		assert_eq!(info(index), Some(ReferendumInfo::TimedOut(31, None, None)));
		assert_eq!(held(ALICE), 0);
		assert_eq!(
			events(),
			[
				Event::TimedOut { index, tally: Default::default() },
				Event::SubmissionDepositRefunded { index, who: ALICE, amount: 2 },
			]
		);
	});
}
