// SPDX-License-Identifier: GPL-3.0-or-later
//! The genesis presets. `development` and `local_testnet` are the same state: these are the names that
//! tools look for.

use alloc::{string::ToString, vec, vec::Vec};

use cumulus_primitives_core::ParaId;
use frame_support::build_struct_json_patch;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

use crate::{
	constants::currency::UNIT, AccountId, AuraConfig, Balance, BalancesConfig, ParachainInfoConfig,
	RuntimeGenesisConfig, SudoConfig,
};

/// The para's number, unless a chain specification has another one. It is the first that the relay chain's
/// Registrar assigns.
pub const PARA_ID: ParaId = ParaId::new(2_000);

/// What each development account owns at genesis.
const ENDOWMENT: Balance = 1_000_000 * UNIT;

/// Alice to Ferdie and their stashes.
fn development_accounts() -> Vec<AccountId> {
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
	]
	.map(|key| key.to_account_id())
	.into()
}

fn state() -> serde_json::Value {
	use Sr25519Keyring::{Alice, Bob};
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: development_accounts()
				.into_iter()
				.map(|account| (account, ENDOWMENT))
				.collect(),
		},
		parachain_info: ParachainInfoConfig { parachain_id: PARA_ID },
		aura: AuraConfig { authorities: [Alice, Bob].map(|key| key.public().into()).into() },
		sudo: SudoConfig { key: Some(Alice.to_account_id()) },
	})
}

/// The preset with this name, as a JSON patch of the default configuration. `None` if there is none.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let known = preset_names().contains(id);
	known.then(|| state().to_string().into_bytes())
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![DEV_RUNTIME_PRESET.into(), LOCAL_TESTNET_RUNTIME_PRESET.into()]
}
