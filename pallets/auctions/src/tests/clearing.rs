// SPDX-License-Identifier: Apache-2.0

//! Clearing: the records of an auction are removed in pages, and the next auction waits for it.

use super::*;
use frame_support::traits::Hooks;

/// An auction settled with this many bidders held, each outbid by the next in a sample of their own.
fn settled_with_bidders(bidders: u64) {
	auction().start();
	run_to_sample(1);
	for bidder in 1..=bidders {
		run_to_sample(bidder);
		bid(bidder * 2).by(bidder).is_accepted();
	}
	settle_at(bidders);
}

fn with_bidders(bidders: u64) -> ExtBuilder {
	ExtBuilder::default()
		.lease_length(1_000)
		.funds((1..=bidders).map(|who| (who, 1_000)))
		.candle(2 * (bidders + 1), 2)
}

#[test]
fn nothing_remains_when_a_block_has_room() {
	with_bidders(100).build_and_execute(|| {
		settled_with_bidders(100);
		System::reset_events();

		Auctions::on_idle(System::block_number(), Weight::MAX);

		assert!(!AuctionInfo::<Test>::exists());
		assert_eq!(Winning::<Test>::iter_keys().count(), 0);
		assert_eq!(all_on_hold_for_bids(), 0);
		assert_eq!(events().last(), Some(&Event::AuctionCleared { auction_index: 1 }));
	});
}

#[test]
fn it_ends_though_no_block_has_idle_weight() {
	with_bidders(100).idle_room(Weight::zero()).build_and_execute(|| {
		settled_with_bidders(100);

		let blocks = run_until_cleared();

		assert!((5..=40).contains(&blocks), "it took {blocks} blocks");
		assert_eq!(all_on_hold_for_bids(), 0);
	});
}

#[test]
fn a_page_keeps_to_its_guaranteed_weight() {
	with_bidders(100).idle_room(Weight::zero()).build_and_execute(|| {
		settled_with_bidders(100);
		let most = Auctions::guaranteed_page() + <Weights as WeightInfo>::tick();

		while AuctionInfo::<Test>::exists() {
			System::set_block_number(System::block_number() + 1);
			let before = bidders_held();
			assert!(Auctions::on_initialize(System::block_number()).all_lte(most));
			assert!(before - bidders_held() <= 20);
			assert_ok!(try_state());
		}
	});
}

#[test]
fn idle_work_keeps_to_the_room_there_is() {
	with_bidders(100).build_and_execute(|| {
		settled_with_bidders(100);
		let room = <Weights as WeightInfo>::tick() + <Weights as WeightInfo>::release_bidder() * 7;
		let before = bidders_held();

		let used = Auctions::on_idle(System::block_number(), room);

		assert!(used.all_lte(room));
		assert_eq!(before - bidders_held(), 7);
	});
}

#[test]
fn idle_work_is_none_when_there_is_no_room() {
	with_bidders(10).build_and_execute(|| {
		settled_with_bidders(10);

		frame_support::assert_storage_noop!({
			assert_eq!(Auctions::on_idle(System::block_number(), Weight::zero()), Weight::zero());
		});
	});
}

#[test]
fn money_comes_back_before_samples_go() {
	with_bidders(100).idle_room(Weight::zero()).build_and_execute(|| {
		settled_with_bidders(100);

		while bidders_held() > 0 {
			assert_eq!(Winning::<Test>::iter_keys().count(), 101);
			run_to(System::block_number() + 1);
		}
	});
}

#[test]
fn the_next_auction_waits_until_nothing_remains() {
	with_bidders(100).idle_room(Weight::zero()).build_and_execute(|| {
		settled_with_bidders(100);

		while Winning::<Test>::iter_keys().next().is_some() {
			auction().is_refused(Error::<Test>::AuctionInProgress);
			assert!(AuctionInfo::<Test>::exists());
			run_to(System::block_number() + 1);
		}
		run_until_cleared();

		auction().start();
		assert_eq!(Winning::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn a_settled_auction_no_longer_runs() {
	with_bidders(10).idle_room(Weight::zero()).build_and_execute(|| {
		settled_with_bidders(10);

		assert_eq!(phase(), Phase::NotStarted);
		bid(30).is_refused(Error::<Test>::AuctionEnded);
	});
}
