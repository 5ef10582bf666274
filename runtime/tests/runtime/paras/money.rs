// SPDX-License-Identifier: GPL-3.0-or-later
//! Money on hold for bids and contributions, beside what else an account does with its money.

use canary_runtime::{NominationPools, Vesting};
use frame_support::traits::{
	tokens::Preservation, LockIdentifier, LockableCurrency, VestingSchedule, WithdrawReasons,
};
use sp_keyring::Sr25519Keyring::{Dave, Eve};

use super::*;
use crate::common::total;

/// The account gives all of its free balance away, and exists because of its membership of a pool.
fn nothing_free_but_a_pools_membership(who: Sr25519Keyring) {
	use frame_support::traits::fungible::{Inspect, Mutate};
	let account = who.to_account_id();
	assert_ok!(NominationPools::create(
		RuntimeOrigin::signed(Alice.to_account_id()),
		100 * UNITS,
		Alice.to_account_id().into(),
		Alice.to_account_id().into(),
		Alice.to_account_id().into(),
	));
	let pool = pallet_nomination_pools::LastPoolId::<Runtime>::get();
	assert_ok!(NominationPools::join(RuntimeOrigin::signed(account.clone()), 50 * UNITS, pool));
	let all = Balances::balance(&account);
	let gone = Balances::transfer(&account, &Eve.to_account_id(), all, Preservation::Expendable);
	assert_ok!(gone);
	assert_eq!(Balances::balance(&account), 0);
}

fn bid_of(who: Sr25519Keyring, para: ParaId, periods: (LeasePeriod, LeasePeriod), amount: Balance) {
	let index = canary_auctions::AuctionCounter::<Runtime>::get();
	let who = RuntimeOrigin::signed(who.to_account_id());
	assert_ok!(Auctions::bid(who, para, index, periods.0, periods.1, amount));
}

#[test]
fn p7_a_pools_member_with_nothing_free_gets_a_surplus_of_one_planck_back() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		open_auction(2, 1);
		run_to(candle_lit_at());
		bid_of(Dave, lemon, (1, 4), 30 * UNITS);
		run_to(candle_lit_at() + SAMPLE);
		bid_of(Dave, lemon, (5, 8), 30 * UNITS + 1);
		nothing_free_but_a_pools_membership(Dave);
		let owned = total(&Dave.to_account_id());
		assert_eq!(held_for_bids(Dave), 30 * UNITS + 1);

		bid_of(Bob, mango, (5, 8), 31 * UNITS);

		assert_eq!(held_for_bids(Dave), 30 * UNITS);
		assert_eq!(Balances::free_balance(Dave.to_account_id()), 1);
		bid_of(Charlie, mango, (1, 4), 40 * UNITS);
		run_to_close();
		run_to(first_block(5) + 2);
		assert_eq!([held_for_bids(Dave), held_for_leases(Dave)], [0, 0]);
		assert_eq!(total(&Dave.to_account_id()), owned);
	});
}

#[test]
fn p7_a_contribution_comes_back_to_an_account_that_is_locked_vesting_and_in_a_pool() {
	on_chain("development", || {
		const LOCK: LockIdentifier = *b"test/all";
		let [lemon, ..] = three_paras();
		let dave = Dave.to_account_id();
		let end = first_block(1) - 20;
		assert_ok!(canary_runtime::Crowdloan::create(
			RuntimeOrigin::signed(Alice.to_account_id()),
			lemon,
			1_000 * UNITS,
			1,
			8,
			end,
			None,
		));
		let by_dave = || RuntimeOrigin::signed(Dave.to_account_id());
		assert_ok!(canary_runtime::Crowdloan::contribute(by_dave(), lemon, 60 * UNITS, None));
		nothing_free_but_a_pools_membership(Dave);
		assert_ok!(Vesting::add_vesting_schedule(&dave, 50 * UNITS, UNITS / 10, 1));
		Balances::set_lock(LOCK, &dave, Balance::MAX, WithdrawReasons::all());
		let owned = total(&dave);

		run_to(end + 2);

		assert_eq!(Balances::free_balance(&dave), 60 * UNITS);
		assert_eq!(total(&dave), owned);
	});
}
