// SPDX-License-Identifier: Apache-2.0

//! The implementations of the traits through which other pallets use this one.

use crate::{calls::Grant, deposits::Source, BalanceOf, Config, Event, LeaseBase, Leases, Pallet};
use crate::{RollOver, Waiting};
use canary_primitives::{
	traits::{InspectLeases, SettleWin, SwapLeases, Win},
	LeaseClock, LeasePeriod, ParaId,
};
use frame_support::{storage::with_storage_layer, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchError;

impl<T: Config> InspectLeases for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = BalanceOf<T>;
	type BlockNumber = BlockNumberFor<T>;

	fn clock() -> LeaseClock<BlockNumberFor<T>> {
		Self::lease_clock()
	}

	fn horizon() -> LeasePeriod {
		T::MaxLeasePeriods::get()
	}

	fn is_leased(para: ParaId, first: LeasePeriod, last: LeasePeriod) -> bool {
		Self::book_now(para).is_leased(first, last)
	}

	fn deposit(para: ParaId, who: &T::AccountId) -> BalanceOf<T> {
		Self::book_now(para).deposit(who)
	}

	fn deposit_from(para: ParaId, who: &T::AccountId, from: LeasePeriod) -> BalanceOf<T> {
		Self::book_now(para).seen_from(from).deposit(who)
	}
}

impl<T: Config> SettleWin for Pallet<T> {
	type HoldReason = T::RuntimeHoldReason;

	fn settle(
		win: Win<T::AccountId, BalanceOf<T>>,
		held: BalanceOf<T>,
		bid: T::RuntimeHoldReason,
	) -> Result<BalanceOf<T>, DispatchError> {
		let Win { para, winner: who, amount, first, last } = win;
		with_storage_layer(|| {
			Self::grant(Grant { para, who, amount, first, last }, Source::Bid(held, bid))
		})
	}
}

impl<T: Config> SwapLeases for Pallet<T> {
	fn swap_leases(one: ParaId, other: ParaId) {
		if one == other {
			return;
		}
		Leases::<T>::swap(one, other);
		LeaseBase::<T>::swap(one, other);
		match (Waiting::<T>::contains_key(one), Waiting::<T>::contains_key(other)) {
			(true, false) => Self::wait_instead(one, other),
			(false, true) => Self::wait_instead(other, one),
			(true, true) | (false, false) => {},
		}
		// The roll-over may have reached one of them and not the other, and now it is the other way
		// round.
		RollOver::<T>::mutate(|progress| progress.look_again());
		Self::deposit_event(Event::LeasesSwapped { one, other });
	}
}

impl<T: Config> Pallet<T> {
	fn wait_instead(before: ParaId, after: ParaId) {
		Waiting::<T>::remove(before);
		Waiting::<T>::insert(after, ());
	}
}
