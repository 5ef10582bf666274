// SPDX-License-Identifier: GPL-3.0-or-later

//! A collation becomes a candidate that other nodes would accept, and is backed in the next block.

use codec::Encode;
use polkadot_erasure_coding::{branch_hash, branches, obtain_chunks_v1, reconstruct_v1};
use polkadot_node_primitives::AvailableData;
use polkadot_primitives::{
	check_candidate_backing, transpose_claim_queue, BlakeTwo256, BlockNumber,
	CandidateDescriptorVersion, ClaimQueueOffset, CoreIndex, CoreSelector, HashT, SigningContext,
	UMPSignal, ValidatorIndex, UMP_SEPARATOR,
};
use sp_keyring::Sr25519Keyring::{Alice, Charlie};

use crate::{
	chain::{hash, header, ids, para, places, Chain, HEAD, PARAS, SESSION, VALIDATORS},
	wasm,
};

/// The votes for a candidate, as the SDK's check counts them.
fn votes(
	candidate: &canary_validators::Candidate,
	group: &[ValidatorIndex],
	relay_parent: BlockNumber,
) -> Result<usize, ()> {
	let context = SigningContext { session_index: SESSION, parent_hash: hash(relay_parent) };
	let backed = candidate.backed();
	let (voters, core) = backed.validator_indices_and_core_index();
	assert_eq!(core, Some(candidate.core()));
	check_candidate_backing(
		backed.candidate().hash(),
		backed.validity_votes(),
		voters,
		&context,
		group.len(),
		|place| ids().get(group.get(place)?.0 as usize).cloned(),
	)
}

#[test]
fn a_candidate_says_what_it_is_made_of() {
	let chain = Chain::new();
	for place in 0..2 {
		let collation = chain.collation(place);
		let candidate = chain.candidate(place);
		let descriptor = candidate.backed().descriptor();
		assert_eq!(descriptor.version(), CandidateDescriptorVersion::V2);
		descriptor.check_version_acceptance(false).unwrap();
		assert_eq!(descriptor.para_id(), para(place));
		assert_eq!(descriptor.relay_parent(), hash(HEAD));
		assert_eq!(descriptor.core_index(), Some(CoreIndex(place as u32)));
		assert_eq!(descriptor.session_index(), Some(SESSION));
		assert_eq!(descriptor.pov_hash(), collation.pov.hash());
		assert_eq!(
			descriptor.persisted_validation_data_hash(),
			collation.persisted_validation_data.hash(),
		);
		assert_eq!(descriptor.para_head(), candidate.head().hash());
		assert_eq!(descriptor.validation_code_hash(), chain.state().code[&para(place)].hash());
		assert_eq!(candidate.head().0, b"next");
		assert_eq!(candidate.backed().candidate().commitments.hrmp_watermark, HEAD);
	}
}

#[test]
fn its_votes_are_those_of_the_group_whose_turn_it_is() {
	let chain = Chain::new();
	assert_eq!(votes(&chain.candidate(0), &places(&[2, 0]), HEAD), Ok(2));
	assert_eq!(votes(&chain.candidate(1), &places(&[3, 1]), HEAD), Ok(2));

	// The session began four blocks before the head, so the block after it is in the second rotation.
	chain.state().turn = 5;
	assert_eq!(votes(&chain.candidate(0), &places(&[3, 1]), HEAD), Ok(2));
	assert_eq!(votes(&chain.candidate(1), &places(&[2, 0]), HEAD), Ok(2));
	assert_eq!(votes(&chain.candidate(1), &places(&[3, 1]), HEAD), Err(()));
}

#[test]
fn a_block_on_an_ancestor_has_the_votes_of_the_group_whose_turn_it_was() {
	let chain = Chain::new();
	chain.state().turn = 5;
	let mut collation = chain.collation(0);
	collation.persisted_validation_data = chain.data(0, HEAD - 1);
	chain.set_result(&wasm::leads_to(b"next", HEAD - 1));
	let validators = chain.validators(&VALIDATORS);
	let candidate = validators.check_for(hash(HEAD), hash(HEAD - 1), collation).unwrap();
	assert_eq!(candidate.relay_parent(), hash(HEAD - 1));
	assert_eq!(votes(&candidate, &places(&[2, 0]), HEAD - 1), Ok(2));

	let data = validators.inherent(&header(HEAD), std::slice::from_ref(&candidate)).unwrap();
	assert_eq!(data.backed_candidates, [candidate.backed().clone()]);
}

#[test]
fn disabled_validators_and_those_whose_keys_are_elsewhere_do_not_vote() {
	let chain = Chain::new();
	chain.state().minimum = 1;
	let alone = chain.validators(&[Alice]).check(hash(HEAD), chain.collation(0)).unwrap();
	assert_eq!(votes(&alone, &places(&[2, 0]), HEAD), Ok(1));
	let (voters, _) = alone.backed().validator_indices_and_core_index();
	assert_eq!(voters.iter().map(|bit| *bit).collect::<Vec<_>>(), [false, true]);

	chain.state().disabled = places(&[0]);
	let other = chain.candidate(0);
	let (voters, _) = other.backed().validator_indices_and_core_index();
	assert_eq!(voters.iter().map(|bit| *bit).collect::<Vec<_>>(), [true, false]);
	assert_eq!(votes(&other, &places(&[2, 0]), HEAD), Ok(1));
}

#[test]
fn a_third_of_the_validators_could_give_the_data_back() {
	let chain = Chain::new();
	let candidate = chain.candidate(0);
	let collation = chain.collation(0);
	let data = AvailableData {
		pov: collation.pov.into(),
		validation_data: collation.persisted_validation_data,
	};
	let root = candidate.backed().descriptor().erasure_root();
	let pieces = obtain_chunks_v1(VALIDATORS.len(), &data).unwrap();
	assert_eq!(pieces.len(), VALIDATORS.len());
	for (place, (proof, piece)) in branches(&pieces).enumerate() {
		assert_eq!(branch_hash(&root, &proof, place).unwrap(), BlakeTwo256::hash(piece));
	}
	let some = [(&pieces[3][..], 3), (&pieces[1][..], 1)];
	assert_eq!(reconstruct_v1(VALIDATORS.len(), some).unwrap(), data);
}

#[test]
fn a_block_may_select_its_core() {
	let chain = Chain::new();
	{
		let mut state = chain.state();
		state.claims = (0..2).map(|core| (CoreIndex(core), vec![para(0); 3].into())).collect();
		let first = state.cores[0].clone();
		state.cores[1] = first;
	}
	for (selector, core) in [(0, 0), (1, 1), (2, 0), (255, 1)] {
		let mut result = wasm::leads_to(b"next", HEAD);
		let signal = UMPSignal::SelectCore(CoreSelector(selector), ClaimQueueOffset(0));
		result.upward_messages.try_push(UMP_SEPARATOR).unwrap();
		result.upward_messages.try_push(signal.encode()).unwrap();
		chain.set_result(&result);
		let candidate = chain.candidate(0);
		assert_eq!(candidate.core(), CoreIndex(core));
		let claims = transpose_claim_queue(chain.state().claims.clone());
		candidate.backed().candidate().parse_ump_signals(&claims).unwrap();
	}
	chain.set_result(&wasm::leads_to(b"next", HEAD));
	assert_eq!(chain.candidate(0).core(), CoreIndex(0), "the first, where it says nothing");
}

#[test]
fn the_next_block_is_told_of_candidates_in_the_order_of_their_paras() {
	let chain = Chain::new();
	let candidates = [chain.candidate(1), chain.candidate(0)];
	let data = chain.validators(&VALIDATORS).inherent(&header(HEAD), &candidates).unwrap();
	let order: Vec<_> = data.backed_candidates.iter().map(|it| it.descriptor().para_id()).collect();
	assert_eq!(order, PARAS.map(Into::into));
	assert_eq!(data.parent_header, header(HEAD));
	assert!(data.disputes.is_empty());
}

#[test]
fn a_para_has_one_candidate_in_a_block() {
	let chain = Chain::new();
	let first = chain.candidate(0);
	let mut collation = chain.collation(0);
	collation.pov.block_data.0.push(1);
	let validators = chain.validators(&VALIDATORS);
	let second = validators.check(hash(HEAD), collation).unwrap();
	assert_ne!(first.hash(), second.hash());
	let data = validators.inherent(&header(HEAD), &[first.clone(), second]).unwrap();
	assert_eq!(data.backed_candidates, [first.backed().clone()]);
}

#[test]
fn a_candidate_whose_time_is_over_is_left_out() {
	let told = |chain: &Chain, candidate: &canary_validators::Candidate| {
		let validators = chain.validators(&VALIDATORS);
		let data = validators.inherent(&header(HEAD), std::slice::from_ref(candidate)).unwrap();
		data.backed_candidates.len()
	};
	let chain = Chain::new();
	let candidate = chain.candidate(0);
	assert_eq!(told(&chain, &candidate), 1);
	chain.state().heads.get_mut(&para(0)).unwrap().0.push(1);
	assert_eq!(told(&chain, &candidate), 0, "the para's head is another");

	let chain = Chain::new();
	chain.occupy(0, &[]);
	assert_eq!(told(&chain, &candidate), 1, "its core is free by then");
	let data = chain.validators(&[Alice, Charlie]).inherent(&header(HEAD), &[candidate]).unwrap();
	assert!(data.backed_candidates.is_empty(), "its core stays taken");
}
