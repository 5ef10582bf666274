// SPDX-License-Identifier: Apache-2.0

//! Money: the only file that touches it.
//!
//! Contributions and deposits are held on the accounts of those they belong to. Nothing is ever
//! paid to a fund's account, and what others pay to it by mistake is given on at the fund's end.

use crate::{BalanceOf, Config, Event, HoldReason, Pallet};
use canary_primitives::ParaId;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	tokens::{
		Fortitude::{Force, Polite},
		Preservation::{Expendable, Preserve},
	},
};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Holds a contribution on its owner's account.
	pub(crate) fn hold_contribution(who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		Self::hold(HoldReason::Contribution, who, amount)
	}

	/// The most that can be held of an account's money: all but the existential deposit, also where
	/// the account lives by something else. What is frozen can be held all the same.
	pub(crate) fn holdable(who: &T::AccountId) -> BalanceOf<T> {
		T::Currency::reducible_balance(who, Preserve, Force)
	}

	/// Gives contributors their own. Cannot fail: nothing is moved, an account with money on hold
	/// exists, and a contribution is enough for an account to live on.
	pub(crate) fn release_contribution(who: &T::AccountId, amount: BalanceOf<T>) {
		Self::release(HoldReason::Contribution, who, amount);
	}

	/// Holds the deposit for a fund.
	pub(crate) fn hold_deposit(who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		Self::hold(HoldReason::Deposit, who, amount)
	}

	/// Gives depositors their own. Cannot fail, either.
	pub(crate) fn release_deposit(who: &T::AccountId, amount: BalanceOf<T>) {
		Self::release(HoldReason::Deposit, who, amount);
	}

	fn hold(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		canary_holds::hold::<_, T::Currency>(&reason.into(), who, amount)
	}

	fn release(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) {
		canary_holds::release::<_, T::Currency>(&reason.into(), who, amount);
	}

	/// Gives on to the depositor what somebody has paid to the account of a fund that is no more.
	pub(crate) fn give_on_stray_money(para: ParaId, account: &T::AccountId, to: &T::AccountId) {
		let amount = T::Currency::reducible_balance(account, Expendable, Polite);
		if amount.is_zero() {
			return;
		}
		let result = T::Currency::transfer(account, to, amount, Expendable).map(|_| ());
		Self::deposit_event(Event::StrayMoneyGivenOn {
			para_id: para,
			to: to.clone(),
			amount,
			result,
		});
	}
}
