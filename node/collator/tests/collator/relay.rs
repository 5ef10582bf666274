// SPDX-License-Identifier: GPL-3.0-or-later

//! A mock relay chain: each block has a state with what a para reads there.

use std::collections::HashMap;

use canary_collator::{Hash, HorizontalMessages, RelayState};
use codec::Encode;
use cumulus_primitives_core::{relay_chain::well_known_keys, InboundDownwardMessage, ParaId};
use cumulus_test_relay_sproof_builder::RelayStateSproofBuilder;
use polkadot_parachain_primitives::primitives::HeadData;
use polkadot_primitives::Header;
use sp_consensus_aura::Slot;
use sp_runtime::{generic::Digest, traits::Header as _};
use sp_storage::ChildInfo;
use sp_trie::StorageProof;

/// The slot before that of the first block.
const BEGINNING: u64 = 285_000_000;

/// The chain, up to its head.
#[derive(Clone)]
pub(crate) struct Relay {
	para: ParaId,
	blocks: Vec<Header>,
	states: HashMap<Hash, State>,
	/// Tells blocks of the same height apart.
	fork: u8,
}

#[derive(Clone)]
struct State {
	included: HeadData,
	proof: StorageProof,
}

impl Relay {
	/// A chain without blocks.
	pub(crate) fn new(para: ParaId) -> Self {
		Self { para, blocks: Vec::new(), states: HashMap::new(), fork: 0 }
	}

	/// A fork of the chain from the block of this number on.
	pub(crate) fn back(&self, to: usize) -> Self {
		let mut chain = self.clone();
		chain.blocks.truncate(to);
		chain.fork += 1;
		chain
	}

	/// The number of the head.
	pub(crate) fn head(&self) -> u32 {
		self.blocks.last().map_or(0, |block| block.number)
	}

	/// Adds a block in whose state this head of the para is included. Returns its header and slot.
	pub(crate) fn next(&mut self, included: HeadData) -> (Header, Slot) {
		let number = u32::try_from(self.blocks.len() + 1).unwrap();
		let slot = Slot::from(BEGINNING + u64::from(number));
		let builder = RelayStateSproofBuilder {
			para_id: self.para,
			current_slot: slot,
			included_para_head: Some(included.clone()),
			relay_dispatch_queue_remaining_capacity: Some((8, 1024)),
			randomness: Hash::repeat_byte(self.fork),
			..Default::default()
		};
		let (root, proof) = builder.into_state_root_and_proof();
		let parent = self.blocks.last().map(Header::hash).unwrap_or_default();
		let header = Header::new(number, Hash::zero(), root, parent, Digest::default());
		self.states.insert(header.hash(), State { included, proof });
		self.blocks.push(header.clone());
		(header, slot)
	}
}

impl RelayState for Relay {
	fn storage(&self, at: Hash, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
		let included = &self.states[&at].included;
		Ok((key == well_known_keys::para_head(self.para)).then(|| included.encode()))
	}

	fn prove(
		&self,
		at: Hash,
		keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof, String> {
		let wanted: Vec<_> = keys.collect();
		assert!(wanted.contains(&well_known_keys::CURRENT_SLOT));
		// The proof is of the whole state.
		Ok(self.states[&at].proof.clone())
	}

	fn prove_child(
		&self,
		_at: Hash,
		_child: &ChildInfo,
		_keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof, String> {
		Err("there are no child tries".into())
	}

	fn downward_messages(
		&self,
		_at: Hash,
		_para: ParaId,
	) -> Result<Vec<InboundDownwardMessage>, String> {
		Ok(Vec::new())
	}

	fn horizontal_messages(&self, _at: Hash, _para: ParaId) -> Result<HorizontalMessages, String> {
		Ok(HorizontalMessages::new())
	}

	fn descendants(&self, of: Hash, count: u32) -> Result<Vec<Header>, String> {
		let after = self.blocks.iter().skip_while(|block| block.hash() != of).skip(1);
		Ok(after.take(usize::try_from(count).unwrap()).cloned().collect())
	}
}
