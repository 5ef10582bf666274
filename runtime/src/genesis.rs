// SPDX-License-Identifier: GPL-3.0-or-later
//! The states a chain may begin with.
//!
//! A preset is a name for a pace, terms of staking and validating, and a set of stakers. All of them run the same Wasm, and all of
//! them have the same accounts, fellowship and technical committee.
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

/// What each development account owns: twelve of them make an issuance like Kusama's.
const ENDOWMENT: Balance = 1_000_000 * UNITS;
/// What each genesis validator has at stake.
const STASH: Balance = 100_000 * UNITS;
/// What a nominator of genesis has at stake behind them.
const NOMINATION: Balance = 500_000 * UNITS;
/// Seats for validators: the genesis ones and those who join.
const VALIDATOR_SEATS: u32 = 16;

/// On which terms one stakes, and validates paras.
struct Terms {
	/// The least commission of a validator.
	min_commission: Perbill,
	/// The most commission of a nomination pool.
	max_pool_commission: Perbill,
	/// The least that a validator bonds.
	min_validator_bond: Balance,
	/// How many validators look at a para's block again.
	approvals: Approvals,
}

/// Those of Kusama.
const KUSAMAS: Terms = Terms {
	min_commission: Perbill::from_percent(15),
	max_pool_commission: Perbill::from_percent(10),
	min_validator_bond: GRAND,
	approvals: Approvals::KUSAMAS,
};

/// Those of a demo, in which nothing stands in the way of small sums and quick payouts.
const DEMO: Terms = Terms {
	min_commission: Perbill::zero(),
	max_pool_commission: Perbill::one(),
	min_validator_bond: UNITS,
	approvals: Approvals::OF_A_FEW,
};

/// A validator by the names that the field has for development keys.
struct Validator {
	/// The name that wallets show.
	name: &'static str,
	/// Owns the stake.
	stash: Sr25519Keyring,
	/// Makes blocks, and does everything else for which validators have a key of this kind.
	validator: Sr25519Keyring,
	/// Votes on finality.
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

/// The fellowship: enough members of rank 3 to whitelist calls, one to cancel and one to kill its
/// referenda, and two that have something left to reach.
fn fellowship() -> Vec<(AccountId, u16)> {
	use Sr25519Keyring::*;
	[(Alice, 7), (Bob, 5), (Charlie, 4), (Dave, 3), (Eve, 1), (Ferdie, 0)]
		.map(|(key, rank)| (key.to_account_id(), rank))
		.into()
}

/// The technical committee: two of it are two thirds.
fn technical_committee() -> Vec<AccountId> {
	use Sr25519Keyring::*;
	[Alice, Bob, Charlie].map(|key| key.to_account_id()).into()
}

/// An account of genesis that has money at stake, which it controls itself.
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
			stakers: all()
				.map(|validator| staker(validator, STASH, StakerStatus::Validator))
				.chain(nominators.iter().map(|nominator| {
					// The first validator is left to who nominates for the first time.
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
			members: technical_committee().try_into().expect("there is room for a hundred"),
		},
		configuration: ConfigurationConfig { config: host_configuration(&pace, terms.approvals) },
		nomination_pools: NominationPoolsConfig {
			min_join_bond: UNITS / 10,
			min_create_bond: UNITS,
			max_pools: Some(64),
			max_members_per_pool: None,
			max_members: Some(65_536),
			global_max_commission: Some(terms.max_pool_commission),
		},
	})
}

/// The preset of that name, as a JSON patch over the default genesis.
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
