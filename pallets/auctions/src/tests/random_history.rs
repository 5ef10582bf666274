// SPDX-License-Identifier: Apache-2.0

//! Whatever happens in whatever order: the invariants hold and money is conserved.

use super::*;
use frame_support::traits::Hooks;

const OPERATIONS: u32 = 12_000;
const BIDDERS: u64 = 12;
const PARAS: u64 = 40;
/// How many of the bidders live by something else besides their money.
const KEPT_ALIVE: u64 = 4;

/// A small generator of numbers, the same in every run: a history that fails can be played again.
struct Dice(u64);

impl Dice {
	/// A number from zero to below `sides`.
	fn roll(&mut self, sides: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % sides
	}
}

fn bid_of(dice: &mut Dice) -> bool {
	let offered = AuctionInfo::<Test>::get().map_or(OFFERED, |(offered, _)| offered);
	let first = offered + dice.roll(8) as u32;
	let bidder = match dice.roll(BIDDERS + 1) {
		0 => FUND,
		account => account,
	};
	let last = first + dice.roll(3) as u32;
	let least = Auctions::least_bid(first, last).unwrap_or(10);
	bid((least + dice.roll(12)).saturating_sub(2))
		.by(bidder)
		.for_para(ParaId(2_000 + dice.roll(PARAS) as u32))
		.over(first..=last)
		.place()
		.is_ok()
}

fn open(dice: &mut Dice) -> bool {
	let period = System::block_number() / LeaseLength::get() + dice.roll(3);
	Auctions::new_auction(RuntimeOrigin::root(), dice.roll(30), period as u32).is_ok()
}

fn pass_blocks(dice: &mut Dice) -> bool {
	IdleRoom::set(
		[Weight::zero(), Weight::from_parts(4_000_000_000, 60_000), Weight::MAX]
			[dice.roll(3) as usize],
	);
	for _ in 0..dice.roll(6) {
		let block = System::block_number();
		Auctions::on_idle(block, IdleRoom::get());
		System::set_block_number(block + 1);
		System::reset_events();
		Auctions::on_initialize(block + 1);
		let is_lost = |event: &Event<Test>| {
			let lost: sp_runtime::DispatchError = Error::<Test>::CreditLost.into();
			matches!(event, Event::LeaseRefused { reason, .. } if *reason == lost)
		};
		assert!(!events().iter().any(is_lost), "what is credited is there at the close");
		World::end_leases_before(((block + 1) / LeaseLength::get()) as u32);
	}
	true
}

/// Somebody who lives by something else gives away all that is free.
fn spend(dice: &mut Dice) -> bool {
	let (who, to) = (1 + dice.roll(KEPT_ALIVE), 1 + dice.roll(BIDDERS));
	let amount = free(who);
	who != to && Balances::transfer_allow_death(RuntimeOrigin::signed(who), to, amount).is_ok()
}

fn change_draws(dice: &mut Dice) -> bool {
	match dice.roll(4) {
		0 => World::let_nobody_draw(),
		_ => World::let_authors_draw(draw_for(dice.roll(5))),
	}
	true
}

#[test]
fn the_invariants_hold_through_every_history() {
	let mut happened = [0u32; 6];
	ExtBuilder::default()
		.existential_deposit(2)
		.funds((1..=BIDDERS).map(|who| (who, 500)))
		.paras((0..PARAS as u32).map(|n| ParaId(2_000 + n)))
		.build_and_execute(|| {
			let mut dice = Dice(7);
			(1..=KEPT_ALIVE).for_each(keep_alive);
			let issuance = Balances::total_issuance();
			for _ in 0..OPERATIONS {
				let (kind, done) = match dice.roll(100) {
					0..=67 => (0, bid_of(&mut dice)),
					68..=69 => (5, spend(&mut dice)),
					70..=90 => (1, pass_blocks(&mut dice)),
					91..=95 => (2, open(&mut dice)),
					96..=98 => (3, change_draws(&mut dice)),
					_ if dice.roll(4) == 0 => {
						(4, Auctions::cancel_auction(RuntimeOrigin::root()).is_ok())
					},
					_ => continue,
				};
				happened[kind] += u32::from(done);

				assert_ok!(try_state());
				assert_eq!(Balances::total_issuance(), issuance);
				assert_eq!(all_on_hold_for_bids(), all_recorded());
			}
		});

	println!("bids, steps, openings, draws, cancellations, spendings: {happened:?}");
	assert!(happened.into_iter().zip([1_500, 2_000, 50, 50, 5, 50]).all(|(n, least)| n > least));
}
