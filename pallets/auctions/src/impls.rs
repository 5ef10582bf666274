// SPDX-License-Identifier: Apache-2.0

//! The implementation of `PlaceBids`, for other pallets.

use crate::{types::*, *};
use canary_primitives::{
	traits::{InspectLeases, PlaceBids},
	LeasePeriod, LeaseRange, ParaId, Phase,
};
use frame_support::{storage::with_storage_layer, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::CheckedAdd, DispatchResult};

impl<T: Config> PlaceBids for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = BalanceOf<T>;
	type BlockNumber = BlockNumberFor<T>;

	fn phase() -> Phase<Self::BlockNumber> {
		Pallet::<T>::phase()
	}

	fn offered() -> Option<LeasePeriod> {
		Self::running_auction().map(|(offered, _)| offered)
	}

	fn may_be_won(period: LeasePeriod) -> bool {
		let clock = T::Leases::clock();
		let in_running = || {
			let (offered, _) = Self::ensure_open().ok()?;
			LeaseRange::of_periods(offered, period, period)
		};
		let in_next = || {
			let now = Self::now();
			let ends = |(_, lit_at)| Self::candle_lit_at(lit_at).burnt_down_at();
			let next = AuctionInfo::<T>::get().map_or(Some(now), ends)?.max(now);
			let settled_by = Self::candle_lit_at(next)
				.burnt_down_at()?
				.checked_add(&T::RandomnessTimeout::get())?;
			(settled_by <= clock.last_block(period)?).then_some(())
		};
		in_running().is_some() || in_next().is_some()
	}

	fn auction_index() -> u32 {
		AuctionCounter::<T>::get()
	}

	fn place_bid(
		bidder: Self::AccountId,
		para: ParaId,
		first: LeasePeriod,
		last: LeasePeriod,
		amount: Self::Balance,
	) -> DispatchResult {
		with_storage_layer(|| Self::do_bid(bidder, para, (first, last), amount))
	}

	fn may_still_win(bidder: &Self::AccountId, para: ParaId) -> bool {
		(Self::running_auction().is_some() || Granting::<T>::exists())
			&& ReservedAmounts::<T>::contains_key((bidder.clone(), para))
	}
}
