// SPDX-License-Identifier: Apache-2.0

//! Bidders who have a lease of the same para: what they will still owe for it counts.

use super::*;

/// Alice has Lemon's lease of period 1 at 50, and an auction of period 2 and the seven after it is
/// settled in period 1 at the latest.
fn renewal(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(50).by(ALICE).for_para(LEMON).over(1..=1).is_accepted();
		settle_at(0);
		run_until_cleared();
		run_to(110);
		auction().of_periods_from(2).start();
		System::reset_events();
		test();
	});
}

fn leased_until(period: LeasePeriod) -> bool {
	World::leaseholder(LEMON, period).is_some()
}

#[test]
fn p15_a_renewal_at_the_same_price_holds_nothing_more() {
	renewal(|| {
		spend_all_but_one_of(ALICE, CAROL);

		bid(50).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();

		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 50, 1));
		assert_eq!(ReservedAmounts::<Test>::get((ALICE, LEMON)), Some(0));
		assert!(!events().iter().any(|event| matches!(event, Event::Reserved { .. })));
		settle_at(0);
		run_until_cleared();
		assert!(leased_until(9));
		assert_eq!((held(ALICE), held_for_leases(ALICE)), (0, 50));
	});
}

#[test]
fn p15_a_higher_bid_holds_the_difference() {
	renewal(|| {
		bid(60).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		assert_eq!(held(ALICE), 10);
		bid(75).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		assert_eq!((held(ALICE), free(ALICE)), (25, 1_000 - 75));

		settle_at(0);
		run_until_cleared();

		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 75, 1_000 - 75));
	});
}

#[test]
fn p15_an_outbid_bidder_gets_back_all_that_was_held() {
	renewal(|| {
		bid(60).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		run_to_sample(1);
		bid(70).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		bid(80).by(BOB).for_para(MANGO).over(2..=9).is_accepted();
		assert_eq!(held(ALICE), 10);

		settle_at(1);
		run_until_cleared();

		assert_eq!((held(ALICE), held_for_leases(ALICE)), (0, 50));
		assert_eq!(Credited::<Test>::iter().count(), 0);
	});
}

#[test]
fn p15_a_bid_for_another_para_or_by_another_account_holds_everything() {
	renewal(|| {
		bid(50).by(BOB).for_para(LEMON).over(2..=9).is_accepted();
		bid(50).by(ALICE).for_para(MANGO).over(2..=8).is_accepted();

		assert_eq!((held(ALICE), held(BOB)), (50, 50));
	});
}

#[test]
fn p15_a_lease_that_may_be_over_before_the_auction_is_settled_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(50).by(ALICE).for_para(LEMON).over(1..=1).is_accepted();
		settle_at(0);
		run_until_cleared();
		// It is settled by block 199 + 8 at the latest, if each winner's lease takes a block.
		run_to(100);
		let duration = 199 - 100 - EndingPeriod::get() - RandomnessTimeout::get();
		auction().lasting(duration).of_periods_from(2).start();

		bid(50).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();

		assert_eq!(held(ALICE), 50);
	});
}

#[test]
fn p15_a_bid_whose_lease_was_cleared_is_paid_out_of_the_deposit_that_came_back() {
	renewal(|| {
		bid(50).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		World::clear_leases(LEMON);

		settle_at(0);
		run_until_cleared();

		assert!(leased_until(9));
		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 50, 950));
	});
}

#[test]
fn p15_a_bid_whose_lease_was_cleared_and_that_cannot_be_paid_is_passed_over() {
	renewal(|| {
		bid(50).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		bid(20).by(BOB).for_para(MANGO).over(2..=8).is_accepted();
		World::clear_leases(LEMON);
		spend_all_but_one_of(ALICE, CAROL);

		settle_at(0);
		run_until_cleared();

		assert!(!leased_until(2));
		assert_eq!(World::leaseholder(MANGO, 8), Some((BOB, 20)));
		let refused = events().into_iter().find_map(|event| match event {
			Event::LeaseRefused { reason, .. } => Some(reason),
			_ => None,
		});
		assert_eq!(refused, Some(Error::<Test>::CreditLost.into()));
	});
}

#[test]
fn p15_a_para_with_bids_that_may_win_is_reported() {
	renewal(|| {
		let bids_for = |paras: [ParaId; 2]| paras.map(Auctions::has_bids);
		assert_eq!(bids_for([LEMON, MANGO]), [false, false]);
		bid(50).by(ALICE).for_para(LEMON).over(2..=9).is_accepted();
		assert_eq!(bids_for([LEMON, MANGO]), [true, false]);
		bid(60).by(BOB).for_para(MANGO).over(2..=9).is_accepted();
		assert_eq!(bids_for([LEMON, MANGO]), [false, true]);

		settle_at(0);

		run_until_cleared();
		assert_eq!(bids_for([LEMON, MANGO]), [false, false]);
	});
}
