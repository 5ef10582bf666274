// SPDX-License-Identifier: Apache-2.0

//! The release of contributors, page by page, and the end of a fund.

use crate::{records::Record, *};
use frame_support::{defensive, weights::WeightMeter};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Releases contributors of the next `funds` funds in the queue, up to `contributors` in total and
	/// as far as the meter allows. A fund with contributors left goes to the end of the queue, so that
	/// small funds need not wait for large ones. One without is dissolved.
	pub(crate) fn release_in_turn(funds: u32, contributors: u32, meter: &mut WeightMeter) {
		let mut releasing = Releasing::<T>::get();
		if releasing.is_empty() {
			return;
		}
		let mut left = contributors;
		for _ in 0..funds {
			let affordable = T::WeightInfo::turn().saturating_add(T::WeightInfo::release());
			if left == 0 || releasing.is_empty() || !meter.can_consume(affordable) {
				break;
			}
			meter.consume(T::WeightInfo::turn());
			let index = releasing.remove(0);
			let Some(mut record) = Record::<T>::by_index(index) else {
				defensive!("invariant 6: only funds are being released");
				continue;
			};
			left = left.saturating_sub(Self::release_page(&mut record, left, meter));
			if record.book.contributors == 0 {
				Self::dissolve_record(record);
			} else {
				record.save();
				// It was just removed from the list, so there is room.
				releasing.force_push(index);
			}
		}
		Releasing::<T>::put(releasing);
	}

	/// Releases up to `most` contributors of a fund, as far as the meter allows. Returns how many. The
	/// caller saves the record.
	pub(crate) fn release_page(record: &mut Record<T>, most: u32, meter: &mut WeightMeter) -> u32 {
		let mut released = 0u32;
		let mut up_to = ReleasedUpTo::<T>::get(record.index());
		let mut contributions = match &up_to {
			Some(who) => Self::contributions_after(record.index(), who),
			None => Self::contributions(record.index()),
		};
		while released < most && meter.try_consume(T::WeightInfo::release()).is_ok() {
			let Some((who, (amount, _))) = contributions.next() else { break };
			up_to = Some(who.clone());
			Self::give_back(record, who, amount);
			released.saturating_inc();
		}
		ReleasedUpTo::<T>::set(record.index(), up_to);
		if released > 0 && record.is_listed() {
			let para_id = record.para;
			Self::deposit_event(if record.book.contributors == 0 {
				Event::AllRefunded { para_id }
			} else {
				Event::PartiallyRefunded { para_id }
			});
		}
		released
	}

	/// Releases one contribution. The caller saves the record.
	pub(crate) fn give_back(record: &mut Record<T>, who: T::AccountId, amount: BalanceOf<T>) {
		Self::release_contribution(&who, amount);
		Self::remove_contribution(record.index(), &who);
		record.fund.raised = record.fund.raised.saturating_sub(amount);
		record.book.contributors = record.book.contributors.saturating_sub(1);
		let (para_id, fund_index) = (record.para, record.index());
		Self::deposit_event(if record.is_listed() {
			Event::Withdrew { who, fund_index: para_id, amount }
		} else {
			Event::WithdrewFromEarlier { who, para_id, fund_index, amount }
		});
	}

	/// Removes a fund without contributors, and releases its deposit.
	pub(crate) fn dissolve_record(record: Record<T>) {
		let (para, fund_index, is_listed) = (record.para, record.index(), record.is_listed());
		Self::release_deposit(&record.fund.depositor, record.fund.deposit);
		Self::transfer_stray_money(para, &record.account(), &record.fund.depositor);
		record.remove();
		Self::deposit_event(if is_listed {
			Event::Dissolved { para_id: para }
		} else {
			Event::EarlierDissolved { para_id: para, fund_index }
		});
	}

	/// Puts a fund that has ended and has no commitments into the queue for release.
	pub(crate) fn start_releasing(record: &mut Record<T>) {
		if Releasing::<T>::try_append(record.index()).is_err() {
			defensive!("invariant 6: the list has room for the greatest number of funds");
			return;
		}
		record.book.stage = Stage::Releasing;
	}
}
