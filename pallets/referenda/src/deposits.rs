// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only file that holds, releases and slashes money.
//!
//! A release cannot fail, whatever the state of the account.

use crate::{pallet::*, types::*};
use frame_support::traits::{fungible::hold::Balanced as _, OnUnbalanced};
use sp_runtime::{traits::Zero, DispatchError};

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

	pub(crate) fn release_submission_deposit(index: ReferendumIndex, deposit: DepositOf<T, I>) {
		let Deposit { who, amount } = Self::release(HoldReason::SubmissionDeposit, deposit);
		Self::deposit_event(Event::SubmissionDepositRefunded { index, who, amount });
	}

	pub(crate) fn release_decision_deposit(index: ReferendumIndex, deposit: DepositOf<T, I>) {
		let Deposit { who, amount } = Self::release(HoldReason::DecisionDeposit, deposit);
		Self::deposit_event(Event::DecisionDepositRefunded { index, who, amount });
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
		canary_holds::hold::<_, T::Currency>(&reason.into(), &who, amount)?;
		Ok(Deposit { who, amount })
	}

	fn release(reason: HoldReason<I>, Deposit { who, amount }: DepositOf<T, I>) -> DepositOf<T, I> {
		let amount = canary_holds::release::<_, T::Currency>(&reason.into(), &who, amount);
		Deposit { who, amount }
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
