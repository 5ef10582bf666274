// SPDX-License-Identifier: Apache-2.0

//! Our referenda against the SDK's, on the same histories.
//!
//! Two runtimes differ in the referenda pallet alone. Whatever is sent to the one is sent to the other,
//! and after every call and every block all records, queues, votes, locks, money and enactments are
//! compared. `differences.rs` lists what differs and is meant to. Each of these must be seen.

mod chains;
mod differences;
mod history;
mod pace;
mod picture;
mod tracks;

use differences::Difference::{self, *};
use history::{Counts, End, History, Kind};

/// The number of steps of a history before it is left to itself.
const STEPS: u32 = 200;

/// The number of histories of each kind: `CANARY_HISTORIES`, or 60 without it.
fn histories() -> u64 {
	let asked = std::env::var("CANARY_HISTORIES").ok();
	asked.map_or(60, |number| number.parse().expect("CANARY_HISTORIES is a number"))
}

/// The differences that may be seen in histories of a kind.
fn allowed(kind: Kind) -> Vec<Difference> {
	let of_one_pace = [
		GivesDepositsBack,
		KeepsNoSubmissionDeposit,
		Prunes,
		SaysWhatMoneyLacks,
		SaysThatARefundIsDone,
		WakesWhatSurpassesACurve,
		SetsNoAlarmInThePast,
	];
	let any = [
		ConfirmsInTheBlockOfTheVote,
		FillsPlacesAtOnce,
		EndedLeaveTheQueue,
		EarlierOfEqualsFirst,
		NudgesNoQueued,
		TakesInOrder,
		TakesTheEarlierOfEquals,
		TakesNoVoteAfterTheEnd,
	];
	let besides = match kind {
		Kind::OfOnePace => vec![],
		Kind::Any => any.to_vec(),
		Kind::ShortQueues => [&any[..], &[TurnsAway, EndedTakeNoRoom]].concat(),
		Kind::FullAgendas => [&any[..], &[LosesNoAlarm, LosesNoPlace, LosesNoEnactment]].concat(),
	};
	of_one_pace.into_iter().chain(besides).collect()
}

/// Plays histories of a kind, and checks that they are about something.
fn play(kind: Kind) -> Counts {
	let mut counts = Counts::default();
	for number in 1..=histories() {
		if History::new(kind, number, &mut counts).play(STEPS) == End::Alike {
			counts.alike += 1;
		}
	}
	println!("{kind:?}, {} histories: {counts:?}", histories());
	for difference in counts.seen.0.keys() {
		assert!(
			allowed(kind).contains(difference),
			"{difference:?} is not among those of {kind:?}"
		);
	}
	for end in ["approved", "rejected", "timed out", "cancelled", "killed"] {
		let times = counts.ends.get(end).copied().unwrap_or(0);
		assert!(u64::from(times) > histories() / 4, "{times} {end} in histories of {kind:?}");
	}
	assert!(counts.enacted.iter().all(|times| u64::from(*times) > histories() / 4));
	assert!(u64::from(counts.confirmations) > histories());
	assert!(u64::from(counts.queued) > histories() || kind == Kind::OfOnePace);
	counts
}

#[test]
fn ours_and_the_sdks_agree_but_for_what_is_meant() {
	let kinds = [Kind::Any, Kind::ShortQueues, Kind::FullAgendas, Kind::OfOnePace];
	let counts = std::thread::scope(|threads| {
		kinds
			.map(|kind| threads.spawn(move || play(kind)))
			.map(|thread| thread.join().expect("what differs is told above"))
	});

	for (difference, why) in Difference::ALL {
		let seen = counts.iter().any(|counts| counts.seen.0.contains_key(&difference));
		assert!(seen, "{difference:?} is never seen: {why}");
	}
	let [any, short_queues, full_agendas, of_one_pace] = counts.map(|counts| counts.alike);
	assert!(any > histories() / 2 && of_one_pace > histories() * 3 / 4);
	assert!(short_queues > histories() / 3 && full_agendas > histories() / 10);
}
