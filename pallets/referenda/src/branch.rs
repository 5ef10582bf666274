// SPDX-License-Identifier: Apache-2.0

//! The paths that a step of a referendum can take, and their weights.

use crate::{Config, WeightInfo};
use frame_support::weights::Weight;

/// The path that a step took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Branch {
	/// The referendum ended because its track no longer exists.
	TrackGone,
	/// The referendum ended without a decision.
	TimedOut,
	/// The referendum waits for its decision deposit.
	NoDeposit,
	/// The referendum waits for the end of the prepare period.
	Preparing,
	/// The referendum is ready, but the queue is full. Its decision deposit is given back.
	TurnedAway,
	/// The referendum entered the queue.
	Queued,
	/// The referendum entered the full queue and displaced the one with the fewest ayes.
	QueuedForAnother,
	/// The referendum was in the queue already.
	Waiting,
	/// The decision began, and the referendum does not pass yet.
	BeginDecidingFailing,
	/// The decision began, and the referendum passes at once.
	BeginDecidingPassing,
	/// The referendum is being decided, and began to pass.
	BeginConfirming,
	/// The referendum still passes.
	ContinueConfirming,
	/// The referendum stopped passing.
	EndConfirming,
	/// The referendum still does not pass.
	ContinueNotConfirming,
	/// The referendum was approved.
	Approved {
		/// Whether the next referendum of the queue got the place.
		successor: bool,
	},
	/// The referendum was rejected.
	Rejected {
		/// Whether the next referendum of the queue got the place.
		successor: bool,
	},
	/// The referendum ended because its proposal is barred.
	Barred {
		/// Whether the next referendum of the queue got the place.
		successor: bool,
	},
}

impl Branch {
	#[cfg(test)]
	pub(crate) const ALL: [Self; 20] = [
		Self::TrackGone,
		Self::TimedOut,
		Self::NoDeposit,
		Self::Preparing,
		Self::TurnedAway,
		Self::Queued,
		Self::QueuedForAnother,
		Self::Waiting,
		Self::BeginDecidingFailing,
		Self::BeginDecidingPassing,
		Self::BeginConfirming,
		Self::ContinueConfirming,
		Self::EndConfirming,
		Self::ContinueNotConfirming,
		Self::Approved { successor: false },
		Self::Approved { successor: true },
		Self::Rejected { successor: false },
		Self::Rejected { successor: true },
		Self::Barred { successor: false },
		Self::Barred { successor: true },
	];

	/// The same path with this `successor`, if it is one that ends a decision.
	pub(crate) fn with_successor(self, successor: bool) -> Self {
		match self {
			Self::Approved { .. } => Self::Approved { successor },
			Self::Rejected { .. } => Self::Rejected { successor },
			other => other,
		}
	}

	/// The weight of a nudge that takes this path.
	pub(crate) fn weight_of_nudge<T: Config<I>, I: 'static>(self) -> Weight {
		let next = |successor| match successor {
			true => T::WeightInfo::begin_next(),
			false => Weight::zero(),
		};
		let path = match self {
			Self::TrackGone | Self::TimedOut => T::WeightInfo::nudge_timed_out(),
			Self::NoDeposit => T::WeightInfo::nudge_no_deposit(),
			Self::Preparing => T::WeightInfo::nudge_preparing(),
			Self::TurnedAway => T::WeightInfo::nudge_turned_away(),
			Self::Queued => T::WeightInfo::nudge_queued(),
			Self::QueuedForAnother => T::WeightInfo::nudge_queued_for_another(),
			Self::Waiting => T::WeightInfo::nudge_waiting(),
			Self::BeginDecidingFailing => T::WeightInfo::nudge_begin_deciding_failing(),
			Self::BeginDecidingPassing => T::WeightInfo::nudge_begin_deciding_passing(),
			Self::BeginConfirming => T::WeightInfo::nudge_begin_confirming(),
			Self::ContinueConfirming => T::WeightInfo::nudge_continue_confirming(),
			Self::EndConfirming => T::WeightInfo::nudge_end_confirming(),
			Self::ContinueNotConfirming => T::WeightInfo::nudge_continue_not_confirming(),
			Self::Approved { successor } => {
				T::WeightInfo::nudge_approved().saturating_add(next(successor))
			},
			// A barred referendum ends as a rejected one does, with another event.
			Self::Rejected { successor } | Self::Barred { successor } => {
				T::WeightInfo::nudge_rejected().saturating_add(next(successor))
			},
		};
		path.saturating_add(T::WeightInfo::end_acceleration())
	}

	/// The weight of the heaviest path of a nudge.
	pub(crate) fn max_weight_of_nudge<T: Config<I>, I: 'static>() -> Weight {
		let one_alone = T::WeightInfo::nudge_timed_out()
			.max(T::WeightInfo::nudge_no_deposit())
			.max(T::WeightInfo::nudge_preparing())
			.max(T::WeightInfo::nudge_turned_away())
			.max(T::WeightInfo::nudge_queued())
			.max(T::WeightInfo::nudge_queued_for_another())
			.max(T::WeightInfo::nudge_waiting())
			.max(T::WeightInfo::nudge_begin_deciding_failing())
			.max(T::WeightInfo::nudge_begin_deciding_passing())
			.max(T::WeightInfo::nudge_begin_confirming())
			.max(T::WeightInfo::nudge_continue_confirming())
			.max(T::WeightInfo::nudge_end_confirming())
			.max(T::WeightInfo::nudge_continue_not_confirming())
			.saturating_add(T::WeightInfo::end_acceleration());
		one_alone
			.max(Self::Approved { successor: true }.weight_of_nudge::<T, I>())
			.max(Self::Rejected { successor: true }.weight_of_nudge::<T, I>())
	}

	/// The weight of a decision deposit after which the referendum takes this path; `None` for a path
	/// that cannot follow a deposit.
	pub(crate) fn weight_of_deposit<T: Config<I>, I: 'static>(self) -> Option<Weight> {
		let path = match self {
			Self::Preparing => T::WeightInfo::place_decision_deposit_preparing(),
			Self::Queued => T::WeightInfo::place_decision_deposit_queued(),
			Self::QueuedForAnother => T::WeightInfo::place_decision_deposit_queued_for_another(),
			Self::BeginDecidingFailing => T::WeightInfo::place_decision_deposit_failing(),
			Self::BeginDecidingPassing => T::WeightInfo::place_decision_deposit_passing(),
			_ => return None,
		};
		Some(path.saturating_add(T::WeightInfo::end_acceleration()))
	}

	/// The weight of the heaviest path after a decision deposit.
	pub(crate) fn max_weight_of_deposit<T: Config<I>, I: 'static>() -> Weight {
		T::WeightInfo::place_decision_deposit_preparing()
			.max(T::WeightInfo::place_decision_deposit_queued())
			.max(T::WeightInfo::place_decision_deposit_queued_for_another())
			.max(T::WeightInfo::place_decision_deposit_failing())
			.max(T::WeightInfo::place_decision_deposit_passing())
			.saturating_add(T::WeightInfo::end_acceleration())
	}
}
