// SPDX-License-Identifier: Apache-2.0

//! The implementations of `BackDeposits` and `SwapLeases`: the commitments of funds.

use crate::{records::Record, *};
use alloc::{collections::BTreeSet, vec::Vec};
use canary_primitives::{
	traits::{BackDeposits, Purpose, SwapLeases},
	ParaId,
};
use frame_support::{defensive, ensure};
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Zero},
	DispatchResult,
};

impl<T: Config> BackDeposits for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = BalanceOf<T>;

	/// Decided by the bytes of the account alone. Nobody has a key to an account of this form, so it is
	/// always a fund's, even before its campaign and after the fund is dissolved.
	fn is_backed(who: &T::AccountId) -> bool {
		Self::index_of(who).is_some()
	}

	fn committed(purpose: Purpose, para: ParaId, who: &T::AccountId) -> BalanceOf<T> {
		let index = Self::index_of(who);
		index.map_or_else(Zero::zero, |index| Commitments::<T>::get(para, index).of(purpose))
	}

	fn all_committed(purpose: Purpose) -> Vec<(ParaId, T::AccountId, BalanceOf<T>)> {
		let all = Commitments::<T>::iter();
		let of_purpose = all.map(|(para, index, c)| (para, Self::account_of(index), c.of(purpose)));
		of_purpose.filter(|(_, _, amount)| !amount.is_zero()).collect()
	}

	fn commit(
		purpose: Purpose,
		para: ParaId,
		who: &T::AccountId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		let record = Self::index_of(who).and_then(Record::<T>::by_index);
		let mut record = record.ok_or(Error::<T>::InvalidParaId)?;
		let index = record.index();
		let commitment = Commitments::<T>::get(para, index);
		let rest = total(&mut record.book, purpose).saturating_sub(commitment.of(purpose));
		let sum = rest.checked_add(&amount).ok_or(Error::<T>::Overflow)?;
		ensure!(record.book.stage != Stage::Releasing, Error::<T>::NotCovered);
		ensure!(sum <= record.fund.raised, Error::<T>::NotCovered);

		Self::put_commitment(para, index, commitment.with(purpose, amount));
		*total(&mut record.book, purpose) = sum;
		if purpose == Purpose::Lease && !amount.is_zero() {
			record.book.won = true;
			Self::leave_queue(&mut record);
		}
		Self::release_if_free(&mut record);
		record.save();
		Ok(())
	}

	fn relax(purpose: Purpose, para: ParaId, who: &T::AccountId, amount: BalanceOf<T>) {
		let Some(index) = Self::index_of(who) else {
			defensive!("only a backed account's commitment is relaxed");
			return;
		};
		let commitment = Commitments::<T>::get(para, index);
		let before = commitment.of(purpose);
		if before <= amount {
			return;
		}
		let Some(mut record) = Record::<T>::by_index(index) else {
			defensive!("invariant 5: only funds commit");
			return;
		};
		Self::put_commitment(para, index, commitment.with(purpose, amount));
		let sum = total(&mut record.book, purpose);
		*sum = sum.saturating_sub(before.saturating_sub(amount));
		Self::release_if_free(&mut record);
		record.save();
	}
}

impl<T: Config> SwapLeases for Pallet<T> {
	/// A fund stays with the para that it was raised for; its commitments for leases follow the leases.
	fn swap_leases(one: ParaId, other: ParaId) {
		if one == other {
			return;
		}
		let funds = Commitments::<T>::iter_key_prefix(one);
		let funds: BTreeSet<_> = funds.chain(Commitments::<T>::iter_key_prefix(other)).collect();
		for index in &funds {
			let mut of_one = Commitments::<T>::get(one, index);
			let mut of_other = Commitments::<T>::get(other, index);
			of_one.swap_leases(&mut of_other);
			Self::put_commitment(one, *index, of_one);
			Self::put_commitment(other, *index, of_other);
		}
		if !funds.is_empty() {
			Self::deposit_event(Event::CommitmentsSwapped { one, other });
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Whether any fund has a commitment for a bid or a lease of this para. As long as it has, the
	/// runtime should not let the manager deregister or swap the para: contributions would be held for
	/// nothing.
	pub fn is_committed(para: ParaId) -> bool {
		Commitments::<T>::iter_key_prefix(para).next().is_some()
	}

	/// Stores a commitment, or removes its record if it is empty.
	fn put_commitment(para: ParaId, index: FundIndex, commitment: Commitment<BalanceOf<T>>) {
		if commitment.is_empty() {
			Commitments::<T>::remove(para, index);
		} else {
			Commitments::<T>::insert(para, index, commitment);
		}
	}

	/// Begins the release of a fund without commitments if it has ended, or if it is an earlier fund,
	/// which never bids again.
	fn release_if_free(record: &mut Record<T>) {
		if !record.book.is_free() {
			return;
		}
		match record.book.stage {
			Stage::Ended => Self::start_releasing(record),
			Stage::Open if !record.is_listed() => {
				Self::unschedule_end(record.index());
				record.fund.end = record.fund.end.min(Self::now());
				Self::start_releasing(record);
			},
			Stage::Open | Stage::Releasing => {},
		}
	}
}

/// The sum of the commitments for this purpose, for all paras.
fn total<Balance>(book: &mut Book<Balance>, purpose: Purpose) -> &mut Balance {
	match purpose {
		Purpose::Bid => &mut book.bid,
		Purpose::Lease => &mut book.lease,
	}
}
