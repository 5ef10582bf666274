// SPDX-License-Identifier: GPL-3.0-or-later
//! Bids, leases and contributions on accounts that stake, are in pools, vest, have proxies, give away all
//! they can, and are slashed: all money is counted after each step.

use std::collections::BTreeMap;

use canary_histories::Dice;
use canary_runtime::{pace::SlashDeferDuration, Crowdloan, ProxyType, Staking};
use frame_support::traits::{fungible::Inspect, Get};
use pallet_nomination_pools::BondExtra;
use pallet_vesting::VestingInfo;
use sp_keyring::Sr25519Keyring::{AliceStash, BobStash, Dave, Eve, Ferdie};
use sp_runtime::{traits::Dispatchable, MultiAddress, Perbill};
use sp_staking::StakingAccount;

use super::*;
use crate::common::{genesis_of, minted_and_burned_in, signed, total};

const PEOPLE: [Sr25519Keyring; 6] = [Alice, Bob, Charlie, Dave, Eve, Ferdie];
const VALIDATORS: [Sr25519Keyring; 2] = [AliceStash, BobStash];
/// Blocks in an era of the development pace.
const ERA: BlockNumber = 30;
/// The pool that these tests create.
const POOL: u32 = 1;

fn address(who: Sr25519Keyring) -> MultiAddress<AccountId, ()> {
	MultiAddress::Id(who.to_account_id())
}

// --- checks ---

/// What pallets that know no holds have reserved.
fn reserved_by_name(who: &AccountId) -> Balance {
	let managed = paras_registrar::Paras::<Runtime>::iter_values();
	let of_paras = managed.filter(|para| para.manager == *who).map(|para| para.deposit);
	pallet_proxy::Proxies::<Runtime>::get(who).1 + of_paras.sum::<Balance>()
}

/// All the money there is, and who has it.
struct Ledger {
	issued: Balance,
	/// What was reserved on each account at genesis, for its identity.
	reserved_before: BTreeMap<AccountId, Balance>,
}

impl Ledger {
	fn open() -> Self {
		let accounts = frame_system::Account::<Runtime>::iter();
		let reserved = accounts.map(|(who, account)| {
			let before = account.data.reserved - held_of(&who) - reserved_by_name(&who);
			(who, before)
		});
		Self { issued: Balances::total_issuance(), reserved_before: reserved.collect() }
	}

	/// Nothing has been made or lost in this block but what its events say, everything that is
	/// reserved has its reason, and our pallets' records are what is held.
	fn check(&mut self) {
		let (minted, burned) = minted_and_burned_in(events());
		self.issued = self.issued + minted - burned;
		assert_eq!(Balances::total_issuance(), self.issued, "total issuance");
		let mut all = 0;
		for (who, account) in frame_system::Account::<Runtime>::iter() {
			all += account.data.free + account.data.reserved;
			let before = self.reserved_before.get(&who).copied().unwrap_or_default();
			let known = held_of(&who) + reserved_by_name(&who) + before;
			assert_eq!(account.data.reserved, known, "what is reserved of {who}");
		}
		assert_eq!(all, self.issued, "everything belongs to somebody");
		records_are_held();
	}
}

/// The sum of an account's holds.
fn held_of(who: &AccountId) -> Balance {
	pallet_balances::Holds::<Runtime>::get(who).iter().map(|hold| hold.amount).sum()
}

/// What is recorded of bids, leases, contributions and deposits is on hold on the accounts they are
/// recorded for, and nothing else is.
fn records_are_held() {
	#[cfg(feature = "try-runtime")]
	{
		use frame_support::traits::Hooks;
		let now = System::block_number();
		Slots::try_state(now).expect("leases are paid for");
		Auctions::try_state(now).expect("bids are paid for");
		Crowdloan::try_state(now).expect("contributions are there");
	}
}

/// What our pallets hold of everyone.
fn held_by_us() -> Balance {
	let of_ours = |reason: &RuntimeHoldReason| {
		use RuntimeHoldReason as Reason;
		matches!(reason, Reason::Slots(_) | Reason::Auctions(_) | Reason::Crowdloan(_))
	};
	let all = pallet_balances::Holds::<Runtime>::iter_values().flatten();
	all.filter(|hold| of_ours(&hold.id)).map(|hold| hold.amount).sum()
}

// --- acts ---

fn stake(dice: &mut Dice) -> RuntimeCall {
	use pallet_staking::{Call, RewardDestination};
	let value = (1 + Balance::from(dice.roll(50_000))) * UNITS;
	let validator = VALIDATORS[dice.roll(2) as usize];
	match dice.roll(7) {
		0 => Call::bond { value, payee: RewardDestination::Stash },
		1 => Call::bond_extra { max_additional: value },
		2 => Call::nominate { targets: vec![address(validator)] },
		3 => Call::unbond { value },
		4 => Call::withdraw_unbonded { num_slashing_spans: 20 },
		5 => Call::chill {},
		_ => {
			let era = Staking::current_era().unwrap_or_default().saturating_sub(2);
			Call::payout_stakers { validator_stash: validator.to_account_id(), era }
		},
	}
	.into()
}

fn pool(dice: &mut Dice, who: Sr25519Keyring) -> RuntimeCall {
	use pallet_nomination_pools::Call;
	let amount = (1 + Balance::from(dice.roll(20_000))) * UNITS;
	let member = address(PEOPLE[dice.roll(6) as usize]);
	match dice.roll(7) {
		0 => Call::join { amount, pool_id: POOL },
		1 => Call::bond_extra { extra: BondExtra::FreeBalance(amount) },
		2 => Call::unbond { member_account: address(who), unbonding_points: amount },
		3 => Call::withdraw_unbonded { member_account: address(who), num_slashing_spans: 20 },
		4 => Call::claim_payout {},
		5 => Call::bond_extra { extra: BondExtra::Rewards },
		_ => Call::apply_slash { member_account: member },
	}
	.into()
}

fn bid_or_contribute(dice: &mut Dice, paras: &[ParaId]) -> RuntimeCall {
	use canary_crowdloan::Call;
	let para = paras[dice.roll(paras.len() as u64) as usize];
	let ksm = (2 + Balance::from(dice.roll(3_000))) * UNITS;
	let (offered, _) = canary_auctions::AuctionInfo::<Runtime>::get().unwrap_or_default();
	let who = PEOPLE[dice.roll(6) as usize].to_account_id();
	match dice.roll(14) {
		0..=4 => {
			let first_slot = offered + dice.roll(8) as u32;
			let last_slot = first_slot + dice.roll(3) as u32;
			let least = Auctions::least_bid(first_slot, last_slot).unwrap_or(ksm);
			canary_auctions::Call::bid {
				para,
				auction_index: canary_auctions::AuctionCounter::<Runtime>::get(),
				first_slot,
				last_slot,
				amount: if dice.once_in(2) { least } else { ksm + 1 },
			}
			.into()
		},
		5..=8 => Call::contribute { index: para, value: ksm, signature: None }.into(),
		9 => Call::contribute_all { index: para, signature: None }.into(),
		10 => {
			let now = System::block_number();
			let first_period = now / PERIOD + 1;
			let end = now + 20 + dice.roll(120) as u32;
			let end = end.min(first_block(first_period + 1));
			let (cap, last_period) = (100_000 * UNITS, first_period + dice.roll(4) as u32);
			Call::create { index: para, cap, first_period, last_period, end, verifier: None }.into()
		},
		11 => Call::withdraw { who, index: para }.into(),
		12 => Call::refund { index: para }.into(),
		_ => Call::poke { index: para }.into(),
	}
}

fn pay(dice: &mut Dice) -> RuntimeCall {
	use pallet_balances::Call;
	let dest = address(PEOPLE[dice.roll(6) as usize]);
	match dice.roll(6) {
		0 => Call::transfer_all { dest, keep_alive: false }.into(),
		1..=3 => {
			let value = (1 + Balance::from(dice.roll(40_000))) * UNITS;
			Call::transfer_allow_death { dest, value }.into()
		},
		4 => {
			let locked = (10 + Balance::from(dice.roll(5_000))) * UNITS;
			let schedule = VestingInfo::new(locked, locked / 200, System::block_number());
			pallet_vesting::Call::vested_transfer { target: dest, schedule }.into()
		},
		_ => pallet_vesting::Call::vest {}.into(),
	}
}

/// Somebody does something, now and then through a proxy.
fn deed(dice: &mut Dice, paras: &[ParaId]) -> (Sr25519Keyring, RuntimeCall) {
	let (who, other) = (PEOPLE[dice.roll(6) as usize], PEOPLE[dice.roll(6) as usize]);
	let call = match dice.roll(20) {
		0..=3 => stake(dice),
		4..=7 => pool(dice, who),
		8..=15 => bid_or_contribute(dice, paras),
		16..=18 => pay(dice),
		_ if dice.once_in(4) => pallet_proxy::Call::remove_proxies {}.into(),
		_ => pallet_proxy::Call::add_proxy {
			delegate: address(other),
			proxy_type: ProxyType::Any,
			delay: 0,
		}
		.into(),
	};
	// Whoever else opened a campaign would be refused.
	let who = match &call {
		RuntimeCall::Crowdloan(canary_crowdloan::Call::create { index, .. }) => {
			let manager = paras_registrar::Paras::<Runtime>::get(polkadot_primitives::Id::from(
				u32::from(*index),
			));
			let manager = manager.map(|para| para.manager);
			let is_manager = |who: &Sr25519Keyring| Some(who.to_account_id()) == manager;
			PEOPLE.into_iter().find(is_manager).unwrap_or(who)
		},
		_ => who,
	};
	let owner = pallet_proxy::Proxies::<Runtime>::get(other.to_account_id()).0;
	if owner.iter().any(|proxy| proxy.delegate == who.to_account_id()) {
		let call = Box::new(call);
		let real = address(other);
		(who, pallet_proxy::Call::proxy { real, force_proxy_type: None, call }.into())
	} else {
		(who, call)
	}
}

/// What those may do whom referenda have given the origin to.
fn power(dice: &mut Dice, paras: &[ParaId]) -> RuntimeCall {
	let para = paras[dice.roll(paras.len() as u64) as usize];
	let period = System::block_number() / PERIOD;
	match dice.roll(10) {
		0..=2 => canary_auctions::Call::new_auction {
			duration: dice.roll(20) as u32,
			lease_period_index: period + 1,
		}
		.into(),
		3 if dice.once_in(4) => canary_auctions::Call::cancel_auction {}.into(),
		4 => canary_slots::Call::force_lease {
			para,
			leaser: PEOPLE[dice.roll(6) as usize].to_account_id(),
			amount: (1 + Balance::from(dice.roll(500))) * UNITS,
			period_begin: period + dice.roll(3) as u32,
			period_count: 1 + dice.roll(2) as u32,
		}
		.into(),
		5 if dice.once_in(3) => canary_slots::Call::clear_all_leases { para }.into(),
		_ => pallet_staking::Call::manual_slash {
			validator_stash: VALIDATORS[dice.roll(2) as usize].to_account_id(),
			era: Staking::current_era().unwrap_or_default(),
			slash_fraction: Perbill::from_percent([1, 5, 20, 50][dice.roll(4) as usize]),
		}
		.into(),
	}
}

#[track_caller]
fn submit_as_root(call: impl Into<RuntimeCall>) {
	assert_ok!(call.into().dispatch(RuntimeOrigin::root()));
}

/// Alice has a pool that nominates both validators.
fn a_pool() {
	submit_when_calm(
		Alice,
		pallet_nomination_pools::Call::create {
			amount: 1_000 * UNITS,
			root: address(Alice),
			nominator: address(Alice),
			bouncer: address(Alice),
		},
	);
	let validators = VALIDATORS.map(|who| who.to_account_id()).to_vec();
	submit_when_calm(Alice, pallet_nomination_pools::Call::nominate { pool_id: POOL, validators });
}

/// How often each kind of thing has happened: the pallet, and the event's name.
fn count_what_happened(seen: &mut BTreeMap<String, u32>) {
	for event in events() {
		let told = format!("{event:?}").replace("Event::", "");
		let name = told.split([' ', '{']).next().unwrap_or_default().to_string();
		*seen.entry(name).or_default() += 1;
	}
}

#[test]
fn all_money_is_there_whatever_else_an_account_does_and_suffers() {
	const BLOCKS: u32 = 600;
	// Not with every pallet's checks at the end: those of pools do not bear what these are slashed for, where
	// members have not been made to pay for it yet.
	genesis_of("local").execute_with(|| {
		let paras = three_paras();
		a_pool();
		let (mut dice, mut seen) = (Dice::new(0x5eed), BTreeMap::new());
		let mut ledger = Ledger::open();

		for _ in 0..BLOCKS {
			let transactions = (0..dice.roll(3)).map(|_| {
				let (who, call) = deed(&mut dice, &paras);
				signed(who, call)
			});
			// One of each signer: the next would have the same nonce.
			let transactions = transactions.take(1).collect();
			for outcome in next_block(transactions) {
				// Who has nothing free cannot pay for a transaction.
				let name = if outcome.is_ok_and(|done| done.is_ok()) { "done" } else { "refused" };
				*seen.entry(name.to_string()).or_default() += 1;
			}
			count_what_happened(&mut seen);
			ledger.check();
			if dice.once_in(12) {
				let _ = power(&mut dice, &paras).dispatch(RuntimeOrigin::root());
				records_are_held();
			}
		}

		println!("{seen:#?}");
		for what in [
			"Auctions(BidAccepted",
			"Auctions(Unreserved",
			"Crowdloan(Contributed",
			"DelegatedStaking(Slashed",
			"NominationPools(Bonded",
			"Proxy(ProxyExecuted",
			"Slots(Leased",
			"Staking(Slashed",
			"Vesting(VestingUpdated",
		] {
			assert!(seen.contains_key(what), "{what}) has not happened");
		}
		assert!(held_by_us() > 0);
		// Everyone gets their money back when bids, campaigns and leases are over.
		for _ in 0..12 * PERIOD {
			next_block(vec![]);
			ledger.check();
		}
		assert_eq!(held_by_us(), 0);
	});
}

// --- slashes ---

fn staked(who: Sr25519Keyring) -> Balance {
	let ledger = Staking::ledger(StakingAccount::Stash(who.to_account_id()));
	ledger.map_or(0, |ledger| ledger.total)
}

fn contributed(who: Sr25519Keyring) -> Balance {
	let reason = RuntimeHoldReason::Crowdloan(canary_crowdloan::HoldReason::Contribution);
	Balances::balance_on_hold(&reason, &who.to_account_id())
}

/// What our pallets hold of an account for bids, leases and contributions.
fn promised(who: Sr25519Keyring) -> [Balance; 3] {
	[held_for_bids(who), held_for_leases(who), contributed(who)]
}

const LEASE: Balance = 30 * UNITS;
const BID: Balance = 40 * UNITS + 1;
const CONTRIBUTION: Balance = 50 * UNITS;
/// The end of the campaign that Dave contributes to.
const END: BlockNumber = 450;

/// Dave has a lease until period 2, leads in an auction of which the ending period is far away, and
/// backs a campaign. Besides, all that Dave may give away is given away.
fn promises_of_dave([lemon, mango, peach]: [ParaId; 3], keep_alive: bool) {
	submit_as_root(canary_slots::Call::force_lease {
		para: peach,
		leaser: Dave.to_account_id(),
		amount: LEASE,
		period_begin: 0,
		period_count: 2,
	});
	open_auction(200, 2);
	step_over_the_begin_of_a_session();
	bid(Dave, lemon, (2, 3), BID);
	let [first_period, last_period] = [2, 5];
	let (cap, index) = (1_000 * UNITS, mango);
	submit_when_calm(
		Bob,
		canary_crowdloan::Call::create {
			index,
			cap,
			first_period,
			last_period,
			end: END,
			verifier: None,
		},
	);
	submit_when_calm(
		Dave,
		canary_crowdloan::Call::contribute { index, value: CONTRIBUTION, signature: None },
	);
	let dest = address(Ferdie);
	submit_when_calm(Dave, pallet_balances::Call::transfer_all { dest, keep_alive });
	assert_eq!(promised(Dave), [BID, LEASE, CONTRIBUTION]);
}

/// A validator is slashed, and all who back it.
fn slash(percent: u32) {
	submit_as_root(pallet_staking::Call::manual_slash {
		validator_stash: AliceStash.to_account_id(),
		era: Staking::current_era().expect("there is an era"),
		slash_fraction: Perbill::from_percent(percent),
	});
	let mut ledger = Ledger::open();
	let eras: u32 = SlashDeferDuration::get();
	for _ in 0..(eras + 2) * ERA {
		next_block(vec![]);
		ledger.check();
	}
}

/// Runs without any call until all contributions, bids and deposits are released.
fn everything_comes_back_to_dave() {
	assert_eq!(promised(Dave), [BID, LEASE, CONTRIBUTION]);
	let dave = Dave.to_account_id();
	let free = Balances::balance(&dave);
	let rest = total(&dave) - free - BID - LEASE - CONTRIBUTION;
	let mut ledger = Ledger::open();
	// The campaign's bid wins a lease for periods 2 to 5.
	while System::block_number() < first_block(6) + 2 {
		next_block(vec![]);
		ledger.check();
	}
	assert_eq!(promised(Dave), [0, 0, 0]);
	assert_eq!(Balances::balance(&dave), free + BID + LEASE + CONTRIBUTION);
	assert_eq!(total(&dave), free + BID + LEASE + CONTRIBUTION + rest);
}

#[test]
fn a_slash_of_all_that_is_staked_takes_nothing_of_bids_leases_and_contributions() {
	on_chain("local", || {
		use pallet_staking::{Call, RewardDestination};
		let paras = three_paras();
		let value = 100_000 * UNITS;
		submit_when_calm(Dave, Call::bond { value, payee: RewardDestination::Stash });
		submit_when_calm(Dave, Call::nominate { targets: vec![address(AliceStash)] });
		run_to(3 * ERA + 1);
		promises_of_dave(paras, true);

		slash(100);

		assert_eq!(staked(Dave), 0);
		everything_comes_back_to_dave();
	});
}

#[test]
fn a_slash_of_a_pools_member_with_nothing_free_takes_nothing_of_them_either() {
	on_chain("local", || {
		let paras = three_paras();
		a_pool();
		let (amount, pool_id) = (1_000 * UNITS, POOL);
		submit_when_calm(Dave, pallet_nomination_pools::Call::join { amount, pool_id });
		run_to(3 * ERA + 1);
		promises_of_dave(paras, false);
		assert_eq!(Balances::balance(&Dave.to_account_id()), 0);

		slash(50);
		let of_pools = || {
			let reason = pallet_delegated_staking::HoldReason::StakingDelegation;
			let reason = RuntimeHoldReason::DelegatedStaking(reason);
			Balances::balance_on_hold(&reason, &Dave.to_account_id())
		};
		assert_eq!(of_pools(), amount);
		let member_account = address(Dave);
		submit_when_calm(Eve, pallet_nomination_pools::Call::apply_slash { member_account });

		assert!(of_pools() < amount);
		everything_comes_back_to_dave();
	});
}
