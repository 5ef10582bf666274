// SPDX-License-Identifier: Apache-2.0

//! The promises to Auctions and Slots: commitments of funds are covered.

use super::*;

fn account() -> AccountId {
	Crowdloan::fund_account(0)
}

fn commit(purpose: Purpose, para: ParaId, amount: Balance) -> Result<(), DispatchError> {
	Crowdloan::commit(purpose, para, &account(), amount)
}

fn committed(purpose: Purpose, para: ParaId) -> Balance {
	Crowdloan::committed(purpose, para, &account())
}

/// The mock's world does not know the commitments that a test makes itself.
fn with_fund(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		lemon_fund();
		test();
		assert_ok!(Crowdloan::do_try_state());
	});
}

#[test]
fn accounts_of_funds_are_backed_and_others_are_not() {
	ExtBuilder::default().build_and_execute(|| {
		assert!([0, 1, u32::MAX]
			.iter()
			.all(|n| Crowdloan::is_backed(&Crowdloan::fund_account(*n))));
		assert!(!Crowdloan::is_backed(&ALICE));
		let other = frame_support::PalletId(*b"py/trsry");
		let other: AccountId =
			sp_runtime::traits::AccountIdConversion::into_sub_account_truncating(&other, 0u32);
		assert!(!Crowdloan::is_backed(&other));
	});
}

#[test]
fn what_is_raised_can_be_committed_and_no_more() {
	with_fund(|| {
		assert_noop!(commit(Purpose::Bid, LEMON, 101), Error::<Test>::NotCovered);
		assert_ok!(commit(Purpose::Bid, LEMON, 100));
		assert_eq!(committed(Purpose::Bid, LEMON), 100);
		assert_eq!(committed(Purpose::Lease, LEMON), 0);
	});
}

#[test]
fn a_commitment_takes_the_place_of_the_one_before() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Bid, LEMON, 100));
		assert_ok!(commit(Purpose::Bid, LEMON, 70));
		assert_ok!(commit(Purpose::Bid, LEMON, 90));
		assert_eq!(committed(Purpose::Bid, LEMON), 90);
	});
}

#[test]
fn commitments_for_two_paras_add_up() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Bid, LEMON, 70));
		assert_noop!(commit(Purpose::Bid, MANGO, 31), Error::<Test>::NotCovered);
		assert_ok!(commit(Purpose::Bid, MANGO, 30));
		let most = commit(Purpose::Bid, MANGO, Balance::MAX);
		assert_noop!(most, Error::<Test>::Overflow);
	});
}

#[test]
fn a_bid_and_the_lease_it_wins_are_of_the_same_money() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Bid, LEMON, 100));
		assert_ok!(commit(Purpose::Lease, LEMON, 100));
		Crowdloan::relax(Purpose::Bid, LEMON, &account(), 0);
		assert_eq!((committed(Purpose::Bid, LEMON), committed(Purpose::Lease, LEMON)), (0, 100));
	});
}

#[test]
fn a_fund_that_does_not_exist_commits_nothing() {
	with_fund(|| {
		for nobody in [Crowdloan::fund_account(1), ALICE] {
			let refused = Crowdloan::commit(Purpose::Bid, LEMON, &nobody, 1);
			assert_noop!(refused, Error::<Test>::InvalidParaId);
			assert_eq!(Crowdloan::committed(Purpose::Bid, LEMON, &nobody), 0);
		}
	});
}

#[test]
fn relaxing_never_commits_more() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Bid, LEMON, 50));
		Crowdloan::relax(Purpose::Bid, LEMON, &account(), 80);
		assert_eq!(committed(Purpose::Bid, LEMON), 50);
		Crowdloan::relax(Purpose::Bid, LEMON, &account(), 20);
		assert_eq!(committed(Purpose::Bid, LEMON), 20);
		Crowdloan::relax(Purpose::Bid, LEMON, &account(), 0);
		assert_eq!(Commitments::<Test>::iter().count(), 0);
	});
}

#[test]
fn money_that_is_being_released_cannot_be_committed() {
	with_fund(|| {
		ReleasesPerBlock::set(1);
		run_to(END);
		assert_eq!((stage(LEMON), raised(LEMON)), (Some(Stage::Releasing), 60 + 40 - held_back()));
		assert_noop!(commit(Purpose::Lease, LEMON, 10), Error::<Test>::NotCovered);
	});
}

/// The amount of contributions that has been released.
fn held_back() -> Balance {
	100 - held(ALICE) - held(BOB)
}

#[test]
fn committed_money_stays_though_the_fund_has_ended() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Bid, LEMON, 10));
		run_to(END + 5);
		assert_eq!((stage(LEMON), held(ALICE)), (Some(Stage::Ended), 60));

		Crowdloan::relax(Purpose::Bid, LEMON, &account(), 0);
		run_for(1);

		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a_commitment_of_zero_ends_one() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Bid, LEMON, 10));
		run_to(END + 5);
		assert_ok!(commit(Purpose::Bid, LEMON, 0));
		run_for(1);
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn commitments_for_leases_go_with_them_when_paras_are_swapped_and_bids_stay() {
	with_fund(|| {
		assert_ok!(commit(Purpose::Lease, LEMON, 60));
		assert_ok!(commit(Purpose::Bid, LEMON, 100));
		assert_ok!(commit(Purpose::Lease, MANGO, 40));
		events();

		Crowdloan::swap_leases(LEMON, MANGO);

		assert_eq!(events(), [Event::CommitmentsSwapped { one: LEMON, other: MANGO }]);
		assert_eq!((committed(Purpose::Lease, LEMON), committed(Purpose::Lease, MANGO)), (40, 60));
		assert_eq!((committed(Purpose::Bid, LEMON), committed(Purpose::Bid, MANGO)), (100, 0));
		Crowdloan::swap_leases(LEMON, MANGO);
		assert_eq!((committed(Purpose::Lease, LEMON), committed(Purpose::Lease, MANGO)), (60, 40));
		events();
		Crowdloan::swap_leases(LEMON, LEMON);
		Crowdloan::swap_leases(PLUM, UNKNOWN);
		assert_eq!(events(), []);
	});
}

#[test]
fn a_lease_that_was_swapped_away_returns_the_money_when_it_ends_there() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		World::swap(LEMON, MANGO);
		assert!(World::is_leased(MANGO, 1, 4));

		run_to(first_block(5) - 1);
		assert_eq!((held(ALICE), held(BOB)), (60, 40));
		run_to(first_block(5) + 1);
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}
