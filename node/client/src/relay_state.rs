// SPDX-License-Identifier: GPL-3.0-or-later

//! The relay chain as its paras see it: its state, and proofs of that.

use std::sync::Arc;

use canary_collator::{HorizontalMessages, RelayState};
use codec::DecodeAll;
use cumulus_primitives_core::{relay_chain::well_known_keys, InboundDownwardMessage};
use polkadot_primitives::{runtime_api::ParachainHost, HeadData, Id as ParaId};
use sc_client_api::{ProofProvider, StorageProvider};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::storage::{ChildInfo, StorageKey};
use sp_trie::StorageProof;

use crate::types::{BlockNumber, FullClient, Hash, Header};

/// A result, or an error in words.
type Result<T> = std::result::Result<T, String>;

/// Reads the states of the relay chain.
pub(crate) struct RelayStates(pub(crate) Arc<FullClient>);

impl RelayStates {
	/// The newest included head of a para as of a block; `None` if the chain does not know the
	/// para.
	pub(crate) fn included_head(&self, at: Hash, para: ParaId) -> Result<Option<HeadData>> {
		let head = self.storage(at, &well_known_keys::para_head(para))?;
		let head = head.map(|head| HeadData::decode_all(&mut &head[..]));
		head.transpose().map_err(|error| format!("the head of para {para}: {error}"))
	}

	/// The newest head of a para as of a block: of the last backed candidate, or else the included
	/// one.
	pub(crate) fn newest_head(&self, at: Hash, para: ParaId) -> Result<Option<HeadData>> {
		let backed = self.0.runtime_api().candidates_pending_availability(at, para);
		let backed = backed.map_err(|error| error.to_string())?;
		match backed.into_iter().next_back() {
			Some(candidate) => Ok(Some(candidate.commitments.head_data)),
			None => self.included_head(at, para),
		}
	}
}

impl RelayState for RelayStates {
	fn storage(&self, at: Hash, key: &[u8]) -> Result<Option<Vec<u8>>> {
		let value = StorageProvider::storage(&*self.0, at, &StorageKey(key.to_vec()));
		Ok(value.map_err(|error| error.to_string())?.map(|value| value.0))
	}

	fn prove(&self, at: Hash, keys: &mut dyn Iterator<Item = &[u8]>) -> Result<StorageProof> {
		self.0.read_proof(at, keys).map_err(|error| error.to_string())
	}

	fn prove_child(
		&self,
		at: Hash,
		child: &ChildInfo,
		keys: &mut dyn Iterator<Item = &[u8]>,
	) -> Result<StorageProof> {
		self.0.read_child_proof(at, child, keys).map_err(|error| error.to_string())
	}

	fn downward_messages(&self, at: Hash, para: ParaId) -> Result<Vec<InboundDownwardMessage>> {
		self.0.runtime_api().dmq_contents(at, para).map_err(|error| error.to_string())
	}

	fn horizontal_messages(&self, at: Hash, para: ParaId) -> Result<HorizontalMessages> {
		let messages = self.0.runtime_api().inbound_hrmp_channels_contents(at, para);
		messages.map_err(|error| error.to_string())
	}

	fn descendants(&self, of: Hash, count: u32) -> Result<Vec<Header>> {
		let text = |error: sp_blockchain::Error| error.to_string();
		let of = self.0.number(of).map_err(text)?.ok_or("the block is gone")?;
		let header = |number: BlockNumber| {
			let hash = self.0.hash(number).map_err(text)?;
			let hash = hash.ok_or_else(|| format!("there is no block #{number} yet"))?;
			self.0.header(hash).map_err(text)?.ok_or_else(|| format!("block #{number} is gone"))
		};
		(1..=count).map(|step| header(of.saturating_add(step))).collect()
	}
}
