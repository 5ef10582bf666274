// SPDX-License-Identifier: Apache-2.0

//! Random histories: whatever people do, in whatever order, every invariant holds after every operation,
//! and so do the safety properties of the crate's docs. A chronicle checks them that only knows who
//! called what, and with which result.

use super::*;
use sp_core::H256;
use std::collections::{BTreeMap, BTreeSet};

const PROPOSALS: u64 = 9;

/// A pseudo-random generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, sides: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % sides
	}

	fn poll(&mut self) -> u32 {
		let polls = polls();
		// Now and then one that does not exist.
		match polls.is_empty() || self.roll(20) == 0 {
			true => self.roll(50) as u32,
			false => polls[self.roll(polls.len() as u64) as usize],
		}
	}

	/// A random accelerated referendum, or an index that does not exist if there is none.
	fn accelerated(&mut self) -> u32 {
		match accelerated_polls().is_empty() {
			true => self.poll(),
			false => accelerated_polls()[self.roll(accelerated_polls().len() as u64) as usize],
		}
	}
}

/// What the test remembers outside the pallet.
#[derive(Default)]
struct Chronicle {
	/// Until when each vetoed proposal cools off, and who ever vetoed it.
	vetoes: BTreeMap<H256, (u64, BTreeSet<u64>)>,
	/// Until when a proposal whose acceleration ran out cools off.
	ran_out: BTreeMap<H256, u64>,
	cancelled: BTreeSet<H256>,
	blacklisted: BTreeSet<H256>,
	/// The accelerations that were granted and have not ended: begin, period.
	granted: BTreeMap<u32, (u64, u64)>,
	/// How many approvals have been checked.
	looked_at: BTreeSet<u32>,
	seen: BTreeMap<&'static str, u32>,
}

impl Chronicle {
	fn count(&mut self, what: &'static str) {
		*self.seen.entry(what).or_default() += 1;
	}

	fn fast_track(&mut self, dice: &mut Dice) {
		let (index, period, delay) = (dice.poll(), dice.roll(8), dice.roll(7));
		let all = dice.roll(3) == 0;
		let origin = if all { everybody() } else { two_thirds() };
		let proposal = Polls::proposal_of(index);

		if FastTrack::fast_track(origin, index, period, delay).is_ok() {
			let proposal = proposal.expect("property 5: only an ongoing one is accelerated");
			let floor = if all { InstantPeriod::get() } else { FastTrackPeriod::get() };
			assert!(period >= floor, "property 2: no period lies below its floor");
			let veto = self.vetoes.get(&proposal);
			assert!(
				veto.is_none_or(|(until, _)| now() >= *until),
				"property 3: no veto is ignored"
			);
			let ran_out = self.ran_out.get(&proposal);
			assert!(ran_out.is_none_or(|until| now() >= *until), "property 5: it has cooled off");
			assert!(
				!self.blacklisted.contains(&proposal),
				"property 6: nothing barred is accelerated"
			);
			self.granted.insert(index, (now(), period));
			self.count("accelerated");
		}
	}

	fn veto(&mut self, dice: &mut Dice) {
		let (index, who) = (dice.accelerated(), 1 + dice.roll(4));
		let accelerated = is_accelerated(index);
		let proposal = Polls::proposal_of(index);

		let outcome = FastTrack::veto(by(who), index);

		if outcome.is_ok() {
			let (until, vetoers) = self.vetoes.entry(proposal.expect("it is ongoing")).or_default();
			*until = now() + CoolingOffPeriod::get();
			assert!(vetoers.insert(who), "property 4: nobody vetoes twice");
			assert!(who != DAVE, "only members veto");
			assert!(
				!accelerated_polls().contains(&index),
				"property 3: a veto takes effect at once"
			);
			assert!(self.granted.remove(&index).is_some());
			self.count("vetoed");
		} else if accelerated && who != DAVE {
			let (_, vetoers) = &self.vetoes[&proposal.expect("it is ongoing")];
			let most = vetoers.len() as u32 == MaxVetoers::get();
			assert!(vetoers.contains(&who) || most, "property 3: no veto is ignored");
			self.count("veto refused");
		}
	}

	fn cancel(&mut self, dice: &mut Dice) {
		let index = dice.poll();
		let Some(proposal) = Polls::proposal_of(index) else { return };

		let outcome = FastTrack::cancel(two_thirds(), index);

		assert_eq!(outcome.is_ok(), self.cancelled.insert(proposal), "property 6: once each");
		self.count(if outcome.is_ok() { "cancelled" } else { "cancellation refused" });
	}

	fn blacklist(&mut self, dice: &mut Dice) {
		let (anything, accelerated) =
			(proposal(1 + dice.roll(PROPOSALS) as u8), dice.accelerated());
		let urgent = Polls::proposal_of(accelerated).filter(|_| dice.roll(4) > 0);
		let proposal = urgent.unwrap_or(anything);
		let maybe_index = Some(accelerated).filter(|_| dice.roll(2) == 0);
		if FastTrack::blacklist(root(), proposal, maybe_index).is_ok() {
			self.blacklisted.insert(proposal);
			self.count(if maybe_index.is_some() { "killed" } else { "blacklisted" });
		}
	}

	fn submit(&mut self, dice: &mut Dice) {
		let name = 1 + dice.roll(PROPOSALS) as u8;
		let outcome = submit_proposal(proposal(name));
		let barred = self.blacklisted.contains(&proposal(name));
		assert_eq!(outcome.is_err(), barred, "property 6: what is barred stays so");
		self.count(if barred { "submission refused" } else { "submitted" });
	}

	/// Reads the events: every end of an acceleration is reported once, with the true reason.
	fn read_events(&mut self) {
		for event in events() {
			if let Event::AccelerationEnded { index, why, proposal } = event {
				let (began, period) = self.granted.remove(&index).expect("told once");
				match why {
					Ending::RanOut => {
						assert!(now() >= began + period, "property 5: in time");
						self.ran_out.insert(proposal, now() + CoolingOffPeriod::get());
						self.count("ran out");
					},
					Ending::ReferendumOver => {
						assert!(outcome(index).is_some());
						self.judge(index, Some((began, period)));
						self.count("over while accelerated");
					},
					Ending::Blacklisted => self.count("slowed by the blacklist"),
				}
			}
		}
		let granted: Vec<u32> = self.granted.keys().copied().collect();
		assert_eq!(
			granted,
			accelerated_polls(),
			"property 5: nothing but what was granted is accelerated"
		);
		let approved: Vec<u32> = World::get().1.into_keys().collect();
		for index in approved {
			self.judge(index, None);
		}
	}

	/// At the begin of a block, an acceleration beyond its time belongs to a referendum that passes.
	fn begin_block(&mut self) {
		begin_block(now() + 1);
		self.read_events();
		for (index, (began, period)) in &self.granted {
			let decision = poll(*index).expect("it is ongoing").decision;
			let passing = decision.is_some_and(|decision| decision.passing_since.is_some());
			assert!(passing || now() < began + period, "property 5: in its time");
		}
	}

	/// Checks an approval, once: the requirements were met, and there was time to object.
	fn judge(&mut self, index: u32, granted: Option<(u64, u64)>) {
		let Some(Outcome::Approved { at, enacted, last }) = outcome(index) else { return };
		if !self.looked_at.insert(index) {
			return;
		}
		assert!(last.meets_demands(at), "property 1: the bar stays");
		let since = last.decision.and_then(|decision| decision.passing_since).expect("it passed");
		let hasty =
			granted.is_some_and(|(began, period)| at >= since.max(began) + period.min(CONFIRM));
		assert!(at >= since + CONFIRM || hasty, "property 2: there is time to object");
		assert!(enacted > at && (granted.is_some() || enacted >= at + ENACTMENT));
		self.count(if at >= since + CONFIRM {
			"approved at the pace of the track"
		} else {
			"approved while accelerated"
		});
	}

	fn operate(&mut self, dice: &mut Dice) {
		match dice.roll(100) {
			0..=12 if polls().len() < 8 => self.submit(dice),
			13..=24 => {
				let index = dice.poll();
				if poll(index).is_some_and(|poll| !poll.funded) {
					place_deposit(index);
				}
			},
			25..=47 => {
				let index = dice.poll();
				if poll(index).is_some() {
					let ayes = dice.roll(101) as u32;
					let nays = if dice.roll(2) == 0 { 0 } else { dice.roll(101) as u32 };
					vote(index, ayes, nays);
				}
			},
			48..=63 => self.fast_track(dice),
			64..=66 => self.veto(dice),
			67 => self.cancel(dice),
			68 => self.blacklist(dice),
			_ => self.begin_block(),
		}
	}
}

/// The number of operations in a history: `CANARY_OPERATIONS`, or ten thousand without it.
fn operations() -> u32 {
	let asked = std::env::var("CANARY_OPERATIONS").ok();
	asked.map_or(10_000, |number| number.parse().expect("CANARY_OPERATIONS is a number"))
}

/// Plays a history in chapters. Barred and vetoed proposals add up, so each chapter begins with an empty
/// state.
fn history(seed: u64) -> BTreeMap<&'static str, u32> {
	let mut dice = Dice(seed);
	let mut seen = BTreeMap::new();
	for _ in 0..operations() / 500 {
		ExtBuilder::default().build_and_execute(|| {
			let mut chronicle = Chronicle::default();
			for _ in 0..500 {
				frame_support::storage::with_storage_layer(|| {
					chronicle.operate(&mut dice);
					Ok::<_, DispatchError>(())
				})
				.unwrap();
				chronicle.read_events();
				check_invariants();
			}
			// When nobody does anything any more, every acceleration ends by itself.
			run_to(now() + DECISION);
			chronicle.read_events();
			assert!(FastTrack::accelerations().is_empty(), "property 5: none outlives its time");
			for (what, times) in chronicle.seen {
				*seen.entry(what).or_default() += times;
			}
		});
	}
	seen
}

#[test]
fn no_history_of_ten_thousand_operations_breaks_an_invariant() {
	let seen = history(0x5eed_0003);

	for what in [
		"accelerated",
		"approved at the pace of the track",
		"approved while accelerated",
		"blacklisted",
		"cancellation refused",
		"cancelled",
		"killed",
		"slowed by the blacklist",
		"over while accelerated",
		"ran out",
		"submission refused",
		"submitted",
		"veto refused",
		"vetoed",
	] {
		assert!(seen.get(what).copied().unwrap_or(0) > 5, "{what}: {seen:?}");
	}
}

#[test]
fn a_history_from_another_seed_breaks_no_invariant() {
	history(0x0bad_cafe_0004);
}
