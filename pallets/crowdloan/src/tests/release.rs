// SPDX-License-Identifier: Apache-2.0

//! Contributors are released without a call.

use super::*;

fn crowd() -> ExtBuilder {
	ExtBuilder::default().funds((0..60).map(nth).chain([MANAGER]).map(|who| (who, RICHES)))
}

/// A fund of this para with so many contributors of ten each.
fn fund_of(para: ParaId, contributors: u32) {
	campaign(para).open();
	(0..contributors).for_each(|n| contribute(nth(n), para, 10));
}

fn contributors(para: ParaId) -> u32 {
	let index = Funds::<Test>::get(para).map(|fund| fund.fund_index);
	index.and_then(Books::<Test>::get).map_or(0, |book| book.contributors)
}

#[test]
fn contributors_to_a_loser_get_their_money_back_without_a_call() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		light_candle();
		run_for(2);
		assert_ok!(World::place_bid(CAROL, MANGO, 1, 4, 500));
		burn_down();
		World::settle_and_clear();
		assert_eq!(held(ALICE), 60);

		run_to(END);

		assert_eq!((free(ALICE), free(BOB), free(MANAGER)), (RICHES, RICHES, RICHES));
		assert_eq!(Funds::<Test>::get(LEMON), None);
	});
}

#[test]
fn contributors_to_a_winner_get_their_money_back_after_the_lease_without_a_call() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		run_to(first_block(5) - 1);
		assert_eq!((held(ALICE), held(BOB)), (60, 40));
		events();

		run_to(first_block(5));

		let withdrew = |who, amount| Event::Withdrew { who, fund_index: LEMON, amount };
		let expected = [
			withdrew(ALICE, 60),
			withdrew(BOB, 40),
			Event::AllRefunded { para_id: LEMON },
			Event::Dissolved { para_id: LEMON },
		];
		assert_eq!(events(), expected);
		assert_eq!((free(ALICE), free(BOB), free(MANAGER)), (RICHES, RICHES, RICHES));
	});
}

#[test]
fn a_cleared_lease_returns_the_money() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		run_to(END + 30);
		World::clear_leases(LEMON);
		run_for(1);
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}

#[test]
fn a_fund_whose_lease_is_cleared_before_its_end_accepts_contributions_again() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		World::clear_leases(LEMON);
		contribute(ALICE, LEMON, 10);
		assert_eq!(held(ALICE), 70);
		run_to(END);
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a_deregistered_para_keeps_nobodys_money() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		World::deregister(LEMON);
		hold_auction();
		run_to(END);
		assert_eq!((held(ALICE), held(BOB), held_as_deposit(MANAGER)), (0, 0, 0));
	});
}

#[test]
fn full_blocks_release_a_few_each() {
	crowd().build_and_execute(|| {
		IdleRoom::set(Weight::zero());
		fund_of(LEMON, 7);

		let left: Vec<_> = (END..END + 4)
			.map(|block| {
				run_to(block);
				contributors(LEMON)
			})
			.collect();

		assert_eq!(left, [5, 3, 1, 0]);
		assert_eq!(Funds::<Test>::get(LEMON), None);
	});
}

#[test]
fn blocks_with_idle_weight_release_a_page_more() {
	crowd().build_and_execute(|| {
		fund_of(LEMON, 30);
		run_to(END);
		assert_eq!(contributors(LEMON), 28);
		events();

		finish_block();

		assert_eq!(contributors(LEMON), 18);
		assert_eq!(events().last(), Some(&Event::PartiallyRefunded { para_id: LEMON }));
	});
}

#[test]
fn a_block_never_spends_more_than_it_has() {
	crowd().build_and_execute(|| {
		fund_of(LEMON, 30);
		fund_of(MANGO, 30);
		run_to(END);
		let before = contributors(LEMON) + contributors(MANGO);
		let base = <Weights as WeightInfo>::idle() + <Weights as WeightInfo>::turn();
		let room = base + <Weights as WeightInfo>::release() * 3;

		let consumed = Crowdloan::on_idle(END, room);

		assert!(consumed.all_lte(room));
		assert_eq!(contributors(LEMON) + contributors(MANGO), before - 3);
		assert_eq!(Crowdloan::on_idle(END, Weight::zero()), Weight::zero());
		assert_eq!(contributors(LEMON) + contributors(MANGO), before - 3);
	});
}

#[test]
fn small_funds_do_not_wait_for_large_ones() {
	crowd().build_and_execute(|| {
		IdleRoom::set(Weight::zero());
		fund_of(LEMON, 40);
		fund_of(MANGO, 3);

		run_to(END + 4);

		assert_eq!((contributors(LEMON), contributors(MANGO)), (34, 0));
		assert_eq!(Funds::<Test>::get(MANGO), None);
	});
}

#[test]
fn whoever_withdrew_meanwhile_is_not_released_twice() {
	crowd().build_and_execute(|| {
		IdleRoom::set(Weight::zero());
		fund_of(LEMON, 7);
		run_to(END);
		assert_ok!(Crowdloan::withdraw(signed(BOB), nth(6), LEMON));
		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));
		assert_eq!(contributors(LEMON), 0);
		run_for(1);
		assert!((0..7).all(|n| free(nth(n)) == RICHES));
		assert_eq!(Funds::<Test>::get(LEMON), None);
	});
}

#[test]
fn a_fund_that_is_removed_by_a_call_while_it_is_being_released_leaves_the_queue() {
	crowd().build_and_execute(|| {
		IdleRoom::set(Weight::zero());
		fund_of(LEMON, 7);
		run_to(END);
		assert_ok!(Crowdloan::refund(signed(BOB), LEMON));
		assert_ok!(Crowdloan::dissolve(signed(BOB), LEMON));
		assert!(Releasing::<Test>::get().is_empty());
	});
}

#[test]
fn a_hundred_ends_in_one_block_are_processed_a_few_per_block_and_none_is_lost() {
	let manager = (MANAGER, 100_000);
	ExtBuilder::default().funds([(ALICE, 10_000), manager]).build_and_execute(|| {
		MaxFunds::set(100);
		for n in 0..100 {
			World::register(ParaId(3_000 + n), MANAGER);
			fund_with_alice(ParaId(3_000 + n));
		}
		run_to(END);
		assert_eq!(Agenda::<Test>::get().len(), 100 - FundsPerBlock::get() as usize);
		run_for(100 / u64::from(FundsPerBlock::get()) + 1);
		assert_eq!((held(ALICE), Books::<Test>::count()), (0, 0));
	});
}

fn fund_with_alice(para: ParaId) {
	campaign(para).open();
	contribute(ALICE, para, 10);
}

/// More funds end in one block than a block notices, and in that block a candle is lit: Lemon's is the
/// last of them, and has not bid yet.
fn an_end_that_is_not_noticed_yet() {
	FundsPerBlock::set(1);
	for para in [MANGO, PLUM, LEMON] {
		campaign(para).until(20).open();
		contribute(ALICE, para, 10);
	}
	contribute(BOB, LEMON, 40);
	World::open_auction(OFFERED, 19);
	run_to(20);
	assert_eq!(stage(LEMON), Some(Stage::Open));
	assert_eq!(NewRaise::<Test>::get().last(), Some(&LEMON));
}

#[test]
fn nobody_leaves_at_the_end_before_the_fund_has_bid_all_that_it_has() {
	ExtBuilder::default().build_and_execute(|| {
		an_end_that_is_not_noticed_yet();

		let withdraw = Crowdloan::withdraw(signed(BOB), BOB, LEMON);
		assert_noop!(withdraw, Error::<Test>::FundNotEnded);
		let refund = outcome(Crowdloan::refund(signed(BOB), LEMON));
		assert_noop!(refund, Error::<Test>::FundNotEnded);

		run_for(2);
		assert_eq!(stage(LEMON), Some(Stage::Ended));
		assert_eq!(World::leader(1..=4), Some((account_of(LEMON), 50)));
	});
}

#[test]
fn a_fund_that_is_given_more_time_at_its_end_releases_everyone() {
	ExtBuilder::default().build_and_execute(|| {
		RemoveKeysLimit::set(1);
		an_end_that_is_not_noticed_yet();
		// A page that is released now would not be looked at again.
		let refund = outcome(Crowdloan::refund(signed(BOB), LEMON));
		assert_eq!(refund, Err(Error::<Test>::FundNotEnded.into()));
		run_for(2);
		assert_ok!(campaign(LEMON).until(60).edit());
		contribute(ALICE, LEMON, 10);
		burn_down();
		World::clear();

		run_to(63);

		assert_eq!((held(ALICE), held(BOB)), (0, 0));
		assert_eq!(Funds::<Test>::get(LEMON), None);
	});
}

/// The account has a provider reference besides its balance, and has this much free.
fn leave_free(who: AccountId, rest: Balance) {
	ExistentialDeposit::set(10);
	keep_alive(who.clone());
	let surplus = free(who.clone()) - rest;
	assert_ok!(Balances::transfer_allow_death(signed(who), BOB, surplus));
}

#[test]
fn a_contribution_burns_nothing_though_less_than_the_existential_deposit_is_left_free() {
	ExtBuilder::default().build_and_execute(|| {
		leave_free(MANAGER, DEPOSIT + 3);
		campaign(LEMON).open();
		assert_eq!((free(MANAGER), held_as_deposit(MANAGER)), (3, DEPOSIT));

		leave_free(ALICE, 63);
		contribute(ALICE, LEMON, 60);
		assert_eq!((free(ALICE), held(ALICE)), (3, 60));
	});
}

/// Alice's account has a provider reference besides its balance, and has less than the existential deposit free.
fn with_nearly_nothing_free(free_before: Balance, test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		contribute(ALICE, LEMON, 60);
		leave_free(ALICE, free_before);
		assert_eq!((free(ALICE), held(ALICE)), (free_before, 60));
		test();
		assert_eq!((free(ALICE), held(ALICE)), (free_before + 60, 0));
	});
}

#[test]
fn p7_a_contribution_comes_back_beside_less_than_the_existential_deposit() {
	for free_before in [0, 1, 9, 10] {
		with_nearly_nothing_free(free_before, || run_to(END + 2));
		with_nearly_nothing_free(free_before, || {
			end_alone(LEMON);
			assert_ok!(Crowdloan::withdraw(signed(BOB), ALICE, LEMON));
			begin_block(END);
		});
	}
}

#[test]
fn p7_the_deposit_of_a_fund_comes_back_beside_less_than_the_existential_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		leave_free(MANAGER, 3);

		assert_ok!(Crowdloan::dissolve(signed(MANAGER), LEMON));

		assert_eq!((free(MANAGER), held_as_deposit(MANAGER)), (DEPOSIT + 3, 0));
	});
}
