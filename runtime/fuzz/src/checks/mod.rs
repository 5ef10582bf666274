// SPDX-License-Identifier: GPL-3.0-or-later
//! What must hold: after each block what can be seen at once, and every few blocks, and at a history's
//! end, what each pallet says of its own state.

mod excuses;
mod money;
mod pallets;
mod records;
mod weights;

pub use excuses::excuse;
pub use money::Accounts;

use crate::chain::Told;

/// What is wrong after a block.
pub fn block(accounts: &mut Accounts, told: &Told) -> Vec<String> {
	let mut faults = accounts.check(&told.events);
	faults.extend(records::check());
	faults.extend(weights::check());
	faults
}

/// What pallets find wrong with their state, but for what is [excused](excuse).
pub fn everything() -> Vec<String> {
	let found = pallets::check();
	let faults = found.into_iter().filter(|(pallet, what)| excuse(pallet, what).is_none());
	faults.map(|(pallet, what)| format!("{pallet}: {what}")).collect()
}
