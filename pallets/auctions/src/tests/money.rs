// SPDX-License-Identifier: Apache-2.0

//! Money is released whatever the state of the account.

use super::*;

/// Alice's account has a provider reference besides its balance, and has all of it on hold but nothing free.
fn with_nothing_free_but_a_bid(test: impl FnOnce()) {
	ExtBuilder::default().existential_deposit(10).build_and_execute(|| {
		MinimumIncrement::set(10);
		keep_alive(ALICE);
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		test();
	});
}

#[test]
fn a_bid_burns_nothing_though_less_than_the_existential_deposit_is_left_free() {
	ExtBuilder::default().existential_deposit(10).build_and_execute(|| {
		MinimumIncrement::set(10);
		keep_alive(ALICE);
		auction().start();
		let all = free(ALICE);

		bid(all - 3).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();

		assert_eq!((held(ALICE), free(ALICE)), (all - 3, 3));
	});
}

#[test]
fn p7_a_surplus_below_the_existential_deposit_comes_back_to_an_account_with_nothing_free() {
	with_nothing_free_but_a_bid(|| {
		MinimumIncrement::set(1);
		run_to_sample(1);
		bid(33).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		spend_all_of(ALICE, CAROL);
		assert_eq!((held(ALICE), free(ALICE)), (33, 0));
		System::reset_events();

		bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		assert_eq!((held(ALICE), free(ALICE)), (30, 3));
		assert!(events().contains(&Event::Unreserved { bidder: ALICE, amount: 3 }));
		settle_at(4);
		run_until_cleared();
		assert_eq!((held(ALICE), free(ALICE)), (0, 33));
		MinimumIncrement::set(10);
	});
}

#[test]
fn p7_what_a_won_lease_does_not_need_comes_back_however_little_it_is() {
	with_nothing_free_but_a_bid(|| {
		MinimumIncrement::set(1);
		run_to_sample(2);
		bid(31).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		spend_all_of(ALICE, CAROL);

		settle_at(1);
		run_until_cleared();

		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 30, 1));
		MinimumIncrement::set(10);
	});
}

#[test]
fn p7_a_bidder_with_nothing_free_gets_everything_back() {
	with_nothing_free_but_a_bid(|| {
		spend_all_of(ALICE, CAROL);

		bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();

		assert_eq!((held(ALICE), free(ALICE)), (0, 30));
	});
}

#[test]
#[should_panic = "what is held for a bid is enough for an account to live on"]
fn p7_the_integrity_test_fails_when_a_bid_may_be_below_the_existential_deposit() {
	ExtBuilder::default()
		.existential_deposit(10)
		.build_and_execute(<Auctions as frame_support::traits::Hooks<u64>>::integrity_test);
}
