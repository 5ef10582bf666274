// SPDX-License-Identifier: Apache-2.0

//! Settlement: from winning bids to leases.

use super::*;
use canary_primitives::traits::PlaceBids;
use frame_support::traits::Hooks;

#[test]
fn the_leader_at_the_picked_sample_gets_the_lease() {
	ExtBuilder::default().build_and_execute(|| {
		MinimumIncrement::set(1);
		auction().start();
		run_to_sample(2);
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		run_to_sample(3);
		bid(31).by(BOB).for_para(MANGO).over(1..=4).is_accepted();
		assert_eq!((held(ALICE), held(BOB)), (30, 31));

		hypothetically!({
			settle_at(2);
			run_until_cleared();
			assert_eq!(World::leaseholder(LEMON, 4), Some((ALICE, 30)));
			assert_eq!((free(ALICE), free(BOB)), (970, 1_000));
		});
		settle_at(3);
		run_until_cleared();
		assert_eq!(World::leaseholder(MANGO, 4), Some((BOB, 31)));
		assert_eq!((free(ALICE), free(BOB)), (1_000, 969));
	});
}

#[test]
fn a_winners_money_passes_from_bid_to_lease() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
		System::reset_events();

		settle_at(0);

		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 30, 970));
		assert_eq!(
			events(),
			vec![
				Event::WinningOffset { auction_index: 1, block_number: 0 },
				Event::BidWon {
					bidder: ALICE,
					para_id: LEMON,
					amount: 30,
					first_slot: 1,
					last_slot: 4
				},
				Event::AuctionClosed { auction_index: 1 },
			]
		);
	});
}

#[test]
fn a_winners_money_is_never_free() {
	// Releasing and holding again would leave events of Balances, which the passing does not.
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		System::reset_events();

		settle_at(0);

		assert_eq!(System::read_events_for_pallet::<pallet_balances::Event<Test>>(), vec![]);
	});
}

#[test]
fn a_winner_by_an_old_sample_gets_the_surplus_of_their_later_bid_back() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		run_to_sample(2);
		bid(50).by(ALICE).is_accepted();

		settle_at(1);
		run_until_cleared();

		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 30, 970));
	});
}

#[test]
fn two_ranges_won_for_one_para_are_paid_by_the_larger_amount() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(20).by(ALICE).over(1..=4).is_accepted();
		bid(50).by(ALICE).over(5..=8).is_accepted();

		settle_at(0);
		run_until_cleared();

		assert_eq!(World::leaseholder(LEMON, 1), Some((ALICE, 20)));
		assert_eq!(World::leaseholder(LEMON, 8), Some((ALICE, 50)));
		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 50, 950));
	});
}

#[test]
fn a_deposit_already_made_for_the_para_counts() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(50).by(ALICE).over(1..=1).is_accepted();
		settle_at(0);
		run_until_cleared();
		auction().of_periods_from(2).start();
		bid(60).by(ALICE).over(2..=2).is_accepted();

		settle_at(0);
		run_until_cleared();

		assert_eq!((held(ALICE), held_for_leases(ALICE), free(ALICE)), (0, 60, 940));
	});
}

#[test]
fn several_paras_win_side_by_side() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(20).by(ALICE).for_para(LEMON).over(1..=2).is_accepted();
		bid(30).by(BOB).for_para(MANGO).over(3..=8).is_accepted();
		bid(10).by(CAROL).for_para(PLUM).over(1..=8).is_accepted();

		settle_at(0);
		run_until_cleared();

		assert_eq!(World::leaseholder(LEMON, 2), Some((ALICE, 20)));
		assert_eq!(World::leaseholder(MANGO, 3), Some((BOB, 30)));
		assert_eq!(World::leaseholder(PLUM, 1), None);
		assert_eq!(free(CAROL), 1_000);
	});
}

#[test]
fn one_refused_lease_leaves_the_others_alone() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(20).by(ALICE).for_para(LEMON).over(1..=2).is_accepted();
		bid(30).by(BOB).for_para(MANGO).over(3..=8).is_accepted();
		World::force_lease(LEMON, 2..=2);
		System::reset_events();

		settle_at(0);
		run_until_cleared();

		assert_eq!(World::leaseholder(MANGO, 3), Some((BOB, 30)));
		assert_eq!(free(ALICE), 1_000);
		let reason = Error::<Test>::AlreadyLeasedOut.into();
		assert!(events().contains(&Event::LeaseRefused {
			bidder: ALICE,
			para_id: LEMON,
			amount: 20,
			first_slot: 1,
			last_slot: 2,
			reason,
		}));
	});
}

#[test]
fn p3_whoever_is_next_best_wins_where_the_best_cannot_have_a_lease() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(20).by(ALICE).for_para(LEMON).over(1..=8).is_accepted();
		bid(15).by(BOB).for_para(MANGO).over(1..=4).is_accepted();
		bid(14).by(CAROL).for_para(PLUM).over(5..=8).is_accepted();
		World::force_lease(LEMON, 8..=8);

		settle_at(0);
		run_until_cleared();

		let told = |event: &&Event<Test>| {
			matches!(event, Event::LeaseRefused { bidder: ALICE, .. } | Event::BidWon { .. })
		};
		assert_eq!(events().iter().filter(told).count(), 3);
		assert_eq!(World::leaseholder(MANGO, 4), Some((BOB, 15)));
		assert_eq!(World::leaseholder(PLUM, 5), Some((CAROL, 14)));
		assert_eq!((held(ALICE), free(ALICE)), (0, 1_000));
	});
}

#[test]
fn p3_at_most_eight_bids_are_passed_over() {
	let bidders = 1..=10;
	ExtBuilder::default()
		.funds(bidders.clone().map(|who| (who, 1_000)))
		.paras((0..10).map(|n| ParaId(2_000 + n)))
		.build_and_execute(|| {
			auction().start();
			// Each of them would win if those before were absent.
			let ranges = (1..=8).rev().map(|last| 1..=last).chain([2..=8, 3..=8]);
			let para = |bidder: u64| ParaId(1_999 + bidder as u32);
			for (bidder, periods) in bidders.clone().zip(ranges) {
				let amount = 900 - 80 * bidder;
				bid(amount).by(bidder).for_para(para(bidder)).over(periods).is_accepted();
			}
			bidders.for_each(|bidder| World::force_lease(para(bidder), 1..=8));

			settle_at(0);
			run_until_cleared();

			let refused = |event: &&Event<Test>| matches!(event, Event::LeaseRefused { .. });
			let told = events().iter().filter(refused).count();
			assert!((8..=10).contains(&told), "{told}");
			assert_eq!(all_on_hold_for_bids(), 0);
		});
}

#[test]
fn a_winner_gets_their_lease_though_the_para_was_deregistered() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).is_accepted();
		World::deregister(LEMON);

		settle_at(0);

		// Otherwise a bidder could outbid everyone at no cost, and then deregister the para.
		assert_eq!(held_for_leases(ALICE), 30);
	});
}

/// Each of the eight periods on offer goes to another of the bidders 1 to 8, who has bid 100.
fn eight_winners() {
	auction().start();
	for bidder in 1..=8 {
		let para = ParaId(1_999 + bidder as u32);
		let period = bidder as u32;
		bid(100).by(bidder).for_para(para).over(period..=period).is_accepted();
	}
	settle_at(0);
}

fn eight_bidders() -> ExtBuilder {
	ExtBuilder::default()
		.funds((1..=8).map(|who| (who, 1_000)))
		.paras((0..8).map(|n| ParaId(2_000 + n)))
}

/// The periods that are leased, of the eight that were on offer.
fn leased_periods() -> Vec<u32> {
	let leased = |period: &u32| World::leaseholder(ParaId(1_999 + period), *period).is_some();
	(1..=8).filter(leased).collect()
}

#[test]
fn three_winners_get_their_leases_in_the_closing_block_beginning_with_the_first_period() {
	eight_bidders().build_and_execute(|| {
		eight_winners();

		assert_eq!(leased_periods(), [1, 2, 3]);
	});
}

#[test]
fn the_money_of_winners_who_wait_for_the_next_block_stays_held_for_their_bids() {
	eight_bidders().build_and_execute(|| {
		eight_winners();

		Auctions::on_idle(System::block_number(), Weight::MAX);

		assert_eq!([3, 4].map(held), [0, 100]);
		assert!(<Auctions as PlaceBids>::may_still_win(&4, ParaId(2_003)));
		assert!(!<Auctions as PlaceBids>::may_still_win(&3, ParaId(2_002)));
	});
}

#[test]
fn the_other_winners_get_their_leases_in_the_next_blocks_and_nothing_remains() {
	eight_bidders().build_and_execute(|| {
		eight_winners();

		run_to(System::block_number() + 1);
		assert_eq!(leased_periods(), [1, 2, 3, 4, 5, 6]);
		run_to(System::block_number() + 1);
		assert_eq!(leased_periods(), [1, 2, 3, 4, 5, 6, 7, 8]);
		assert_eq!(Granting::<Test>::get(), None);

		run_until_cleared();
		assert_eq!(all_on_hold_for_bids(), 0);
	});
}

#[test]
fn an_auction_whose_winners_wait_cannot_be_cancelled() {
	eight_bidders().build_and_execute(|| {
		eight_winners();

		assert_noop!(Auctions::cancel_auction(RuntimeOrigin::root()), Error::<Test>::AuctionEnded);
	});
}
