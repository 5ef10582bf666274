// SPDX-License-Identifier: Apache-2.0

//! A test for each attack on auctions in `docs/security.md`.

use super::*;

/// An attacker overbids themselves in each of Kusama's 3,600 samples, each time from another account,
/// so that all of these stay held. A higher bid is still accepted, and everyone gets their money back
/// in the end.
#[test]
fn p1_however_many_bidders_are_held_a_newcomer_may_bid() {
	const SAMPLES: u64 = 3_600;
	const NEWCOMER: AccountId = SAMPLES + 1;
	ExtBuilder::default()
		.lease_length(1_000_000)
		.funds((1..=NEWCOMER).map(|who| (who, 10_000)))
		.candle(20 * SAMPLES, 20)
		.idle_room(Weight::zero())
		.build_and_execute(|| {
			auction().start();
			for sample in 0..SAMPLES {
				run_to_sample(sample);
				bid(2 * (sample + 1)).by(sample + 1).is_accepted();
			}
			assert_eq!(bidders_held(), SAMPLES);

			bid(10_000 - 1).by(NEWCOMER).for_para(MANGO).over(1..=8).is_accepted();

			settle_at(SAMPLES - 1);
			assert_eq!(held_for_leases(NEWCOMER), 10_000 - 1);
			let blocks = run_until_cleared();
			assert!(blocks <= SAMPLES / tick::RELEASED_PER_BLOCK + 2_000, "{blocks} blocks");
			assert_eq!(all_on_hold_for_bids(), 0);
		});
}

/// The same with every range in each sample, as the attack was first tried: 28 samples of 36
/// bidders held 1,008 accounts, and the bound of the time was 1,000.
#[test]
fn p1_also_when_every_range_is_led_by_another_account_in_each_sample() {
	ExtBuilder::default()
		.lease_length(10_000)
		.funds((1..=1_009).map(|who| (who, 10_000)))
		.candle(60, 2)
		.build_and_execute(|| {
			auction().start();
			for sample in 0..28 {
				run_to_sample(sample);
				for (n, range) in (1..).zip(LeaseRange::all()) {
					let periods = range.periods(OFFERED).unwrap();
					bid(2 * (sample + 1)).by(36 * sample + n).over(periods).is_accepted();
				}
			}
			assert_eq!(bidders_held(), 1_008);

			for range in LeaseRange::all() {
				let periods = range.periods(OFFERED).unwrap();
				hypothetically!(bid(100).by(1_009).for_para(MANGO).over(periods).is_accepted());
			}
		});
}
