// SPDX-License-Identifier: Apache-2.0

//! The numbered invariants of the crate documentation, checked on the whole state.

use crate::{types::*, *};
use alloc::collections::{BTreeMap, BTreeSet};
use canary_primitives::{
	traits::{BackDeposits, Purpose},
	Phase,
};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	SaturatedConversion, TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::without_an_auction_nothing_is_left()?;
		Self::samples_have_standings()?;
		Self::leaders_bid_at_least_the_increment()?;
		Self::held_is_the_largest_that_may_win()?;
		Self::frozen_amounts_are_held()?;
		Self::holds_are_the_sum_of_records()?;
		Self::waiting_winners_have_a_standing()?;
		Self::lots_are_drawn_after_the_last_bid()
	}

	fn lots_are_drawn_after_the_last_bid() -> Result<(), TryRuntimeError> {
		let (_, draws) = Lot::<T>::get();
		let may_draw = Clearing::<T>::get() || matches!(Self::phase(), Phase::VrfDelay { .. });
		ensure!(draws == 0 || may_draw, "invariant 8: draws are recorded after the ending period");
		ensure!(draws < T::DrawsPerLot::get(), "invariant 8: a complete lot is not kept");
		Ok(())
	}

	fn waiting_winners_have_a_standing() -> Result<(), TryRuntimeError> {
		let sound = match Granting::<T>::get() {
			Some((sample, _)) => Clearing::<T>::get() && Winning::<T>::contains_key(sample),
			None => true,
		};
		ensure!(sound, "invariant 7: winners wait only after the close, with their standing there");
		Ok(())
	}

	fn without_an_auction_nothing_is_left() -> Result<(), TryRuntimeError> {
		let nothing_left = Winning::<T>::iter_keys().next().is_none()
			&& ReservedAmounts::<T>::iter_keys().next().is_none()
			&& FrozenAmounts::<T>::iter_keys().next().is_none()
			&& Credited::<T>::iter_keys().next().is_none()
			&& !LatestSample::<T>::exists()
			&& !Clearing::<T>::get()
			&& !Granting::<T>::exists()
			&& !Lot::<T>::exists();
		ensure!(
			AuctionInfo::<T>::exists() || nothing_left,
			"invariant 1: without an auction nothing is left of one"
		);
		Ok(())
	}

	fn samples_have_standings() -> Result<(), TryRuntimeError> {
		let latest = LatestSample::<T>::get();
		let begun = latest.map_or(0, |latest| latest.saturating_add(1));
		let standings: BTreeSet<Sample> = Winning::<T>::iter_keys().collect();
		ensure!(
			standings.into_iter().eq(0..begun),
			"invariant 2: the samples with a standing are those up to the latest"
		);
		let count: u32 = Self::candle_lit_at(Zero::zero()).sample_count().saturated_into();
		ensure!(begun <= count, "invariant 2: samples lie in the ending period");
		if let Some((_, Phase::Ending { sample, .. })) = Self::running_auction() {
			ensure!(
				latest == Some(sample.saturated_into()),
				"invariant 2: every sample that has begun has a standing"
			);
		}
		Ok(())
	}

	fn leaders_bid_at_least_the_increment() -> Result<(), TryRuntimeError> {
		ensure!(
			Winning::<T>::iter_values()
				.flat_map(IntoIterator::into_iter)
				.flatten()
				.all(|(_, _, amount)| amount >= T::MinimumIncrement::get()),
			"invariant 3: every leader bids at least the minimum increment"
		);
		Ok(())
	}

	fn held_is_the_largest_that_may_win() -> Result<(), TryRuntimeError> {
		if Clearing::<T>::get() {
			return Ok(());
		}
		// Accounts need not be ordered, so they are compared by their encoding.
		let mut may_win = BTreeMap::<_, BalanceOf<T>>::new();
		for (who, para, amount) in
			Winning::<T>::iter_values().flat_map(IntoIterator::into_iter).flatten()
		{
			let largest = may_win.entry((who, para).encode()).or_default();
			*largest = amount.max(*largest);
		}
		let covered: BTreeMap<_, BalanceOf<T>> = ReservedAmounts::<T>::iter()
			.map(|(bidder, held)| (bidder.encode(), held.saturating_add(Self::credited(&bidder))))
			.collect();
		ensure!(
			covered == may_win,
			"invariant 4: held and credited is the largest that may still win"
		);
		let credited_only_beside_records = Credited::<T>::iter()
			.all(|(para, who, _)| ReservedAmounts::<T>::contains_key((who, para)));
		ensure!(credited_only_beside_records, "invariant 4: nobody else is credited anything");
		let each_has_a_credit = ReservedAmounts::<T>::iter_keys()
			.all(|(who, para)| Credited::<T>::contains_key(para, who));
		ensure!(each_has_a_credit, "invariant 4: each of them has a credit, be it zero");
		Ok(())
	}

	fn credited((who, para): &BidderOf<T>) -> BalanceOf<T> {
		Credited::<T>::get(para, who)
	}

	fn frozen_amounts_are_held() -> Result<(), TryRuntimeError> {
		ensure!(
			Clearing::<T>::get()
				|| FrozenAmounts::<T>::iter().all(|(bidder, frozen)| {
					ReservedAmounts::<T>::get(&bidder)
						.is_some_and(|held| held.saturating_add(Self::credited(&bidder)) >= frozen)
				}),
			"invariant 5: a frozen amount is held or credited"
		);
		Ok(())
	}

	fn holds_are_the_sum_of_records() -> Result<(), TryRuntimeError> {
		let mut on_hold = BTreeMap::new();
		for ((who, para), amount) in ReservedAmounts::<T>::iter() {
			if T::Backing::is_backed(&who) {
				ensure!(
					T::Backing::committed(Purpose::Bid, para, &who) == amount,
					"invariant 6: a backed bid is committed as recorded"
				);
			} else {
				let (_, sum) = on_hold.entry(who.encode()).or_insert((who, BalanceOf::<T>::zero()));
				*sum = sum.saturating_add(amount);
			}
		}
		let is_held = |who: &T::AccountId, sum| {
			T::Currency::balance_on_hold(&HoldReason::Bid.into(), who) == sum
		};
		let mut known = frame_system::Account::<T>::iter_keys();
		ensure!(
			on_hold.values().all(|(who, sum)| is_held(who, *sum))
				&& known
					.all(|who| on_hold.contains_key(&who.encode()) || is_held(&who, Zero::zero())),
			"invariant 6: an account's hold is the sum of its records"
		);
		let mut committed = T::Backing::all_committed(Purpose::Bid).into_iter();
		ensure!(
			committed.all(|(para, who, amount)| Self::held_for(who, para) == amount),
			"invariant 6: what is committed for a bid is recorded"
		);
		Ok(())
	}
}
