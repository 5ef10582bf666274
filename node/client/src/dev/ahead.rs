// SPDX-License-Identifier: GPL-3.0-or-later

//! Claims the next slot while the block of this one is made, on a thread of its own.
//!
//! That is possible because an epoch is announced one epoch before it begins.

use std::{
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

/// The thread that claims slots. It ends when this is dropped.
pub(super) struct Ahead {
	jobs: SyncSender<(Slot, Epoch)>,
	claims: Receiver<Option<Claim>>,
	/// The slot whose claim was asked for and is not taken yet, with its epoch as it was known
	/// then.
	asked: Option<(Slot, Epoch)>,
}

impl Ahead {
	/// Starts the thread.
	pub(super) fn new(epoch: Epoch, keys: Arc<Keys>) -> io::Result<Self> {
		let (jobs, requests) = sync_channel::<(Slot, Epoch)>(1);
		let (answers, claims) = sync_channel(1);
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
		Ok(Self { jobs, claims, asked: None })
	}

	/// Has the thread claim a slot of this epoch.
	pub(super) fn ask(&mut self, slot: Slot, epoch: Epoch) {
		if self.asked.take().is_some() {
			// That claim is not needed any more. A thread that has ended sends none.
			let _ = self.claims.recv();
		}
		let job = (slot, epoch);
		self.asked = self.jobs.send(job.clone()).is_ok().then_some(job);
	}

	/// Returns the claim of a slot of this epoch, if that was asked for, and a key that is here may
	/// claim it.
	pub(super) fn take(&mut self, slot: Slot, epoch: &Epoch) -> Option<Claim> {
		let asked = self.asked.take()?;
		let claim = self.claims.recv().ok()?;
		claim.filter(|_| asked.0 == slot && asked.1 == *epoch)
	}
}
