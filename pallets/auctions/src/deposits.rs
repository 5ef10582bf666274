// SPDX-License-Identifier: Apache-2.0

//! Money: the only file that touches it.
//!
//! What is held for a bidder and para is recorded in [`ReservedAmounts`]. The money is on hold on
//! the bidder's own account or, for a backed account, committed by its backing.

use crate::{types::*, *};
use canary_primitives::{
	traits::{BackDeposits, Purpose, SettleWin, Win},
	ParaId,
};
use frame_support::{
	defensive,
	storage::with_storage_layer,
	traits::{
		fungible::MutateHold,
		tokens::Precision::{BestEffort, Exact},
	},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// From now on at least `amount` is held for this bidder and para.
	pub(crate) fn raise_hold(
		who: &T::AccountId,
		para: ParaId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		let bidder = (who.clone(), para);
		let held = ReservedAmounts::<T>::get(&bidder).unwrap_or_default();
		let extra_reserved = amount.saturating_sub(held);
		if extra_reserved.is_zero() {
			return Ok(());
		}

		if T::Backing::is_backed(who) {
			T::Backing::commit(Purpose::Bid, para, who, amount)?;
		} else {
			T::Currency::hold(&HoldReason::Bid.into(), who, extra_reserved)?;
		}
		ReservedAmounts::<T>::insert(&bidder, amount);
		Self::deposit_event(Event::Reserved {
			bidder: bidder.0,
			extra_reserved,
			total_amount: amount,
		});
		Ok(())
	}

	/// From now on no more than `amount` is held for this bidder and para. Cannot fail.
	pub(crate) fn lower_hold(bidder: &BidderOf<T>, amount: BalanceOf<T>) {
		let held = ReservedAmounts::<T>::get(bidder).unwrap_or_default();
		let surplus = held.saturating_sub(amount);
		if surplus.is_zero() {
			return;
		}
		let (who, para) = bidder;
		if T::Backing::is_backed(who) {
			T::Backing::relax(Purpose::Bid, *para, who, amount);
		} else if T::Currency::release(&HoldReason::Bid.into(), who, surplus, Exact).is_err() {
			defensive!("what is recorded as held is on hold, and a holder can be given his own");
			// Whatever is there shall not stay behind without a record.
			let _ = T::Currency::release(&HoldReason::Bid.into(), who, surplus, BestEffort);
		}
		Self::record(bidder, amount);
		Self::deposit_event(Event::Unreserved { bidder: who.clone(), amount: surplus });
	}

	/// Makes what is held for a bid the deposit of the lease it won. What is not needed for that
	/// stays held for the bid. On an error nothing has changed.
	pub(crate) fn pass_to_lease(win: Win<T::AccountId, BalanceOf<T>>) -> DispatchResult {
		let bidder = (win.winner.clone(), win.para);
		let recorded = ReservedAmounts::<T>::get(&bidder).unwrap_or_default();
		let is_backed = T::Backing::is_backed(&win.winner);
		let held = if is_backed { Zero::zero() } else { recorded };
		let taken = with_storage_layer(|| T::Leases::settle(win, held, HoldReason::Bid.into()))?;
		if !is_backed {
			Self::record(&bidder, recorded.saturating_sub(taken));
		}
		Ok(())
	}

	/// There are records of those alone who have money held.
	fn record(bidder: &BidderOf<T>, amount: BalanceOf<T>) {
		if amount.is_zero() {
			ReservedAmounts::<T>::remove(bidder);
		} else {
			ReservedAmounts::<T>::insert(bidder, amount);
		}
	}
}
