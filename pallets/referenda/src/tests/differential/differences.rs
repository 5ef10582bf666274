// SPDX-License-Identifier: Apache-2.0

//! Every difference between the two pallets that is meant, with its reason, and when it is taken for
//! one. Whatever else differs fails the test.
//!
//! - A difference of *pace* is made up for on the SDK's chain (`pace.rs`), by calls that anybody or root
//!   may make there at any time. After that both are alike again.
//! - A difference of *reading* leaves both alike in all that counts: a call that changes nothing fails in
//!   another way, or a record is there in one place and not in another.
//! - After a difference of *outcome* the chains part, and their history ends.

use super::{
	chains::{ours, theirs, MaxQueued, RETENTION},
	picture::{Info, Item, Picture},
	tracks::ALL,
};
use crate::{Call, Error, ReferendumInfo};
use pallet_conviction_voting::Call as Voting;
use sp_runtime::{DispatchError, DispatchResult, TokenError};
use std::collections::{BTreeMap, BTreeSet};

/// A difference that is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Difference {
	ConfirmsInTheBlockOfTheVote,
	WakesWhatSurpassesACurve,
	FillsPlacesAtOnce,
	GivesDepositsBack,
	KeepsNoSubmissionDeposit,
	EndedLeaveTheQueue,
	Prunes,
	EarlierOfEqualsFirst,
	NudgesNoQueued,
	SaysWhatMoneyLacks,
	SaysThatARefundIsDone,
	TurnsAway,
	EndedTakeNoRoom,
	SetsNoAlarmInThePast,
	LosesNoAlarm,
	LosesNoPlace,
	LosesNoEnactment,
	TakesInOrder,
	TakesTheEarlierOfEquals,
	TakesNoVoteAfterTheEnd,
}

use Difference::*;

impl Difference {
	/// All of them, with what ours does and why.
	pub(crate) const ALL: [(Self, &'static str); 20] = [
		// Of pace.
		(
			ConfirmsInTheBlockOfTheVote,
			"a vote moves its referendum at once; there it moves when the next block nudges it (R5)",
		),
		(
			WakesWhatSurpassesACurve,
			"more than a hyperbola ever asks for meets it at once; there it counts as never meeting it, \
			 and nothing wakes the referendum before the decision ends (R9)",
		),
		(FillsPlacesAtOnce, "a place is filled in the block that frees it; there in the next one"),
		(GivesDepositsBack, "deposits come back by themselves; there when somebody asks (R7)"),
		// Of reading.
		(
			KeepsNoSubmissionDeposit,
			"only a kill costs a deposit; there one submitted in vain is never given back",
		),
		(EndedLeaveTheQueue, "what ends leaves its queue; there it stays until its turn (R3)"),
		(Prunes, "records go when the longest lock is over; there they stay for ever (R7)"),
		(EarlierOfEqualsFirst, "of as many ayes the earlier one is first; there it is by chance"),
		(NudgesNoQueued, "a nudge of a queued one is refused, as it does nothing; there it succeeds"),
		(SaysWhatMoneyLacks, "deposits are holds, which fail with an error of holds"),
		(SaysThatARefundIsDone, "after the end there is no deposit, and in time no record either"),
		// Of outcome.
		(TurnsAway, "who finds the queue full is turned away; there it is stranded (R1)"),
		(EndedTakeNoRoom, "what has ended takes no room in a queue; there it can strand others (R3)"),
		(
			SetsNoAlarmInThePast,
			"the first block that meets the curves is found exactly; there one is found by rounding that \
			 does not, and when it has come the next alarm is for the same block and is lost (R10)",
		),
		(LosesNoAlarm, "an alarm is set where there is room; there a full agenda loses it (R2)"),
		(LosesNoPlace, "a freed place is free; there a full agenda loses it for ever (R2)"),
		(
			LosesNoEnactment,
			"an approved call is dispatched; there a full agenda or a taken name loses it (R2, G1)",
		),
		(
			TakesInOrder,
			"a place goes to who is first when it is free, before the block's other alarms ring",
		),
		(TakesTheEarlierOfEquals, "of as many ayes the earlier one gets the place"),
		(TakesNoVoteAfterTheEnd, "a vote on one that has to be rejected is refused (G9)"),
	];
}

/// How often each difference was seen.
#[derive(Default, Debug)]
pub(crate) struct Seen(pub(crate) BTreeMap<Difference, u32>);

impl Seen {
	pub(crate) fn note(&mut self, difference: Difference) {
		*self.0.entry(difference).or_default() += 1;
	}
}

/// One step of a history: what was sent if anything was, and what came of it on both chains.
pub(crate) struct Step<'a> {
	pub(crate) before: &'a Picture,
	pub(crate) call: Option<&'a ours::RuntimeCall>,
	pub(crate) results: (DispatchResult, DispatchResult),
	pub(crate) ours: Picture,
	pub(crate) theirs: Picture,
	/// Those that the SDK's chain will reject, whatever is voted until it does.
	pub(crate) condemned: &'a BTreeSet<u32>,
	/// The tracks in whose queues on the SDK's chain there are some that have ended.
	pub(crate) with_ended: BTreeSet<u16>,
	/// Those for which the SDK's pallet would set an alarm for this block or an earlier one.
	pub(crate) overdue: BTreeSet<u32>,
	/// Those that were approved in this block on the SDK's chain, and are not in its agenda.
	pub(crate) unscheduled: BTreeSet<u32>,
}

/// The block in which a referendum has ended.
pub(crate) fn ended_at(info: &Info) -> Option<u64> {
	match info {
		ReferendumInfo::Ongoing(_) => None,
		ReferendumInfo::Approved(at, ..)
		| ReferendumInfo::Rejected(at, ..)
		| ReferendumInfo::Cancelled(at, ..)
		| ReferendumInfo::TimedOut(at, ..)
		| ReferendumInfo::Killed(at) => Some(*at),
	}
}

impl Step<'_> {
	/// Takes the differences of reading out of the picture of the SDK's chain, and notes them.
	pub(crate) fn read_alike(&mut self, seen: &mut Seen) {
		self.read_submission_deposits(seen);
		self.read_pruned(seen);
		self.read_queues(seen);
		if let Some(difference) = self.results_alike() {
			self.results.1 = self.results.0;
			seen.note(difference);
		}
	}

	fn read_submission_deposits(&mut self, seen: &mut Seen) {
		for info in self.theirs.referenda.values_mut() {
			let (ReferendumInfo::Rejected(_, kept, None) | ReferendumInfo::TimedOut(_, kept, None)) =
				info
			else {
				continue;
			};
			if let Some(deposit) = kept.take() {
				let money = self.theirs.money.get_mut(&deposit.who).expect("who has it on hold");
				money.held -= deposit.amount;
				money.free += deposit.amount;
				seen.note(KeepsNoSubmissionDeposit);
			}
		}
	}

	fn read_pruned(&mut self, seen: &mut Seen) {
		let (ours, now) = (&self.ours.referenda, self.theirs.now);
		self.theirs.referenda.retain(|index, info| {
			let old = ended_at(info).is_some_and(|end| end + RETENTION <= now);
			let pruned = old && !ours.contains_key(index);
			if pruned {
				seen.note(Prunes);
			}
			!pruned
		});
	}

	fn read_queues(&mut self, seen: &mut Seen) {
		let mut queues = std::mem::take(&mut self.theirs.queues);
		for (track, queue) in &mut queues {
			let long = queue.len();
			queue.retain(|(index, _)| self.theirs.ongoing(*index).is_some());
			if queue.len() < long {
				self.with_ended.insert(*track);
				seen.note(EndedLeaveTheQueue);
			}
			// Ours has the earlier one nearer to the front, which is the end of the list.
			let mut in_order = queue.clone();
			in_order.sort_by_key(|(index, ayes)| {
				(*ayes, std::cmp::Reverse(self.entered(*track, *index)))
			});
			let sorted = queue.windows(2).all(|pair| pair[0].1 <= pair[1].1);
			if sorted && in_order != *queue {
				*queue = in_order;
				seen.note(EarlierOfEqualsFirst);
			}
		}
		queues.retain(|_, queue| !queue.is_empty());
		self.theirs.queues = queues;
	}

	/// The position of a referendum in our queue, from the front.
	fn entered(&self, track: u16, index: u32) -> usize {
		self.ours.queue(track).iter().rev().position(|(queued, _)| *queued == index).unwrap_or(0)
	}

	/// Whether two different results mean the same.
	fn results_alike(&self) -> Option<Difference> {
		if self.results.0 == self.results.1 {
			return None;
		}
		let failed = |error: Error<ours::Runtime>| Err(error.into());
		let theirs_failed = |error: pallet_referenda::Error<theirs::Runtime>| Err(error.into());
		let (ours, theirs) = (self.results.0, self.results.1);
		let call = match self.call? {
			ours::RuntimeCall::Referenda(call) => call,
			ours::RuntimeCall::ConvictionVoting(Voting::vote { poll_index, .. }) => {
				let over = Err(pallet_conviction_voting::Error::<ours::Runtime>::NotOngoing.into());
				let refused = ours == over && theirs.is_err();
				return (refused && self.condemned.contains(poll_index))
					.then_some(TakesNoVoteAfterTheEnd);
			},
			_ => return None,
		};
		match call {
			Call::nudge_referendum { index } => {
				let queued = self.before.ongoing(*index)?.in_queue;
				let refused = ours == failed(Error::NothingToDo) && theirs == Ok(());
				(queued && refused).then_some(NudgesNoQueued)
			},
			Call::submit { .. } | Call::place_decision_deposit { .. } => {
				let poor = pallet_balances::Error::<theirs::Runtime>::InsufficientBalance.into();
				let lacks = [poor, DispatchError::ConsumerRemaining].map(Err).contains(&theirs);
				let lacks = lacks && ours == Err(TokenError::FundsUnavailable.into());
				lacks.then_some(SaysWhatMoneyLacks)
			},
			Call::refund_decision_deposit { index } | Call::refund_submission_deposit { index } => {
				let none = theirs == theirs_failed(pallet_referenda::Error::NoDeposit)
					|| theirs == theirs_failed(pallet_referenda::Error::BadStatus);
				let refused = match self.ours.referenda.get(index) {
					None => ours == failed(Error::BadReferendum),
					Some(ReferendumInfo::Rejected(..) | ReferendumInfo::TimedOut(..)) => {
						ours == failed(Error::NoDeposit)
					},
					Some(_) => false,
				};
				(none && refused).then_some(SaysThatARefundIsDone)
			},
			_ => None,
		}
	}

	/// The difference of outcome by which the chains part: they disagree about these already, or will.
	pub(crate) fn parted_by(&self, items: &[Item]) -> Option<Difference> {
		if let Some(difference) = self.has_lost(items) {
			return Some(difference);
		}
		if let (Err(why), Ok(())) = self.results {
			return self.refused_by_ours_alone(why, items);
		}
		if items.is_empty() || self.results.0 != self.results.1 {
			return None;
		}
		if self.is_about_condemned(items) {
			return Some(TakesNoVoteAfterTheEnd);
		}
		let track = items.iter().find_map(|item| match item {
			Item::Referendum(index) => self.track_of(*index),
			Item::Queue(track) => Some(*track),
			_ => None,
		})?;
		if items.iter().all(|item| self.is_of_track(item, track)) && self.has_stranded(track) {
			let full = self.ours.queue(track).len() as u32 == MaxQueued::get();
			let crowded = self.with_ended.contains(&track);
			return full.then_some(TurnsAway).or(crowded.then_some(EndedTakeNoRoom));
		}
		self.others_have_places(track, items)
	}

	/// What the scheduler of the SDK's chain had no room for in this step, if it explains all.
	fn has_lost(&self, items: &[Item]) -> Option<Difference> {
		let lost_places: Vec<u16> =
			ALL.into_iter().filter(|track| self.has_lost_a_place(*track)).collect();
		let of_those = |item: &Item| match item {
			Item::Referendum(index) if self.theirs.silent.contains(index) => true,
			Item::Queue(track) if self.has_silent(*track) => true,
			other => lost_places.iter().any(|track| self.is_of_track(other, *track)),
		};
		let all = items.iter().all(of_those) && self.results.0 == self.results.1;
		let silent = &self.theirs.silent;
		let lost = (!silent.is_empty())
			.then_some(if silent.is_subset(&self.overdue) {
				SetsNoAlarmInThePast
			} else {
				LosesNoAlarm
			})
			.or((!lost_places.is_empty()).then_some(LosesNoPlace))
			.or((!self.unscheduled.is_empty()).then_some(LosesNoEnactment));
		lost.filter(|_| all)
	}

	/// Whether a referendum of the track has lost its alarm on the SDK's chain.
	fn has_silent(&self, track: u16) -> bool {
		self.theirs.silent.iter().any(|index| self.track_of(*index) == Some(track))
	}

	/// Whether more places of the track are taken on the SDK's chain than it decides referenda.
	fn has_lost_a_place(&self, track: u16) -> bool {
		let all = self.theirs.all_ongoing();
		let decided = |index: &&u32| {
			let status = self.theirs.ongoing(**index).expect("it is ongoing");
			status.track == track && status.deciding.is_some()
		};
		let taken = self.theirs.deciding.get(&track).copied().unwrap_or(0);
		taken > all.iter().filter(decided).count() as u32
	}

	fn refused_by_ours_alone(&self, why: DispatchError, items: &[Item]) -> Option<Difference> {
		match self.call? {
			ours::RuntimeCall::ConvictionVoting(_) => {
				let over = pallet_conviction_voting::Error::<ours::Runtime>::NotOngoing;
				(why == over.into() && self.is_about_condemned(items))
					.then_some(TakesNoVoteAfterTheEnd)
			},
			ours::RuntimeCall::Referenda(Call::place_decision_deposit { index }) => {
				let track = self.track_of(*index)?;
				let full = why == Error::<ours::Runtime>::Full.into() && self.has_stranded(track);
				full.then_some(TurnsAway)
			},
			_ => None,
		}
	}

	/// Whether all of it is about votes on referenda that have to be rejected.
	fn is_about_condemned(&self, items: &[Item]) -> bool {
		let of_condemned = |item: &Item| match item {
			Item::Referendum(index) => self.condemned.contains(index),
			Item::Votes | Item::Money(_) => true,
			_ => false,
		};
		matches!(self.call, Some(ours::RuntimeCall::ConvictionVoting(_)))
			&& !self.condemned.is_empty()
			&& items.iter().all(of_condemned)
	}

	/// Whether a referendum of the track is queued on the SDK's chain and in no queue.
	fn has_stranded(&self, track: u16) -> bool {
		self.theirs.all_ongoing().into_iter().any(|index| {
			let queued = self.theirs.queue(track).iter().any(|(queued, _)| *queued == index);
			let status = self.theirs.ongoing(index).expect("it is ongoing");
			status.track == track && status.in_queue && !queued
		})
	}

	/// Whether the chains disagree about nothing but which of several referenda of the track has a place
	/// since this block and which are queued.
	fn others_have_places(&self, track: u16, items: &[Item]) -> Option<Difference> {
		let begins = |picture: &Picture, index| {
			let status = picture.ongoing(index)?;
			match status.deciding {
				Some(deciding) => (deciding.since == picture.now).then_some(true),
				None => status.in_queue.then_some(false),
			}
		};
		let mut differing = Vec::new();
		for item in items {
			match item {
				Item::Referendum(index) if self.track_of(*index) == Some(track) => {
					let (ours, theirs) =
						(begins(&self.ours, *index)?, begins(&self.theirs, *index)?);
					differing.push((*index, ours, theirs));
				},
				Item::Queue(of) if *of == track => {},
				_ => return None,
			}
		}
		let ours = differing.iter().filter(|(_, ours, theirs)| *ours && !theirs).count();
		let theirs = differing.iter().filter(|(_, ours, theirs)| !ours && *theirs).count();
		if ours == 0 || ours != theirs || ours + theirs != differing.len() {
			return None;
		}
		let ayes: BTreeSet<u64> = differing
			.iter()
			.filter_map(|(index, ..)| Some(self.ours.ongoing(*index)?.tally.ayes))
			.collect();
		match ayes.len() {
			1 => Some(TakesTheEarlierOfEquals),
			_ => (self.alarms_of_places(track) >= 2).then_some(TakesInOrder),
		}
	}

	/// How many referenda of the track have ended in this block and freed a place, or come to want one.
	fn alarms_of_places(&self, track: u16) -> usize {
		let rang = |index: &u32| {
			let Some(before) = self.before.ongoing(*index) else { return false };
			let freed = before.deciding.is_some() && self.ours.ongoing(*index).is_none();
			let wants = before.deciding.is_none() && !before.in_queue;
			let has = |status: &crate::ReferendumStatusOf<ours::Runtime>| {
				status.in_queue || status.deciding.is_some()
			};
			let ready = wants && self.ours.ongoing(*index).is_some_and(has);
			before.track == track && (freed || ready)
		};
		let new_block = self.call.is_none();
		if new_block {
			self.before.all_ongoing().iter().filter(|index| rang(index)).count()
		} else {
			0
		}
	}

	fn track_of(&self, index: u32) -> Option<u16> {
		let status = self.ours.ongoing(index).or_else(|| self.before.ongoing(index))?;
		Some(status.track)
	}

	fn is_of_track(&self, item: &Item, track: u16) -> bool {
		match item {
			Item::Referendum(index) => self.track_of(*index) == Some(track),
			Item::Queue(of) => *of == track,
			Item::Deciding(of) => *of == track,
			// The decision deposit of the one that was turned away.
			Item::Money(_) => true,
			Item::Votes | Item::Enacted(_) => false,
		}
	}
}
