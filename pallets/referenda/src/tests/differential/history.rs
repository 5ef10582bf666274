// SPDX-License-Identifier: Apache-2.0

//! A random history that is played on both chains.

use super::{
	chains::{ours, theirs, AmplePlaces, Chain, MaxQueued, Sender, RETENTION, TREASURY},
	differences::{ended_at, Difference, Seen, Step},
	pace,
	picture::{disagreements, shown, Picture},
	tracks::{origin_of, ALL},
};
use crate::{Call, LateTask, ReferendumInfo};
use canary_histories::Dice;
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded, GetCallMetadata};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use sp_runtime::DispatchResult;
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that vote, by their money.
const VOTERS: [(u64, u64); 5] = [(1, 100_000), (2, 70_001), (3, 40_007), (4, 15_013), (5, 3_001)];
/// Accounts that submit referenda and place deposits.
const SPONSORS: [(u64, u64); 2] = [(11, 20_000), (12, 10_000)];
/// Accounts that can pay for some deposits, to the last coin.
const POOR: [(u64, u64); 2] = [(21, 20), (22, 5)];

/// What kind of history it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
	/// Anybody does anything. What differs in pace is made up for on the SDK's chain.
	Any,
	/// The same with short queues.
	ShortQueues,
	/// The same with agendas that somebody fills, and names that somebody takes.
	FullAgendas,
	/// Nobody votes on what is being decided, and there is a place for all. Then the chains have the
	/// same pace by themselves.
	OfOnePace,
}

/// One thing that is done on both chains.
enum Act {
	/// Somebody sends a call.
	Send(Sender, ours::RuntimeCall),
	/// A block ends, and the next one begins.
	Block,
	/// Root fills what room the agendas of these blocks have, with tasks that do nothing.
	FillAgendas(std::ops::Range<u64>),
	/// Root takes the name that the enactment of a referendum would have, for a task far ahead.
	TakeName(u32),
}

/// How a history ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
	/// The chains were alike to the last block.
	Alike,
	/// The chains parted by this difference.
	Parted(Difference),
}

/// What was compared in histories.
#[derive(Default, Debug)]
pub(crate) struct Counts {
	/// Histories in which the chains were alike to the last block.
	pub(crate) alike: u64,
	pub(crate) steps: u32,
	pub(crate) blocks: u32,
	/// Calls by their names; those that succeeded.
	pub(crate) calls: BTreeMap<String, u32>,
	/// Referenda by how they ended.
	pub(crate) ends: BTreeMap<&'static str, u32>,
	/// Proposals that were dispatched, with success and without.
	pub(crate) enacted: [u32; 2],
	pub(crate) confirmations: u32,
	pub(crate) queued: u32,
	/// How often each difference was seen.
	pub(crate) seen: Seen,
}

/// A history on both chains.
pub(crate) struct History<'a> {
	kind: Kind,
	dice: Dice,
	ours: Chain,
	theirs: Chain,
	/// Both chains after the last step.
	picture: Picture,
	condemned: BTreeSet<u32>,
	/// The referendum that somebody had to do with last.
	last: u32,
	/// The track of the referendum that was submitted last.
	track: u16,
	/// Whether all votes are four fifths aye, where the roundings of the SDK's curves meet.
	of_fifths: bool,
	/// Whether it begins with two referenda that are ready in the same block.
	races: bool,
	counts: &'a mut Counts,
	/// What was done, for whoever looks for the reason of a failure.
	done: Vec<String>,
}

impl<'a> History<'a> {
	/// The history with this number, which is the same in every run.
	pub(crate) fn new(kind: Kind, number: u64, counts: &'a mut Counts) -> Self {
		MaxQueued::set(if kind == Kind::ShortQueues { 2 } else { 100 });
		AmplePlaces::set(kind == Kind::OfOnePace);
		let all = [&VOTERS[..], &SPONSORS[..], &POOR[..], &[(TREASURY, 1_000)]].concat();
		let (mut ours, theirs) = (ours::chain(&all), theirs::chain(&all));
		let picture = Picture::of(&mut ours, BTreeMap::new());
		Self {
			kind,
			of_fifths: number % 12 == 5,
			races: number % 15 == 7,
			dice: Dice::new(number * 0x9e37_79b9),
			ours,
			theirs,
			picture,
			condemned: BTreeSet::new(),
			last: 0,
			track: ALL[0],
			counts,
			done: Vec::new(),
		}
	}

	/// Plays so many steps, and then blocks until everything has ended.
	pub(crate) fn play(mut self, steps: u32) -> End {
		if self.races {
			for act in self.race() {
				if let Some(difference) = self.step(act) {
					return End::Parted(difference);
				}
			}
		}
		for _ in 0..steps {
			let act = self.act();
			if let Some(difference) = self.step(act) {
				return End::Parted(difference);
			}
		}
		while !self.picture.all_ongoing().is_empty()
			|| self.picture.now < self.last_end() + RETENTION
		{
			assert!(self.done.len() < 2_000, "everything ends");
			if let Some(difference) = self.step(Act::Block) {
				return End::Parted(difference);
			}
		}
		End::Alike
	}

	/// Two referenda that are ready in the same block, with one place between them. A vote on the first
	/// makes the SDK's pallet set its alarm anew, behind that of the second.
	fn race(&mut self) -> Vec<Act> {
		let (first, sponsor) = (self.submitted(), Sender::Signed(SPONSORS[0].0));
		let submit = [first, first + 1].map(|_| self.submit_on(ALL[0], sponsor));
		let deposit = [first, first + 1]
			.map(|index| (sponsor, Call::place_decision_deposit { index }.into()));
		let vote = pallet_conviction_voting::Call::vote {
			poll_index: first,
			vote: self.ballot(VOTERS[0].0),
		};
		let vote = [(Sender::Signed(VOTERS[0].0), vote.into())];
		let calls = submit.into_iter().chain(deposit).chain(vote);
		calls.map(|(sender, call)| Act::Send(sender, call)).collect()
	}

	/// The block in which a referendum ended last of those that there are.
	fn last_end(&self) -> u64 {
		self.picture.referenda.values().filter_map(ended_at).max().unwrap_or(0)
	}

	/// Does the same on both chains, and compares. Returns the difference by which they part, if they do.
	fn step(&mut self, act: Act) -> Option<Difference> {
		let results = [&mut self.ours, &mut self.theirs].map(|chain| done(chain, &act));
		let call = match act {
			Act::Send(sender, call) => {
				self.done.push(format!("{sender:?}: {call:?}: {results:?}"));
				Some(call)
			},
			Act::Block => {
				self.condemned.clear();
				self.done.push(format!("block {}", self.picture.now + 1));
				None
			},
			Act::FillAgendas(blocks) => {
				self.done.push(format!("agendas of {blocks:?} filled"));
				None
			},
			Act::TakeName(index) => {
				self.done.push(format!("name of {index} taken"));
				None
			},
		};
		self.make_up_for_pace(call.as_ref());

		let enacted = self.picture.enacted.clone();
		let mut step = Step {
			before: &self.picture,
			call: call.as_ref(),
			results: (results[0], results[1]),
			ours: Picture::of(&mut self.ours, enacted.clone()),
			theirs: Picture::of(&mut self.theirs, enacted),
			condemned: &self.condemned,
			with_ended: BTreeSet::new(),
			overdue: BTreeSet::new(),
			unscheduled: BTreeSet::new(),
		};
		step.overdue = self.theirs.with(|| pace::overdue(&step.theirs.silent));
		step.unscheduled = unscheduled(&mut self.theirs, &step);
		step.read_alike(&mut self.counts.seen);
		if self.kind == Kind::OfOnePace {
			// The SDK's chain lowers the count one block later.
			step.theirs.deciding.clone_from(&step.ours.deciding);
		}
		let items = disagreements(&step.ours, &step.theirs);
		let parted = step.parted_by(&items);
		if parted.is_some() || !items.is_empty() || step.results.0 != step.results.1 {
			let Some(difference) = parted else {
				panic!(
					"{}\nresults {:?}\nours\n{}\ntheirs\n{}",
					self.done.join("\n"),
					step.results,
					shown(&step.ours, &items),
					shown(&step.theirs, &items),
				);
			};
			self.counts.seen.note(difference);
			return Some(difference);
		}
		let after = step.ours;
		assert_eq!(after.silent, late(&mut self.ours), "whatever has no alarm has a late one");
		self.count(call.as_ref().filter(|_| results[0].is_ok()), &after);
		self.picture = after;
		None
	}

	fn make_up_for_pace(&mut self, call: Option<&ours::RuntimeCall>) {
		let mut ongoing = self.picture.all_ongoing();
		ongoing.push(self.submitted());
		let (theirs, seen) = (&mut self.theirs, &mut self.counts.seen);
		pace::ask_for_deposits(theirs, &ongoing, seen);
		pace::wake_surpassing(theirs, &ongoing, seen);
		if self.kind == Kind::OfOnePace {
			return;
		}
		pace::fill_places(theirs, seen);
		if let Some(ours::RuntimeCall::ConvictionVoting(_)) = call {
			self.condemned.append(&mut pace::nudge_voted(theirs, &ongoing, seen));
		}
	}

	fn count(&mut self, call: Option<&ours::RuntimeCall>, after: &Picture) {
		let counts = &mut *self.counts;
		counts.steps += 1;
		counts.blocks += (after.now - self.picture.now) as u32;
		if let Some(call) = call {
			let name = call.get_call_metadata().function_name.to_string();
			*counts.calls.entry(name).or_default() += 1;
		}
		for (index, info) in &after.referenda {
			let before = self.picture.ongoing(*index);
			let how = match info {
				ReferendumInfo::Ongoing(status) => {
					let confirms = |deciding: Option<crate::DecidingStatus<u64>>| {
						deciding.and_then(|deciding| deciding.confirming).is_some()
					};
					if confirms(status.deciding) && !before.is_some_and(|b| confirms(b.deciding)) {
						counts.confirmations += 1;
					}
					if status.in_queue && before.is_some_and(|before| !before.in_queue) {
						counts.queued += 1;
					}
					continue;
				},
				ReferendumInfo::Approved(..) => "approved",
				ReferendumInfo::Rejected(..) => "rejected",
				ReferendumInfo::Cancelled(..) => "cancelled",
				ReferendumInfo::TimedOut(..) => "timed out",
				ReferendumInfo::Killed(..) => "killed",
			};
			if before.is_some() {
				*counts.ends.entry(how).or_default() += 1;
			}
		}
		for (index, (_, result)) in &after.enacted {
			if !self.picture.enacted.contains_key(index) {
				counts.enacted[usize::from(result.is_err())] += 1;
			}
		}
	}

	/// What is done next.
	fn act(&mut self) -> Act {
		if self.kind == Kind::FullAgendas {
			match self.dice.roll(150) {
				0 => {
					let first = self.picture.now + 1 + self.dice.roll(6);
					return Act::FillAgendas(first..first + 1 + self.dice.roll(3));
				},
				1 => return Act::TakeName(self.submitted()),
				_ => {},
			}
		}
		match self.call() {
			Some((sender, call)) => Act::Send(sender, call),
			None => Act::Block,
		}
	}

	/// The next call and who sends it; `None` for a new block.
	fn call(&mut self) -> Option<(Sender, ours::RuntimeCall)> {
		let ongoing = self.picture.all_ongoing();
		let any = self.dice.roll(1 + u64::from(self.submitted())) as u32;
		let index = match self.dice.roll(8) {
			0 => any,
			1..=3 => self.last,
			_ => self.dice.one_of(&ongoing).copied().unwrap_or(any),
		};
		self.last = index;
		if let Some(index) = self.late().filter(|_| self.dice.once_in(2)) {
			return self.vote(index);
		}
		if let Some(index) = self.queued().filter(|_| self.dice.once_in(20)) {
			return Some((Sender::Root, Call::cancel { index }.into()));
		}
		let sponsor = self.sponsor();
		Some(match self.dice.roll(100) {
			0..=9 if ongoing.len() < 16 => {
				self.last = self.submitted();
				self.submit(sponsor)
			},
			10..=24 => (sponsor, Call::place_decision_deposit { index }.into()),
			25..=59 => return self.vote(index),
			60 => (self.root(), Call::cancel { index }.into()),
			61 => (self.root(), Call::kill { index }.into()),
			62..=63 => (self.root(), Call::nudge_referendum { index }.into()),
			64 => (sponsor, Call::refund_decision_deposit { index: any }.into()),
			65 => (sponsor, Call::refund_submission_deposit { index: any }.into()),
			_ => return None,
		})
	}

	/// A referendum that is confirmed later than its decision period ends: a vote can make its rejection
	/// certain.
	fn late(&self) -> Option<u32> {
		let terms = super::tracks::tracks(false);
		let is_late = |index: &u32| {
			let status = self.picture.ongoing(*index).expect("it is ongoing");
			let period = terms[usize::from(status.track)].info.decision_period;
			status.deciding.is_some_and(|deciding| {
				deciding.confirming.is_some() && self.picture.now >= deciding.since + period
			})
		};
		self.picture.all_ongoing().into_iter().find(is_late)
	}

	/// A referendum that waits in the queue of its track.
	fn queued(&self) -> Option<u32> {
		let is_queued = |index: &u32| self.picture.ongoing(*index).is_some_and(|s| s.in_queue);
		self.picture.all_ongoing().into_iter().find(is_queued)
	}

	/// Root, or somebody who is not.
	fn root(&mut self) -> Sender {
		if self.dice.once_in(6) {
			Sender::Signed(1)
		} else {
			Sender::Root
		}
	}

	fn submitted(&self) -> u32 {
		self.picture.referenda.keys().last().map_or(0, |last| last + 1)
	}

	/// Who pays for a deposit.
	fn sponsor(&mut self) -> Sender {
		let among = match self.dice.roll(40) {
			0 => &POOR[..],
			1..=5 => &VOTERS[..],
			_ => &SPONSORS[..],
		};
		Sender::Signed(self.dice.one_of(among).expect("there are some").0)
	}

	fn submit(&mut self, sender: Sender) -> (Sender, ours::RuntimeCall) {
		if self.dice.once_in(2) {
			self.track = *self.dice.one_of(&ALL).expect("there are some");
		}
		self.submit_on(self.track, sender)
	}

	fn submit_on(&mut self, track: u16, sender: Sender) -> (Sender, ours::RuntimeCall) {
		let origin = Box::new(ours::OriginCaller::system(origin_of(track)));
		let proposal: ours::RuntimeCall = match self.dice.roll(3) {
			// Which root alone may do.
			0 => frame_system::Call::set_storage { items: vec![] }.into(),
			// Which root alone may not.
			1 => frame_system::Call::remark_with_event { remark: vec![7] }.into(),
			_ => frame_system::Call::remark { remark: vec![] }.into(),
		};
		let proposal = proposal.encode().try_into().expect("it is short");
		let enactment_moment = match self.dice.roll(3) {
			0 => DispatchTime::At(self.picture.now + self.dice.roll(30)),
			_ => DispatchTime::After(self.dice.roll(10)),
		};
		let call = Call::submit {
			proposal_origin: origin,
			proposal: Bounded::Inline(proposal),
			enactment_moment,
		};
		(sender, call.into())
	}

	/// A call that has to do with votes.
	fn vote(&mut self, index: u32) -> Option<(Sender, ours::RuntimeCall)> {
		use pallet_conviction_voting::Call as Voting;
		let who = self.voter();
		let (class, sender) =
			(*self.dice.one_of(&ALL).expect("there are some"), Sender::Signed(who));
		let hint = match self.dice.roll(3) {
			0 => None,
			1 => Some(class),
			_ => self.picture.ongoing(index).map(|status| status.track),
		};
		let of_one_pace = self.kind == Kind::OfOnePace;
		if of_one_pace
			&& self.picture.ongoing(index).is_some_and(|status| status.deciding.is_some())
		{
			return None;
		}
		let call: ours::RuntimeCall = match self.dice.roll(24) {
			0..=14 => Voting::vote { poll_index: index, vote: self.ballot(who) }.into(),
			15..=18 => Voting::remove_vote { class: hint, index }.into(),
			19 => Voting::remove_other_vote { target: self.voter(), class, index }.into(),
			20 => Voting::unlock { class, target: self.voter() }.into(),
			21..=22 if !of_one_pace => {
				let balance = self.amount(who);
				let conviction = self.conviction();
				Voting::delegate { class, to: self.voter(), conviction, balance }.into()
			},
			23 if !of_one_pace => Voting::undelegate { class }.into(),
			_ => return None,
		};
		Some((sender, call))
	}

	fn voter(&mut self) -> u64 {
		self.dice.one_of(&VOTERS).expect("there are some").0
	}

	/// An amount that is different nearly every time, up to all that an account has and a little more.
	fn amount(&mut self, who: u64) -> u64 {
		let (_, all) = VOTERS.into_iter().find(|(voter, _)| *voter == who).expect("they vote");
		match self.dice.roll(8) {
			0 | 1 => all,
			2 => all + self.dice.roll(all),
			_ => 1 + self.dice.roll(all),
		}
	}

	fn conviction(&mut self) -> Conviction {
		use Conviction::*;
		let all = [None, Locked1x, Locked2x, Locked3x, Locked4x, Locked5x, Locked6x];
		*self.dice.one_of(&all).expect("there are some")
	}

	fn ballot(&mut self, who: u64) -> AccountVote<u64> {
		let balance = self.amount(who);
		if self.of_fifths {
			let fifth = (balance / 50).max(1) * 10;
			return AccountVote::Split { aye: 4 * fifth, nay: fifth };
		}
		let part = self.dice.roll(balance);
		match self.dice.roll(12) {
			0 => AccountVote::Split { aye: part, nay: balance - part },
			1 => AccountVote::SplitAbstain {
				aye: part / 2,
				nay: part - part / 2,
				abstain: balance - part,
			},
			roll => {
				let vote = Vote { aye: roll < 9, conviction: self.conviction() };
				AccountVote::Standard { vote, balance }
			},
		}
	}
}

/// Does something on one chain, and returns what came of it.
fn done(chain: &mut Chain, act: &Act) -> DispatchResult {
	use pallet_scheduler::Call as Scheduler;
	let idle = || -> Box<ours::RuntimeCall> {
		Box::new(frame_system::Call::remark { remark: vec![] }.into())
	};
	match act {
		Act::Send(sender, call) => chain.send(*sender, call),
		Act::Block => {
			chain.next_block();
			Ok(())
		},
		Act::FillAgendas(blocks) => {
			for when in blocks.clone() {
				let call =
					Scheduler::schedule { when, maybe_periodic: None, priority: 200, call: idle() };
				let call = call.into();
				while chain.send(Sender::Root, &call).is_ok() {}
			}
			Ok(())
		},
		Act::TakeName(index) => {
			let id = (chain.enactment_name)(*index);
			let call = Scheduler::schedule_named {
				id,
				when: 10_000,
				maybe_periodic: None,
				priority: 0,
				call: idle(),
			};
			// It fails if the name was taken before.
			let _ = chain.send(Sender::Root, &call.into());
			Ok(())
		},
	}
}

/// The referenda that were approved in this block and are not in the agenda of the chain.
fn unscheduled(chain: &mut Chain, step: &Step) -> BTreeSet<u32> {
	let approved = step.theirs.referenda.iter().filter_map(|(index, info)| match info {
		ReferendumInfo::Approved(at, ..) if *at == step.theirs.now => Some(*index),
		_ => None,
	});
	let name = chain.enactment_name;
	let is_scheduled = |index: u32| {
		// If it was not ongoing before the step, it was scheduled in an earlier step of this block.
		let Some(before) = step.before.ongoing(index) else { return true };
		let task =
			pallet_scheduler::Lookup::<ours::Runtime>::get(name(index)).and_then(|(when, at)| {
				pallet_scheduler::Agenda::<ours::Runtime>::get(when)
					.get(at as usize)
					.cloned()
					.flatten()
			});
		task.is_some_and(|task| task.call == before.proposal && task.origin == before.origin)
	};
	let approved: Vec<u32> = approved.collect();
	chain.with(|| approved.into_iter().filter(|index| !is_scheduled(*index)).collect())
}

/// The referenda with a late alarm.
fn late(chain: &mut Chain) -> BTreeSet<u32> {
	let is_alarm = |(index, task)| matches!(task, LateTask::Alarm(_)).then_some(index);
	chain.with(|| crate::LateTasks::<ours::Runtime>::iter().filter_map(is_alarm).collect())
}
