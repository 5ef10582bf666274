// SPDX-License-Identifier: GPL-3.0-or-later
//! Who acts in a history.

use canary_runtime::AccountId;
use sp_keyring::Sr25519Keyring;

/// The development accounts with money, and two that begin without any. A step names one by its place.
pub const PEOPLE: [Sr25519Keyring; 14] = {
	use Sr25519Keyring::*;
	[
		Alice,
		Bob,
		Charlie,
		Dave,
		Eve,
		Ferdie,
		AliceStash,
		BobStash,
		CharlieStash,
		DaveStash,
		EveStash,
		FerdieStash,
		One,
		Two,
	]
};

/// The person that a byte names. Every byte names one.
pub fn person(byte: u8) -> Sr25519Keyring {
	PEOPLE[usize::from(byte) % PEOPLE.len()]
}

/// The account that a byte names.
pub fn account(byte: u8) -> AccountId {
	person(byte).to_account_id()
}
