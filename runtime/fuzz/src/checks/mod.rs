// SPDX-License-Identifier: GPL-3.0-or-later
//! What must hold: after each block what can be seen at once, and every few blocks, and at a history's
//! end, what each pallet says of its own state.

mod excuses;
mod money;
mod pallets;
mod records;
mod time;
mod weights;

pub use excuses::excuse;
pub use money::Accounts;

use crate::chain::Told;

/// What is wrong after a block, but for what is [excused](excuse).
pub fn block(accounts: &mut Accounts, told: &Told) -> Vec<String> {
	let mut faults = told.faults.clone();
	faults.extend(accounts.check(&told.events));
	faults.extend(records::check());
	faults.extend(time::check());
	faults.extend(weights::check());
	inexcusable(faults)
}

/// What pallets find wrong with their state, but for what is [excused](excuse).
pub fn everything() -> Vec<String> {
	let found = pallets::check().into_iter();
	inexcusable(found.map(|(pallet, what)| format!("{pallet}: {what}")).collect())
}

fn inexcusable(mut faults: Vec<String>) -> Vec<String> {
	faults.retain(|fault| excuse(fault).is_none());
	faults
}
