// SPDX-License-Identifier: Apache-2.0

//! Giving leases.

use super::*;

#[test]
fn a_lease_of_the_current_period_upgrades_the_para() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(30).over(0..=1).give();

		assert_eq!(entries(LEMON), [Some((ALICE, 30)), Some((ALICE, 30))]);
		assert_eq!((held(ALICE), free(ALICE)), (30, RICHES - 30));
		assert_eq!(lifecycle(LEMON), Some(Upgrading));
		assert_eq!(
			events(),
			[
				Event::NewLeasePeriod { lease_period: 0 },
				Event::Leased {
					para_id: LEMON,
					leaser: ALICE,
					period_begin: 0,
					period_count: 2,
					extra_reserved: 30,
					total_amount: 30
				},
				Event::Upgraded { para_id: LEMON },
			]
		);
	});
}

#[test]
fn a_lease_of_a_future_period_does_not_upgrade_the_para() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(2..=3).give();

		assert_eq!(entries(LEMON), [None, None, Some((ALICE, 30)), Some((ALICE, 30))]);
		assert_eq!(lifecycle(LEMON), Some(OnDemand));
	});
}

#[test]
fn the_deposit_is_the_largest_amount_among_an_accounts_entries() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(30).over(0..=0).give();
		lease(LEMON).at(50).over(2..=2).give();
		lease(LEMON).at(31).over(1..=1).give();

		assert_eq!(held(ALICE), 50);
		let Some(Event::Leased { extra_reserved, total_amount, .. }) = events().pop() else {
			panic!("a lease")
		};
		assert_eq!((extra_reserved, total_amount), (0, 31));
	});
}

#[test]
fn deposits_for_different_paras_add_up() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(30).give();
		lease(MANGO).at(31).give();

		assert_eq!(held(ALICE), 61);
		assert_eq!(Slots::deposit_of(LEMON, ALICE), 30);
		assert_eq!(Slots::deposit_of(MANGO, ALICE), 31);
	});
}

#[test]
fn a_lease_may_fill_a_gap_between_two_others() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(1..=1).give();
		lease(LEMON).over(3..=3).give();
		lease(LEMON).by(BOB).over(2..=2).give();

		let (alice, bob) = (Some((ALICE, 30)), Some((BOB, 30)));
		assert_eq!(entries(LEMON), [None, alice, bob, alice]);
	});
}

#[test]
fn a_lease_without_deposit_holds_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(0).give();

		assert_eq!(held(ALICE), 0);
		assert_eq!(entries(LEMON), [Some((ALICE, 0))]);
	});
}

#[test]
fn a_fund_commits_what_it_raised() {
	ExtBuilder::default().fund_with(50).build_and_execute(|| {
		lease(LEMON).by(FUND).at(50).over(0..=1).give();

		assert_eq!(held(FUND), 0);
		assert_eq!(committed(Purpose::Lease, LEMON), 50);
	});
}

#[test]
fn a_lease_is_refused_when_the_fund_has_not_raised_enough() {
	ExtBuilder::default().fund_with(50).build_and_execute(|| {
		lease(LEMON).by(FUND).at(51).fails_with(DispatchError::Other("not raised"));
	});
}

#[test]
fn a_lease_is_refused_when_the_caller_is_not_the_admin() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Slots::force_lease(signed(ALICE), LEMON, ALICE, 30, 0, 1), BadOrigin);
	});
}

#[test]
fn a_lease_is_refused_when_it_covers_no_period() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).of_periods(0, 0).fails_with(Error::<Test>::LeaseError);
	});
}

#[test]
fn a_lease_is_refused_when_its_last_period_cannot_be_counted() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).of_periods(u32::MAX, 2).fails_with(Error::<Test>::LeaseError);
		lease(LEMON).of_periods(2, u32::MAX).fails_with(Error::<Test>::LeaseError);
	});
}

#[test]
fn a_lease_is_refused_when_period_zero_has_not_begun() {
	ExtBuilder::default().starting_at(5).build_and_execute(|| {
		lease(LEMON).fails_with(Error::<Test>::NoLeasePeriod);
		assert_eq!(Slots::current_period(), None);

		run_to(5);
		lease(LEMON).give();
	});
}

#[test]
fn a_lease_is_refused_when_it_begins_in_the_past() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_period(2);

		lease(LEMON).over(1..=4).fails_with(Error::<Test>::AlreadyEnded);
	});
}

#[test]
fn a_lease_is_refused_when_it_ends_too_far_ahead() {
	ExtBuilder::default().build_and_execute(|| {
		let last = MaxLeasePeriods::get() - 1;

		lease(LEMON).over(last..=last + 1).fails_with(Error::<Test>::TooFarAhead);
		lease(LEMON).of_periods(0, u32::MAX).fails_with(Error::<Test>::TooFarAhead);
		lease(LEMON).over(last..=last).give();
	});
}

#[test]
fn a_lease_is_refused_when_one_of_its_periods_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(2..=3).give();

		lease(LEMON).over(0..=2).fails_with(Error::<Test>::AlreadyLeased);
		lease(LEMON).by(BOB).over(3..=5).fails_with(Error::<Test>::AlreadyLeased);
		lease(MANGO).over(0..=2).give();
	});
}

#[test]
fn a_lease_is_refused_when_the_deposit_cannot_be_paid() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(RICHES + 1).fails_with(TokenError::FundsUnavailable);
	});
}

#[test]
fn a_lease_given_before_the_roll_over_came_to_the_para_reads_right() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(30).over(0..=0).give();
		lease(LEMON).at(20).over(4..=4).give();
		StepsPerBlock::set(0);
		run_full_to(first_block(1));
		assert_eq!((entries(LEMON).len(), held(ALICE)), (5, 30));

		lease(LEMON).by(BOB).at(31).over(1..=2).give();

		let bob = Some((BOB, 31));
		assert_eq!(entries(LEMON), [bob, bob, None, Some((ALICE, 20))]);
		assert_eq!((held(ALICE), held(BOB)), (20, 31));
	});
}
