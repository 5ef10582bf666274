// SPDX-License-Identifier: Apache-2.0

//! Each invariant, broken on purpose (A1).

use super::*;
use frame_support::traits::{fungible::MutateHold, tokens::Precision::Exact};

/// Breaks one thing and expects the invariant of this number to be named.
#[track_caller]
fn broken(invariant: u8, damage: impl FnOnce()) {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		lemon_fund();
		campaign(MANGO).open();
		contribute(ALICE, MANGO, 20);
		let account = account_of(MANGO);
		assert_ok!(Crowdloan::commit(Purpose::Bid, MANGO, &account, 20));
		assert_ok!(Crowdloan::do_try_state());

		damage();

		let Err(DispatchError::Other(named)) = Crowdloan::do_try_state() else {
			panic!("invariant {invariant} is broken unnoticed")
		};
		assert!(named.starts_with(&format!("invariant {invariant}:")), "named was {named}");
	});
}

fn change_book(index: FundIndex, change: impl FnOnce(&mut Book<Balance>)) {
	Books::<Test>::mutate(index, |book| change(book.as_mut().expect("there is a book")));
}

fn change_fund(change: impl FnOnce(&mut FundInfoOf<Test>)) {
	Funds::<Test>::mutate(LEMON, |fund| change(fund.as_mut().expect("there is a fund")));
}

#[test]
fn a1_a_fund_without_a_book_is_noticed() {
	broken(1, || Books::<Test>::remove(0));
}

#[test]
fn a1_a_book_without_a_fund_is_noticed() {
	broken(1, || Funds::<Test>::remove(LEMON));
}

#[test]
fn a1_a_book_of_another_para_is_noticed() {
	broken(1, || change_book(0, |book| book.para = PLUM));
}

#[test]
fn p14_a_contributor_who_was_passed_over_is_noticed() {
	broken(2, || ReleasedUpTo::<Test>::insert(0, ALICE));
}

#[test]
fn p14_a_page_of_a_fund_that_is_gone_is_noticed() {
	broken(2, || ReleasedUpTo::<Test>::insert(7, ALICE));
}

#[test]
fn a1_a_fund_number_that_would_be_used_again_is_noticed() {
	broken(1, || NextFundIndex::<Test>::put(1));
}

#[test]
fn a1_a_contribution_that_was_not_raised_is_noticed() {
	broken(2, || Crowdloan::put_contribution(0, &ALICE, &(61, Default::default())));
}

#[test]
fn a1_a_contributor_who_is_not_counted_is_noticed() {
	broken(2, || change_book(0, |book| book.contributors = 1));
}

#[test]
fn a1_a_contribution_of_zero_is_noticed() {
	broken(2, || {
		Crowdloan::put_contribution(0, &CAROL, &(0, Default::default()));
		change_book(0, |book| book.contributors = 3);
	});
}

#[test]
fn a1_a_contribution_that_outlives_its_fund_is_noticed() {
	broken(2, || {
		NextFundIndex::<Test>::put(3);
		Crowdloan::put_contribution(2, &ALICE, &(1, Default::default()));
	});
}

#[test]
fn a1_a_contribution_that_is_not_held_is_noticed() {
	broken(3, || {
		assert_ok!(Balances::release(&HoldReason::Contribution.into(), &ALICE, 1, Exact));
	});
}

#[test]
fn a1_money_that_is_held_without_a_contribution_is_noticed() {
	broken(3, || {
		assert_ok!(Balances::hold(&HoldReason::Contribution.into(), &CAROL, 1));
	});
}

#[test]
fn a1_a_deposit_that_is_not_held_is_noticed() {
	broken(4, || change_fund(|fund| fund.deposit += 1));
}

#[test]
fn a1_a_deposit_that_is_held_for_no_fund_is_noticed() {
	broken(4, || {
		assert_ok!(Balances::hold(&HoldReason::Deposit.into(), &CAROL, 1));
	});
}

#[test]
fn a1_a_commitment_that_the_book_does_not_know_is_noticed() {
	broken(5, || Commitments::<Test>::insert(PLUM, 0, Commitment { bid: 1, lease: 0 }));
}

#[test]
fn a1_a_commitment_of_zero_is_noticed() {
	broken(5, || Commitments::<Test>::insert(PLUM, 0, Commitment { bid: 0, lease: 0 }));
}

#[test]
fn a1_a_commitment_of_no_fund_is_noticed() {
	broken(5, || Commitments::<Test>::insert(PLUM, 7, Commitment { bid: 1, lease: 0 }));
}

#[test]
fn a1_a_commitment_of_more_than_is_raised_is_noticed() {
	broken(5, || {
		Commitments::<Test>::insert(PLUM, 0, Commitment { bid: 0, lease: 101 });
		change_book(0, |book| (book.lease, book.turn) = (101, Turn::Resting));
	});
}

#[test]
fn a1_an_open_fund_without_a_scheduled_end_is_noticed() {
	broken(6, || Crowdloan::unschedule_end(0));
}

#[test]
fn a1_a_list_of_ends_out_of_order_is_noticed() {
	broken(6, || {
		Agenda::<Test>::mutate(|ends| {
			ends.try_insert(0, (END + 1, 0)).expect("there is room");
		})
	});
}

#[test]
fn a1_a_fund_with_two_ends_is_noticed() {
	broken(6, || Crowdloan::schedule_end(0, END + 1));
}

#[test]
fn a1_an_end_of_no_fund_is_noticed() {
	broken(6, || Crowdloan::schedule_end(7, END));
}

#[test]
fn a1_a_fund_that_is_kept_for_nothing_is_noticed() {
	broken(6, || {
		System::set_block_number(END);
		Crowdloan::unschedule_end(0);
		change_book(0, |book| book.stage = Stage::Ended);
	});
}

#[test]
fn a1_a_fund_that_is_released_early_is_noticed() {
	broken(6, || {
		Crowdloan::unschedule_end(0);
		change_book(0, |book| book.stage = Stage::Releasing);
		Releasing::<Test>::try_append(0).expect("there is room");
	});
}

#[test]
fn a1_a_fund_that_waits_twice_is_noticed() {
	broken(7, || NewRaise::<Test>::try_append(LEMON).expect("there is room"));
}

#[test]
fn a1_a_fund_that_waits_without_knowing_it_is_noticed() {
	broken(7, || change_book(0, |book| book.turn = Turn::Resting));
}

#[test]
fn a1_a_fund_that_waits_in_no_queue_is_noticed() {
	broken(7, NewRaise::<Test>::kill);
}

#[test]
fn a1_a_para_that_waits_without_a_fund_is_noticed() {
	broken(7, || NewRaise::<Test>::try_append(PLUM).expect("there is room"));
}

#[test]
fn a1_a_fund_that_bids_though_it_has_a_lease_is_noticed() {
	broken(7, || {
		Commitments::<Test>::insert(LEMON, 0, Commitment { bid: 0, lease: 10 });
		change_book(0, |book| book.lease = 10);
	});
}

#[test]
fn a1_the_configuration_of_the_mock_passes() {
	reset_parameters();
	Crowdloan::integrity_test();
}

#[test]
#[should_panic(expected = "funds are served in every block")]
fn a1_a_configuration_in_which_no_fund_bids_is_refused() {
	reset_parameters();
	FundsPerBlock::set(0);
	Crowdloan::integrity_test();
}

#[test]
#[should_panic(expected = "contributors are released in every block")]
fn a1_a_configuration_in_which_nobody_is_released_is_refused() {
	reset_parameters();
	ReleasesPerBlock::set(0);
	Crowdloan::integrity_test();
}

#[test]
#[should_panic(expected = "a refund releases somebody")]
fn a1_a_configuration_with_empty_pages_is_refused() {
	reset_parameters();
	RemoveKeysLimit::set(0);
	Crowdloan::integrity_test();
}

#[test]
#[should_panic(expected = "there can be a fund")]
fn a1_a_configuration_without_funds_is_refused() {
	reset_parameters();
	MaxFunds::set(0);
	Crowdloan::integrity_test();
}

#[test]
#[should_panic(expected = "a lease can be renewed")]
fn a1_a_configuration_without_renewals_is_refused() {
	reset_parameters();
	MaxEarlierFunds::set(0);
	Crowdloan::integrity_test();
}

#[test]
#[should_panic(expected = "the mandatory work is at most a tenth of a block")]
fn a1_a_configuration_with_too_much_mandatory_work_is_refused() {
	reset_parameters();
	ReleasesPerBlock::set(u32::MAX);
	Crowdloan::integrity_test();
}
