// SPDX-License-Identifier: Apache-2.0

//! Random histories: after every operation every rule holds, all money is accounted for, and the
//! leases are those of a table that only knows who was given what.

use super::*;
use std::collections::BTreeMap;

const OPERATIONS: u32 = 10_000;
const PARAS: u64 = 7;
const ACCOUNTS: [u64; 4] = [ALICE, BOB, CHARLIE, FUND];

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
		ParaId(self.roll(PARAS) as u32)
	}
}

/// Who holds which period of which para.
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
	let para = dice.para();
	let who = ACCOUNTS[dice.roll(4) as usize];
	let amount = dice.roll(300);
	let now = Slots::current_period().unwrap_or_default();
	let first = (now + dice.roll(9) as u32).saturating_sub(1);
	let count = dice.roll(5) as u32;
	let offer = lease(para).by(who).at(amount).of_periods(first, count);

	let given = if dice.roll(2) == 0 || count == 0 {
		frame_support::storage::with_storage_layer(|| offer.submit()).is_ok()
	} else {
		// A bid that holds all of its amount, part of it, or more than the lease needs.
		let held = if Funds::is_backed(&who) { 0 } else { dice.roll(amount + 2) };
		let held = held.min(free(who).saturating_sub(1));
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
	let para = dice.para();
	match (lifecycle(para), dice.roll(6)) {
		(None, _) => put(para, Onboarding),
		(Some(OnDemand), 0) => deregister(para),
		(_, 1) => RefuseMoves::mutate(|refuse| *refuse = !*refuse),
		_ => new_session(),
	}
}

fn history(seed: u64) {
	ExtBuilder::default().fund_with(200).build_and_execute(|| {
		let (mut dice, mut table, mut given) = (Dice(seed), Table::default(), 0);
		let issuance = Balances::total_issuance();

		for _ in 0..OPERATIONS {
			match dice.roll(20) {
				0..=8 => given += u32::from(give(&mut dice, &mut table)),
				9..=14 => pass_time(&mut dice),
				15 => {
					let para = dice.para();
					assert_ok!(Slots::clear_all_leases(root(), para));
					table.clear(para);
				},
				16 => {
					let call = || Slots::trigger_onboard(signed(BOB), dice.para());
					let _ = frame_support::storage::with_storage_layer(call);
				},
				17 => {
					let (one, other) = (dice.para(), dice.para());
					swap(one, other);
					table.swap(one, other);
				},
				_ => change_registry(&mut dice),
			}
			System::reset_events();

			check_books();
			assert_eq!(Balances::total_issuance(), issuance);
			for who in [ALICE, BOB, CHARLIE] {
				assert_eq!(free(who) + held(who), RICHES);
				assert_eq!(held_for_bid(who), 0);
			}
			let now = Slots::current_period().expect("period 0 begins with the first block");
			for para in (0..PARAS as u32).map(ParaId) {
				assert_eq!(Slots::leases_now(para), table.leases(para, now));
			}
		}

		assert!(given > OPERATIONS / 20, "only {given} leases were given");
		every_para_comes_to_where_it_belongs();
		everything_comes_to_an_end();
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

/// When no more leases are given, all money goes back and all paras come down by themselves.
fn everything_comes_to_an_end() {
	RefuseMoves::set(false);
	for block in 1..=400 {
		whole_block(System::block_number() + 1, Weight::MAX);
		if block % 5 == 0 {
			new_session();
		}
	}
	for who in [ALICE, BOB, CHARLIE] {
		assert_eq!((free(who), held(who)), (RICHES, 0));
	}
	assert!(Commitments::get().values().all(|committed| *committed == 0));
	assert_eq!((Leases::<Test>::iter().count(), LeaseBase::<Test>::iter().count()), (0, 0));
	assert_eq!(Waiting::<Test>::count(), 0);
}

#[test]
fn no_history_of_ten_thousand_operations_breaks_a_rule() {
	history(0x5eed_0001);
}

#[test]
fn no_other_history_of_ten_thousand_operations_does_either() {
	history(0x0bad_cafe_0002);
}
