// SPDX-License-Identifier: GPL-3.0-or-later
//! The block that begins a session: what it weighs, and that it takes transactions.

use canary_runtime::{
	constants::currency::UNITS, AccountId, Balances, Executive, Runtime, Staking,
};
use frame_support::{assert_ok, traits::fungible::Mutate};
use frame_system::RawOrigin;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{Alice, AliceStash, BobStash};
use sp_runtime::MultiAddress;

use crate::common::{genesis_of, next_block, next_header, on_chain, run_to, signed};

#[test]
fn the_block_that_begins_a_session_or_an_era_takes_transactions() {
	on_chain("development", || {
		for before in [10, 20, 30, 60] {
			run_to(before);
			let remark = frame_system::Call::remark_with_event { remark: vec![1] };
			assert_ok!(next_block(vec![signed(Alice, remark)]).remove(0).expect("there is room"));
		}
	});
}

fn two_handles<Handle: Default + Clone>() -> (Handle, Handle) {
	let handle = Handle::default();
	(handle.clone(), handle)
}

/// What a block weighs as it begins, and what its reads and writes cost.
fn begun(chain: &mut TestExternalities) -> (u64, u64) {
	chain.commit_all().expect("no transaction is open");
	let (recorder, record) = two_handles();
	let mut weighed = 0;
	chain.execute_with_recorder(recorder, || {
		let header = next_header();
		Executive::initialize_block(&header);
		weighed = frame_system::Pallet::<Runtime>::block_weight().total().ref_time();
	});
	let reads: usize = record.recorded_keys().values().map(|keys| keys.len()).sum();
	let writes = chain.overlayed_changes().changes().count();
	let database = <Runtime as frame_system::Config>::DbWeight::get();
	let cost = database.reads_writes(reads as u64, writes as u64).ref_time();
	println!("weighs {weighed}, {reads} reads and {writes} writes cost {cost}");
	(weighed, cost)
}

/// Accounts with a million, each of which nominates two of genesis.
fn nominators(count: u8) {
	for number in 0..count {
		let who: AccountId = [number.saturating_add(100); 32].into();
		assert_ok!(Balances::mint_into(&who, 1_000_000 * UNITS));
		let origin = || RawOrigin::Signed(who.clone()).into();
		let payee = pallet_staking::RewardDestination::Staked;
		assert_ok!(Staking::bond(origin(), 1_000 * UNITS, payee));
		let targets = [AliceStash, BobStash].map(|stash| MultiAddress::Id(stash.to_account_id()));
		assert_ok!(Staking::nominate(origin(), targets.into()));
	}
}

#[test]
fn the_begin_of_a_session_and_of_an_era_weigh_what_they_read_and_write() {
	for crowd in [0, 100] {
		// A session in the midst of an era, the one in which the next is elected, and its first.
		for before in [10, 20, 30, 40, 50, 60] {
			let mut chain = genesis_of("development");
			chain.execute_with(|| {
				next_block(vec![]);
				nominators(crowd);
				run_to(before);
			});

			let (weighed, cost) = begun(&mut chain);

			let whole = <Runtime as frame_system::Config>::BlockWeights::get().max_block.ref_time();
			assert!(weighed >= cost, "#{before} with {crowd}: weighs {weighed}, costs {cost}");
			assert!(weighed < whole / 2, "#{before} with {crowd}: weighs {weighed}");
		}
	}
}
