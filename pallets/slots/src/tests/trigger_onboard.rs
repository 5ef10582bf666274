// SPDX-License-Identifier: Apache-2.0

//! Upgrading a para on request.

use super::*;

/// Lemon has a lease, and was registered too late to be upgraded when the lease began.
fn late() {
	put(LEMON, Onboarding);
	lease(LEMON).give();
	assert!(Waiting::<Test>::contains_key(LEMON));
	put(LEMON, OnDemand);
	events();
}

#[test]
fn anyone_may_upgrade_a_waiting_para() {
	ExtBuilder::default().build_and_execute(|| {
		late();

		assert_ok!(Slots::trigger_onboard(signed(CHARLIE), LEMON));

		assert_eq!(lifecycle(LEMON), Some(Upgrading));
		assert!(!Waiting::<Test>::contains_key(LEMON));
		assert_eq!(events(), [Event::Upgraded { para_id: LEMON }]);
	});
}

#[test]
fn onboarding_is_refused_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		late();

		assert_noop!(Slots::trigger_onboard(root(), LEMON), BadOrigin);
	});
}

#[test]
fn onboarding_is_refused_when_the_current_period_is_not_leased() {
	ExtBuilder::default().build_and_execute(|| {
		lease(MANGO).over(1..=1).give();

		for para in [LEMON, MANGO] {
			let refused = Slots::trigger_onboard(signed(BOB), para);
			assert_noop!(refused, Error::<Test>::ParaNotOnboarding);
		}
	});
}

#[test]
fn onboarding_is_refused_when_the_para_has_its_slot() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).give();

		let refused = || Slots::trigger_onboard(signed(BOB), LEMON);
		assert_noop!(refused(), Error::<Test>::ParaNotOnboarding);
		new_session();
		assert_noop!(refused(), Error::<Test>::ParaNotOnboarding);
	});
}

#[test]
fn onboarding_is_refused_when_the_para_is_not_on_demand_yet() {
	ExtBuilder::default().build_and_execute(|| {
		late();

		for state in [Onboarding, Downgrading, Offboarding] {
			put(LEMON, state);
			let refused = Slots::trigger_onboard(signed(BOB), LEMON);
			assert_noop!(refused, Error::<Test>::ParaNotReady);
		}
		deregister(LEMON);
		assert_noop!(Slots::trigger_onboard(signed(BOB), LEMON), Error::<Test>::ParaNotReady);
	});
}

#[test]
fn onboarding_says_why_when_the_registrar_refuses() {
	ExtBuilder::default().build_and_execute(|| {
		late();
		RefuseMoves::set(true);

		let refused = Slots::trigger_onboard(signed(BOB), LEMON);
		assert_noop!(refused, DispatchError::Unavailable);
	});
}
