// SPDX-License-Identifier: Apache-2.0

//! The view functions.

use super::*;
use sp_runtime::Perbill;

fn percent(parts: u32) -> Perbill {
	Perbill::from_percent(parts)
}

#[test]
fn what_is_missing_is_the_requirement_less_the_votes() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		vote(index, 30, 10);
		run_to(10);

		let view = Referenda::missing_for_approval(index).unwrap();

		// A quarter of the period has passed.
		assert_eq!(view.approval.present, percent(75));
		assert_eq!(view.approval.required, Perbill::from_rational(875u32, 1_000));
		assert_eq!(view.approval.missing, Perbill::from_rational(125u32, 1_000));
		assert_eq!(view.support.required, Perbill::from_rational(375u32, 1_000));
		assert_eq!(view.support.missing, Perbill::from_rational(75u32, 1_000));
		assert!(!view.passing);
	});
}

#[test]
fn nothing_is_missing_of_a_passing_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		let view = Referenda::missing_for_approval(confirming()).unwrap();
		assert!(view.passing);
		assert!(view.approval.missing.is_zero() && view.support.missing.is_zero());
	});
}

#[test]
fn a_forecast_comes_true() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing();
		vote(index, 30, 10);
		let forecast = Referenda::would_pass_at(index).unwrap();
		assert_eq!(forecast, Forecast { confirming_from: 15, approved_at: 18 });

		run_to(12);
		assert_eq!(Referenda::would_pass_at(index), Some(forecast));
		run_to(16);
		assert_eq!(Referenda::would_pass_at(index), Some(forecast));
		run_to(18);
		assert_eq!(info(index), Some(ReferendumInfo::Approved(18, None, None)));
		assert_eq!(Referenda::would_pass_at(index), None);
	});
}

#[test]
fn there_is_no_forecast_when_the_votes_are_never_enough() {
	ExtBuilder::default().build_and_execute(|| {
		let index = deciding();
		vote(index, 40, 60);
		assert_eq!(Referenda::would_pass_at(index), None);
	});
}

#[test]
fn there_is_no_forecast_when_a_deposit_or_a_place_is_missing() {
	ExtBuilder::default().build_and_execute(|| {
		deciding();
		let (queued, poor) = (queued_with(50), submitted());
		vote(poor, 100, 0);
		assert_eq!(Referenda::would_pass_at(queued), None);
		assert_eq!(Referenda::would_pass_at(poor), None);
	});
}

#[test]
fn there_is_no_view_of_what_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Referenda::missing_for_approval(3), None);
	});
}
