// SPDX-License-Identifier: Apache-2.0

//! The ending period: the recorded samples, and which money stays on hold.

use super::*;

/// What wallets and sidecars ask for in a block of the ending period.
fn standing_as_clients_read_it() -> Option<StandingOf<Test>> {
	let sample = (System::block_number() - candle_lit_at()) / SampleLength::get();
	Winning::<Test>::get(sample as u32)
}

#[test]
fn p4_there_is_a_standing_in_every_block_of_the_ending_period_though_nobody_bids() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		for block in candle_lit_at()..burnt_down_at() {
			run_to(block);
			assert_eq!(standing_as_clients_read_it(), Some(empty_standing()));
		}
	});
}

#[test]
fn p4_a_sample_has_the_standing_of_the_one_before_until_a_bid_changes_it() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		run_to_sample(3);
		assert_eq!(standing_as_clients_read_it().unwrap()[0], Some((ALICE, LEMON, 30)));

		bid(40).by(BOB).for_para(MANGO).is_accepted();
		bid(50).by(CAROL).for_para(PLUM).is_accepted();
		run_to_vrf_delay();

		let leaders = (0..5).map(|sample| Winning::<Test>::get(sample).unwrap()[0]);
		let (alice, carol) = (Some((ALICE, LEMON, 30)), Some((CAROL, PLUM, 50)));
		assert_eq!(leaders.collect::<Vec<_>>(), [alice, alice, alice, carol, carol]);
	});
}

#[test]
fn p4_samples_that_begin_in_blocks_left_out_are_recorded_with_the_next() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		run_to_sample(1);
		bid(30).by(ALICE).is_accepted();

		System::set_block_number(candle_lit_at() + 4 * SampleLength::get());
		<Auctions as frame_support::traits::Hooks<u64>>::on_initialize(System::block_number());

		let led = |sample| Winning::<Test>::get(sample).unwrap()[0].is_some();
		assert_eq!([0, 1, 2, 3, 4].map(led), [false, true, true, true, true]);
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
fn what_may_win_by_an_old_sample_stays_frozen_through_later_bids() {
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
		run_to(System::block_number() + 1);

		frame_support::assert_storage_noop!({
			<Auctions as frame_support::traits::Hooks<u64>>::on_initialize(System::block_number());
		});
	});
}
