// SPDX-License-Identifier: GPL-3.0-or-later

//! Votes of the validators whose keys are here.

use bitvec::{order::Lsb0, vec::BitVec};
use codec::Encode;
use polkadot_primitives::{
	effective_minimum_backing_votes, runtime_api::ParachainHost, AvailabilityBitfield,
	BackedCandidate, Block, BlockNumber, CommittedCandidateReceiptV2, CompactStatement, CoreIndex,
	Hash, SigningContext, UncheckedSigned, UncheckedSignedAvailabilityBitfields, ValidatorIndex,
	ValidityAttestation,
};

use crate::{outlook::Outlook, refusal::Refusal, sign::Sign};

/// The relay chain's rules for backing.
pub(crate) struct BackingRules {
	/// The votes that are needed, or all of a smaller group.
	pub(crate) minimum: u32,
	/// The validators that are disabled and may not vote.
	pub(crate) disabled: Vec<ValidatorIndex>,
}

impl BackingRules {
	/// Those that hold in the block after this one.
	pub(crate) fn after<A: ParachainHost<Block>>(
		api: &A,
		hash: Hash,
	) -> Result<Self, sp_api::ApiError> {
		let minimum = api.minimum_backing_votes(hash)?;
		let disabled = api.disabled_validators(hash)?;
		Ok(Self { minimum, disabled })
	}
}

/// Fails if the validators whose keys are here have too few votes for a candidate on this core.
pub(crate) fn can_back(
	keys: &dyn Sign,
	outlook: &Outlook,
	rules: &BackingRules,
	core: CoreIndex,
	relay_parent: BlockNumber,
) -> Result<(), Refusal> {
	let backers = outlook.backers(core, relay_parent);
	if backers.is_empty() {
		return Err(Refusal::NoBackers(core));
	}
	let able = backers.iter().filter(|backer| {
		let id = outlook.validators.get(backer.0 as usize);
		!rules.disabled.contains(backer) && id.is_some_and(|id| keys.holds(id))
	});
	are_enough(able.count(), rules, backers.len())
}

fn are_enough(votes: usize, rules: &BackingRules, group: usize) -> Result<(), Refusal> {
	let needed = effective_minimum_backing_votes(group, rules.minimum);
	if votes < needed {
		return Err(Refusal::Votes { votes, needed, group });
	}
	Ok(())
}

/// Has the validators of the group vote that the candidate is valid. Fails if their votes are too few.
pub(crate) fn back(
	keys: &dyn Sign,
	outlook: &Outlook,
	rules: &BackingRules,
	candidate: CommittedCandidateReceiptV2,
	core: CoreIndex,
	relay_parent: BlockNumber,
) -> Result<BackedCandidate, Refusal> {
	let backers = outlook.backers(core, relay_parent);
	if backers.is_empty() {
		return Err(Refusal::NoBackers(core));
	}
	let context = SigningContext {
		session_index: outlook.session,
		parent_hash: candidate.descriptor.scheduling_parent(),
	};
	let payload = CompactStatement::Valid(candidate.hash()).signing_payload(&context);

	let mut votes = Vec::new();
	let mut voters = BitVec::<u8, Lsb0>::with_capacity(backers.len());
	for backer in backers {
		let may_vote = !rules.disabled.contains(backer);
		let id = outlook.validators.get(backer.0 as usize).filter(|_| may_vote);
		let signature = id.and_then(|id| keys.sign(id, &payload));
		voters.push(signature.is_some());
		votes.extend(signature.map(ValidityAttestation::Explicit));
	}
	are_enough(votes.len(), rules, backers.len())?;
	Ok(BackedCandidate::new(candidate, votes, voters, core))
}

/// Has all validators vote that every pending candidate is available. Without one there are no votes.
pub(crate) fn availability(
	keys: &dyn Sign,
	outlook: &Outlook,
) -> UncheckedSignedAvailabilityBitfields {
	let pending = outlook.pending();
	if pending.not_any() {
		return Vec::new();
	}
	let bitfield = AvailabilityBitfield(pending);
	let context = SigningContext { session_index: outlook.session, parent_hash: outlook.hash };
	let payload = (&bitfield, &context).encode();
	let votes = outlook.seats().filter_map(|(place, id)| {
		let signature = keys.sign(id, &payload)?;
		Some(UncheckedSigned::new(bitfield.clone(), place, signature))
	});
	votes.collect()
}

/// For each validator, whether its key is here.
pub(crate) fn held(keys: &dyn Sign, outlook: &Outlook) -> Vec<bool> {
	outlook.validators.iter().map(|id| keys.holds(id)).collect()
}
