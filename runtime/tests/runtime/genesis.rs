// SPDX-License-Identifier: GPL-3.0-or-later
//! The genesis presets: each is valid, and wallets can read its pace.

use canary_runtime::{
	config::governance::TechnicalInstance,
	constants::currency::{EXISTENTIAL_DEPOSIT, UNITS},
	genesis, pace, Balances, FellowshipCollective, Runtime, Session, Staking, TreasuryAccount,
};
use frame_support::traits::{Get, RankedMembers};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
use sp_keyring::Sr25519Keyring::{self, *};

use crate::common::{genesis_of, metadata, next_block, on_chain};

const PRESETS: [&str; 3] = ["development", "local", "kusama"];

#[test]
fn every_named_preset_exists_and_no_other() {
	let names: Vec<String> = genesis::preset_names().iter().map(|id| id.to_string()).collect();
	assert_eq!(names, PRESETS);
	assert_eq!(genesis::preset(&"rococo".into()), None);
}

#[test]
fn every_preset_builds_and_its_first_blocks_keep_every_invariant() {
	for preset in PRESETS {
		on_chain(preset, || {
			for _ in 0..3 {
				next_block(vec![]);
			}
		});
	}
}

#[test]
fn twelve_accounts_own_a_million_ksm_each_and_the_treasury_exists() {
	on_chain("development", || {
		assert_eq!(Balances::total_issuance(), 12_000_000 * UNITS + EXISTENTIAL_DEPOSIT);
		assert_eq!(crate::common::total(&TreasuryAccount::get()), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn genesis_validators_are_staked_and_in_the_first_session() {
	for (preset, validators) in [("development", 4), ("local", 2), ("kusama", 2)] {
		on_chain(preset, || {
			assert_eq!(Session::validators().len(), validators, "{preset}");
			for validator in Session::validators() {
				assert!(Staking::ledger(validator.into()).is_ok());
			}
		});
	}
}

#[test]
fn every_preset_seats_a_fellowship_of_six_and_a_committee_of_three() {
	for preset in PRESETS {
		on_chain(preset, || {
			let rank = |key: Sr25519Keyring| FellowshipCollective::rank_of(&key.to_account_id());
			let ranks = [Alice, Bob, Charlie, Dave, Eve, Ferdie].map(rank);
			assert_eq!(ranks, [7, 5, 4, 3, 1, 0].map(Some), "{preset}");
			let mut committee = [Alice, Bob, Charlie].map(|key| key.to_account_id());
			committee.sort();
			let members = pallet_collective::Members::<Runtime, TechnicalInstance>::get();
			assert_eq!(members, committee, "{preset}");
		});
	}
}

#[test]
fn the_pace_is_read_by_the_pallets_that_need_it() {
	genesis_of("development").execute_with(|| {
		assert_eq!(<Runtime as pallet_babe::Config>::EpochDuration::get(), 10);
		assert_eq!(<Runtime as pallet_staking::Config>::SessionsPerEra::get(), 3);
		assert_eq!(<Runtime as pallet_staking::Config>::BondingDuration::get(), 3);
		assert_eq!(<Runtime as pallet_treasury::Config>::SpendPeriod::get(), 60);
	});
	genesis_of("kusama").execute_with(|| {
		assert_eq!(<Runtime as pallet_babe::Config>::EpochDuration::get(), 600);
		assert_eq!(<Runtime as pallet_staking::Config>::SessionsPerEra::get(), 6);
		assert_eq!(<Runtime as pallet_staking::Config>::BondingDuration::get(), 28);
		assert_eq!(<Runtime as pallet_treasury::Config>::SpendPeriod::get(), 86_400);
	});
}

#[test]
fn metadata_shows_the_chosen_epoch_length() {
	for (preset, length) in [("development", 10u64), ("kusama", 600)] {
		genesis_of(preset).execute_with(|| {
			let constants = metadata()
				.pallets
				.into_iter()
				.find(|pallet| pallet.name == "Babe")
				.expect("there is a Babe")
				.constants;
			let shown = constants.iter().find(|constant| constant.name == "EpochDuration");
			assert_eq!(shown.expect("it is a constant").value, length.to_le_bytes());
		});
	}
}

#[test]
fn metadata_comes_in_versions_14_to_16() {
	assert_eq!(Runtime::metadata_versions(), [14, 15, 16]);
}

#[test]
fn a_genesis_with_a_period_that_cannot_work_is_refused() {
	let mut config: serde_json::Value =
		serde_json::from_slice(&Runtime::get_preset(&None).unwrap()).unwrap();
	config["pace"]["parameters"]["epochLength"] = 0.into();
	let refused = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::build_state(config.to_string().into_bytes()));
	assert!(refused.unwrap_err().contains("epochLength must be at least 4 blocks"));
}

#[test]
fn a_genesis_with_an_unknown_period_is_refused_by_name() {
	let mut config: serde_json::Value =
		serde_json::from_slice(&Runtime::get_preset(&None).unwrap()).unwrap();
	config["pace"]["parameters"]["epochLenght"] = 10.into();
	let refused = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::build_state(config.to_string().into_bytes()));
	assert!(refused.unwrap_err().contains("epochLenght"));
}

#[test]
fn without_a_word_the_pace_is_kusamas() {
	sp_io::TestExternalities::default().execute_with(|| {
		assert_eq!(pace::Chosen::<Runtime>::get(), pace::Parameters::KUSAMA);
	});
}

#[test]
fn one_stakes_on_kusamas_terms_at_kusamas_pace_and_on_a_demos_otherwise() {
	use sp_runtime::Perbill;
	for (preset, least, most, bond) in
		[("development", 0, 100, 1), ("local", 0, 100, 1), ("kusama", 15, 10, 33)]
	{
		on_chain(preset, || {
			let least = Perbill::from_percent(least);
			assert_eq!(pallet_staking::MinCommission::<Runtime>::get(), least);
			for validator in Session::validators() {
				let prefs = pallet_staking::Validators::<Runtime>::get(&validator);
				assert_eq!(prefs.commission, least, "{preset}");
			}
			let of_pools = pallet_nomination_pools::GlobalMaxCommission::<Runtime>::get();
			assert_eq!(of_pools, Some(Perbill::from_percent(most)));
			let smallest = pallet_staking::MinValidatorBond::<Runtime>::get();
			assert_eq!(smallest / UNITS, bond, "{preset}");
		});
	}
}

#[test]
fn somebody_nominates_all_validators_but_the_first_from_the_first_era_on() {
	for preset in ["development", "kusama"] {
		on_chain(preset, || {
			next_block(vec![]);
			let nominator = FerdieStash.to_account_id();
			let targets = pallet_staking::Nominators::<Runtime>::get(&nominator)
				.expect("it nominates")
				.targets;
			let mut targets = targets.into_inner();
			let validators = Session::validators();
			let mut others = validators.clone();
			others.retain(|validator| *validator != AliceStash.to_account_id());
			targets.sort();
			others.sort();
			assert_eq!(targets, others, "{preset}");
			let staked = pallet_staking::ErasTotalStake::<Runtime>::get(0);
			let own = 100_000 * UNITS * validators.len() as u128;
			assert_eq!(staked, own + 500_000 * UNITS, "{preset}");
		});
	}
}

#[test]
fn wallets_show_a_name_for_every_validator_of_genesis() {
	use pallet_identity::{Data, IdentityOf};
	for preset in PRESETS {
		on_chain(preset, || {
			let names = [(AliceStash, "Alice"), (BobStash, "Bob"), (CharlieStash, "Charlie")];
			for (stash, name) in names {
				let account = stash.to_account_id();
				if Session::validators().contains(&account) {
					let identity = IdentityOf::<Runtime>::get(&account).expect("it has a name");
					let display = Data::Raw(name.as_bytes().to_vec().try_into().unwrap());
					assert_eq!(identity.info.display, display, "{preset}");
				}
			}
			let named = IdentityOf::<Runtime>::iter().count();
			assert_eq!(named, Session::validators().len(), "{preset}");
		});
	}
}

#[test]
fn periods_by_hand_follow_the_pace() {
	let of = |preset: &str| {
		genesis_of(preset).execute_with(|| {
			[
				<Runtime as pallet_bounties::Config>::BountyUpdatePeriod::get(),
				<Runtime as pallet_treasury::Config>::PayoutPeriod::get(),
				<Runtime as pallet_identity::Config>::UsernameGracePeriod::get(),
				<Runtime as pallet_identity::Config>::PendingUsernameExpiration::get(),
			]
		})
	};
	assert_eq!(of("kusama"), [51_840_000, 1_296_000, 432_000, 100_800]);
	assert_eq!(of("development"), [10_286, 258, 100, 100]);
}

#[test]
fn a_bountys_description_costs_what_it_does_on_kusama() {
	assert_eq!(<Runtime as pallet_bounties::Config>::DataDepositPerByte::get(), 33_333_333);
}
