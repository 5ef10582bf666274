// SPDX-License-Identifier: Apache-2.0

//! # Canary holds
//!
//! Holding money and releasing it to its owner, whatever state the owner's account is in.
//!
//! The pallets that hold deposits, bids and contributions promise that everyone gets their money back.
//! The default methods of `MutateHold` break that promise for an account that exists for another
//! reason than its balance (it has a provider reference, as a member of a nomination pool has) and
//! whose free balance is below the existential deposit before or after:
//!
//! * `MutateHold::hold` lowers the free balance before it raises the held one. If this is the
//!   account's first hold, the rest of the free balance counts as dust in between and is burned.
//! * `MutateHold::release` fails if the free balance would be below the existential deposit
//!   afterwards, and the money stays on hold for ever.
//! * `MutateHold::release` lowers the held balance before it raises the free one. If this was the
//!   account's last hold, the free balance counts as dust in between and is burned.
//!
//! [`hold`] and [`release`] change the same two balances in the opposite order: as long as something is
//! on hold, nothing counts as dust.

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

/// Puts `amount` of the free balance of `who` on hold for `reason`, in addition to what is on hold for
/// it already.
///
/// The rest of the free balance is kept, even if it is below the existential deposit. Money that is
/// frozen or locked can be held. An `amount` of zero does nothing.
///
/// # Errors
///
/// The errors of `MutateHold::hold`, in the same cases. Nothing has changed then.
///
/// * `FundsUnavailable` if the free balance is too small. An account that exists only because of its
///   free balance has to keep the existential deposit.
/// * `CannotCreateHold` if nothing is on hold for `reason` yet and the account has the greatest number
///   of holds.
/// * `TooManyConsumers` if nothing is on hold or frozen yet and the account has the greatest number of
///   consumer references.
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

/// Releases `amount` of what is on hold for `reason` on the account of `who`, and returns the amount
/// released.
///
/// This cannot fail, whatever is free, frozen, locked or held for other reasons on the account. The
/// owner's total balance does not change, unless all of it is below the existential deposit and
/// nothing else is held: then it is dust and is burned.
///
/// If less than `amount` is on hold, all of that is released and returned. The caller's records are
/// wrong then, and the function panics if debug assertions are enabled.
pub fn release<AccountId, Money: MutateHold<AccountId>>(
	reason: &Money::Reason,
	who: &AccountId,
	amount: Money::Balance,
) -> Money::Balance {
	let on_hold = Money::balance_on_hold(reason, who);
	if on_hold < amount {
		defensive!("the recorded amount is on hold");
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
			defensive!("an account with money on hold exists, so its free balance can grow");
			Zero::zero()
		},
	}
}
