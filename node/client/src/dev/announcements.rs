// SPDX-License-Identifier: GPL-3.0-or-later

//! Spaces out the announcements of new blocks to peers.
//!
//! A node of the SDK processes four announcements of a peer at a time and ignores those that come
//! meanwhile. In a burst of blocks it may ignore that of the last one, which is not repeated: the
//! node would stay behind until the next block, which on a development chain may be made tomorrow.

use std::{
	collections::VecDeque,
	sync::{Arc, OnceLock},
	thread,
	time::{Duration, Instant},
};

use sc_network_sync::SyncingService;

use crate::types::Block;

/// How many announcements of one peer a node processes at a time, by `block_announce_validator.rs`
/// of `sc-network-sync`.
const AT_A_TIME: usize = 4;
/// How long a node may take for so many. It takes less than a millisecond, unless the machine is busy.
const WINDOW: Duration = Duration::from_millis(200);

/// The peers that blocks are announced to. There are none before the network is up.
#[derive(Clone, Default)]
pub(crate) struct Audience(Arc<OnceLock<Arc<SyncingService<Block>>>>);

impl Audience {
	/// Sets the peers once the network is up.
	pub(crate) fn open(&self, sync: Arc<SyncingService<Block>>) {
		self.0.get_or_init(|| sync);
	}

	fn is_empty(&self) -> bool {
		self.0.get().is_none_or(|sync| sync.num_connected_peers() == 0)
	}
}

/// The times of the last announcements.
#[derive(Default)]
pub(super) struct Announcements(VecDeque<Instant>);

impl Announcements {
	/// Waits until one more block may be announced, and notes that it is.
	pub(super) fn wait_for_turn(&mut self, audience: &Audience) {
		if audience.is_empty() {
			self.0.clear();
			return;
		}
		thread::sleep(self.note(Instant::now()));
	}

	/// Notes an announcement that is ready at `now`. Returns how long it has to wait.
	fn note(&mut self, now: Instant) -> Duration {
		let full = self.0.len() >= AT_A_TIME;
		let earliest = if full { self.0.pop_front().map(|first| first + WINDOW) } else { None };
		let turn = earliest.map_or(now, |earliest| earliest.max(now));
		self.0.push_back(turn);
		turn - now
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn never_more_than_a_node_takes_up_at_a_time_are_sent_within_a_window() {
		let mut announcements = Announcements::default();
		let mut now = Instant::now();
		let mut sent = Vec::new();
		for _ in 0..16 {
			now += announcements.note(now);
			sent.push(now);
		}
		assert_eq!(sent[3], sent[0], "a few blocks wait for nothing");
		for five in sent.windows(AT_A_TIME + 1) {
			assert!(five[AT_A_TIME] - five[0] >= WINDOW);
		}
	}

	#[test]
	fn blocks_that_come_slowly_are_announced_at_once() {
		let mut announcements = Announcements::default();
		let mut now = Instant::now();
		for _ in 0..16 {
			assert_eq!(announcements.note(now), Duration::ZERO);
			now += WINDOW / AT_A_TIME as u32;
		}
	}
}
