// SPDX-License-Identifier: GPL-3.0-or-later

//! The para's slots, which follow from the relay chain's and not from the wall clock, so that paras go
//! along when the relay chain is fast-forwarded.
//!
//! Cumulus checks in every block that the para's slot is the one that the relay parent's slot falls into.
//! It takes six seconds for each slot of the relay chain: runtimes have that as a constant.

use sp_consensus_aura::{Slot, SlotDuration};
use sp_timestamp::Timestamp;

/// How long a slot of the relay chain lasts, in milliseconds.
pub const RELAY_SLOT_MILLIS: u64 = 6_000;

/// The time of a para's block whose relay parent has this slot: the start of the slot.
pub fn time_of(relay_slot: Slot) -> Timestamp {
	Timestamp::new(relay_slot.saturating_mul(RELAY_SLOT_MILLIS))
}

/// The para's slot for a block whose relay parent has slot `relay_slot`, if the para's slots last
/// `duration`. Fails if `duration` is 0.
pub fn para_slot(relay_slot: Slot, duration: SlotDuration) -> Result<Slot, String> {
	if duration.as_millis() == 0 {
		return Err("the para's Aura has slots of no length".into());
	}
	Ok(Slot::from_timestamp(time_of(relay_slot), duration))
}

/// The index of the author whose turn a slot is, of this many. `None` if there are none.
pub fn author_index(slot: Slot, authors: usize) -> Option<usize> {
	let index = slot.checked_rem(u64::try_from(authors).ok()?)?;
	usize::try_from(index).ok()
}
