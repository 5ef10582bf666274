// SPDX-License-Identifier: Apache-2.0

//! Opening a campaign.

use super::*;

#[test]
fn the_manager_of_a_para_opens_a_campaign_against_a_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).capped_at(500).over(1..=8).until(60).open();

		let fund = fund(LEMON);
		assert_eq!((fund.depositor, fund.deposit), (MANAGER, DEPOSIT));
		assert_eq!((fund.raised, fund.cap, fund.end), (0, 500, 60));
		assert_eq!((fund.first_period, fund.last_period, fund.fund_index), (1, 8, 0));
		assert_eq!((fund.verifier, fund.last_contribution), (None, LastContribution::Never));
		assert_eq!((held_as_deposit(MANAGER), total(MANAGER)), (DEPOSIT, RICHES));
		assert_eq!(stage(LEMON), Some(Stage::Open));
		assert_eq!(events(), [Event::Created { para_id: LEMON }]);
	});
}

#[test]
fn funds_are_numbered_one_after_the_other() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		campaign(MANGO).open();
		assert_ok!(Crowdloan::dissolve(signed(MANAGER), LEMON));
		campaign(LEMON).open();

		assert_eq!((fund(MANGO).fund_index, fund(LEMON).fund_index), (1, 2));
		assert_eq!(NextFundIndex::<Test>::get(), 3);
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let unsigned = Crowdloan::create(root(), LEMON, 1, 1, 1, END, None);
		assert_noop!(unsigned, BadOrigin);
	});
}

#[test]
fn it_is_refused_to_others_than_the_manager() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).by(ALICE).is_refused(Error::<Test>::InvalidOrigin);
	});
}

#[test]
fn it_is_refused_for_a_para_that_nobody_knows() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(UNKNOWN).is_refused(Error::<Test>::InvalidParaId);
	});
}

#[test]
fn it_is_refused_for_a_para_that_is_only_reserved() {
	ExtBuilder::default().build_and_execute(|| {
		World::reserve(UNKNOWN, MANAGER);

		campaign(UNKNOWN).is_refused(Error::<Test>::NotParachain);
	});
}

#[test]
fn it_is_refused_for_periods_in_the_wrong_order() {
	ExtBuilder::default().build_and_execute(|| {
		let wrong = core::ops::RangeInclusive::new(3, 2);
		campaign(LEMON).over(wrong).is_refused(Error::<Test>::LastPeriodBeforeFirstPeriod);
	});
}

#[test]
fn it_is_refused_for_more_periods_than_an_auction_offers() {
	ExtBuilder::default().build_and_execute(|| {
		let last = u32::MAX - 7;
		campaign(LEMON).over(1..=9).is_refused(Error::<Test>::LastPeriodTooFarInFuture);
		let uncountable = campaign(LEMON).over(last + 1..=u32::MAX);
		uncountable.is_refused(Error::<Test>::FirstPeriodTooFarInFuture);
		campaign(LEMON).over(last..=u32::MAX).open();
	});
}

#[test]
fn it_is_refused_when_it_would_end_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		run_to(50);
		campaign(LEMON).until(50).is_refused(Error::<Test>::CannotEndInPast);
		campaign(LEMON).until(51).open();
	});
}

#[test]
fn it_is_refused_when_its_end_is_too_late_to_win() {
	ExtBuilder::default().build_and_execute(|| {
		let late = first_block(2) + 1;
		campaign(LEMON).until(late).is_refused(Error::<Test>::EndTooFarInFuture);
		campaign(LEMON).until(late - 1).open();
	});
}

#[test]
fn it_is_refused_when_its_first_period_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		run_to(first_block(2) - 1);
		campaign(LEMON).until(first_block(2)).is_refused(Error::<Test>::TooLateToWin);
		run_to(first_block(2));
		campaign(MANGO).until(first_block(2) + 1).is_refused(Error::<Test>::FirstPeriodInPast);
		campaign(MANGO).over(3..=4).until(first_block(2) + 1).open();
	});
}

#[test]
fn it_is_refused_when_it_would_end_before_lease_periods_are_counted() {
	ExtBuilder::default().build_and_execute(|| {
		LeaseOffset::set(50);
		campaign(LEMON).over(0..=1).until(49).is_refused(Error::<Test>::NoLeasePeriod);
		campaign(LEMON).over(0..=1).until(50).open();
	});
}

#[test]
fn it_is_refused_while_another_campaign_runs() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		campaign(LEMON).is_refused(Error::<Test>::FundNotEnded);
	});
}

#[test]
fn it_is_refused_for_periods_that_the_para_has_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(World::give_lease(LEMON, ALICE, 2..=2, 0));
		campaign(LEMON).over(1..=4).is_refused(Error::<Test>::LeaseActive);
		campaign(LEMON).over(3..=4).open();
	});
}

#[test]
fn it_is_refused_to_a_manager_who_cannot_pay_the_deposit() {
	ExtBuilder::default().funds([(ALICE, RICHES), (MANAGER, DEPOSIT)]).build_and_execute(|| {
		campaign(LEMON).is_refused(TokenError::FundsUnavailable);
	});
}

#[test]
fn it_is_refused_at_the_greatest_number_of_funds() {
	ExtBuilder::default().build_and_execute(|| {
		MaxFunds::set(2);
		campaign(LEMON).open();
		campaign(MANGO).open();
		campaign(PLUM).is_refused(Error::<Test>::TooManyFunds);
		assert_ok!(Crowdloan::dissolve(signed(MANAGER), MANGO));
		campaign(PLUM).open();
	});
}

#[test]
fn it_is_refused_when_there_are_no_numbers_left() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		NextFundIndex::<Test>::put(u32::MAX);
		campaign(LEMON).is_refused(Error::<Test>::Overflow);
	});
}

#[test]
fn p11_it_is_refused_when_no_auction_can_be_over_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		// Block 99 is the last of period 0, and an auction takes twenty blocks at the least.
		run_to(79);
		hypothetically!(campaign(LEMON).over(0..=3).until(95).open());
		run_to(80);

		campaign(LEMON).over(0..=3).until(95).is_refused(Error::<Test>::TooLateToWin);

		campaign(LEMON).over(1..=4).until(95).open();
		let edited = campaign(LEMON).over(0..=3).until(95);
		edited.edit_is_refused(Error::<Test>::TooLateToWin);
	});
}
