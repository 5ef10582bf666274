// SPDX-License-Identifier: Apache-2.0

//! Referenda as polls.

use super::*;
use frame_support::traits::PollStatus;
use sp_runtime::DispatchError;

fn seen(index: u32) -> String {
	Referenda::access_poll(index, |poll| match poll {
		PollStatus::None => "none".into(),
		PollStatus::Ongoing(_, class) => format!("ongoing on {class}"),
		PollStatus::Completed(at, approved) => format!("approved {approved} at {at}"),
	})
}

#[test]
fn the_classes_are_the_tracks_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Referenda::classes(), [ROOT, SMALL]);
	});
}

#[test]
fn a_poll_shows_the_state_of_its_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(seen(0), "none");
		let approved = confirming();
		assert_eq!(seen(approved), "ongoing on 0");
		run_to(8);
		assert_eq!(seen(approved), "approved true at 8");
		let rejected = deciding();
		run_to(32);
		assert_eq!(seen(rejected), "approved false at 32");
		let killed = submitted();
		assert_ok!(Referenda::kill(root(), killed));
		assert_eq!(seen(killed), "none");
	});
}

#[test]
fn only_an_ongoing_referendum_is_an_ongoing_poll() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_eq!(Referenda::as_ongoing(index), Some((Tally::default(), ROOT)));
		assert_ok!(Referenda::cancel(root(), index));
		assert_eq!(Referenda::as_ongoing(index), None);
	});
}

#[test]
fn a_vote_that_fails_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		let failing = || {
			Referenda::try_access_poll(index, |poll| -> Result<(), DispatchError> {
				poll.ensure_ongoing().unwrap().0.ayes = 100;
				Err(DispatchError::Other("no"))
			})
		};
		assert_storage_noop!(assert_eq!(failing(), Err(DispatchError::Other("no"))));
	});
}

#[test]
fn a_vote_before_the_decision_moves_nothing_but_the_tally() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		let before = status(index);
		vote(index, 9, 1);
		let after = status(index);
		assert_eq!(after.tally, Tally { ayes: 9, nays: 1 });
		assert_eq!((after.alarm, after.deciding), (before.alarm, before.deciding));
	});
}

#[test]
fn a_vote_through_access_poll_moves_the_referendum_too() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		Referenda::access_poll(index, |poll| poll.ensure_ongoing().unwrap().0.ayes = 100);
		assert_eq!(confirming_until(index), Some(8));
	});
}
