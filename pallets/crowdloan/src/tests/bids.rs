// SPDX-License-Identifier: Apache-2.0

//! Funds bid in the ending period, in the order of the queue.

use super::*;
use canary_primitives::{LeaseRange, RANGE_COUNT};

fn leader() -> Option<(AccountId, Balance)> {
	World::leader(1..=4)
}

/// This many funds, of paras of their own, each for a range of its own, wait to bid.
fn crowd_of_funds(funds: u32) {
	MaxFunds::set(funds.max(20));
	for n in 0..funds {
		let range = LeaseRange::from_index(n as usize % RANGE_COUNT).unwrap();
		let para = ParaId(3_000 + n);
		World::register(para, MANAGER);
		campaign(para).over(range.periods(OFFERED).unwrap()).open();
		contribute(nth(n), para, 10 + Balance::from(n));
	}
}

fn crowd() -> ExtBuilder {
	let manager = (MANAGER, 1_000_000);
	ExtBuilder::default().funds((0..250).map(|n| (nth(n), RICHES)).chain([manager]))
}

/// The paras whose bids were placed or refused since the last look, in order.
fn bidders() -> Vec<ParaId> {
	let bids = events().into_iter().filter_map(|event| match event {
		Event::HandleBidResult { para_id, .. } => Some(para_id),
		_ => None,
	});
	bids.collect()
}

#[test]
fn a_fund_bids_all_it_has_raised_when_the_candle_is_lit() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_eq!(NewRaise::<Test>::get(), vec![LEMON]);
		World::open_auction(OFFERED, 5);

		run_to(World::lit_at());
		assert_eq!(leader(), None);
		finish_block();

		assert_eq!(leader(), Some((account_of(LEMON), 100)));
		assert_eq!(bid_results(LEMON), [Ok(())]);
		assert!(NewRaise::<Test>::get().is_empty());
	});
}

#[test]
fn a_contribution_in_the_ending_period_is_bid_in_the_same_block() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		light_candle();
		run_for(3);
		contribute(ALICE, LEMON, 20);
		finish_block();

		assert_eq!(leader(), Some((account_of(LEMON), 120)));
		assert_eq!(Crowdloan::committed(Purpose::Bid, LEMON, &account_of(LEMON)), 120);
	});
}

#[test]
fn a_contribution_in_the_very_last_block_counts() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		light_candle();
		run_to(World::burnt_down_at() - 1);
		contribute(ALICE, LEMON, 20);
		run_for(1);

		assert_eq!(leader(), Some((account_of(LEMON), 120)));
	});
}

#[test]
fn funds_bid_in_the_order_in_which_they_raised_and_no_more_than_a_few_per_block() {
	crowd().build_and_execute(|| {
		crowd_of_funds(8);
		light_candle();
		bidders();

		let para = |n: u32| ParaId(3_000 + n);
		finish_block();
		assert_eq!(bidders(), [para(0), para(1), para(2)]);
		begin_block(System::block_number() + 1);
		contribute(nth(0), para(0), 10);
		finish_block();
		assert_eq!(bidders(), [para(3), para(4), para(5)]);
		begin_block(System::block_number() + 1);
		finish_block();
		assert_eq!(bidders(), [para(6), para(7), para(0)]);
	});
}

#[test]
fn two_hundred_funds_raised_in_one_block_all_bid_and_none_is_lost() {
	crowd().build_and_execute(|| {
		EndingPeriod::set(80);
		World::open_auction(OFFERED, 5);
		run_to(World::lit_at() + 1);
		crowd_of_funds(200);
		bidders();

		let mut all = Vec::new();
		for _ in 0..200u32.div_ceil(FundsPerBlock::get()) {
			finish_block();
			let in_this_block = bidders();
			assert!(in_this_block.len() <= FundsPerBlock::get() as usize);
			all.extend(in_this_block);
			begin_block(System::block_number() + 1);
		}

		let expected: Vec<_> = (0..200).map(|n| ParaId(3_000 + n)).collect();
		assert_eq!(all, expected);
		assert!(NewRaise::<Test>::get().is_empty());
	});
}

#[test]
fn a_fund_that_missed_the_ending_period_is_reported_and_bids_first_in_the_next_auction() {
	crowd().build_and_execute(|| {
		light_candle();
		run_to(World::burnt_down_at() - 1);
		crowd_of_funds(5);
		events();

		run_for(1);

		let late = vec![ParaId(3_003), ParaId(3_004)];
		let missed = Event::AuctionMissed { auction_index: 1, para_ids: late.clone() };
		assert!(events().contains(&missed));
		assert_eq!(NewRaise::<Test>::get(), late);
		run_for(1);
		assert!(!events().contains(&missed));

		World::settle_and_clear();
		light_candle();
		bidders();
		finish_block();
		assert_eq!(bidders(), late);
	});
}

#[test]
fn a_fund_that_could_not_bid_because_the_auction_was_cancelled_is_reported() {
	crowd().build_and_execute(|| {
		crowd_of_funds(5);
		light_candle();
		run_for(1);
		World::clear();
		events();

		run_for(1);

		let para_ids = NewRaise::<Test>::get().into_inner();
		assert!(!para_ids.is_empty());
		assert!(events().contains(&Event::AuctionMissed { auction_index: 1, para_ids }));
	});
}

#[test]
fn a_refused_bid_is_reported_and_tried_again_after_pauses_that_double() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		RefusesBids::set(&true);
		light_candle();
		let begin = System::block_number();

		let mut attempts = Vec::new();
		for _ in 0..EndingPeriod::get() {
			events();
			finish_block();
			let results = bid_results(LEMON);
			if !results.is_empty() {
				assert_eq!(results, [Err(DispatchError::Unavailable)]);
				attempts.push(System::block_number() - begin);
			}
			begin_block(System::block_number() + 1);
		}

		assert_eq!(attempts, [0, 1, 3, 7, 15]);
		assert_eq!(Refused::<Test>::get()[0].para, LEMON);
	});
}

#[test]
fn a_bid_that_was_refused_for_a_while_is_placed_without_a_call() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		RefusesBids::set(&true);
		light_candle();
		run_for(1);
		RefusesBids::set(&false);

		run_for(3);

		assert_eq!(leader(), Some((account_of(LEMON), 100)));
		assert!(Refused::<Test>::get().is_empty());
	});
}

#[test]
fn a_contribution_ends_the_pause() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		RefusesBids::set(&true);
		light_candle();
		run_for(8);
		RefusesBids::set(&false);

		contribute(ALICE, LEMON, 10);
		finish_block();

		assert_eq!(leader(), Some((account_of(LEMON), 110)));
	});
}

#[test]
fn what_was_refused_in_one_auction_is_tried_at_once_in_the_next() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		// The periods of the fund are not all on offer.
		World::open_auction(2, 0);
		begin_block(System::block_number());
		run_for(10);
		World::clear();
		assert_eq!(Refused::<Test>::get().len(), 1);

		hold_auction();

		assert!(World::is_leased(LEMON, 1, 4));
	});
}

#[test]
fn new_money_goes_before_what_was_refused() {
	crowd().build_and_execute(|| {
		FundsPerBlock::set(1);
		crowd_of_funds(1);
		RefusesBids::set(&true);
		light_candle();
		run_for(1);
		campaign(LEMON).open();
		contribute(nth(9), LEMON, 10);
		run_for(1);
		events();

		finish_block();
		assert_eq!(bidders(), [ParaId(3_000)]);
		assert!(Refused::<Test>::get().iter().any(|refusal| refusal.para == LEMON));
	});
}

#[test]
fn a_fund_whose_end_comes_while_it_waits_bids_at_that_moment() {
	crowd().build_and_execute(|| {
		FundsPerBlock::set(1);
		crowd_of_funds(6);
		light_candle();
		let now = System::block_number();
		assert_ok!(campaign(ParaId(3_005)).over(6..=8).until(now + 2).edit());
		events();

		run_for(2);

		assert_eq!(World::leader(6..=8), Some((account_of(ParaId(3_005)), 15)));
		assert_eq!(stage(ParaId(3_005)), Some(Stage::Ended));
	});
}

#[test]
fn a_fund_that_could_never_bid_is_reported_at_its_end() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		run_to(END - 1);
		events();

		run_to(END);

		assert_eq!(bid_results(LEMON), [Err(Error::<Test>::ContributionPeriodOver.into())]);
		assert!(NewRaise::<Test>::get().is_empty());
	});
}

#[test]
fn a_refused_bid_is_the_last_at_the_funds_end() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).until(20).open();
		contribute(ALICE, LEMON, 60);
		RefusesBids::set(&true);
		light_candle();
		run_to(19);
		events();

		run_to(20);

		assert_eq!(bid_results(LEMON).last(), Some(&Err(DispatchError::Unavailable)));
		assert!(Refused::<Test>::get().is_empty());
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn each_auction_that_comes_into_its_ending_period_is_counted_once() {
	ExtBuilder::default().build_and_execute(|| {
		World::open_auction(OFFERED, 5);
		run_for(4);
		assert_eq!((EndingsCount::<Test>::get(), Ending::<Test>::get()), (0, None));
		run_for(5);
		assert_eq!((EndingsCount::<Test>::get(), Ending::<Test>::get()), (1, Some(1)));
		burn_down();
		run_for(1);
		World::settle_and_clear();
		assert_eq!((EndingsCount::<Test>::get(), Ending::<Test>::get()), (1, None));
		light_candle();
		assert_eq!((EndingsCount::<Test>::get(), Ending::<Test>::get()), (2, Some(2)));
	});
}

#[test]
fn nothing_is_bid_before_the_candle_is_lit_or_after_it_has_burnt_down() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		World::open_auction(OFFERED, 5);
		run_for(3);
		assert_eq!(NewRaise::<Test>::get(), vec![LEMON]);
		run_to(World::lit_at() + 1);
		burn_down();
		assert_ok!(Crowdloan::poke(signed(ALICE), LEMON));
		run_for(3);
		assert_eq!(NewRaise::<Test>::get(), vec![LEMON]);
	});
}

#[test]
fn p10_funds_bid_in_a_block_that_has_taken_the_weight_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		run_for(1);

		World::open_auction(OFFERED, 0);
		finish_block();
		assert_eq!(World::leader(1..=4), None);
		begin_block(System::block_number() + 1);
		finish_block();

		assert_eq!(World::leader(1..=4), Some((account_of(LEMON), 100)));
	});
}
