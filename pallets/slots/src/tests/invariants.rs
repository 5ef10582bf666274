// SPDX-License-Identifier: Apache-2.0

//! Each invariant, broken on purpose (A1).

use super::*;

/// Breaks one thing and expects the invariant of this number to be named.
#[track_caller]
fn broken(invariant: u8, damage: impl FnOnce()) {
	ExtBuilder::default().fund_with(90).build_and_execute_no_post_check(|| {
		lease(LEMON).over(0..=2).give();
		lease(MANGO).by(FUND).over(0..=2).give();
		assert_ok!(Slots::do_try_state());

		damage();

		let Err(DispatchError::Other(named)) = Slots::do_try_state() else {
			panic!("invariant {invariant} is broken unnoticed")
		};
		assert!(named.starts_with(&format!("invariant {invariant}:")), "named was {named}");
	});
}

#[test]
fn a1_entries_that_do_not_end_with_a_lease_are_noticed() {
	broken(1, || Leases::<Test>::mutate(LEMON, |entries| entries.try_push(None).unwrap()));
}

#[test]
fn a1_entries_without_a_base_are_noticed() {
	broken(1, || LeaseBase::<Test>::remove(LEMON));
}

#[test]
fn a1_a_base_without_entries_is_noticed() {
	broken(1, || LeaseBase::<Test>::insert(ParaId(5), 0));
}

#[test]
fn a1_a_base_in_a_future_period_is_noticed() {
	broken(2, || LeaseBase::<Test>::insert(LEMON, 1));
}

#[test]
fn a1_a_para_that_the_roll_over_forgot_is_noticed() {
	broken(2, || {
		run_to_period(1);
		assert!(Slots::is_rolled_over());
		LeaseBase::<Test>::insert(LEMON, 0);
	});
}

#[test]
fn a1_a_deposit_that_is_not_held_is_noticed() {
	broken(3, || {
		use frame_support::traits::{fungible::MutateHold, tokens::Precision::Exact};
		assert_ok!(Balances::release(&HoldReason::Lease.into(), &ALICE, 1, Exact));
	});
}

#[test]
fn a1_money_that_is_held_without_being_owed_is_noticed() {
	broken(3, || {
		use frame_support::traits::fungible::MutateHold;
		assert_ok!(Balances::hold(&HoldReason::Lease.into(), &ALICE, 1));
	});
}

#[test]
fn p9_a_hold_that_stays_behind_without_any_lease_is_noticed() {
	broken(3, || {
		use frame_support::traits::fungible::MutateHold;
		assert_ok!(Balances::hold(&HoldReason::Lease.into(), &CHARLIE, 1));
	});
}

#[test]
fn p9_a_commitment_that_stays_behind_without_its_lease_is_noticed() {
	broken(4, || {
		assert_ok!(Funds::commit(Purpose::Lease, LEMON, &FUND, 1));
	});
}

#[test]
fn a1_a_backed_deposit_that_is_not_committed_is_noticed() {
	broken(4, || Funds::relax(Purpose::Lease, MANGO, &FUND, 29));
}

#[test]
fn a1_a_waiting_para_that_is_not_counted_is_noticed() {
	broken(5, || {
		let key = Waiting::<Test>::hashed_key_for(LEMON);
		sp_io::storage::set(&key, &[]);
	});
}

#[test]
fn a1_a_lease_period_of_no_blocks_is_noticed() {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		LeasePeriodLength::set(0);

		assert_eq!(Slots::do_try_state(), Err("invariant 6: a lease period lasts".into()));
	});
}

#[test]
fn a1_the_configuration_of_the_mock_passes() {
	reset_parameters();
	Slots::integrity_test();
}

#[test]
#[should_panic(expected = "a roll-over makes progress in every block")]
fn a1_a_configuration_without_mandatory_steps_is_refused() {
	reset_parameters();
	StepsPerBlock::set(0);
	Slots::integrity_test();
}

#[test]
#[should_panic(expected = "the mandatory work is at most a tenth of a block")]
fn a1_a_configuration_with_too_many_mandatory_steps_is_refused() {
	reset_parameters();
	StepsPerBlock::set(u32::MAX);
	Slots::integrity_test();
}

#[test]
#[should_panic(expected = "failed moves are tried again")]
fn a1_a_configuration_that_never_tries_again_is_refused() {
	reset_parameters();
	RetriesPerBlock::set(0);
	Slots::integrity_test();
}

#[test]
#[should_panic(expected = "the periods of one auction can be leased")]
fn a1_a_configuration_that_cannot_hold_an_auctions_leases_is_refused() {
	reset_parameters();
	MaxLeasePeriods::set(7);
	Slots::integrity_test();
}
