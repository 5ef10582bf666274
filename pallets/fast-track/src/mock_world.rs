// SPDX-License-Identifier: Apache-2.0

//! The collaborator of the mock: a model of referenda on one track that keeps the promises of the
//! traits.
//!
//! The model only stores since when a referendum passes. The end of a confirmation follows from that
//! and from the acceleration, if there is one.

// The macro makes public what only this crate's tests see.
#![allow(unreachable_pub)]

use crate::mock::{FastTrack, System};
use alloc::collections::BTreeMap;
use canary_primitives::{
	traits::{AccelerateReferenda, EndReferenda, InspectReferenda, WatchReferenda},
	AccelerationEnd, Condition, Haste, ReferendumIndex, Requirements,
};
use codec::{Decode, Encode};
use frame_support::parameter_types;
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, Perbill, Saturating};

/// The periods of the track.
pub(crate) const PREPARE: u64 = 4;
pub(crate) const DECISION: u64 = 20;
pub(crate) const CONFIRM: u64 = 6;
pub(crate) const ENACTMENT: u64 = 5;
pub(crate) const PLACES: usize = 1;

/// A decision that has begun.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Decision {
	pub since: u64,
	pub passing_since: Option<u64>,
}

/// An acceleration.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct PollAcceleration {
	pub began: u64,
	pub haste: Haste<u64>,
	pub lent: bool,
}

/// An ongoing referendum.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Poll {
	pub proposal: H256,
	pub submitted: u64,
	pub funded: bool,
	pub ayes: u32,
	pub nays: u32,
	pub decision: Option<Decision>,
	pub acceleration: Option<PollAcceleration>,
}

/// How a referendum ended, and what it was like then.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
	Approved { at: u64, enacted: u64, last: Poll },
	Rejected { at: u64 },
	Cancelled,
	Killed,
}

type Ongoing = BTreeMap<ReferendumIndex, Poll>;
type Ended = BTreeMap<ReferendumIndex, Outcome>;

parameter_types! {
	// In storage, so that they are rolled back with everything else.
	pub storage World: (Ongoing, Ended) = Default::default();
}

/// A requirement that falls from one percentage to another over the decision period.
fn demand(from: u64, to: u64, passed: u64) -> Perbill {
	let passed = passed.min(DECISION);
	Perbill::from_rational(from * DECISION - (from - to) * passed, 100 * DECISION)
}

impl Poll {
	/// The approval and support that the curves require at block `now`.
	pub(crate) fn demands(&self, now: u64) -> (Perbill, Perbill) {
		let passed = self.decision.as_ref().map_or(0, |decision| now - decision.since);
		(demand(100, 50, passed), demand(50, 0, passed))
	}

	/// The approval and support of the votes, in an electorate of a hundred.
	pub(crate) fn votes(&self) -> (Perbill, Perbill) {
		let all = self.ayes + self.nays;
		let approval =
			if all == 0 { Perbill::zero() } else { Perbill::from_rational(self.ayes, all) };
		(approval, Perbill::from_percent(self.ayes))
	}

	pub(crate) fn meets_demands(&self, now: u64) -> bool {
		let (demands, votes) = (self.demands(now), self.votes());
		votes.0 >= demands.0 && votes.1 >= demands.1
	}

	/// The block in which it is approved if it keeps passing.
	pub(crate) fn confirmed_at(&self) -> Option<u64> {
		let since = self.decision.as_ref()?.passing_since?;
		let ordinary = since + CONFIRM;
		Some(self.acceleration.as_ref().map_or(ordinary, |acceleration| {
			let accelerated =
				since.max(acceleration.began) + acceleration.haste.confirm_period(CONFIRM);
			ordinary.min(accelerated)
		}))
	}

	fn is_passing(&self) -> bool {
		self.decision.as_ref().is_some_and(|decision| decision.passing_since.is_some())
	}

	fn has_run_out(&self, now: u64) -> bool {
		let until = self
			.acceleration
			.as_ref()
			.map(|acceleration| acceleration.began + acceleration.haste.decision_period);
		until.is_some_and(|until| now >= until) && !self.is_passing()
	}

	fn has_own_place(&self) -> bool {
		self.decision.is_some()
			&& !self.acceleration.as_ref().is_some_and(|acceleration| acceleration.lent)
	}

	fn lose_acceleration(&mut self) {
		if self.acceleration.take().is_some_and(|acceleration| acceleration.lent) {
			self.decision = None;
		}
	}

	fn follow_votes(&mut self, now: u64) {
		let meets = self.meets_demands(now);
		if let Some(decision) = &mut self.decision {
			decision.passing_since = match meets {
				true => decision.passing_since.or(Some(now)),
				false => None,
			};
		}
	}
}

fn now() -> u64 {
	System::block_number()
}

pub(crate) fn poll(index: ReferendumIndex) -> Option<Poll> {
	World::get().0.get(&index).cloned()
}

fn ongoing(index: ReferendumIndex) -> Result<Poll, DispatchError> {
	poll(index).ok_or(DispatchError::Other("not ongoing"))
}

pub(crate) fn outcome(index: ReferendumIndex) -> Option<Outcome> {
	World::get().1.get(&index).cloned()
}

pub(crate) fn polls() -> Vec<ReferendumIndex> {
	World::get().0.into_keys().collect()
}

/// The referenda that the model accelerates, in order.
pub(crate) fn accelerated_polls() -> Vec<ReferendumIndex> {
	let (ongoing, _) = World::get();
	ongoing
		.into_iter()
		.filter(|(_, poll)| poll.acceleration.is_some())
		.map(|(index, _)| index)
		.collect()
}

fn store(index: ReferendumIndex, poll: Poll) {
	let mut world = World::get();
	world.0.insert(index, poll);
	World::set(&world);
}

fn end(index: ReferendumIndex, outcome: Outcome) -> DispatchResult {
	let mut world = World::get();
	let poll = world.0.remove(&index).ok_or(DispatchError::Other("not ongoing"))?;
	world.1.insert(index, outcome);
	World::set(&world);
	if poll.acceleration.is_some() {
		FastTrack::on_acceleration_ended(index, AccelerationEnd::ReferendumOver);
	}
	Ok(())
}

/// Moves a referendum on as far as it goes in this block.
fn advance(index: ReferendumIndex, mut poll: Poll) -> DispatchResult {
	let now = now();
	let ran_out = poll.has_run_out(now);
	if ran_out {
		poll.lose_acceleration();
	}
	if poll.decision.is_none() && poll.funded {
		let taken = World::get().0.values().filter(|other| other.has_own_place()).count();
		let own = now >= poll.submitted + PREPARE && taken < PLACES;
		if own || poll.acceleration.is_some() {
			poll.decision = Some(Decision { since: now, passing_since: None });
		}
		if let Some(acceleration) = &mut poll.acceleration {
			acceleration.lent = !own;
		}
	}
	poll.follow_votes(now);
	let is_late = poll.decision.as_ref().is_some_and(|decision| now >= decision.since + DECISION);
	let (is_passing, confirmed_at) = (poll.is_passing(), poll.confirmed_at());
	store(index, poll.clone());
	if ran_out {
		FastTrack::on_acceleration_ended(index, AccelerationEnd::RanOut);
	}
	if confirmed_at.is_some_and(|at| now >= at) {
		let delay = poll.acceleration.as_ref();
		let delay =
			delay.map_or(ENACTMENT, |acceleration| acceleration.haste.enactment_period(ENACTMENT));
		return end(index, Outcome::Approved { at: now, enacted: now + delay.max(1), last: poll });
	}
	if is_late && !is_passing {
		return end(index, Outcome::Rejected { at: now });
	}
	Ok(())
}

/// The begin of a block.
pub(crate) fn begin_block(block: u64) {
	System::set_block_number(block);
	for index in polls() {
		advance(index, poll(index).expect("none ends another")).expect("it is ongoing");
	}
}

pub(crate) fn submit_proposal(proposal: H256) -> Result<ReferendumIndex, DispatchError> {
	if FastTrack::is_barred(&proposal) {
		return Err(DispatchError::Other("barred"));
	}
	let (ongoing, ended) = World::get();
	let index = (ongoing.len() + ended.len()) as u32;
	let (submitted, funded, ayes, nays) = (now(), false, 0, 0);
	store(
		index,
		Poll { proposal, submitted, funded, ayes, nays, decision: None, acceleration: None },
	);
	Ok(index)
}

pub(crate) fn place_deposit(index: ReferendumIndex) {
	let mut poll = ongoing(index).unwrap();
	poll.funded = true;
	advance(index, poll).unwrap();
}

/// Sets the votes. They begin and abort confirmations, and end no referendum.
pub(crate) fn vote(index: ReferendumIndex, ayes: u32, nays: u32) {
	let mut poll = ongoing(index).unwrap();
	let ran_out = poll.has_run_out(now());
	(poll.ayes, poll.nays) = (ayes, nays);
	if !ran_out {
		poll.follow_votes(now());
	}
	store(index, poll);
}

/// The referenda of the mock.
pub struct Polls;

impl InspectReferenda for Polls {
	type Hash = H256;
	type BlockNumber = u64;

	fn proposal_of(index: ReferendumIndex) -> Option<H256> {
		poll(index).map(|poll| poll.proposal)
	}

	fn requirements(index: ReferendumIndex) -> Option<Requirements> {
		let poll = poll(index)?;
		let (demands, votes) = (poll.demands(now()), poll.votes());
		let condition = |present, required: Perbill| Condition {
			present,
			required,
			missing: required.saturating_sub(present),
		};
		Some(Requirements {
			approval: condition(votes.0, demands.0),
			support: condition(votes.1, demands.1),
			passing: poll.meets_demands(now()),
		})
	}

	fn accelerated_until(index: ReferendumIndex) -> Option<u64> {
		poll(index)?
			.acceleration
			.map(|acceleration| acceleration.began + acceleration.haste.decision_period)
	}
}

impl AccelerateReferenda for Polls {
	fn accelerate(index: ReferendumIndex, haste: Haste<u64>) -> DispatchResult {
		let mut poll = ongoing(index)?;
		if poll.acceleration.is_some() {
			return Err(DispatchError::Other("accelerated already"));
		}
		poll.acceleration = Some(PollAcceleration { began: now(), haste, lent: false });
		advance(index, poll)
	}

	fn end_acceleration(index: ReferendumIndex) -> DispatchResult {
		let mut poll = ongoing(index)?;
		if poll.acceleration.is_none() {
			return Err(DispatchError::Other("not accelerated"));
		}
		poll.lose_acceleration();
		advance(index, poll)
	}
}

impl EndReferenda for Polls {
	fn cancel(index: ReferendumIndex) -> DispatchResult {
		end(index, Outcome::Cancelled)
	}

	fn kill(index: ReferendumIndex) -> DispatchResult {
		end(index, Outcome::Killed)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Polls {
	fn deciding(passing: bool) -> ReferendumIndex {
		let index = submit_proposal(H256::repeat_byte(7)).expect("it is not barred");
		System::set_block_number(now() + PREPARE);
		place_deposit(index);
		vote(index, if passing { 100 } else { 0 }, 0);
		index
	}

	fn pass_confirmation() {
		System::set_block_number(now() + CONFIRM);
	}

	// There are none.
	fn fill_agendas() {}
}
