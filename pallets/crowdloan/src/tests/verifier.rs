// SPDX-License-Identifier: Apache-2.0

//! Funds whose contributions somebody must sign.

use super::*;
use codec::Encode;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{MultiSignature, MultiSigner};

fn verifier() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[7; 32])
}

fn sign(by: &sr25519::Pair, signed: impl Encode) -> Option<MultiSignature> {
	Some(by.sign(&signed.encode()).into())
}

fn verified_campaign() {
	campaign(LEMON).verified_by(verifier().public().into()).open();
}

#[test]
fn a_signed_contribution_is_accepted() {
	ExtBuilder::default().build_and_execute(|| {
		verified_campaign();

		let signature = sign(&verifier(), (LEMON, ALICE, 0 as Balance, 60 as Balance, 0u32));
		assert_ok!(Crowdloan::contribute(signed(ALICE), LEMON, 60, signature));
		let signature = sign(&verifier(), (LEMON, ALICE, 60 as Balance, 15 as Balance, 0u32));
		assert_ok!(Crowdloan::contribute(signed(ALICE), LEMON, 15, signature));

		assert_eq!(held(ALICE), 75);
	});
}

#[test]
fn every_kind_of_key_may_sign() {
	ExtBuilder::default().build_and_execute(|| {
		let (ed, ec) = (ed25519::Pair::from_seed(&[7; 32]), ecdsa::Pair::from_seed(&[7; 32]));
		campaign(LEMON).verified_by(ed.public().into()).open();
		campaign(MANGO).verified_by(ec.public().into()).open();

		let payload = (LEMON, ALICE, 0 as Balance, 60 as Balance, 0u32).encode();
		let signature = Some(MultiSignature::from(ed.sign(&payload)));
		assert_ok!(Crowdloan::contribute(signed(ALICE), LEMON, 60, signature));
		let payload = (MANGO, ALICE, 0 as Balance, 60 as Balance, 1u32).encode();
		let signature = Some(MultiSignature::from(ec.sign(&payload)));
		assert_ok!(Crowdloan::contribute(signed(ALICE), MANGO, 60, signature));
		assert!(matches!(fund(MANGO).verifier, Some(MultiSigner::Ecdsa(_))));
	});
}

#[test]
fn an_unsigned_contribution_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		verified_campaign();
		let refused = Crowdloan::contribute(signed(ALICE), LEMON, 60, None);
		assert_noop!(refused, Error::<Test>::InvalidSignature);
		let refused = Crowdloan::contribute_all(signed(ALICE), LEMON, None);
		assert_noop!(refused, Error::<Test>::InvalidSignature);
	});
}

#[test]
fn a_contribution_signed_for_something_else_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		verified_campaign();
		let other = sr25519::Pair::from_seed(&[8; 32]);
		let (zero, sixty) = (0 as Balance, 60 as Balance);
		let wrong = [
			sign(&other, (LEMON, ALICE, zero, sixty, 0u32)),
			sign(&verifier(), (MANGO, ALICE, zero, sixty, 0u32)),
			sign(&verifier(), (LEMON, BOB, zero, sixty, 0u32)),
			sign(&verifier(), (LEMON, ALICE, sixty, sixty, 0u32)),
			sign(&verifier(), (LEMON, ALICE, zero, 61 as Balance, 0u32)),
			sign(&verifier(), (LEMON, ALICE, zero, sixty, 1u32)),
			// As on Kusama, without the fund.
			sign(&verifier(), (LEMON, ALICE, zero, sixty)),
		];
		for signature in wrong {
			let refused = Crowdloan::contribute(signed(ALICE), LEMON, 60, signature);
			assert_noop!(refused, Error::<Test>::InvalidSignature);
		}
	});
}

#[test]
fn a_signature_counts_once() {
	ExtBuilder::default().build_and_execute(|| {
		verified_campaign();
		let signature = sign(&verifier(), (LEMON, ALICE, 0 as Balance, 60 as Balance, 0u32));
		assert_ok!(Crowdloan::contribute(signed(ALICE), LEMON, 60, signature.clone()));

		let again = Crowdloan::contribute(signed(ALICE), LEMON, 60, signature);
		assert_noop!(again, Error::<Test>::InvalidSignature);
	});
}

#[test]
fn p6_a_signature_does_not_count_in_the_next_campaign_of_the_same_para_and_verifier() {
	ExtBuilder::default().build_and_execute(|| {
		verified_campaign();
		let signature = sign(&verifier(), (LEMON, ALICE, 0 as Balance, 60 as Balance, 0u32));
		assert_ok!(Crowdloan::contribute(signed(ALICE), LEMON, 60, signature.clone()));
		run_to(END + 1);
		assert_eq!(held(ALICE), 0);

		campaign(LEMON).until(END + 5).verified_by(verifier().public().into()).open();
		let again = Crowdloan::contribute(signed(ALICE), LEMON, 60, signature);

		assert_noop!(again, Error::<Test>::InvalidSignature);
	});
}

#[test]
fn all_can_be_signed_for() {
	ExtBuilder::default().build_and_execute(|| {
		verified_campaign();
		let all = RICHES - 1;
		let signature = sign(&verifier(), (LEMON, ALICE, 0 as Balance, all, 0u32));
		assert_ok!(Crowdloan::contribute_all(signed(ALICE), LEMON, signature));
		assert_eq!(held(ALICE), all);
	});
}
