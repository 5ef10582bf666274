// SPDX-License-Identifier: GPL-3.0-or-later

//! Votes on the code of paras.
//!
//! The runtime takes a para's code when more than two thirds of the validators have said that it is
//! fit to be run. Validators of a live network compile it to find out. On a development chain nobody
//! runs paras, and the vote is on less: the code must unpack, and be a valid Wasm module by the rules
//! that hold for paras. The engine casts the votes of all validators whose keys are here.
//!
//! It looks for code that waits for votes where a block has changed the list of it, and nowhere else:
//! a block without paras' business costs a comparison of keys.

use std::{
	collections::BTreeSet,
	fmt,
	sync::{Arc, LazyLock},
};

use codec::{Compact, Decode};
use parking_lot::Mutex;
use polkadot_primitives::{
	runtime_api::ParachainHost, supermajority_threshold, PvfCheckStatement, SessionIndex,
	ValidationCodeHash, ValidatorId, ValidatorIndex, ValidatorSignature,
};
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use sp_core::offchain::{TransactionPool, TransactionPoolExt};
use sp_io::hashing::twox_128;
use wasmparser::{Validator, WasmFeatures};

use super::keys::Keys;
use crate::types::{Block, FullClient, Hash, UncheckedExtrinsic};

/// Where the runtime keeps the list of code that waits for votes.
static OPEN_VOTES: LazyLock<Vec<u8>> =
	LazyLock::new(|| [twox_128(b"Paras"), twox_128(b"PvfActiveVoteList")].concat());

/// What paras may use of Wasm: its first version, and what compilers have taken for granted since.
const FEATURES: WasmFeatures = WasmFeatures::WASM1
	.union(WasmFeatures::SIGN_EXTENSION)
	.union(WasmFeatures::SATURATING_FLOAT_TO_INT);

/// Whether a block with these changes leaves code that waits for votes.
pub(super) fn opens_votes(changes: &[(Vec<u8>, Option<Vec<u8>>)]) -> bool {
	let list = changes.iter().rev().find(|(key, _)| *key == *OPEN_VOTES);
	let Some((_, Some(list))) = list else { return false };
	// A length that cannot be read is one to look at.
	!matches!(Compact::<u32>::decode(&mut &list[..]), Ok(Compact(0)))
}

/// What is known of the votes at the head of the chain.
pub(super) struct Precheck {
	/// Whether there may be votes to cast.
	due: bool,
	/// The session in which these votes were cast.
	session: SessionIndex,
	/// What they were about.
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
	/// At a head of which nothing is known.
	pub(super) fn new() -> Self {
		Self { due: true, session: 0, cast: BTreeSet::new() }
	}

	/// Whether the next block may have votes.
	pub(super) fn is_due(&self) -> bool {
		self.due
	}

	/// Takes note of a new block, after [`Self::note_cast`] for the votes in it: whether it leaves code
	/// that waits for votes ([`opens_votes`]).
	pub(super) fn note_block(&mut self, opens_votes: bool) {
		self.due |= opens_votes;
	}

	/// The votes for the block after this one.
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
		let bomb_limit = api.validation_code_bomb_limit(head)? as usize;
		let outbox = Outbox::default();
		api.register_extension(TransactionPoolExt::new(outbox.clone()));
		for subject in &about {
			let code = api.validation_code_by_hash(head, *subject)?;
			let verdict = match &code {
				Some(code) => judge(&code.0, bomb_limit),
				None => Err(Flaw::Missing),
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

	/// Notes that votes went their way, and are not cast again in their session: what the runtime
	/// has refused once it would refuse again.
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

/// Takes transactions that the runtime makes, as a pool does.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<UncheckedExtrinsic>>>);

impl TransactionPool for Outbox {
	fn submit_transaction(&mut self, extrinsic: Vec<u8>) -> Result<(), ()> {
		// The runtime hears only that it failed, and says so in the log.
		let extrinsic = UncheckedExtrinsic::decode(&mut &extrinsic[..]).map_err(drop)?;
		self.0.lock().push(extrinsic);
		Ok(())
	}
}

/// What is wrong with code.
#[derive(Debug)]
enum Flaw {
	Missing,
	Packing(sp_maybe_compressed_blob::Error),
	Wasm(wasmparser::BinaryReaderError),
}

impl fmt::Display for Flaw {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Missing => out.write_str("the runtime does not have it"),
			Self::Packing(error) => write!(out, "it cannot be unpacked: {error}"),
			Self::Wasm(error) => {
				out.write_str("it is not valid Wasm:")?;
				// Some of these errors are laid out in lines, which is not for a log.
				error.to_string().split_whitespace().try_for_each(|word| write!(out, " {word}"))
			},
		}
	}
}

/// Whether code is fit for a para.
fn judge(code: &[u8], bomb_limit: usize) -> Result<(), Flaw> {
	let module = sp_maybe_compressed_blob::decompress(code, bomb_limit).map_err(Flaw::Packing)?;
	let valid = Validator::new_with_features(FEATURES).validate_all(&module);
	valid.map(drop).map_err(Flaw::Wasm)
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
		let signature = keys.vote_on_code(id, &statement.signing_payload())?;
		Some((statement, signature))
	});
	votes.collect()
}

/// Tells the user what becomes of a para's code.
fn report(code: ValidationCodeHash, verdict: &Result<(), Flaw>, votes: usize, validators: usize) {
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
	use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};
	use sp_keystore::{testing::MemoryKeystore, Keystore};

	use super::*;

	/// A module with one function of this body.
	fn module(body: &[u8]) -> Vec<u8> {
		let mut module = b"\0asm\x01\0\0\0".to_vec();
		module.extend([1, 4, 1, 0x60, 0, 0]);
		module.extend([3, 2, 1, 0]);
		let size = body.len() as u8 + 2;
		module.extend([10, size + 2, 1, size, 0]);
		module.extend(body);
		module.push(0x0b);
		module
	}

	const NO_OPERATION: &[u8] = &[0x01];
	const LIMIT: usize = 1 << 20;

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
	fn a_valid_module_is_fit_packed_or_not() {
		let module = module(NO_OPERATION);
		let packed = sp_maybe_compressed_blob::compress_strongly(&module, LIMIT).unwrap();
		assert_ne!(packed, module);
		assert!(judge(&module, LIMIT).is_ok());
		assert!(judge(&packed, LIMIT).is_ok());
	}

	#[test]
	fn what_is_no_module_is_not_fit() {
		let text = b"I am no code at all";
		assert!(matches!(judge(text, LIMIT), Err(Flaw::Wasm(_))));
		assert!(matches!(judge(&[], LIMIT), Err(Flaw::Wasm(_))));
	}

	#[test]
	fn a_module_that_breaks_a_rule_is_not_fit() {
		let cut_off = &module(NO_OPERATION)[..16];
		assert!(matches!(judge(cut_off, LIMIT), Err(Flaw::Wasm(_))));
		let empty_stack_dropped = module(&[0x1a]);
		assert!(matches!(judge(&empty_stack_dropped, LIMIT), Err(Flaw::Wasm(_))));
	}

	#[test]
	fn a_feature_that_paras_do_not_have_is_not_fit() {
		let vector_dropped = module(&[&[0xfd, 0x0c][..], &[0; 16], &[0x1a]].concat());
		assert!(Validator::new().validate_all(&vector_dropped).is_ok());
		assert!(matches!(judge(&vector_dropped, LIMIT), Err(Flaw::Wasm(_))));
	}

	#[test]
	fn code_that_unpacks_to_too_much_is_not_fit() {
		let mut module = module(NO_OPERATION);
		// A section of nothing that the validator would skip.
		module.extend([0, 0x80, 0x80, 0x04, 0]);
		module.resize(module.len() + (1 << 16) - 1, 0);
		let packed = sp_maybe_compressed_blob::compress_strongly(&module, LIMIT).unwrap();
		assert!(judge(&packed, LIMIT).is_ok());
		assert!(matches!(judge(&packed, 1 << 10), Err(Flaw::Packing(_))));
	}

	#[test]
	fn the_validators_vote_whose_keys_are_here_each_by_its_place() {
		let validators = [Alice, Bob, Charlie].map(|key| key.public().into());
		let votes = sign(&keys_of(&[Charlie, Alice]), &validators, 7, code(1), true);

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
		let mut precheck = Precheck::new();
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
