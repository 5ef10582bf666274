// SPDX-License-Identifier: Apache-2.0

//! The leases of one para, in absolute lease periods. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use alloc::vec::Vec;
use canary_primitives::LeasePeriod;
use sp_runtime::{traits::AtLeast32BitUnsigned, SaturatedConversion};

/// The leaseholder and the amount of the lease for one period; `None` for a gap.
pub(crate) type Entry<AccountId, Balance> = Option<(AccountId, Balance)>;

/// The leases of one para.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LeaseBook<AccountId, Balance> {
	/// The period of the first entry.
	pub(crate) base: LeasePeriod,
	/// One entry for each period from the base on; the last one is leased.
	pub(crate) entries: Vec<Entry<AccountId, Balance>>,
}

/// A deposit that has decreased.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Change<AccountId, Balance> {
	/// The account on which it is held.
	pub(crate) who: AccountId,
	/// The amount before.
	pub(crate) from: Balance,
	/// The amount after.
	pub(crate) to: Balance,
}

impl<AccountId: Clone + Eq, Balance: AtLeast32BitUnsigned + Copy> LeaseBook<AccountId, Balance> {
	/// A book without leases whose base is this period.
	pub(crate) const fn empty(base: LeasePeriod) -> Self {
		Self { base, entries: Vec::new() }
	}

	/// Whether there are no leases.
	pub(crate) fn is_empty(&self) -> bool {
		self.entries.is_empty()
	}

	/// Whether the first period is leased.
	pub(crate) fn is_front_leased(&self) -> bool {
		matches!(self.entries.first(), Some(Some(_)))
	}

	/// Whether any period from `first` to `last`, both inclusive, is leased.
	pub(crate) fn is_leased(&self, first: LeasePeriod, last: LeasePeriod) -> bool {
		let periods = self.base..=LeasePeriod::MAX;
		let mut leased = periods.zip(&self.entries).filter(|(_, entry)| entry.is_some());
		leased.any(|(period, _)| first <= period && period <= last)
	}

	/// The largest amount among the entries of this account.
	pub(crate) fn deposit(&self, who: &AccountId) -> Balance {
		let own = self.entries.iter().flatten().filter(|(holder, _)| holder == who);
		own.map(|(_, amount)| *amount).max().unwrap_or_else(Balance::zero)
	}

	/// Every leaseholder once, with their deposit.
	pub(crate) fn deposits(&self) -> Vec<(AccountId, Balance)> {
		let mut deposits = Vec::<(AccountId, Balance)>::new();
		for (who, amount) in self.entries.iter().flatten() {
			match deposits.iter_mut().find(|(known, _)| known == who) {
				Some((_, deposit)) => *deposit = (*deposit).max(*amount),
				None => deposits.push((who.clone(), *amount)),
			}
		}
		deposits
	}

	/// The same leases without the entries before `period`. A period before the base changes nothing.
	pub(crate) fn seen_from(mut self, period: LeasePeriod) -> Self {
		let ended = period.saturating_sub(self.base).saturated_into::<usize>();
		self.entries.drain(..ended.min(self.entries.len()));
		self.base = self.base.max(period);
		self
	}

	/// Removes the first entry. Returns the deposit of its leaseholder if that has decreased.
	pub(crate) fn end_period(&mut self) -> Option<Change<AccountId, Balance>> {
		let ended = if self.is_empty() { None } else { self.entries.remove(0) };
		self.base = self.base.saturating_add(1);
		let (who, amount) = ended?;
		let to = self.deposit(&who);
		(to < amount).then_some(Change { who, from: amount, to })
	}

	/// Adds a lease from `first` to `last`, both inclusive. The caller has to make sure that these
	/// periods are not leased and not before the base.
	pub(crate) fn enter(
		&mut self,
		first: LeasePeriod,
		last: LeasePeriod,
		who: &AccountId,
		amount: Balance,
	) {
		let begin = first.saturating_sub(self.base).saturated_into::<usize>();
		let end = last.saturating_sub(self.base).saturated_into::<usize>().saturating_add(1);
		if self.entries.len() < end {
			self.entries.resize(end, None);
		}
		let count = end.saturating_sub(begin);
		for entry in self.entries.iter_mut().skip(begin).take(count) {
			*entry = Some((who.clone(), amount));
		}
	}
}
