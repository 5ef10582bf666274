// SPDX-License-Identifier: GPL-3.0-or-later
//! The life of a lease: from a reserved number to a slot and back, with users' calls.

use frame_support::traits::{
	fungible::Inspect,
	tokens::{Fortitude, Preservation},
};
use sp_runtime::{traits::Dispatchable, DispatchError};

use super::*;

/// The bids of these tests: Alice bids for all periods, Bob for the first half, Charlie for the second,
/// each for their own para. Bob's and Charlie's bids together are worth more.
fn auction_of_three(lemon: ParaId, mango: ParaId, peach: ParaId) {
	open_auction(20, 1);
	bid(Alice, lemon, (1, 8), 10 * UNITS);
	bid(Bob, mango, (1, 4), 15 * UNITS);
	run_to(candle_lit_at() - 1);
	// The candle's first block: whenever it goes out, these bids were placed before.
	submit_together([(Charlie, peach, (5, 8), 6 * UNITS), (Alice, lemon, (2, 5), 12 * UNITS)]);
}

fn submit_together<const N: usize>(
	bids: [(Sr25519Keyring, ParaId, (LeasePeriod, LeasePeriod), Balance); N],
) {
	let signed = bids.map(|(bidder, para, (first_slot, last_slot), amount)| {
		let auction_index = canary_auctions::AuctionCounter::<Runtime>::get();
		crate::common::signed(
			bidder,
			canary_auctions::Call::bid { para, auction_index, first_slot, last_slot, amount },
		)
	});
	for result in next_block(signed.into()) {
		assert_ok!(result.expect("it is valid"));
	}
}

#[test]
fn three_managers_bid_two_win_eight_periods_pass_and_every_deposit_is_back() {
	on_chain("development", || {
		let issuance_before = [Alice, Bob, Charlie].map(deposits);
		let [lemon, mango, peach] = three_paras();
		let registered = [Alice, Bob, Charlie].map(deposits);

		auction_of_three(lemon, mango, peach);
		assert_eq!([Alice, Bob, Charlie].map(held_for_bids), [12, 15, 6].map(|n| n * UNITS));
		run_to_close();
		next_block(vec![]);

		assert_eq!(canary_auctions::AuctionInfo::<Runtime>::get(), None);
		assert_eq!([Alice, Bob, Charlie].map(held_for_bids), [0, 0, 0]);
		assert_eq!([Alice, Bob, Charlie].map(held_for_leases), [0, 15, 6].map(|n| n * UNITS));
		let (bob, charlie) = (Some(Bob.to_account_id()), Some(Charlie.to_account_id()));
		assert_eq!(leaseholders(mango), [vec![None], vec![bob; 4]].concat());
		assert_eq!(leaseholders(peach), [vec![None; 5], vec![charlie; 4]].concat());
		assert_eq!(leaseholders(lemon), []);

		run_to(first_block(1));
		assert_eq!(lifecycle(mango), Some(Lifecycle::Upgrading));
		assert_eq!(lifecycle(peach), Some(Lifecycle::OnDemand));
		sessions_pass(2);
		assert_eq!(lifecycle(mango), Some(Lifecycle::LeaseHolding));

		run_to(first_block(5) - 1);
		assert_eq!(lifecycle(mango), Some(Lifecycle::LeaseHolding));
		assert_eq!(held_for_leases(Bob), 15 * UNITS);
		next_block(vec![]);
		assert_eq!(lifecycle(mango), Some(Lifecycle::Downgrading));
		assert_eq!(lifecycle(peach), Some(Lifecycle::Upgrading));
		assert_eq!([Bob, Charlie].map(held_for_leases), [0, 6 * UNITS]);
		sessions_pass(2);
		assert_eq!(lifecycle(mango), Some(Lifecycle::OnDemand));
		assert_eq!(lifecycle(peach), Some(Lifecycle::LeaseHolding));

		run_to(first_block(9));
		assert_eq!(lifecycle(peach), Some(Lifecycle::Downgrading));
		assert_eq!([Alice, Bob, Charlie].map(deposits), registered);
		sessions_pass(2);
		assert_eq!(lifecycle(peach), Some(Lifecycle::OnDemand));

		for (manager, para) in [(Alice, lemon), (Bob, mango), (Charlie, peach)] {
			let id = u32::from(para).into();
			submit_when_calm(manager, paras_registrar::Call::deregister { id });
		}
		assert_eq!([Alice, Bob, Charlie].map(deposits), issuance_before);
		sessions_pass(2);
		assert_eq!([lemon, mango, peach].map(lifecycle), [None; 3]);
	});
}

#[test]
fn a_bid_of_the_last_sample_counts_only_if_the_candle_burnt_until_then() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		open_auction(20, 1);
		bid(Alice, lemon, (1, 8), 10 * UNITS);
		let last_sample = ENDING / SAMPLE - 1;
		run_to(candle_lit_at() + last_sample * SAMPLE);
		bid(Bob, mango, (1, 8), 11 * UNITS);
		assert_eq!([Alice, Bob].map(held_for_bids), [10 * UNITS, 11 * UNITS]);

		let sample = run_to_close();

		let expected = if sample == last_sample { [0, 11 * UNITS] } else { [10 * UNITS, 0] };
		assert_eq!([Alice, Bob].map(held_for_leases), expected);
	});
}

#[test]
fn an_auction_closes_when_eight_blocks_after_the_last_bid_have_drawn() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		open_auction(23, 1);
		bid(Alice, lemon, (1, 8), UNITS);
		let burnt_down_at = candle_lit_at() + ENDING;
		run_to_close();
		assert_eq!(System::block_number(), burnt_down_at + 8);
	});
}

#[test]
fn an_auction_may_sell_the_eight_periods_after_the_next_seven() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		open_auction(20, 8);
		bid(Alice, lemon, (8, 15), UNITS);
		run_to_close();
		assert_eq!(held_for_leases(Alice), UNITS);
		assert_eq!(leaseholders(lemon).len(), 16);
	});
}

#[test]
fn a_lease_is_renewed_without_leaving_the_slot() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		let alice = Alice.to_account_id();
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, 3 * UNITS, 0, 1));
		open_auction(20, 1);
		bid(Alice, lemon, (1, 8), 5 * UNITS);
		run_to_close();
		assert_eq!(held_for_leases(Alice), 5 * UNITS);

		while System::block_number() < first_block(2) {
			assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
			next_block(vec![]);
		}
	});
}

#[test]
fn p15_a_renewal_at_the_same_price_needs_no_more_money_and_keeps_its_lease() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		let alice = Alice.to_account_id();
		let free = Balances::reducible_balance(&alice, Preservation::Preserve, Fortitude::Polite);
		let price = free / UNITS * 3 / 5 * UNITS;
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), lemon, alice, price, 0, 2));
		open_auction(20, 2);

		bid(Alice, lemon, (2, 8), price);

		assert_eq!((held_for_bids(Alice), held_for_leases(Alice)), (0, price));
		let (id, other) = (u32::from(lemon).into(), u32::from(mango).into());
		let swap = RuntimeCall::from(paras_registrar::Call::swap { id, other });
		let refused = swap.dispatch(RuntimeOrigin::signed(Alice.to_account_id()));
		let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
		assert_eq!(refused.expect_err("a bid relies on the lease").error, filtered);
		run_to_close();
		assert_eq!((held_for_bids(Alice), held_for_leases(Alice)), (0, price));
		assert_eq!(leaseholders(lemon).len(), 9);
	});
}

// With a lease of another para, swapped in, the bids would be passed over at the close.
#[test]
fn a_manager_of_two_paras_cannot_take_back_a_bid_by_a_swap() {
	on_chain("development", || {
		let [lemon, mango, peach] = paras_of([Bob, Bob, Charlie]);
		let bob = Bob.to_account_id();
		assert_ok!(Slots::force_lease(RuntimeOrigin::root(), mango, bob, UNITS, 0, 3));
		sessions_pass(2);
		let swap = |one: ParaId, other: ParaId| {
			let (id, other) = (u32::from(one).into(), u32::from(other).into());
			let swap = RuntimeCall::from(paras_registrar::Call::swap { id, other });
			let done = swap.dispatch(RuntimeOrigin::signed(Bob.to_account_id()));
			done.map(|_| ()).map_err(|refused| refused.error)
		};
		assert_ok!(swap(lemon, mango));
		open_auction(20, 1);
		bid(Charlie, peach, (1, 8), 10 * UNITS);
		bid(Alice, lemon, (1, 8), 500 * UNITS);
		run_to(candle_lit_at() + ENDING);

		let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
		assert_eq!([swap(lemon, mango), swap(mango, lemon)], [Err(filtered), Err(filtered)]);
		// The proposal of before the bid can be withdrawn.
		assert_ok!(swap(lemon, lemon));

		run_to_close();
		next_block(vec![]);
		assert_eq!(held_for_leases(Alice), 500 * UNITS);
		assert_eq!(leaseholders(lemon).len(), 9);
	});
}
