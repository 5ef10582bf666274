// SPDX-License-Identifier: Apache-2.0

//! Bids of backed accounts.

use super::*;
use canary_primitives::traits::{BackDeposits, Purpose};
use sp_runtime::DispatchError;

fn committed(purpose: Purpose) -> Balance {
	World::committed(purpose, LEMON, &FUND)
}

#[test]
fn their_bids_are_committed_rather_than_held() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(30).by(FUND).is_accepted();

		assert_eq!((held(FUND), committed(Purpose::Bid)), (0, 30));
		assert_eq!(ReservedAmounts::<Test>::get((FUND, LEMON)), Some(30));
	});
}

#[test]
fn a_raised_bid_is_committed_in_whole() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(FUND).is_accepted();

		bid(50).by(FUND).is_accepted();

		assert_eq!(committed(Purpose::Bid), 50);
	});
}

#[test]
fn it_is_refused_when_the_backing_does_not_cover_it() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();

		bid(101).by(FUND).is_refused(DispatchError::Other("not enough raised"));
		bid(100).by(FUND).is_accepted();
	});
}

#[test]
fn an_outbid_commitment_ends() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(FUND).is_accepted();

		bid(40).by(ALICE).for_para(MANGO).is_accepted();

		assert_eq!(committed(Purpose::Bid), 0);
	});
}

#[test]
fn a_won_bid_is_committed_to_the_lease() {
	ExtBuilder::default().build_and_execute(|| {
		auction().start();
		bid(30).by(FUND).is_accepted();

		settle_at(0);
		assert_eq!(committed(Purpose::Lease), 30);
		run_until_cleared();

		assert_eq!((committed(Purpose::Bid), committed(Purpose::Lease)), (0, 30));
		assert_eq!(World::leaseholder(LEMON, 1), Some((FUND, 30)));
	});
}
