// SPDX-License-Identifier: Apache-2.0

//! The bodies of the view functions.

use crate::{records::Record, *};
use alloc::vec::Vec;
use core::cmp::Reverse;
use sp_runtime::{
	traits::{Saturating, Zero},
	Percent, SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn ranks() -> Vec<Rank<BalanceOf<T>>> {
		let mut ranks: Vec<_> = Record::<T>::all().map(rank).collect();
		ranks.sort_by_key(|rank| (Reverse(rank.raised), rank.fund_index));
		ranks
	}

	pub(crate) fn sum_of_raised() -> BalanceOf<T> {
		Record::<T>::all()
			.fold(Zero::zero(), |sum: BalanceOf<T>, r| sum.saturating_add(r.fund.raised))
	}

	pub(crate) fn own_contributions(
		who: &T::AccountId,
	) -> Vec<OwnContribution<BalanceOf<T>, MemoOf<T>>> {
		let own = Books::<T>::iter().filter_map(|(fund_index, book)| {
			let (amount, memo) = Self::contribution(fund_index, who)?;
			Some(OwnContribution { para: book.para, fund_index, amount, memo })
		});
		let mut own: Vec<_> = own.collect();
		own.sort_by_key(|contribution| contribution.fund_index);
		own
	}
}

fn rank<T: Config>(record: Record<T>) -> Rank<BalanceOf<T>> {
	let (raised, cap) = (record.fund.raised, record.fund.cap);
	let parts = (raised.saturated_into::<u128>(), cap.saturated_into::<u128>());
	Rank {
		para: record.para,
		fund_index: record.index(),
		raised,
		cap,
		contributors: record.book.contributors,
		percent_of_cap: Percent::from_rational(parts.0, parts.1).deconstruct(),
	}
}
