// SPDX-License-Identifier: GPL-3.0-or-later

//! Which slots of the present epoch fall to keys of this node.
//!
//! The SDK's method counts them from the slot at which the epoch was announced to begin. After a jump through
//! time the epoch is another one by number and by slots, until the next one is announced.

use std::{collections::BTreeMap, sync::Arc};

use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned, Extensions};
use sc_consensus_babe::{authorship::claim_slot, Epoch};
use sc_consensus_epochs::Epoch as _;
use sc_rpc_api::check_if_safe;
use serde::Serialize;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_consensus_babe::{digests::PreDigest, AuthorityId, BabeApi};
use sp_keystore::KeystorePtr;

use crate::types::FullClient;

/// The code of the SDK's errors about BABE.
const BABE_ERROR: i32 = 9_000;

/// The slots that a key may claim, by the kind of the claim.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Slots {
	primary: Vec<u64>,
	secondary: Vec<u64>,
	secondary_vrf: Vec<u64>,
}

#[rpc(server)]
pub(crate) trait AuthorshipApi {
	/// The slots of the epoch at the best block, past and to come, that each key of this node may claim.
	#[method(name = "babe_epochAuthorship", with_extensions, blocking)]
	fn epoch_authorship(&self) -> RpcResult<BTreeMap<AuthorityId, Slots>>;
}

/// Answers with the keys of this node.
pub(crate) struct Authorship {
	pub(crate) client: Arc<FullClient>,
	pub(crate) keystore: KeystorePtr,
}

impl AuthorshipApiServer for Authorship {
	fn epoch_authorship(&self, ext: &Extensions) -> RpcResult<BTreeMap<AuthorityId, Slots>> {
		check_if_safe(ext)?;
		let best = self.client.chain_info().best_hash;
		let epoch = self.client.runtime_api().current_epoch(best).map_err(no_epoch)?;
		let epoch = Epoch::from(epoch);
		let mut all = BTreeMap::<_, Slots>::new();
		for slot in *epoch.start_slot()..*epoch.end_slot() {
			let Some((claim, key)) = claim_slot(slot.into(), &epoch, &self.keystore) else {
				continue;
			};
			let slots = all.entry(key).or_default();
			match claim {
				PreDigest::Primary(_) => slots.primary.push(slot),
				PreDigest::SecondaryPlain(_) => slots.secondary.push(slot),
				PreDigest::SecondaryVRF(_) => slots.secondary_vrf.push(slot),
			}
		}
		Ok(all)
	}
}

fn no_epoch(error: ApiError) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(BABE_ERROR, format!("the epoch is not known: {error}"), None::<()>)
}
