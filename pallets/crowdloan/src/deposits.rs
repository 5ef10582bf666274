// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only file that moves money.
//!
//! Contributions and deposits are held on the accounts of their owners. This pallet pays nothing to a
//! fund's account, and transfers what others have sent there by mistake when the fund is dissolved.

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

	/// The greatest amount that can be put on hold: the free balance without the existential deposit.
	/// Frozen money can be held too.
	pub(crate) fn holdable(who: &T::AccountId) -> BalanceOf<T> {
		T::Currency::reducible_balance(who, Preserve, Force)
	}

	/// Releases a contribution. Cannot fail.
	pub(crate) fn release_contribution(who: &T::AccountId, amount: BalanceOf<T>) {
		Self::release(HoldReason::Contribution, who, amount);
	}

	/// Holds the deposit for a fund.
	pub(crate) fn hold_deposit(who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		Self::hold(HoldReason::Deposit, who, amount)
	}

	/// Releases the deposit for a fund. Cannot fail.
	pub(crate) fn release_deposit(who: &T::AccountId, amount: BalanceOf<T>) {
		Self::release(HoldReason::Deposit, who, amount);
	}

	fn hold(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		canary_holds::hold::<_, T::Currency>(&reason.into(), who, amount)
	}

	fn release(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) {
		canary_holds::release::<_, T::Currency>(&reason.into(), who, amount);
	}

	/// Transfers to the depositor what somebody has sent to the account of a fund that is dissolved.
	pub(crate) fn transfer_stray_money(para: ParaId, account: &T::AccountId, to: &T::AccountId) {
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
