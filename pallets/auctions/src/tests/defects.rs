// SPDX-License-Identifier: Apache-2.0

//! One test for each defect known of the SDK's auctions pallet, by its number in `docs/defects.md`.

use super::*;

/// A1: there was neither `try_state` nor `integrity_test`.
#[test]
fn a1_a_broken_state_is_found() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		auction().start();
		bid(30).is_accepted();
		assert_ok!(try_state());

		ReservedAmounts::<Test>::remove((ALICE, LEMON));

		assert!(try_state().is_err());
	});
}

/// A3: reserved amounts grew without bound in the ending period. Here the samples bound them: who
/// can win by none of them is not kept.
#[test]
fn a3_whoever_can_win_no_more_is_not_kept() {
	ExtBuilder::default().funds((1..=100).map(|who| (who, 1_000))).build_and_execute(|| {
		auction().start();
		run_to_sample(2);

		for bidder in 1..=100 {
			bid(bidder * 2).by(bidder).is_accepted();
		}

		assert_eq!(bidders_held(), 1);
	});
}

/// A4: the closing block removed every sample and released every bidder. `accesses` counts what it
/// does now.
#[test]
fn a4_the_closing_block_leaves_samples_and_losers_to_later_blocks() {
	ExtBuilder::default().idle_room(Weight::zero()).build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		run_to_sample(1);
		bid(40).by(BOB).for_para(MANGO).is_accepted();

		settle_at(1);

		assert_eq!(Winning::<Test>::iter_keys().count(), 5);
		assert_eq!(bidders_held(), 1);
		run_until_cleared();
		assert_eq!(held(ALICE), 0);
	});
}

/// A5: a winner whose lease could not be given lost without an event.
#[test]
fn a5_the_reason_for_a_refused_lease_is_reported() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		World::force_lease(LEMON, 1..=1);
		System::reset_events();

		settle_at(0);

		assert!(events()
			.iter()
			.any(|event| matches!(event, Event::LeaseRefused { bidder: ALICE, .. })));
	});
}

/// A6: the money of a winner whose para was leased meanwhile was confiscated for ever.
#[test]
fn a6_a_winner_without_a_lease_gets_their_money_back() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();
		World::force_lease(LEMON, 1..=1);

		settle_at(0);
		run_until_cleared();

		assert_eq!((held(ALICE), free(ALICE)), (0, 1_000));
		assert!(!events().iter().any(|event| matches!(event, Event::ReserveConfiscated { .. })));
	});
}

/// A7: an auction could end after the lease periods it had on offer.
#[test]
fn a7_even_the_latest_settlement_is_within_the_first_period_on_offer() {
	ExtBuilder::default().build_and_execute(|| {
		let longest = 199 - System::block_number() - EndingPeriod::get() - RandomnessTimeout::get();
		auction().lasting(longest + 1).is_refused(Error::<Test>::SettlementTooLate);
		auction().lasting(longest).start();
		bid(30).by(ALICE).over(1..=1).is_accepted();

		run_to(199);

		assert_eq!(World::leaseholder(LEMON, 1), Some((ALICE, 30)));
	});
}

/// A8: a losing bid was `Ok` without an event, the first bid could be zero, and there was no
/// minimum increment.
#[test]
fn a8_a_bid_that_does_not_lead_is_an_error() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(0).is_refused(Error::<Test>::BidIsZero);
		bid(30).by(ALICE).is_accepted();

		bid(30).by(BOB).is_refused(Error::<Test>::BidTooLow);
		bid(31).by(BOB).is_refused(Error::<Test>::IncrementTooSmall);
	});
}

/// A8: a bid that was covered already deposited an event about reserving nothing.
#[test]
fn a8_nothing_reserved_is_no_event() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).over(1..=4).is_accepted();
		bid(20).by(ALICE).over(5..=8).is_accepted();

		assert!(!events().iter().any(|e| matches!(e, Event::Reserved { extra_reserved: 0, .. })));
	});
}

/// A9: an auction hung for ever when randomness did not advance.
#[test]
fn a9_an_auction_closes_though_randomness_never_comes() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(ALICE).is_accepted();

		run_to(burnt_down_at() + RandomnessTimeout::get());
		run_until_cleared();

		assert_eq!(held_for_leases(ALICE), 30);
		auction().start();
	});
}

/// A10: a wrong winner was reported once.
#[test]
fn a10_reported_winners_are_those_of_the_reported_sample_who_hold_the_leases() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		for (sample, bidder, para) in [(0, ALICE, LEMON), (1, BOB, MANGO), (3, CAROL, PLUM)] {
			run_to_sample(sample);
			bid(30 + 10 * sample).by(bidder).for_para(para).over(1..=4).is_accepted();
		}

		for picked in 0..5 {
			hypothetically!({
				System::reset_events();
				settle_at(picked);

				let events = events();
				let Event::WinningOffset { block_number: reported, .. } = events[0] else {
					panic!("the sample is reported first")
				};
				let Event::BidWon { bidder, para_id, amount, .. } = events[1] else {
					panic!("then the winner")
				};
				assert_eq!(reported, picked);
				let standing = (0..=reported as u32).rev().find_map(Winning::<Test>::get).unwrap();
				assert!(standing.contains(&Some((bidder, para_id, amount))));
				assert_eq!(World::leaseholder(para_id, 1), Some((bidder, amount)));
				assert_eq!(held_for_leases(bidder), amount);
			});
		}
	});
}
