// SPDX-License-Identifier: Apache-2.0

//! Contributing, with a given amount or with all.

use super::*;
use frame_support::traits::fungible::MutateFreeze;

#[test]
fn a_contribution_is_held_on_the_contributors_own_account() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		events();

		contribute(ALICE, LEMON, 60);

		assert_eq!((held(ALICE), free(ALICE), total(ALICE)), (60, RICHES - 60, RICHES));
		assert_eq!(total(account_of(LEMON)), 0);
		assert_eq!((raised(LEMON), contributed(0, ALICE)), (60, Some(60)));
		assert_eq!(events(), [Event::Contributed { who: ALICE, fund_index: LEMON, amount: 60 }]);
	});
}

#[test]
fn contributions_add_up_and_contributors_are_counted_once() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		contribute(ALICE, LEMON, 15);

		assert_eq!((raised(LEMON), contributed(0, ALICE), held(ALICE)), (115, Some(75), 75));
		assert_eq!(Crowdloan::leaderboard()[0].contributors, 2);
	});
}

#[test]
fn contributions_to_several_funds_are_held_together() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		campaign(MANGO).open();
		contribute(ALICE, MANGO, 30);

		assert_eq!(held(ALICE), 90);
		assert_eq!((contributed(0, ALICE), contributed(1, ALICE)), (Some(60), Some(30)));
	});
}

#[test]
fn money_that_is_frozen_for_votes_can_be_contributed_and_goes_on_voting() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		assert_ok!(<Balances as MutateFreeze<_>>::set_freeze(&7, &ALICE, RICHES));

		contribute(ALICE, LEMON, 600);

		assert_eq!((held(ALICE), total(ALICE)), (600, RICHES));
		assert_ok!(<Balances as MutateFreeze<_>>::extend_freeze(&7, &ALICE, RICHES));
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		assert_noop!(Crowdloan::contribute(root(), LEMON, 60, None), BadOrigin);
		assert_noop!(Crowdloan::contribute_all(root(), LEMON, None), BadOrigin);
	});
}

#[test]
fn it_is_refused_below_the_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, 9, None);
		assert_noop!(refused, Error::<Test>::ContributionTooSmall);
		contribute(ALICE, LEMON, 10);
	});
}

#[test]
fn p13_what_fills_the_cap_may_be_less_than_the_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		ExistentialDeposit::set(3);
		campaign(LEMON).capped_at(65).open();
		contribute(ALICE, LEMON, 60);
		for refused in [0, 4] {
			let refused = Crowdloan::contribute(signed(BOB), LEMON, refused, None);
			assert_noop!(refused, Error::<Test>::ContributionTooSmall);
		}
		let refused = Crowdloan::contribute(signed(BOB), LEMON, 6, None);
		assert_noop!(refused, Error::<Test>::CapExceeded);

		contribute(BOB, LEMON, 5);

		assert_eq!((held(BOB), raised(LEMON)), (5, 65));
		let refused = Crowdloan::contribute(signed(BOB), LEMON, 0, None);
		assert_noop!(refused, Error::<Test>::ContributionTooSmall);
		run_to(END + 1);
		assert_eq!((held(BOB), free(BOB)), (0, RICHES));
	});
}

#[test]
fn p13_it_must_reach_the_existential_deposit_with_what_was_given_before() {
	ExtBuilder::default().build_and_execute(|| {
		ExistentialDeposit::set(3);
		campaign(LEMON).capped_at(62).open();
		contribute(ALICE, LEMON, 60);
		let refused = Crowdloan::contribute(signed(BOB), LEMON, 2, None);
		assert_noop!(refused, Error::<Test>::ContributionTooSmall);

		contribute(ALICE, LEMON, 2);

		assert_eq!(raised(LEMON), 62);
	});
}

#[test]
fn it_is_refused_without_a_fund() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, 10, None);
		assert_noop!(refused, Error::<Test>::InvalidParaId);
	});
}

#[test]
fn it_is_refused_above_the_cap() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).capped_at(100).open();
		contribute(ALICE, LEMON, 90);
		let refused = Crowdloan::contribute(signed(BOB), LEMON, 11, None);
		assert_noop!(refused, Error::<Test>::CapExceeded);
		contribute(BOB, LEMON, 10);
	});
}

#[test]
fn it_is_refused_when_the_sum_cannot_be_counted() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).capped_at(Balance::MAX).open();
		contribute(ALICE, LEMON, 90);
		let refused = Crowdloan::contribute(signed(BOB), LEMON, Balance::MAX, None);
		assert_noop!(refused, Error::<Test>::Overflow);
	});
}

#[test]
fn it_is_refused_from_the_end_on() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		run_to(END - 1);
		contribute(ALICE, LEMON, 10);
		finish_block();
		System::set_block_number(END);
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, 10, None);
		assert_noop!(refused, Error::<Test>::ContributionPeriodOver);
	});
}

#[test]
fn it_is_refused_once_the_fund_has_won() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, 10, None);
		assert_noop!(refused, Error::<Test>::BidOrLeaseActive);
	});
}

#[test]
fn it_is_refused_when_the_candle_has_burnt_down_and_the_winner_is_not_known() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		light_candle();
		burn_down();
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, 10, None);
		assert_noop!(refused, Error::<Test>::VrfDelayInProgress);
	});
}

#[test]
fn it_is_refused_when_the_contributor_has_too_little() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).capped_at(5_000).open();
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, RICHES, None);
		assert_noop!(refused, TokenError::FundsUnavailable);
		contribute(ALICE, LEMON, RICHES - 1);
	});
}

#[test]
fn the_last_contribution_is_recorded() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_eq!(fund(LEMON).last_contribution, LastContribution::PreEnding(0));

		light_candle();
		run_for(2);
		contribute(ALICE, LEMON, 10);
		let now = System::block_number();
		assert_eq!(fund(LEMON).last_contribution, LastContribution::Ending(now));
		assert_eq!(EndingsCount::<Test>::get(), 1);

		World::clear();
		contribute(ALICE, LEMON, 10);
		assert_eq!(fund(LEMON).last_contribution, LastContribution::PreEnding(1));
	});
}

#[test]
fn all_is_what_leaves_the_account_alive() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).capped_at(5_000).open();

		assert_ok!(Crowdloan::contribute_all(signed(ALICE), LEMON, None));

		assert_eq!((held(ALICE), free(ALICE)), (RICHES - 1, 1));
		let more = Crowdloan::contribute_all(signed(ALICE), LEMON, None);
		assert_noop!(more, Error::<Test>::ContributionTooSmall);
	});
}

#[test]
fn p10_all_leaves_the_existential_deposit_to_an_account_with_another_provider() {
	ExtBuilder::default().build_and_execute(|| {
		ExistentialDeposit::set(5);
		System::inc_providers(&ALICE);
		campaign(LEMON).open();

		assert_ok!(Crowdloan::contribute_all(signed(ALICE), LEMON, None));

		assert_eq!((held(ALICE), free(ALICE)), (RICHES - 5, 5));
	});
}

#[test]
fn all_is_refused_above_the_cap() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).capped_at(500).open();
		let refused = Crowdloan::contribute_all(signed(ALICE), LEMON, None);
		assert_noop!(refused, Error::<Test>::CapExceeded);
	});
}
