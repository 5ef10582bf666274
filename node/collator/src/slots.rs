// SPDX-License-Identifier: GPL-3.0-or-later

//! The para's time, which is the relay chain's.
//!
//! The wall clock has no part in it: a chain that is fast-forwarded takes its paras along. Cumulus checks in
//! every block that the para's slot is the one that the relay parent's slot falls into, and it counts the
//! relay chain's slots as six seconds each, which its runtimes have as a constant.

use sp_consensus_aura::{Slot, SlotDuration};
use sp_timestamp::Timestamp;

/// How long a slot of the relay chain lasts, in milliseconds.
pub const RELAY_SLOT_MILLIS: u64 = 6_000;

/// The moment of a para's block whose relay parent is of this slot: its beginning.
pub fn time_of(relay_slot: Slot) -> Timestamp {
	Timestamp::new(relay_slot.saturating_mul(RELAY_SLOT_MILLIS))
}

/// The para's slot in which such a block is made. An error where the para's slots have no length.
pub fn para_slot(relay_slot: Slot, duration: SlotDuration) -> Result<Slot, String> {
	if duration.as_millis() == 0 {
		return Err("the para's Aura has slots of no length".into());
	}
	Ok(Slot::from_timestamp(time_of(relay_slot), duration))
}

/// Whose turn it is in a slot, among this many authors; nobody's where there are none.
pub fn author_index(slot: Slot, authors: usize) -> Option<usize> {
	let index = slot.checked_rem(u64::try_from(authors).ok()?)?;
	usize::try_from(index).ok()
}
