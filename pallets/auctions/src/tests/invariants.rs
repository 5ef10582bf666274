// SPDX-License-Identifier: Apache-2.0

//! Each invariant, broken on purpose: the check names it by its number.

use super::*;

#[track_caller]
fn breaks(invariant: &str) {
	let error = try_state().expect_err("an invariant is broken");
	assert!(
		matches!(error, sp_runtime::TryRuntimeError::Other(text) if text.starts_with(invariant)),
		"{error:?}"
	);
}

fn auction_with_a_bid(corrupt: impl FnOnce()) {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).is_accepted();
		assert_ok!(try_state());
		corrupt();
	});
}

#[test]
fn invariant_1_is_broken_by_a_standing_without_an_auction() {
	auction_with_a_bid(|| {
		AuctionInfo::<Test>::kill();

		breaks("invariant 1");
	});
}

#[test]
fn invariant_2_is_broken_by_a_sample_without_a_standing() {
	auction_with_a_bid(|| {
		LatestSample::<Test>::put(1);

		breaks("invariant 2");
	});
}

#[test]
fn invariant_2_is_broken_by_a_sample_after_the_ending_period() {
	auction_with_a_bid(|| {
		assert_eq!(Auctions::record_samples(5), 5);

		breaks("invariant 2");
	});
}

#[test]
fn invariant_2_is_broken_by_a_sample_that_has_begun_without_a_standing() {
	auction_with_a_bid(|| {
		System::set_block_number(candle_lit_at() + SampleLength::get());

		breaks("invariant 2");
	});
}

#[test]
fn invariant_3_is_broken_by_a_leader_with_less_than_an_increment() {
	auction_with_a_bid(|| {
		Winning::<Test>::mutate(0, |standing| {
			standing.as_mut().unwrap()[0] = Some((ALICE, LEMON, 1));
		});

		breaks("invariant 3");
	});
}

#[test]
fn invariant_4_is_broken_by_a_leader_who_pays_nothing() {
	auction_with_a_bid(|| {
		Winning::<Test>::mutate(0, |standing| {
			standing.as_mut().unwrap()[7] = Some((BOB, MANGO, 40));
		});

		breaks("invariant 4");
	});
}

#[test]
fn invariant_4_is_broken_by_a_credit_without_a_bid() {
	auction_with_a_bid(|| {
		Credited::<Test>::insert(MANGO, BOB, 5);

		breaks("invariant 4");
	});
}

#[test]
fn invariant_4_is_broken_by_a_bid_without_a_credit() {
	auction_with_a_bid(|| {
		Credited::<Test>::remove(LEMON, ALICE);

		breaks("invariant 4");
	});
}

#[test]
fn invariant_5_is_broken_by_a_frozen_amount_that_is_not_held() {
	auction_with_a_bid(|| {
		FrozenAmounts::<Test>::insert((ALICE, LEMON), 31);

		breaks("invariant 5");
	});
}

#[test]
fn invariant_6_is_broken_by_a_hold_that_is_not_the_sum_of_records() {
	use frame_support::traits::fungible::MutateHold;
	auction_with_a_bid(|| {
		assert_ok!(Balances::hold(&HoldReason::Bid.into(), &ALICE, 1));

		breaks("invariant 6");
	});
}

#[test]
fn p9_invariant_6_is_broken_by_a_hold_that_stays_behind_without_a_record() {
	use frame_support::traits::fungible::MutateHold;
	auction_with_a_bid(|| {
		assert_ok!(Balances::hold(&HoldReason::Bid.into(), &BOB, 1));

		breaks("invariant 6");
	});
}

#[test]
fn p9_invariant_6_is_broken_by_a_commitment_that_stays_behind_without_a_record() {
	use canary_primitives::traits::{BackDeposits, Purpose};
	auction_with_a_bid(|| {
		assert_ok!(World::commit(Purpose::Bid, MANGO, &FUND, 1));

		breaks("invariant 6");
	});
}

#[test]
fn invariant_6_is_broken_by_a_commitment_that_is_not_recorded() {
	use canary_primitives::traits::{BackDeposits, Purpose};
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		auction().start();
		bid(30).by(FUND).is_accepted();
		World::relax(Purpose::Bid, LEMON, &FUND, 20);

		breaks("invariant 6");
	});
}

#[test]
fn invariant_8_is_broken_by_a_draw_while_bids_are_taken() {
	auction_with_a_bid(|| {
		Lot::<Test>::put(([1; 32], 1));

		breaks("invariant 8");
	});
}

#[test]
fn invariant_8_is_broken_by_a_complete_lot_that_is_kept() {
	auction_with_a_bid(|| {
		run_to_vrf_delay();
		Lot::<Test>::put(([1; 32], DrawsPerLot::get()));

		breaks("invariant 8");
	});
}

#[test]
fn invariant_1_is_broken_by_a_waiting_winner_without_an_auction() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		Granting::<Test>::put((0, WinningRanges::default()));

		breaks("invariant 1");
	});
}

#[test]
fn invariant_7_is_broken_by_a_waiting_winner_before_the_close() {
	auction_with_a_bid(|| {
		Granting::<Test>::put((0, WinningRanges::default()));

		breaks("invariant 7");
	});
}
