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
		fungible::{Inspect, InspectHold, MutateHold, Unbalanced, UnbalancedHold},
		tokens::Precision::Exact,
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
		} else {
			Self::release(who, surplus);
		}
		Self::record(bidder, amount);
		Self::deposit_event(Event::Unreserved { bidder: who.clone(), amount: surplus });
	}

	/// Gives a bidder their own. Cannot fail.
	///
	/// `MutateHold::release` refuses where the free balance would still be below the existential
	/// deposit, which happens to an account that has nothing free and lives by another provider, as
	/// members of nomination pools do. So the balances are written one by one: the free one first, or
	/// the account might be taken for an empty one in between.
	fn release(who: &T::AccountId, amount: BalanceOf<T>) {
		let reason = HoldReason::Bid.into();
		let on_hold = T::Currency::balance_on_hold(&reason, who);
		if on_hold < amount {
			defensive!("rule 6: what is recorded is on hold");
		}
		let amount = amount.min(on_hold);
		let released = with_storage_layer(|| {
			T::Currency::write_balance(who, T::Currency::balance(who).saturating_add(amount))?;
			T::Currency::decrease_balance_on_hold(&reason, who, amount, Exact)
		});
		match released {
			Ok(_) => T::Currency::done_release(&reason, who, amount),
			Err(_) => {
				defensive!("an account with money on hold exists, and may have it free as well");
			},
		}
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
