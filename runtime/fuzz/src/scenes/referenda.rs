// SPDX-License-Identifier: GPL-3.0-or-later
//! Scenes of referenda, of those who vote in them, and of the fellowship.

use canary_runtime::{
	config::governance::origins::Origin, constants::currency::UNITS, Runtime, RuntimeCall,
};
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};

use super::steps::*;
use crate::{
	history::{Moment, Step},
	things::{hash_of, remark, PARAS},
};

pub(super) fn a_referendum() -> Scene {
	vec![
		propose(ALICE, root(), &remark(0)),
		deposit(ALICE, 0),
		Step::VoteAll { index: 0, aye: true },
		until(Moment::Agenda, 0),
		until(Moment::Agenda, 0),
		Step::Blocks(4),
		submit(BOB, canary_referenda::Call::<Runtime>::refund_decision_deposit { index: 0 }),
		submit(BOB, canary_referenda::Call::<Runtime>::refund_submission_deposit { index: 0 }),
		propose(
			EVE,
			Origin::AuctionAdmin,
			&canary_auctions::Call::new_auction { duration: 3, lease_period_index: 3 }.into(),
		),
		deposit(EVE, 1),
		Step::VoteAll { index: 1, aye: true },
		Step::Blocks(30),
		submit(BOB, bid(PARAS[1], (3, 6), 5 * UNITS)),
		Step::Blocks(40),
		submit(BOB, pallet_conviction_voting::Call::remove_vote { class: Some(0), index: 0 }),
		submit(BOB, pallet_conviction_voting::Call::unlock { class: 0, target: address(BOB) }),
	]
}

pub(super) fn a_killed_referendum() -> Scene {
	type Call = canary_referenda::Call<Runtime>;
	vec![
		decide(Origin::ReferendumKiller, Call::kill { index: 0 }),
		decide(Origin::ReferendumCanceller, Call::cancel { index: 2 }),
		deposit(DAVE, 2),
		propose(DAVE, root(), &remark(3)),
		deposit(DAVE, 3),
		propose(EVE, root(), &remark(4)),
		deposit(EVE, 4),
		propose(EVE, root(), &remark(5)),
		deposit(BOB, 5),
		submit(EVE, Call::set_metadata { index: 5, maybe_hash: Some(hash_of(&remark(5))) }),
		Step::Blocks(5),
		decide(root(), Call::nudge_referendum { index: 4 }),
		decide(root(), Call::one_fewer_deciding { track: 0 }),
		Step::VoteAll { index: 4, aye: false },
		Step::Blocks(60),
		submit(EVE, Call::refund_decision_deposit { index: 4 }),
	]
}

pub(super) fn a_crowded_agenda() -> Scene {
	let mut scene = vec![propose(ALICE, root(), &remark(0)), deposit(ALICE, 0)];
	scene.extend((1..12).map(|after| Step::CrowdAgenda { after, calls: 50 }));
	scene.extend([
		Step::VoteAll { index: 0, aye: true },
		Step::Blocks(12),
		propose(BOB, root(), &remark(1)),
		deposit(BOB, 1),
		Step::CrowdAgenda { after: 2, calls: 50 },
		Step::Blocks(40),
	]);
	scene
}

/// Proposals of which only hash and length are given, right and wrong, and a text about one.
pub(super) fn looked_up_proposals() -> Scene {
	type Call = canary_referenda::Call<Runtime>;
	let (noted, hash) = (remark(5).encode(), hash_of(&remark(5)));
	let look_up = |len| Call::submit {
		proposal_origin: Box::new(root()),
		proposal: Bounded::Lookup { hash, len },
		enactment_moment: DispatchTime::After(1),
	};
	let length = noted.len() as u32;
	let describe = |maybe_hash| submit(FERDIE, Call::set_metadata { index: 0, maybe_hash });
	vec![
		submit(FERDIE, pallet_preimage::Call::note_preimage { bytes: noted }),
		propose(FERDIE, root(), &remark(0)),
		describe(Some(hash)),
		submit(FERDIE, look_up(length + 1)),
		submit(FERDIE, look_up(length)),
		deposit(FERDIE, 1),
		submit(FERDIE, pallet_preimage::Call::unnote_preimage { hash }),
		Step::VoteAll { index: 1, aye: true },
		Step::Blocks(60),
		describe(None),
	]
}

pub(super) fn the_fellowship() -> Scene {
	use canary_runtime::config::governance::fellowship::FellowshipReferendaInstance;
	type Referenda = canary_referenda::Call<Runtime, FellowshipReferendaInstance>;
	let ranks = pallet_ranked_collective::Call::promote_member { who: address(EVE) };
	let proposal = RuntimeCall::FellowshipCollective(ranks);
	let vote = RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::vote {
		poll: 0,
		aye: true,
	});
	let mut scene = vec![
		submit(
			BOB,
			Referenda::submit {
				proposal_origin: Box::new(Origin::Fellowship3Dan.into()),
				proposal: Bounded::Inline(proposal.encode().try_into().expect("the call is small")),
				enactment_moment: DispatchTime::After(1),
			},
		),
		submit(BOB, Referenda::place_decision_deposit { index: 0 }),
	];
	scene.extend([ALICE, BOB, CHARLIE, DAVE].map(|member| submit(member, vote.clone())));
	scene.extend([
		Step::Blocks(30),
		decide(
			Origin::FellowshipAdmin,
			RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::remove_member {
				who: address(DAVE),
				min_rank: 9,
			}),
		),
		submit(
			EVE,
			RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::cleanup_poll {
				poll_index: 0,
				max: 10,
			}),
		),
	]);
	scene
}

pub(super) fn a_whitelisted_call() -> Scene {
	let whitelist = pallet_whitelist::Call::whitelist_call { call_hash: hash_of(&remark(0)) };
	let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
		call: Box::new(remark(0)),
	};
	vec![
		submit(ALICE, pallet_preimage::Call::note_preimage { bytes: remark(0).encode() }),
		decide(Origin::Fellows, whitelist),
		propose(ALICE, Origin::WhitelistedCaller, &dispatch.into()),
		deposit(ALICE, 0),
		Step::VoteAll { index: 0, aye: true },
		Step::Blocks(12),
		submit(ALICE, pallet_preimage::Call::unnote_preimage { hash: hash_of(&remark(0)) }),
		Step::Blocks(2),
	]
}

pub(super) fn delegated_votes() -> Scene {
	use pallet_conviction_voting::Call;
	let vote = |aye, balance| {
		let vote = Vote { aye, conviction: Conviction::Locked3x };
		AccountVote::Standard { vote, balance }
	};
	vec![
		submit(
			DAVE,
			Call::delegate {
				class: 0,
				to: address(EVE),
				conviction: Conviction::Locked2x,
				balance: 1_000 * UNITS,
			},
		),
		submit(EVE, Call::vote { poll_index: 0, vote: vote(true, 2_000 * UNITS) }),
		submit(
			FERDIE,
			Call::vote {
				poll_index: 0,
				vote: AccountVote::SplitAbstain { aye: UNITS, nay: 2 * UNITS, abstain: UNITS },
			},
		),
		Step::Blocks(4),
		submit(DAVE, Call::undelegate { class: 0 }),
		submit(EVE, Call::vote { poll_index: 0, vote: vote(false, 10 * UNITS) }),
		Step::Blocks(60),
		submit(DAVE, Call::unlock { class: 0, target: address(DAVE) }),
		submit(DAVE, Call::remove_other_vote { target: address(EVE), class: 0, index: 0 }),
	]
}
