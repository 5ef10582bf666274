// SPDX-License-Identifier: Apache-2.0

//! Random histories: whatever people do, in whatever order, four properties hold.
//!
//! 1. Nothing is approved that its curves refuse at that block.
//! 2. Every ongoing referendum has an alarm that will ring, or waits in a queue.
//! 3. Nothing is approved before it has passed without a break for as long as its track demands, or
//!    for as long as its acceleration does if one was in force since.
//! 4. The end of every acceleration is reported once, and nothing else is.
//!
//! The histories also fill agendas, take the names of enactments, and submit barred proposals. Every
//! approved call is dispatched, or its failure is reported.

use super::*;
use canary_primitives::{traits::AccelerateReferenda, AccelerationEnd, Haste};
use codec::Encode;
use frame_support::traits::Bounded;
use sp_arithmetic::Perbill;
use std::collections::{BTreeMap, BTreeSet};

/// A pseudo-random generator that is the same in every run.
struct Dice(u64);

impl Dice {
	fn below(&mut self, bound: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % bound
	}

	fn one_of(&mut self, items: &[u32]) -> Option<u32> {
		match items.is_empty() {
			true => None,
			false => Some(items[self.below(items.len() as u64) as usize]),
		}
	}
}

/// What the test remembers outside the pallet.
#[derive(Default)]
struct Chronicle {
	/// Track of each referendum and the block in which its decision began.
	begun: BTreeMap<u32, (u16, u64)>,
	/// The block since which each referendum passes.
	passing: BTreeMap<u32, u64>,
	/// The accelerations that are not known to be over: when they began, and for how long.
	accelerated: BTreeMap<u32, (u64, u64)>,
	approved: Vec<u32>,
	/// The approved calls whose failure was reported.
	failed: BTreeSet<u32>,
	/// The referenda whose enactments have no name, because it was taken.
	nameless: BTreeSet<u32>,
	/// Names of the tasks that the scheduler carried out.
	dispatched: BTreeSet<[u8; 32]>,
	seen: BTreeMap<&'static str, u32>,
}

impl Chronicle {
	fn count(&mut self, what: &'static str) {
		*self.seen.entry(what).or_default() += 1;
	}

	/// Reads the events of one operation and checks the first and the third property.
	fn read(&mut self) {
		for event in System::read_events_for_pallet::<pallet_scheduler::Event<Test>>() {
			if let pallet_scheduler::Event::Dispatched { id: Some(name), .. } = event {
				// The account that had taken a name dispatched a task of its own under it.
				let taken = |n: &u32| Referenda::enactment_name(*n) == name;
				assert!(
					self.dispatched.insert(name) || self.nameless.iter().any(taken),
					"carried out once"
				);
			}
		}
		for event in events() {
			match event {
				Event::DecisionStarted { index, track, .. } => {
					self.begun.insert(index, (track, now()));
					self.count("begun");
				},
				Event::Confirmed { index, tally } => {
					let (track, since) = self.begun[&index];
					let terms = <Tracks as TracksInfo<u64, u64>>::info(track).unwrap();
					let period = terms.decision_period;
					let x = Perbill::from_rational((now() - since).min(period), period);
					let support = Perbill::from_percent(tally.ayes);
					let approval = Perbill::from_rational(tally.ayes, tally.ayes + tally.nays);
					assert!(support >= terms.min_support.threshold(x), "property 1");
					assert!(approval >= terms.min_approval.threshold(x), "property 1");
					let (passing, confirm) = (self.passing[&index], terms.confirm_period);
					let ordinary = now() >= passing + confirm;
					let accelerated =
						self.accelerated.get(&index).is_some_and(|(began, period)| {
							now() >= passing.max(*began) + confirm.min(*period)
						});
					assert!(ordinary || accelerated, "property 3");
					self.count(if ordinary {
						"approved at the pace of the track"
					} else {
						"approved while accelerated"
					});
				},
				Event::Approved { index } => {
					self.approved.push(index);
					self.count("approved");
				},
				Event::Rejected { .. } => self.count("rejected"),
				Event::TimedOut { .. } => self.count("timed out"),
				Event::Cancelled { .. } => self.count("cancelled"),
				Event::Killed { .. } => self.count("killed"),
				Event::TurnedAway { .. } => self.count("turned away"),
				Event::Postponed { .. } => self.count("postponed"),
				Event::ConfirmStarted { index } => {
					self.passing.insert(index, now());
				},
				Event::ConfirmAborted { index } => {
					self.passing.remove(&index);
					self.count("aborted");
				},
				Event::PlaceReturned { .. } => self.count("place returned"),
				Event::Pruned { .. } => self.count("pruned"),
				Event::Enacted { result: Ok(()), .. } => self.count("enacted late"),
				Event::Enacted { index, result: Err(why) } => {
					// The origin of the second track has no power.
					let expected = match self.begun[&index].0 {
						SMALL => sp_runtime::DispatchError::BadOrigin,
						_ => Error::<Test>::ProposalBarred.into(),
					};
					assert!(why == expected || why == Error::<Test>::ProposalBarred.into());
					self.failed.insert(index);
				},
				_ => {},
			}
		}
		forget_events();
		self.listen();
	}

	/// Checks the fourth property.
	fn listen(&mut self) {
		for (index, why) in Watched::take() {
			let (began, period) =
				self.accelerated.remove(&index).expect("property 4: reported once");
			let over = why == AccelerationEnd::ReferendumOver;
			match over {
				true => assert!(
					Referenda::ensure_ongoing(index).is_err(),
					"property 4: reported with the reason"
				),
				false => assert!(now() >= began + period, "property 4: reported with the reason"),
			}
			self.count(if over { "over while accelerated" } else { "ran out" });
		}
		let known: Vec<u32> = self.accelerated.keys().copied().collect();
		let mut accelerated: Vec<u32> = Accelerations::<Test>::iter_keys().collect();
		accelerated.sort();
		assert_eq!(known, accelerated, "property 4: all are reported");
	}
}

fn ongoing() -> Vec<u32> {
	let mut indices: Vec<u32> = ReferendumInfoFor::<Test>::iter()
		.filter(|(_, info)| matches!(info, ReferendumInfo::Ongoing(_)))
		.map(|(index, _)| index)
		.collect();
	indices.sort();
	indices
}

/// The second property, against the scheduler's own storage.
fn check_alarms() {
	for index in ongoing() {
		let status = status(index);
		let late = matches!(LateTasks::<Test>::get(index), Some(LateTask::Alarm(_)));
		let queued = status.deciding.is_none()
			&& TrackQueue::<Test>::get(status.track).iter().any(|(queued, _)| *queued == index);
		let rings = status.alarm.is_some_and(|(when, (block, place))| {
			let call = RuntimeCall::from(Call::<Test>::nudge_referendum { index }).encode();
			let task = pallet_scheduler::Agenda::<Test>::get(block)
				.get(place as usize)
				.cloned()
				.flatten()
				.map(|task| task.call);
			when == block
				&& when > now()
				&& matches!(task, Some(Bounded::Inline(bytes)) if bytes[..] == call[..])
		});
		assert!(rings || late || queued, "property 2: {index} has no alarm");
	}
}

fn operation(dice: &mut Dice, chronicle: &mut Chronicle) {
	let (all, who) = (ongoing(), 1 + dice.below(3));
	let chosen = dice.one_of(&all);
	match (dice.below(100), chosen) {
		(0..=15, _) if all.len() < 11 => {
			let track = [ROOT, SMALL][dice.below(2) as usize];
			let when = match dice.below(3) {
				0 => DispatchTime::At(now() + dice.below(40)),
				_ => DispatchTime::After(dice.below(20)),
			};
			submit_for(who, track, when);
		},
		(16..=35, Some(index)) => {
			if Referenda::place_decision_deposit(by(who), index).is_err() {
				chronicle.count("deposit refused");
			}
		},
		(36..=60, Some(index)) => {
			let ayes = dice.below(101) as u32;
			let nays = match dice.below(2) {
				0 => 0,
				_ => dice.below(101) as u32,
			};
			if try_vote(index, ayes, nays).is_err() {
				chronicle.count("vote too late");
			}
		},
		(61..=63, Some(index)) => {
			assert_ok!(Referenda::cancel(root(), index));
		},
		(64..=65, Some(index)) => {
			assert_ok!(Referenda::kill(root(), index));
		},
		(66..=68, Some(index)) => {
			let _ = Referenda::nudge_referendum(root(), index);
		},
		(69..=71, _) => {
			let first = now() + 1 + dice.below(5);
			fill_agendas(first..first + dice.below(20));
			chronicle.count("agendas filled");
		},
		(72..=76, Some(index)) => {
			let haste = Haste { decision_period: dice.below(9), enactment_delay: dice.below(6) };
			if Referenda::accelerate(index, haste).is_ok() {
				chronicle.accelerated.insert(index, (now(), haste.decision_period));
				chronicle.count("accelerated");
			}
		},
		(77..=78, Some(index)) => {
			if Referenda::end_acceleration(index).is_ok() {
				chronicle.accelerated.remove(&index).expect("property 4: it has not ended before");
				chronicle.count("slowed down");
			}
		},
		(79, _) => {
			Places::set(1 + dice.below(3) as u32);
			let _ = Referenda::one_fewer_deciding(root(), ROOT);
		},
		(80, _) => {
			let index = ReferendumCount::<Test>::get() + 1;
			let name = Referenda::enactment_name(index);
			let remark = Box::new(frame_system::Call::remark { remark: vec![] }.into());
			let when = now() + 50 + dice.below(50);
			if Scheduler::schedule_named(root(), name, when, None, 0, remark).is_ok() {
				chronicle.nameless.insert(index);
				chronicle.count("name taken");
			}
		},
		(81, Some(index)) => {
			Barred::set(&vec![status(index).proposal.hash()]);
			chronicle.count("barred");
		},
		(82..=84, _) => Barred::set(&vec![]),
		_ => next_block(),
	}
}

/// The number of operations after which the storage overlay is committed.
const COMMITTED_TOGETHER: u32 = 100;

fn history(seed: u64, operations: u32, builder: ExtBuilder) -> Chronicle {
	let mut dice = Dice(seed);
	let mut chronicle = Chronicle::default();
	let mut ext = builder.build();
	RetentionPeriod::set(10);
	for done in 1..=operations {
		ext.execute_with(|| {
			operation(&mut dice, &mut chronicle);
			chronicle.read();
			assert_state();
			check_alarms();
		});
		// Until then an iteration of a map passes every key that was ever removed from it.
		if done % COMMITTED_TOGETHER == 0 {
			ext.commit_all().expect("no transaction is open");
		}
	}
	ext.execute_with(|| {
		// Every referendum ends, every deposit is given back, every approved call is dispatched.
		for _ in 0..400 {
			Barred::set(&vec![]);
			next_block();
			chronicle.read();
		}
		assert_eq!(ongoing(), Vec::<u32>::new());
		assert_eq!((held(ALICE), held(BOB), held(CAROL)), (0, 0, 0));
		assert_eq!(LateTasks::<Test>::count(), 0);
		for index in &chronicle.approved {
			let dispatched = match chronicle.nameless.contains(index) {
				// Only what root may do is seen without a name.
				true => is_enacted(*index) || chronicle.begun[index].0 == SMALL,
				false => chronicle.dispatched.contains(&Referenda::enactment_name(*index)),
			};
			let late = is_enacted(*index) || chronicle.failed.contains(index);
			assert!(dispatched || late, "{index} is carried out");
		}
		assert_eq!(ReferendumInfoFor::<Test>::iter_keys().count(), 0);
		assert_state();
	});
	chronicle
}

/// The number of operations in the long history: `CANARY_OPERATIONS`, or ten thousand without it.
fn operations() -> u32 {
	let asked = std::env::var("CANARY_OPERATIONS").ok();
	asked.map_or(10_000, |number| number.parse().expect("CANARY_OPERATIONS is a number"))
}

#[test]
fn ten_thousand_operations_break_no_property() {
	let chronicle = history(0x5eed, operations(), ExtBuilder::default().agenda_of(6));

	for what in [
		"begun",
		"approved",
		"rejected",
		"timed out",
		"cancelled",
		"killed",
		"turned away",
		"postponed",
		"aborted",
		"pruned",
		"deposit refused",
		"agendas filled",
		"accelerated",
		"slowed down",
		"ran out",
		"over while accelerated",
		"place returned",
		"approved while accelerated",
		"approved at the pace of the track",
		"enacted late",
		"name taken",
		"barred",
	] {
		assert!(chronicle.seen.get(what).copied().unwrap_or(0) > 5, "{what}: {:?}", chronicle.seen);
	}
}

#[test]
fn short_histories_from_many_seeds_break_no_property() {
	for seed in 1..=12 {
		let builder = ExtBuilder::default()
			.agenda_of(1 + seed as u32 % 4)
			.queue_of(seed as u32 % 5)
			.alarms_every(1 + seed % 3);
		history(seed * 0x9e37_79b9, 300, builder);
	}
}
