// SPDX-License-Identifier: Apache-2.0

//! What other pallets may ask of an auction.

use crate::{types::*, *};
use canary_primitives::{traits::PlaceBids, LeasePeriod, ParaId, Phase};
use frame_support::storage::with_storage_layer;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchResult;

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
