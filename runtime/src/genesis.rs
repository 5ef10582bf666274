// SPDX-License-Identifier: GPL-3.0-or-later
//! The states a chain may begin with.
//!
//! A preset is a name for a pace and a set of validators. All of them run the same Wasm.
//!
//! | preset | pace | validators |
//! |---|---|---|
//! | `development` | development | Alice, Bob, Charlie, Dave |
//! | `local` | development | Alice, Bob |
//! | `kusama` | Kusama's | Alice, Bob |

use alloc::{string::ToString, vec, vec::Vec};

use frame_support::build_struct_json_patch;
use pallet_staking::StakerStatus;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

use crate::{
	config::{consensus::BABE_GENESIS_EPOCH_CONFIG, parachains::host_configuration},
	constants::currency::UNITS,
	pace, AccountId, BabeConfig, Balance, BalancesConfig, ConfigurationConfig,
	NominationPoolsConfig, PaceConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
	StakingConfig, SubmittedKeys,
};

/// A network of Alice and Bob at the pace of a demo.
pub const LOCAL_PRESET: &str = "local";
/// A network of Alice and Bob at Kusama's pace.
pub const KUSAMA_PRESET: &str = "kusama";

/// What each development account owns: twelve of them make an issuance like Kusama's.
const ENDOWMENT: Balance = 1_000_000 * UNITS;
/// What each genesis validator has at stake.
const STASH: Balance = 100_000 * UNITS;
/// Seats for validators: the genesis ones and those who join.
const VALIDATOR_SEATS: u32 = 16;

/// A validator by the names that the field has for development keys.
struct Validator {
	/// Owns the stake.
	stash: Sr25519Keyring,
	/// Makes blocks, and does everything else for which validators have a key of this kind.
	validator: Sr25519Keyring,
	/// Votes on finality.
	grandpa: Ed25519Keyring,
}

const ALICE: Validator = Validator {
	stash: Sr25519Keyring::AliceStash,
	validator: Sr25519Keyring::Alice,
	grandpa: Ed25519Keyring::Alice,
};

const BOB: Validator = Validator {
	stash: Sr25519Keyring::BobStash,
	validator: Sr25519Keyring::Bob,
	grandpa: Ed25519Keyring::Bob,
};

const CHARLIE: Validator = Validator {
	stash: Sr25519Keyring::CharlieStash,
	validator: Sr25519Keyring::Charlie,
	grandpa: Ed25519Keyring::Charlie,
};

const DAVE: Validator = Validator {
	stash: Sr25519Keyring::DaveStash,
	validator: Sr25519Keyring::Dave,
	grandpa: Ed25519Keyring::Dave,
};

impl Validator {
	fn account(&self) -> AccountId {
		self.stash.to_account_id()
	}

	fn keys(&self) -> SubmittedKeys {
		SubmittedKeys(SessionKeys {
			grandpa: self.grandpa.public().into(),
			babe: self.validator.public().into(),
			para_validator: self.validator.public().into(),
			para_assignment: self.validator.public().into(),
			authority_discovery: self.validator.public().into(),
		})
	}
}

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

fn state(pace: pace::Parameters, validators: &[Validator]) -> serde_json::Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		pace: PaceConfig { parameters: pace },
		balances: BalancesConfig {
			balances: development_accounts()
				.into_iter()
				.map(|account| (account, ENDOWMENT))
				.collect(),
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		session: SessionConfig {
			keys: validators
				.iter()
				.map(|validator| (validator.account(), validator.account(), validator.keys()))
				.collect(),
		},
		staking: StakingConfig {
			validator_count: VALIDATOR_SEATS,
			minimum_validator_count: 1,
			stakers: validators
				.iter()
				.map(|validator| {
					let account = validator.account();
					(account.clone(), account, STASH, StakerStatus::Validator)
				})
				.collect(),
			slash_reward_fraction: Perbill::from_percent(10),
			min_nominator_bond: UNITS / 10,
			min_validator_bond: UNITS,
		},
		configuration: ConfigurationConfig { config: host_configuration() },
		nomination_pools: NominationPoolsConfig {
			min_join_bond: UNITS / 10,
			min_create_bond: UNITS,
			max_pools: Some(64),
			max_members_per_pool: None,
			max_members: Some(65_536),
			global_max_commission: Some(Perbill::one()),
		},
	})
}

/// The preset of that name, as a JSON patch over the default genesis.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	use pace::Parameters as Pace;
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => state(Pace::DEVELOPMENT, &[ALICE, BOB, CHARLIE, DAVE]),
		LOCAL_PRESET => state(Pace::DEVELOPMENT, &[ALICE, BOB]),
		KUSAMA_PRESET => state(Pace::KUSAMA, &[ALICE, BOB]),
		_ => return None,
	};
	Some(patch.to_string().into_bytes())
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![DEV_RUNTIME_PRESET.into(), LOCAL_PRESET.into(), KUSAMA_PRESET.into()]
}
