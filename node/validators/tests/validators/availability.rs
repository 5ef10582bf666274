// SPDX-License-Identifier: GPL-3.0-or-later

//! Pending candidates become available by the votes of the validators whose keys are here.

use canary_validators::cores_set_by;
use codec::Encode;
use polkadot_primitives::{
	supermajority_threshold, CoreIndex, InherentData, SigningContext, ValidatorIndex,
};
use sp_io::hashing::twox_128;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Dave};

use crate::chain::{hash, header, ids, para, Chain, HEAD, SESSION, VALIDATORS};

fn inherent(chain: &Chain, held: &[Sr25519Keyring]) -> InherentData {
	chain.validators(held).inherent(&header(HEAD), &[]).unwrap()
}

/// The index of each validator that votes, with its vote on each core. Checks the signatures.
fn votes(data: InherentData) -> Vec<(u32, Vec<bool>)> {
	let context = SigningContext { session_index: SESSION, parent_hash: hash(HEAD) };
	let read = |vote: polkadot_primitives::UncheckedSignedAvailabilityBitfield| {
		let ValidatorIndex(place) = vote.unchecked_validator_index();
		let vote = vote.try_into_checked(&context, &ids()[place as usize]).unwrap();
		(place, vote.payload().0.iter().map(|bit| *bit).collect())
	};
	data.bitfields.into_iter().map(read).collect()
}

#[test]
fn each_key_that_is_here_has_a_vote_on_each_core_that_holds_a_block() {
	let chain = Chain::new();
	chain.occupy(1, &[]);
	let bits = vec![false, true];
	let all = votes(inherent(&chain, &VALIDATORS));
	assert_eq!(all, (0..4).map(|place| (place, bits.clone())).collect::<Vec<_>>());

	let some = votes(inherent(&chain, &[Dave, Bob]));
	assert_eq!(some, [(1, bits.clone()), (3, bits)], "in the order of their places");

	chain.occupy(0, &[0, 1, 2, 3]);
	assert_eq!(votes(inherent(&chain, &[Alice])), [(0, vec![true, true])]);
}

#[test]
fn nobody_votes_where_nothing_is_pending() {
	let data = inherent(&Chain::new(), &VALIDATORS);
	assert!(data.bitfields.is_empty());
	assert_eq!(data.parent_header, header(HEAD));
}

#[test]
fn a_chain_without_cores_is_told_nothing() {
	let chain = Chain::new();
	let candidate = chain.candidate(0);
	chain.state().groups.clear();
	// The validators must not ask for more than the groups: any other answer would not fit them.
	let validators = chain.validators(&VALIDATORS);
	let data = validators.inherent(&header(HEAD), &[candidate]).unwrap();
	assert!(data.bitfields.is_empty() && data.backed_candidates.is_empty());
	assert!(validators.openings(hash(HEAD)).unwrap().is_empty());
	assert!(!validators.has_cores(hash(HEAD)).unwrap());
	assert!(Chain::new().validators(&VALIDATORS).has_cores(hash(HEAD)).unwrap());
}

#[test]
fn a_free_core_is_an_opening_with_what_its_para_builds_on() {
	let chain = Chain::new();
	let openings = chain.validators(&VALIDATORS).openings(hash(HEAD)).unwrap();
	assert_eq!(openings.len(), 2);
	for (place, opening) in openings.into_iter().enumerate() {
		assert_eq!(opening.para, para(place));
		assert_eq!(opening.core, CoreIndex(place as u32));
		assert_eq!(opening.persisted_validation_data, chain.data(place, HEAD));
	}
}

#[test]
fn a_core_that_holds_a_block_is_an_opening_if_that_block_becomes_available() {
	let needed = supermajority_threshold(VALIDATORS.len());
	for held in 0..=VALIDATORS.len() {
		let chain = Chain::new();
		chain.occupy(0, &[]);
		let openings = chain.validators(&VALIDATORS[..held]).openings(hash(HEAD)).unwrap();
		let opens = openings.iter().any(|opening| opening.para == para(0));
		assert_eq!(opens, held >= needed, "{held} keys");
	}

	let chain = Chain::new();
	chain.occupy(0, &[0, 3]);
	let opens = |held: &[_]| {
		let openings = chain.validators(held).openings(hash(HEAD)).unwrap();
		openings.iter().any(|opening| opening.para == para(0))
	};
	assert!(opens(&[Bob]), "with the votes that were cast before");
	assert!(!opens(&[Alice]), "no vote counts twice");
}

#[test]
fn a_para_with_two_cores_has_one_opening() {
	let chain = Chain::new();
	{
		let mut state = chain.state();
		let first = state.cores[0].clone();
		state.cores[1] = first;
	}
	let openings = chain.validators(&VALIDATORS).openings(hash(HEAD)).unwrap();
	assert_eq!(openings.len(), 1);
	assert_eq!((openings[0].para, openings[0].core), (para(0), CoreIndex(0)));
}

#[test]
fn cores_are_counted_where_a_block_sets_them() {
	let key = [twox_128(b"ParaScheduler"), twox_128(b"ValidatorGroups")].concat();
	let groups = |count: usize| Some(vec![vec![ValidatorIndex(0)]; count].encode());
	let other = (b"another key".to_vec(), groups(7));
	assert_eq!(cores_set_by(&[]), None);
	assert_eq!(cores_set_by(std::slice::from_ref(&other)), None);
	for count in [0, 1, 100] {
		assert_eq!(cores_set_by(&[other.clone(), (key.clone(), groups(count))]), Some(count));
	}
	assert_eq!(cores_set_by(&[(key.clone(), None)]), Some(0));
	assert_eq!(cores_set_by(&[(key.clone(), groups(2)), (key, groups(3))]), Some(3), "the last");
}
