// SPDX-License-Identifier: Apache-2.0

//! The view functions.

use super::*;
use sp_runtime::Perbill;

#[test]
fn accelerations_are_listed_oldest_first() {
	ExtBuilder::default().build_and_execute(|| {
		let first = accelerated(2);
		run_to(2);
		let second = accelerated(1);

		let listed: Vec<_> =
			FastTrack::accelerations().iter().map(|a| (a.index, a.since, a.until)).collect();

		assert_eq!(listed, [(first, 1, 5), (second, 2, 6)]);
	});
}

#[test]
fn vetoes_are_listed_with_those_of_the_past() {
	ExtBuilder::default().build_and_execute(|| {
		vetoed(1, ALICE);
		run_to(30);
		vetoed(2, BOB);

		let mut listed: Vec<_> = FastTrack::vetoes()
			.into_iter()
			.map(|(proposal, veto)| (proposal, veto.until, veto.vetoers.into_inner()))
			.collect();
		listed.sort();

		assert_eq!(listed, [(proposal(1), 16, vec![ALICE]), (proposal(2), 45, vec![BOB])]);
		assert_eq!(FastTrack::veto_of(proposal(3)), None);
	});
}

#[test]
fn the_requirements_are_those_of_the_track() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(1);
		assert_ok!(FastTrack::fast_track(two_thirds(), index, 8, 0));
		vote(index, 30, 10);
		run_to(5);

		let bar = FastTrack::bar(index).unwrap();

		// A fifth of the decision period has passed.
		assert_eq!(bar.approval.required, Perbill::from_percent(90));
		assert_eq!(bar.approval.missing, Perbill::from_percent(15));
		assert_eq!(bar.support.required, Perbill::from_percent(40));
		assert_eq!(bar.support.missing, Perbill::from_percent(10));
		assert!(!bar.passing);
		assert_eq!(FastTrack::bar(77), None);
	});
}

#[test]
fn the_authority_for_a_period_is_returned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(FastTrack::authority_for(0), None);
		assert_eq!(FastTrack::authority_for(1), Some(Authority::Unanimity));
		assert_eq!(FastTrack::authority_for(2), Some(Authority::Unanimity));
		assert_eq!(FastTrack::authority_for(3), Some(Authority::Majority));
	});
}
