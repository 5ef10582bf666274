// SPDX-License-Identifier: Apache-2.0

//! Money: the only place where deposits are held, given back or taken.

use crate::{pallet::*, types::*};
use frame_support::traits::{
	fungible::hold::{Balanced as _, Mutate as _},
	tokens::Precision,
	OnUnbalanced,
};
use sp_runtime::{traits::Zero, DispatchError};

/// A deposit that could not be given back, and why.
type Left<T, I> = (DepositOf<T, I>, DispatchError);

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	pub(crate) fn hold_submission_deposit(
		who: T::AccountId,
	) -> Result<DepositOf<T, I>, DispatchError> {
		Self::hold(HoldReason::SubmissionDeposit, who, Self::submission_deposit_amount())
	}

	pub(crate) fn hold_decision_deposit(
		who: T::AccountId,
		amount: BalanceOf<T, I>,
	) -> Result<DepositOf<T, I>, DispatchError> {
		Self::hold(HoldReason::DecisionDeposit, who, amount)
	}

	pub(crate) fn release_submission_deposit(
		index: ReferendumIndex,
		deposit: DepositOf<T, I>,
	) -> Result<(), Left<T, I>> {
		let Deposit { who, amount } = Self::release(HoldReason::SubmissionDeposit, deposit)?;
		Self::deposit_event(Event::SubmissionDepositRefunded { index, who, amount });
		Ok(())
	}

	pub(crate) fn release_decision_deposit(
		index: ReferendumIndex,
		deposit: DepositOf<T, I>,
	) -> Result<(), Left<T, I>> {
		let Deposit { who, amount } = Self::release(HoldReason::DecisionDeposit, deposit)?;
		Self::deposit_event(Event::DecisionDepositRefunded { index, who, amount });
		Ok(())
	}

	pub(crate) fn slash_deposits(submission: DepositOf<T, I>, decision: Option<DepositOf<T, I>>) {
		Self::slash(HoldReason::SubmissionDeposit, submission);
		if let Some(decision) = decision {
			Self::slash(HoldReason::DecisionDeposit, decision);
		}
	}

	fn hold(
		reason: HoldReason<I>,
		who: T::AccountId,
		amount: BalanceOf<T, I>,
	) -> Result<DepositOf<T, I>, DispatchError> {
		if !amount.is_zero() {
			T::Currency::hold(&reason.into(), &who, amount)?;
		}
		Ok(Deposit { who, amount })
	}

	fn release(
		reason: HoldReason<I>,
		deposit: DepositOf<T, I>,
	) -> Result<DepositOf<T, I>, Left<T, I>> {
		if deposit.amount.is_zero() {
			return Ok(deposit);
		}
		let reason = reason.into();
		match T::Currency::release(&reason, &deposit.who, deposit.amount, Precision::BestEffort) {
			Ok(amount) => Ok(Deposit { who: deposit.who, amount }),
			Err(why) => Err((deposit, why)),
		}
	}

	fn slash(reason: HoldReason<I>, Deposit { who, amount }: DepositOf<T, I>) {
		if amount.is_zero() {
			return;
		}
		let (credit, missing) = T::Currency::slash(&reason.into(), &who, amount);
		T::Slash::on_unbalanced(credit);
		let amount = amount - missing.min(amount);
		Self::deposit_event(Event::DepositSlashed { who, amount });
	}
}
