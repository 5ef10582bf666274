// SPDX-License-Identifier: Apache-2.0

//! The view functions.

use super::*;

#[test]
fn the_leaderboard_begins_with_the_fund_that_raised_most() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		campaign(MANGO).capped_at(300).open();
		campaign(PLUM).capped_at(0).open();
		contribute(CAROL, MANGO, 299);

		let rank = |para, fund_index, raised, cap, contributors, percent_of_cap| Rank {
			para,
			fund_index,
			raised,
			cap,
			contributors,
			percent_of_cap,
		};
		let expected = [
			rank(MANGO, 1, 299, 300, 1, 99),
			rank(LEMON, 0, 100, 1_000, 2, 10),
			rank(PLUM, 2, 0, 0, 0, 100),
		];
		assert_eq!(Crowdloan::leaderboard(), expected);
	});
}

#[test]
fn the_sum_of_all_contributions_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		campaign(MANGO).open();
		contribute(ALICE, MANGO, 25);
		assert_eq!(Crowdloan::total_held(), 125);
		assert_eq!(Crowdloan::total_held(), held(ALICE) + held(BOB));
	});
}

#[test]
fn everyone_finds_their_own_contributions() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_lease();
		run_to(first_block(3));
		campaign(LEMON).over(5..=8).until(first_block(5)).open();
		contribute(ALICE, LEMON, 30);
		assert_ok!(Crowdloan::add_memo(signed(ALICE), LEMON, b"again".to_vec()));

		let own = Crowdloan::contributions_of(ALICE);
		let seen: Vec<_> = own.iter().map(|c| (c.para, c.fund_index, c.amount)).collect();
		assert_eq!(seen, [(LEMON, 0, 60), (LEMON, 1, 30)]);
		assert_eq!((&own[0].memo[..], &own[1].memo[..]), (&b""[..], &b"again"[..]));
		assert_eq!(Crowdloan::contributions_of(CAROL), []);
	});
}

#[test]
fn the_stage_of_a_fund_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(stage(LEMON), None);
		lemon_lease();
		assert_eq!(stage(LEMON), Some(Stage::Open));
		run_to(END);
		assert_eq!(stage(LEMON), Some(Stage::Ended));
	});
}
