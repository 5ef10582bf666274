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
fn the_picked_sample_is_reported() {
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
fn p2_what_was_drawn_by_the_last_block_with_bids_or_earlier_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();
		World::let_authors_draw(draw_for(0));
		run_to(burnt_down_at());
		assert_eq!(Lot::<Test>::get(), ([0; 32], 0));

		hypothetically!({
			settle_at(3);
			assert_eq!(winner(), Some(CAROL));
		});
	});
}

#[test]
fn p2_every_draw_counts_and_the_last_decides() {
	ExtBuilder::default().candle(20, 1).build_and_execute(|| {
		auction().start();
		run_to(burnt_down_at());
		let sample_of = |draws: [u8; 3]| {
			hypothetically!({
				for drawn in draws {
					assert!(phase().is_running());
					World::let_authors_draw([drawn; 32]);
					run_to(System::block_number() + 1);
				}
				assert!(!phase().is_running());
				events().into_iter().find_map(|event| match event {
					Event::WinningOffset { block_number, .. } => Some(block_number),
					_ => None,
				})
			})
		};

		// One unknown draw makes the lot unknown.
		for unknown in 0..3 {
			let mut samples: Vec<_> = (0..100)
				.map(|drawn| {
					let mut draws = [7; 3];
					draws[unknown] = drawn;
					sample_of(draws).unwrap()
				})
				.collect();
			samples.sort_unstable();
			samples.dedup();
			assert!(samples.len() >= 18, "{} samples of 20", samples.len());
		}
	});
}

#[test]
fn draws_count_though_a_block_between_them_has_none() {
	ExtBuilder::default().build_and_execute(|| {
		standings_in_three_samples();
		let end = burnt_down_at();
		run_to(end);
		World::let_authors_draw(draw_for(0));
		run_to(end + 2);
		assert_eq!(Lot::<Test>::get().1, 2);
		World::let_nobody_draw();
		run_to(end + 3);
		assert_eq!(winner(), None);
		World::let_authors_draw(draw_for(0));

		run_to(end + 4);

		assert_eq!(winner(), Some(ALICE));
		assert!(!Lot::<Test>::exists());
	});
}

#[test]
fn nothing_is_left_of_a_lot_when_the_auction_is_cancelled() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		run_to(burnt_down_at());
		World::let_authors_draw([1; 32]);
		run_to(burnt_down_at() + 1);
		assert!(Lot::<Test>::exists());

		cancel();
		run_until_cleared();

		assert!(!Lot::<Test>::exists());
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
