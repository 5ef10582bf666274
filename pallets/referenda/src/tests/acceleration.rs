// SPDX-License-Identifier: Apache-2.0

//! Accelerations: shorter periods, lent places, and unchanged requirements.
//!
//! The first track prepares for 4 blocks, decides for 20, confirms for 3 and enacts after 5.

use super::*;
use canary_primitives::{
	traits::{AccelerateReferenda, EndReferenda, InspectReferenda},
	AccelerationEnd, Haste,
};

fn haste(decision_period: u64, enactment_delay: u64) -> Haste<u64> {
	Haste { decision_period, enactment_delay }
}

#[track_caller]
fn accelerate(index: u32, decision_period: u64) {
	assert_ok!(Referenda::accelerate(index, haste(decision_period, 1)));
}

fn place(index: u32) -> Option<HeldPlace> {
	Accelerations::<Test>::get(index).map(|acceleration| acceleration.place)
}

#[test]
fn the_decision_begins_at_once_when_the_referendum_is_preparing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();

		accelerate(index, 6);

		assert_eq!((deciding_since(index), place(index)), (Some(1), Some(HeldPlace::Lent)));
		assert_eq!(Referenda::accelerated_until(index), Some(7));
		assert_eq!(deciding_count(), 0);
	});
}

#[test]
fn the_decision_begins_at_once_when_the_track_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		let first = deciding();
		let (second, third) = (queued_with(2), queued_with(1));

		accelerate(third, 6);

		assert_eq!((deciding_since(third), place(third)), (Some(now()), Some(HeldPlace::Lent)));
		assert_eq!((queue(), deciding_count()), (vec![third, second], 1));
		// The lent place does not count: the track goes on as if it were not there.
		assert_ok!(Referenda::cancel(root(), first));
		assert_eq!((deciding_since(second), deciding_count()), (Some(now()), 1));
	});
}

#[test]
fn the_decision_begins_with_the_deposit_when_that_comes_later() {
	ExtBuilder::default().queue_of(0).build_and_execute(|| {
		deciding();
		let late = submitted();
		run_to(now() + 4);
		assert_noop!(Referenda::place_decision_deposit(by(BOB), late), Error::<Test>::Full);
		accelerate(late, 6);
		run_to(now() + 2);
		assert_eq!(status(late).deciding, None);

		place_deposit(late);

		assert_eq!((deciding_since(late), place(late)), (Some(now()), Some(HeldPlace::Lent)));
	});
}

#[test]
fn the_place_is_the_tracks_when_the_referendum_gets_one_anyway() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		run_to(6);
		accelerate(index, 6);

		place_deposit(index);

		assert_eq!((place(index), deciding_count()), (Some(HeldPlace::Own), 1));
	});
}

#[test]
fn an_overwhelming_vote_is_enacted_after_the_shorter_periods() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 2);

		vote(index, 100, 0);
		assert_eq!(confirming_until(index), Some(3));

		run_to(3);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(3, None, None)));
		assert_eq!(Watched::get(), [(index, AccelerationEnd::ReferendumOver)]);
		assert!(!is_enacted(index));
		run_to(4);
		assert!(is_enacted(index));
	});
}

#[test]
fn a_period_longer_than_the_tracks_lengthens_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		run_to(5);
		assert_ok!(Referenda::accelerate(index, haste(10, 15)));
		place_deposit(index);

		vote(index, 100, 0);

		assert_eq!((now(), confirming_until(index)), (5, Some(8)));
		run_to(12);
		assert!(!is_enacted(index));
		run_to(13);
		assert!(is_enacted(index));
	});
}

#[test]
fn an_acceleration_for_more_than_half_of_the_decision_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		assert_noop!(Referenda::accelerate(index, haste(11, 1)), Error::<Test>::HastensNothing);
		assert_ok!(Referenda::accelerate(index, haste(10, 1)));
	});
}

#[test]
fn a_free_place_replaces_the_lent_one_when_it_reaches_the_front_of_the_queue() {
	ExtBuilder::default().build_and_execute(|| {
		let first = deciding();
		let (second, third) = (queued_with(2), queued_with(1));
		accelerate(second, 6);
		let begun = now();
		next_block();

		assert_ok!(Referenda::cancel(root(), first));

		assert_eq!((place(second), deciding_count()), (Some(HeldPlace::Own), 1));
		assert_eq!((queue(), status(third).deciding), (vec![third], None));
		run_to(begun + 6);
		assert_eq!((deciding_since(second), place(second)), (Some(begun), None));
	});
}

#[test]
fn a_free_place_goes_to_the_referendum_with_more_ayes() {
	ExtBuilder::default().build_and_execute(|| {
		let first = deciding();
		let (second, third) = (queued_with(1), queued_with(2));
		accelerate(second, 6);
		next_block();
		vote(second, 3, 3);
		vote(second, 1, 1);

		assert_ok!(Referenda::cancel(root(), first));

		assert_eq!((place(second), deciding_count()), (Some(HeldPlace::Lent), 1));
		assert_eq!((queue(), deciding_since(third)), (vec![second], Some(now())));
	});
}

#[test]
fn it_gets_a_place_of_the_track_as_soon_as_it_is_ready() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 6);

		run_to(4);
		assert_eq!((place(index), deciding_count()), (Some(HeldPlace::Lent), 0));
		run_to(5);
		assert_eq!((place(index), deciding_count()), (Some(HeldPlace::Own), 1));
		run_to(7);
		assert_eq!((deciding_since(index), place(index)), (Some(1), None));
	});
}

#[test]
fn it_is_queued_as_soon_as_it_is_ready() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let index = preparing();
		accelerate(index, 8);
		run_to(now() + 3);
		assert_eq!(queue(), Vec::<u32>::new());

		next_block();

		assert_eq!((queue(), place(index)), (vec![index], Some(HeldPlace::Lent)));
		run_to(now() + 4);
		assert_eq!((queue(), status(index).deciding, alarm_at(index)), (vec![index], None, None));
	});
}

#[test]
fn a_lent_decision_does_not_count_for_the_timeout() {
	ExtBuilder::default().queue_of(0).build_and_execute(|| {
		deciding();
		let late = submitted();
		run_to(26);
		preparing();
		run_to(30);
		accelerate(late, 8);
		place_deposit(late);
		assert_eq!(place(late), Some(HeldPlace::Lent));

		// Without the eight blocks it would have timed out at 35.
		run_to(38);

		assert_eq!((status(late).deciding, alarm_at(late)), (None, Some(43)));
		run_to(43);
		assert!(matches!(info(late), Some(ReferendumInfo::TimedOut(43, ..))));
	});
}

#[test]
fn one_displaced_from_the_queue_is_decided_to_the_end_in_its_lent_place() {
	ExtBuilder::default().queue_of(1).build_and_execute(|| {
		deciding();
		let first = queued_with(1);
		let second = preparing();
		vote(second, 2, 2);
		accelerate(first, 8);

		run_to(now() + 4);

		assert_eq!((queue(), place(first)), (vec![second], Some(HeldPlace::Lent)));
		assert!(status(first).decision_deposit.is_some());
		vote(first, 100, 0);
		run_to(now() + 3);
		assert!(matches!(info(first), Some(ReferendumInfo::Approved(..))));
	});
}

#[test]
fn an_acceleration_does_not_change_the_requirements() {
	ExtBuilder::default().places(2).build_and_execute(|| {
		let (accelerated, ordinary) = (preparing(), preparing());
		run_to(5);
		accelerate(accelerated, 10);

		for _ in 0..9 {
			next_block();
			let demands = |index| {
				let view = <Referenda as InspectReferenda>::requirements(index).unwrap();
				(view.approval.required, view.support.required)
			};
			assert_eq!(demands(accelerated), demands(ordinary));
		}
	});
}

#[test]
fn an_accelerated_referendum_that_the_curves_refuse_is_not_approved() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 2);

		vote(index, 47, 2);

		assert_eq!(confirming_until(index), None);
		run_to(3);
		assert_eq!(status(index).deciding, None);
	});
}

#[test]
fn a_confirmation_that_begins_in_time_is_brought_to_its_end() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 3);
		run_to(3);

		vote(index, 100, 0);

		run_to(4);
		assert_eq!((confirming_until(index), place(index)), (Some(6), Some(HeldPlace::Lent)));
		run_to(6);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(6, None, None)));
	});
}

#[test]
fn a_confirmation_aborted_too_late_ends_the_acceleration_in_the_next_block() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 3);
		run_to(3);
		vote(index, 100, 0);
		run_to(5);

		vote(index, 0, 100);
		assert_eq!(alarm_at(index), Some(6));
		// Another vote in the same block is only noted.
		vote(index, 100, 0);
		assert_eq!(confirming_until(index), None);

		run_to(6);
		assert_eq!(Watched::get(), [(index, AccelerationEnd::RanOut)]);
		// By now it is ready, and has a place of the track's own.
		assert_eq!((deciding_since(index), confirming_until(index)), (Some(1), Some(9)));
		assert_eq!(deciding_count(), 1);
	});
}

#[test]
fn a_referendum_that_is_not_ready_prepares_again_when_its_acceleration_runs_out() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 2);
		forget_events();

		run_to(3);

		assert_eq!(status(index).deciding, None);
		assert_eq!((alarm_at(index), Accelerations::<Test>::get(index)), (Some(5), None));
		assert_eq!(events(), [Event::PlaceReturned { index, track: ROOT }]);
		assert_eq!(Watched::get(), [(index, AccelerationEnd::RanOut)]);
		run_to(5);
		assert_eq!(deciding_since(index), Some(5));
	});
}

#[test]
fn a_referendum_queues_again_when_its_acceleration_runs_out() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let (first, second) = (queued_with(2), queued_with(1));
		accelerate(first, 2);

		run_to(now() + 2);

		assert_eq!((queue(), status(first).deciding), (vec![second, first], None));
	});
}

#[test]
fn a_referendum_is_turned_away_when_the_queue_has_filled_up_meanwhile() {
	ExtBuilder::default().queue_of(1).build_and_execute(|| {
		deciding();
		let first = queued_with(1);
		let second = preparing();
		vote(second, 2, 2);
		run_to(now() + 3);
		accelerate(first, 2);
		forget_events();

		run_to(now() + 2);

		assert_eq!(queue(), [second]);
		assert!(status(first).decision_deposit.is_none());
		assert!(events().contains(&Event::TurnedAway { index: first, track: ROOT }));
	});
}

#[test]
fn a_referendum_with_a_place_of_its_track_keeps_it_when_its_acceleration_runs_out() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		accelerate(index, 2);

		run_to(7);

		assert_eq!((deciding_since(index), Accelerations::<Test>::get(index)), (Some(5), None));
		assert_eq!(Watched::get(), [(index, AccelerationEnd::RanOut)]);
		run_to(25);
		assert_eq!(info(index), Some(ReferendumInfo::Rejected(25, None, None)));
	});
}

#[test]
fn an_acceleration_without_a_deposit_runs_out() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		accelerate(index, 2);
		assert_eq!(alarm_at(index), Some(3));

		run_to(3);

		assert_eq!((Accelerations::<Test>::get(index), alarm_at(index)), (None, Some(31)));
	});
}

#[test]
fn d1_an_acceleration_of_no_blocks_ends_in_the_block_it_began() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		vote(index, 100, 0);

		accelerate(index, 0);

		assert_eq!((status(index).deciding, Accelerations::<Test>::get(index)), (None, None));
		assert_eq!(Watched::get(), [(index, AccelerationEnd::RanOut)]);
		assert_eq!(alarm_at(index), Some(5));
	});
}

#[test]
fn an_acceleration_runs_out_at_its_block_even_without_a_nudge() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		let index = preparing();
		accelerate(index, 2);

		// The block is reached without the scheduler.
		System::set_block_number(3);
		vote(index, 100, 0);

		assert_eq!(confirming_until(index), None);
		nudge_takes(index, Branch::Preparing);
		assert_eq!(Accelerations::<Test>::get(index), None);
	});
}

#[test]
fn ending_an_acceleration_takes_a_lent_place_away() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 6);
		vote(index, 100, 0);
		forget_events();

		assert_ok!(Referenda::end_acceleration(index));

		assert_eq!(status(index).deciding, None);
		assert_eq!(
			events(),
			[Event::ConfirmAborted { index }, Event::PlaceReturned { index, track: ROOT }]
		);
		// The caller knows already.
		assert_eq!(Watched::get(), []);
		run_to(8);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(8, None, None)));
		run_to(12);
		assert!(!is_enacted(index));
		run_to(13);
		assert!(is_enacted(index));
	});
}

#[test]
fn ending_an_acceleration_gives_a_confirmation_the_length_of_its_track() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		accelerate(index, 1);
		vote(index, 100, 0);
		assert_eq!(confirming_until(index), Some(6));

		assert_ok!(Referenda::end_acceleration(index));

		assert_eq!(confirming_until(index), Some(8));
		run_to(8);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(8, None, None)));
	});
}

#[test]
fn an_acceleration_shortens_a_confirmation_that_has_begun() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		accelerate(index, 1);
		assert_eq!(confirming_until(index), Some(6));

		assert_ok!(Referenda::end_acceleration(index));
		assert_eq!(confirming_until(index), Some(8));

		// It never lengthens one.
		run_to(7);
		accelerate(index, 3);
		assert_eq!(confirming_until(index), Some(8));
	});
}

#[test]
fn a_confirmation_that_was_aborted_while_accelerated_begins_anew() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		run_to(7);
		accelerate(index, 1);
		vote(index, 0, 100);
		vote(index, 100, 0);
		assert_eq!(confirming_until(index), Some(8));

		assert_ok!(Referenda::end_acceleration(index));

		assert_eq!(confirming_until(index), Some(10));
	});
}

#[test]
fn every_end_of_a_referendum_ends_its_acceleration() {
	type End = fn(u32);
	let ends: [(&str, End); 5] = [
		("cancelled", |index| {
			accelerate(index, 10);
			<Referenda as EndReferenda>::cancel(index).unwrap();
		}),
		("killed", |index| {
			accelerate(index, 10);
			<Referenda as EndReferenda>::kill(index).unwrap();
		}),
		("timed out", |index| {
			run_to(25);
			accelerate(index, 10);
			run_to(31);
		}),
		("rejected", |index| {
			place_deposit(index);
			run_to(20);
			accelerate(index, 10);
			run_to(25);
		}),
		("approved", |index| {
			accelerate(index, 10);
			place_deposit(index);
			vote(index, 100, 0);
			run_to(4);
		}),
	];
	for (how, end) in ends {
		ExtBuilder::default().build_and_execute(|| {
			let index = submitted();

			end(index);

			assert!(Referenda::ensure_ongoing(index).is_err(), "{how}");
			assert_eq!(Accelerations::<Test>::get(index), None, "{how}");
			assert_eq!(Watched::get(), [(index, AccelerationEnd::ReferendumOver)], "{how}");
		});
	}
}

#[test]
fn the_end_of_its_track_ends_a_referendum_with_its_acceleration() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 6);
		FirstTrackExists::set(false);

		run_to(7);

		assert!(matches!(info(index), Some(ReferendumInfo::TimedOut(..))));
		assert_eq!(Accelerations::<Test>::get(index), None);
	});
}

#[test]
fn the_end_of_a_lent_decision_frees_no_place_of_the_track() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let (first, second) = (queued_with(2), queued_with(1));
		accelerate(first, 6);

		assert_ok!(<Referenda as EndReferenda>::cancel(first));

		assert_eq!((queue(), deciding_count()), (vec![second], 1));
	});
}

#[test]
fn acceleration_is_refused_when_there_is_one_already() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 6);
		assert_noop!(Referenda::accelerate(index, haste(3, 0)), Error::<Test>::AlreadyAccelerated);
	});
}

#[test]
fn acceleration_is_refused_when_the_referendum_has_ended_or_has_no_track() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Referenda::accelerate(0, haste(3, 0)), Error::<Test>::NotOngoing);
		let index = submitted();
		FirstTrackExists::set(false);
		assert_noop!(Referenda::accelerate(index, haste(3, 0)), Error::<Test>::NoTrack);
	});
}

#[test]
fn ending_an_acceleration_is_refused_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Referenda::end_acceleration(0), Error::<Test>::NotOngoing);
		let index = submitted();
		assert_noop!(Referenda::end_acceleration(index), Error::<Test>::NotAccelerated);
	});
}

#[test]
fn an_ended_referendum_cannot_be_ended_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(<Referenda as EndReferenda>::cancel(0), Error::<Test>::NotOngoing);
		assert_noop!(<Referenda as EndReferenda>::kill(0), Error::<Test>::NotOngoing);
	});
}

#[test]
fn the_proposal_is_returned_while_the_referendum_is_ongoing() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		let hash = status(index).proposal.hash();
		assert_eq!(Referenda::proposal_of(index), Some(hash));

		assert_ok!(<Referenda as EndReferenda>::cancel(index));

		assert_eq!(Referenda::proposal_of(index), None);
		assert_eq!(<Referenda as InspectReferenda>::requirements(index), None);
	});
}

#[test]
fn a_forecast_for_an_accelerated_referendum_comes_true() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 10);
		vote(index, 40, 10);
		// Support of 40 percent is enough after 4 of 20 blocks, approval of 80 after 8.
		let forecast = Forecast { confirming_from: 9, approved_at: 12 };
		assert_eq!(Referenda::would_pass_at(index), Some(forecast));

		run_to(12);

		assert_eq!(info(index), Some(ReferendumInfo::Approved(12, None, None)));
	});
}

#[test]
fn there_is_no_forecast_when_a_lent_place_is_given_back_before() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		accelerate(index, 10);
		vote(index, 30, 10);

		assert_eq!(Referenda::would_pass_at(index), None);
	});
}

#[test]
fn a_forecast_beyond_the_acceleration_uses_the_periods_of_the_track() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		accelerate(index, 2);
		vote(index, 30, 10);
		let forecast = Forecast { confirming_from: 15, approved_at: 18 };
		assert_eq!(Referenda::would_pass_at(index), Some(forecast));

		run_to(18);

		assert_eq!(info(index), Some(ReferendumInfo::Approved(18, None, None)));
	});
}

#[test]
#[cfg(feature = "runtime-benchmarks")]
fn referenda_for_the_benchmarks_of_others_are_decided_in_front_of_a_full_queue() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		let failing = Referenda::create_deciding(false).unwrap();
		let passing = Referenda::create_deciding(true).unwrap();

		let is_confirming =
			|index| status(index).deciding.map(|deciding| deciding.confirming.is_some());
		assert_eq!((is_confirming(failing), is_confirming(passing)), (Some(false), Some(true)));
		assert_eq!(queue().len() as u32, MaxQueued::get());
		assert_eq!(Referenda::proposal_of(failing), Referenda::proposal_of(passing));
	});
}
