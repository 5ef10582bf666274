// SPDX-License-Identifier: Apache-2.0

//! # Canary holds
//!
//! Holding money and giving it back to its owner, whatever the owner's account looks like.
//!
//! The pallets that hold deposits, bids and contributions promise that everyone has their own back.
//! `MutateHold` does not keep that promise for an account that lives by something else than its money,
//! as a member of a nomination pool does, and that has less than the existential deposit free before
//! or after:
//!
//! * its `hold` takes the money from what is free before it is on hold, and if it is the account's
//!   first hold, what is left free is taken for dust in between, and burned;
//! * its `release` refuses where less than the existential deposit would be free afterwards, and the
//!   money stays held for good;
//! * its `release` takes the money off the hold before it is free, and if that was the account's last
//!   hold, what it had free is burned in the same way.
//!
//! [`hold`] and [`release`] write the same two balances in the other order: as long as something is on
//! hold, nothing is taken for dust.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(test)]
mod tests;

use frame_support::{
	defensive,
	storage::with_storage_layer,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude::Force, Precision::Exact, Preservation::Protect},
	},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

/// Puts `amount` of what `who` has free on hold for `reason`, beside what is on hold for it already.
///
/// What is left free stays so, even if it is less than the existential deposit. Money that is frozen or
/// locked can be held.
///
/// # Errors
///
/// Those of `MutateHold::hold`, in the same cases, with nothing changed:
///
/// * `FundsUnavailable` if less is free; an account that lives by its free money alone has to keep the
///   existential deposit;
/// * `CannotCreateHold` if nothing is held for `reason` yet and the account has no room for one more;
/// * `TooManyConsumers` if nothing is held or frozen yet and the account has no room for one more use.
pub fn hold<AccountId, Money: MutateHold<AccountId>>(
	reason: &Money::Reason,
	who: &AccountId,
	amount: Money::Balance,
) -> DispatchResult {
	if amount.is_zero() {
		return Ok(());
	}
	Money::ensure_can_hold(reason, who, amount)?;
	with_storage_layer(|| {
		Money::increase_balance_on_hold(reason, who, amount, Exact)?;
		Money::decrease_balance(who, amount, Exact, Protect, Force)
	})?;
	Money::done_hold(reason, who, amount);
	Ok(())
}

/// Makes `amount` of what is on hold on `who`'s account for `reason` free, and returns it.
///
/// It cannot be refused: neither for what the account has free, nor for what is frozen, locked or
/// held for other reasons on it. The owner's total stays as it is, unless the whole of it is below
/// the existential deposit and nothing else is held: then it is dust.
///
/// If less than `amount` is on hold, all of that is released and returned. The caller's records are
/// wrong then, which panics where debug assertions are on.
pub fn release<AccountId, Money: MutateHold<AccountId>>(
	reason: &Money::Reason,
	who: &AccountId,
	amount: Money::Balance,
) -> Money::Balance {
	let on_hold = Money::balance_on_hold(reason, who);
	if on_hold < amount {
		defensive!("what is recorded is on hold");
	}
	let amount = amount.min(on_hold);
	if amount.is_zero() {
		return amount;
	}
	let released = with_storage_layer(|| {
		Money::write_balance(who, Money::balance(who).saturating_add(amount))?;
		Money::decrease_balance_on_hold(reason, who, amount, Exact)
	});
	match released {
		Ok(released) => {
			Money::done_release(reason, who, released);
			released
		},
		Err(_) => {
			defensive!("an account with money on hold exists, and may have it free as well");
			Zero::zero()
		},
	}
}
