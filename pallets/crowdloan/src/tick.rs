// SPDX-License-Identifier: Apache-2.0

//! What happens without a call: the ends of campaigns, and the release of contributors step by step.

use crate::{ends, records::Record, *};
use canary_primitives::traits::PlaceBids;
use frame_support::{
	defensive,
	traits::{fungible::Inspect, Get},
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// The mandatory work of a block.
	pub(crate) fn do_tick(now: BlockNumberFor<T>) -> Weight {
		let mut meter = WeightMeter::new();
		meter.consume(T::WeightInfo::tick());
		Self::notice_ends(now, &mut meter);
		Self::watch_auction(now, &mut meter);
		Self::release_in_turn(1, T::ReleasesPerBlock::get(), &mut meter);
		meter.consumed()
	}

	/// The work of a block in its idle weight: releases more contributors.
	pub(crate) fn do_idle(limit: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(limit);
		if meter.try_consume(T::WeightInfo::idle()).is_ok() {
			let most = T::RemoveKeysLimit::get();
			Self::release_in_turn(most, most, &mut meter);
		}
		meter.consumed()
	}

	/// Processes the campaigns that have ended, up to `FundsPerBlock`.
	fn notice_ends(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		let mut ends = Agenda::<T>::get();
		let due = ends::due(&ends, &now, T::FundsPerBlock::get().saturated_into());
		if due.is_zero() {
			return;
		}
		let ended: alloc::vec::Vec<_> = ends.drain(..due).collect();
		Agenda::<T>::put(ends);
		for (_, index) in ended {
			meter.consume(T::WeightInfo::notice_end());
			Self::notice_end(index);
		}
	}

	/// Processes the end of a campaign. If the fund waits to bid, this is its last chance.
	pub(crate) fn notice_end(index: FundIndex) {
		let Some(mut record) = Record::<T>::by_index(index) else {
			defensive!("invariant 6: only funds have a scheduled end");
			return;
		};
		if record.book.turn != Turn::Resting {
			Self::leave_queue(&mut record);
			if !T::Auctions::phase().is_ending() {
				let result = Err(Error::<T>::ContributionPeriodOver.into());
				Self::deposit_event(Event::HandleBidResult { para_id: record.para, result });
			} else {
				let Some((after, _)) = Self::bid(record) else { return };
				record = after;
			}
		}
		if record.book.is_free() {
			Self::start_releasing(&mut record);
		} else {
			record.book.stage = Stage::Ended;
		}
		record.save();
	}

	/// Adds the end of a campaign to `Agenda`.
	pub(crate) fn schedule_end(index: FundIndex, end: BlockNumberFor<T>) {
		Agenda::<T>::mutate(|ends| {
			let place = ends::insertion_point(ends, &end);
			if ends.try_insert(place, (end, index)).is_err() {
				defensive!(
					"invariant 6: there are never more funds than the list of ends has room for"
				);
			}
		});
	}

	/// Removes the end of a campaign from `Agenda`, if it is there.
	pub(crate) fn unschedule_end(index: FundIndex) {
		Agenda::<T>::mutate(|ends| ends.retain(|(_, fund)| *fund != index));
	}

	/// The greatest weight of the mandatory work of a block, including the bids at its end.
	pub(crate) fn mandatory_weight() -> Weight {
		T::WeightInfo::tick()
			.saturating_add(
				T::WeightInfo::notice_end().saturating_mul(T::FundsPerBlock::get().into()),
			)
			.saturating_add(Self::weight_of_bids())
			.saturating_add(T::WeightInfo::turn())
			.saturating_add(
				T::WeightInfo::release().saturating_mul(T::ReleasesPerBlock::get().into()),
			)
	}

	/// Checks the configuration.
	///
	/// # Panics
	///
	/// If it is faulty.
	pub(crate) fn ensure_configuration() {
		assert!(!T::FundsPerBlock::get().is_zero(), "funds are served in every block");
		assert!(!T::ReleasesPerBlock::get().is_zero(), "contributors are released in every block");
		assert!(!T::RemoveKeysLimit::get().is_zero(), "a refund releases somebody");
		assert!(!T::MaxFunds::get().is_zero(), "there can be a fund");
		assert!(!T::MaxEarlierFunds::get().is_zero(), "a lease can be renewed");
		let least = T::Currency::minimum_balance();
		let deposit = T::SubmissionDeposit::get();
		assert!(
			T::MinContribution::get() >= least && (deposit >= least || deposit.is_zero()),
			"what is released is enough for an account to live on"
		);
		let last = FundIndex::MAX;
		assert!(
			Self::index_of(&Self::account_of(last)) == Some(last),
			"an account is long enough for the name of a fund"
		);
		let tenth = T::BlockWeights::get().max_block / 10;
		assert!(
			Self::mandatory_weight().all_lte(tenth),
			"the mandatory work is at most a tenth of a block"
		);
	}
}
