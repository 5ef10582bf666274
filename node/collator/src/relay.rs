// SPDX-License-Identifier: GPL-3.0-or-later

//! What a para's block reads from the relay chain, and the proof of it.

use std::collections::{BTreeMap, BTreeSet};

use codec::{Decode, DecodeAll};
use cumulus_primitives_core::{
	relay_chain::{well_known_keys, HrmpChannelId},
	InboundDownwardMessage, InboundHrmpMessage, ParaId, PersistedValidationData, RelayProofRequest,
	RelayStorageKey,
};
use cumulus_primitives_parachain_inherent::ParachainInherentData;
use polkadot_parachain_primitives::primitives::HeadData;
use polkadot_primitives::Header as RelayHeader;
use sp_runtime::{ConsensusEngineId, DigestItem};
use sp_storage::ChildInfo;
use sp_trie::StorageProof;

use crate::types::{Hash, Result};

/// The engine of BABE's items in a header's digest.
const BABE: ConsensusEngineId = *b"BABE";
/// The first byte of BABE's digest item that announces the next epoch.
const NEXT_EPOCH: u8 = 1;

/// The messages that wait for a para, by their sender.
pub type HorizontalMessages = BTreeMap<ParaId, Vec<InboundHrmpMessage>>;

/// What a collator asks the relay chain. Errors are texts for the user.
pub trait RelayState {
	/// The value of a key in the state of a block.
	fn storage(&self, at: Hash, key: &[u8]) -> Result<Option<Vec<u8>>>;

	/// Proves the values of these keys in the state of a block, or their absence.
	fn prove(&self, at: Hash, keys: &mut dyn Iterator<Item = &[u8]>) -> Result<StorageProof>;

	/// Proves the values of these keys of a child trie in the state of a block, or their absence.
	fn prove_child(
		&self,
		at: Hash,
		child: &ChildInfo,
		keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof>;

	/// The messages from the relay chain that wait for the para in the state of a block
	/// (`ParachainHost_dmq_contents`).
	fn downward_messages(&self, at: Hash, para: ParaId) -> Result<Vec<InboundDownwardMessage>>;

	/// The messages from other paras that wait for the para in the state of a block
	/// (`ParachainHost_inbound_hrmp_channels_contents`).
	fn horizontal_messages(&self, at: Hash, para: ParaId) -> Result<HorizontalMessages>;

	/// The headers, with their seals, of the `count` blocks after `of` on the best chain, the oldest
	/// first. Fails if there are fewer. Asked only for paras whose relay parent is behind the head.
	fn descendants(&self, of: Hash, count: u32) -> Result<Vec<RelayHeader>>;
}

/// The para's newest included head in the state of a block. `None` if the relay chain has none.
pub(crate) fn included_head(
	relay: &dyn RelayState,
	at: Hash,
	para: ParaId,
) -> Result<Option<HeadData>> {
	read(relay, at, &well_known_keys::para_head(para), "the para's head")
}

/// The keys of the relay chain's state at block `at` that cumulus may read in a block of the para.
pub fn proven_keys(
	relay: &dyn RelayState,
	at: Hash,
	para: ParaId,
	authorities: Authorities,
) -> Result<BTreeSet<Vec<u8>>> {
	let senders: Option<Vec<ParaId>> = read(
		relay,
		at,
		&well_known_keys::hrmp_ingress_channel_index(para),
		"who sends to the para",
	)?;
	let recipients: Option<Vec<ParaId>> = read(
		relay,
		at,
		&well_known_keys::hrmp_egress_channel_index(para),
		"to whom the para sends",
	)?;
	#[allow(deprecated, reason = "older runtimes read it")]
	let queue_size = well_known_keys::relay_dispatch_queue_size(para);
	let mut keys: BTreeSet<Vec<u8>> = [
		well_known_keys::CURRENT_BLOCK_RANDOMNESS.to_vec(),
		well_known_keys::ONE_EPOCH_AGO_RANDOMNESS.to_vec(),
		well_known_keys::TWO_EPOCHS_AGO_RANDOMNESS.to_vec(),
		well_known_keys::CURRENT_SLOT.to_vec(),
		well_known_keys::ACTIVE_CONFIG.to_vec(),
		well_known_keys::dmq_mqc_head(para),
		queue_size,
		well_known_keys::relay_dispatch_queue_remaining_capacity(para).key,
		well_known_keys::hrmp_ingress_channel_index(para),
		well_known_keys::hrmp_egress_channel_index(para),
		well_known_keys::upgrade_go_ahead_signal(para),
		well_known_keys::upgrade_restriction_signal(para),
		well_known_keys::para_head(para),
	]
	.into();
	let channels = senders
		.into_iter()
		.flatten()
		.map(|sender| HrmpChannelId { sender, recipient: para })
		.chain(
			recipients
				.into_iter()
				.flatten()
				.map(|recipient| HrmpChannelId { sender: para, recipient }),
		);
	keys.extend(channels.map(well_known_keys::hrmp_channels));
	if authorities != Authorities::None {
		keys.insert(well_known_keys::AUTHORITIES.to_vec());
	}
	if authorities == Authorities::TwoEpochs {
		keys.insert(well_known_keys::NEXT_AUTHORITIES.to_vec());
	}
	Ok(keys)
}

/// The relay chain's authorities whose keys a para needs, to check the seals of the headers after its relay
/// parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorities {
	/// None: the relay parent is the relay chain's head.
	None,
	/// The authorities of the relay parent's epoch.
	OneEpoch,
	/// The authorities of that epoch and of the next one, which begins among these headers.
	TwoEpochs,
}

impl Authorities {
	/// The authorities for these headers: those after the relay parent, up to the head.
	pub(crate) fn to_check(descendants: &[RelayHeader]) -> Self {
		if descendants.is_empty() {
			Self::None
		} else if descendants.iter().any(announces_epoch) {
			Self::TwoEpochs
		} else {
			Self::OneEpoch
		}
	}
}

fn announces_epoch(header: &RelayHeader) -> bool {
	header.digest.logs().iter().any(
		|item| matches!(item, DigestItem::Consensus(BABE, data) if data.first() == Some(&NEXT_EPOCH)),
	)
}

/// The data of the para's inherent about the relay chain, at its relay parent. `offset` is how many blocks
/// that is behind the head, and `wanted` the keys that the runtime wants proven besides the usual ones.
pub(crate) fn inherent(
	relay: &dyn RelayState,
	relay_parent: &RelayHeader,
	para: ParaId,
	validation_data: &PersistedValidationData,
	offset: u32,
	wanted: RelayProofRequest,
) -> Result<ParachainInherentData> {
	let at = relay_parent.hash();
	let mut descendants = match offset {
		0 => Vec::new(),
		_ => relay.descendants(at, offset)?,
	};
	let mut keys = proven_keys(relay, at, para, Authorities::to_check(&descendants))?;
	if offset > 0 {
		// Cumulus wants the relay parent itself in front of its descendants.
		descendants.insert(0, relay_parent.clone());
	}

	let mut child_keys = BTreeMap::<Vec<u8>, BTreeSet<Vec<u8>>>::new();
	for key in wanted.keys {
		match key {
			RelayStorageKey::Top(key) => {
				keys.insert(key);
			},
			RelayStorageKey::Child { storage_key, key } => {
				child_keys.entry(storage_key).or_default().insert(key);
			},
		}
	}
	let mut proofs = vec![relay.prove(at, &mut keys.iter().map(Vec::as_slice))?];
	for (child, keys) in child_keys {
		let child = ChildInfo::new_default(&child);
		proofs.push(relay.prove_child(at, &child, &mut keys.iter().map(Vec::as_slice))?);
	}

	Ok(ParachainInherentData {
		validation_data: validation_data.clone(),
		relay_chain_state: StorageProof::merge(proofs),
		downward_messages: relay.downward_messages(at, para)?,
		horizontal_messages: relay.horizontal_messages(at, para)?,
		relay_parent_descendants: descendants,
		collator_peer_id: None,
	})
}

fn read<T: Decode>(relay: &dyn RelayState, at: Hash, key: &[u8], what: &str) -> Result<Option<T>> {
	let value = relay.storage(at, key)?;
	let value = value.map(|value| T::decode_all(&mut &value[..]));
	value.transpose().map_err(|error| format!("{what} in the relay chain's state: {error}"))
}
