// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls.

use crate::{
	deposits::{Source, SourceOf},
	BalanceOf, Config, Error, Event, Pallet, Waiting,
};
use canary_primitives::{
	traits::{
		InspectPara,
		Lifecycle::{LeaseHolding, Upgrading},
	},
	LeasePeriod, ParaId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

/// A lease to be given.
pub(crate) struct Grant<AccountId, Balance> {
	pub(crate) para: ParaId,
	pub(crate) who: AccountId,
	pub(crate) amount: Balance,
	pub(crate) first: LeasePeriod,
	pub(crate) last: LeasePeriod,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_force_lease(
		para: ParaId,
		who: T::AccountId,
		amount: BalanceOf<T>,
		first: LeasePeriod,
		count: LeasePeriod,
	) -> DispatchResult {
		let more = count.checked_sub(1).ok_or(Error::<T>::LeaseError)?;
		let last = first.checked_add(more).ok_or(Error::<T>::LeaseError)?;
		Self::grant(Grant { para, who, amount, first, last }, Source::Free)?;
		Ok(())
	}

	pub(crate) fn do_clear_all_leases(para: ParaId) {
		let Some(book) = Self::book(para) else { return };

		// A lease that has ended before the roll-over reached the para counts too: the para is still
		// to be downgraded.
		let had_slot = book.is_front_leased() || Waiting::<T>::contains_key(para);
		let had_slot = had_slot || Self::book_now(para).is_front_leased();
		for (who, deposit) in book.deposits() {
			Self::lower_deposit(para, who, deposit, 0u32.into());
		}
		Self::forget(para);
		Self::deposit_event(Event::LeasesCleared { para_id: para });
		if had_slot {
			Self::align(para, false);
		}
	}

	pub(crate) fn do_trigger_onboard(para: ParaId) -> DispatchResult {
		ensure!(Self::book_now(para).is_front_leased(), Error::<T>::ParaNotOnboarding);
		let there = matches!(T::Paras::lifecycle(para), Some(LeaseHolding | Upgrading));
		ensure!(!there, Error::<T>::ParaNotOnboarding);

		Self::try_move(para, true)?;
		Waiting::<T>::remove(para);
		Ok(())
	}

	/// Gives a lease and raises the deposit. Returns the amount taken from a bid's hold.
	///
	/// On an error the caller has to revert the changes to storage, as every call does.
	pub(crate) fn grant(
		grant: Grant<T::AccountId, BalanceOf<T>>,
		source: SourceOf<T>,
	) -> Result<BalanceOf<T>, DispatchError> {
		let Grant { para, who, amount, first, last } = grant;
		let now = Self::period_now().ok_or(Error::<T>::NoLeasePeriod)?;
		let mut book = Self::book_now(para);
		ensure!(first <= last, Error::<T>::LeaseError);
		ensure!(first >= book.base, Error::<T>::AlreadyEnded);
		ensure!(last.saturating_sub(now) < T::MaxLeasePeriods::get(), Error::<T>::TooFarAhead);
		ensure!(!book.is_leased(first, last), Error::<T>::AlreadyLeased);

		Self::bring_up_to_date(para, now);
		let before = book.deposit(&who);
		let after = before.max(amount);
		let taken = Self::raise_deposit(para, &who, before, after, source)?;
		book.enter(first, last, &who, amount);
		Self::store(para, book);
		Self::deposit_event(Event::Leased {
			para_id: para,
			leaser: who,
			period_begin: first,
			period_count: last.saturating_sub(first).saturating_add(1),
			extra_reserved: after.saturating_sub(before),
			total_amount: amount,
		});
		if first == now {
			Self::align(para, true);
		}
		Ok(taken)
	}
}
