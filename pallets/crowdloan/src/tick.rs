// SPDX-License-Identifier: Apache-2.0

//! Time: funds come to their end, and what follows from that is done step by step.

use crate::{agenda, records::Record, *};
use canary_primitives::traits::PlaceBids;
use frame_support::{
	defensive,
	traits::{fungible::Inspect, Get},
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// The mandatory part of a block.
	pub(crate) fn do_tick(now: BlockNumberFor<T>) -> Weight {
		let mut meter = WeightMeter::new();
		meter.consume(T::WeightInfo::tick());
		Self::notice_ends(now, &mut meter);
		Self::watch_auction(now, &mut meter);
		Self::release_in_turn(1, T::ReleasesPerBlock::get(), &mut meter);
		meter.consumed()
	}

	/// The rest of a block: more contributors are released.
	pub(crate) fn do_idle(limit: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(limit);
		if meter.try_consume(T::WeightInfo::idle()).is_ok() {
			let most = T::RemoveKeysLimit::get();
			Self::release_in_turn(most, most, &mut meter);
		}
		meter.consumed()
	}

	/// Looks at the funds whose end has come, a few in each block.
	fn notice_ends(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		let mut agenda = Agenda::<T>::get();
		let due = agenda::due(&agenda, &now, T::FundsPerBlock::get().saturated_into());
		if due.is_zero() {
			return;
		}
		let ended: alloc::vec::Vec<_> = agenda.drain(..due).collect();
		Agenda::<T>::put(agenda);
		for (_, index) in ended {
			meter.consume(T::WeightInfo::notice_end());
			Self::notice_end(index);
		}
	}

	/// A fund takes nothing more. If it waits to bid and can, it does so now or never.
	pub(crate) fn notice_end(index: FundIndex) {
		let Some(mut record) = Record::<T>::by_index(index) else {
			defensive!("rule 6: only funds are on the agenda");
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

	pub(crate) fn put_on_agenda(index: FundIndex, end: BlockNumberFor<T>) {
		Agenda::<T>::mutate(|agenda| {
			let place = agenda::place_for(agenda, &end);
			if agenda.try_insert(place, (end, index)).is_err() {
				defensive!("rule 6: there are never more funds than the agenda has places for");
			}
		});
	}

	pub(crate) fn take_off_agenda(index: FundIndex) {
		Agenda::<T>::mutate(|agenda| agenda.retain(|(_, fund)| *fund != index));
	}

	/// The most that the mandatory part of a block can weigh, the bids at its end included.
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

	/// What the configuration must satisfy.
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
			"the mandatory part is small against a block"
		);
	}
}
