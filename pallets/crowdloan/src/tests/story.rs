// SPDX-License-Identifier: Apache-2.0

//! The example of the crate's docs.

use super::*;

#[test]
fn two_contributors_win_a_lease_vote_all_the_time_and_get_their_money_back() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(LEMON).over(4..=7).until(380).open();
		contribute(ALICE, LEMON, 60);
		contribute(BOB, LEMON, 40);
		World::open_auction(4, 5);

		run_to(World::lit_at() + 1);
		assert_eq!(World::leader(4..=7), Some((account_of(LEMON), 100)));
		let early = Crowdloan::withdraw(signed(BOB), BOB, LEMON);
		assert_noop!(early, Error::<Test>::FundNotEnded);

		burn_down();
		World::settle_and_clear();
		assert_eq!((held(ALICE), held(BOB)), (60, 40));
		assert_eq!(total(ALICE), RICHES);

		run_to(first_block(6));
		campaign(LEMON).over(8..=11).until(first_block(8) + 50).open();
		contribute(ALICE, LEMON, 30);
		assert_eq!(held(ALICE), 90);

		run_to(first_block(8) - 1);
		assert_eq!((held(ALICE), held(BOB)), (90, 40));
		run_to(first_block(8) + 1);
		assert_eq!((held(ALICE), held(BOB)), (30, 0));
	});
}
