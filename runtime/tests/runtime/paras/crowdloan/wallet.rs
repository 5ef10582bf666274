// SPDX-License-Identifier: GPL-3.0-or-later
//! Contributions where wallets look for them, and the answers of the view functions.

use canary_crowdloan::{FundIndex, OwnContribution, Rank, Stage};
use codec::{Decode, DecodeAll, Encode};
use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::{view_functions::ViewFunctionId, BoundedVec};
use sp_io::{default_child_storage, hashing::blake2_256};
use sp_runtime::traits::ConstU32;

use super::*;
use crate::common::genesis_of;

type Memo = BoundedVec<u8, ConstU32<32>>;

/// Where `api.derive.crowdloan.childKey` looks, without the prefix of all child tries.
fn child_key(index: FundIndex) -> [u8; 32] {
	blake2_256(&[&b"crowdloan"[..], &index.to_le_bytes()].concat())
}

/// Key and amount of each contribution, as wallets page through them.
fn read_as_wallets_do(index: FundIndex) -> Vec<([u8; 32], Balance)> {
	let trie = child_key(index);
	let mut found = vec![];
	let mut key = vec![];
	while let Some(next) = default_child_storage::next_key(&trie, &key) {
		let value = default_child_storage::get(&trie, &next).expect("a listed key has a value");
		let amount = Balance::decode(&mut &value[..]).expect("the value begins with a balance");
		found.push((next.clone().try_into().expect("the key is an account"), amount));
		key = next;
	}
	found
}

/// What a view function of Crowdloan answers, found by its name in the metadata.
#[track_caller]
fn ask<Answer: DecodeAll>(name: &str, input: impl Encode) -> Answer {
	let metadata = Runtime::metadata_at_version(16).expect("version 16 is there");
	let decoded = RuntimeMetadataPrefixed::decode(&mut &metadata[..]).expect("it is metadata");
	let RuntimeMetadata::V16(metadata) = decoded.1 else { panic!("it is of another version") };
	let pallet = metadata.pallets.iter().find(|pallet| pallet.name == "Crowdloan");
	let functions = &pallet.expect("the pallet is there").view_functions;
	let function = functions.iter().find(|function| function.name == name);
	let id = function.unwrap_or_else(|| panic!("there is no {name}")).id;
	let id = ViewFunctionId::decode(&mut &id[..]).expect("an id is 32 bytes");
	let answer = Runtime::execute_view_function(id, input.encode()).expect("it can be asked");
	Answer::decode_all(&mut &answer[..]).expect("the answer is of this type")
}

#[test]
fn contributions_are_listed_in_the_child_trie_that_wallets_compute() {
	story(|[lemon, mango, _]| {
		campaign(Bob, mango, (1, 8));
		campaign(Alice, lemon, (1, 8));
		contribute(Dave, mango, 7);
		contribute(Dave, lemon, 60);
		contribute(Eve, lemon, 40);
		let memo = canary_crowdloan::Call::add_memo { index: lemon, memo: b"for lemon".to_vec() };
		submit_when_calm(Eve, memo);

		let mut expected = [(Dave, 60), (Eve, 40)].map(|(who, ksm)| (who.public().0, ksm * UNITS));
		expected.sort();
		assert_eq!(fund_index(lemon), 1);
		assert_eq!(read_as_wallets_do(1), expected);
		assert_eq!(read_as_wallets_do(0), [(Dave.public().0, 7 * UNITS)]);

		run_to(END + 2);
		assert_eq!(read_as_wallets_do(1), []);
	});
}

#[test]
fn the_account_of_a_fund_is_the_one_that_wallets_know_as_a_crowdloans() {
	story(|[lemon, ..]| {
		campaign(Alice, lemon, (1, 8));
		let mut expected = [0; 32];
		expected[..12].copy_from_slice(b"modlpy/cfund");
		assert_eq!(pot(lemon), expected.into());
		expected[12..16].copy_from_slice(&0x0102_0304_u32.to_le_bytes());
		assert_eq!(ask::<AccountId>("fund_account", 0x0102_0304_u32), expected.into());
		run_to(END + 1);
	});
}

#[test]
fn the_view_functions_return_the_leaderboard_and_everyones_contributions() {
	story(|[lemon, mango, peach]| {
		campaign(Alice, lemon, (1, 8));
		campaign(Bob, mango, (1, 8));
		contribute(Dave, lemon, 60);
		contribute(Dave, mango, 100_000);
		contribute(Eve, mango, 50_000);

		let rank = |para, fund_index, ksm, contributors, percent_of_cap| Rank::<Balance> {
			para,
			fund_index,
			raised: ksm * UNITS,
			cap: 1_000_000 * UNITS,
			contributors,
			percent_of_cap,
		};
		assert_eq!(
			ask::<Vec<Rank<Balance>>>("leaderboard", ()),
			[rank(mango, 1, 150_000, 2, 15), rank(lemon, 0, 60, 1, 0)]
		);
		assert_eq!(ask::<Balance>("total_held", ()), 150_060 * UNITS);
		let own =
			ask::<Vec<OwnContribution<Balance, Memo>>>("contributions_of", Dave.to_account_id());
		let own = own.into_iter().map(|own| (own.para, own.amount / UNITS));
		assert_eq!(own.collect::<Vec<_>>(), [(lemon, 60), (mango, 100_000)]);
		assert_eq!(ask::<Option<Stage>>("stage", mango), Some(Stage::Open));
		assert_eq!(ask::<Option<Stage>>("stage", peach), None);

		// The typed runtime calls say the same.
		assert_eq!(typed::leaderboard(), ask::<Vec<Rank<Balance>>>("leaderboard", ()));
		assert_eq!(typed::total_held(), 150_060 * UNITS);
		let dave = Dave.to_account_id();
		let own = ask::<Vec<OwnContribution<Balance, Memo>>>("contributions_of", dave.clone());
		assert_eq!(typed::contributions_of(dave), own);
		assert_eq!([mango, peach].map(typed::stage), [Some(Stage::Open), None]);
	});
}

/// What *Developer → Runtime calls* of polkadot.js apps goes by.
#[test]
fn the_metadata_lists_the_runtime_calls_about_crowdloans() {
	let mut chain = genesis_of("development");
	let metadata = chain.execute_with(|| Runtime::metadata_at_version(15));
	let metadata = metadata.expect("version 15 is there");
	let decoded = RuntimeMetadataPrefixed::decode(&mut &metadata[..]).expect("it is metadata");
	let RuntimeMetadata::V15(metadata) = decoded.1 else { panic!("it is of another version") };
	let api = metadata.apis.iter().find(|api| api.name == "CrowdloanApi");
	let methods = api.expect("the interface is listed").methods.iter();
	let names: Vec<&str> = methods.map(|method| method.name.as_str()).collect();
	assert_eq!(names, ["leaderboard", "total_held", "contributions_of", "stage"]);
}

/// The runtime calls.
mod typed {
	use canary_runtime_api::runtime_decl_for_crowdloan_api::CrowdloanApiV1;

	use super::*;

	type Own = OwnContribution<Balance, Memo>;

	macro_rules! ask {
		($name:ident($($argument:expr)?)) => {
			<Runtime as CrowdloanApiV1<
				Block, ParaId, AccountId, Balance, Rank<Balance>, Own, Stage,
			>>::$name($($argument)?)
		};
	}

	pub(super) fn leaderboard() -> Vec<Rank<Balance>> {
		ask!(leaderboard())
	}

	pub(super) fn total_held() -> Balance {
		ask!(total_held())
	}

	pub(super) fn contributions_of(who: AccountId) -> Vec<Own> {
		ask!(contributions_of(who))
	}

	pub(super) fn stage(para: ParaId) -> Option<Stage> {
		ask!(stage(para))
	}
}
