// SPDX-License-Identifier: Apache-2.0

//! The text about a referendum.

use super::*;
use sp_core::H256;

fn text() -> H256 {
	Preimage::note(b"text".as_slice().into()).unwrap()
}

#[test]
fn the_submitter_of_a_referendum_sets_its_text_or_clears_it() {
	ExtBuilder::default().build_and_execute(|| {
		let (index, hash) = (submitted(), text());
		forget_events();

		assert_ok!(Referenda::set_metadata(by(ALICE), index, Some(hash)));
		assert_eq!(MetadataOf::<Test>::get(index), Some(hash));
		assert_ok!(Referenda::set_metadata(by(ALICE), index, None));
		assert_eq!(MetadataOf::<Test>::get(index), None);

		assert_eq!(
			events(),
			[Event::MetadataSet { index, hash }, Event::MetadataCleared { index, hash }]
		);
	});
}

#[test]
fn anybody_clears_the_text_of_an_ended_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		let (index, hash) = (submitted(), text());
		assert_ok!(Referenda::set_metadata(by(ALICE), index, Some(hash)));
		assert_ok!(Referenda::cancel(root(), index));

		assert_ok!(Referenda::set_metadata(by(CAROL), index, None));

		assert_eq!(MetadataOf::<Test>::get(index), None);
	});
}

#[test]
fn the_text_is_refused_when_it_is_set_by_another() {
	ExtBuilder::default().build_and_execute(|| {
		let (index, hash) = (submitted(), text());
		let set = |hash| Referenda::set_metadata(by(BOB), index, hash);
		assert_noop!(set(Some(hash)), Error::<Test>::NoPermission);
		assert_noop!(set(None), Error::<Test>::NoPermission);
	});
}

#[test]
fn the_text_is_refused_when_its_preimage_is_missing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_noop!(
			Referenda::set_metadata(by(ALICE), index, Some(H256::zero())),
			Error::<Test>::PreimageNotExist
		);
	});
}

#[test]
fn the_text_is_refused_when_the_referendum_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let hash = text();
		assert_noop!(Referenda::set_metadata(by(ALICE), 0, Some(hash)), Error::<Test>::NotOngoing);
	});
}
