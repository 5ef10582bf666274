// SPDX-License-Identifier: GPL-3.0-or-later

//! Which blocks of the relay chain may be the relay parent of a candidate.

use polkadot_primitives::{runtime_api::ParachainHost, Block, Hash, Header};
use sp_blockchain::HeaderBackend;

use crate::{outlook::Outlook, refusal::Refusal};

/// The header of a relay parent. Fails unless it is `outlook`'s parent or an ancestor of it in the same
/// session and within the scheduling lookahead.
pub(crate) fn allowed<C, A>(
	client: &C,
	api: &A,
	outlook: &Outlook,
	hash: Hash,
) -> Result<Header, Refusal>
where
	C: HeaderBackend<Block>,
	A: ParachainHost<Block>,
{
	if hash == outlook.hash {
		return Ok(outlook.parent.clone());
	}
	let Some(header) = client.header(hash)? else {
		return Err(Refusal::UnknownRelayParent(hash));
	};
	let parent = outlook.parent.number;
	if api.ancestor_relay_parent_info(outlook.hash, outlook.session, hash)?.is_none() {
		return Err(Refusal::ForeignRelayParent { relay_parent: header.number, parent });
	}
	// The lookahead counts the parent too.
	let back = api.scheduling_lookahead(outlook.hash)?.saturating_sub(1);
	let oldest = parent.saturating_sub(back);
	if header.number < oldest {
		return Err(Refusal::OldRelayParent { relay_parent: header.number, oldest });
	}
	Ok(header)
}
