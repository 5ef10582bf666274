// SPDX-License-Identifier: Apache-2.0

//! The view functions and the trait for other pallets.

use super::*;
use canary_primitives::traits::PlaceBids;

#[test]
fn the_phase_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(phase(), Phase::NotStarted);
		auction().start();
		assert_eq!(<Auctions as PlaceBids>::phase(), Phase::Starting);
		run_to_sample(2);
		assert_eq!(phase(), Phase::Ending { sample: 2, block_in_sample: 0 });
		run_to_vrf_delay();
		assert_eq!(phase(), Phase::VrfDelay { elapsed: 0 });
	});
}

#[test]
fn the_standing_is_returned_while_an_auction_runs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Auctions::standing(), None);
		auction().start();
		bid(30).is_accepted();

		assert_eq!(Auctions::standing().unwrap()[0], Some((ALICE, LEMON, 30)));
		assert_eq!(Auctions::standing().unwrap().len(), 36);
	});
}

#[test]
fn the_least_bid_is_one_increment_above_the_leader() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Auctions::least_bid(1, 4), None);
		auction().start();
		assert_eq!(Auctions::least_bid(1, 4), Some(2));
		bid(30).over(1..=4).is_accepted();

		let least = Auctions::least_bid(1, 4).unwrap();

		assert_eq!(least, 32);
		assert_eq!(Auctions::least_bid(0, 4), None);
		bid(least - 1).by(BOB).over(1..=4).is_refused(Error::<Test>::IncrementTooSmall);
		bid(least).by(BOB).over(1..=4).is_accepted();
	});
}

#[test]
fn the_amount_held_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).is_accepted();

		assert_eq!(Auctions::held_for(ALICE, LEMON), 30);
		assert_eq!(Auctions::held_for(ALICE, MANGO), 0);
	});
}

#[test]
fn another_pallets_bid_is_judged_by_the_same_rules() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			<Auctions as PlaceBids>::place_bid(FUND, LEMON, 1, 4, 30),
			Error::<Test>::NotAuction
		);
		auction().start();
		assert_ok!(<Auctions as PlaceBids>::place_bid(FUND, LEMON, 1, 4, 30));
		assert_noop!(
			<Auctions as PlaceBids>::place_bid(FUND, LEMON, 1, 4, 30),
			Error::<Test>::BidTooLow
		);

		assert_eq!(leader_of(1..=4), Some(FUND));
		assert_eq!(<Auctions as PlaceBids>::offered(), Some(OFFERED));
		assert_eq!(<Auctions as PlaceBids>::auction_index(), 1);
	});
}

#[test]
fn p11_whether_it_is_too_late_to_win_a_period_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		let may_be_won = <Auctions as PlaceBids>::may_be_won;
		let takes = EndingPeriod::get() + RandomnessTimeout::get();
		// Block 99 is the last of period 0.
		run_to(99 - takes);
		assert!(may_be_won(0) && may_be_won(1));
		run_to(100 - takes);
		assert!(!may_be_won(0) && may_be_won(1));
		assert!(!may_be_won(LeasePeriod::MAX));
	});
}

#[test]
fn p11_the_running_auction_and_the_one_after_it_are_asked_for() {
	ExtBuilder::default().build_and_execute(|| {
		let may_be_won = <Auctions as PlaceBids>::may_be_won;
		run_to(60);
		auction().of_periods_from(0).is_refused(Error::<Test>::SettlementTooLate);
		auction().lasting(100).of_periods_from(1).start();

		assert!(!may_be_won(0), "it is not on offer, and the next auction comes too late");
		assert!(may_be_won(1));
		run_to(burnt_down_at());
		assert!(!may_be_won(1), "no more bids are taken, and the next auction comes too late");
		assert!(may_be_won(2));
	});
}

#[test]
fn whether_a_bid_may_still_win_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		let may_still_win = |who| <Auctions as PlaceBids>::may_still_win(&who, LEMON);
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).is_accepted();
		assert!(may_still_win(ALICE));
		run_to_sample(1);
		bid(40).by(BOB).for_para(LEMON).is_accepted();
		bid(50).by(CAROL).for_para(LEMON).is_accepted();

		assert!(may_still_win(ALICE), "by sample 0");
		assert!(!may_still_win(BOB), "outbid within a sample");
		assert!(may_still_win(CAROL));
		settle_at(0);
		assert!(!may_still_win(CAROL), "the auction is over");
	});
}

#[test]
fn wallets_find_the_ranges_and_periods_among_the_constants() {
	let constants = Auctions::pallet_constants_metadata();

	let value_of = |name| constants.iter().find(|c| c.name == name).map(|c| c.value.clone());

	assert_eq!(value_of("SlotRangeCount"), Some(36u32.to_le_bytes().to_vec()));
	assert_eq!(value_of("LeasePeriodsPerSlot"), Some(8u32.to_le_bytes().to_vec()));
	assert_eq!(value_of("EndingPeriod"), Some(20u64.to_le_bytes().to_vec()));
	assert_eq!(value_of("SampleLength"), Some(4u64.to_le_bytes().to_vec()));
}
