// SPDX-License-Identifier: Apache-2.0

//! Defects that crowdloans were known for, each of which would fail its test. A1, the missing
//! checks, is in `invariants`.

use super::*;
use frame_support::traits::{
	fungible::{InspectHold, Mutate, MutateHold},
	tokens::Preservation::Expendable,
	Get, StorageInfoTrait,
};

/// A2: the list of funds that raised money, and other items, had no bound.
#[test]
fn a2_every_item_is_bounded() {
	let items = Crowdloan::storage_info();
	assert!(items.len() >= 12);
	for item in items {
		let name = String::from_utf8_lossy(&item.storage_name).into_owned();
		assert!(item.max_size.is_some(), "{name} has a bound");
	}
}

/// A2: all funds that had raised money bid in one block.
#[test]
fn a2_what_a_block_must_do_is_bounded() {
	reset_parameters();
	type Blocks = <Test as frame_system::Config>::BlockWeights;
	let block = <Blocks as Get<frame_system::limits::BlockWeights>>::get().max_block;
	assert!(Crowdloan::mandatory_weight().all_lte(block / 10));
}

/// A11: a fund whose bid was refused was forgotten until somebody poked it.
#[test]
fn a11_a_refused_bid_is_reported_and_tried_again_without_a_poke() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		RefusesBids::set(&true);
		light_candle();
		run_for(2);
		assert!(bid_results(LEMON).iter().all(Result::is_err));

		RefusesBids::set(&false);
		run_for(5);

		assert_eq!(World::leader(1..=4), Some((account_of(LEMON), 100)));
	});
}

/// A11: in the ending period a raised bid failed, since the fund's money was reserved for its last
/// one.
#[test]
fn a11_a_fund_raises_its_own_bid_in_the_ending_period() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		light_candle();
		for more in 1..=5 {
			run_for(1);
			contribute(ALICE, LEMON, 10);
			finish_block();
			assert_eq!(World::leader(1..=4), Some((account_of(LEMON), 100 + 10 * more)));
		}
	});
}

/// A12: one contributor whose account could not be credited stopped the refund of everyone.
#[test]
fn a12_no_account_blocks_the_release_of_others() {
	ExtBuilder::default().build_and_execute(|| {
		ExistentialDeposit::set(MinContribution::get());
		campaign(LEMON).open();
		// Bob's account has a provider reference, so that all of its balance can be contributed.
		System::inc_providers(&BOB);
		contribute(BOB, LEMON, RICHES);
		assert_eq!(free(BOB), 0);
		campaign(MANGO).open();
		contribute(ALICE, MANGO, 60);

		run_to(END + 1);

		assert_eq!((free(ALICE), free(BOB)), (RICHES, RICHES));
	});
}

/// A12: nor can a contribution ever be too small to be credited.
#[test]
#[should_panic(expected = "what is released is enough for an account to live on")]
fn a12_a_minimum_below_the_existential_deposit_is_refused() {
	reset_parameters();
	ExistentialDeposit::set(MinContribution::get() + 1);
	Crowdloan::integrity_test();
}

/// A13: anything reserved on the fund's account locked everyone's money.
#[test]
fn a13_no_other_hold_keeps_contributors_from_their_money() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		lemon_fund();
		let account = account_of(LEMON);
		assert_ok!(Balances::transfer(&CAROL, &account, 100, Expendable));
		assert_ok!(Balances::hold(&HoldReason::Deposit.into(), &account, 50));

		run_to(END);

		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}

/// A13: a bid that was still reserved when the auction was over locked everyone's money for ever.
#[test]
fn a13_the_money_is_released_as_soon_as_the_bid_is() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).until(20).open();
		contribute(ALICE, LEMON, 60);
		light_candle();
		burn_down();
		assert_eq!(held(ALICE), 60);

		World::clear();
		run_for(1);

		assert_eq!(held(ALICE), 0);
	});
}

/// A14: dissolving burnt whatever else was on the fund's account.
#[test]
fn a14_dissolving_burns_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let (account, issuance) = (account_of(LEMON), Balances::total_issuance());
		assert_ok!(Balances::transfer(&CAROL, &account, 100, Expendable));

		run_to(END);

		assert_eq!(Balances::total_issuance(), issuance);
		assert_eq!((free(MANAGER), total(account)), (RICHES + 100, 0));
	});
}

/// A14: contributing all counted money that could not be moved.
#[test]
fn a14_all_is_what_can_be_held() {
	ExtBuilder::default().build_and_execute(|| {
		ExistentialDeposit::set(100);
		campaign(LEMON).open();
		campaign(MANGO).by(MANAGER).open();
		contribute(ALICE, MANGO, 300);

		assert_ok!(Crowdloan::contribute_all(signed(ALICE), LEMON, None));

		assert_eq!((held(ALICE), free(ALICE)), (RICHES - 100, 100));
	});
}

/// A15: a memo could be changed after rewards had been paid by it.
#[test]
fn a15_a_memo_is_final_once_the_fund_has_won() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_ok!(Crowdloan::add_memo(signed(ALICE), LEMON, b"mine".to_vec()));
		hold_auction();

		let memo = || Crowdloan::add_memo(signed(ALICE), LEMON, b"yours".to_vec());
		assert_noop!(memo(), Error::<Test>::MemoLocked);
		World::clear_leases(LEMON);
		assert_noop!(memo(), Error::<Test>::MemoLocked);
	});
}

/// A16: no second campaign could be opened before the first fund was dissolved.
#[test]
fn a16_a_lease_can_be_renewed_while_it_runs() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		run_to(first_block(2));

		campaign(LEMON).over(5..=8).until(first_block(5)).open();
		contribute(BOB, LEMON, 70);

		assert_eq!(held(BOB), 110);
		World::open_auction(5, 5);
		run_to(World::lit_at());
		burn_down();
		World::settle_and_clear();
		assert!(World::is_leased(LEMON, 4, 5));
	});
}

/// A19: money was reserved without a name.
#[test]
fn a19_everything_on_hold_is_held_by_name() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).open();
		contribute(MANAGER, LEMON, 60);

		assert_eq!(Balances::total_balance_on_hold(&MANAGER), 60 + DEPOSIT);
		assert_eq!((held(MANAGER), held_as_deposit(MANAGER)), (60, DEPOSIT));
	});
}

/// A21: the last contributor could not withdraw, since the fund's account had to stay alive.
#[test]
fn a21_the_last_contribution_comes_back_like_the_first() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		ExistentialDeposit::set(70);
		lemon_fund();
		end_alone(LEMON);

		for who in [ALICE, BOB] {
			assert_ok!(Crowdloan::withdraw(signed(who.clone()), who.clone(), LEMON));
			assert_eq!(free(who), RICHES);
		}
		assert_eq!(raised(LEMON), 0);
		begin_block(END);
		check_books();
	});
}
