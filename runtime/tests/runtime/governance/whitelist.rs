// SPDX-License-Identifier: GPL-3.0-or-later
//! A whitelisted call needs less support of the public, whichever comes first.

use canary_runtime::{config::governance::FellowshipInstance, FellowshipCollective};
use frame_support::traits::RankedMembers;
use pallet_whitelist::{Call as Whitelist, Error, Event};

use super::*;

/// The members of rank 3 and above.
const FELLOWS: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Dave];

/// Something that takes root, and shows.
fn urgent() -> RuntimeCall {
	frame_system::Call::authorize_upgrade { code_hash: [7; 32].into() }.into()
}

fn was_done() -> bool {
	System::authorized_upgrade().is_some()
}

fn whitelist(call: &RuntimeCall) -> RuntimeCall {
	Whitelist::whitelist_call { call_hash: hash_of(call) }.into()
}

fn dispatch(call: RuntimeCall) -> RuntimeCall {
	Whitelist::dispatch_whitelisted_call_with_preimage { call: Box::new(call) }.into()
}

fn has_event(event: Event<Runtime>) -> bool {
	events().contains(&event.into())
}

#[test]
fn whitelisted_by_the_fellowship_and_voted_through_by_the_public_it_runs_as_root() {
	on_chain("development", || {
		next_block(vec![]);
		assert_eq!(fellowship_decides(Origin::Fellows, &whitelist(&urgent()), &FELLOWS), Ok(()));
		assert!(has_event(Event::CallWhitelisted { call_hash: hash_of(&urgent()) }));
		assert!(!was_done());

		assert_eq!(decide(Origin::WhitelistedCaller, &dispatch(urgent())), Ok(()));
		assert!(was_done());
	});
}

#[test]
fn whitelisted_after_its_referendum_has_passed_it_is_still_dispatched_once() {
	on_chain("development", || {
		next_block(vec![]);
		assert_eq!(decide(Origin::WhitelistedCaller, &dispatch(urgent())), Ok(()));
		assert!(has_event(Event::DispatchDeferred { call_hash: hash_of(&urgent()) }));
		assert!(!was_done());

		// Without the fellowship's approval nobody can dispatch it.
		let refused = try_when_calm(Ferdie, dispatch(urgent()));
		assert_eq!(refused, error(Error::<Runtime>::CallIsNotWhitelisted));

		assert_eq!(fellowship_decides(Origin::Fellows, &whitelist(&urgent()), &FELLOWS), Ok(()));
		submit_when_calm(Ferdie, dispatch(urgent()));
		let who = Ferdie.to_account_id();
		assert!(has_event(Event::DeferredDispatchExecuted { call_hash: hash_of(&urgent()), who }));
		assert!(was_done());

		let again = try_when_calm(Ferdie, dispatch(urgent()));
		assert_eq!(again, error(Error::<Runtime>::DeferredDispatchNotFound));
	});
}

#[test]
fn a_deferred_dispatch_does_not_wait_for_ever() {
	on_chain("development", || {
		next_block(vec![]);
		assert_eq!(decide(Origin::WhitelistedCaller, &dispatch(urgent())), Ok(()));
		run_to(System::block_number() + 100);
		assert_eq!(fellowship_decides(Origin::Fellows, &whitelist(&urgent()), &FELLOWS), Ok(()));

		let refused = try_when_calm(Ferdie, dispatch(urgent()));
		assert_eq!(refused, error(Error::<Runtime>::DeferredDispatchExpired));
		assert!(!was_done());
	});
}

#[test]
fn the_public_alone_cannot_whitelist_nor_can_the_fellowship_alone_dispatch() {
	on_chain("development", || {
		next_block(vec![]);
		let bad = Err(DispatchError::BadOrigin);
		assert_eq!(decide(Origin::WhitelistedCaller, &whitelist(&urgent())), bad);
		let refused = fellowship_decides(Origin::Fellows, &dispatch(urgent()), &FELLOWS);
		assert_eq!(refused, bad);
	});
}

#[test]
fn who_ranks_too_low_neither_votes_nor_submits() {
	on_chain("development", || {
		next_block(vec![]);
		let call = whitelist(&urgent());
		type Fellowship = canary_referenda::Call<Runtime, FellowshipReferendaInstance>;
		let submit = || Fellowship::submit {
			proposal_origin: Box::new(Origin::Fellows.into()),
			proposal: lookup(&call),
			enactment_moment: DispatchTime::After(1),
		};
		// Ferdie has no rank yet, One is no member.
		assert_eq!(try_when_calm(Ferdie, submit()), Err(DispatchError::BadOrigin));
		assert_eq!(try_when_calm(FerdieStash, submit()), Err(DispatchError::BadOrigin));

		submit_when_calm(Eve, submit());
		let refused = try_when_calm(Eve, fellowship_ballot(0));
		let why = pallet_ranked_collective::Error::<Runtime, FellowshipInstance>::RankTooLow;
		assert_eq!(refused, error(why));
	});
}

#[test]
fn a_member_is_promoted_by_those_above_the_rank_it_gets() {
	on_chain("development", || {
		next_block(vec![]);
		let promote = |who: Sr25519Keyring| -> RuntimeCall {
			RuntimeCall::FellowshipCollective(pallet_ranked_collective::Call::promote_member {
				who: sp_runtime::MultiAddress::Id(who.to_account_id()),
			})
		};
		let rank = |who: Sr25519Keyring| FellowshipCollective::rank_of(&who.to_account_id());
		assert_eq!(rank(Eve), Some(1));

		// To rank 2: those of rank 2 cannot, those of rank 3 can.
		let refused = fellowship_decides(Origin::Fellowship2Dan, &promote(Eve), &FELLOWS);
		let why = pallet_ranked_collective::Error::<Runtime, FellowshipInstance>::NoPermission;
		assert_eq!(refused, error(why));
		assert_eq!(fellowship_decides(Origin::Fellowship3Dan, &promote(Eve), &FELLOWS), Ok(()));
		assert_eq!(rank(Eve), Some(2));

		// The public may give any rank that there is.
		assert_eq!(decide(Origin::FellowshipAdmin, &promote(Alice)), Ok(()));
		assert_eq!(rank(Alice), Some(8));
	});
}
