// SPDX-License-Identifier: GPL-3.0-or-later
//! Eras, elections, session keys, rewards and slashes on the real runtime.

use std::collections::BTreeMap;

use canary_runtime::{
	config::staking::MAX_CANDIDATES,
	constants::currency::{EXISTENTIAL_DEPOSIT, UNITS},
	pace, AccountId, Babe, Balances, Grandpa, Header, Historical, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, Session, SessionKeys, Staking, SubmittedKeys, TreasuryAccount,
	VoterList,
};
use codec::Encode;
use frame_election_provider_support::SortedListProvider;
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Mutate, KeyOwnerProofSystem},
};
use sp_consensus_babe::{digests::CompatibleDigestItem, EquivocationProof};
use sp_core::{
	crypto::key_types, ed25519, proof_of_possession::ProofOfPossessionGenerator, sr25519, Pair,
};
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, DaveStash, EveStash,
};
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::Dispatchable,
	DispatchError, MultiAddress,
};
use sp_staking::StakingAccount;

use crate::common::{
	author, events, next_block_by, on_chain, pre_digest, run_to, slot_of, submit, total,
};

/// Blocks in an era of the development pace.
const ERA: u32 = 30;

/// Fresh keys for a validator, and the proof that `owner` has them.
fn keys_of(seed: &str, owner: &AccountId) -> (SessionKeys, Vec<u8>) {
	let mut babe = sr25519::Pair::from_string(&format!("//{seed}//babe"), None).unwrap();
	let mut grandpa = ed25519::Pair::from_string(&format!("//{seed}//grandpa"), None).unwrap();
	let public = babe.public();
	let keys = SessionKeys {
		grandpa: grandpa.public().into(),
		babe: public.into(),
		para_validator: public.into(),
		para_assignment: public.into(),
		authority_discovery: public.into(),
	};
	let owner = owner.encode();
	let by_grandpa = grandpa.generate_proof_of_possession(&owner);
	let mut by_babe = || babe.generate_proof_of_possession(&owner);
	(keys, (by_grandpa, by_babe(), by_babe(), by_babe(), by_babe()).encode())
}

fn bond(stash: Sr25519Keyring, value: u128) {
	submit(
		stash,
		pallet_staking::Call::bond { value, payee: pallet_staking::RewardDestination::Stash },
	);
}

fn become_validator(stash: Sr25519Keyring) -> SessionKeys {
	bond(stash, 200_000 * UNITS);
	let (keys, proof) = keys_of("rotated", &stash.to_account_id());
	let submitted = SubmittedKeys(keys.clone());
	submit(stash, pallet_session::Call::set_keys { keys: submitted, proof });
	submit(stash, pallet_staking::Call::validate { prefs: Default::default() });
	keys
}

#[test]
fn more_candidates_than_an_election_takes_are_refused_and_eras_go_on() {
	on_chain("development", || {
		run_to(1);
		let too_many: DispatchError = pallet_staking::Error::<Runtime>::TooManyValidators.into();
		let candidates = pallet_staking::Validators::<Runtime>::count();
		for number in candidates..=MAX_CANDIDATES {
			let mut stash = [9; 32];
			stash[..4].copy_from_slice(&number.to_le_bytes());
			let stash = AccountId::from(stash);
			assert_ok!(Balances::mint_into(&stash, 200_000 * UNITS));
			let origin = RuntimeOrigin::signed(stash);
			let payee = pallet_staking::RewardDestination::Stash;
			assert_ok!(Staking::bond(origin.clone(), 100_000 * UNITS, payee));
			let validates = Staking::validate(origin, Default::default());
			assert_eq!(validates, if number < MAX_CANDIDATES { Ok(()) } else { Err(too_many) });
		}

		run_to(2 * ERA);

		assert_eq!(Staking::current_era(), Some(2));
	});
}

#[test]
fn nobody_gets_among_the_voters_without_a_nomination() {
	on_chain("development", || {
		run_to(1);
		bond(EveStash, 1_000 * UNITS);
		let rebag = |who: Sr25519Keyring| {
			let dislocated = who.to_account_id().into();
			let call = RuntimeCall::VoterList(pallet_bags_list::Call::rebag { dislocated });
			call.dispatch(RuntimeOrigin::signed(Alice.to_account_id())).map_err(|e| e.error)
		};
		let voters = || VoterList::iter().count();
		let before = voters();

		assert_eq!(rebag(EveStash), Err(frame_system::Error::<Runtime>::CallFiltered.into()));
		assert_eq!(voters(), before);

		let targets = vec![AliceStash.to_account_id().into()];
		submit(EveStash, pallet_staking::Call::nominate { targets });
		assert_ok!(rebag(EveStash));
		assert_eq!(voters(), before + 1);
	});
}

#[test]
fn who_has_nothing_to_bond_cannot_bond() {
	on_chain("development", || {
		run_to(1);
		let stranger = AccountId::from([7; 32]);
		let bond = || {
			let payee = pallet_staking::RewardDestination::Staked;
			Staking::bond(RuntimeOrigin::signed(stranger.clone()), UNITS, payee)
		};
		assert_noop!(bond(), pallet_staking::Error::<Runtime>::Restricted);

		assert_ok!(Balances::mint_into(&stranger, 2 * UNITS));
		assert_ok!(bond());
	});
}

#[test]
fn an_era_passes_every_three_sessions_of_ten_blocks() {
	on_chain("development", || {
		run_to(1);
		for era in 0..4 {
			assert_eq!(Staking::current_era(), Some(era));
			run_to((era + 1) * ERA);
		}
	});
}

#[test]
fn a_new_validator_is_elected_and_its_keys_become_authorities() {
	on_chain("local", || {
		let keys = become_validator(CharlieStash);
		run_to(2 * ERA);
		assert!(Session::validators().contains(&CharlieStash.to_account_id()));
		assert!(Babe::authorities().iter().any(|(key, _)| *key == keys.babe));
		assert!(Grandpa::grandpa_authorities().iter().any(|(key, _)| *key == keys.grandpa));
	});
}

#[test]
fn keys_of_another_owner_are_refused() {
	on_chain("development", || {
		run_to(1);
		let (keys, proof_for_charlie) = keys_of("stolen", &CharlieStash.to_account_id());
		assert_noop!(
			Session::set_keys(
				RuntimeOrigin::signed(DaveStash.to_account_id()),
				SubmittedKeys(keys),
				proof_for_charlie
			),
			pallet_session::Error::<Runtime>::InvalidProof
		);
	});
}

#[test]
fn keys_come_with_a_right_proof_or_as_wallets_send_them_with_none() {
	on_chain("development", || {
		run_to(1);
		let dave = DaveStash.to_account_id();
		let (keys, proof) = keys_of("proven", &dave);
		for proof in [proof, vec![]] {
			let keys = SubmittedKeys(keys.clone());
			assert_ok!(Session::set_keys(RuntimeOrigin::signed(dave.clone()), keys, proof));
		}
	});
}

#[test]
fn rotated_keys_of_a_sitting_validator_replace_the_old_ones() {
	on_chain("local", || {
		run_to(1);
		let (keys, proof) = keys_of("second", &AliceStash.to_account_id());
		let submitted = SubmittedKeys(keys.clone());
		submit(AliceStash, pallet_session::Call::set_keys { keys: submitted, proof });
		run_to(30);
		assert_eq!(Babe::authorities().len(), 2);
		assert!(Babe::authorities().iter().any(|(key, _)| *key == keys.babe));
		assert_eq!(
			Session::key_owner(key_types::BABE, Sr25519Keyring::Alice.public().as_ref()),
			None
		);
	});
}

#[test]
fn the_election_prefers_the_validators_with_more_stake_behind_them() {
	on_chain("local", || {
		become_validator(CharlieStash);
		// One seat less than candidates: Bob's stash has less behind it than the other two.
		bond(Charlie, 50_000 * UNITS);
		let alice = MultiAddress::Id(AliceStash.to_account_id());
		submit(Charlie, pallet_staking::Call::nominate { targets: vec![alice] });
		assert_ok!(Staking::set_validator_count(RuntimeOrigin::root(), 2));
		run_to(2 * ERA);
		let mut elected = Session::validators();
		elected.sort();
		let mut expected = vec![AliceStash.to_account_id(), CharlieStash.to_account_id()];
		expected.sort();
		assert_eq!(elected, expected);
	});
}

#[test]
fn an_era_mints_for_stakers_and_treasury_and_the_payout_reaches_validator_and_nominator() {
	on_chain("local", || {
		bond(Charlie, 100_000 * UNITS);
		let alice = MultiAddress::Id(AliceStash.to_account_id());
		submit(Charlie, pallet_staking::Call::nominate { targets: vec![alice] });
		// The block that begins a session has room for nothing else.
		run_to(3 * ERA + 1);
		let era = 1;
		assert!(pallet_staking::ErasValidatorReward::<Runtime>::get(era).unwrap() > 0);
		assert!(total(&TreasuryAccount::get()) > EXISTENTIAL_DEPOSIT);

		let (validator, nominator) = (AliceStash.to_account_id(), Charlie.to_account_id());
		let before = (total(&nominator), Balances::total_issuance());
		submit(
			DaveStash,
			pallet_staking::Call::payout_stakers { validator_stash: validator.clone(), era },
		);
		let rewards = rewards();
		// Both have the same at stake, and Alice takes no commission.
		assert_eq!(rewards[&validator].abs_diff(rewards[&nominator]), 0);
		assert_eq!(total(&nominator) - before.0, rewards[&nominator]);
		assert_eq!(Balances::total_issuance() - before.1, rewards.values().sum::<u128>());
	});
}

/// Who was rewarded in this block, and how much.
fn rewards() -> BTreeMap<AccountId, u128> {
	let rewarded = events().into_iter().filter_map(|event| match event {
		RuntimeEvent::Staking(pallet_staking::Event::Rewarded { stash, amount, .. }) => {
			Some((stash, amount))
		},
		_ => None,
	});
	rewarded.collect()
}

/// The place of Alice among the authorities.
fn place_of_alice() -> u32 {
	let key = Alice.public().into();
	let place = Babe::authorities().iter().position(|(authority, _)| *authority == key);
	place.expect("Alice is an authority") as u32
}

/// Two headers for one slot, both sealed by Alice.
fn equivocation(slot: u64) -> EquivocationProof<Header> {
	let (pair, index) = (Alice.pair(), place_of_alice());
	let header = |state_root: [u8; 32]| {
		let mut header = Header {
			parent_hash: Default::default(),
			number: 5,
			state_root: state_root.into(),
			extrinsics_root: Default::default(),
			digest: Digest { logs: vec![pre_digest(slot, index)] },
		};
		let seal = pair.sign(header.hash().as_ref());
		header.digest.push(DigestItem::babe_seal(seal.into()));
		header
	};
	EquivocationProof {
		offender: pair.public().into(),
		slot: slot.into(),
		first_header: header([1; 32]),
		second_header: header([2; 32]),
	}
}

#[test]
fn a_reported_equivocation_is_slashed_once_governance_had_its_time_to_object() {
	on_chain("local", || {
		run_to(5);
		let proof = equivocation(slot_of(4));
		let membership = Historical::prove((key_types::BABE, Alice.public())).unwrap();
		let stash = AliceStash.to_account_id();
		let staked = |stash: &AccountId| {
			Staking::ledger(StakingAccount::Stash(stash.clone())).unwrap().total
		};
		let before = (staked(&stash), staked(&BobStash.to_account_id()));

		assert_ok!(Babe::report_equivocation_unsigned(
			RuntimeOrigin::none(),
			Box::new(proof.clone()),
			membership.clone()
		));
		assert_eq!(Session::disabled_validators().len(), 0, "one of two may not be disabled");
		frame_support::assert_err!(
			Babe::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), membership),
			pallet_babe::Error::<Runtime>::DuplicateOffenceReport
		);
		assert_eq!(staked(&stash), before.0, "the slash is deferred");

		let defer = <pace::SlashDeferDuration as frame_support::traits::Get<u32>>::get();
		run_to((defer + 2) * ERA);
		assert!(staked(&stash) < before.0);
		assert_eq!(staked(&BobStash.to_account_id()), before.1);
	});
}

/// Makes a block of Alice's that disables her, one of four: it has a report of what she did.
fn alice_is_disabled_in_her_own_block() {
	let alice = place_of_alice();
	// Authors come in turn.
	let own = (6..10).find(|block| block % 4 == alice).expect("one of four is hers");
	run_to(own - 1);
	let report = pallet_babe::Call::report_equivocation {
		equivocation_proof: Box::new(equivocation(slot_of(4))),
		key_owner_proof: Historical::prove((key_types::BABE, Alice.public())).unwrap(),
	};

	submit(Bob, report);

	assert_eq!(Session::disabled_validators(), [alice]);
}

#[test]
fn an_author_ends_the_block_that_disables_it() {
	on_chain("development", || {
		alice_is_disabled_in_her_own_block();
		assert_eq!(author(), AliceStash.to_account_id());
		next_block_by((place_of_alice() + 1) % 4);
	});
}

#[test]
#[should_panic(expected = "is disabled and should not be attempting to author blocks")]
fn a_validator_that_was_disabled_before_makes_no_block() {
	on_chain("development", || {
		alice_is_disabled_in_her_own_block();
		next_block_by(place_of_alice());
	});
}
