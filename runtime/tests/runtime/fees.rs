// SPDX-License-Identifier: GPL-3.0-or-later
//! Fees: how much a transaction costs, and who gets it.

use canary_runtime::{
	constants::currency::{CENTS, EXISTENTIAL_DEPOSIT, MILLICENTS, UNITS},
	AccountId, Balance, Balances, RuntimeEvent, TransactionPayment, TreasuryAccount,
};
use frame_support::weights::constants::ExtrinsicBaseWeight;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::MultiAddress;

use crate::common::{author, events, next_block, on_chain, signed_with_tip, submit, total};

type Call = pallet_balances::Call<canary_runtime::Runtime>;

fn transfer(to: AccountId, value: Balance) -> Call {
	Call::transfer_keep_alive { dest: MultiAddress::Id(to), value }
}

/// The fee that the chain says it took in this block, without the tip.
fn fee_taken(tip: Balance) -> Balance {
	events()
		.into_iter()
		.find_map(|event| match event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
			) => Some(actual_fee - tip),
			_ => None,
		})
		.expect("a fee was paid")
}

#[test]
fn an_extrinsic_of_the_base_weight_costs_a_tenth_of_a_cent() {
	let fee = TransactionPayment::weight_to_fee(ExtrinsicBaseWeight::get());
	assert!(fee.abs_diff(CENTS / 10) <= MILLICENTS, "{fee}");
}

#[test]
fn a_byte_costs_ten_thousandths_of_a_cent() {
	assert_eq!(TransactionPayment::length_to_fee(1), 10 * MILLICENTS);
}

#[test]
fn four_fifths_of_the_fee_go_to_the_treasury_and_the_rest_with_the_tip_to_the_author() {
	on_chain("development", || {
		next_block(vec![]);
		let tip = 3 * CENTS;
		let treasury = total(&TreasuryAccount::get());
		let author_before = total(&author());
		let alice = total(&Alice.to_account_id());
		let issuance = Balances::total_issuance();

		let transaction = signed_with_tip(Alice, transfer(Bob.to_account_id(), UNITS), tip);
		next_block(vec![transaction]).remove(0).unwrap().unwrap();

		let fee = fee_taken(tip);
		assert!(fee > 0);
		let to_treasury = fee * 80 / 100;
		assert_eq!(total(&TreasuryAccount::get()) - treasury, to_treasury);
		assert_eq!(total(&author()) - author_before, fee - to_treasury + tip);
		assert_eq!(alice - total(&Alice.to_account_id()), UNITS + fee + tip);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn a_sender_who_cannot_pay_is_turned_away_and_loses_nothing() {
	on_chain("development", || {
		let poor = sp_keyring::Sr25519Keyring::One;
		submit(Alice, transfer(poor.to_account_id(), EXISTENTIAL_DEPOSIT));
		let transaction = signed_with_tip(poor, transfer(Bob.to_account_id(), 1), 0);
		next_block(vec![transaction]).remove(0).unwrap_err();
		assert_eq!(total(&poor.to_account_id()), EXISTENTIAL_DEPOSIT);
	});
}
