// SPDX-License-Identifier: Apache-2.0

//! Deposits burn nothing, and are released whatever the state of the account.

use super::*;

/// The account has a provider reference besides its balance, and has this much free.
fn leave_free(who: u64, rest: u64) {
	ExistentialDeposit::set(2);
	keep_alive(who);
	spend_all_but(who, rest);
}

#[test]
fn a_deposit_burns_nothing_though_less_than_the_existential_deposit_is_left_free() {
	ExtBuilder::default().build_and_execute(|| {
		leave_free(ALICE, 3);
		leave_free(BOB, 11);

		preparing();

		assert_eq!((free(ALICE), held(ALICE)), (1, 2));
		assert_eq!((free(BOB), held(BOB)), (1, 10));
	});
}

#[test]
fn a_submission_deposit_comes_back_beside_less_than_the_existential_deposit() {
	for rest in [0, 1, 2] {
		ExtBuilder::default().build_and_execute(|| {
			let index = submitted();
			leave_free(ALICE, rest);

			assert_ok!(Referenda::cancel(root(), index));

			assert_eq!((free(ALICE), held(ALICE)), (2 + rest, 0));
		});
	}
}

#[test]
fn a_decision_deposit_comes_back_beside_less_than_the_existential_deposit() {
	for rest in [0, 1, 2] {
		ExtBuilder::default().build_and_execute(|| {
			let index = preparing();
			leave_free(BOB, rest);

			assert_ok!(Referenda::cancel(root(), index));

			assert_eq!((free(BOB), held(BOB)), (10 + rest, 0));
		});
	}
}

#[test]
fn the_deposit_of_one_turned_away_comes_back_beside_less_than_the_existential_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		queued_with(5);
		queued_with(5);
		let index = submitted();
		assert_ok!(Referenda::place_decision_deposit(by(CAROL), index));
		leave_free(CAROL, 1);

		run_to(now() + 4);

		assert_eq!(status(index).decision_deposit, None);
		assert_eq!((free(CAROL), held(CAROL)), (11, 0));
	});
}
