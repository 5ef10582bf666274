// SPDX-License-Identifier: Apache-2.0

//! The starting period: a bidder who is outbid is released at once.

use super::*;

#[test]
fn an_outbid_bidder_is_released() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		System::reset_events();

		bid(32).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		assert_eq!(leader_of(1..=4), Some(BOB));
		assert_eq!((held(ALICE), held(BOB)), (0, 32));
		assert_eq!(ReservedAmounts::<Test>::get((ALICE, LEMON)), None);
		assert!(events().contains(&Event::Unreserved { bidder: ALICE, amount: 30 }));
	});
}

#[test]
fn what_an_outbid_bidder_still_leads_with_stays_held() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(50).by(ALICE).over(1..=4).is_accepted();
		bid(30).by(ALICE).over(5..=8).is_accepted();

		bid(60).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		assert_eq!(held(ALICE), 30);
	});
}

#[test]
fn being_outbid_for_one_para_leaves_the_other_alone() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		bid(20).by(ALICE).for_para(MANGO).over(5..=8).is_accepted();

		bid(40).by(BOB).for_para(PLUM).over(1..=4).is_accepted();

		assert_eq!(held(ALICE), 20);
	});
}

#[test]
fn a_bidder_outbid_in_the_first_sample_is_released_too() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(0);

		bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		// Sample 0 is the earliest that can be picked, and Bob does not lead in it.
		assert_eq!(held(ALICE), 0);
	});
}
