// SPDX-License-Identifier: Apache-2.0

//! Opening an auction.

use super::*;
use crate::candle::MAX_SAMPLES;
use sp_runtime::{ArithmeticError, DispatchError};

#[test]
fn an_auction_is_opened_for_the_periods_on_offer() {
	ExtBuilder::default().build_and_execute(|| {
		run_to(5);

		auction().lasting(10).of_periods_from(1).start();

		assert_eq!(AuctionInfo::<Test>::get(), Some((1, 15)));
		assert_eq!(AuctionCounter::<Test>::get(), 1);
		assert_eq!(phase(), Phase::Starting);
		assert_eq!(
			events(),
			vec![Event::AuctionStarted { auction_index: 1, lease_period: 1, ending: 15 }]
		);
	});
}

#[test]
fn auctions_are_counted() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		cancel();
		run_until_cleared();

		auction().start();

		assert_eq!(AuctionCounter::<Test>::get(), 2);
	});
}

#[test]
fn the_candle_is_lit_at_once_when_the_starting_period_is_empty() {
	ExtBuilder::default().build_and_execute(|| {
		auction().lasting(0).start();

		assert_eq!(phase(), Phase::Ending { sample: 0, block_in_sample: 0 });
		assert_eq!(Winning::<Test>::get(0), Some(empty_standing()));
	});
}

#[test]
fn it_is_refused_when_the_origin_is_not_the_admin() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Auctions::new_auction(RuntimeOrigin::signed(ALICE), DURATION, OFFERED),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn it_is_refused_when_an_auction_runs() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		auction().is_refused(Error::<Test>::AuctionInProgress);
	});
}

#[test]
fn it_is_refused_when_the_first_period_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		run_to(LeaseLength::get() * 2);

		auction().of_periods_from(1).is_refused(Error::<Test>::LeasePeriodInPast);
	});
}

#[test]
fn it_is_refused_when_it_might_settle_after_the_first_period() {
	ExtBuilder::default().build_and_execute(|| {
		// Block 199 is the last of period 1.
		let longest = 199 - System::block_number() - EndingPeriod::get() - RandomnessTimeout::get();

		auction().lasting(longest + 1).is_refused(Error::<Test>::SettlementTooLate);
		auction().lasting(longest).start();
	});
}

#[test]
fn it_is_refused_when_it_might_settle_before_there_are_lease_periods() {
	ExtBuilder::default().build_and_execute(|| {
		LeaseOffset::set(50);
		let shortest = 50 - System::block_number() - EndingPeriod::get();

		auction().lasting(shortest - 1).is_refused(Error::<Test>::SettlementTooEarly);
		auction().lasting(shortest).of_periods_from(0).start();
	});
}

#[test]
fn p3_it_is_refused_when_no_lease_can_be_given_so_far_ahead() {
	ExtBuilder::default().build_and_execute(|| {
		// It is settled in period 0, and leases are given up to period 15.
		auction().of_periods_from(9).is_refused(Error::<Test>::LeasePeriodTooFar);
		auction().of_periods_from(8).start();
		bid(30).by(ALICE).for_para(LEMON).over(8..=15).is_accepted();

		settle_at(0);

		assert_eq!(World::leaseholder(LEMON, 15), Some((ALICE, 30)));
	});
}

#[test]
fn it_is_refused_when_its_samples_cannot_all_be_recorded() {
	ExtBuilder::default().build_and_execute(|| {
		LeaseLength::set(1_000_000);
		SampleLength::set(1);
		EndingPeriod::set(u64::from(MAX_SAMPLES) + 1);

		auction().is_refused(Error::<Test>::TooManySamples);
		EndingPeriod::set(u64::from(MAX_SAMPLES));
		auction().start();
	});
}

#[test]
fn it_is_refused_when_its_block_numbers_overflow() {
	ExtBuilder::default().build_and_execute(|| {
		auction().lasting(u64::MAX).is_refused(ArithmeticError::Overflow);
		auction().lasting(u64::MAX - 10).is_refused(ArithmeticError::Overflow);
		auction().of_periods_from(u32::MAX - 5).is_refused(ArithmeticError::Overflow);
	});
}

#[test]
fn a_configuration_that_works_passes_the_integrity_test() {
	ExtBuilder::default()
		.build_and_execute(<Auctions as frame_support::traits::Hooks<u64>>::integrity_test);
}

#[test]
#[should_panic = "the ending period has no more samples than can be recorded"]
fn the_integrity_test_fails_when_too_many_samples_are_taken() {
	ExtBuilder::default()
		.candle(100_000, 1)
		.build_and_execute(<Auctions as frame_support::traits::Hooks<u64>>::integrity_test);
}

#[test]
#[should_panic = "the lot can be drawn before the auction closes without it"]
fn the_integrity_test_fails_when_the_lot_comes_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		RandomnessTimeout::set(2);
		<Auctions as frame_support::traits::Hooks<u64>>::integrity_test();
	});
}
