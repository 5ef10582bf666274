// SPDX-License-Identifier: Apache-2.0

//! Bidding: who leads, and which bids are refused.

use super::*;
use sp_runtime::{DispatchError, TokenError};

#[test]
fn a_first_bid_leads_with_its_money_on_hold() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		System::reset_events();

		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();

		assert_eq!(leader_of(1..=4), Some(ALICE));
		assert_eq!((held(ALICE), free(ALICE)), (30, 970));
		assert_eq!(ReservedAmounts::<Test>::get((ALICE, LEMON)), Some(30));
		assert_eq!(
			events(),
			vec![
				Event::Reserved { bidder: ALICE, extra_reserved: 30, total_amount: 30 },
				Event::BidAccepted {
					bidder: ALICE,
					para_id: LEMON,
					amount: 30,
					first_slot: 1,
					last_slot: 4
				},
			]
		);
	});
}

#[test]
fn the_standing_is_read_by_wallets_at_the_ranges_index() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).by(ALICE).for_para(LEMON).over(1..=1).is_accepted();
		bid(31).by(BOB).for_para(MANGO).over(2..=2).is_accepted();
		bid(50).by(CAROL).for_para(PLUM).over(8..=8).is_accepted();

		let standing = Winning::<Test>::get(0).unwrap();
		assert_eq!(standing[0], Some((ALICE, LEMON, 30)));
		assert_eq!(standing[8], Some((BOB, MANGO, 31)));
		assert_eq!(standing[35], Some((CAROL, PLUM, 50)));
		assert_eq!(standing.iter().flatten().count(), 3);
	});
}

#[test]
fn bids_for_overlapping_ranges_stand_side_by_side() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		bid(20).by(BOB).for_para(MANGO).over(2..=5).is_accepted();

		assert_eq!((leader_of(1..=4), leader_of(2..=5)), (Some(ALICE), Some(BOB)));
	});
}

#[test]
fn an_own_earlier_bid_for_the_para_counts_towards_the_new_one() {
	ExtBuilder::default().funds([(ALICE, 60)]).build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).over(1..=4).is_accepted();
		System::reset_events();

		bid(50).by(ALICE).over(1..=4).is_accepted();

		assert_eq!(held(ALICE), 50);
		assert!(events().contains(&Event::Reserved {
			bidder: ALICE,
			extra_reserved: 20,
			total_amount: 50
		}));
	});
}

#[test]
fn a_bid_that_is_covered_holds_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(50).by(ALICE).over(1..=4).is_accepted();
		System::reset_events();

		bid(30).by(ALICE).over(5..=8).is_accepted();

		assert_eq!(held(ALICE), 50);
		assert!(!events().iter().any(|event| matches!(event, Event::Reserved { .. })));
	});
}

#[test]
fn money_is_held_for_each_para_of_a_bidder() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		bid(20).by(ALICE).for_para(MANGO).over(5..=8).is_accepted();

		assert_eq!(held(ALICE), 50);
	});
}

#[test]
fn it_is_refused_when_it_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		assert_noop!(
			Auctions::bid(RuntimeOrigin::root(), LEMON, 1, 1, 4, 30),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn it_is_refused_when_it_is_for_another_auction() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).in_auction(2).is_refused(Error::<Test>::NotCurrentAuction);
		bid(30).in_auction(0).is_refused(Error::<Test>::NotCurrentAuction);
	});
}

#[test]
fn it_is_refused_when_no_auction_runs() {
	ExtBuilder::default().build_and_execute(|| {
		bid(30).is_refused(Error::<Test>::NotAuction);
	});
}

#[test]
fn it_is_refused_when_the_candle_has_burnt_down() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		run_to(burnt_down_at() - 1);
		hypothetically!(bid(30).is_accepted());

		run_to_vrf_delay();

		bid(30).is_refused(Error::<Test>::AuctionEnded);
	});
}

#[test]
fn it_is_refused_when_the_auction_is_being_cleared() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		cancel();

		bid(30).is_refused(Error::<Test>::AuctionEnded);
	});
}

#[test]
fn it_is_refused_when_its_periods_are_not_on_offer() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).over(0..=4).is_refused(Error::<Test>::RangeNotOnOffer);
		bid(30).over(8..=9).is_refused(Error::<Test>::RangeNotOnOffer);
		#[allow(clippy::reversed_empty_ranges)]
		bid(30).over(4..=3).is_refused(Error::<Test>::RangeNotOnOffer);
		bid(30).over(1..=u32::MAX).is_refused(Error::<Test>::RangeNotOnOffer);
	});
}

#[test]
fn it_is_refused_when_the_para_is_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).for_para(UNREGISTERED).is_refused(Error::<Test>::ParaNotRegistered);
	});
}

#[test]
fn it_is_refused_when_the_para_has_a_lease_in_its_range() {
	ExtBuilder::default().build_and_execute(|| {
		World::force_lease(LEMON, 3..=3);
		auction().start();

		bid(30).for_para(LEMON).over(1..=4).is_refused(Error::<Test>::AlreadyLeasedOut);
		bid(30).for_para(LEMON).over(4..=8).is_accepted();
	});
}

#[test]
fn it_is_refused_when_it_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(0).is_refused(Error::<Test>::BidIsZero);
	});
}

#[test]
fn it_is_refused_when_it_does_not_lead() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).over(1..=4).is_accepted();

		bid(29).by(BOB).over(1..=4).is_refused(Error::<Test>::BidTooLow);
		bid(30).by(BOB).over(1..=4).is_refused(Error::<Test>::BidTooLow);
		bid(30).by(ALICE).over(1..=4).is_refused(Error::<Test>::BidTooLow);
	});
}

#[test]
fn it_is_refused_when_it_leads_by_less_than_the_minimum_increment() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(1).is_refused(Error::<Test>::IncrementTooSmall);
		bid(30).by(ALICE).over(1..=4).is_accepted();

		bid(31).by(BOB).over(1..=4).is_refused(Error::<Test>::IncrementTooSmall);
		bid(32).by(BOB).over(1..=4).is_accepted();
	});
}

#[test]
fn it_is_refused_when_the_bidder_has_too_little() {
	ExtBuilder::default().funds([(ALICE, 50)]).build_and_execute(|| {
		auction().start();

		bid(50).by(ALICE).is_refused(TokenError::FundsUnavailable);
		bid(49).by(ALICE).is_accepted();
	});
}
