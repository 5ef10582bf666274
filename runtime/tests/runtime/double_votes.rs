// SPDX-License-Identifier: GPL-3.0-or-later
//! Reports of voters who vote for two blocks in one round of finality.

use canary_runtime::{BlockNumber, Grandpa, Hash, Historical, Runtime, RuntimeOrigin};
use finality_grandpa::Message;
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use sp_consensus_grandpa::{localized_payload, Equivocation, EquivocationProof, Prevote};
use sp_core::{crypto::key_types, Pair};
use sp_keyring::Ed25519Keyring::Alice;

use crate::common::{genesis_with, run_to};

/// Blocks in a session.
const SESSION: u32 = 10;

/// Two prevotes of Alice's in one round of a voter set.
fn double_vote(set: u64, round: u64) -> EquivocationProof<Hash, BlockNumber> {
	let vote = |variant: u8| {
		let vote = Prevote::<canary_runtime::Header> {
			target_hash: Hash::repeat_byte(variant),
			target_number: 5,
		};
		let message = Message::Prevote(vote.clone());
		let signature = Alice.pair().sign(&localized_payload(round, set, &message));
		(vote, signature.into())
	};
	let equivocation = Equivocation::Prevote(finality_grandpa::Equivocation {
		round_number: round,
		identity: Alice.public().into(),
		first: vote(1),
		second: vote(2),
	});
	EquivocationProof::new(set, equivocation)
}

#[test]
fn a_double_vote_can_be_reported_while_the_voter_is_bonded_if_every_session_has_other_voters() {
	// An era of one session has a voter set of its own.
	let pace = serde_json::json!({ "pace": { "parameters": {
		"sessionsPerEra": 1, "bondingDuration": 2
	} } });
	// Of two validators none is disabled, and blocks go on in turn.
	genesis_with("local", pace).execute_with(|| {
		run_to(3 * SESSION + 5);
		let set = Grandpa::current_set_id();
		let owner = Historical::prove((key_types::GRANDPA, Alice.public())).expect("a voter");
		let report = |round| {
			let proof = Box::new(double_vote(set, round));
			Grandpa::report_equivocation_unsigned(RuntimeOrigin::none(), proof, owner.clone())
		};
		assert_ok!(report(1));
		for session in 1..=2 {
			run_to((3 + session) * SESSION + 5);
			assert_eq!(Grandpa::current_set_id(), set + u64::from(session));
			assert_ok!(report(1 + u64::from(session)));
		}
		let reports = pallet_offences::Reports::<Runtime>::iter().count();
		assert_eq!(reports, 3);
	});
}
