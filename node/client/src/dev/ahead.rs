// SPDX-License-Identifier: GPL-3.0-or-later

//! Claims the next slots while the block of this one is made, on a thread of its own.
//!
//! That is possible because an epoch is announced one epoch before it begins.

use std::{
	collections::VecDeque,
	io,
	sync::{
		mpsc::{sync_channel, Receiver, SyncSender},
		Arc,
	},
	thread,
};

use sc_consensus_babe::Epoch;
use sp_consensus_babe::Slot;

use super::{
	claims::{Claim, Claims},
	keys::Keys,
	laps::{lap, Step},
	priority::step_back,
};

/// How many slots are claimed ahead, at most. With one alone, whoever makes blocks would wait for it each
/// time that the thread gets no core for a moment.
const AHEAD: usize = 8;

/// The thread that claims slots. It ends when this is dropped.
pub(super) struct Ahead {
	jobs: SyncSender<(Slot, Epoch)>,
	claims: Receiver<Option<Claim>>,
	/// The slots in a row whose claims were asked for and are not taken yet, with their epochs as they were
	/// known then.
	asked: VecDeque<(Slot, Epoch)>,
}

impl Ahead {
	/// Starts the thread.
	pub(super) fn new(epoch: Epoch, keys: Arc<Keys>) -> io::Result<Self> {
		// There is room for all that may be asked for, so that neither side waits to send.
		let (jobs, requests) = sync_channel::<(Slot, Epoch)>(AHEAD);
		let (answers, claims) = sync_channel(AHEAD);
		thread::Builder::new().name("dev-claims".into()).spawn(move || {
			step_back();
			let mut claims = Claims::new(epoch, &keys);
			for (slot, epoch) in requests {
				claims.go_to(epoch, &keys);
				let claim = lap(Step::Claim, || claims.claim(slot, &keys));
				if answers.send(claim).is_err() {
					break;
				}
			}
		})?;
		Ok(Self { jobs, claims, asked: VecDeque::new() })
	}

	/// Has the thread claim this slot and some after it, as far as their epochs are known.
	pub(super) fn ask(&mut self, first: Slot, epoch: impl Fn(Slot) -> Option<Epoch>) {
		self.forget(|slot| slot < first);
		let is_first =
			|(slot, of): &(Slot, Epoch)| *slot == first && epoch(first).as_ref() == Some(of);
		if !self.asked.front().is_none_or(is_first) {
			self.forget(|_| true);
		}
		// Some at a time: the thread is not woken for each.
		if self.asked.len() > AHEAD / 2 {
			return;
		}
		let next = self.asked.back().map_or(first, |(slot, _)| *slot + 1);
		for slot in (*next..).map(Slot::from).take(AHEAD - self.asked.len()) {
			let Some(epoch) = epoch(slot) else { break };
			if self.jobs.send((slot, epoch.clone())).is_err() {
				break;
			}
			self.asked.push_back((slot, epoch));
		}
	}

	/// Returns the claim of a slot of this epoch, if that was asked for, and a key that is here may
	/// claim it.
	pub(super) fn take(&mut self, slot: Slot, epoch: &Epoch) -> Option<Claim> {
		self.forget(|asked| asked < slot);
		if self.asked.front()?.0 != slot {
			return None;
		}
		let (_, of) = self.asked.pop_front()?;
		let claim = self.claims.recv().ok()?;
		claim.filter(|_| of == *epoch)
	}

	/// Takes claims that are not needed any more, from the first on.
	fn forget(&mut self, is_needless: impl Fn(Slot) -> bool) {
		while self.asked.front().is_some_and(|(slot, _)| is_needless(*slot)) {
			self.asked.pop_front();
			// A thread that has ended sends none.
			let _ = self.claims.recv();
		}
	}
}

#[cfg(test)]
mod tests {
	use sp_consensus_babe::{AllowedSlots, AuthorityId, BabeEpochConfiguration};
	use sp_keyring::Sr25519Keyring;
	use sp_keystore::testing::MemoryKeystore;

	use super::*;

	/// The end of the epoch, in slots.
	const END: u64 = 1_020;

	fn epoch(randomness: u8) -> Epoch {
		let ids = Sr25519Keyring::well_known().map(|key| AuthorityId::from(key.public()));
		sp_consensus_babe::Epoch {
			epoch_index: 7,
			start_slot: 1_000.into(),
			duration: END - 1_000,
			authorities: ids.map(|id| (id, 1)).collect(),
			randomness: [randomness; 32],
			config: BabeEpochConfiguration {
				c: (1, 4),
				allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots,
			},
		}
		.into()
	}

	fn ahead() -> Ahead {
		Ahead::new(epoch(1), Arc::new(Keys::new(MemoryKeystore::new().into())))
			.expect("there are threads")
	}

	impl Ahead {
		fn ask_of(&mut self, first: u64, epoch: &Epoch) {
			self.ask(first.into(), |slot| (*slot < END).then(|| epoch.clone()));
		}

		/// The slot of the claim that is taken for this one.
		fn taken(&mut self, slot: u64, epoch: &Epoch) -> Option<u64> {
			Some(*self.take(slot.into(), epoch)?.proof.slot())
		}
	}

	#[test]
	fn each_slot_has_its_own_claim_to_the_end_of_what_is_announced() {
		let (mut ahead, epoch) = (ahead(), epoch(1));
		for slot in 1_000..END {
			ahead.ask_of(slot, &epoch);
			assert!(ahead.asked.len() <= AHEAD);
			assert_eq!(ahead.taken(slot, &epoch), Some(slot));
		}
		ahead.ask_of(END, &epoch);
		assert_eq!(ahead.taken(END, &epoch), None);
	}

	#[test]
	fn slots_that_are_passed_over_or_come_again_have_their_own_claims() {
		let (mut ahead, epoch) = (ahead(), epoch(1));
		ahead.ask_of(1_000, &epoch);
		assert_eq!(ahead.taken(1_003, &epoch), Some(1_003));
		ahead.ask_of(1_015, &epoch);
		assert_eq!(ahead.taken(1_015, &epoch), Some(1_015));
		ahead.ask_of(1_003, &epoch);
		assert_eq!(ahead.taken(1_003, &epoch), Some(1_003));
		assert_eq!(ahead.taken(1_002, &epoch), None, "nobody has asked for it");
		assert_eq!(ahead.taken(1_004, &epoch), Some(1_004));
	}

	#[test]
	fn no_claim_is_of_another_epoch() {
		let (mut ahead, [one, other]) = (ahead(), [1, 2].map(epoch));
		ahead.ask_of(1_000, &one);
		assert_eq!(ahead.taken(1_000, &other), None);
		assert_eq!(ahead.taken(1_001, &one), Some(1_001));
		ahead.ask_of(1_002, &other);
		assert_eq!(ahead.taken(1_002, &other), Some(1_002));
	}
}
