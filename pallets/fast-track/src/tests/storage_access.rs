// SPDX-License-Identifier: Apache-2.0

//! What the calls read and write.
//!
//! The tests count the distinct keys that a call reads from the state before it, which a proof of the
//! block would contain, and the distinct keys that it changes. The referenda of the mock keep their
//! whole state under one key.

use super::*;

const MANY: u32 = 100;
/// The block number, the list of events, their number, the phase, the depth of transactions.
const READS_AROUND: usize = 5;
/// The list of events, their number, the depth of transactions.
const WRITES_AROUND: usize = 3;

fn twins<R: Clone + Default>() -> (R, R) {
	let one = R::default();
	(one.clone(), one)
}

/// Runs a call as one block. Returns how many keys it read and how many it changed.
fn counted(ext: &mut sp_io::TestExternalities, call: impl FnOnce()) -> (usize, usize) {
	ext.commit_all().expect("no transaction is open");
	let (recorder, record) = twins();
	ext.execute_with_recorder(recorder, call);
	let reads = record.recorded_keys().values().map(|keys| keys.len()).sum();
	let writes = ext.overlayed_changes().changes().count();
	ext.commit_all().expect("no transaction is open");
	ext.execute_with(check_invariants);
	(reads, writes)
}

/// Ninety-nine accelerated referenda, as many others with a veto, cancelled and blacklisted ones,
/// and one that prepares.
fn crowded() -> (sp_io::TestExternalities, u32) {
	let mut ext = ExtBuilder::default().accelerations(MANY).build();
	let index = ext.execute_with(|| {
		for name in 1..MANY as u8 {
			let other = proposal(name + 100);
			Vetoes::<Test>::insert(other, Veto::none(9).with(ALICE, 9).unwrap());
			Cancellations::<Test>::insert(other, ());
			Blacklist::<Test>::insert(other, ());
			RanOut::<Test>::insert(other, 9);
			accelerated(name);
		}
		let index = preparing(0);
		events();
		index
	});
	(ext, index)
}

#[test]
fn accelerating_touches_four_items_of_the_pallet_however_many_there_are() {
	let (mut ext, index) = crowded();

	let (reads, writes) = counted(&mut ext, || fast_track(index).unwrap());

	// The list, the blacklist, the veto, the last one's running out; and the referenda.
	assert_eq!((reads, writes), (4 + 1 + READS_AROUND, 1 + 1 + WRITES_AROUND));
}

#[test]
fn a_veto_touches_two_items_of_the_pallet_however_many_there_are() {
	let (mut ext, index) = crowded();
	ext.execute_with(|| {
		assert_ok!(fast_track(index));
		events();
	});

	let (reads, writes) = counted(&mut ext, || FastTrack::veto(by(BOB), index).unwrap());

	// The list and the veto; and the referenda.
	assert_eq!((reads, writes), (2 + 1 + READS_AROUND, 2 + 1 + WRITES_AROUND));
}

#[test]
fn a_cancellation_touches_two_items_of_the_pallet_however_many_there_are() {
	let (mut ext, index) = crowded();
	ext.execute_with(|| {
		assert_ok!(fast_track(index));
		events();
	});

	let call = || FastTrack::cancel(two_thirds(), index).unwrap();
	let (reads, writes) = counted(&mut ext, call);

	// The cancellation and the list; and the referenda.
	assert_eq!((reads, writes), (2 + 1 + READS_AROUND, 2 + 1 + WRITES_AROUND));
}

#[test]
fn blacklisting_touches_two_items_of_the_pallet_however_many_there_are() {
	let (mut ext, index) = crowded();
	ext.execute_with(|| {
		assert_ok!(fast_track(index));
		events();
	});

	let call = || FastTrack::blacklist(root(), proposal(0), Some(index)).unwrap();
	let (reads, writes) = counted(&mut ext, call);

	// The list is read, the blacklist is not; both are written. And the referenda.
	assert_eq!((reads, writes), (1 + 1 + READS_AROUND, 2 + 1 + WRITES_AROUND));
}

#[test]
fn a_block_in_which_nothing_happens_touches_nothing_of_the_pallet() {
	use frame_support::{traits::Hooks, weights::Weight};
	let (mut ext, _) = crowded();

	let accesses = counted(&mut ext, || {
		FastTrack::on_initialize(1);
		FastTrack::on_idle(1, Weight::MAX);
		FastTrack::on_finalize(1);
	});

	assert_eq!(accesses, (0, 0));
}
