// SPDX-License-Identifier: Apache-2.0

//! Random histories: after every operation every invariant holds, all money is accounted for, and the
//! leases are those of a table that only knows who was given what.

use super::*;
use canary_histories::{at_least, operations, Dice};
use frame_support::traits::{
	fungible::Inspect,
	tokens::{Fortitude::Force, Preservation::Protect},
	LockableCurrency, WithdrawReasons,
};
use std::collections::BTreeMap;

const PARAS: u64 = 7;
const ACCOUNTS: [u64; 4] = [ALICE, BOB, CHARLIE, FUND];
/// Accounts with a provider reference besides their balance, which may give all of it away.
const KEPT_ALIVE: [u64; 2] = [ALICE, BOB];
const EXISTENTIAL_DEPOSIT: Balance = 5;

fn para(dice: &mut Dice) -> ParaId {
	ParaId(dice.roll(PARAS) as u32)
}

/// They have a provider reference besides their balance, and some of it is always in use, as with members of
/// nomination pools: whatever is left of it is no dust.
fn keep_alive(who: &u64) {
	System::inc_providers(who);
	Balances::set_lock(*b"test/one", who, 1, WithdrawReasons::all());
}

/// The total balance of everyone, free and held.
struct Purses(BTreeMap<u64, Balance>);

impl Purses {
	fn are_right(&self) {
		for (who, owned) in &self.0 {
			assert_eq!(free(*who) + held(*who), *owned, "all that {who} has");
			assert_eq!(held_for_bid(*who), 0);
		}
	}

	/// An account gives all of its free balance away, or half of it without another provider.
	fn spend(&mut self, dice: &mut Dice) {
		let (from, to) = (ACCOUNTS[dice.roll(3) as usize], ACCOUNTS[dice.roll(3) as usize]);
		let (amount, done) = if KEPT_ALIVE.contains(&from) {
			let all = free(from);
			(all, Balances::transfer_allow_death(signed(from), to, all))
		} else {
			let half = free(from) / 2;
			(half, Balances::transfer_keep_alive(signed(from), to, half))
		};
		if done.is_ok() {
			*self.0.get_mut(&from).expect("it has a purse") -= amount;
			*self.0.get_mut(&to).expect("it has a purse") += amount;
		}
	}
}

/// The leaseholder of each period of each para.
#[derive(Default)]
struct Table(BTreeMap<(ParaId, u32), (u64, Balance)>);

impl Table {
	fn leases(&self, para: ParaId, now: u32) -> Leaseholds {
		let mut known = Leaseholds::new();
		for (period, holder) in self.0.range((para, now)..=(para, u32::MAX)) {
			known.resize((period.1 - now) as usize, None);
			known.push(Some(*holder));
		}
		known
	}

	fn give(&mut self, offer: (ParaId, u32, u32), who: u64, amount: Balance) {
		let (para, first, count) = offer;
		self.0.extend((first..first + count).map(|period| ((para, period), (who, amount))));
	}

	fn clear(&mut self, para: ParaId) {
		self.0.retain(|(leased, _), _| *leased != para);
	}

	fn swap(&mut self, one: ParaId, other: ParaId) {
		let swapped = |para| match para {
			para if para == one => other,
			para if para == other => one,
			para => para,
		};
		let before = core::mem::take(&mut self.0);
		self.0 = before.into_iter().map(|((p, period), e)| ((swapped(p), period), e)).collect();
	}
}

fn give(dice: &mut Dice, table: &mut Table) -> bool {
	let para = para(dice);
	let who = ACCOUNTS[dice.roll(4) as usize];
	// A deposit that is too small for an account to live on may be dust when it ends.
	let amount = Some(dice.roll(300)).filter(|amount| *amount >= EXISTENTIAL_DEPOSIT).unwrap_or(0);
	let now = Slots::current_period().unwrap_or_default();
	let first = (now + dice.roll(9) as u32).saturating_sub(1);
	let count = dice.roll(5) as u32;
	let offer = lease(para).by(who).at(amount).of_periods(first, count);

	let given = if dice.roll(2) == 0 || count == 0 {
		frame_support::storage::with_storage_layer(|| offer.submit()).is_ok()
	} else {
		// A bid that holds all of its amount, part of it, or more than the lease needs.
		let held = if Funds::is_backed(&who) { 0 } else { dice.roll(amount + 2) };
		let held = held.min(Balances::reducible_balance(&who, Protect, Force));
		if held > 0 {
			hold_for_bid(who, held);
		}
		let settled = offer.settle_from(held);
		if !Funds::is_backed(&who) {
			assert!(settled.is_ok() || held_for_bid(who) == held);
			release_bid(who, held - settled.unwrap_or_default());
		}
		settled.is_ok()
	};
	if given {
		table.give((para, first, count), who, amount);
	}
	given
}

fn pass_time(dice: &mut Dice) {
	let skip = if dice.roll(12) == 0 { dice.roll(25) } else { 0 };
	let left = match dice.roll(3) {
		0 => Weight::zero(),
		1 => <Weights as WeightInfo>::step() * 3,
		_ => Weight::MAX,
	};
	whole_block(System::block_number() + 1 + skip, left);
}

fn change_registry(dice: &mut Dice) {
	let para = para(dice);
	match (lifecycle(para), dice.roll(6)) {
		(None, _) => put(para, Onboarding),
		(Some(OnDemand), 0) => deregister(para),
		(_, 1) => RefuseMoves::mutate(|refuse| *refuse = !*refuse),
		_ => new_session(),
	}
}

/// Whether the registrar swaps these two: neither may be between two states.
fn may_be_swapped(one: ParaId, other: ParaId) -> bool {
	let settled = |para| matches!(lifecycle(para), Some(LeaseHolding | OnDemand));
	let has_slot = |para| lifecycle(para) == Some(LeaseHolding);
	settled(one) && settled(other) && (has_slot(one) || has_slot(other))
}

fn history(seed: u64) {
	let builder = ExtBuilder::default().fund_with(200).existential_deposit(EXISTENTIAL_DEPOSIT);
	builder.build_and_execute(|| {
		let (mut dice, mut table, mut given) = (Dice::new(seed), Table::default(), 0);
		let mut purses = Purses([ALICE, BOB, CHARLIE].map(|who| (who, RICHES)).into());
		KEPT_ALIVE.iter().for_each(keep_alive);
		let issuance = Balances::total_issuance();

		for _ in 0..operations() {
			let dice = &mut dice;
			match dice.roll(20) {
				0..=8 => given += u32::from(give(dice, &mut table)),
				9..=13 => pass_time(dice),
				14 => purses.spend(dice),
				15 => {
					let para = para(dice);
					assert_ok!(Slots::clear_all_leases(root(), para));
					table.clear(para);
				},
				16 => {
					let call = || Slots::trigger_onboard(signed(BOB), para(dice));
					let _ = frame_support::storage::with_storage_layer(call);
				},
				17 => {
					let (one, other) = (para(dice), para(dice));
					if may_be_swapped(one, other) {
						swap(one, other);
						table.swap(one, other);
					}
				},
				_ => change_registry(dice),
			}
			System::reset_events();

			check_books();
			assert_eq!(Balances::total_issuance(), issuance);
			purses.are_right();
			let now = Slots::current_period().expect("period 0 begins with the first block");
			for para in (0..PARAS as u32).map(ParaId) {
				assert_eq!(Slots::leases_now(para), table.leases(para, now));
			}
		}

		assert!(given > at_least(500), "only {given} leases were given");
		every_para_comes_to_where_it_belongs();
		everything_comes_to_an_end(&purses);
	});
}

/// Some quiet blocks within one period are enough for every para to be where its leases say.
fn every_para_comes_to_where_it_belongs() {
	RefuseMoves::set(false);
	(0..PARAS as u32)
		.map(ParaId)
		.filter(|p| lifecycle(*p).is_none())
		.for_each(|p| put(p, OnDemand));
	let begin = first_block(Slots::current_period().expect("it has begun") + 1);
	for block in begin..begin + LeasePeriodLength::get() {
		whole_block(block, Weight::MAX);
		new_session();
	}
	for para in (0..PARAS as u32).map(ParaId) {
		let is_leased = matches!(Slots::leases_now(para).first(), Some(Some(_)));
		assert_eq!(lifecycle(para), Some(if is_leased { LeaseHolding } else { OnDemand }));
	}
}

/// Runs until all deposits are released and all paras are downgraded, without any call.
fn everything_comes_to_an_end(purses: &Purses) {
	RefuseMoves::set(false);
	for block in 1..=400 {
		whole_block(System::block_number() + 1, Weight::MAX);
		if block % 5 == 0 {
			new_session();
		}
	}
	for (who, owned) in &purses.0 {
		assert_eq!((free(*who), held(*who)), (*owned, 0));
	}
	assert!(Commitments::get().values().all(|committed| *committed == 0));
	assert_eq!((Leases::<Test>::iter().count(), LeaseBase::<Test>::iter().count()), (0, 0));
	assert_eq!(Waiting::<Test>::count(), 0);
}

#[test]
fn ten_thousand_operations_break_no_invariant() {
	history(0x5eed_0001);
}

#[test]
fn ten_thousand_operations_from_another_seed_break_no_invariant() {
	history(0x0bad_cafe_0002);
}
