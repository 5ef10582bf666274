// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes the block of the next slot: finds the slot and its author, and has the block forged.
//!
//! A slot for which no block can be made stays empty, and the next one is tried. If the runtime
//! refuses the blocks of one author only, as it does for a disabled validator, the slots of that
//! author stay empty until the next epoch. If it refuses the blocks of all authors, the clock goes
//! on nevertheless, and the caller gets the reason.

use std::sync::Arc;

use sp_consensus_babe::{digests::CompatibleDigestItem, AuthorityId, Slot};
use sp_timestamp::Timestamp;

use super::{
	ahead::Ahead,
	building::{Content, Failure},
	chain::{text, DevChain, Position, Result},
	claims::{Claim, Claims},
	clock::Clock,
	epochs::Epochs,
	forge::{Forge, Forged},
	laps::{lap, Step},
};
use crate::types::BlockNumber;

/// The most slots in a row that may fall to authors whose keys are not here.
const EMPTY_SLOTS: u64 = 1_000;
/// The most authors whose blocks are tried when the runtime refuses blocks.
const MAX_REFUSALS: usize = 16;

/// Makes blocks, one after the other.
pub(super) struct Author {
	chain: Arc<DevChain>,
	clock: Clock,
	/// The slot of the newest block.
	slot: Slot,
	epochs: Epochs,
	claims: Claims,
	ahead: Ahead,
	/// Whether the block that was tried last was to begin an epoch.
	at_epoch_start: bool,
	/// Whether slots are claimed ahead of time.
	hurries: bool,
	forge: Forge,
	/// The last reason why slots stayed empty, which is logged once.
	complaint: Option<String>,
}

impl Author {
	/// An author at the head of the chain.
	pub(super) fn new(chain: Arc<DevChain>, forge: Forge, clock: Clock) -> Result<Self> {
		let (slot, epochs) = slot_and_epochs(&chain, chain.head())?;
		let claims = Claims::new(epochs.of(clock.next(slot)), &chain.keys);
		let ahead = Ahead::new(claims.epoch().clone(), chain.keys.clone()).map_err(text)?;
		Ok(Self {
			chain,
			clock,
			slot,
			epochs,
			claims,
			ahead,
			at_epoch_start: false,
			hurries: false,
			forge,
			complaint: None,
		})
	}

	/// Continues from the imported head.
	pub(super) fn go_to_head(&mut self) -> Result<()> {
		let head = self.chain.head();
		self.forge.go_to(&self.chain, head)?;
		(self.slot, self.epochs) = slot_and_epochs(&self.chain, head)?;
		self.claims = Claims::new(self.epochs.of(self.next_slot()), &self.chain.keys);
		Ok(())
	}

	/// The clock, for [`Self::set_clock`] to restore.
	pub(super) fn clock(&self) -> Clock {
		self.clock
	}

	/// Restores the clock.
	pub(super) fn set_clock(&mut self, clock: Clock) {
		self.clock = clock;
	}

	/// Has the next block made at this time. Fails as [`Clock::travel`] does.
	pub(super) fn travel(&mut self, to: Timestamp) -> Result<()> {
		self.clock.travel(self.slot, to)
	}

	/// The time of the newest block's slot.
	pub(super) fn time(&self) -> Timestamp {
		self.clock.time(self.slot)
	}

	/// Whether the block that was tried last was to be the first one of an epoch.
	pub(super) fn was_at_epoch_start(&self) -> bool {
		self.at_epoch_start
	}

	/// Whether the next block begins an epoch, provided that a key that is here may claim the next
	/// slot.
	pub(super) fn is_before_epoch(&self) -> bool {
		self.epochs.begins_with(self.next_slot())
	}

	/// Whether there is at most one author whose key is here and whose blocks the runtime accepts.
	pub(super) fn is_alone(&self) -> bool {
		self.claims.held() <= 1
	}

	/// Sets whether slots are claimed ahead of time, which pays where many blocks are made in a
	/// row.
	pub(super) fn hurry(&mut self, hurries: bool) {
		self.hurries = hurries;
		if hurries {
			self.ahead.ask(self.next_slot(), |slot| self.epochs.announced(slot));
		}
	}

	/// Whether empty blocks are made by the runtime's native code, and not by its Wasm.
	pub(super) fn is_native(&self) -> bool {
		self.forge.is_native()
	}

	/// Notes that the blocks up to this one are in the database.
	pub(super) fn imported(&self, block: BlockNumber) {
		self.forge.imported(block);
	}

	/// Makes the next block, with `content` in it, if there is any. Fails if no slot has a key
	/// here, or the runtime or the content refuses the block.
	pub(super) fn make(&mut self, content: Option<&mut (dyn Content + '_)>) -> Result<Forged> {
		self.make_with(content, None)
	}

	/// Makes the next block as the first one of another runtime, which has this code.
	pub(super) fn make_first_of(&mut self, code: &[u8]) -> Result<Forged> {
		self.make_with(None, Some(code))
	}

	fn make_with(
		&mut self,
		mut content: Option<&mut (dyn Content + '_)>,
		code: Option<&[u8]>,
	) -> Result<Forged> {
		let mut refused: Vec<Refusal> = Vec::new();
		let mut next = self.next_slot();
		while let Some((slot, claim)) = self.claim(next, &refused) {
			if self.hurries {
				self.ahead.ask(self.clock.next(slot), |slot| self.epochs.announced(slot));
			}
			self.at_epoch_start = self.epochs.begins_with(slot);
			let time = self.clock.time(slot);
			if let Some(content) = content.as_deref_mut() {
				content.begin();
			}
			let made = loop {
				let made = self.forge.make(&claim, slot, time, content.as_deref_mut(), code);
				let Err(Failure::Load(reason)) = &made else { break made };
				let lighter = content.as_deref_mut().is_some_and(|content| content.lighten(reason));
				if !lighter {
					break self.blame(&claim, slot, time, reason);
				}
			};
			match made {
				Ok(block) => {
					self.exclude(refused);
					self.go_on(&block);
					return Ok(block);
				},
				Err(Failure::Unwanted(reason)) => return Err(reason),
				Err(failure) => {
					let epoch = self.claims.epoch().epoch_index;
					refused.push(Refusal { author: claim.author, epoch, failure });
				},
			}
			next = slot + 1;
			if refused.len() >= MAX_REFUSALS.min(self.claims.held()) {
				break;
			}
		}
		match refused.into_iter().next().map(|refusal| refusal.failure) {
			None => {
				let reason = "this node holds none of the validators' BABE keys; add one with \
				 author_insertKey";
				Err(reason.into())
			},
			Some(Failure::Slot(reason)) => {
				self.clock.skip_to(next);
				Err(reason)
			},
			// Without the content there would have been a block, so the clock stays.
			Some(Failure::Load(reason) | Failure::Unwanted(reason)) => Err(reason),
		}
	}

	/// Why a block with content could not be finished: because of the slot, if an empty block fails
	/// too, or else because of the content.
	fn blame(
		&mut self,
		claim: &Claim,
		slot: Slot,
		time: Timestamp,
		reason: &str,
	) -> std::result::Result<Forged, Failure> {
		match self.forge.make(claim, slot, time, None, None) {
			Err(Failure::Slot(reason)) => Err(Failure::Slot(reason)),
			_ => {
				// The empty block was a trial: the forge goes back to the head.
				self.forge.go_to(&self.chain, self.chain.head()).map_err(Failure::Slot)?;
				Err(Failure::Load(reason.to_owned()))
			},
		}
	}

	fn next_slot(&self) -> Slot {
		self.clock.next(self.slot)
	}

	/// Claims the first slot from `first` on whose author has its key here and was not refused.
	fn claim(&mut self, first: Slot, refused: &[Refusal]) -> Option<(Slot, Claim)> {
		self.claims.go_to(self.epochs.of(first), &self.chain.keys);
		let is_refused =
			|claim: &Claim| refused.iter().any(|refusal| refusal.author == claim.author);
		let ready = self.hurries.then(|| self.ahead.take(first, self.claims.epoch())).flatten();
		let ready = ready.filter(|claim| self.claims.has(&claim.author) && !is_refused(claim));
		if let Some(claim) = ready {
			return Some((first, claim));
		}
		lap(Step::Claim, || {
			(*first..(*first).saturating_add(EMPTY_SLOTS)).map(Slot::from).find_map(|slot| {
				self.claims.go_to(self.epochs.of(slot), &self.chain.keys);
				let claim = self.claims.claim(slot, &self.chain.keys)?;
				(!is_refused(&claim)).then_some((slot, claim))
			})
		})
	}

	/// Excludes authors whose blocks were refused, for the rest of the epoch, now that another one
	/// has made a block. Those whose blocks failed because of their content stay.
	fn exclude(&mut self, refused: Vec<Refusal>) {
		for Refusal { author, epoch, failure } in refused {
			let Failure::Slot(reason) = failure else { continue };
			if epoch == self.claims.epoch().epoch_index {
				self.claims.exclude(&author);
			}
			if self.complaint.as_ref() != Some(&reason) {
				log::warn!("The slots of {author} stay empty in epoch {epoch}: {reason}");
				self.complaint = Some(reason);
			}
		}
	}

	fn go_on(&mut self, block: &Forged) {
		self.slot = block.slot;
		let logs = block.header.digest.logs();
		if let Some(next) = logs.iter().find_map(|item| item.as_next_epoch_descriptor()) {
			let config = logs.iter().find_map(|item| item.as_next_config_descriptor());
			self.epochs.announce(block.slot, next, config.map(Into::into));
		}
	}
}

/// A block that the runtime refused.
struct Refusal {
	author: AuthorityId,
	epoch: u64,
	failure: Failure,
}

/// The slot of a block, and the epochs after it.
fn slot_and_epochs(chain: &DevChain, head: Position) -> Result<(Slot, Epochs)> {
	let header = chain.header(head.hash)?;
	let proof = header.digest.logs().iter().find_map(|item| item.as_babe_pre_digest());
	let slot = proof.map_or(Slot::from(0), |proof| proof.slot());
	let epochs = Epochs::at(&chain.client, chain.babe_link.config(), head.hash).map_err(text)?;
	Ok((slot, epochs))
}
