// SPDX-License-Identifier: GPL-3.0-or-later
//! Time passes for every pallet: lease periods begin, crowdloans end, auctions close.
//!
//! What a pallet says of itself holds just as well where it stands still.

use canary_runtime::{pace, BlockNumber, Runtime, System};
use frame_support::traits::Get;

/// What stands still after a block.
pub(super) fn check() -> Vec<String> {
	let now = System::block_number();
	let mut faults = vec![];

	let since = now.checked_sub(pace::LeaseOffset::get());
	let period = since.map(|since| since / pace::LeasePeriod::get());
	let begun = canary_slots::RollOver::<Runtime>::get().period;
	if begun != period {
		faults.push(format!("lease period {period:?} has begun, and for Slots it is {begun:?}"));
	}

	let funds = canary_crowdloan::Books::<Runtime>::count();
	let at_once = <Runtime as canary_crowdloan::Config>::FundsPerBlock::get();
	let agenda = canary_crowdloan::Agenda::<Runtime>::get();
	if let Some((end, fund)) = agenda.first().filter(|(end, _)| *end <= now && funds <= at_once) {
		faults.push(format!("fund {fund} was to end with block {end}"));
	}

	let timeout: BlockNumber = <Runtime as canary_auctions::Config>::RandomnessTimeout::get();
	let patience = pace::EndingPeriod::get().saturating_add(timeout);
	if let Some((_, lit)) = canary_auctions::AuctionInfo::<Runtime>::get() {
		let is_over = now >= lit.saturating_add(patience);
		if is_over && !canary_auctions::Clearing::<Runtime>::get() {
			faults.push(format!("an auction whose candle was lit in block {lit} does not close"));
		}
	}
	faults
}
