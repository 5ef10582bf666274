// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only file that moves money.
//!
//! [`ReservedAmounts`] records the amount held for a bidder and a para, and [`Credited`] their credit.
//! The money is on hold on the bidder's own account or, for a backed account, committed by its backing.

use crate::{types::*, *};
use canary_primitives::{
	traits::{BackDeposits, InspectLeases, Purpose, SettleWin, Win},
	ParaId, PERIODS_PER_SLOT,
};
use frame_support::{
	storage::with_storage_layer,
	traits::{
		fungible::Inspect,
		tokens::{Fortitude::Force, Preservation::Protect},
		Get,
	},
};
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Zero},
	DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// Raises the amount held for this bidder and para until it and their credit are at least `amount`.
	pub(crate) fn raise_hold(
		who: &T::AccountId,
		para: ParaId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		let bidder = (who.clone(), para);
		let held = ReservedAmounts::<T>::get(&bidder).unwrap_or_default();
		let largest = amount.max(held.saturating_add(Credited::<T>::get(para, who)));
		let to_hold = largest.saturating_sub(Self::credit(who, para)).max(held);
		let extra_reserved = to_hold.saturating_sub(held);

		if !extra_reserved.is_zero() {
			if T::Backing::is_backed(who) {
				T::Backing::commit(Purpose::Bid, para, who, to_hold)?;
			} else {
				canary_holds::hold::<_, T::Currency>(&HoldReason::Bid.into(), who, extra_reserved)?;
			}
			Self::deposit_event(Event::Reserved {
				bidder: who.clone(),
				extra_reserved,
				total_amount: to_hold,
			});
		}
		Self::record(&bidder, to_hold, largest.saturating_sub(to_hold));
		Ok(())
	}

	/// The credit of a bidder: the deposit that they will still owe for leases of this para in the
	/// latest block in which a winner gets their lease. Zero for a backed account, whose commitments for
	/// bids and leases are covered by the same money anyway.
	fn credit(who: &T::AccountId, para: ParaId) -> BalanceOf<T> {
		let settled_in = || {
			let (_, lit_at) = AuctionInfo::<T>::get()?;
			let settled_by = Self::candle_lit_at(lit_at)
				.burnt_down_at()?
				.checked_add(&T::RandomnessTimeout::get())?
				.checked_add(&PERIODS_PER_SLOT.into())?;
			T::Leases::clock().period_at(settled_by)
		};
		match settled_in() {
			Some(period) if !T::Backing::is_backed(who) => {
				T::Leases::deposit_from(para, who, period)
			},
			_ => Zero::zero(),
		}
	}

	/// Lowers the amount held for this bidder and para, and their credit, to `amount` together. Cannot
	/// fail.
	pub(crate) fn lower_hold(bidder: &BidderOf<T>, amount: BalanceOf<T>) {
		let Some(held) = ReservedAmounts::<T>::get(bidder) else { return };
		let (who, para) = bidder;
		let credited = Credited::<T>::get(para, who).min(amount);
		let to_hold = held.min(amount.saturating_sub(credited));
		let surplus = held.saturating_sub(to_hold);
		if !surplus.is_zero() {
			if T::Backing::is_backed(who) {
				T::Backing::relax(Purpose::Bid, *para, who, to_hold);
			} else {
				canary_holds::release::<_, T::Currency>(&HoldReason::Bid.into(), who, surplus);
			}
			Self::deposit_event(Event::Unreserved { bidder: who.clone(), amount: surplus });
		}
		Self::record(bidder, to_hold, credited);
	}

	/// Turns the money held for a bid into the deposit of the lease it won. What is not needed stays on
	/// hold for the bid. On an error nothing has changed.
	pub(crate) fn pass_to_lease(win: Win<T::AccountId, BalanceOf<T>>) -> DispatchResult {
		let bidder = (win.winner.clone(), win.para);
		let recorded = ReservedAmounts::<T>::get(&bidder).unwrap_or_default();
		let is_backed = T::Backing::is_backed(&win.winner);
		let held = if is_backed { Zero::zero() } else { recorded };
		let taken = with_storage_layer(|| T::Leases::settle(win, held, HoldReason::Bid.into()))?;
		if !is_backed {
			Self::record(&bidder, recorded.saturating_sub(taken), Zero::zero());
		}
		Ok(())
	}

	/// Whether a winning bid can be paid: from what is on hold for it, from the bidder's deposit for the
	/// para, or from their free balance.
	pub(crate) fn is_covered(win: &Win<T::AccountId, BalanceOf<T>>) -> bool {
		let Win { para, winner, amount, .. } = win;
		let held = Self::held_for(winner.clone(), *para);
		let deposited = T::Leases::deposit(*para, winner);
		let missing = amount.saturating_sub(held).saturating_sub(deposited);
		missing.is_zero()
			|| T::Backing::is_backed(winner)
			|| missing <= T::Currency::reducible_balance(winner, Protect, Force)
	}

	/// Whether there is a bid for this para that may still win. The runtime should not let managers swap
	/// the leases of such a para: a bid that relies on one could lose its credit, and whoever swaps the
	/// leases of another para in could take back a bid that has outbid everyone else.
	pub fn has_bids(para: ParaId) -> bool {
		Credited::<T>::iter_key_prefix(para).next().is_some()
	}

	/// Records the amount held and the credit of a bidder, or removes the records if both are zero.
	fn record(bidder: &BidderOf<T>, held: BalanceOf<T>, credited: BalanceOf<T>) {
		let (who, para) = bidder;
		if held.is_zero() && credited.is_zero() {
			ReservedAmounts::<T>::remove(bidder);
			Credited::<T>::remove(para, who);
		} else {
			ReservedAmounts::<T>::insert(bidder, held);
			Credited::<T>::insert(para, who, credited);
		}
	}
}
