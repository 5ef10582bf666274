// SPDX-License-Identifier: Apache-2.0

//! Blacklisting a proposal.

use super::*;

#[test]
fn a_blacklisted_proposal_cannot_be_submitted() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::blacklist(root(), proposal(1), None));

		assert_noop!(submit_proposal(proposal(1)), DispatchError::Other("barred"));
		assert_ok!(submit_proposal(proposal(2)));
		assert!(FastTrack::is_blacklisted(proposal(1)) && !FastTrack::is_blacklisted(proposal(2)));
		assert_eq!(events(), [Event::Blacklisted { proposal: proposal(1), killed: None }]);
	});
}

#[test]
fn an_ongoing_referendum_is_killed_with_its_proposal() {
	ExtBuilder::default().build_and_execute(|| {
		let index = accelerated(1);
		events();

		assert_ok!(FastTrack::blacklist(root(), proposal(1), Some(index)));

		assert_eq!(outcome(index), Some(Outcome::Killed));
		let (proposal, why) = (proposal(1), Ending::ReferendumOver);
		let blacklisted = Event::Blacklisted { proposal, killed: Some(index) };
		let ended = Event::AccelerationEnded { index, proposal, why };
		assert_eq!(events(), [blacklisted, ended]);
	});
}

#[test]
fn a_referendum_that_is_not_killed_loses_its_acceleration() {
	ExtBuilder::default().build_and_execute(|| {
		let (index, twin) = (accelerated(1), preparing(1));
		events();

		assert_ok!(FastTrack::blacklist(root(), proposal(1), Some(twin)));

		assert_eq!((outcome(twin), outcome(index)), (Some(Outcome::Killed), None));
		assert!(!is_accelerated(index) && !is_deciding(index));
		let (proposal, why) = (proposal(1), Ending::Blacklisted);
		let blacklisted = Event::Blacklisted { proposal, killed: Some(twin) };
		let ended = Event::AccelerationEnded { index, proposal, why };
		assert_eq!(events(), [blacklisted, ended]);
	});
}

#[test]
fn another_referendum_with_the_proposal_is_killed_by_another_call() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (preparing(1), preparing(1));
		assert_ok!(FastTrack::blacklist(root(), proposal(1), Some(first)));

		assert_ok!(FastTrack::blacklist(root(), proposal(1), Some(second)));

		assert_eq!(outcome(second), Some(Outcome::Killed));
	});
}

#[test]
fn blacklisting_is_refused_when_it_would_change_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(FastTrack::blacklist(root(), proposal(1), None));
		assert_noop!(
			FastTrack::blacklist(root(), proposal(1), None),
			Error::<Test>::ProposalBlacklisted
		);
	});
}

#[test]
fn blacklisting_is_refused_when_the_referendum_is_not_ongoing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(FastTrack::blacklist(root(), proposal(1), Some(0)), Error::<Test>::NotOngoing);
	});
}

#[test]
fn blacklisting_is_refused_when_the_referendum_proposes_something_else() {
	ExtBuilder::default().build_and_execute(|| {
		let index = preparing(2);
		assert_noop!(
			FastTrack::blacklist(root(), proposal(1), Some(index)),
			Error::<Test>::WrongProposal
		);
	});
}

#[test]
fn blacklisting_is_refused_when_the_origin_is_not_root() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [by(ALICE), two_thirds(), everybody()] {
			assert_noop!(FastTrack::blacklist(origin, proposal(1), None), BadOrigin);
		}
	});
}
