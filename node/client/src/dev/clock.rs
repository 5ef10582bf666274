// SPDX-License-Identifier: GPL-3.0-or-later

//! The chain's own time.
//!
//! A block is six seconds of chain time, however long it takes to make: each has the slot after
//! that of its parent. So the clock runs ahead of the wall clock during a fast-forward, and stands
//! still while no block is made. It skips slots in three cases only: when the user travels in time,
//! with the first block after a start, up to the wall clock's time, and where no block can be made.
//! It never runs backwards, but a revert takes it back with the chain.

use std::time::{SystemTime, UNIX_EPOCH};

use sp_consensus_babe::{Slot, SlotDuration};
use sp_timestamp::Timestamp;

/// The longest jump, in milliseconds: 100 years of 365.25 days. A longer one is a mistake of the
/// unit, and only a snapshot leads back from it.
const MAX_JUMP: u64 = 100 * 31_557_600_000;
/// The last time that can be written as a date, the end of the year 9999, in milliseconds since
/// 1970.
pub(super) const LATEST: u64 = 253_402_300_799_999;

/// Tells the slot of the next block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
	slot_duration: SlotDuration,
	/// No slot before this one is used any more.
	earliest: Slot,
}

impl Clock {
	/// A clock that jumps to `start` with the next block.
	pub(super) fn new(slot_duration: SlotDuration, start: Timestamp) -> Self {
		Self { slot_duration, earliest: Slot::from_timestamp(start, slot_duration) }
	}

	/// The slot of a block whose parent is in slot `parent`.
	pub(super) fn next(&self, parent: Slot) -> Slot {
		self.earliest.max(parent + 1)
	}

	/// The time at which a slot begins, which is the timestamp of its block.
	pub(super) fn time(&self, slot: Slot) -> Timestamp {
		slot.timestamp(self.slot_duration).unwrap_or(Timestamp::new(u64::MAX))
	}

	/// Uses no slot before this one any more.
	pub(super) fn skip_to(&mut self, slot: Slot) {
		self.earliest = self.earliest.max(slot);
	}

	/// Jumps to the slot of a time with the next block, whose parent is in slot `parent`. Fails if
	/// that slot is not after `parent`, or if the time is more than a century after the one at
	/// which the next block is due, or after the year 9999.
	pub(super) fn travel(&mut self, parent: Slot, to: Timestamp) -> Result<(), String> {
		let slot = Slot::from_timestamp(to, self.slot_duration);
		if slot <= parent {
			let now = *self.time(parent);
			return Err(format!(
				"chain time cannot run backwards: it is {now} ms already, and {} ms was asked for",
				*to,
			));
		}
		let now = *self.time(self.next(parent));
		if *to > LATEST || to.saturating_sub(now) > MAX_JUMP {
			return Err(format!(
				"the next block is due at {now} ms, and {} ms was asked for: a jump leads at most 100 years ahead, \
				 to {} ms, and not beyond the year 9999; times are in milliseconds since 1970",
				*to,
				now.saturating_add(MAX_JUMP).min(LATEST),
			));
		}
		self.earliest = slot;
		Ok(())
	}
}

/// The wall clock's time.
pub(super) fn wall() -> Timestamp {
	let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Timestamp::new(now.as_millis() as u64)
}

#[cfg(test)]
mod tests {
	use super::*;

	const DURATION: SlotDuration = SlotDuration::from_millis(6_000);

	fn clock(start: u64) -> Clock {
		Clock::new(DURATION, Timestamp::new(start))
	}

	#[test]
	fn each_block_has_the_slot_after_its_parents() {
		let clock = clock(60_000);
		assert_eq!(clock.next(Slot::from(10)), Slot::from(11));
		assert_eq!(clock.next(Slot::from(1_000)), Slot::from(1_001), "ahead of the wall clock");
	}

	#[test]
	fn the_first_block_after_a_pause_jumps_to_the_present() {
		assert_eq!(clock(605_999).next(Slot::from(3)), Slot::from(100));
	}

	#[test]
	fn a_jump_is_to_the_slot_of_the_time() {
		let mut clock = clock(0);
		assert_eq!(clock.travel(Slot::from(10), Timestamp::new(125_000)), Ok(()));
		let slot = clock.next(Slot::from(10));
		assert_eq!(slot, Slot::from(20));
		assert_eq!(*clock.time(slot), 120_000);
		assert_eq!(clock.next(slot), Slot::from(21), "and then one by one again");
	}

	#[test]
	fn a_jump_is_bounded_and_the_bound_is_said() {
		let now = 1_700_000_000_000;
		let parent = Slot::from(now / 6_000);
		let mut clock = clock(0);
		let before = clock.next(parent);
		for slip in [now * 1_000, LATEST + 1, u64::MAX - 6_000, u64::MAX] {
			let reason = clock.travel(parent, Timestamp::new(slip)).unwrap_err();
			assert!(reason.contains("at most 100 years ahead"), "{reason}");
			assert_eq!(clock.next(parent), before, "and nothing has changed");
		}
		let later = Timestamp::new(now + MAX_JUMP - 6_000);
		assert_eq!(clock.travel(parent, later), Ok(()));
	}

	#[test]
	fn a_slot_that_is_skipped_is_not_used_any_more() {
		let mut clock = clock(0);
		clock.skip_to(Slot::from(20));
		assert_eq!(clock.next(Slot::from(10)), Slot::from(20));
		clock.skip_to(Slot::from(15));
		assert_eq!(clock.next(Slot::from(10)), Slot::from(20), "nor is one before it");
	}

	#[test]
	fn time_never_runs_backwards() {
		let mut clock = clock(0);
		let reason = clock.travel(Slot::from(10), Timestamp::new(65_999)).unwrap_err();
		assert!(reason.contains("60000 ms already"), "{reason}");
		assert_eq!(clock.next(Slot::from(10)), Slot::from(11), "and nothing has changed");
	}
}
