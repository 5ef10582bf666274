// SPDX-License-Identifier: Apache-2.0

//! Another campaign for the same para.

use super::*;

/// Lemon's first fund has won, and the second one, to which Alice has contributed 30, is open.
fn second_campaign() {
	lemon_lease();
	run_to(first_block(3));
	campaign(LEMON).over(5..=8).until(first_block(5) + 50).open();
	contribute(ALICE, LEMON, 30);
}

#[test]
fn the_new_fund_is_listed_and_the_earlier_one_keeps_its_lease_and_its_contributors() {
	ExtBuilder::default().build_and_execute(|| {
		second_campaign();

		assert_eq!((fund(LEMON).fund_index, raised(LEMON)), (1, 30));
		assert_eq!(EarlierFunds::<Test>::get(LEMON)[0].fund_index, 0);
		assert_eq!((held(ALICE), held(BOB)), (90, 40));
		assert_eq!((contributed(0, ALICE), contributed(1, ALICE)), (Some(60), Some(30)));
	});
}

#[test]
fn both_may_win_and_each_ends_with_its_own_lease() {
	ExtBuilder::default().build_and_execute(|| {
		second_campaign();
		World::open_auction(5, 5);
		run_to(World::lit_at());
		burn_down();
		World::settle_and_clear();
		assert!(World::is_leased(LEMON, 3, 8));

		run_to(first_block(5));
		assert_eq!((held(ALICE), held(BOB)), (30, 0));
		assert_eq!(EarlierFunds::<Test>::iter().count(), 0);
		run_to(first_block(9) - 1);
		assert_eq!(held(ALICE), 30);
		run_to(first_block(9));
		assert_eq!((free(ALICE), free(MANAGER)), (RICHES, RICHES));
	});
}

#[test]
fn withdrawals_and_refunds_reach_the_earlier_fund() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		second_campaign();
		let withdraw = |who| Crowdloan::withdraw(signed(CAROL), who, LEMON);
		// Each event names the fund that has the contribution.
		assert_noop!(withdraw(BOB), Error::<Test>::BidOrLeaseActive);
		assert_noop!(withdraw(CAROL), Error::<Test>::FundNotEnded);
		assert_noop!(outcome(Crowdloan::refund(signed(BOB), LEMON)), Error::<Test>::FundNotEnded);
		run_to(first_block(5) - 1);
		System::set_block_number(first_block(5));
		World::end_periods_before(5);

		assert_ok!(withdraw(BOB));
		assert_eq!((held(ALICE), held(BOB)), (90, 0));
		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));

		assert_eq!(held(ALICE), 30);
		check_books();
		begin_block(first_block(5));
		assert_eq!(EarlierFunds::<Test>::iter().count(), 0);
		check_books();
	});
}

#[test]
fn a_para_has_no_more_earlier_funds_than_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		for first in [1, 2, 3] {
			campaign(LEMON).over(first..=first).open();
			contribute(ALICE, LEMON, 10);
			let account = account_of(LEMON);
			assert_ok!(World::give_lease(LEMON, account, first..=first, 10));
		}
		campaign(LEMON).over(4..=4).is_refused(Error::<Test>::TooManyFundsOfPara);
		assert_eq!(EarlierFunds::<Test>::get(LEMON).len(), 2);
	});
}

#[test]
fn a_fund_that_is_still_being_released_does_not_prevent_a_new_campaign() {
	ExtBuilder::default().build_and_execute(|| {
		ReleasesPerBlock::set(1);
		IdleRoom::set(Weight::zero());
		lemon_fund();
		run_to(END);
		assert_eq!((stage(LEMON), raised(LEMON)), (Some(Stage::Releasing), 40));

		campaign(LEMON).until(END + 5).open();
		contribute(ALICE, LEMON, 25);
		run_for(2);

		assert_eq!((held(ALICE), held(BOB), raised(LEMON)), (25, 0, 25));
		assert_eq!(EarlierFunds::<Test>::iter().count(), 0);
	});
}

#[test]
fn no_fund_replaces_one_that_may_still_bid_at_its_end() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		lemon_fund();
		run_to(END - 1);
		System::set_block_number(END);

		campaign(LEMON).until(END + 5).is_refused(Error::<Test>::FundNotEnded);

		begin_block(END);
		campaign(LEMON).until(END + 5).open();
		check_books();
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn an_earlier_fund_accepts_no_contributions_and_no_memos() {
	ExtBuilder::default().build_and_execute(|| {
		second_campaign();
		let memo = Crowdloan::add_memo(signed(BOB), LEMON, vec![1]);
		assert_noop!(memo, Error::<Test>::NoContributions);
		contribute(BOB, LEMON, 10);
		assert_eq!(contributed(0, BOB), Some(40));
		assert_eq!(contributed(1, BOB), Some(10));
	});
}

#[test]
fn p10_an_earlier_fund_whose_leases_are_cleared_does_not_wait_for_the_end_of_its_campaign() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		assert!(System::block_number() < END);
		campaign(LEMON).over(5..=8).until(first_block(5)).open();
		contribute(CAROL, LEMON, 30);

		World::clear_leases(LEMON);
		run_for(1);

		assert_eq!([ALICE, BOB, CAROL].map(held), [0, 0, 30]);
		assert!(System::block_number() < END);
		assert_eq!(EarlierFunds::<Test>::iter().count(), 0);
	});
}

#[test]
fn p5_the_earlier_fund_is_listed_again_when_the_new_one_is_dissolved() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		let earlier = fund(LEMON);
		campaign(LEMON).over(5..=8).until(first_block(5)).open();
		assert_eq!(fund(LEMON).fund_index, 1);

		assert_ok!(Crowdloan::dissolve(signed(MANAGER), LEMON));

		assert_eq!(fund(LEMON), earlier);
		assert_eq!(EarlierFunds::<Test>::iter().count(), 0);
		assert_eq!(Crowdloan::leaderboard().len(), 1);
		campaign(LEMON).over(5..=8).until(first_block(5)).open();
		contribute(CAROL, LEMON, 30);
		assert_eq!((fund(LEMON).fund_index, held(CAROL)), (2, 30));
	});
}

#[test]
fn p5_of_several_earlier_funds_the_latest_is_listed_again() {
	ExtBuilder::default().build_and_execute(|| {
		for first in [1, 2] {
			campaign(LEMON).over(first..=first).open();
			contribute(ALICE, LEMON, 10);
			let account = account_of(LEMON);
			assert_ok!(World::give_lease(LEMON, account, first..=first, 10));
		}
		campaign(LEMON).over(3..=3).open();

		assert_ok!(Crowdloan::dissolve(signed(MANAGER), LEMON));

		assert_eq!(fund(LEMON).fund_index, 1);
		let earlier = EarlierFunds::<Test>::get(LEMON);
		assert_eq!(earlier.iter().map(|fund| fund.fund_index).collect::<Vec<_>>(), [0]);
		run_to(first_block(3) + 1);
		assert_eq!((Books::<Test>::count(), free(ALICE)), (0, RICHES));
	});
}

#[test]
fn p5_events_of_an_earlier_fund_differ_from_those_of_the_listed_one() {
	ExtBuilder::default().build_and_execute(|| {
		second_campaign();
		run_to(first_block(5) - 1);
		events();

		run_for(2);

		let withdrew =
			|who, amount| Event::WithdrewFromEarlier { who, para_id: LEMON, fund_index: 0, amount };
		assert_eq!(
			events(),
			[
				withdrew(ALICE, 60),
				withdrew(BOB, 40),
				Event::EarlierDissolved { para_id: LEMON, fund_index: 0 },
			]
		);
	});
}
