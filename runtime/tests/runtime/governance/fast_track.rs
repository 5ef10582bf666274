// SPDX-License-Identifier: GPL-3.0-or-later
//! The technical committee accelerates referenda, and voters still decide them.

use canary_fast_track::{Call as FastTrack, Ending, Error, Event};
use canary_runtime::{
	config::governance::{fast_track::TechnicalMembershipInstance, TechnicalInstance},
	constants::currency::GRAND,
};
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::{MultiAddress, Perbill};

use super::*;

type Committee = pallet_collective::Call<Runtime, TechnicalInstance>;
type Membership = pallet_membership::Call<Runtime, TechnicalMembershipInstance>;

/// Two thirds of the committee.
const MAJORITY: [Sr25519Keyring; 2] = [Alice, Bob];
/// The whole committee.
const ALL: [Sr25519Keyring; 3] = [Alice, Bob, Charlie];
/// The shortest decision period that two thirds may set, at the development pace.
const FAST: BlockNumber = 5;
/// The shortest decision period that the whole committee may set.
const INSTANT: BlockNumber = 3;

/// A motion as the wallet's page sends it: proposed, voted for, closed. Returns how it was carried
/// out.
#[track_caller]
fn motion(ayes: &[Sr25519Keyring], call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = call.into();
	let (proposal_hash, length_bound) = (hash_of(&call), call.encoded_size() as u32);
	let proposal_weight_bound = call.get_dispatch_info().call_weight;
	let index = pallet_collective::ProposalCount::<Runtime, TechnicalInstance>::get();
	let threshold = ayes.len() as u32;
	submit_when_calm(
		ayes[0],
		Committee::propose { threshold, proposal: Box::new(call), length_bound },
	);
	step_over_the_begin_of_a_session();
	let vote = Committee::vote { proposal: proposal_hash, index, approve: true };
	for result in next_block(ayes.iter().map(|member| signed(*member, vote.clone())).collect()) {
		assert_ok!(result.expect("it is valid"));
	}
	submit_when_calm(
		ayes[0],
		Committee::close { proposal_hash, index, proposal_weight_bound, length_bound },
	);
	let executed = events().into_iter().find_map(|event| match event {
		RuntimeEvent::TechnicalCommittee(pallet_collective::Event::Executed { result, .. }) => {
			Some(result)
		},
		_ => None,
	});
	executed.expect("the motion is carried")
}

/// What one member does alone, with the committee's name.
#[track_caller]
fn alone(member: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = call.into();
	let length_bound = call.encoded_size() as u32;
	submit_when_calm(member, Committee::execute { proposal: Box::new(call), length_bound });
	let executed = events().into_iter().find_map(|event| match event {
		RuntimeEvent::TechnicalCommittee(pallet_collective::Event::MemberExecuted {
			result,
			..
		}) => Some(result),
		_ => None,
	});
	executed.expect("a member may")
}

fn fast_track(index: ReferendumIndex, period: BlockNumber) -> FastTrack<Runtime> {
	FastTrack::fast_track { index, decision_period: period, enactment_delay: 0 }
}

/// So that the next blocks all have room, as many as a session has.
fn begin_a_session() {
	run_to(System::block_number().next_multiple_of(SESSION) + 1);
}

fn has_event(event: Event<Runtime>) -> bool {
	events().contains(&event.into())
}

fn is_accelerated(index: ReferendumIndex) -> bool {
	canary_fast_track::Accelerations::<Runtime>::get().iter().any(|entry| entry.index == index)
}

/// Everybody votes aye. Returns the number of blocks from the votes to the dispatch.
#[track_caller]
fn blocks_from_votes_to_enactment(index: ReferendumIndex) -> BlockNumber {
	everybody_approves(&[index]);
	let voted = System::block_number();
	assert_ok!(run_to_enactment(index));
	System::block_number() - voted
}

#[test]
fn at_the_development_pace_six_blocks_become_four() {
	on_chain("development", || {
		begin_a_session();
		let ordinary = propose(Alice, root(), &remark("ordinary"));
		next_block(vec![]);
		assert_eq!(blocks_from_votes_to_enactment(ordinary), 6);

		begin_a_session();
		let fast = propose(Alice, root(), &remark("fast"));
		assert_ok!(motion(&MAJORITY, fast_track(fast, FAST)));
		assert_eq!(blocks_from_votes_to_enactment(fast), 4);

		begin_a_session();
		let instant = propose(Alice, root(), &remark("instant"));
		assert_ok!(motion(&ALL, fast_track(instant, INSTANT)));
		assert_eq!(blocks_from_votes_to_enactment(instant), 4);
	});
}

#[test]
fn at_kusamas_pace_two_days_become_ten_minutes() {
	on_chain("kusama", || {
		next_block(vec![]);
		let index = propose(Alice, root(), &remark("urgent"));
		assert_ok!(motion(&ALL, fast_track(index, 100)));
		assert_eq!(blocks_from_votes_to_enactment(index), 101);
	});
}

#[test]
fn a_full_track_lends_the_urgent_one_a_place_and_takes_it_from_nobody() {
	on_chain("development", || {
		next_block(vec![]);
		let first = propose(Eve, root(), &remark("has the only place"));
		let urgent = propose(Alice, root(), &remark("urgent"));
		begin_a_session();
		assert!(is_deciding(first) && is_queued(urgent));

		assert_ok!(motion(&MAJORITY, fast_track(urgent, FAST)));
		assert!(is_deciding(first) && is_deciding(urgent));
		assert_eq!(blocks_from_votes_to_enactment(urgent), 4);
		assert!(is_deciding(first));
	});
}

#[test]
fn an_acceleration_without_votes_runs_out_and_the_requirements_stay() {
	on_chain("development", || {
		begin_a_session();
		let index = propose(Alice, root(), &remark("unpopular"));
		assert_ok!(motion(&MAJORITY, fast_track(index, FAST)));
		let accelerated = System::block_number();
		// A fourth of the electorate, where the track demands half at first.
		for voter in [Alice, Bob, Charlie] {
			submit(voter, ballot(index, true, Conviction::Locked6x, 999_000 * UNITS));
		}

		run_to(accelerated + FAST);
		let proposal = hash_of(&remark("unpopular"));
		let why = Ending::RanOut;
		assert!(has_event(Event::AccelerationEnded { index, proposal, why }));
		assert!(!is_accelerated(index) && is_ongoing(index) && !is_approved(index));

		step_over_the_begin_of_a_session();
		next_block(vec![]);
		assert_eq!(blocks_from_votes_to_enactment(index), 6);
	});
}

#[test]
fn one_members_veto_ends_the_acceleration_at_once_and_bars_another_for_a_while() {
	on_chain("development", || {
		begin_a_session();
		let index = propose(Alice, root(), &remark("hasty"));
		assert_ok!(motion(&MAJORITY, fast_track(index, FAST)));
		assert!(is_accelerated(index));

		assert_eq!(alone(Charlie, FastTrack::veto { index }), Ok(()));
		assert!(!is_accelerated(index));
		let refused = motion(&ALL, fast_track(index, FAST));
		assert_eq!(refused, error(Error::<Runtime>::CoolingOff));

		everybody_approves(&[index]);
		assert_ok!(run_to_enactment(index));
	});
}

#[test]
fn an_outsiders_veto_is_none() {
	on_chain("development", || {
		begin_a_session();
		let index = propose(Alice, root(), &remark("urgent"));
		assert_ok!(motion(&MAJORITY, fast_track(index, FAST)));

		let veto = FastTrack::<Runtime>::veto { index };
		assert_eq!(try_when_calm(Dave, veto.clone()), Err(DispatchError::BadOrigin));
		let length_bound = RuntimeCall::from(veto.clone()).encoded_size() as u32;
		let in_the_name = Committee::execute { proposal: Box::new(veto.into()), length_bound };
		let why = pallet_collective::Error::<Runtime, TechnicalInstance>::NotMember;
		assert_eq!(try_when_calm(Dave, in_the_name), error(why));
		assert!(is_accelerated(index));
	});
}

#[test]
fn two_thirds_cancel_a_proposal_once_and_its_deposits_are_back() {
	on_chain("development", || {
		begin_a_session();
		let before = held(Eve);
		let call = remark("harmful");
		let index = propose(Eve, root(), &call);
		assert!(held(Eve) > before + 100 * GRAND);
		assert_eq!(motion(&MAJORITY, FastTrack::cancel { index }), Ok(()));
		assert!(matches!(info(index), ReferendumInfo::Cancelled(_, None, None)));
		submit_when_calm(Eve, pallet_preimage::Call::unnote_preimage { hash: hash_of(&call) });
		assert_eq!(held(Eve), before);

		let again = propose(Eve, root(), &call);
		let refused = motion(&MAJORITY, FastTrack::cancel { index: again });
		assert_eq!(refused, error(Error::<Runtime>::AlreadyCancelled));
		assert!(is_ongoing(again));
	});
}

#[test]
fn roots_track_blacklists_an_attack_for_ever() {
	on_chain("development", || {
		next_block(vec![]);
		let attack = remark("an attack");
		let index = propose(Eve, Origin::BigTipper, &attack);
		let eve = total(&Eve.to_account_id());
		let blacklist = FastTrack::<Runtime>::blacklist {
			proposal: hash_of(&attack),
			maybe_index: Some(index),
		};
		assert_eq!(decide(root(), &blacklist.into()), Ok(()));

		assert!(matches!(info(index), ReferendumInfo::Killed(_)));
		assert!(total(&Eve.to_account_id()) < eve - GRAND / 100);
		let refused = try_when_calm(Eve, submission(Origin::BigTipper, &attack));
		assert_eq!(refused, error(canary_referenda::Error::<Runtime>::ProposalBarred));
	});
}

#[test]
fn the_shorter_the_period_the_more_must_agree() {
	on_chain("development", || {
		next_block(vec![]);
		let index = propose(Alice, root(), &remark("urgent"));
		for (ayes, period, why) in [
			(&MAJORITY[..], FAST - 1, Error::<Runtime>::UnanimityRequired),
			(&ALL[..], INSTANT - 1, Error::PeriodTooShort),
			(&ALL[..], 0, Error::PeriodTooShort),
		] {
			assert_eq!(motion(ayes, fast_track(index, period)), error(why));
		}
		// A third of the committee has no power.
		let third = alone(Alice, fast_track(index, FAST));
		assert_eq!(third, Err(DispatchError::BadOrigin));
		let signed = try_when_calm(Alice, fast_track(index, FAST));
		assert_eq!(signed, Err(DispatchError::BadOrigin));
		assert!(!is_accelerated(index));
	});
}

#[test]
fn silence_is_no_agreement_not_even_with_the_primes_vote() {
	on_chain("development", || {
		next_block(vec![]);
		let prime = Membership::set_prime { who: MultiAddress::Id(Alice.to_account_id()) };
		assert_eq!(decide(Origin::FellowshipAdmin, &prime.into()), Ok(()));
		let index = submit_only(Alice, root(), &remark("urgent"));

		let call = RuntimeCall::from(fast_track(index, FAST));
		let (proposal_hash, length_bound) = (hash_of(&call), call.encoded_size() as u32);
		let proposal_weight_bound = call.get_dispatch_info().call_weight;
		submit_when_calm(
			Alice,
			Committee::propose { threshold: 2, proposal: Box::new(call), length_bound },
		);
		let (proposal, approve) = (proposal_hash, true);
		submit_when_calm(Alice, Committee::vote { proposal, index: 0, approve });
		let close =
			Committee::close { proposal_hash, index: 0, proposal_weight_bound, length_bound };
		let why = pallet_collective::Error::<Runtime, TechnicalInstance>::TooEarly;
		assert_eq!(try_when_calm(Alice, close.clone()), error(why));

		run_to(System::block_number() + 100);
		submit_when_calm(Alice, close);
		let disapproved = pallet_collective::Event::Disapproved { proposal_hash };
		assert!(events().contains(&RuntimeEvent::TechnicalCommittee(disapproved)));
		assert!(!is_accelerated(index));
	});
}

#[test]
fn the_public_says_who_is_in_the_committee() {
	on_chain("development", || {
		next_block(vec![]);
		let members = || {
			let mut members = pallet_collective::Members::<Runtime, TechnicalInstance>::get();
			members.sort();
			members
		};
		let sorted = |keys: &[Sr25519Keyring]| {
			let mut accounts: Vec<AccountId> = keys.iter().map(|key| key.to_account_id()).collect();
			accounts.sort();
			accounts
		};
		assert_eq!(members(), sorted(&ALL));

		let add: RuntimeCall =
			Membership::add_member { who: MultiAddress::Id(Dave.to_account_id()) }.into();
		assert_eq!(motion(&ALL, add.clone()), Err(DispatchError::BadOrigin));
		assert_eq!(decide(Origin::FellowshipAdmin, &add), Ok(()));
		assert_eq!(members(), sorted(&[Alice, Bob, Charlie, Dave]));

		// Two of four are not two thirds any more.
		let index = propose(Alice, root(), &remark("urgent"));
		let refused = motion(&MAJORITY, fast_track(index, FAST));
		assert_eq!(refused, Err(DispatchError::BadOrigin));
	});
}

#[test]
fn not_even_root_goes_past_the_membership() {
	on_chain("development", || {
		next_block(vec![]);
		let set: RuntimeCall = Committee::set_members {
			new_members: vec![Eve.to_account_id()],
			prime: None,
			old_count: 3,
		}
		.into();
		assert_eq!(decide(root(), &set), Err(DispatchError::BadOrigin));

		let reset = Membership::reset_members { members: vec![Eve.to_account_id()] };
		assert_eq!(decide(root(), &reset.into()), Ok(()));
		let members = pallet_collective::Members::<Runtime, TechnicalInstance>::get();
		assert_eq!(members, [Eve.to_account_id()]);
	});
}

#[test]
fn everybody_can_ask_what_is_accelerated_and_how_far_it_is_from_the_bar() {
	on_chain("development", || {
		begin_a_session();
		let index = propose(Alice, root(), &remark("urgent"));
		assert_ok!(motion(&MAJORITY, fast_track(index, FAST)));
		let [acceleration] = &canary_runtime::FastTrack::accelerations()[..] else {
			panic!("not one is accelerated")
		};
		assert_eq!(
			(acceleration.index, acceleration.until),
			(index, System::block_number() + FAST)
		);
		let bar = canary_runtime::FastTrack::bar(index).expect("it goes on");
		assert!(!bar.passing);
		// Half of the electorate at first, nobody after 40 blocks.
		let ReferendumInfo::Ongoing(status) = info(index) else { panic!("it goes on") };
		let since = status.deciding.expect("it is being decided").since;
		let left = 40 - (System::block_number() - since);
		assert_eq!(bar.support.required, Perbill::from_parts(500_000_000 / 40 * left));

		assert_eq!(alone(Bob, FastTrack::veto { index }), Ok(()));
		assert_eq!(canary_runtime::FastTrack::accelerations(), []);
		let veto = canary_runtime::FastTrack::veto_of(hash_of(&remark("urgent")));
		let veto = veto.expect("there is one");
		assert_eq!(veto.vetoers.to_vec(), [Bob.to_account_id()]);
		assert_eq!(veto.until, System::block_number() + 100);
	});
}
