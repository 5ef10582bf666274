// SPDX-License-Identifier: Apache-2.0

//! Cancelling an auction.

use super::*;
use sp_runtime::DispatchError;

#[test]
fn everyone_is_released_without_winners() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(2);
		bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();
		assert_eq!((held(ALICE), held(BOB)), (30, 40));
		System::reset_events();

		cancel();
		run_until_cleared();

		assert_eq!((free(ALICE), free(BOB)), (1_000, 1_000));
		assert_eq!(World::leaseholder(LEMON, 1), None);
		let events = events();
		assert_eq!(events[0], Event::AuctionCancelled { auction_index: 1 });
		assert_eq!(events[1], Event::AuctionClosed { auction_index: 1 });
		assert!(events.contains(&Event::Unreserved { bidder: ALICE, amount: 30 }));
		assert!(events.contains(&Event::Unreserved { bidder: BOB, amount: 40 }));
		assert_eq!(events.last(), Some(&Event::AuctionCleared { auction_index: 1 }));
	});
}

#[test]
fn it_works_while_randomness_is_awaited() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		run_to_vrf_delay();

		cancel();
		run_until_cleared();

		assert_eq!(free(ALICE), 1_000);
	});
}

#[test]
fn a_cancelled_auction_no_longer_runs() {
	ExtBuilder::default().idle_room(Weight::zero()).build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();

		cancel();

		assert_eq!(phase(), Phase::NotStarted);
	});
}

#[test]
fn it_is_refused_when_the_origin_is_not_the_admin() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		assert_noop!(
			Auctions::cancel_auction(RuntimeOrigin::signed(ALICE)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn it_is_refused_when_there_is_no_auction() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Auctions::cancel_auction(RuntimeOrigin::root()), Error::<Test>::NotAuction);
	});
}

#[test]
fn it_is_refused_when_the_auction_is_settled() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		settle_at(0);

		assert_noop!(Auctions::cancel_auction(RuntimeOrigin::root()), Error::<Test>::AuctionEnded);
	});
}
