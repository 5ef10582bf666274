// SPDX-License-Identifier: GPL-3.0-or-later

//! The epochs at the head of the chain.
//!
//! The first block of an epoch announces who makes the blocks of the next one. The engine reads it
//! off the blocks that it makes, because it is ahead of what is imported; after a start or a revert
//! it asks the runtime.

use sc_consensus_babe::{BabeConfiguration, Epoch};
use sc_consensus_epochs::Epoch as _;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_consensus_babe::{BabeApi, BabeEpochConfiguration, Slot};

use crate::types::{FullClient, Hash};

/// What is known of the epochs after a block.
#[derive(Clone, Debug)]
pub(super) enum Epochs {
	/// After the genesis: the first epoch begins with the first block.
	Genesis(Epoch),
	/// After any other block: its own epoch and the one after it.
	Known(Epoch, Epoch),
}

impl Epochs {
	/// Asks the runtime for the epochs after block `head`.
	pub(super) fn at(
		client: &FullClient,
		config: &BabeConfiguration,
		head: Hash,
	) -> Result<Self, ApiError> {
		if head == client.chain_info().genesis_hash {
			return Ok(Self::Genesis(Epoch::genesis(config, 0.into())));
		}
		let api = client.runtime_api();
		Ok(Self::Known(api.current_epoch(head)?.into(), api.next_epoch(head)?.into()))
	}

	/// The epoch of a slot after the head. When no block was made in a whole epoch, the one that was
	/// announced for it serves until the next announcement.
	pub(super) fn of(&self, slot: Slot) -> Epoch {
		match self {
			Self::Genesis(epoch) => {
				let mut epoch = epoch.clone();
				epoch.start_slot = slot;
				epoch
			},
			Self::Known(current, next) => {
				let epoch = if slot < next.start_slot { current } else { next };
				epoch.clone_for_slot(slot)
			},
		}
	}

	/// The epoch of a slot after the head, if it has been announced. After its end the last one serves on, but
	/// only if nobody makes a block until then.
	pub(super) fn announced(&self, slot: Slot) -> Option<Epoch> {
		match self {
			Self::Genesis(_) => None,
			Self::Known(_, next) => (slot < next.end_slot()).then(|| self.of(slot)),
		}
	}

	/// Whether the block after the head, in `slot`, is the first one of an epoch. The first block
	/// of the chain does not count: it ends no epoch.
	pub(super) fn begins_with(&self, slot: Slot) -> bool {
		matches!(self, Self::Known(_, next) if slot >= next.start_slot)
	}

	/// Moves on to a block in `slot` that announces the epoch after its own.
	pub(super) fn announce(
		&mut self,
		slot: Slot,
		next: sp_consensus_babe::digests::NextEpochDescriptor,
		config: Option<BabeEpochConfiguration>,
	) {
		let current = self.of(slot);
		let config = config.unwrap_or_else(|| current.config.clone());
		let next = current.increment((next, config));
		*self = Self::Known(current, next);
	}
}

#[cfg(test)]
mod tests {
	use sp_consensus_babe::{digests::NextEpochDescriptor, AllowedSlots};

	use super::*;

	fn genesis() -> Epochs {
		Epochs::Genesis(
			sp_consensus_babe::Epoch {
				epoch_index: 0,
				start_slot: 0.into(),
				duration: 10,
				authorities: Vec::new(),
				randomness: [0; 32],
				config: BabeEpochConfiguration {
					c: (1, 4),
					allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots,
				},
			}
			.into(),
		)
	}

	fn announcing(epochs: &mut Epochs, slot: u64, mark: u8) {
		let next = NextEpochDescriptor { authorities: Vec::new(), randomness: [mark; 32] };
		epochs.announce(slot.into(), next, None);
	}

	fn facts(epochs: &Epochs, slot: u64) -> (u64, u64, u8) {
		let epoch = epochs.of(slot.into());
		(epoch.epoch_index, *epoch.start_slot, epoch.randomness[0])
	}

	#[test]
	fn the_first_epoch_begins_with_the_first_block() {
		let mut epochs = genesis();
		assert_eq!(facts(&epochs, 500), (0, 500, 0));
		announcing(&mut epochs, 500, 1);
		assert_eq!(facts(&epochs, 509), (0, 500, 0));
		assert_eq!(facts(&epochs, 510), (1, 510, 1));
	}

	#[test]
	fn an_epoch_begins_with_the_first_block_after_the_one_before() {
		let mut epochs = genesis();
		assert!(!epochs.begins_with(500.into()));
		announcing(&mut epochs, 500, 1);
		assert!(!epochs.begins_with(509.into()));
		assert!(epochs.begins_with(510.into()) && epochs.begins_with(777.into()));
	}

	#[test]
	fn epochs_are_announced_to_the_end_of_the_next_one() {
		let mut epochs = genesis();
		assert!(epochs.announced(500.into()).is_none());
		announcing(&mut epochs, 500, 1);
		let announced = |slot: u64| epochs.announced(slot.into()).map(|epoch| epoch.epoch_index);
		assert_eq!(
			[500, 509, 510, 519, 520].map(announced),
			[Some(0), Some(0), Some(1), Some(1), None]
		);
	}

	#[test]
	fn an_announced_epoch_serves_for_the_ones_in_which_nothing_happened() {
		let mut epochs = genesis();
		announcing(&mut epochs, 500, 1);
		assert_eq!(facts(&epochs, 545), (4, 540, 1));
		announcing(&mut epochs, 545, 2);
		assert_eq!(facts(&epochs, 549), (4, 540, 1));
		assert_eq!(facts(&epochs, 550), (5, 550, 2));
	}
}
