// SPDX-License-Identifier: Apache-2.0

//! Random histories: after every operation every invariant holds, and every account has in total what it
//! had at the beginning, less what it has given away.
//!
//! Managers take their paras away, swap them, dissolve and renew; somebody bids against the funds for as
//! little as possible; and people try to withdraw at a fund's end, before it is processed.

use super::*;
use crate::records::Record;
use canary_histories::{at_least, operations, Dice};
use canary_primitives::traits::InspectManager;
use frame_support::{
	storage::with_storage_layer,
	traits::{fungible::InspectHold, LockableCurrency, WithdrawReasons},
};
use sp_core::{sr25519, Pair};
use sp_runtime::DispatchResult;
use std::collections::BTreeMap;

const PARAS: u64 = 6;
const ACCOUNTS: u64 = 20;
/// How many of the accounts have a provider reference besides their balance.
const KEPT_ALIVE: u64 = 5;
const EXISTENTIAL_DEPOSIT: Balance = 5;

fn some_para(dice: &mut Dice) -> ParaId {
	ParaId(2_000 + dice.roll(PARAS) as u32)
}

fn somebody(dice: &mut Dice) -> AccountId {
	nth(dice.roll(ACCOUNTS) as u32)
}

/// Bids against funds, for as little as possible.
fn rival() -> AccountId {
	nth(1_000)
}

/// Gives these accounts a provider reference, as members of nomination pools have, so that a small
/// balance is not dust.
fn keep_alive_in_use(who: AccountId) {
	keep_alive(who.clone());
	Balances::set_lock(*b"test/one", &who, 1, WithdrawReasons::all());
}

/// As a call is undone when it fails.
fn call<R>(call: impl FnOnce() -> Result<R, DispatchError>) -> bool {
	with_storage_layer(call).is_ok()
}

fn period() -> u32 {
	(System::block_number() / LEASE_LENGTH) as u32
}

/// A campaign with terms that are mostly valid.
fn plan(dice: &mut Dice) -> Plan {
	let para = some_para(dice);
	let first = period() + dice.roll(3) as u32;
	let latest = first_block(first + 1);
	// Half of all ends come together with others.
	let end = System::block_number() + dice.roll(150);
	let end = if dice.once_in(2) { end.next_multiple_of(30) } else { end };
	let plan = campaign(para)
		.by(World::manager(para).unwrap_or(BOB))
		.over(first..=first + dice.roll(4) as u32)
		.until(end.min(latest + dice.roll(2)))
		.capped_at(1_000 * (1 + dice.roll(3)) as Balance);
	// Nobody signs for this one.
	let refuses = sr25519::Pair::from_seed(&[7; 32]).public();
	if dice.once_in(20) {
		plan.verified_by(refuses.into())
	} else {
		plan
	}
}

/// A para one of whose funds is being released, if there is one.
fn para_of_the_released(dice: &mut Dice) -> ParaId {
	let index = Releasing::<Test>::get().first().copied();
	index.and_then(Books::<Test>::get).map_or_else(|| some_para(dice), |book| book.para)
}

/// A para one of whose funds has come to its end in this block or before, and its end has not been processed.
fn para_of_the_due(dice: &mut Dice) -> ParaId {
	let now = System::block_number();
	let due: Vec<_> = Agenda::<Test>::get().into_iter().filter(|(end, _)| *end <= now).collect();
	let one = dice.one_of(&due).and_then(|(_, index)| Books::<Test>::get(index));
	one.map_or_else(|| some_para(dice), |book| book.para)
}

/// A contributor to one of the funds of a para.
fn contributor(dice: &mut Dice, para: ParaId) -> AccountId {
	let funds = Record::<Test>::all_of(para);
	let one = funds.first().and_then(|record| Crowdloan::contributions(record.index()).next());
	one.map_or_else(|| somebody(dice), |(who, _)| who)
}

/// Time passes, and auctions with it.
fn pass_time(dice: &mut Dice, seen: &mut Seen) {
	IdleRoom::set(
		[Weight::zero(), <Weights as WeightInfo>::release() * 4, Weight::MAX]
			[dice.roll(3) as usize],
	);
	for _ in 0..=dice.roll(5) {
		run_for(1);
		seen.look();
	}
	if !World::has_auction() && dice.roll(3) == 0 {
		World::open_auction(period() + dice.roll(2) as u32, dice.roll(15));
	} else if World::has_auction() && System::block_number() >= World::burnt_down_at() {
		if World::phase().is_running() {
			seen.refused_wins += World::settle().len();
		} else {
			World::clear();
		}
	} else if World::has_auction() && dice.roll(60) == 0 {
		World::clear();
	}
}

/// Things that happen to funds from outside.
fn intervene(dice: &mut Dice) -> bool {
	match dice.roll(6) {
		0 => World::deregister(some_para(dice)),
		1 | 2 => World::register(some_para(dice), nth(dice.roll(2) as u32)),
		3 => World::swap(some_para(dice), some_para(dice)),
		4 => World::clear_leases(some_para(dice)),
		_ => {
			let fund = Crowdloan::fund_account(dice.roll(30) as u32);
			let first = period() + dice.roll(3) as u32;
			let amount = dice.roll(300) as Balance;
			return call(|| World::give_lease(some_para(dice), fund, first..=first + 1, amount));
		},
	}
	true
}

/// An account that wants no lease bids against the funds: at random, or against one that leads, for the
/// least that is possible.
fn rival_bids(dice: &mut Dice) -> bool {
	let Some(offered) = World::offered() else { return false };
	let para = some_para(dice);
	let against = Funds::<Test>::get(para).map(|fund| fund.first_period..=fund.last_period);
	let led = against.and_then(|periods| Some((periods.clone(), World::leader(periods)?)));
	let (periods, amount) = match led {
		Some((periods, (_, leads_with))) => (periods, leads_with + 1),
		None => {
			let first = offered + dice.roll(4) as u32;
			(first..=first + dice.roll(3) as u32, dice.roll(500) as Balance)
		},
	};
	let (first, last) = periods.into_inner();
	call(|| World::place_bid(rival(), some_para(dice), first, last, amount))
}

/// An account with another provider gives nearly all of its free balance away, or gets half of what
/// another has.
fn spend(dice: &mut Dice, purses: &mut Purses) -> bool {
	let (kept, other) = (nth(dice.roll(KEPT_ALIVE) as u32), somebody(dice));
	let left = dice.roll(EXISTENTIAL_DEPOSIT as u64) as Balance;
	let (from, to, amount, done) = if dice.once_in(3) {
		let half = free(other.clone()) / 2;
		let signed = signed(other.clone());
		let done = Balances::transfer_keep_alive(signed, kept.clone(), half);
		(other, kept, half, done)
	} else if Balances::total_balance_on_hold(&kept) > 0 {
		let all = free(kept.clone()).saturating_sub(left);
		let done = Balances::transfer_allow_death(signed(kept.clone()), other.clone(), all);
		(kept, other, all, done)
	} else {
		return false;
	};
	if done.is_ok() {
		*purses.get_mut(&from).expect("it has a purse") -= amount;
		*purses.get_mut(&to).expect("it has a purse") += amount;
	}
	done.is_ok()
}

/// Tries to withdraw from a fund or to change it, between its end and the processing of the end.
fn act_at_the_end(dice: &mut Dice) -> bool {
	let para = para_of_the_due(dice);
	match dice.roll(4) {
		0 => {
			let who = contributor(dice, para);
			call(|| Crowdloan::withdraw(signed(BOB), who, para))
		},
		1 => call(|| Crowdloan::refund(signed(BOB), para).map_err(|e| e.error)),
		2 => call(|| plan(dice).of(para).edit()),
		_ => call(|| plan(dice).of(para).by(World::manager(para).unwrap_or(BOB)).submit()),
	}
}

/// The total balance of everyone, free and held.
type Purses = BTreeMap<AccountId, Balance>;

/// The counts of what has happened in a history.
#[derive(Debug, Default)]
struct Seen {
	done: [u32; 14],
	bids: usize,
	refused_bids: usize,
	missed: usize,
	won: usize,
	released: usize,
	dissolved: usize,
	renewed: usize,
	refused_wins: usize,
}

impl Seen {
	fn look(&mut self) {
		for event in events() {
			match event {
				Event::HandleBidResult { result: Ok(()), .. } => self.bids += 1,
				Event::HandleBidResult { result: Err(_), .. } => self.refused_bids += 1,
				Event::AuctionMissed { .. } => self.missed += 1,
				Event::Withdrew { .. } | Event::WithdrewFromEarlier { .. } => self.released += 1,
				Event::Dissolved { .. } | Event::EarlierDissolved { .. } => self.dissolved += 1,
				_ => {},
			}
		}
		self.won = self.won.max(Books::<Test>::iter_values().filter(|book| book.won).count());
		self.renewed = self.renewed.max(EarlierFunds::<Test>::iter().count());
	}
}

fn operate(dice: &mut Dice, seen: &mut Seen, purses: &mut Purses) {
	let (para, who) = (some_para(dice), somebody(dice));
	let amount = 1 + dice.roll(100) as Balance;
	let (kind, done) = match dice.roll(100) {
		0..=7 => (0, call(|| plan(dice).submit())),
		8..=53 => (1, call(|| Crowdloan::contribute(signed(who), para, amount, None))),
		54 | 55 => (12, spend(dice, purses)),
		56 | 57 => (13, act_at_the_end(dice)),
		58 | 59 => (2, call(|| Crowdloan::contribute_all(signed(who), para, None))),
		60..=63 => {
			let para = para_of_the_released(dice);
			let who = contributor(dice, para);
			(3, call(|| Crowdloan::withdraw(signed(BOB), who, para)))
		},
		64 => {
			let para = para_of_the_released(dice);
			(4, call(|| Crowdloan::refund(signed(BOB), para).map_err(|e| e.error)))
		},
		65 | 66 => (5, call(|| Crowdloan::dissolve(signed(nth(dice.roll(2) as u32)), para))),
		67 | 68 => (6, call(|| plan(dice).edit())),
		69..=71 => {
			let who = contributor(dice, para);
			(7, call(|| Crowdloan::add_memo(signed(who), para, vec![7; 20])))
		},
		72..=74 => (8, call(|| Crowdloan::poke(signed(who), para))),
		75..=80 => (9, rival_bids(dice)),
		81 if dice.roll(2) == 0 => (10, intervene(dice)),
		81 => {
			RefusesBids::set(&(dice.roll(4) == 0));
			return;
		},
		_ => {
			pass_time(dice, seen);
			(11, true)
		},
	};
	seen.done[kind] += u32::from(done);
}

fn history(seed: u64) {
	let accounts = || (0..ACCOUNTS as u32).map(nth).chain([rival(), BOB]);
	let mut purses: Purses = accounts().map(|who| (who, RICHES)).collect();
	ExtBuilder::default()
		.funds(purses.clone())
		.paras((0..PARAS as u32).map(|n| ParaId(2_000 + n)))
		.build_and_execute(|| {
			let (mut dice, mut seen) = (Dice::new(seed), Seen::default());
			(0..PARAS as u32).for_each(|n| World::register(ParaId(2_000 + n), nth(n % 2)));
			(0..KEPT_ALIVE as u32).map(nth).for_each(keep_alive_in_use);
			ExistentialDeposit::set(EXISTENTIAL_DEPOSIT);
			MinContribution::set(EXISTENTIAL_DEPOSIT);
			MaxFunds::set(12);
			FundsPerBlock::set(1);
			ReleasesPerBlock::set(1);

			for _ in 0..operations() {
				operate(&mut dice, &mut seen, &mut purses);
				seen.look();

				check_books();
				for (who, owned) in &purses {
					assert_eq!(total(who.clone()), *owned, "all that {who} has");
				}
			}

			println!("{seen:?}");
			let enough = [50, 400, 5, 5, 1, 0, 5, 10, 10, 50, 30, 1_000, 20, 2];
			let often = |(done, least): (&u32, u32)| *done >= at_least(least);
			assert!(seen.done.iter().zip(enough).all(often), "{:?}", seen.done);
			let (few, many) = (at_least(1) as usize, at_least(100) as usize);
			assert!(seen.bids > many && seen.refused_bids > many && seen.missed >= few);
			assert!(seen.won > 1 && seen.renewed > 0);
			assert!(seen.released > 3 * many && seen.dissolved > many / 2);
			everything_comes_back(&purses);
		});
}

/// Runs until everyone has got all of their money back, without any call.
fn everything_comes_back(purses: &Purses) {
	IdleRoom::set(Weight::zero());
	World::settle();
	World::clear();
	run_for(1_500);
	for (who, owned) in purses {
		assert_eq!(free(who.clone()), *owned, "all that {who} has is free");
	}
	assert_eq!((Books::<Test>::count(), Funds::<Test>::iter().count()), (0, 0));
	assert_eq!(Record::<Test>::all().count(), 0);
	assert!(Agenda::<Test>::get().is_empty() && Releasing::<Test>::get().is_empty());
	assert!(NewRaise::<Test>::get().is_empty() && Refused::<Test>::get().is_empty());
}

#[test]
fn ten_thousand_operations_break_no_invariant_and_take_nothing_from_anyone() {
	history(0x5eed_0001);
}

#[test]
fn ten_thousand_operations_from_another_seed_break_nothing() {
	history(0x0bad_cafe_0002);
}

/// A call that fails has changed nothing, so that a history never depends on failures.
#[test]
fn a_failed_call_of_a_history_is_undone() {
	ExtBuilder::default().build_and_execute(|| {
		let failing = || -> DispatchResult {
			campaign(LEMON).open();
			Err(DispatchError::Unavailable)
		};

		assert!(!call(failing));

		assert!(Funds::<Test>::get(LEMON).is_none());
	});
}
