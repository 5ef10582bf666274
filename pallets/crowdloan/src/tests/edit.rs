// SPDX-License-Identifier: Apache-2.0

//! Changing the terms of a campaign.

use super::*;
use sp_core::{sr25519, Pair};

#[test]
fn root_changes_the_terms() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let verifier = sr25519::Pair::from_seed(&[7; 32]).public();
		events();

		let plan = campaign(LEMON).capped_at(50).over(2..=3).until(70);
		assert_ok!(plan.verified_by(verifier.into()).edit());

		let fund = fund(LEMON);
		assert_eq!((fund.cap, fund.first_period, fund.last_period, fund.end), (50, 2, 3, 70));
		assert_eq!((fund.verifier, fund.raised), (Some(verifier.into()), 100));
		assert_eq!(events(), [Event::Edited { para_id: LEMON }]);
		run_to(70);
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}

#[test]
fn it_is_refused_to_everyone_else() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let refused = Crowdloan::edit(signed(MANAGER), LEMON, 5, 1, 2, END, None);
		assert_noop!(refused, BadOrigin);
	});
}

#[test]
fn it_is_refused_without_a_fund() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).edit_is_refused(Error::<Test>::InvalidParaId);
	});
}

#[test]
fn it_is_refused_for_terms_that_a_new_campaign_could_not_have() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		run_to(first_block(0) + 50);
		assert_ok!(World::give_lease(LEMON, ALICE, 6..=6, 0));
		campaign(LEMON).until(50).edit_is_refused(Error::<Test>::CannotEndInPast);
		campaign(LEMON).until(201).edit_is_refused(Error::<Test>::EndTooFarInFuture);
		campaign(LEMON).over(1..=9).edit_is_refused(Error::<Test>::LastPeriodTooFarInFuture);
		campaign(LEMON).over(5..=6).edit_is_refused(Error::<Test>::LeaseActive);
	});
}

#[test]
fn it_is_refused_once_the_fund_has_won() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		campaign(LEMON).edit_is_refused(Error::<Test>::BidOrLeaseActive);
	});
}

#[test]
fn it_is_refused_when_the_contributors_are_being_released() {
	ExtBuilder::default().build_and_execute(|| {
		ReleasesPerBlock::set(1);
		lemon_fund();
		run_to(END);
		assert_eq!(stage(LEMON), Some(Stage::Releasing));
		campaign(LEMON).until(95).edit_is_refused(Error::<Test>::ContributionPeriodOver);
	});
}

#[test]
fn a_fund_whose_bid_outlasts_its_end_can_be_given_more_time() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).until(20).open();
		contribute(ALICE, LEMON, 60);
		light_candle();
		run_to(20);
		assert_eq!(stage(LEMON), Some(Stage::Ended));

		assert_ok!(campaign(LEMON).until(60).edit());

		assert_eq!(stage(LEMON), Some(Stage::Open));
		burn_down();
		World::clear();
		assert_eq!(held(ALICE), 60);
		run_to(60);
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a_refused_bid_is_tried_on_the_new_terms_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).over(1..=4).until(END).open();
		contribute(ALICE, LEMON, 60);
		World::open_auction(0, 5);
		assert_ok!(campaign(LEMON).over(8..=8).edit());
		run_to(World::lit_at() + 12);
		assert_eq!(Books::<Test>::get(0).unwrap().turn, Turn::Refused);

		assert_ok!(campaign(LEMON).over(7..=7).edit());
		run_for(1);

		assert_eq!(World::leader(7..=7), Some((account_of(LEMON), 60)));
	});
}
