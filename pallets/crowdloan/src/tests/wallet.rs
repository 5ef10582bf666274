// SPDX-License-Identifier: Apache-2.0

//! What public wallets read: Kusama's names, orders and bytes.

use super::*;
use codec::{Compact, Decode, Encode, MaxEncodedLen};
use frame_support::{storage::generator::StorageValue as _, traits::PalletInfoAccess};
use scale_info::{TypeDef, TypeInfo};
use sp_core::{sr25519, Pair};
use sp_runtime::{MultiSignature, MultiSigner};

/// The child key as wallets compute it.
fn child_key(index: u32) -> Vec<u8> {
	let mut name = b"crowdloan".to_vec();
	name.extend(index.to_le_bytes());
	sp_io::hashing::blake2_256(&name).to_vec()
}

#[test]
fn contributions_are_in_the_child_trie_in_which_wallets_look() {
	ExtBuilder::default().build_and_execute(|| {
		campaign(MANGO).open();
		lemon_fund();
		assert_ok!(Crowdloan::add_memo(signed(BOB), LEMON, b"hello".to_vec()));

		let value = |who: AccountId| {
			let key: &[u8] = who.as_ref();
			assert_eq!(key.len(), 32);
			sp_io::default_child_storage::get(&child_key(1), key).expect("there is a contribution")
		};
		let memo = b"hello".to_vec();
		assert_eq!(value(BOB), (40u128, memo).encode());
		assert_eq!(value(ALICE), (60u128, Vec::<u8>::new()).encode());
		assert_eq!(u128::decode(&mut &value(ALICE)[..16]), Ok(60));
		let first = sp_io::default_child_storage::next_key(&child_key(1), &[]);
		assert_eq!(first, Some(ALICE.encode()));
	});
}

#[test]
fn contributions_that_came_back_are_gone_from_there() {
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		run_to(END);
		assert_eq!(sp_io::default_child_storage::next_key(&child_key(0), &[]), None);
	});
}

#[test]
fn the_account_of_a_fund_is_recognised_by_its_first_bytes() {
	let account = Crowdloan::fund_account(0x0102_0304);
	let mut expected = b"modlpy/cfund".to_vec();
	expected.extend([4, 3, 2, 1]);
	expected.resize(32, 0);
	assert_eq!(account.encode(), expected);
}

#[test]
fn calls_have_kusamas_order_and_compact_arguments() {
	let key = sr25519::Pair::from_seed(&[7; 32]);
	let verifier = Some(MultiSigner::from(key.public()));
	let signature = Some(MultiSignature::from(key.sign(b"x")));
	let create = Call::<Test>::create {
		index: LEMON,
		cap: 1_000_000,
		first_period: 1,
		last_period: 8,
		end: 90,
		verifier: verifier.clone(),
	};
	let edit = Call::<Test>::edit {
		index: LEMON,
		cap: 1_000_000,
		first_period: 1,
		last_period: 8,
		end: 90,
		verifier: verifier.clone(),
	};
	let para = Compact(2_000u32);
	let terms = (para, Compact(1_000_000u128), Compact(1u32), Compact(8u32), Compact(90u64));
	let contribute =
		Call::<Test>::contribute { index: LEMON, value: 60, signature: signature.clone() };
	let withdraw = Call::<Test>::withdraw { who: ALICE, index: LEMON };
	let memo = Call::<Test>::add_memo { index: LEMON, memo: vec![1, 2] };
	let all = Call::<Test>::contribute_all { index: LEMON, signature: signature.clone() };

	assert_eq!(create.encode(), (0u8, terms, &verifier).encode());
	assert_eq!(contribute.encode(), (1u8, para, Compact(60u128), &signature).encode());
	assert_eq!(withdraw.encode(), (2u8, ALICE, para).encode());
	assert_eq!(Call::<Test>::refund { index: LEMON }.encode(), (3u8, para).encode());
	assert_eq!(Call::<Test>::dissolve { index: LEMON }.encode(), (4u8, para).encode());
	assert_eq!(edit.encode(), (5u8, terms, &verifier).encode());
	assert_eq!(memo.encode(), (6u8, 2_000u32, vec![1u8, 2]).encode());
	assert_eq!(Call::<Test>::poke { index: LEMON }.encode(), (7u8, 2_000u32).encode());
	assert_eq!(all.encode(), (8u8, para, &signature).encode());
}

#[test]
fn a_fund_has_kusamas_fields_in_kusamas_order() {
	let fund = FundInfo {
		depositor: ALICE,
		verifier: None,
		deposit: 1u128,
		raised: 2,
		end: 3u32,
		cap: 4,
		last_contribution: LastContribution::Ending(5u32),
		first_period: 6,
		last_period: 7,
		fund_index: 8,
	};
	let plain = (ALICE, None::<MultiSigner>, 1u128, 2u128, 3u32, 4u128, (2u8, 5u32));
	assert_eq!(fund.encode(), (plain, 6u32, 7u32, 8u32).encode());

	let TypeDef::Composite(shape) = FundInfoOf::<Test>::type_info().type_def else {
		panic!("a composite")
	};
	let names: Vec<_> = shape.fields.iter().filter_map(|field| field.name).collect();
	let expected = [
		"depositor",
		"verifier",
		"deposit",
		"raised",
		"end",
		"cap",
		"last_contribution",
		"first_period",
		"last_period",
		"fund_index",
	];
	assert_eq!(names, expected);
}

#[test]
fn no_fund_is_longer_than_its_bound() {
	let key = sp_core::ecdsa::Pair::from_seed(&[7; 32]).public();
	let longest = FundInfo {
		depositor: ALICE,
		verifier: Some(MultiSigner::from(key)),
		deposit: u128::MAX,
		raised: u128::MAX,
		end: u64::MAX,
		cap: u128::MAX,
		last_contribution: LastContribution::Ending(u64::MAX),
		first_period: u32::MAX,
		last_period: u32::MAX,
		fund_index: u32::MAX,
	};
	assert_eq!(longest.encode().len(), FundInfoOf::<Test>::max_encoded_len());
}

#[test]
fn kusamas_events_come_first_and_begin_with_what_wallets_read() {
	let para_id = LEMON;
	let (who, fund_index, amount) = (ALICE, LEMON, 7);
	let events: [Event<Test>; 10] = [
		Event::Created { para_id },
		Event::Contributed { who: who.clone(), fund_index, amount },
		Event::Withdrew { who: who.clone(), fund_index, amount },
		Event::PartiallyRefunded { para_id },
		Event::AllRefunded { para_id },
		Event::Dissolved { para_id },
		Event::HandleBidResult { para_id, result: Ok(()) },
		Event::Edited { para_id },
		Event::MemoUpdated { who, para_id, memo: vec![1] },
		Event::AddedToNewRaise { para_id },
	];

	let indices: Vec<_> = events.iter().map(|event| event.encode()[0]).collect();
	assert_eq!(indices, (0..10).collect::<Vec<u8>>());
	assert_eq!(events[1].encode(), (1u8, ALICE, LEMON, 7u128).encode());
	assert_eq!(events[2].encode(), (2u8, ALICE, LEMON, 7u128).encode());
	for index in [3, 4, 5] {
		assert_eq!(events[index].encode(), (index as u8, LEMON).encode());
	}
}

#[test]
fn kusamas_errors_come_first() {
	let errors: [Error<Test>; 23] = [
		Error::FirstPeriodInPast,
		Error::FirstPeriodTooFarInFuture,
		Error::LastPeriodBeforeFirstPeriod,
		Error::LastPeriodTooFarInFuture,
		Error::CannotEndInPast,
		Error::EndTooFarInFuture,
		Error::Overflow,
		Error::ContributionTooSmall,
		Error::InvalidParaId,
		Error::CapExceeded,
		Error::ContributionPeriodOver,
		Error::InvalidOrigin,
		Error::NotParachain,
		Error::LeaseActive,
		Error::BidOrLeaseActive,
		Error::FundNotEnded,
		Error::NoContributions,
		Error::NotReadyToDissolve,
		Error::InvalidSignature,
		Error::MemoTooLarge,
		Error::AlreadyInNewRaise,
		Error::VrfDelayInProgress,
		Error::NoLeasePeriod,
	];
	let indices: Vec<_> = errors.iter().map(|error| error.encode()[0]).collect();
	assert_eq!(indices, (0..23).collect::<Vec<u8>>());
}

#[test]
fn storage_has_kusamas_keys_and_bytes() {
	let prefix = |item: &[u8]| {
		[sp_io::hashing::twox_128(b"Crowdloan"), sp_io::hashing::twox_128(item)].concat()
	};
	let para = LEMON.encode();
	let hashed = [sp_io::hashing::twox_64(&para).to_vec(), para].concat();

	assert_eq!(Crowdloan::name(), "Crowdloan");
	assert_eq!(Funds::<Test>::hashed_key_for(LEMON), [prefix(b"Funds"), hashed].concat());
	assert_eq!(NewRaise::<Test>::storage_value_final_key().to_vec(), prefix(b"NewRaise"));
	assert_eq!(EndingsCount::<Test>::storage_value_final_key().to_vec(), prefix(b"EndingsCount"));
	assert_eq!(NextFundIndex::<Test>::storage_value_final_key().to_vec(), prefix(b"NextFundIndex"));
	ExtBuilder::default().build_and_execute(|| {
		lemon_fund();
		assert_eq!(NewRaise::<Test>::get().encode(), vec![2_000u32].encode());
	});
}

#[test]
fn constants_have_kusamas_names() {
	let metadata = Crowdloan::pallet_constants_metadata();
	let names: Vec<_> = metadata.iter().map(|constant| constant.name).collect();
	for expected in ["PalletId", "MinContribution", "RemoveKeysLimit"] {
		assert!(names.contains(&expected), "{expected}");
	}
	let id: frame_support::PalletId = <Test as Config>::PalletId::get();
	assert_eq!(id.encode(), b"py/cfund");
}
