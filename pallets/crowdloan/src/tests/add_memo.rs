// SPDX-License-Identifier: Apache-2.0

//! What contributors write to their contributions.

use super::*;

#[test]
fn a_contributor_writes_a_memo_and_writes_it_anew() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		events();

		assert_ok!(Crowdloan::add_memo(signed(ALICE), LEMON, b"one".to_vec()));
		assert_ok!(Crowdloan::add_memo(signed(ALICE), LEMON, b"two".to_vec()));
		contribute(ALICE, LEMON, 10);

		let (amount, memo) = Crowdloan::contribution(0, &ALICE).unwrap();
		assert_eq!((amount, &memo[..]), (70, &b"two"[..]));
		let told =
			|memo: &[u8]| Event::MemoUpdated { who: ALICE, para_id: LEMON, memo: memo.to_vec() };
		assert_eq!(events()[..2], [told(b"one"), told(b"two")]);
	});
}

#[test]
fn it_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_noop!(Crowdloan::add_memo(root(), LEMON, vec![]), BadOrigin);
	});
}

#[test]
fn it_is_refused_when_it_is_too_long() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		let refused = Crowdloan::add_memo(signed(ALICE), LEMON, vec![0; 33]);
		assert_noop!(refused, Error::<Test>::MemoTooLarge);
		assert_ok!(Crowdloan::add_memo(signed(ALICE), LEMON, vec![0; 32]));
	});
}

#[test]
fn it_is_refused_without_a_fund_or_a_contribution() {
	ExtBuilder::default().build_and_execute(|| {
		let memo = |who| Crowdloan::add_memo(signed(who), LEMON, vec![]);
		assert_noop!(memo(ALICE), Error::<Test>::InvalidParaId);
		lemon_fund();
		assert_noop!(memo(CAROL), Error::<Test>::NoContributions);
	});
}
