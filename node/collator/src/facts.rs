// SPDX-License-Identifier: GPL-3.0-or-later

//! What the runtime says about the next block before it is made.

use cumulus_primitives_aura::AuraUnincludedSegmentApi;
use cumulus_primitives_core::{
	CollectCollationInfo, KeyToIncludeInRelayProof, RelayParentOffsetApi, RelayProofRequest,
	SchedulingV3EnabledApi,
};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_consensus_aura::{sr25519::AuthorityId, AuraApi, Slot, SlotDuration};
use sp_core::{crypto::Wraps, traits::CallContext};

use crate::{
	client::ParaClient,
	keys::AuthorKey,
	slots,
	types::{text, Block, Hash, Result},
};

/// What the runtime says about the next block.
pub(crate) struct Facts {
	/// The length of the para's slots.
	pub(crate) slot_duration: SlotDuration,
	/// The authors, in the order of their turns.
	pub(crate) authors: Vec<AuthorKey>,
	/// How many blocks the relay parent is behind the relay chain's head.
	pub(crate) offset: u32,
	/// Keys of the relay chain's state that the runtime wants proven besides the usual ones.
	pub(crate) proof_request: RelayProofRequest,
	/// The version of `CollectCollationInfo`.
	pub(crate) collation_version: u32,
}

impl Facts {
	/// Asks about the block after `parent`. Fails if the runtime has no Aura, is not a para's, or asks for
	/// candidates of version 3.
	pub(crate) fn after(client: &ParaClient, parent: Hash) -> Result<Self> {
		let mut api = client.runtime_api();
		// On-chain calls use code that takes effect with this block, as making the block does.
		api.set_call_context(CallContext::Onchain { import: false });

		if !api.has_api::<dyn AuraApi<Block, AuthorityId>>(parent).map_err(text)? {
			return Err("the para's runtime has no Aura: only such blocks are made here".into());
		}
		let collation_version = api
			.api_version::<dyn CollectCollationInfo<Block>>(parent)
			.map_err(text)?
			.ok_or("the runtime is not a para's: it has no CollectCollationInfo")?;
		if api.has_api::<dyn SchedulingV3EnabledApi<Block>>(parent).map_err(text)?
			&& api.scheduling_v3_enabled(parent).map_err(text)?
		{
			return Err(
				"the para's runtime asks for candidates of version 3 (V3 scheduling), which are not made \
				 here"
					.into(),
			);
		}
		let authors: Vec<AuthorityId> = api.authorities(parent).map_err(text)?;
		let offset = relay_parent_offset(client, parent)?;
		let proof_request =
			if api.has_api::<dyn KeyToIncludeInRelayProof<Block>>(parent).map_err(text)? {
				api.keys_to_prove(parent).map_err(text)?
			} else {
				RelayProofRequest::default()
			};
		Ok(Self {
			slot_duration: AuraApi::<Block, AuthorityId>::slot_duration(&*api, parent)
				.map_err(text)?,
			authors: authors.into_iter().map(|id| id.as_inner_ref().0).collect(),
			offset,
			proof_request,
			collation_version,
		})
	}

	/// The author of a slot of the para. Fails if there are no authors.
	pub(crate) fn author(&self, slot: Slot) -> Result<&AuthorKey> {
		slots::author_index(slot, self.authors.len())
			.and_then(|index| self.authors.get(index))
			.ok_or_else(|| "the para's Aura has no authors".into())
	}
}

/// How many blocks the relay parent of the block after `parent` is behind the relay chain's head: 0 if the
/// runtime does not say.
pub(crate) fn relay_parent_offset(client: &ParaClient, parent: Hash) -> Result<u32> {
	let mut api = client.runtime_api();
	api.set_call_context(CallContext::Onchain { import: false });
	match api.api_version::<dyn RelayParentOffsetApi<Block>>(parent).map_err(text)? {
		Some(_) => api.relay_parent_offset(parent).map_err(text),
		None => Ok(0),
	}
}

/// Whether the runtime allows a block on `parent` while `included` is the newest block that the relay chain
/// has included. `parent_slot` is the parent's slot on the para; the genesis has none.
pub(crate) fn may_build(
	client: &ParaClient,
	parent: Hash,
	parent_slot: Option<Slot>,
	included: Hash,
	relay_slot: Slot,
	para_slot: Slot,
) -> Result<bool> {
	if parent_slot.is_some_and(|before| before > para_slot) {
		return Ok(false);
	}
	let mut api = client.runtime_api();
	api.set_call_context(CallContext::Onchain { import: false });
	let version = api.api_version::<dyn AuraUnincludedSegmentApi<Block>>(parent).map_err(text)?;
	if parent == included {
		// The runtime learns the hash of its newest block only with the next one. If it were asked now, it
		// would take that block for one that is not included. Without the interface it makes one block in
		// a slot.
		return Ok(version.is_some() || parent_slot != Some(para_slot));
	}
	match version {
		None => Ok(false),
		Some(1) => api.can_build_upon(parent, included, para_slot).map_err(text),
		Some(_) => api.can_build_upon(parent, included, relay_slot).map_err(text),
	}
}
