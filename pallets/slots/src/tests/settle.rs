// SPDX-License-Identifier: Apache-2.0

//! Turning a winning bid into a lease.

use super::*;

#[test]
fn the_bids_money_becomes_the_deposit_without_ever_being_free() {
	ExtBuilder::default().funds([(ALICE, 51)]).build_and_execute(|| {
		hold_for_bid(ALICE, 50);
		let free_before = free(ALICE);
		System::reset_events();

		let taken = lease(LEMON).at(50).over(1..=8).settle_from(50);

		assert_eq!(taken, Ok(50));
		assert_eq!((held(ALICE), held_for_bid(ALICE), free(ALICE)), (50, 0, free_before));
		let of_balances = |record| matches!(record, RuntimeEvent::Balances(_));
		assert!(!System::events().into_iter().any(|record| of_balances(record.event)));
		assert_eq!(entries(LEMON).len(), 9);
	});
}

#[test]
fn an_earlier_deposit_counts_towards_the_new_lease() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(30).over(0..=1).give();
		hold_for_bid(ALICE, 50);

		assert_eq!(lease(LEMON).at(50).over(2..=3).settle_from(50), Ok(20));

		assert_eq!((held(ALICE), held_for_bid(ALICE)), (50, 30));
		release_bid(ALICE, 30);
	});
}

#[test]
fn free_money_helps_out_when_the_bids_hold_falls_short() {
	ExtBuilder::default().build_and_execute(|| {
		hold_for_bid(ALICE, 20);

		assert_eq!(lease(LEMON).at(50).over(1..=1).settle_from(20), Ok(20));

		assert_eq!((held(ALICE), held_for_bid(ALICE)), (50, 0));
	});
}

#[test]
fn nothing_changes_when_neither_the_hold_nor_free_money_suffices() {
	ExtBuilder::default().funds([(ALICE, 50)]).build_and_execute(|| {
		hold_for_bid(ALICE, 20);

		let settled = lease(LEMON).at(90).over(1..=1);
		assert_noop!(settled.settle_from(20), TokenError::FundsUnavailable);
		assert_eq!((held(ALICE), held_for_bid(ALICE)), (0, 20));
		release_bid(ALICE, 20);
	});
}

#[test]
fn nothing_changes_when_the_bids_hold_is_smaller_than_said() {
	ExtBuilder::default().build_and_execute(|| {
		hold_for_bid(ALICE, 20);

		let settled = lease(LEMON).at(50).over(1..=1);
		assert_noop!(settled.settle_from(50), TokenError::FundsUnavailable);
		release_bid(ALICE, 20);
	});
}

#[test]
fn nothing_changes_when_a_period_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		hold_for_bid(BOB, 50);
		lease(LEMON).over(2..=2).give();

		let settled = lease(LEMON).by(BOB).at(50).over(1..=4);
		assert_noop!(settled.settle_from(50), Error::<Test>::AlreadyLeased);
		assert_eq!(held_for_bid(BOB), 50);
		release_bid(BOB, 50);
	});
}

#[test]
fn a_win_is_refused_when_its_first_period_is_after_its_last() {
	ExtBuilder::default().build_and_execute(|| {
		let win = canary_primitives::traits::Win {
			para: LEMON,
			winner: ALICE,
			amount: 5,
			first: 4,
			last: 3,
		};
		let reason = bids::HoldReason::Bid.into();
		let settled = <Slots as canary_primitives::traits::SettleWin>::settle(win, 0, reason);

		assert_noop!(settled, Error::<Test>::LeaseError);
	});
}

#[test]
fn a_backed_winner_commits_to_the_lease_before_the_bids_commitment_ends() {
	ExtBuilder::default().fund_with(50).build_and_execute(|| {
		assert_ok!(Funds::commit(Purpose::Bid, LEMON, &FUND, 50));

		assert_eq!(lease(LEMON).by(FUND).at(50).over(1..=2).settle_from(0), Ok(0));

		assert_eq!(committed(Purpose::Lease, LEMON), 50);
		assert_eq!(committed(Purpose::Bid, LEMON), 50);
		Funds::relax(Purpose::Bid, LEMON, &FUND, 0);
		assert_eq!(committed(Purpose::Lease, LEMON), 50);
	});
}

#[test]
fn p15_what_will_still_be_owed_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(50).over(0..=1).give();
		lease(LEMON).at(30).over(2..=3).give();
		let owed_from = |period| <Slots as InspectLeases>::deposit_from(LEMON, &ALICE, period);

		let from_each: Vec<_> = (0..=4).map(owed_from).collect();

		assert_eq!(from_each, [50, 50, 30, 30, 0]);
		run_to_period(2);
		assert_eq!((owed_from(0), owed_from(2)), (30, 30));
	});
}

#[test]
fn the_clock_is_the_configured_one() {
	ExtBuilder::default().starting_at(3).build_and_execute(|| {
		let clock = <Slots as InspectLeases>::clock();

		assert_eq!((clock.length, clock.offset), (10, 3));
		assert_eq!(<Slots as InspectLeases>::horizon(), MaxLeasePeriods::get());
	});
}
