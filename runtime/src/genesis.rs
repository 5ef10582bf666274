// SPDX-License-Identifier: GPL-3.0-or-later
//! The genesis presets.
//!
//! A preset names a pace, the terms of staking and validating, and a set of stakers. All presets use the
//! same Wasm, and have the same accounts, fellowship and technical committee.
//!
//! | preset | pace | terms | validators | nominator |
//! |---|---|---|---|---|
//! | `development` | development | a demo's | Alice, Bob, Charlie, Dave | Ferdie's stash |
//! | `local` | development | a demo's | Alice, Bob | |
//! | `kusama` | Kusama's | Kusama's | Alice, Bob | Ferdie's stash |

use alloc::{string::ToString, vec, vec::Vec};

use frame_support::build_struct_json_patch;
use pallet_staking::StakerStatus;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

use crate::{
	config::{
		consensus::BABE_GENESIS_EPOCH_CONFIG,
		parachains::{host_configuration, Approvals},
		staking::MAX_CANDIDATES,
	},
	constants::currency::{GRAND, UNITS},
	pace, AccountId, BabeConfig, Balance, BalancesConfig, BeginningConfig, ConfigurationConfig,
	NominationPoolsConfig, OriginsConfig, PaceConfig, RuntimeGenesisConfig, SessionConfig,
	SessionKeys, StakingConfig, SubmittedKeys, TechnicalMembershipConfig,
};

/// A network of Alice and Bob at the pace of a demo.
pub const LOCAL_PRESET: &str = "local";
/// A network of Alice and Bob at Kusama's pace.
pub const KUSAMA_PRESET: &str = "kusama";

/// The balance of each development account. Twelve of them make an issuance like Kusama's.
const ENDOWMENT: Balance = 1_000_000 * UNITS;
/// The stake of each genesis validator.
const STASH: Balance = 100_000 * UNITS;
/// The stake of a genesis nominator.
const NOMINATION: Balance = 500_000 * UNITS;
/// The number of validators, genesis ones and others.
const VALIDATOR_SEATS: u32 = 16;

/// The terms of staking, and of validating paras.
struct Terms {
	/// The least commission of a validator.
	min_commission: Perbill,
	/// The greatest commission of a nomination pool.
	max_pool_commission: Perbill,
	/// The least bond of a validator.
	min_validator_bond: Balance,
	/// How many validators check a para's candidate again.
	approvals: Approvals,
}

/// Kusama's terms.
const KUSAMAS: Terms = Terms {
	min_commission: Perbill::from_percent(15),
	max_pool_commission: Perbill::from_percent(10),
	min_validator_bond: GRAND,
	approvals: Approvals::KUSAMAS,
};

/// Terms for a demo, which allow small amounts and quick payouts.
const DEMO: Terms = Terms {
	min_commission: Perbill::zero(),
	max_pool_commission: Perbill::one(),
	min_validator_bond: UNITS,
	approvals: Approvals::OF_A_FEW,
};

/// A genesis validator and its development keys.
struct Validator {
	/// The name that wallets show.
	name: &'static str,
	/// The account that owns the stake.
	stash: Sr25519Keyring,
	/// The key for BABE and for everything else that uses an sr25519 key.
	validator: Sr25519Keyring,
	/// The key for GRANDPA.
	grandpa: Ed25519Keyring,
}

const ALICE: Validator = Validator {
	name: "Alice",
	stash: Sr25519Keyring::AliceStash,
	validator: Sr25519Keyring::Alice,
	grandpa: Ed25519Keyring::Alice,
};

const BOB: Validator = Validator {
	name: "Bob",
	stash: Sr25519Keyring::BobStash,
	validator: Sr25519Keyring::Bob,
	grandpa: Ed25519Keyring::Bob,
};

const CHARLIE: Validator = Validator {
	name: "Charlie",
	stash: Sr25519Keyring::CharlieStash,
	validator: Sr25519Keyring::Charlie,
	grandpa: Ed25519Keyring::Charlie,
};

const DAVE: Validator = Validator {
	name: "Dave",
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

/// The accounts from Alice to Ferdie, and their stashes.
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

/// The fellowship and its ranks: enough members of rank 3 to whitelist calls, one who can cancel and one
/// who can kill its referenda, and two of low rank who can be promoted.
fn fellowship() -> Vec<(AccountId, u16)> {
	use Sr25519Keyring::*;
	[(Alice, 7), (Bob, 5), (Charlie, 4), (Dave, 3), (Eve, 1), (Ferdie, 0)]
		.map(|(key, rank)| (key.to_account_id(), rank))
		.into()
}

/// The technical committee of three members, so that two are two thirds.
fn technical_committee() -> Vec<AccountId> {
	use Sr25519Keyring::*;
	[Alice, Bob, Charlie].map(|key| key.to_account_id()).into()
}

/// The genesis entry of an account that stakes and is its own controller.
fn staker(
	account: AccountId,
	stake: Balance,
	status: StakerStatus<AccountId>,
) -> (AccountId, AccountId, Balance, StakerStatus<AccountId>) {
	(account.clone(), account, stake, status)
}

fn state(
	pace: pace::Parameters,
	terms: &Terms,
	validators: &[Validator],
	nominators: &[Sr25519Keyring],
) -> serde_json::Value {
	let all = || validators.iter().map(Validator::account);
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
			max_validator_count: Some(MAX_CANDIDATES),
			stakers: all()
				.map(|validator| staker(validator, STASH, StakerStatus::Validator))
				.chain(nominators.iter().map(|nominator| {
					// The first validator is left out, for those who nominate later.
					let status = StakerStatus::Nominator(all().skip(1).collect());
					staker(nominator.to_account_id(), NOMINATION, status)
				}))
				.collect(),
			slash_reward_fraction: Perbill::from_percent(10),
			min_nominator_bond: UNITS / 10,
			min_validator_bond: terms.min_validator_bond,
		},
		beginning: BeginningConfig {
			min_commission: terms.min_commission,
			names: validators
				.iter()
				.map(|validator| (validator.account(), validator.name.into()))
				.collect(),
		},
		origins: OriginsConfig { fellowship: fellowship() },
		technical_membership: TechnicalMembershipConfig {
			members: technical_committee().try_into().expect("a hundred members are allowed"),
		},
		configuration: ConfigurationConfig { config: host_configuration(&pace, terms.approvals) },
		nomination_pools: NominationPoolsConfig {
			min_join_bond: UNITS / 10,
			min_create_bond: UNITS,
			max_pools: Some(1_024),
			max_members_per_pool: None,
			max_members: Some(65_536),
			global_max_commission: Some(terms.max_pool_commission),
		},
	})
}

/// The preset `id`, as a JSON patch of the default genesis; `None` if there is no such preset.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	use pace::Parameters as Pace;
	use Sr25519Keyring::FerdieStash;
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => {
			state(Pace::DEVELOPMENT, &DEMO, &[ALICE, BOB, CHARLIE, DAVE], &[FerdieStash])
		},
		LOCAL_PRESET => state(Pace::DEVELOPMENT, &DEMO, &[ALICE, BOB], &[]),
		KUSAMA_PRESET => state(Pace::KUSAMA, &KUSAMAS, &[ALICE, BOB], &[FerdieStash]),
		_ => return None,
	};
	Some(patch.to_string().into_bytes())
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![DEV_RUNTIME_PRESET.into(), LOCAL_PRESET.into(), KUSAMA_PRESET.into()]
}
