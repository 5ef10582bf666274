// SPDX-License-Identifier: Apache-2.0

//! A page of contributors is released on request.

use super::*;

/// Lemon's fund with this many contributors has ended in this very block, and nobody has been
/// released yet.
fn just_ended(contributors: u32) {
	campaign(LEMON).capped_at(100_000).open();
	(0..contributors).for_each(|n| contribute(nth(n), LEMON, 10));
	end_alone(LEMON);
	events();
}

fn crowd() -> ExtBuilder {
	ExtBuilder::default().funds((0..30).map(nth).chain([MANAGER]).map(|who| (who, RICHES)))
}

#[test]
fn each_call_releases_a_page() {
	crowd().build_and_execute_no_post_check(|| {
		just_ended(12);

		let first = Crowdloan::refund(signed(BOB), LEMON).expect("the fund is over");
		assert_eq!(first.actual_weight, Some(<Weights as WeightInfo>::refund_of(10)));
		assert_eq!(raised(LEMON), 20);
		assert_eq!(events().last(), Some(&Event::PartiallyRefunded { para_id: LEMON }));

		let second = Crowdloan::refund(signed(BOB), LEMON).expect("the fund is over");
		assert_eq!(second.actual_weight, Some(<Weights as WeightInfo>::refund_of(2)));
		assert_eq!(raised(LEMON), 0);
		assert_eq!(events().last(), Some(&Event::AllRefunded { para_id: LEMON }));
		assert!((0..12).all(|n| held(nth(n)) == 0));

		begin_block(END);
		check_books();
	});
}

#[test]
fn whoever_is_released_is_named() {
	crowd().build_and_execute_no_post_check(|| {
		just_ended(2);

		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));

		let withdrew = |n| Event::Withdrew { who: nth(n), fund_index: LEMON, amount: 10 };
		let all = Event::AllRefunded { para_id: LEMON };
		assert_eq!(events(), [withdrew(0), withdrew(1), all]);
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	crowd().build_and_execute_no_post_check(|| {
		just_ended(1);
		assert_noop!(Crowdloan::refund(root(), LEMON), BadOrigin);
	});
}

#[test]
fn it_is_refused_without_a_fund_or_without_a_contribution() {
	crowd().build_and_execute_no_post_check(|| {
		assert_noop!(outcome(Crowdloan::refund(signed(BOB), LEMON)), Error::<Test>::InvalidParaId);
		just_ended(0);
		assert_noop!(
			outcome(Crowdloan::refund(signed(BOB), LEMON)),
			Error::<Test>::NoContributions
		);
	});
}

#[test]
fn p10_a_refused_call_does_not_pay_for_a_page() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let refused = Crowdloan::refund(signed(BOB), LEMON).expect_err("it has not ended");
		assert_eq!(refused.post_info.actual_weight, Some(<Weights as WeightInfo>::refund()));
	});
}

#[test]
fn it_is_refused_before_the_end() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_noop!(outcome(Crowdloan::refund(signed(BOB), LEMON)), Error::<Test>::FundNotEnded);
	});
}

#[test]
fn it_is_refused_while_the_lease_runs() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		run_to(END);
		assert_noop!(
			outcome(Crowdloan::refund(signed(BOB), LEMON)),
			Error::<Test>::BidOrLeaseActive
		);
	});
}

#[test]
fn p14_a_page_does_not_look_at_those_of_the_pages_before() {
	crowd().build_and_execute_no_post_check(|| {
		just_ended(25);
		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));
		assert_eq!(ReleasedUpTo::<Test>::get(0), Some(nth(9)));
		// A contributor who withdraws meanwhile is skipped.
		assert_ok!(Crowdloan::withdraw(signed(BOB), nth(10), LEMON));
		assert_ok!(Crowdloan::do_try_state());

		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));
		assert_eq!(ReleasedUpTo::<Test>::get(0), Some(nth(20)));
		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));

		assert_eq!(raised(LEMON), 0);
		begin_block(END);
		assert_eq!(ReleasedUpTo::<Test>::iter().count(), 0);
		check_books();
	});
}
