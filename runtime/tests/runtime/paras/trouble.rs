// SPDX-License-Identifier: GPL-3.0-or-later
//! Auctions and leases when something goes wrong.

use canary_primitives::{traits::PlaceBids, Phase};
use canary_runtime::pace::RandomnessTimeout;
use frame_support::traits::Get;
use sp_consensus_babe::AllowedSlots;

use super::*;

/// From now on secondary slots come with a draw or without one.
fn let_secondary_slots_draw(draw: bool) {
	pallet_babe::EpochConfig::<Runtime>::mutate(|config| {
		config.as_mut().expect("there is one since genesis").allowed_slots = if draw {
			AllowedSlots::PrimaryAndSecondaryVRFSlots
		} else {
			AllowedSlots::PrimaryAndSecondaryPlainSlots
		};
	});
}

/// An auction that nobody but Alice has bid in, one block before its bidding is over.
fn auction_for(lemon: ParaId) {
	open_auction(20, 1);
	bid(Alice, lemon, (1, 8), 10 * UNITS);
	run_to(candle_lit_at() + ENDING - 1);
}

fn deposited(event: canary_auctions::Event<Runtime>) -> bool {
	events().contains(&RuntimeEvent::Auctions(event))
}

#[test]
fn an_auction_waits_for_draws_that_come_late() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		auction_for(lemon);

		let_secondary_slots_draw(false);

		for _ in 0..=SESSION {
			next_block(vec![]);
			assert!(matches!(Auctions::phase(), Phase::VrfDelay { .. }));
		}
		assert_eq!(held_for_bids(Alice), 10 * UNITS);
		let_secondary_slots_draw(true);
		run_to_close();

		assert!(!deposited(canary_auctions::Event::RandomnessTimedOut { auction_index: 1 }));
		assert_eq!(held_for_leases(Alice), 10 * UNITS);
	});
}

#[test]
fn an_auction_closes_on_its_last_sample_when_nobody_draws() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		auction_for(lemon);
		let burnt_down_at = candle_lit_at() + ENDING;
		let_secondary_slots_draw(false);

		let timeout: BlockNumber = RandomnessTimeout::get();
		while System::block_number() < burnt_down_at + timeout - 1 {
			next_block(vec![]);
			assert!(Auctions::phase().is_running());
		}
		next_block(vec![]);

		assert!(deposited(canary_auctions::Event::RandomnessTimedOut { auction_index: 1 }));
		let last_sample = ENDING / SAMPLE - 1;
		assert!(deposited(canary_auctions::Event::WinningOffset {
			auction_index: 1,
			block_number: last_sample
		}));
		assert_eq!(held_for_leases(Alice), 10 * UNITS);
	});
}

#[test]
fn a_lease_begins_one_block_later_when_its_first_block_is_skipped() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		let (alice, bob) = (Alice.to_account_id(), Bob.to_account_id());
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, 3 * UNITS, 0, 1));
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), mango, bob, 4 * UNITS, 1, 1));
		run_to(first_block(1) - 1);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));

		System::set_block_number(first_block(1));
		next_block(vec![]);

		assert_eq!(System::block_number(), first_block(1) + 1);
		let begun = canary_slots::Event::NewLeasePeriod { lease_period: 1 };
		assert!(events().contains(&RuntimeEvent::Slots(begun)));
		assert_eq!(lifecycle(lemon), Some(Lifecycle::Downgrading));
		assert_eq!(lifecycle(mango), Some(Lifecycle::Upgrading));
		assert_eq!([Alice, Bob].map(held_for_leases), [0, 4 * UNITS]);
	});
}

#[test]
fn the_lease_of_a_para_that_was_deregistered_meanwhile_ends_and_its_deposit_is_released() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		open_auction(20, 1);
		bid(Alice, lemon, (1, 2), 10 * UNITS);
		run_to(candle_lit_at());
		let id = u32::from(lemon).into();
		submit_when_calm(Alice, paras_registrar::Call::deregister { id });
		run_to_close();
		assert_eq!(lifecycle(lemon), None);
		assert_eq!(held_for_leases(Alice), 10 * UNITS);

		run_to(first_block(1));
		let refused = events().into_iter().any(|event| {
			matches!(
				event,
				RuntimeEvent::Slots(canary_slots::Event::MoveFailed { para_id, .. })
					if para_id == lemon
			)
		});
		assert!(refused);
		assert_eq!(canary_slots::Waiting::<Runtime>::count(), 1);

		run_to(first_block(3));
		assert_eq!(deposits(Alice), 0);
		assert_eq!(leaseholders(lemon), []);
		assert_eq!(canary_slots::Waiting::<Runtime>::count(), 0);
	});
}

#[test]
fn a_para_that_is_being_onboarded_when_its_lease_begins_is_upgraded_as_soon_as_possible() {
	on_chain("development", || {
		let lemon = register(Alice);
		let alice = Alice.to_account_id();
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, UNITS, 0, 1));
		assert_eq!(canary_slots::Waiting::<Runtime>::count(), 1);
		accept_all_code();

		// Two sessions to come up, a block to try again, two sessions to move.
		sessions_pass(5);

		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		assert_eq!(canary_slots::Waiting::<Runtime>::count(), 0);
	});
}

#[test]
fn only_root_opens_auctions_and_gives_leases() {
	on_chain("development", || {
		let alice = RuntimeOrigin::signed(Alice.to_account_id());
		let bad_origin = sp_runtime::DispatchError::BadOrigin;
		assert_eq!(Auctions::new_auction(alice.clone(), 20, 1), Err(bad_origin));
		assert_eq!(Auctions::cancel_auction(alice.clone()), Err(bad_origin));
		let leaser = Alice.to_account_id();
		assert_eq!(
			Slots::force_lease(alice.clone(), ParaId(2_000), leaser, UNITS, 0, 1),
			Err(bad_origin)
		);
		assert_eq!(Slots::clear_all_leases(alice, ParaId(2_000)), Err(bad_origin));
	});
}

#[test]
fn a_cancelled_auction_gives_every_bid_back() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		auction_for(lemon);
		assert_ok!(Auctions::cancel_auction(RuntimeOrigin::root()));
		next_block(vec![]);
		assert_eq!(held_for_bids(Alice), 0);
		assert_eq!(<Auctions as PlaceBids>::offered(), None);
	});
}
