// SPDX-License-Identifier: Apache-2.0

//! What the other pallets ask of this one: that funds stand behind their bids and leases.

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

	/// Told from the account alone: nobody has a key to one of these, so that none is ever anything
	/// but a fund's, before its campaign, during it and afterwards.
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
		Self::let_go_if_free(&mut record);
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
			defensive!("rule 5: only funds commit");
			return;
		};
		Self::put_commitment(para, index, commitment.with(purpose, amount));
		let sum = total(&mut record.book, purpose);
		*sum = sum.saturating_sub(before.saturating_sub(amount));
		Self::let_go_if_free(&mut record);
		record.save();
	}
}

impl<T: Config> SwapLeases for Pallet<T> {
	/// A fund stays with the para that it was raised for; what it has committed for leases goes
	/// where the leases go.
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
	/// Whether a bid or a lease for this para has a fund behind it. As long as that is so, whoever
	/// controls the para should not be able to take it away: its contributors would be held for
	/// nothing.
	pub fn is_committed(para: ParaId) -> bool {
		Commitments::<T>::iter_key_prefix(para).next().is_some()
	}

	/// Nothing is kept of what commits nothing.
	fn put_commitment(para: ParaId, index: FundIndex, commitment: Commitment<BalanceOf<T>>) {
		if commitment.is_empty() {
			Commitments::<T>::remove(para, index);
		} else {
			Commitments::<T>::insert(para, index, commitment);
		}
	}

	/// Nothing is committed any more: a fund that has ended lets everyone go, and so does one that
	/// another campaign has taken the place of, since it never bids again.
	fn let_go_if_free(record: &mut Record<T>) {
		if !record.book.is_free() {
			return;
		}
		match record.book.stage {
			Stage::Ended => Self::start_releasing(record),
			Stage::Open if !record.is_listed() => {
				Self::take_off_agenda(record.index());
				record.fund.end = record.fund.end.min(Self::now());
				Self::start_releasing(record);
			},
			Stage::Open | Stage::Releasing => {},
		}
	}
}

/// What is committed for this purpose, all paras together.
fn total<Balance>(book: &mut Book<Balance>, purpose: Purpose) -> &mut Balance {
	match purpose {
		Purpose::Bid => &mut book.bid,
		Purpose::Lease => &mut book.lease,
	}
}
