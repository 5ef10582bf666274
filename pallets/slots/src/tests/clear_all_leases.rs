// SPDX-License-Identifier: Apache-2.0

//! Clearing leases.

use super::*;

#[test]
fn clearing_releases_every_leaseholder() {
	ExtBuilder::default().fund_with(50).build_and_execute(|| {
		lease(LEMON).at(30).over(1..=1).give();
		lease(LEMON).by(BOB).at(31).over(3..=4).give();
		lease(LEMON).by(FUND).at(50).over(2..=2).give();
		events();

		assert_ok!(Slots::clear_all_leases(root(), LEMON));

		assert_eq!(entries(LEMON), []);
		assert_eq!((held(ALICE), held(BOB), committed(Purpose::Lease, LEMON)), (0, 0, 0));
		let released = |leaser, amount| Event::DepositReleased { para_id: LEMON, leaser, amount };
		assert_eq!(
			events(),
			[
				released(ALICE, 30),
				released(FUND, 50),
				released(BOB, 31),
				Event::LeasesCleared { para_id: LEMON }
			]
		);
	});
}

#[test]
fn clearing_downgrades_a_para_from_its_slot() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).give();
		new_session();
		events();

		assert_ok!(Slots::clear_all_leases(root(), LEMON));

		assert_eq!(lifecycle(LEMON), Some(Downgrading));
		assert_eq!(events().pop(), Some(Event::Downgraded { para_id: LEMON }));
	});
}

#[test]
fn clearing_downgrades_a_para_later_while_it_is_still_being_upgraded() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).give();
		assert_eq!(lifecycle(LEMON), Some(Upgrading));

		assert_ok!(Slots::clear_all_leases(root(), LEMON));
		assert_eq!(
			events().pop(),
			Some(Event::MoveFailed { para_id: LEMON, error: Error::<Test>::ParaNotReady.into() })
		);
		new_session();
		run_to(3);

		assert_eq!(lifecycle(LEMON), Some(Downgrading));
	});
}

#[test]
fn clearing_leaves_a_slot_alone_that_no_lease_gave() {
	ExtBuilder::default().build_and_execute(|| {
		put(LEMON, LeaseHolding);
		lease(LEMON).over(3..=3).give();

		assert_ok!(Slots::clear_all_leases(root(), LEMON));

		assert_eq!(lifecycle(LEMON), Some(LeaseHolding));
	});
}

#[test]
fn clearing_a_para_without_leases_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_storage_noop!(assert_ok!(Slots::clear_all_leases(root(), LEMON)));
	});
}

#[test]
fn clearing_is_refused_when_the_caller_is_not_the_admin() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).give();

		assert_noop!(Slots::clear_all_leases(signed(ALICE), LEMON), BadOrigin);
	});
}
