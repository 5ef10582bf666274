// SPDX-License-Identifier: Apache-2.0

//! What happens without a call: the roll-over to a new lease period, step by step.

use crate::{Config, Event, Leases, Pallet, Progress, RollOver, Waiting, WeightInfo};
use canary_primitives::{LeaseClock, LeasePeriod, ParaId, PERIODS_PER_SLOT};
use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	/// The mandatory work of a block: begins a new period if there is one, and does a few steps of the
	/// roll-over.
	pub(crate) fn do_tick(now: BlockNumberFor<T>) -> Weight {
		let mut progress = RollOver::<T>::get();
		let before = progress;
		if let Some(period) = Self::lease_clock().period_at(now) {
			if progress.is_new_period(period) {
				progress.begin(period);
				Self::deposit_event(Event::NewLeasePeriod { lease_period: period });
			}
		}

		let mut meter = WeightMeter::new();
		meter.consume(T::WeightInfo::tick());
		Self::roll_over(&mut progress, T::StepsPerBlock::get(), &mut meter);
		if progress != before {
			RollOver::<T>::put(progress);
		}
		meter.consumed()
	}

	/// The work of a block in its idle weight: more steps of the roll-over, and the moves that have
	/// failed.
	pub(crate) fn do_idle(limit: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(limit);
		if meter.try_consume(T::WeightInfo::idle()).is_err() {
			return Weight::zero();
		}
		let mut progress = RollOver::<T>::get();
		let before = progress;
		Self::roll_over(&mut progress, T::IdleStepsPerBlock::get(), &mut meter);
		Self::retry_moves(&mut progress, &mut meter);
		if progress != before {
			RollOver::<T>::put(progress);
		}
		meter.consumed()
	}

	/// Does at most `steps` steps of the roll-over, as far as the meter allows.
	fn roll_over(progress: &mut Progress, steps: u32, meter: &mut WeightMeter) {
		for _ in 0..steps {
			let (Some(period), Some(sweep)) = (progress.period, &mut progress.sweep) else {
				return;
			};
			if meter.try_consume(T::WeightInfo::step()).is_err() {
				return;
			}
			let mut rest = match sweep.after {
				Some(para) => Leases::<T>::iter_keys_from_key(para),
				None => Leases::<T>::iter_keys(),
			};
			match rest.next() {
				Some(para) if Self::advance(para, period) => sweep.after = Some(para),
				Some(_) => {},
				None => progress.end_of_pass(),
			}
		}
	}

	/// Moves a para on by one period if it is behind. Returns whether it is up to date then.
	fn advance(para: ParaId, now: LeasePeriod) -> bool {
		let Some(mut book) = Self::book(para).filter(|book| book.base < now) else { return true };

		let had_slot = book.is_front_leased();
		if let Some(change) = book.end_period() {
			Self::lower_deposit(para, change.who, change.from, change.to);
		}
		let leased_now = book.clone().seen_from(now).is_front_leased();
		let done = book.base >= now || book.is_empty();
		Self::store(para, book);
		if had_slot || leased_now {
			Self::align(para, leased_now);
		}
		done
	}

	/// Moves a para on to period `now`, in at most as many steps as it has entries.
	pub(crate) fn bring_up_to_date(para: ParaId, now: LeasePeriod) {
		while !Self::advance(para, now) {}
	}

	/// Tries some failed moves again, in the order of the storage keys and then from the start.
	fn retry_moves(progress: &mut Progress, meter: &mut WeightMeter) {
		let tries = Waiting::<T>::count().min(T::RetriesPerBlock::get());
		for _ in 0..tries {
			if meter.try_consume(T::WeightInfo::retry()).is_err() {
				return;
			}
			let Some(para) = Self::next_waiting(progress.retried) else { return };
			progress.retried = Some(para);
			Self::align(para, Self::book_now(para).is_front_leased());
		}
	}

	/// The next waiting para after this one, or the first if there is none.
	fn next_waiting(after: Option<ParaId>) -> Option<ParaId> {
		let rest = after.map(|para| Waiting::<T>::iter_from(Waiting::<T>::hashed_key_for(para)));
		let next = rest.and_then(|mut rest| rest.next()).map(|(para, ())| para);
		next.or_else(|| Waiting::<T>::iter_keys().next())
	}

	/// The conversion between block numbers and lease periods.
	pub(crate) fn lease_clock() -> LeaseClock<BlockNumberFor<T>> {
		LeaseClock::new(T::LeasePeriod::get(), T::LeaseOffset::get())
	}

	/// The lease period of this block; `None` before period 0.
	pub(crate) fn period_now() -> Option<LeasePeriod> {
		Self::lease_clock().period_at(frame_system::Pallet::<T>::block_number())
	}

	/// Checks the configuration.
	///
	/// # Panics
	///
	/// If it is faulty.
	pub(crate) fn ensure_configuration() {
		let steps = T::StepsPerBlock::get();
		assert!(!steps.is_zero(), "a roll-over makes progress in every block");
		assert!(!T::RetriesPerBlock::get().is_zero(), "failed moves are tried again");
		assert!(
			T::MaxLeasePeriods::get() >= PERIODS_PER_SLOT,
			"the periods of one auction can be leased"
		);
		let mandatory = T::WeightInfo::step()
			.saturating_mul(steps.into())
			.saturating_add(T::WeightInfo::tick());
		let tenth = T::BlockWeights::get().max_block / 10;
		assert!(mandatory.all_lte(tenth), "the mandatory work is at most a tenth of a block");
	}
}
