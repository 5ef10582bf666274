// SPDX-License-Identifier: Apache-2.0

//! The ending period: what is recorded, and whose money stays.

use super::*;

#[test]
fn a_sample_is_recorded_when_the_standing_changes_in_it() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();

		run_to_sample(3);
		assert_eq!(Winning::<Test>::iter_keys().collect::<Vec<_>>(), vec![0]);
		bid(40).by(BOB).for_para(MANGO).is_accepted();
		bid(50).by(CAROL).for_para(PLUM).is_accepted();

		let mut recorded = Winning::<Test>::iter_keys().collect::<Vec<_>>();
		recorded.sort();
		assert_eq!(recorded, vec![0, 3]);
		assert_eq!(Winning::<Test>::get(3).unwrap()[0], Some((CAROL, PLUM, 50)));
	});
}

#[test]
fn a_new_sample_begins_with_the_standing_before_it() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(2);

		bid(40).by(BOB).for_para(MANGO).over(5..=8).is_accepted();

		assert_eq!((leader_of(1..=4), leader_of(5..=8)), (Some(ALICE), Some(BOB)));
	});
}

#[test]
fn an_outbid_bidder_who_led_in_a_closed_sample_stays_held() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(1);

		bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		assert_eq!((held(ALICE), held(BOB)), (30, 40));
	});
}

#[test]
fn an_outbid_bidder_who_led_in_no_closed_sample_is_released() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(1);
		bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		bid(50).by(CAROL).for_para(PLUM).over(1..=4).is_accepted();

		assert_eq!((held(ALICE), held(BOB), held(CAROL)), (30, 0, 50));
	});
}

#[test]
fn a_raise_that_is_outbid_in_the_same_sample_is_released_down_to_the_closed_bid() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(1);
		bid(40).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();

		bid(50).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		assert_eq!(held(ALICE), 30);
	});
}

#[test]
fn what_may_win_by_an_old_sample_is_remembered_through_later_bids() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(50).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(1);
		bid(60).by(BOB).for_para(MANGO).over(1..=4).is_accepted();
		run_to_sample(3);
		bid(70).by(ALICE).for_para(LEMON).over(5..=8).is_accepted();
		assert_eq!(held(ALICE), 70);

		bid(80).by(CAROL).for_para(PLUM).over(5..=8).is_accepted();

		assert_eq!(held(ALICE), 50);
	});
}

#[test]
fn a_quiet_block_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		run_to_sample(2);

		frame_support::assert_storage_noop!({
			<Auctions as frame_support::traits::Hooks<u64>>::on_initialize(System::block_number());
		});
	});
}
