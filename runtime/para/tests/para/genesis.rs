// SPDX-License-Identifier: GPL-3.0-or-later
//! The genesis presets.

use canary_para_runtime::{constants::currency::UNIT, genesis, Balances, ParachainInfo, Runtime};
use sp_consensus_aura::runtime_decl_for_aura_api::AuraApi;
use sp_keyring::Sr25519Keyring::{Alice, Bob};

use crate::chain::Chain;

const PRESETS: [&str; 2] = ["development", "local_testnet"];

#[test]
fn every_named_preset_exists_and_no_other() {
	let names: Vec<String> = genesis::preset_names().iter().map(|id| id.to_string()).collect();
	assert_eq!(names, PRESETS);
	assert_eq!(genesis::preset(&"staging".into()), None);
}

#[test]
fn alice_and_bob_make_blocks_of_para_2000_and_alice_has_sudo() {
	for preset in PRESETS {
		Chain::new(preset).read(|| {
			assert_eq!(u32::from(ParachainInfo::parachain_id()), 2_000);
			assert_eq!(Runtime::authorities(), [Alice, Bob].map(|key| key.public().into()));
			assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(Alice.to_account_id()));
			assert_eq!(Balances::free_balance(Bob.to_account_id()), 1_000_000 * UNIT);
			assert_eq!(Balances::total_issuance(), 12_000_000 * UNIT);
		});
	}
}
