// SPDX-License-Identifier: Apache-2.0

//! Random histories: after every operation every rule holds, and every account has in total what it
//! had at the beginning.

use super::*;
use crate::records::Record;
use canary_primitives::traits::InspectManager;
use frame_support::storage::with_storage_layer;
use sp_runtime::DispatchResult;

const OPERATIONS: u32 = 10_000;
const PARAS: u64 = 6;
const ACCOUNTS: u64 = 20;

/// A small generator of pseudo-random numbers, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, sides: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % sides
	}

	fn para(&mut self) -> ParaId {
		ParaId(2_000 + self.roll(PARAS) as u32)
	}

	fn who(&mut self) -> AccountId {
		nth(self.roll(ACCOUNTS) as u32)
	}
}

/// As a call is undone when it fails.
fn call<R>(call: impl FnOnce() -> Result<R, DispatchError>) -> bool {
	with_storage_layer(call).is_ok()
}

fn period() -> u32 {
	(System::block_number() / LEASE_LENGTH) as u32
}

/// A campaign that makes sense more often than not.
fn plan(dice: &mut Dice) -> Plan {
	let para = dice.para();
	let first = period() + dice.roll(3) as u32;
	let latest = first_block(first + 1);
	let end = (System::block_number() + dice.roll(150)).min(latest + dice.roll(2));
	campaign(para)
		.by(World::manager(para).unwrap_or(BOB))
		.over(first..=first + dice.roll(4) as u32)
		.until(end)
		.capped_at(1_000 * (1 + dice.roll(3)) as Balance)
}

/// A para one of whose funds is being released, if there is one.
fn para_of_the_released(dice: &mut Dice) -> ParaId {
	let index = Releasing::<Test>::get().first().copied();
	index.and_then(Books::<Test>::get).map_or_else(|| dice.para(), |book| book.para)
}

/// Somebody who has contributed to one of the funds of a para.
fn contributor(dice: &mut Dice, para: ParaId) -> AccountId {
	let funds = Record::<Test>::all_of(para);
	let one = funds.first().and_then(|record| Crowdloan::contributions(record.index()).next());
	one.map_or_else(|| dice.who(), |(who, _)| who)
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
		0 => World::deregister(dice.para()),
		1 | 2 => World::register(dice.para(), nth(dice.roll(2) as u32)),
		3 => World::swap(dice.para(), dice.para()),
		4 => World::clear_leases(dice.para()),
		_ => {
			let fund = Crowdloan::fund_account(dice.roll(30) as u32);
			let first = period() + dice.roll(3) as u32;
			let amount = dice.roll(300) as Balance;
			return call(|| World::give_lease(dice.para(), fund, first..=first + 1, amount));
		},
	}
	true
}

fn rival_bids(dice: &mut Dice) -> bool {
	let Some(offered) = World::offered() else { return false };
	let first = offered + dice.roll(4) as u32;
	let last = first + dice.roll(3) as u32;
	let amount = dice.roll(500) as Balance;
	call(|| World::place_bid(nth(1_000), dice.para(), first, last, amount))
}

/// What has happened in a history.
#[derive(Debug, Default)]
struct Seen {
	done: [u32; 12],
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

fn operate(dice: &mut Dice, seen: &mut Seen) {
	let (para, who) = (dice.para(), dice.who());
	let amount = 1 + dice.roll(100) as Balance;
	let (kind, done) = match dice.roll(100) {
		0..=7 => (0, call(|| plan(dice).submit())),
		8..=57 => (1, call(|| Crowdloan::contribute(signed(who), para, amount, None))),
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
	let accounts = || (0..ACCOUNTS as u32).map(nth).chain([nth(1_000), BOB]);
	ExtBuilder::default()
		.funds(accounts().map(|who| (who, RICHES)))
		.paras((0..PARAS as u32).map(|n| ParaId(2_000 + n)))
		.build_and_execute(|| {
			let (mut dice, mut seen) = (Dice(seed), Seen::default());
			(0..PARAS as u32).for_each(|n| World::register(ParaId(2_000 + n), nth(n % 2)));
			MinContribution::set(5);
			MaxFunds::set(12);
			ReleasesPerBlock::set(1);

			for _ in 0..OPERATIONS {
				operate(&mut dice, &mut seen);
				seen.look();

				check_books();
				for who in accounts() {
					assert_eq!(total(who), RICHES);
				}
			}

			println!("{seen:?}");
			let enough = [50, 400, 5, 5, 1, 0, 5, 10, 10, 50, 30, 1_000];
			let often = seen.done.iter().zip(enough).all(|(done, least)| *done > least);
			assert!(often, "{:?}", seen.done);
			assert!(seen.bids > 100 && seen.refused_bids > 100 && seen.missed > 0);
			assert!(seen.won > 1 && seen.renewed > 0);
			assert!(seen.released > 300 && seen.dissolved > 50);
			everything_comes_back(accounts());
		});
}

/// When nobody opens campaigns any more, everyone has all of his money back without any call.
fn everything_comes_back(mut accounts: impl Iterator<Item = AccountId>) {
	IdleRoom::set(Weight::zero());
	World::settle();
	World::clear();
	run_for(1_500);
	assert!(accounts.all(|who| free(who) == RICHES));
	assert_eq!((Books::<Test>::count(), Funds::<Test>::iter().count()), (0, 0));
	assert_eq!(Record::<Test>::all().count(), 0);
	assert!(Agenda::<Test>::get().is_empty() && Releasing::<Test>::get().is_empty());
	assert!(NewRaise::<Test>::get().is_empty() && Refused::<Test>::get().is_empty());
}

#[test]
fn no_history_of_ten_thousand_operations_breaks_a_rule_or_takes_anything_from_anyone() {
	history(0x5eed_0001);
}

#[test]
fn no_other_history_of_ten_thousand_operations_does_either() {
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
