// SPDX-License-Identifier: Apache-2.0

//! The close: when the winning sample is known, and which it is.

use super::*;

fn standings_in_three_samples() {
	auction().start();
	bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted();
	run_to_sample(1);
	bid(40).by(BOB).for_para(MANGO).over(1..=4).is_accepted();
	run_to_sample(3);
	bid(50).by(CAROL).for_para(PLUM).over(1..=4).is_accepted();
}

fn winner() -> Option<AccountId> {
	[LEMON, MANGO, PLUM]
		.into_iter()
		.find_map(|para| World::leaseholder(para, 1))
		.map(|(who, _)| who)
}

#[test]
fn the_latest_record_up_to_the_picked_sample_counts() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();

		let winner_if_picked = |sample| {
			hypothetically!({
				settle_at(sample);
				winner()
			})
		};

		assert_eq!(winner_if_picked(0), Some(ALICE));
		assert_eq!(winner_if_picked(1), Some(BOB));
		assert_eq!(winner_if_picked(2), Some(BOB));
		assert_eq!(winner_if_picked(3), Some(CAROL));
		assert_eq!(winner_if_picked(4), Some(CAROL));
	});
}

#[test]
fn nobody_wins_when_the_picked_sample_is_before_the_first_bid() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		run_to_sample(2);
		bid(30).by(ALICE).is_accepted();

		settle_at(1);

		assert_eq!(winner(), None);
	});
}

#[test]
fn the_picked_sample_is_told() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();
		System::reset_events();

		settle_at(2);

		let events = events();
		assert_eq!(events[0], Event::WinningOffset { auction_index: 1, block_number: 2 });
		assert!(events.contains(&Event::AuctionClosed { auction_index: 1 }));
	});
}

#[test]
fn randomness_that_could_be_known_while_bidding_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();
		let end = burnt_down_at();
		World::reveal(seed_of(0), end - 1);

		run_to(end + 3);

		assert_eq!(phase(), Phase::VrfDelay { elapsed: 3 });
		assert_eq!(winner(), None);
	});
}

#[test]
fn randomness_counts_as_soon_as_it_comes() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();
		let end = burnt_down_at();
		run_to(end + 3);
		World::reveal(seed_of(0), end);

		run_to(end + 4);

		assert_eq!(winner(), Some(ALICE));
	});
}

#[test]
fn the_last_sample_counts_when_randomness_does_not_come_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();
		let end = burnt_down_at();
		run_to(end + RandomnessTimeout::get() - 1);
		assert_eq!(winner(), None);
		System::reset_events();

		run_to(end + RandomnessTimeout::get());

		assert_eq!(winner(), Some(CAROL));
		let events = events();
		assert_eq!(events[0], Event::RandomnessTimedOut { auction_index: 1 });
		assert_eq!(events[1], Event::WinningOffset { auction_index: 1, block_number: 4 });
	});
}

#[test]
fn an_auction_without_bids_closes() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		settle_at(2);

		run_until_cleared();

		assert!(events().contains(&Event::AuctionClosed { auction_index: 1 }));
		assert_eq!(phase(), Phase::NotStarted);
	});
}
