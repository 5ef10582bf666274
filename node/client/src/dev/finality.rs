// SPDX-License-Identifier: GPL-3.0-or-later

//! Votes on finality.
//!
//! Nobody else votes on a development chain, and so there are no rounds to wait for. The engine
//! signs the votes of the validators whose keys it holds, and gives GRANDPA the justification that
//! a round would have produced: any other node accepts it.

use finality_grandpa::SignedPrecommit;
use sc_consensus_grandpa::{AuthorityId, SharedAuthoritySet};
use sp_consensus_grandpa::{
	localized_payload, Commit, GrandpaJustification, Message, Precommit, RoundNumber,
};

use super::{chain::Position, keys::Keys};
use crate::types::{BlockNumber, Hash, Header};

/// The round in which all votes are cast. Each voter set counts rounds from one, and needs no
/// second one where all agree.
const ROUND: RoundNumber = 1;

/// Makes the justification of a block, with the votes of more than two thirds of the validators.
/// Fails if not enough of their keys are here.
pub(super) fn justify(
	block: Position,
	validators: &SharedAuthoritySet<Hash, BlockNumber>,
	keys: &Keys,
) -> Result<GrandpaJustification<Header>, String> {
	let (set, voters) = (validators.set_id(), validators.current_authorities());
	let precommit = Precommit::<Header> { target_hash: block.hash, target_number: block.number };
	let message = Message::<Header>::Precommit(precommit.clone());
	let payload = localized_payload(ROUND, set, &message);

	let needed = voters.threshold().0.get();
	let mut weight = 0;
	let mut precommits = Vec::new();
	for (id, voter) in voters.iter() {
		if weight >= needed {
			break;
		}
		let id: &AuthorityId = id;
		if let Some(signature) = keys.vote(id, &payload) {
			weight += voter.weight().0.get();
			precommits.push(SignedPrecommit {
				precommit: precommit.clone(),
				signature,
				id: id.clone(),
			});
		}
	}
	if weight < needed {
		return Err(format!(
			"block #{} cannot be finalized: the keys that are here have {weight} votes of the \
			 {needed} that are needed; add the other validators' GRANDPA keys with \
			 author_insertKey",
			block.number,
		));
	}

	let commit: Commit<Header> =
		Commit::<Header> { target_hash: block.hash, target_number: block.number, precommits };
	Ok(GrandpaJustification { round: ROUND, commit, votes_ancestries: Vec::new() })
}
