// SPDX-License-Identifier: Apache-2.0

//! The numbered invariants of the crate documentation, checked on the whole state.

use crate::{pallet::*, types::*};
use alloc::collections::{BTreeMap, BTreeSet};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{fungible::hold::Inspect as _, schedule::v3::Anon, QueryPreimage, VoteTally},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		for (index, info) in ReferendumInfoFor::<T, I>::iter() {
			if let ReferendumInfo::Ongoing(status) = info {
				Self::check_has_alarm(index, &status)?;
				Self::check_alarm(&status)?;
				Self::check_decision(index, &status)?;
				Self::check_acceleration(index, &status)?;
			}
		}
		Self::check_queues()?;
		Self::check_deciding_counts()?;
		Self::check_deposits()?;
		Self::check_indices()?;
		Self::check_endings()?;
		Self::check_late_tasks()?;
		Self::check_kept_proposals()?;
		Self::check_accelerations()
	}

	fn is_lent(index: ReferendumIndex) -> bool {
		Accelerations::<T, I>::get(index)
			.is_some_and(|acceleration| acceleration.place == HeldPlace::Lent)
	}

	fn check_has_alarm(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
	) -> Result<(), TryRuntimeError> {
		let late = matches!(LateTasks::<T, I>::get(index), Some(LateTask::Alarm(_)));
		let waits = status.in_queue && status.deciding.is_none();
		let ways = [status.alarm.is_some(), late, waits];
		ensure!(
			ways.into_iter().filter(|way| *way).count() == 1,
			"invariant 1: an ongoing referendum has an alarm, a late alarm or a place in a queue"
		);
		Ok(())
	}

	fn check_alarm(status: &ReferendumStatusOf<T, I>) -> Result<(), TryRuntimeError> {
		if let Some((when, address)) = &status.alarm {
			let stands =
				<T::Scheduler as Anon<_, CallOf<T, I>, _>>::next_dispatch_time(address.clone());
			ensure!(stands == Ok(*when), "invariant 2: an alarm stands in the scheduler's agenda");
		}
		Ok(())
	}

	fn check_queues() -> Result<(), TryRuntimeError> {
		let mut queued = BTreeSet::new();
		for (track, queue) in TrackQueue::<T, I>::iter() {
			ensure!(
				queue.windows(2).all(|pair| pair[0].1 <= pair[1].1),
				"invariant 3: a queue is sorted by ayes"
			);
			for (index, ayes) in queue {
				ensure!(queued.insert(index), "invariant 3: a queue holds a referendum once");
				let status = Self::ensure_ongoing(index)
					.map_err(|_| "invariant 3: a queue holds ongoing referenda only")?;
				ensure!(
					status.in_queue && status.track == track,
					"invariant 3: a queue holds flagged referenda of its track"
				);
				ensure!(
					status.tally.ayes(track) == ayes,
					"invariant 3: a queue knows the ayes of its referenda"
				);
			}
		}
		let flagged = ReferendumInfoFor::<T, I>::iter_values()
			.filter(|info| matches!(info, ReferendumInfo::Ongoing(status) if status.in_queue))
			.count();
		ensure!(flagged == queued.len(), "invariant 3: a flagged referendum is in the queue");
		Ok(())
	}

	fn check_deciding_counts() -> Result<(), TryRuntimeError> {
		let mut counts = BTreeMap::<_, u32>::new();
		for (index, info) in ReferendumInfoFor::<T, I>::iter() {
			if let ReferendumInfo::Ongoing(status) = info {
				if status.deciding.is_some() && !Self::is_lent(index) {
					*counts.entry(status.track).or_default() += 1;
				}
			}
		}
		for (track, count) in DecidingCount::<T, I>::iter() {
			ensure!(
				counts.remove(&track).unwrap_or(0) == count,
				"invariant 4: the deciding count is the number of the track's own places taken"
			);
		}
		ensure!(
			counts.is_empty(),
			"invariant 4: the deciding count is the number of the track's own places taken"
		);
		Ok(())
	}

	fn check_deposits() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::new();
		let mut note = |reason: u8, deposit: Option<DepositOf<T, I>>| {
			if let Some(Deposit { who, amount }) = deposit {
				let sum = sums.entry((reason, who.encode())).or_insert((who, Zero::zero()));
				sum.1 = amount.saturating_add(sum.1);
			}
		};
		for mut info in ReferendumInfoFor::<T, I>::iter_values() {
			if let Some((submission, decision)) = info.leftovers() {
				note(0, submission.take());
				note(1, decision.take());
			} else if let ReferendumInfo::Ongoing(status) = info {
				note(0, Some(status.submission_deposit));
				note(1, status.decision_deposit);
			}
		}
		for (account, _) in frame_system::Account::<T>::iter() {
			note(0, Some(Deposit { who: account.clone(), amount: Zero::zero() }));
			note(1, Some(Deposit { who: account, amount: Zero::zero() }));
		}
		for ((reason, _), (who, recorded)) in sums {
			let reason: HoldReason<I> = match reason {
				0 => HoldReason::SubmissionDeposit,
				_ => HoldReason::DecisionDeposit,
			};
			ensure!(
				T::Currency::balance_on_hold(&reason.into(), &who) == recorded,
				"invariant 5: what is held is the sum of the recorded deposits"
			);
		}
		Ok(())
	}

	fn check_decision(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
	) -> Result<(), TryRuntimeError> {
		if let Some(deciding) = &status.deciding {
			ensure!(
				status.decision_deposit.is_some() && (!status.in_queue || Self::is_lent(index)),
				"invariant 6: a referendum being decided has its deposit and is not queued"
			);
			ensure!(
				deciding.confirming.is_none_or(|until| until >= deciding.since),
				"invariant 6: a confirmation ends after the decision began"
			);
		}
		Ok(())
	}

	fn check_indices() -> Result<(), TryRuntimeError> {
		let count = ReferendumCount::<T, I>::get();
		ensure!(
			ReferendumInfoFor::<T, I>::iter_keys().all(|index| index < count),
			"invariant 7: no index reaches the count of submissions"
		);
		ensure!(
			MetadataOf::<T, I>::iter_keys().all(ReferendumInfoFor::<T, I>::contains_key),
			"invariant 7: metadata belongs to existing records"
		);
		Ok(())
	}

	fn check_endings() -> Result<(), TryRuntimeError> {
		let (first, next) = EndingsRange::<T, I>::get();
		let mut listed = BTreeSet::new();
		for (place, (index, at)) in Endings::<T, I>::iter() {
			ensure!(
				place.wrapping_sub(first) < next.wrapping_sub(first),
				"invariant 8: endings stand within their range"
			);
			ensure!(listed.insert(index), "invariant 8: an ended referendum is listed once");
			let ended = match ReferendumInfoFor::<T, I>::get(index) {
				Some(
					ReferendumInfo::Approved(ended, ..)
					| ReferendumInfo::Rejected(ended, ..)
					| ReferendumInfo::Cancelled(ended, ..)
					| ReferendumInfo::TimedOut(ended, ..)
					| ReferendumInfo::Killed(ended),
				) => ended,
				_ => return Err("invariant 8: an ending belongs to an ended record".into()),
			};
			ensure!(at >= ended, "invariant 8: retention counts from the end or later");
		}
		let ended = ReferendumInfoFor::<T, I>::iter_values()
			.filter(|info| !matches!(info, ReferendumInfo::Ongoing(_)))
			.count();
		ensure!(
			ended == listed.len() && listed.len() as u32 == next.wrapping_sub(first),
			"invariant 8: every ended referendum is listed"
		);
		Ok(())
	}

	fn check_late_tasks() -> Result<(), TryRuntimeError> {
		for (index, task) in LateTasks::<T, I>::iter() {
			let info = ReferendumInfoFor::<T, I>::get(index);
			ensure!(
				matches!(
					(task, info),
					(LateTask::Alarm(_), Some(ReferendumInfo::Ongoing(_)))
						| (LateTask::Enactment(..), Some(ReferendumInfo::Approved(..)))
				),
				"invariant 9: a late task belongs to a referendum that needs it"
			);
		}
		let mut order = LateOrder::<T, I>::iter_keys();
		ensure!(
			order.all(|(due, index)| {
				let index = ReferendumIndex::from_be_bytes(index);
				LateTasks::<T, I>::get(index)
					.is_some_and(|task| Self::late_key(task.due(), index).0 == due)
			}) && LateOrder::<T, I>::iter_keys().count() as u32 == LateTasks::<T, I>::count(),
			"invariant 9: a late task stands in the order once, under its block"
		);
		Ok(())
	}

	fn check_kept_proposals() -> Result<(), TryRuntimeError> {
		for index in KeptProposals::<T, I>::iter_keys() {
			let hash = Self::ensure_ongoing(index).ok().and_then(|it| it.proposal.lookup_hash());
			ensure!(
				hash.is_some_and(|hash| T::Preimages::is_requested(&hash)),
				"invariant 11: bytes are asked for on behalf of ongoing referenda"
			);
		}
		ensure!(
			Rests::<T, I>::iter_keys().all(|index| Self::ensure_ongoing(index).is_ok()),
			"invariant 11: only the timeouts of ongoing referenda have rested"
		);
		Ok(())
	}

	fn check_acceleration(
		index: ReferendumIndex,
		status: &ReferendumStatusOf<T, I>,
	) -> Result<(), TryRuntimeError> {
		let Some(acceleration) = Accelerations::<T, I>::get(index) else { return Ok(()) };
		ensure!(
			status.decision_deposit.is_none() || status.deciding.is_some(),
			"invariant 10: an accelerated referendum with its deposit is being decided"
		);
		ensure!(
			acceleration.place == HeldPlace::Own || status.deciding.is_some(),
			"invariant 10: a lent place belongs to a decision"
		);
		Ok(())
	}

	fn check_accelerations() -> Result<(), TryRuntimeError> {
		let mut accelerated = Accelerations::<T, I>::iter_keys();
		ensure!(
			accelerated.all(|index| Self::ensure_ongoing(index).is_ok()),
			"invariant 10: an acceleration belongs to an ongoing referendum"
		);
		Ok(())
	}
}
