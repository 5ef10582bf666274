// SPDX-License-Identifier: Apache-2.0

//! Killing: the only way to lose a deposit.

use super::*;
use sp_runtime::DispatchError;

#[test]
fn a_killed_referendum_pays_both_deposits_to_the_treasury() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		forget_events();

		assert_ok!(Referenda::kill(root(), index));

		assert_eq!(info(index), Some(ReferendumInfo::Killed(5)));
		assert_eq!(Balances::free_balance(TREASURY), START + 12);
		assert_eq!((held(ALICE), held(BOB), deciding_count()), (0, 0, 0));
		assert_eq!(
			events(),
			[
				Event::Killed { index, tally: Tally::default() },
				Event::DepositSlashed { who: ALICE, amount: 2 },
				Event::DepositSlashed { who: BOB, amount: 10 },
			]
		);
	});
}

#[test]
fn killing_before_the_decision_deposit_takes_the_submission_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_ok!(Referenda::kill(root(), index));
		assert_eq!(Balances::free_balance(TREASURY), START + 2);
	});
}

#[test]
fn killing_takes_nothing_of_the_deposits_for_other_referenda() {
	ExtBuilder::default().build_and_execute(|| {
		preparing();
		let index = preparing();

		assert_ok!(Referenda::kill(root(), index));

		assert_eq!((held(ALICE), held(BOB)), (2, 10));
	});
}

#[test]
fn killing_clears_the_metadata() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		let hash = Preimage::note(b"text".as_slice().into()).unwrap();
		assert_ok!(Referenda::set_metadata(by(ALICE), index, Some(hash)));

		assert_ok!(Referenda::kill(root(), index));

		assert_eq!(MetadataOf::<Test>::get(index), None);
	});
}

#[test]
fn killing_is_refused_when_the_origin_may_not() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_noop!(Referenda::kill(by(ALICE), index), DispatchError::BadOrigin);
	});
}

#[test]
fn killing_is_refused_when_the_referendum_is_not_ongoing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Referenda::kill(root(), 0), Error::<Test>::NotOngoing);
	});
}
