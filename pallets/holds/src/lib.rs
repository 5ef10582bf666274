// SPDX-License-Identifier: Apache-2.0

//! # Canary holds
//!
//! Giving held money back to its owner, whatever the owner's account looks like.
//!
//! The pallets that hold deposits, bids and contributions promise that everyone has their own back.
//! `MutateHold::release` does not keep that promise for an account that lives by something else than
//! its money, as a member of a nomination pool does, and that has less than the existential deposit
//! free:
//!
//! * it refuses where that would still be less afterwards, and the money stays held for good;
//! * it takes the money off the hold before it is free, and if that was the account's last hold, what
//!   it had free is taken for dust in between, and burned.
//!
//! [`release`] writes the same two balances in the other order.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(test)]
mod tests;

use frame_support::{
	defensive,
	storage::with_storage_layer,
	traits::{fungible::MutateHold, tokens::Precision::Exact},
};
use sp_runtime::traits::{Saturating, Zero};

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
		// As long as something is on hold no balance is taken for dust.
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
