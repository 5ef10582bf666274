// SPDX-License-Identifier: Apache-2.0

//! Placing the decision deposit.

use super::*;

#[test]
fn anybody_may_place_the_decision_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		forget_events();

		assert_ok!(Referenda::place_decision_deposit(by(CAROL), index));

		assert_eq!((held(ALICE), held(CAROL)), (2, 10));
		assert_eq!(alarm_at(index), Some(5));
		assert_eq!(events(), [Event::DecisionDepositPlaced { index, who: CAROL, amount: 10 }]);
	});
}

#[test]
fn a_deposit_after_the_prepare_period_begins_the_decision_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		run_to(7);

		place_deposit(index);

		assert_eq!(deciding_since(index), Some(7));
	});
}

#[test]
fn a_deposit_is_refused_when_there_is_one() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		assert_noop!(
			Referenda::place_decision_deposit(by(CAROL), index),
			Error::<Test>::HasDeposit
		);
	});
}

#[test]
fn a_deposit_is_refused_when_the_referendum_is_not_ongoing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Referenda::place_decision_deposit(by(BOB), 5), Error::<Test>::NotOngoing);
	});
}

#[test]
fn a_deposit_is_refused_when_the_track_is_gone() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		FirstTrackExists::set(false);
		assert_noop!(Referenda::place_decision_deposit(by(BOB), index), Error::<Test>::NoTrack);
	});
}

#[test]
fn a_deposit_is_refused_when_it_could_only_be_given_back() {
	ExtBuilder::default().build_and_execute(|| {
		let late = submitted();
		deciding();
		queued_with(1);
		queued_with(1);

		assert_noop!(Referenda::place_decision_deposit(by(BOB), late), Error::<Test>::Full);
		vote(late, 2, 0);
		assert_ok!(Referenda::place_decision_deposit(by(BOB), late));
		assert!(status(late).in_queue);
	});
}
