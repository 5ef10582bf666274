// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only file that moves money.
//!
//! Each function changes the deposit of one account for one para from one amount to another.

use crate::{BalanceOf, Config, Event, HoldReason, Pallet};
use canary_primitives::{
	traits::{BackDeposits, Purpose},
	ParaId,
};
use frame_support::traits::{fungible::UnbalancedHold, tokens::Precision::Exact};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, DispatchResult,
};

/// Where the money for a lease comes from.
pub(crate) enum Source<Balance, Reason> {
	/// The free balance.
	Free,
	/// This amount, on hold for a bid under this reason, and then the free balance.
	Bid(Balance, Reason),
}

pub(crate) type SourceOf<T> = Source<BalanceOf<T>, <T as Config>::RuntimeHoldReason>;

impl<T: Config> Pallet<T> {
	/// Raises a deposit. Returns the amount taken from a bid's hold.
	pub(crate) fn raise_deposit(
		para: ParaId,
		who: &T::AccountId,
		from: BalanceOf<T>,
		to: BalanceOf<T>,
		source: SourceOf<T>,
	) -> Result<BalanceOf<T>, DispatchError> {
		let missing = to.saturating_sub(from);
		if missing.is_zero() {
			return Ok(Zero::zero());
		}
		if T::Backing::is_backed(who) {
			T::Backing::commit(Purpose::Lease, para, who, to)?;
			return Ok(Zero::zero());
		}

		let taken = match source {
			Source::Free => Zero::zero(),
			Source::Bid(held, bid) => {
				let part = held.min(missing);
				Self::pass_on(who, part, bid)?;
				part
			},
		};
		let rest = missing.saturating_sub(taken);
		canary_holds::hold::<_, T::Currency>(&HoldReason::Lease.into(), who, rest)?;
		Ok(taken)
	}

	/// Lowers a deposit and deposits an event. Cannot fail.
	pub(crate) fn lower_deposit(
		para: ParaId,
		who: T::AccountId,
		from: BalanceOf<T>,
		to: BalanceOf<T>,
	) {
		let amount = from.saturating_sub(to);
		if amount.is_zero() {
			return;
		}
		let amount = if T::Backing::is_backed(&who) {
			T::Backing::relax(Purpose::Lease, para, &who, to);
			amount
		} else {
			canary_holds::release::<_, T::Currency>(&HoldReason::Lease.into(), &who, amount)
		};
		Self::deposit_event(Event::DepositReleased { para_id: para, leaser: who, amount });
	}

	/// Moves money from the bid's hold to the lease's hold, without it being free in between. The
	/// lease's hold is raised first, so that the account does not count as empty in between.
	fn pass_on(
		who: &T::AccountId,
		amount: BalanceOf<T>,
		bid: T::RuntimeHoldReason,
	) -> DispatchResult {
		let lease = HoldReason::Lease.into();
		T::Currency::increase_balance_on_hold(&lease, who, amount, Exact)?;
		T::Currency::decrease_balance_on_hold(&bid, who, amount, Exact)?;
		Ok(())
	}
}
