// SPDX-License-Identifier: Apache-2.0

//! The numbered invariants of the crate documentation, checked on the whole state.

use crate::{
	BalanceOf, Config, HoldReason, LeaseBase, LeaseBook, Leases, Pallet, RollOver, Waiting,
};
use alloc::collections::BTreeMap;
use canary_primitives::{
	traits::{BackDeposits, Purpose},
	ParaId,
};
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant and names the first that is broken.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::entries_are_tidy()?;
		Self::bases_are_in_time()?;
		Self::deposits_are_held()?;
		Self::commitments_stand()?;
		Self::waiting_paras_are_counted()?;
		Self::periods_last()
	}

	fn entries_are_tidy() -> Result<(), TryRuntimeError> {
		for (para, entries) in Leases::<T>::iter() {
			ensure!(
				matches!(entries.last(), Some(Some(_))),
				"invariant 1: the last entry is leased"
			);
			ensure!(LeaseBase::<T>::contains_key(para), "invariant 1: entries have a base");
		}
		let all_have_entries = LeaseBase::<T>::iter_keys().all(Leases::<T>::contains_key);
		ensure!(all_have_entries, "invariant 1: there is no base without entries");
		Ok(())
	}

	fn bases_are_in_time() -> Result<(), TryRuntimeError> {
		let progress = RollOver::<T>::get();
		for base in LeaseBase::<T>::iter_values() {
			ensure!(
				Some(base) <= Self::period_now(),
				"invariant 2: no base lies in a period to come"
			);
			ensure!(
				progress.sweep.is_some() || Some(base) >= progress.period,
				"invariant 2: no base lies in the past when no roll-over runs"
			);
		}
		Ok(())
	}

	fn deposits_are_held() -> Result<(), TryRuntimeError> {
		let mut owed = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for (_, who, deposit) in Self::all_deposits().filter(|(_, w, _)| !T::Backing::is_backed(w))
		{
			let sum = owed.entry(who).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(deposit);
		}
		let known = frame_system::Account::<T>::iter_keys();
		let is_held = |who: T::AccountId| {
			let held = T::Currency::balance_on_hold(&HoldReason::Lease.into(), &who);
			held == owed.get(&who).copied().unwrap_or_else(Zero::zero)
		};
		ensure!(
			known.chain(owed.keys().cloned()).all(is_held),
			"invariant 3: the sum of an account's deposits is held on it, and nothing else"
		);
		Ok(())
	}

	fn commitments_stand() -> Result<(), TryRuntimeError> {
		for (para, who, deposit) in
			Self::all_deposits().filter(|(_, w, _)| T::Backing::is_backed(w))
		{
			let committed = T::Backing::committed(Purpose::Lease, para, &who);
			ensure!(committed == deposit, "invariant 4: a backed deposit is committed");
		}
		let mut committed = T::Backing::all_committed(Purpose::Lease).into_iter();
		let is_owed = |(para, who, amount): (ParaId, T::AccountId, BalanceOf<T>)| {
			Self::book(para).is_some_and(|book| book.deposit(&who) == amount)
		};
		ensure!(committed.all(is_owed), "invariant 4: what is committed is owed for a lease");
		Ok(())
	}

	fn waiting_paras_are_counted() -> Result<(), TryRuntimeError> {
		let counted = Waiting::<T>::count() as usize == Waiting::<T>::iter_keys().count();
		ensure!(counted, "invariant 5: the paras that wait are counted");
		Ok(())
	}

	fn periods_last() -> Result<(), TryRuntimeError> {
		ensure!(!T::LeasePeriod::get().is_zero(), "invariant 6: a lease period lasts");
		Ok(())
	}

	fn all_deposits() -> impl Iterator<Item = (ParaId, T::AccountId, BalanceOf<T>)> {
		Leases::<T>::iter().flat_map(|(para, entries)| {
			let book = LeaseBook { base: 0, entries: entries.into_inner() };
			book.deposits().into_iter().map(move |(who, deposit)| (para, who, deposit))
		})
	}
}
