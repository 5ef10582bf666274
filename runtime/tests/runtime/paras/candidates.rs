// SPDX-License-Identifier: GPL-3.0-or-later
//! Blocks of a para on the way into the chain: candidates with the votes and the bitfields that
//! validators sign, by hand. What the para would have computed is made up; all else is as nodes make it.

use canary_runtime::{Executive, Hash, Header};
use codec::{Decode, Encode};
use polkadot_primitives::{
	AvailabilityBitfield, BackedCandidate, CandidateCommitments, CandidateDescriptorV2,
	CommittedCandidateReceiptV2, CompactStatement, CoreIndex, InherentData, NodeFeatures,
	PersistedValidationData, SigningContext, UncheckedSignedAvailabilityBitfield,
	ValidityAttestation,
};
use polkadot_runtime_parachains::{
	configuration::ActiveConfig,
	inclusion,
	paras::{CurrentCodeHash, FutureCodeUpgrades, Heads},
	paras_inherent, shared,
};
use sp_runtime::transaction_validity::InvalidTransaction;

use super::*;
use crate::common::{journal, next_block_of_paras, next_header, nothing_of_paras, parent_header};

/// The bits that the host's types are made of.
type Bits = NodeFeatures;
type Candidate = CommittedCandidateReceiptV2<Hash>;

const CORE: CoreIndex = CoreIndex(0);

/// A para in its slot, at the begin of a session, with a core of its own.
fn para_in_slot() -> Id {
	let [lemon, ..] = three_paras();
	let alice = Alice.to_account_id();
	assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, UNITS, 0, 16));
	sessions_pass(2);
	// The state root of the parent is part of what a para's block rests on.
	run_to(System::block_number().next_multiple_of(SESSION) + 1);
	let queue = <Runtime as ParachainHostV16<Block>>::claim_queue();
	assert!(queue[&CORE].contains(&host_id(lemon)));
	host_id(lemon)
}

fn host_id(para: ParaId) -> Id {
	para.0.into()
}

fn key_of(validator: ValidatorIndex) -> Sr25519Keyring {
	let validators = <Runtime as ParachainHostV16<Block>>::validators();
	let key = validators[validator.0 as usize].clone();
	Sr25519Keyring::from_public(&key.into()).expect("we have it")
}

/// What validators sign on in this block's children.
fn context() -> SigningContext {
	SigningContext {
		session_index: <Runtime as ParachainHostV16<Block>>::session_index_for_child(),
		parent_hash: parent_header().hash(),
	}
}

/// A block of the para on this head, built with the relay's head as its relay parent.
fn candidate(para: Id, parent_head: &HeadData, head: &HeadData) -> Candidate {
	let relay_parent = parent_header();
	let validation_data = PersistedValidationData {
		parent_head: parent_head.clone(),
		relay_parent_number: relay_parent.number,
		relay_parent_storage_root: relay_parent.state_root,
		max_pov_size: ActiveConfig::<Runtime>::get().max_pov_size,
	};
	let code = CurrentCodeHash::<Runtime>::get(para);
	let descriptor = CandidateDescriptorV2::new(
		para,
		relay_parent.hash(),
		CORE,
		shared::CurrentSessionIndex::<Runtime>::get(),
		validation_data.hash(),
		Hash::repeat_byte(1),
		Hash::repeat_byte(2),
		head.hash(),
		code.expect("it has code"),
	);
	let commitments = CandidateCommitments {
		head_data: head.clone(),
		hrmp_watermark: relay_parent.number,
		..Default::default()
	};
	CommittedCandidateReceiptV2 { descriptor, commitments }
}

/// The candidate with the votes of so many of those whose turn it is.
fn backed_by(votes: usize, candidate: Candidate) -> BackedCandidate<Hash> {
	let (groups, rotation) = <Runtime as ParachainHostV16<Block>>::validator_groups();
	let group = &groups[rotation.group_for_core(CORE, groups.len()).0 as usize];
	let statement = CompactStatement::Valid(candidate.hash());
	let payload = statement.signing_payload(&context());
	let sign = |validator: &ValidatorIndex| {
		ValidityAttestation::Explicit(key_of(*validator).sign(&payload).into())
	};
	let mut voted = Bits::repeat(false, group.len());
	voted[..votes].fill(true);
	let votes = group.iter().take(votes).map(sign).collect();
	BackedCandidate::new(candidate, votes, voted, CORE)
}

/// The bitfields of so many validators, who hold what they should of the candidate on the core.
fn bitfields(of: usize) -> Vec<UncheckedSignedAvailabilityBitfield> {
	let (groups, _) = <Runtime as ParachainHostV16<Block>>::validator_groups();
	let field = AvailabilityBitfield(Bits::repeat(true, groups.len()));
	let signed = |index| {
		let validator = ValidatorIndex(index as u32);
		let mut payload = field.encode();
		payload.extend(context().encode());
		let signature = key_of(validator).sign(&payload);
		let bytes = (&field, validator, signature).encode();
		Decode::decode(&mut &bytes[..]).expect("these are its fields")
	};
	(0..of).map(signed).collect()
}

fn says(
	bitfields: Vec<UncheckedSignedAvailabilityBitfield>,
	backed_candidates: Vec<BackedCandidate<Hash>>,
) -> InherentData<Header> {
	let nothing = nothing_of_paras(parent_header());
	InherentData { bitfields, backed_candidates, ..nothing }
}

fn head_of(para: Id) -> HeadData {
	Heads::<Runtime>::get(para).expect("it has a head")
}

fn head(number: u8) -> HeadData {
	HeadData(vec![number; 32])
}

/// The heads that were backed and included so far.
fn backed_and_included() -> (Vec<HeadData>, Vec<HeadData>) {
	let (mut backed, mut included) = (vec![], vec![]);
	for event in journal() {
		match event {
			RuntimeEvent::ParaInclusion(inclusion::Event::CandidateBacked(_, head, core, _)) => {
				assert_eq!(core, CORE);
				backed.push(head);
			},
			RuntimeEvent::ParaInclusion(inclusion::Event::CandidateIncluded(_, head, core, _)) => {
				assert_eq!(core, CORE);
				included.push(head);
			},
			_ => {},
		}
	}
	(backed, included)
}

#[test]
fn a_candidate_is_backed_in_the_next_block_and_included_in_the_one_after() {
	on_chain("development", || {
		let para = para_in_slot();
		assert_eq!(head_of(para), head(0));

		let first = candidate(para, &head(0), &head(1));
		next_block_of_paras(says(vec![], vec![backed_by(2, first)]));
		assert_eq!(backed_and_included(), (vec![head(1)], vec![]));
		assert_eq!(head_of(para), head(0));

		next_block_of_paras(says(bitfields(4), vec![]));
		assert_eq!(backed_and_included(), (vec![head(1)], vec![head(1)]));
		assert_eq!(head_of(para), head(1));
	});
}

#[test]
fn a_para_makes_nine_blocks_in_a_session_of_ten_and_goes_on_in_the_next() {
	on_chain("development", || {
		let para = para_in_slot();
		let (mut newest, mut pending) = (0, false);

		for _ in 0..2 * SESSION {
			// The block that begins a session backs nothing.
			let begins_session = System::block_number().is_multiple_of(SESSION);
			let next = candidate(para, &head(newest), &head(newest + 1));
			let available = if pending { bitfields(3) } else { vec![] };
			let backed = if begins_session { vec![] } else { vec![backed_by(3, next)] };
			pending = !backed.is_empty();
			newest += u8::from(pending);
			next_block_of_paras(says(available, backed));
		}

		assert_eq!(head_of(para), head(18));
		let (backed, included) = backed_and_included();
		assert_eq!((backed.len(), included.len()), (18, 18));
	});
}

#[test]
fn two_thirds_of_the_validators_make_nothing_available() {
	on_chain("development", || {
		let para = para_in_slot();
		let first = candidate(para, &head(0), &head(1));
		next_block_of_paras(says(vec![], vec![backed_by(2, first)]));

		for _ in 0..3 {
			next_block_of_paras(says(bitfields(2), vec![]));
		}
		assert_eq!(head_of(para), head(0));

		next_block_of_paras(says(bitfields(3), vec![]));
		assert_eq!(head_of(para), head(1));
	});
}

#[test]
fn backing_is_worth_era_points() {
	on_chain("development", || {
		let para = para_in_slot();
		let era = pallet_staking::ActiveEra::<Runtime>::get().expect("an era runs").index;
		let points = || pallet_staking::ErasRewardPoints::<Runtime>::get(era).total;
		let first = candidate(para, &head(0), &head(1));
		next_block_of_paras(says(vec![], vec![backed_by(2, first)]));
		let before = points();

		next_block_of_paras(says(bitfields(4), vec![]));

		let (of_author, of_backers) = (20, 2 * 20);
		assert_eq!(points(), before + of_author + of_backers);
	});
}

/// What becomes of a block that says this of paras.
fn refused(paras: InherentData<Header>) -> bool {
	Executive::initialize_block(&next_header());
	let call = paras_inherent::Call::enter { data: paras };
	let enter = UncheckedExtrinsic::new_bare(RuntimeCall::ParaInherent(call));
	match Executive::apply_extrinsic(enter) {
		Ok(result) => {
			assert_ok!(result);
			false
		},
		Err(refusal) => {
			assert_eq!(refusal, InvalidTransaction::BadMandatory.into());
			true
		},
	}
}

/// Makes a backed candidate of a para, well-formed or not.
type MakeBacked = fn(Id) -> BackedCandidate<Hash>;

#[test]
fn a_candidate_that_is_not_as_it_should_be_makes_the_block_invalid() {
	let cases: [(&str, bool, MakeBacked); 5] = [
		("as it should be", false, |para| backed_by(2, candidate(para, &head(0), &head(1)))),
		("one vote of four", true, |para| backed_by(1, candidate(para, &head(0), &head(1)))),
		("another parent head", true, |para| backed_by(2, candidate(para, &head(7), &head(1)))),
		("another para", true, |para| {
			backed_by(2, candidate((u32::from(para) + 1).into(), &head(0), &head(1)))
		}),
		("votes for another head", true, |para| {
			let voted = backed_by(2, candidate(para, &head(0), &head(1)));
			let mut other = candidate(para, &head(0), &head(2));
			other.commitments.hrmp_watermark = voted.candidate().commitments.hrmp_watermark;
			let (bits, _) = voted.validator_indices_and_core_index();
			BackedCandidate::new(other, voted.validity_votes().to_vec(), bits.to_owned(), CORE)
		}),
	];
	for (case, is_refused, make) in cases {
		on_chain("development", || {
			let para = para_in_slot();
			let data = says(vec![], vec![make(para)]);
			let outcome = frame_support::hypothetically!(refused(data));
			assert_eq!(outcome, is_refused, "{case}");
		});
	}
}

#[test]
fn a_para_that_gave_its_slot_up_goes_on_as_long_as_the_claim_queue_has_promised() {
	on_chain("development", || {
		let para = para_in_slot();
		assert_ok!(Slots::clear_all_leases(RuntimeOrigin::root(), ParaId(para.into())));
		next_block(vec![]);

		let first = candidate(para, &head(0), &head(1));
		next_block_of_paras(says(vec![], vec![backed_by(2, first)]));
		next_block_of_paras(says(bitfields(4), vec![]));
		assert_eq!(head_of(para), head(1));

		next_block(vec![]);
		let second = candidate(para, &head(1), &head(2));
		let data = says(vec![], vec![backed_by(2, second)]);
		assert!(frame_support::hypothetically!(refused(data)));
	});
}

#[test]
fn new_code_is_in_force_an_epoch_after_it_was_announced() {
	on_chain("development", || {
		let para = para_in_slot();
		let code = |para| CurrentCodeHash::<Runtime>::get(para).expect("it has code");
		let (old, new) = (code(para), code_of(9_999.into()));
		let mut announcing = candidate(para, &head(0), &head(1));
		announcing.commitments.new_validation_code = Some(new.clone());
		next_block_of_paras(says(vec![], vec![backed_by(2, announcing)]));
		next_block_of_paras(says(bitfields(4), vec![]));
		let announced_at = System::block_number();

		accept_all_code();
		let expected_at = FutureCodeUpgrades::<Runtime>::get(para).expect("it was accepted");
		assert_eq!(expected_at, announced_at + SESSION);
		run_to(expected_at);
		step_over_the_begin_of_a_session();
		assert_eq!(code(para), old, "the para's next block is the first that may have it");
		let next = candidate(para, &head(1), &head(2));
		next_block_of_paras(says(vec![], vec![backed_by(2, next)]));
		next_block_of_paras(says(bitfields(4), vec![]));

		assert_eq!((head_of(para), code(para)), (head(2), new.hash()));
	});
}
