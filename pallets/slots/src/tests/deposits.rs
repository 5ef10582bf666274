// SPDX-License-Identifier: Apache-2.0

//! Deposits are released whatever the state of the account.

use super::*;

/// Alice's account has a provider reference besides its balance, and has nothing free besides the deposits.
fn with_nothing_free_but_leases(test: impl FnOnce()) {
	ExtBuilder::default().existential_deposit(10).build_and_execute(|| {
		System::inc_providers(&ALICE);
		lease(LEMON).at(33).over(0..=0).give();
		lease(LEMON).at(30).over(1..=1).give();
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), BOB, RICHES - 33));
		assert_eq!((held(ALICE), free(ALICE)), (33, 0));
		test();
	});
}

#[test]
fn a_deposit_burns_nothing_though_less_than_the_existential_deposit_is_left_free() {
	ExtBuilder::default().existential_deposit(10).build_and_execute(|| {
		System::inc_providers(&ALICE);

		lease(LEMON).at(RICHES - 3).over(0..=0).give();

		assert_eq!((held(ALICE), free(ALICE)), (RICHES - 3, 3));
		run_to_period(1);
		assert_eq!((held(ALICE), free(ALICE)), (0, RICHES));
	});
}

#[test]
fn p7_a_deposit_falls_by_less_than_the_existential_deposit_though_nothing_is_free() {
	with_nothing_free_but_leases(|| {
		System::reset_events();

		run_to_period(1);

		assert_eq!((held(ALICE), free(ALICE)), (30, 3));
		let released = Event::DepositReleased { para_id: LEMON, leaser: ALICE, amount: 3 };
		assert!(events().contains(&released));
		run_to_period(2);
		assert_eq!((held(ALICE), free(ALICE)), (0, 33));
	});
}

#[test]
fn p7_cleared_leases_give_everything_back_though_nothing_is_free() {
	with_nothing_free_but_leases(|| {
		assert_ok!(Slots::clear_all_leases(RuntimeOrigin::root(), LEMON));

		assert_eq!((held(ALICE), free(ALICE)), (0, 33));
	});
}
