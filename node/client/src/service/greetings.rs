// SPDX-License-Identifier: GPL-3.0-or-later

//! Finds the peers of a development chain that have missed its last blocks, and are to be greeted
//! anew: disconnected, so that they reconnect and learn of the head.
//!
//! A peer that was paused or busy when a block was announced is not told of it again: it would stay
//! behind until the next block, which on such a chain may be made tomorrow. But its GRANDPA
//! messages say how far finality is for it. A peer that stays behind the newest justification is
//! disconnected, reconnects some seconds later, and then learns of the best block, as every new
//! peer does.

use std::{
	collections::{hash_map::Entry, HashMap},
	time::{Duration, Instant},
};

use sc_network::PeerId;
use sp_consensus_grandpa::SetId;

use crate::types::BlockNumber;

/// How often peers are checked.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a peer may be behind while nothing happens. It is longer than a slot: where blocks come
/// by the clock, the next one tells of those before.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long a peer is left alone after it was greeted anew.
const REST: Duration = Duration::from_secs(60);
/// By how many voter sets a peer may be behind. One that is farther behind is still syncing, and
/// must not be disturbed.
const NEAR: SetId = 1;

/// How far finality is, on the chain and for its peers.
#[derive(Default)]
pub(super) struct Greetings {
	newest: Option<Place>,
	peers: HashMap<PeerId, Place>,
	/// When peers were greeted anew. They need not have come back.
	greeted: HashMap<PeerId, Instant>,
}

/// The last finalized block of the chain or of a peer, its voter set, and since when that is known.
struct Place {
	block: BlockNumber,
	set: SetId,
	since: Instant,
}

impl Place {
	fn stands_still(&self, now: Instant) -> bool {
		now.duration_since(self.since) >= PATIENCE
	}
}

impl Greetings {
	/// Notes a new justification.
	pub(super) fn proven(&mut self, block: BlockNumber, set: SetId, now: Instant) {
		self.newest = Some(Place { block, set, since: now });
	}

	/// Notes how far a peer says it is. Peers repeat this, which does not restart their wait.
	pub(super) fn heard(&mut self, who: PeerId, block: BlockNumber, set: SetId, now: Instant) {
		let place = Place { block, set, since: now };
		match self.peers.entry(who) {
			Entry::Occupied(entry) if (entry.get().block, entry.get().set) == (block, set) => {},
			Entry::Occupied(mut entry) => drop(entry.insert(place)),
			Entry::Vacant(entry) => drop(entry.insert(place)),
		}
	}

	/// Forgets a peer that has disconnected.
	pub(super) fn gone(&mut self, who: &PeerId) {
		self.peers.remove(who);
	}

	/// Returns the peers to greet anew now, and notes that they were.
	pub(super) fn due(&mut self, now: Instant) -> Vec<PeerId> {
		self.greeted.retain(|_, at| now.duration_since(*at) < REST);
		let Some(newest) = self.newest.as_ref().filter(|newest| newest.stands_still(now)) else {
			return Vec::new();
		};
		let behind = |place: &Place| {
			place.block < newest.block
				&& place.set <= newest.set
				&& newest.set - place.set <= NEAR
				&& place.stands_still(now)
		};
		let due: Vec<_> = self
			.peers
			.iter()
			.filter(|(who, place)| behind(place) && !self.greeted.contains_key(*who))
			.map(|(who, _)| *who)
			.collect();
		self.greeted.extend(due.iter().map(|who| (*who, now)));
		due
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A chain with block 100 finalized by voter set 3, a peer, and the time of that.
	fn chain() -> (Greetings, PeerId, Instant) {
		let (mut greetings, now) = (Greetings::default(), Instant::now());
		greetings.proven(100, 3, now);
		(greetings, PeerId::random(), now)
	}

	#[test]
	fn who_stays_behind_is_greeted_once_in_a_while() {
		let (mut greetings, peer, now) = chain();
		greetings.heard(peer, 99, 3, now);
		assert_eq!(greetings.due(now + PATIENCE / 2), []);
		// It repeats itself.
		greetings.heard(peer, 99, 3, now + PATIENCE / 2);
		assert_eq!(greetings.due(now + PATIENCE), [peer]);
		assert_eq!(greetings.due(now + PATIENCE + LOOK_EVERY), []);

		// It comes back and is behind again.
		greetings.gone(&peer);
		greetings.heard(peer, 99, 3, now + PATIENCE);
		assert_eq!(greetings.due(now + 2 * PATIENCE), []);
		assert_eq!(greetings.due(now + PATIENCE + REST), [peer]);
	}

	#[test]
	fn nobody_is_greeted_while_the_chain_goes_on() {
		let (mut greetings, peer, mut now) = chain();
		greetings.heard(peer, 99, 3, now);
		for block in 101..200 {
			now += PATIENCE / 2;
			greetings.proven(block, 3, now);
			assert_eq!(greetings.due(now), []);
		}
	}

	#[test]
	fn who_comes_nearer_is_waited_for() {
		let (mut greetings, peer, mut now) = chain();
		for block in 50..99 {
			greetings.heard(peer, block, 3, now);
			now += PATIENCE / 2;
			assert_eq!(greetings.due(now), []);
		}
	}

	#[test]
	fn who_has_all_or_is_far_behind_or_gone_is_left_alone() {
		let (mut greetings, there, now) = chain();
		let [ahead, far, gone, behind] = [0; 4].map(|_| PeerId::random());
		greetings.heard(there, 100, 3, now);
		// The chain has been taken back, and the peer does not know yet.
		greetings.heard(ahead, 200, 4, now);
		greetings.heard(far, 20, 1, now);
		greetings.heard(gone, 99, 3, now);
		greetings.gone(&gone);
		greetings.heard(behind, 80, 2, now);
		assert_eq!(greetings.due(now + PATIENCE), [behind]);
	}
}
