// SPDX-License-Identifier: Apache-2.0

//! Removing a fund to which nothing is contributed.

use super::*;
use frame_support::traits::{
	fungible::Mutate,
	tokens::Preservation::{Expendable, Preserve},
};

#[test]
fn the_depositor_removes_the_fund_and_gets_the_deposit_back() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		events();

		assert_ok!(Crowdloan::dissolve(signed(MANAGER), LEMON));

		assert_eq!(free(MANAGER), RICHES);
		assert_eq!(Funds::<Test>::get(LEMON), None);
		assert_eq!(Books::<Test>::count(), 0);
		assert_eq!(events(), [Event::Dissolved { para_id: LEMON }]);
	});
}

#[test]
fn others_may_remove_it_after_its_end() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		campaign(LEMON).open();
		let dissolve = || Crowdloan::dissolve(signed(ALICE), LEMON);
		assert_noop!(dissolve(), Error::<Test>::NotReadyToDissolve);
		run_to(END - 1);
		System::set_block_number(END);

		assert_ok!(dissolve());

		assert_eq!(free(MANAGER), RICHES);
		check_books();
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		assert_noop!(Crowdloan::dissolve(root(), LEMON), BadOrigin);
	});
}

#[test]
fn it_is_refused_without_a_fund() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = Crowdloan::dissolve(signed(MANAGER), LEMON);
		assert_noop!(refused, Error::<Test>::InvalidParaId);
	});
}

#[test]
fn it_is_refused_while_anything_is_contributed() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let refused = Crowdloan::dissolve(signed(MANAGER), LEMON);
		assert_noop!(refused, Error::<Test>::NotReadyToDissolve);
	});
}

#[test]
fn money_sent_to_the_funds_account_is_transferred_to_the_depositor() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		let account = account_of(LEMON);
		assert_ok!(Balances::transfer(&ALICE, &account, 5, Preserve));
		events();

		assert_ok!(Crowdloan::dissolve(signed(MANAGER), LEMON));

		let given_on =
			Event::StrayMoneyGivenOn { para_id: LEMON, to: MANAGER, amount: 5, result: Ok(()) };
		assert_eq!(events(), [given_on, Event::Dissolved { para_id: LEMON }]);
		assert_eq!((free(MANAGER), total(account)), (RICHES + 5, 0));
	});
}

#[test]
fn a_fund_without_contributions_is_removed_at_its_end_without_a_call() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		run_to(END);
		assert_eq!(Funds::<Test>::get(LEMON), None);
		assert_eq!(free(MANAGER), RICHES);
	});
}

#[test]
fn stray_money_that_cannot_be_transferred_is_reported_and_stays() {
	ExtBuilder::default().build_and_execute(|| {
		let account = Crowdloan::fund_account(0);
		assert_ok!(Balances::transfer(&ALICE, &account, 5, Expendable));
		ExistentialDeposit::set(10);

		// This account does not exist, and five is below the existential deposit.
		Crowdloan::transfer_stray_money(LEMON, &account, &nth(1));

		let told = events();
		let Event::StrayMoneyGivenOn { result, .. } = &told[0] else { panic!("it is told") };
		assert_eq!(*result, Err(TokenError::BelowMinimum.into()));
		assert_eq!(total(account), 5);
	});
}
