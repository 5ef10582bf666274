// SPDX-License-Identifier: GPL-3.0-or-later
//! No hold of our pallets without a record, no referendum that nothing wakes or that waits for a free place, no
//! acceleration that one of two pallets has forgotten, no lease that nobody pays.
//!
//! The pallets check as much themselves, to the planck. This says it once more with none of their code.

use std::collections::BTreeSet;

use canary_referenda::{
	BalanceOf, BlockNumberOf, CallOf, DecidingCount, LateTask, ReferendumIndex, ReferendumInfo,
	ReferendumInfoFor, TrackQueue, TracksInfo,
};
use canary_runtime::{
	config::governance::fellowship::FellowshipReferendaInstance, AccountId, Balance, Balances,
	Runtime, RuntimeHoldReason,
};
use codec::{Decode, Encode};
use frame_support::traits::{fungible::InspectHold, Bounded};

/// What is wrong with the records.
pub(super) fn check() -> Vec<String> {
	let mut faults = holds();
	faults.extend(referenda::<()>("referendum"));
	faults.extend(referenda::<FellowshipReferendaInstance>("fellowship's referendum"));
	faults.extend(accelerations());
	faults.extend(leases());
	faults
}

fn holds() -> Vec<String> {
	let bidders: BTreeSet<AccountId> =
		canary_auctions::ReservedAmounts::<Runtime>::iter_keys().map(|(who, _)| who).collect();
	let leasers: BTreeSet<AccountId> = canary_slots::Leases::<Runtime>::iter_values()
		.flatten()
		.flatten()
		.map(|(who, _)| who)
		.collect();
	let listed = canary_crowdloan::Funds::<Runtime>::iter_values();
	let earlier = canary_crowdloan::EarlierFunds::<Runtime>::iter_values().flatten();
	let depositors: BTreeSet<AccountId> =
		listed.chain(earlier).map(|fund| fund.depositor).collect();
	let has_submitted = depositors_of::<()>();
	let has_submitted_to_fellows = depositors_of::<FellowshipReferendaInstance>();

	let mut faults = vec![];
	for (who, holds) in pallet_balances::Holds::<Runtime>::iter() {
		for hold in holds {
			use RuntimeHoldReason as Reason;
			let is_recorded = match &hold.id {
				Reason::Auctions(canary_auctions::HoldReason::Bid) => bidders.contains(&who),
				Reason::Slots(canary_slots::HoldReason::Lease) => leasers.contains(&who),
				Reason::Crowdloan(canary_crowdloan::HoldReason::Deposit) => {
					depositors.contains(&who)
				},
				Reason::Crowdloan(canary_crowdloan::HoldReason::Contribution) => {
					canary_crowdloan::Books::<Runtime>::count() > 0
				},
				Reason::Referenda(_) => has_submitted.contains(&who),
				Reason::FellowshipReferenda(_) => has_submitted_to_fellows.contains(&who),
				_ => true,
			};
			if !is_recorded {
				faults.push(format!(
					"{who:?} has {} on hold for {:?}, and nothing tells of it",
					hold.amount, hold.id
				));
			}
		}
	}
	faults
}

/// Who has a deposit with a referendum.
fn depositors_of<I: 'static>() -> BTreeSet<AccountId>
where
	Runtime: canary_referenda::Config<I>,
{
	let deposits = ReferendumInfoFor::<Runtime, I>::iter_values().flat_map(|info| match info {
		ReferendumInfo::Ongoing(status) => {
			[Some(status.submission_deposit), status.decision_deposit]
		},
		ReferendumInfo::Approved(_, submission, decision)
		| ReferendumInfo::Rejected(_, submission, decision)
		| ReferendumInfo::Cancelled(_, submission, decision)
		| ReferendumInfo::TimedOut(_, submission, decision) => [submission, decision],
		ReferendumInfo::Killed(_) => [None, None],
	});
	deposits.flatten().map(|deposit| deposit.who).collect()
}

fn referenda<I: 'static>(name: &str) -> Vec<String>
where
	Runtime: canary_referenda::Config<I>,
	CallOf<Runtime, I>: From<canary_referenda::Call<Runtime, I>>,
{
	let mut faults = vec![];
	for (index, info) in ReferendumInfoFor::<Runtime, I>::iter() {
		let ReferendumInfo::Ongoing(status) = info else { continue };
		let late = canary_referenda::LateTasks::<Runtime, I>::get(index);
		let is_late = matches!(late, Some(LateTask::Alarm(_)));
		match &status.alarm {
			Some((_, address)) if !rings::<I>(index, &address.encode()) => {
				faults.push(format!("{name} {index} has an alarm that is not on the agenda"));
			},
			None if !status.in_queue && !is_late => {
				faults.push(format!("{name} {index} goes on, and nothing wakes it"));
			},
			_ => {},
		}
	}
	for (track, queue) in TrackQueue::<Runtime, I>::iter() {
		type Tracks<I> = <Runtime as canary_referenda::Config<I>>::Tracks;
		let info =
			<Tracks<I> as TracksInfo<BalanceOf<Runtime, I>, BlockNumberOf<Runtime, I>>>::info(
				track,
			);
		let places = info.map_or(0, |info| info.max_deciding);
		let taken = DecidingCount::<Runtime, I>::get(track);
		if !queue.is_empty() && taken < places {
			faults.push(format!(
				"{} of {name} wait for a place of track {track:?}, of which {taken} of {places} are taken",
				queue.len()
			));
		}
	}
	faults
}

/// Whether the task at an address of the scheduler is the nudge of a referendum. The scheduler itself would
/// take any task there for the one that was asked for.
fn rings<I: 'static>(index: ReferendumIndex, address: &[u8]) -> bool
where
	Runtime: canary_referenda::Config<I>,
	CallOf<Runtime, I>: From<canary_referenda::Call<Runtime, I>>,
{
	let (at, place) = <(u32, u32)>::decode(&mut &*address).expect("an address is two numbers");
	let nudge = canary_referenda::Call::<Runtime, I>::nudge_referendum { index };
	let nudge = CallOf::<Runtime, I>::from(nudge).encode();
	let agenda = pallet_scheduler::Agenda::<Runtime>::get(at);
	let task = agenda.get(place as usize).and_then(Option::as_ref);
	task.is_some_and(|task| matches!(&task.call, Bounded::Inline(bytes) if **bytes == nudge))
}

/// What one of the pallets takes for accelerated, and the other does not.
fn accelerations() -> Vec<String> {
	let decided: BTreeSet<ReferendumIndex> =
		canary_referenda::Accelerations::<Runtime>::iter_keys().collect();
	let ordered = canary_fast_track::Accelerations::<Runtime>::get();
	let ordered: BTreeSet<ReferendumIndex> = ordered.iter().map(|one| one.index).collect();
	let mut faults = vec![];
	if decided != ordered {
		faults.push(format!("{decided:?} are accelerated, and the committee's are {ordered:?}"));
	}
	type OfFellows = canary_referenda::Accelerations<Runtime, FellowshipReferendaInstance>;
	if OfFellows::iter_keys().next().is_some() {
		faults.push("a fellowship's referendum is accelerated".into());
	}
	faults
}

/// A lease is paid by who holds it, with as much on hold as its dearest period, or by a crowdloan.
fn leases() -> Vec<String> {
	use canary_primitives::traits::BackDeposits;
	let reason = RuntimeHoldReason::Slots(canary_slots::HoldReason::Lease);
	let mut faults = vec![];
	for (para, periods) in canary_slots::Leases::<Runtime>::iter() {
		for (who, amount) in periods.into_iter().flatten() {
			let paid: Balance = match canary_runtime::Crowdloan::is_backed(&who) {
				true => canary_crowdloan::Commitments::<Runtime>::iter_prefix_values(para)
					.map(|commitment| commitment.lease)
					.fold(0, Balance::saturating_add),
				false => Balances::balance_on_hold(&reason, &who),
			};
			if paid < amount {
				faults.push(format!(
					"para {para:?} has a lease for {amount} of {who:?}, of which {paid} are paid"
				));
			}
		}
	}
	faults
}
