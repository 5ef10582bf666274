// SPDX-License-Identifier: GPL-3.0-or-later

//! Votes on the code of paras.
//!
//! The runtime takes a para's code when more than two thirds of the validators have voted that it
//! is fit to be run, which they check by compiling it under the limits for paras. The engine
//! compiles it once, and casts the votes of all validators whose keys are here.
//!
//! It looks for code that waits for votes only after a block that has changed the list of such
//! code: any other block costs a comparison of keys.

use std::{
	collections::BTreeSet,
	sync::{Arc, LazyLock},
};

use canary_validators::{Pvf, Sign};
use codec::{Compact, Decode};
use parking_lot::Mutex;
use polkadot_primitives::{
	runtime_api::ParachainHost, supermajority_threshold, PvfCheckStatement, SessionIndex,
	ValidationCodeHash, ValidatorId, ValidatorIndex, ValidatorSignature,
};
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use sp_core::offchain::{TransactionPool, TransactionPoolExt};
use sp_io::hashing::twox_128;

use super::keys::Keys;
use crate::types::{Block, FullClient, Hash, UncheckedExtrinsic};

/// Where the runtime keeps the list of code that waits for votes.
static OPEN_VOTES: LazyLock<Vec<u8>> =
	LazyLock::new(|| [twox_128(b"Paras"), twox_128(b"PvfActiveVoteList")].concat());

/// Whether a block with these changes leaves code that waits for votes.
pub(super) fn opens_votes(changes: &[(Vec<u8>, Option<Vec<u8>>)]) -> bool {
	let list = changes.iter().rev().find(|(key, _)| *key == *OPEN_VOTES);
	let Some((_, Some(list))) = list else { return false };
	// A length that cannot be read counts as not zero.
	!matches!(Compact::<u32>::decode(&mut &list[..]), Ok(Compact(0)))
}

/// What is known of the votes at the head of the chain.
pub(super) struct Precheck {
	/// What compiles code.
	pvf: Pvf,
	/// Whether there may be votes to cast.
	due: bool,
	/// The session in which votes were last cast.
	session: SessionIndex,
	/// The code that these votes were about.
	cast: BTreeSet<ValidationCodeHash>,
}

/// Votes that go into the next block.
#[derive(Default)]
pub(super) struct Ballot {
	session: SessionIndex,
	about: Vec<ValidationCodeHash>,
	pub(super) votes: Vec<UncheckedExtrinsic>,
}

impl Precheck {
	/// Nothing is known of the head yet, so the next block may have votes.
	pub(super) fn new(pvf: Pvf) -> Self {
		Self { pvf, due: true, session: 0, cast: BTreeSet::new() }
	}

	/// Forgets what is known of the head, as after a revert.
	pub(super) fn renew(&mut self) {
		*self = Self::new(self.pvf.clone());
	}

	/// Whether the next block may have votes.
	pub(super) fn is_due(&self) -> bool {
		self.due
	}

	/// Notes whether a new block leaves code that waits for votes ([`opens_votes`]), after
	/// [`Self::note_cast`] for the votes in it.
	pub(super) fn note_block(&mut self, opens_votes: bool) {
		self.due |= opens_votes;
	}

	/// The votes for the block after `head`.
	pub(super) fn ballot(&self, client: &FullClient, keys: &Keys, head: Hash) -> Ballot {
		if !self.due {
			return Ballot::default();
		}
		self.open(client, keys, head).unwrap_or_else(|error| {
			// Asking again would not help before the list changes.
			log::warn!("No votes on the code of paras: {error}");
			Ballot::default()
		})
	}

	fn open(&self, client: &FullClient, keys: &Keys, head: Hash) -> Result<Ballot, ApiError> {
		let mut api = client.runtime_api();
		if api.api_version::<dyn ParachainHost<Block>>(head)?.is_none() {
			return Ok(Ballot::default());
		}
		let waiting = api.pvfs_require_precheck(head)?;
		let session = api.session_index_for_child(head)?;
		let about: Vec<_> =
			waiting.into_iter().filter(|code| !self.has_cast(session, code)).collect();
		if about.is_empty() {
			return Ok(Ballot { session, ..Ballot::default() });
		}

		let validators = api.validators(head)?;
		let bomb_limit = api.validation_code_bomb_limit(head)?;
		let params = api.session_executor_params(head, session)?.unwrap_or_default();
		let outbox = Outbox::default();
		api.register_extension(TransactionPoolExt::new(outbox.clone()));
		for subject in &about {
			let code = api.validation_code_by_hash(head, *subject)?;
			let verdict = match &code {
				Some(code) => {
					self.pvf.precheck(code, &params, bomb_limit).map_err(|flaw| flaw.to_string())
				},
				None => Err("the runtime does not have it".into()),
			};
			let votes = sign(keys, &validators, session, *subject, verdict.is_ok());
			report(*subject, &verdict, votes.len(), validators.len());
			for (statement, signature) in votes {
				api.submit_pvf_check_statement(head, statement, signature)?;
			}
		}
		let votes = std::mem::take(&mut *outbox.0.lock());
		Ok(Ballot { session, about, votes })
	}

	/// Whether the votes on this code were cast in this session already.
	fn has_cast(&self, session: SessionIndex, code: &ValidationCodeHash) -> bool {
		session == self.session && self.cast.contains(code)
	}

	/// Notes that votes were cast. They are not cast again in their session: what the runtime has
	/// refused once it would refuse again.
	pub(super) fn note_cast(&mut self, ballot: Ballot) {
		if !self.due {
			return;
		}
		self.due = false;
		if ballot.session != self.session {
			self.session = ballot.session;
			self.cast.clear();
		}
		self.cast.extend(ballot.about);
	}
}

/// Takes the transactions that the runtime submits, as a pool does.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<UncheckedExtrinsic>>>);

impl TransactionPool for Outbox {
	fn submit_transaction(&mut self, extrinsic: Vec<u8>) -> Result<(), ()> {
		// The runtime learns only that it failed, and logs that.
		let extrinsic = UncheckedExtrinsic::decode(&mut &extrinsic[..]).map_err(drop)?;
		self.0.lock().push(extrinsic);
		Ok(())
	}
}

/// The votes of all validators whose keys are here.
fn sign(
	keys: &Keys,
	validators: &[ValidatorId],
	session_index: SessionIndex,
	subject: ValidationCodeHash,
	accept: bool,
) -> Vec<(PvfCheckStatement, ValidatorSignature)> {
	let votes = (0..).map(ValidatorIndex).zip(validators).filter_map(|(validator_index, id)| {
		let statement = PvfCheckStatement { accept, subject, session_index, validator_index };
		let signature = keys.sign(id, &statement.signing_payload())?;
		Some((statement, signature))
	});
	votes.collect()
}

/// Logs the verdict on a para's code, and whether enough keys are here to vote.
fn report(code: ValidationCodeHash, verdict: &Result<(), String>, votes: usize, validators: usize) {
	match verdict {
		Ok(()) => log::info!("🗳  A para's code is fine: {code:?}"),
		Err(flaw) => log::warn!("🗳  A para's code is refused: {code:?}: {flaw}"),
	}
	let needed = supermajority_threshold(validators);
	if votes < needed {
		log::warn!(
			"The keys that are here have {votes} votes of the {needed} that are needed on {code:?}; \
			 add the other validators' keys of kind `para` with author_insertKey",
		);
	}
}

#[cfg(test)]
mod tests {
	use codec::Encode;
	use polkadot_primitives::PARACHAIN_KEY_TYPE_ID;
	use sp_core::{crypto::Pair, sr25519};
	use sp_keyring::Sr25519Keyring::{self, Bob, One, Two};
	use sp_keystore::{testing::MemoryKeystore, Keystore};

	use super::*;

	fn keys_of(holders: &[Sr25519Keyring]) -> Keys {
		let keystore = MemoryKeystore::new();
		for holder in holders {
			let public = holder.public();
			keystore.insert(PARACHAIN_KEY_TYPE_ID, &holder.to_seed(), &public.0).unwrap();
		}
		Keys::new(Arc::new(keystore))
	}

	fn code(mark: u8) -> ValidationCodeHash {
		Hash::repeat_byte(mark).into()
	}

	fn change(key: &[u8], codes: &[ValidationCodeHash]) -> (Vec<u8>, Option<Vec<u8>>) {
		(key.to_vec(), Some(codes.encode()))
	}

	#[test]
	fn the_validators_vote_whose_keys_are_here_each_by_its_place() {
		// Bob is well known, One is not, and Two is in the keystore.
		let validators = [Bob, One, Two].map(|key| key.public().into());
		let votes = sign(&keys_of(&[Two]), &validators, 7, code(1), true);

		let voters: Vec<_> = votes.iter().map(|(vote, _)| vote.validator_index.0).collect();
		assert_eq!(voters, [0, 2]);
		for (vote, signature) in &votes {
			assert_eq!((vote.accept, vote.session_index, vote.subject), (true, 7, code(1)));
			let voter: &sr25519::Public = validators[vote.validator_index.0 as usize].as_ref();
			let signature: &sr25519::Signature = signature.as_ref();
			assert!(sr25519::Pair::verify(signature, vote.signing_payload(), voter));
		}
	}

	#[test]
	fn votes_on_code_are_cast_once_in_a_session() {
		let mut precheck = Precheck::new(Pvf::new());
		let ballot = |session, about: &[_]| Ballot { session, about: about.into(), votes: vec![] };
		assert!(precheck.is_due());
		precheck.note_cast(ballot(3, &[code(1)]));
		assert!(!precheck.is_due());
		precheck.note_block(true);
		precheck.note_cast(ballot(3, &[code(2)]));
		assert!(precheck.has_cast(3, &code(1)) && precheck.has_cast(3, &code(2)));
		assert!(!precheck.has_cast(3, &code(3)) && !precheck.has_cast(4, &code(1)));

		precheck.note_cast(Ballot::default());
		assert!(precheck.has_cast(3, &code(1)), "a block without votes changes nothing");
		precheck.note_block(true);
		precheck.note_cast(ballot(4, &[code(2)]));
		assert!(precheck.has_cast(4, &code(2)) && !precheck.has_cast(4, &code(1)));
	}

	#[test]
	fn a_block_opens_votes_that_leaves_code_in_the_list() {
		let other = change(b"another key", &[code(1)]);
		assert!(!opens_votes(&[]));
		assert!(!opens_votes(std::slice::from_ref(&other)));
		assert!(!opens_votes(&[other.clone(), change(&OPEN_VOTES, &[])]));
		assert!(!opens_votes(&[(OPEN_VOTES.clone(), None)]));
		assert!(opens_votes(&[change(&OPEN_VOTES, &[code(1), code(2)]), other]));
	}
}
