// SPDX-License-Identifier: GPL-3.0-or-later
//! What contributors may do, and what they may not.

use canary_runtime::{constants::currency::EXISTENTIAL_DEPOSIT, Session};
use codec::Encode;
use frame_support::traits::{Currency, LockableCurrency, WithdrawReasons};
use sp_keyring::Sr25519Keyring::AliceStash;
use sp_runtime::{MultiAddress, MultiSignature};

use super::*;

fn withdraw(who: Sr25519Keyring, index: ParaId) -> canary_crowdloan::Call<Runtime> {
	canary_crowdloan::Call::withdraw { who: who.to_account_id(), index }
}

#[test]
fn a_contribution_is_not_given_back_before_the_campaign_ends_nor_while_the_lease_runs() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 1));
		contribute(Dave, lemon, 100);
		assert_eq!(refusal(Dave, withdraw(Dave, lemon)), error(Error::FundNotEnded));
		hold_auction();

		run_to(END);
		assert_eq!(refusal(Dave, withdraw(Dave, lemon)), error(Error::BidOrLeaseActive));
		assert_eq!(refusal(Dave, withdraw(Eve, lemon)), error(Error::BidOrLeaseActive));
		let refund = canary_crowdloan::Call::refund { index: lemon };
		assert_eq!(refusal(Dave, refund), error(Error::BidOrLeaseActive));

		assert_eq!(held_ksm([Dave]), [100]);
		begin_period(2);
		assert_eq!(held_ksm([Dave]), [0]);
	});
}

#[test]
fn only_the_manager_of_a_registered_para_opens_a_campaign() {
	story(|[lemon, ..]| {
		submit_when_calm(Dave, paras_registrar::Call::reserve {});
		let create = |index| canary_crowdloan::Call::create {
			index,
			cap: 1_000 * UNITS,
			first_period: 1,
			last_period: 8,
			end: END,
			verifier: None,
		};
		assert_eq!(refusal(Dave, create(lemon)), error(Error::InvalidOrigin));
		assert_eq!(refusal(Dave, create(ParaId(2_003))), error(Error::NotParachain));
		assert_eq!(refusal(Dave, create(ParaId(2_004))), error(Error::InvalidParaId));
	});
}

#[test]
fn a_fund_with_a_verifier_accepts_only_what_they_have_signed() {
	story(|[lemon, ..]| {
		open(Alice, lemon, (1, 8), Some(MultiSigner::Sr25519(Ferdie.public())));
		let value = 5 * UNITS;
		let by_dave =
			|signature| canary_crowdloan::Call::contribute { index: lemon, value, signature };
		let fund = fund_index(lemon);
		let payload = |given: Balance, value: Balance| {
			(lemon, Dave.to_account_id(), given, value, fund).encode()
		};
		let sign =
			|by: Sr25519Keyring, payload: Vec<u8>| Some(MultiSignature::Sr25519(by.sign(&payload)));

		let missing = None;
		let of_another = sign(Eve, payload(0, value));
		let for_another_amount = sign(Ferdie, payload(0, 6 * UNITS));
		for wrong in [missing, of_another, for_another_amount] {
			assert_eq!(refusal(Dave, by_dave(wrong)), error(Error::InvalidSignature));
		}
		assert_eq!(held_ksm([Dave]), [0]);

		let right = sign(Ferdie, payload(0, value));
		submit_when_calm(Dave, by_dave(right.clone()));
		assert_eq!(refusal(Dave, by_dave(right)), error(Error::InvalidSignature));
		submit_when_calm(Dave, by_dave(sign(Ferdie, payload(value, value))));
		assert_eq!(held_ksm([Dave]), [10]);

		run_to(END + 2);
		assert_eq!(held_ksm([Dave]), [0]);
	});
}

#[test]
fn a_contributor_nominates_with_their_other_ksm() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		contribute(Dave, lemon, 300_000);
		let payee = pallet_staking::RewardDestination::Stash;
		submit_when_calm(Dave, pallet_staking::Call::bond { value: 600_000 * UNITS, payee });
		let validator = AliceStash.to_account_id();
		let targets = vec![MultiAddress::Id(validator.clone())];
		submit_when_calm(Dave, pallet_staking::Call::nominate { targets });

		// The election of the era after the next knows of it.
		run_to(first_block_after_two_eras());
		assert!(Session::validators().contains(&validator));
		let era = pallet_staking::CurrentEra::<Runtime>::get().expect("an era runs");
		let exposed = pallet_staking::ErasStakersOverview::<Runtime>::get(era, &validator)
			.expect("the validator is elected");
		assert_eq!(exposed.total - exposed.own, 600_000 * UNITS);
		assert_eq!(held_ksm([Dave]), [300_000]);
		assert_eq!(deposits(Dave), 900_000 * UNITS);

		run_to(END + 2);
		assert_eq!(deposits(Dave), 600_000 * UNITS);
	});
}

fn first_block_after_two_eras() -> BlockNumber {
	System::block_number() + 6 * SESSION
}

/// The name under which conviction voting locks what was voted with.
const VOTES: [u8; 8] = *b"pyconvot";

#[test]
fn what_is_held_counts_for_votes_and_what_votes_have_locked_can_be_contributed() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		let dave = Dave.to_account_id();
		let voting_power = || <Balances as Currency<_>>::total_balance(&dave);
		let before = voting_power();
		let locked = before - 100 * UNITS;
		Balances::set_lock(VOTES, &dave, locked, WithdrawReasons::except(WithdrawReasons::RESERVE));

		contribute(Dave, lemon, 900_000);

		assert_eq!(held_ksm([Dave]), [900_000]);
		assert_eq!(voting_power(), before - fees_of(&dave));
		run_to(END + 2);
		assert_eq!(held_ksm([Dave]), [0]);
		assert_eq!(System::account(&dave).data.frozen, locked);
	});
}

#[test]
fn contributing_everything_leaves_what_the_account_lives_on() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		let all = canary_crowdloan::Call::contribute_all { index: lemon, signature: None };
		submit_when_calm(Eve, all);
		assert_eq!(Balances::free_balance(Eve.to_account_id()), EXISTENTIAL_DEPOSIT);

		run_to(END + 2);
		assert_eq!(contributed(Eve), 0);
	});
}
