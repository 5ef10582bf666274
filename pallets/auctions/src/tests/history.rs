// SPDX-License-Identifier: Apache-2.0

//! Random histories: in any order of operations the invariants hold, money is conserved, and the result
//! is that of a chronicle that only knows who bid what in which sample.
//!
//! Some bidders lead in every sample with the least possible amount, each time from another account;
//! managers deregister their paras; and the lease admin gives and clears leases.

use super::*;
use crate::winners::best_set;
use canary_histories::{at_least, operations, Dice};
use canary_primitives::traits::{InspectLeases, InspectPara};
use frame_support::traits::{
	fungible::Inspect,
	tokens::{Fortitude::Force, Preservation::Protect},
	Hooks, LockableCurrency, WithdrawReasons,
};
use sp_runtime::{DispatchError, TokenError};
use std::collections::BTreeMap;

const BIDDERS: u64 = 12;
/// Accounts that are only used to fill the samples.
const FILLERS: core::ops::Range<u64> = 100..124;
const PARAS: u64 = 40;
/// How many of the bidders have a provider reference besides their balance.
const KEPT_ALIVE: u64 = 4;
/// Everyone's money at the start.
const RICHES: Balance = 500;

type Won = (AccountId, ParaId, Balance, LeasePeriod, LeasePeriod);

/// The leading bid of each range, by its index.
type Leaders = BTreeMap<usize, (AccountId, ParaId, Balance)>;

/// What the test remembers outside the pallet.
#[derive(Default)]
struct Watcher {
	/// The total balance of everyone, free and held.
	purses: BTreeMap<AccountId, Balance>,
	/// The first lease period on offer.
	offered: LeasePeriod,
	/// The leading bids at the end of each sample with a bid.
	samples: BTreeMap<u32, Leaders>,
	/// Who must win, once the winning sample is known.
	expected: Option<Vec<Won>>,
	won: Vec<Won>,
	refused: u32,
	/// Whether leases were given or taken away since the auction began.
	is_tampered: bool,
	seen: BTreeMap<&'static str, u32>,
}

impl Watcher {
	fn count(&mut self, what: &'static str) {
		*self.seen.entry(what).or_default() += 1;
	}

	fn leaders_at(&self, sample: u32) -> Leaders {
		self.samples.range(..=sample).next_back().map_or_else(Leaders::new, |(_, l)| l.clone())
	}

	/// The winners if this is the winning sample.
	fn winners(&self, sample: u32) -> Vec<Won> {
		let leaders = self.leaders_at(sample);
		let amounts = core::array::from_fn(|index| leaders.get(&index).map(|l| l.2.into()));
		let won = |range: LeaseRange| {
			let (who, para, amount) = leaders[&range.index()];
			let (first, last) = range.periods(self.offered).unwrap().into_inner();
			(who, para, amount, first, last)
		};
		best_set(&amounts).into_iter().map(won).collect()
	}

	/// Reads the events since the last look.
	fn look(&mut self) {
		for event in events() {
			match event {
				Event::AuctionStarted { lease_period, .. } => {
					self.samples.clear();
					(self.offered, self.is_tampered) = (lease_period, false);
					self.count("opened");
				},
				Event::BidAccepted { bidder, para_id, amount, first_slot, last_slot } => {
					let sample = match phase() {
						Phase::Starting => 0,
						Phase::Ending { sample, .. } => sample as u32,
						closed => panic!("a bid is taken in {closed:?}"),
					};
					let range = LeaseRange::of_periods(self.offered, first_slot, last_slot);
					let mut leaders = self.leaders_at(sample);
					leaders.insert(range.unwrap().index(), (bidder, para_id, amount));
					self.samples.insert(sample, leaders);
					self.count("bid");
				},
				Event::WinningOffset { block_number, .. } => {
					self.expected = Some(self.winners(block_number as u32));
					self.count("closed");
				},
				Event::BidWon { bidder, para_id, amount, first_slot, last_slot } => {
					self.won.push((bidder, para_id, amount, first_slot, last_slot));
					self.count("won");
				},
				Event::LeaseRefused { reason, .. } => {
					assert!(self.is_tampered, "refused for {reason:?} though nobody meddled");
					self.refused += 1;
					self.count("refused");
				},
				Event::AuctionCancelled { .. } => self.count("cancelled"),
				Event::AuctionCleared { .. } => {
					let won = core::mem::take(&mut self.won);
					if core::mem::take(&mut self.refused) == 0 {
						assert_eq!(won, self.expected.take().unwrap_or_default(), "who wins");
					}
					self.expected = None;
					self.count("cleared");
				},
				Event::RandomnessTimedOut { .. } => self.count("timed out"),
				_ => {},
			}
		}
		System::reset_events();
	}

	/// Checks all balances.
	fn check(&mut self) {
		self.look();
		assert_ok!(try_state());
		assert_eq!(all_on_hold_for_bids(), all_recorded());
		for (who, owned) in &self.purses {
			assert_eq!(Balances::total_balance(who), *owned, "all that {who} has");
		}
		if AuctionInfo::<Test>::exists() && !Clearing::<Test>::get() {
			let mut may_win = BTreeMap::<(AccountId, ParaId), Balance>::new();
			for (who, para, amount) in self.samples.values().flat_map(BTreeMap::values) {
				let most = may_win.entry((*who, *para)).or_default();
				*most = amount.max(most).to_owned();
			}
			let covered = ReservedAmounts::<Test>::iter()
				.map(|((who, para), held)| ((who, para), held + Credited::<Test>::get(para, who)));
			assert_eq!(covered.collect::<BTreeMap<_, _>>(), may_win, "held of whom may win");
		}
	}
}

/// Bids at random. A refusal must have a reason that concerns the bidder.
fn bid_by(
	watcher: &mut Watcher,
	bidder: AccountId,
	para: ParaId,
	periods: core::ops::RangeInclusive<LeasePeriod>,
	amount: Balance,
) {
	let (first, last) = (*periods.start(), *periods.end());
	let leads = Auctions::least_bid(first, last).is_some_and(|least| amount >= least);
	let is_free = World::is_registered(para) && !World::is_leased(para, first, last);
	let can_pay = bidder != FUND && Balances::reducible_balance(&bidder, Protect, Force) >= amount;

	let placed = frame_support::storage::with_storage_layer(|| {
		bid(amount).by(bidder).for_para(para).over(periods).place()
	});
	match placed {
		Ok(()) => assert!(leads && is_free),
		Err(DispatchError::Token(TokenError::FundsUnavailable)) if leads && is_free => {
			assert!(!can_pay);
			watcher.count("could not pay");
		},
		Err(DispatchError::Other("not enough raised")) if leads && is_free => {
			assert_eq!(bidder, FUND);
			watcher.count("had not raised it");
		},
		Err(why) => {
			assert!(!(leads && is_free), "{why:?}");
			watcher.count("refused to bid");
		},
	}
	watcher.look();
}

/// Gives these accounts a provider reference, as members of nomination pools have, so that a small
/// balance is not dust.
fn keep_alive_in_use(who: AccountId) {
	keep_alive(who);
	Balances::set_lock(*b"test/one", &who, 1, WithdrawReasons::all());
}

fn para(dice: &mut Dice) -> ParaId {
	ParaId(2_000 + dice.roll(PARAS) as u32)
}

fn periods(dice: &mut Dice, longest: u64) -> core::ops::RangeInclusive<LeasePeriod> {
	let offered = AuctionInfo::<Test>::get().map_or(OFFERED, |(offered, _)| offered);
	let first = offered + dice.roll(8) as u32;
	first..=first + dice.roll(longest) as u32
}

fn somebody_bids(dice: &mut Dice, watcher: &mut Watcher) {
	let periods = periods(dice, 3);
	let bidder = match dice.roll(BIDDERS + 1) {
		0 => FUND,
		account => account,
	};
	let least = Auctions::least_bid(*periods.start(), *periods.end()).unwrap_or(10);
	let amount = (least + dice.roll(12)).saturating_sub(2);
	bid_by(watcher, bidder, para(dice), periods, amount);
}

/// Leads in some ranges with the least possible amount, from a different account in each or from one in
/// all.
fn samples_are_filled(dice: &mut Dice, watcher: &mut Watcher) {
	let fillers: Vec<_> = FILLERS.collect();
	let mut filler = fillers[dice.roll(fillers.len() as u64) as usize];
	let (para, changes) = (para(dice), dice.once_in(2));
	for _ in 0..dice.roll(6) {
		let periods = periods(dice, 8);
		if let Some(least) = Auctions::least_bid(*periods.start(), *periods.end()) {
			bid_by(watcher, filler, para, periods, least);
			watcher.count("filled");
		}
		if changes {
			filler = fillers[dice.roll(fillers.len() as u64) as usize];
		}
	}
}

fn open(dice: &mut Dice) {
	let period = System::block_number() / LeaseLength::get() + dice.roll(3);
	let _ = frame_support::storage::with_storage_layer(|| {
		Auctions::new_auction(RuntimeOrigin::root(), dice.roll(30), period as u32)
	});
}

fn pass_blocks(dice: &mut Dice, watcher: &mut Watcher) {
	IdleRoom::set(
		[Weight::zero(), Weight::from_parts(4_000_000_000, 60_000), Weight::MAX]
			[dice.roll(3) as usize],
	);
	for _ in 0..dice.roll(6) {
		let block = System::block_number();
		Auctions::on_idle(block, IdleRoom::get());
		watcher.look();
		System::set_block_number(block + 1);
		Auctions::on_initialize(block + 1);
		watcher.look();
		World::end_leases_before(((block + 1) / LeaseLength::get()) as u32);
	}
}

/// An account with another provider gives all of its free balance away, or gets half of another's.
fn spend(dice: &mut Dice, watcher: &mut Watcher) {
	let (kept, other) = (1 + dice.roll(KEPT_ALIVE), 1 + dice.roll(BIDDERS));
	let signed = RuntimeOrigin::signed;
	let (from, to, amount, done) = if dice.once_in(2) {
		let all = free(kept);
		(kept, other, all, Balances::transfer_allow_death(signed(kept), other, all))
	} else {
		let half = free(other) / 2;
		(other, kept, half, Balances::transfer_keep_alive(signed(other), kept, half))
	};
	if done.is_ok() {
		*watcher.purses.get_mut(&from).unwrap() -= amount;
		*watcher.purses.get_mut(&to).unwrap() += amount;
		watcher.count("spent");
	}
}

fn change_draws(dice: &mut Dice) {
	match dice.roll(4) {
		0 => World::let_nobody_draw(),
		_ => World::let_authors_draw(draw_for(dice.roll(5))),
	}
}

/// Deregisters a para or registers it again.
fn managers_act(dice: &mut Dice, watcher: &mut Watcher) {
	let para = para(dice);
	if World::is_registered(para) && dice.once_in(4) {
		World::deregister(para);
		watcher.count("deregistered");
	} else {
		World::register(para);
	}
}

/// Clears the leases of a para, or gives it one.
fn the_admin_acts(dice: &mut Dice, watcher: &mut Watcher) {
	let leaders = watcher.samples.values().next_back().into_iter().flat_map(BTreeMap::values);
	let led: Vec<_> = leaders.map(|(_, para, _)| *para).collect();
	let para = match dice.one_of(&led) {
		Some(led) if dice.once_in(2) => *led,
		_ => para(dice),
	};
	let periods = periods(dice, 4);
	watcher.is_tampered = true;
	if dice.once_in(2) {
		World::clear_leases(para);
	} else if !World::is_leased(para, *periods.start(), *periods.end()) {
		World::force_lease(para, periods);
	}
}

fn operate(dice: &mut Dice, watcher: &mut Watcher) {
	match dice.roll(200) {
		0..=111 => somebody_bids(dice, watcher),
		112..=131 => samples_are_filled(dice, watcher),
		132..=137 => spend(dice, watcher),
		138..=177 => pass_blocks(dice, watcher),
		178..=187 => open(dice),
		188..=192 => change_draws(dice),
		193..=196 => managers_act(dice, watcher),
		197 | 198 => the_admin_acts(dice, watcher),
		_ if dice.once_in(3) => {
			let _ = Auctions::cancel_auction(RuntimeOrigin::root());
		},
		_ => {},
	}
}

/// Runs until everyone has got all of their money back, without any call.
fn everything_comes_back(watcher: &mut Watcher) {
	IdleRoom::set(Weight::zero());
	World::let_authors_draw(draw_for(0));
	for _ in 0..2_000 {
		let block = System::block_number() + 1;
		System::set_block_number(block);
		Auctions::on_initialize(block);
		watcher.look();
		World::end_leases_before((block / LeaseLength::get()) as u32);
	}
	assert_eq!(AuctionInfo::<Test>::get(), None);
	for (who, owned) in &watcher.purses {
		assert_eq!(free(*who), *owned, "all that {who} has is free");
	}
}

#[test]
fn ten_thousand_operations_break_no_invariant() {
	let mut watcher = Watcher::default();
	watcher.purses.extend((1..=BIDDERS).chain(FILLERS).map(|who| (who, RICHES)));
	ExtBuilder::default()
		.existential_deposit(2)
		.funds(watcher.purses.clone())
		.paras((0..PARAS as u32).map(|n| ParaId(2_000 + n)))
		.build_and_execute(|| {
			let mut dice = Dice::new(7);
			(1..=KEPT_ALIVE).for_each(keep_alive_in_use);
			World::back(FUND, 12);
			let issuance = Balances::total_issuance();
			for _ in 0..operations() {
				operate(&mut dice, &mut watcher);
				watcher.check();
				assert_eq!(Balances::total_issuance(), issuance);
			}
			everything_comes_back(&mut watcher);
		});

	println!("{:?}", watcher.seen);
	for (what, least) in [
		("bid", 1_500),
		("filled", 500),
		("could not pay", 20),
		("had not raised it", 5),
		("opened", 40),
		("closed", 30),
		("cleared", 30),
		("won", 80),
		("refused", 1),
		("cancelled", 5),
		("timed out", 2),
		("spent", 50),
		("deregistered", 20),
	] {
		let happened = watcher.seen.get(what).copied().unwrap_or(0);
		assert!(happened >= at_least(least), "{what}: {:?}", watcher.seen);
	}
}
