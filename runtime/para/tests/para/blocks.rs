// SPDX-License-Identifier: GPL-3.0-or-later
//! Blocks: their time, their authors, a transfer, and messages from the relay chain.

use canary_para_runtime::{constants::currency::UNIT, Balances, RuntimeCall, Timestamp};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{AccountId32, MultiAddress};

use crate::chain::{Chain, Plan, FIRST_SLOT, SLOT_MILLIS};

#[test]
fn a_block_has_its_relay_parents_time_however_far_the_relay_chain_jumps() {
	let mut chain = Chain::new("development");
	// The relay chain skips about a year of slots, and two blocks share the last slot.
	for slot in [0, 1, 5_000_000, 5_000_001, 5_000_001].map(|since| FIRST_SLOT + since) {
		chain.make(Plan::at(slot));
		assert_eq!(chain.read(Timestamp::get), slot * SLOT_MILLIS);
	}
}

#[test]
#[should_panic(expected = "Parachain slot must match relay-derived slot")]
fn a_slot_that_is_not_the_relay_parents_is_refused() {
	let mut chain = Chain::new("development");
	chain.make(Plan { relay_slot: FIRST_SLOT + 1, ..Plan::at(FIRST_SLOT) });
}

#[test]
fn alice_and_bob_take_turns() {
	let mut chain = Chain::new("development");
	for (slot, author) in [(FIRST_SLOT, Alice), (FIRST_SLOT + 1, Bob), (FIRST_SLOT + 4, Alice)] {
		assert_eq!(chain.make(Plan::at(slot)).author, Some(author.to_account_id()));
	}
}

#[test]
fn a_transfer_arrives_and_its_fee_is_burned() {
	let mut chain = Chain::new("development");
	let stranger = AccountId32::new([7; 32]);
	let issued = chain.read(Balances::total_issuance);
	let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(stranger.clone()),
		value: UNIT,
	});
	let made = chain.make(Plan { calls: vec![(Bob, transfer)], ..Plan::at(FIRST_SLOT) });
	assert_eq!(made.results, [Ok(Ok(()))]);
	chain.read(|| {
		assert_eq!(Balances::free_balance(stranger), UNIT);
		let fee = issued - Balances::total_issuance();
		assert!((1..UNIT / 100).contains(&fee), "a fee of {fee}");
		assert_eq!(Balances::free_balance(Bob.to_account_id()), 999_999 * UNIT - fee);
	});
}

#[test]
fn messages_of_the_relay_chain_are_taken_and_stall_nothing() {
	let mut chain = Chain::new("development");
	let messages = vec![vec![1; 100], vec![]];
	let made = chain.make(Plan { messages, ..Plan::at(FIRST_SLOT) });
	assert_eq!(made.info.processed_downward_messages, 2);
	assert_eq!(chain.make(Plan::at(FIRST_SLOT + 1)).info.processed_downward_messages, 0);
}
