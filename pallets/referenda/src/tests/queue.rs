// SPDX-License-Identifier: Apache-2.0

//! The queue: order, overflow, and how it drains.

use super::*;

#[test]
fn a_ready_referendum_queues_when_all_places_are_taken() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let index = queued_with(1);

		assert_eq!(queue(), [index]);
		assert_eq!((alarm_at(index), deciding_count()), (None, 1));
	});
}

#[test]
fn the_queue_is_sorted_by_ayes_with_the_first_comer_ahead_of_its_equals() {
	ExtBuilder::default().queue_of(4).build_and_execute(|| {
		deciding();
		let first = queued_with(2);
		let second = queued_with(2);
		let third = queued_with(1);

		assert_eq!(queue(), [third, second, first]);
	});
}

#[test]
fn votes_move_a_referendum_within_the_queue() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let first = queued_with(2);
		let second = queued_with(1);

		vote(second, 3, 0);
		assert_eq!(queue(), [first, second]);
		vote(second, 1, 0);
		assert_eq!(queue(), [second, first]);
	});
}

#[test]
fn the_one_with_most_ayes_begins_in_the_block_in_which_a_place_is_free() {
	ExtBuilder::default().build_and_execute(|| {
		let ending = deciding();
		let less = queued_with(1);
		let more = queued_with(2);

		run_to(25);

		assert_eq!(info(ending), Some(ReferendumInfo::Rejected(25, None, None)));
		assert_eq!((deciding_since(more), deciding_count()), (Some(25), 1));
		assert_eq!(queue(), [less]);
	});
}

#[test]
fn a_newcomer_with_more_ayes_displaces_the_last_of_a_full_queue() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let fewest = queued_with(1);
		let more = queued_with(2);
		assert_eq!(held(BOB), 30);
		forget_events();

		let newcomer = queued_with(3);

		assert_eq!(queue(), [more, newcomer]);
		assert!(!status(fewest).in_queue);
		assert_eq!((status(fewest).decision_deposit, held(BOB)), (None, 30));
		assert!(events().contains(&Event::TurnedAway { index: fewest, track: ROOT }));
		assert!(events().contains(&Event::DecisionDepositRefunded {
			index: fewest,
			who: BOB,
			amount: 10
		}));
	});
}

#[test]
fn a_newcomer_with_as_many_ayes_as_the_last_of_a_full_queue_is_turned_away() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let first = queued_with(1);
		let second = queued_with(1);

		let newcomer = ready_with(1);

		assert_eq!(queue(), [second, first]);
		assert_eq!(status(newcomer).decision_deposit, None);
		assert_eq!(alarm_at(newcomer), Some(13 + 30));
	});
}

#[test]
fn a_referendum_turned_away_may_come_back() {
	ExtBuilder::default().build_and_execute(|| {
		let ending = deciding();
		queued_with(1);
		queued_with(1);
		let newcomer = ready_with(0);
		assert_ok!(Referenda::cancel(root(), ending));

		place_deposit(newcomer);

		assert!(status(newcomer).in_queue);
	});
}

#[test]
fn a_referendum_displaced_after_its_timeout_ends_in_the_next_block() {
	ExtBuilder::default().build_and_execute(|| {
		UndecidingTimeout::set(9);
		deciding();
		let fewest = queued_with(1);
		queued_with(2);
		run_to(18);

		let newcomer = submitted();
		vote(newcomer, 3, 3);
		place_deposit(newcomer);
		run_to(22);

		assert_eq!(alarm_at(fewest), Some(23));
		run_to(23);
		assert_eq!(info(fewest), Some(ReferendumInfo::TimedOut(23, None, None)));
	});
}

#[test]
fn a_queued_referendum_outlives_its_timeout() {
	ExtBuilder::default().build_and_execute(|| {
		UndecidingTimeout::set(8);
		deciding();
		let waiting = queued_with(1);

		run_to(24);
		assert!(status(waiting).in_queue);
		run_to(25);
		assert_eq!(deciding_since(waiting), Some(25));
	});
}

#[test]
fn a_ready_referendum_without_a_place_at_its_timeout_is_over() {
	ExtBuilder::default().queue_of(0).build_and_execute(|| {
		UndecidingTimeout::set(4);
		deciding();

		let index = preparing();
		run_to(9);

		assert_eq!(info(index), Some(ReferendumInfo::TimedOut(9, None, None)));
		assert_eq!(held(BOB), 10);
	});
}

#[test]
fn without_a_queue_a_referendum_without_a_place_is_turned_away() {
	ExtBuilder::default().queue_of(0).build_and_execute(|| {
		deciding();
		let index = ready_with(50);

		assert_eq!(status(index).decision_deposit, None);
		assert_eq!(queue(), Vec::<u32>::new());
	});
}

#[test]
fn root_fills_a_place_that_was_added() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let waiting = queued_with(1);
		Places::set(2);

		assert_ok!(Referenda::one_fewer_deciding(root(), ROOT));

		assert_eq!((deciding_since(waiting), deciding_count()), (Some(now()), 2));
	});
}

#[test]
fn filling_a_place_is_refused_when_there_is_none_or_nobody_or_no_track() {
	ExtBuilder::default().build_and_execute(|| {
		let fill = |track| Referenda::one_fewer_deciding(root(), track);
		assert_noop!(fill(99), Error::<Test>::BadTrack);
		assert_noop!(fill(ROOT), Error::<Test>::QueueEmpty);
		deciding();
		assert_noop!(fill(ROOT), Error::<Test>::Full);
	});
}

#[test]
fn a_track_that_lost_places_begins_no_decision_until_it_is_below_its_limit() {
	ExtBuilder::default().places(2).build_and_execute(|| {
		let first = deciding();
		let second = deciding();
		let waiting = queued_with(1);
		Places::set(1);

		assert_ok!(Referenda::cancel(root(), first));
		assert!(status(waiting).in_queue);
		assert_ok!(Referenda::cancel(root(), second));
		assert_eq!(deciding_since(waiting), Some(now()));
	});
}
