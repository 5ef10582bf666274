// SPDX-License-Identifier: Apache-2.0

//! One contributor is released on request.

use super::*;

/// Lemon's fund has ended in this very block, and nobody has been released yet.
fn just_ended() {
	lemon_fund();
	end_alone(LEMON);
	events();
}

#[test]
fn anyone_may_withdraw_for_a_contributor_when_the_fund_is_over() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		just_ended();

		assert_ok!(Crowdloan::withdraw(signed(CAROL), ALICE, LEMON));

		assert_eq!((held(ALICE), held(BOB), raised(LEMON)), (0, 40, 40));
		assert_eq!(contributed(0, ALICE), None);
		assert_eq!(events(), [Event::Withdrew { who: ALICE, fund_index: LEMON, amount: 60 }]);
		let again = Crowdloan::withdraw(signed(CAROL), ALICE, LEMON);
		assert_noop!(again, Error::<Test>::NoContributions);
		begin_block(END);
		check_books();
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		just_ended();
		assert_noop!(Crowdloan::withdraw(root(), ALICE, LEMON), BadOrigin);
	});
}

#[test]
fn it_is_refused_without_a_fund() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = Crowdloan::withdraw(signed(ALICE), ALICE, LEMON);
		assert_noop!(refused, Error::<Test>::InvalidParaId);
	});
}

#[test]
fn it_is_refused_before_the_end_with_or_without_a_contribution() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		for who in [ALICE, CAROL] {
			let refused = Crowdloan::withdraw(signed(who.clone()), who, LEMON);
			assert_noop!(refused, Error::<Test>::FundNotEnded);
		}
	});
}

#[test]
fn it_is_refused_while_a_bid_may_still_win() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).until(20).open();
		contribute(ALICE, LEMON, 60);
		light_candle();
		run_to(20);
		assert_eq!(stage(LEMON), Some(Stage::Ended));

		let refused = || Crowdloan::withdraw(signed(ALICE), ALICE, LEMON);
		assert_noop!(refused(), Error::<Test>::BidOrLeaseActive);
		burn_down();
		assert_noop!(refused(), Error::<Test>::BidOrLeaseActive);
	});
}

#[test]
fn it_is_refused_while_the_lease_runs() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		run_to(first_block(5) - 1);
		let refused = Crowdloan::withdraw(signed(ALICE), ALICE, LEMON);
		assert_noop!(refused, Error::<Test>::BidOrLeaseActive);
	});
}
