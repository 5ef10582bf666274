// SPDX-License-Identifier: Apache-2.0

//! Letting a fund bid again.

use super::*;

#[test]
fn a_fund_that_lost_bids_in_the_next_auction() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		light_candle();
		run_for(1);
		World::clear();
		run_for(1);
		assert!(NewRaise::<Test>::get().is_empty());
		events();

		assert_ok!(Crowdloan::poke(signed(CAROL), LEMON));

		assert_eq!(events(), [Event::AddedToNewRaise { para_id: LEMON }]);
		hold_auction();
		assert!(World::is_leased(LEMON, 1, 4));
	});
}

#[test]
fn it_ends_the_pause_of_a_fund_that_was_refused() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		RefusesBids::set(&true);
		light_candle();
		run_for(9);
		RefusesBids::set(&false);
		assert_eq!(World::leader(1..=4), None);

		assert_ok!(Crowdloan::poke(signed(CAROL), LEMON));
		run_for(1);

		assert_eq!(World::leader(1..=4), Some((account_of(LEMON), 100)));
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_noop!(Crowdloan::poke(root(), LEMON), BadOrigin);
	});
}

#[test]
fn it_is_refused_without_a_fund_or_a_contribution() {
	ExtBuilder::default().build_and_execute(|| {
		let poke = || Crowdloan::poke(signed(CAROL), LEMON);
		assert_noop!(poke(), Error::<Test>::InvalidParaId);
		campaign(LEMON).open();
		assert_noop!(poke(), Error::<Test>::NoContributions);
	});
}

#[test]
fn it_is_refused_when_the_fund_waits_already() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let refused = Crowdloan::poke(signed(CAROL), LEMON);
		assert_noop!(refused, Error::<Test>::AlreadyInNewRaise);
	});
}

#[test]
fn it_is_refused_once_the_fund_has_won_or_ended() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		let poke = || Crowdloan::poke(signed(CAROL), LEMON);
		assert_noop!(poke(), Error::<Test>::BidOrLeaseActive);
		run_to(END);
		assert_noop!(poke(), Error::<Test>::ContributionPeriodOver);
	});
}
