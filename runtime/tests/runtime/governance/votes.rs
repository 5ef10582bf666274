// SPDX-License-Identifier: GPL-3.0-or-later
//! Conviction and delegation: the weight of a vote, and how long it is locked.

use canary_runtime::RuntimeOrigin;
use pallet_conviction_voting::{TallyOf, VotingFor};
use sp_runtime::{traits::Dispatchable, MultiAddress};

use super::*;

/// The track of small tips.
const TIPS: u16 = 30;
/// Blocks for which a vote without a multiplier is locked, at the development pace.
const LOCK: BlockNumber = 20;

fn tally(index: ReferendumIndex) -> TallyOf<Runtime> {
	match info(index) {
		ReferendumInfo::Ongoing(status) => status.tally,
		other => panic!("it is over: {other:?}"),
	}
}

fn delegate(to: Sr25519Keyring, conviction: Conviction, balance: Balance) -> RuntimeCall {
	pallet_conviction_voting::Call::delegate {
		class: TIPS,
		to: MultiAddress::Id(to.to_account_id()),
		conviction,
		balance,
	}
	.into()
}

fn remove_vote(index: ReferendumIndex) -> RuntimeCall {
	pallet_conviction_voting::Call::remove_vote { class: Some(TIPS), index }.into()
}

fn unlock(who: Sr25519Keyring) -> RuntimeCall {
	let target = MultiAddress::Id(who.to_account_id());
	pallet_conviction_voting::Call::unlock { class: TIPS, target }.into()
}

/// The block that approved a tip for which everybody voted but Alice and Bob, and these as told.
fn approval_of_a_tip(
	ballots: impl Fn(ReferendumIndex) -> Vec<(Sr25519Keyring, RuntimeCall)>,
) -> (ReferendumIndex, BlockNumber) {
	let index = propose(Alice, Origin::SmallTipper, &remark("a tip"));
	step_over_the_begin_of_a_session();
	let others = EVERYBODY[2..]
		.iter()
		.map(|voter| (*voter, ballot(index, true, Conviction::Locked1x, MOST)));
	let votes = ballots(index).into_iter().chain(others);
	for result in next_block(votes.map(|(voter, vote)| signed(voter, vote)).collect()) {
		assert_ok!(result.expect("it is valid"));
	}
	let approved = run_until("the approval", || match info(index) {
		ReferendumInfo::Approved(when, ..) => Some(when),
		_ => None,
	});
	(index, approved)
}

#[test]
fn conviction_multiplies_votes_but_not_support() {
	on_chain("development", || {
		next_block(vec![]);
		let index = propose(Alice, Origin::SmallTipper, &remark("a tip"));
		submit_when_calm(Bob, ballot(index, true, Conviction::Locked3x, 10 * UNITS));
		submit_when_calm(Charlie, ballot(index, false, Conviction::None, 50 * UNITS));

		let tally = tally(index);
		assert_eq!((tally.ayes, tally.nays, tally.support), (30 * UNITS, 5 * UNITS, 10 * UNITS));
	});
}

#[test]
fn a_delegate_votes_with_what_is_delegated_to_him() {
	on_chain("development", || {
		next_block(vec![]);
		submit_when_calm(Bob, delegate(Charlie, Conviction::Locked2x, 100 * UNITS));
		let index = propose(Alice, Origin::SmallTipper, &remark("a tip"));
		submit_when_calm(Charlie, ballot(index, true, Conviction::None, 10 * UNITS));
		assert_eq!(tally(index).ayes, UNITS + 200 * UNITS);
		assert_eq!(tally(index).support, 110 * UNITS);

		submit_when_calm(Bob, pallet_conviction_voting::Call::undelegate { class: TIPS });
		assert_eq!(tally(index).ayes, UNITS);
		let undelegated = System::block_number();

		submit_when_calm(Bob, unlock(Bob));
		assert_eq!(locked(Bob), 100 * UNITS);
		run_to(undelegated + 2 * LOCK);
		submit_when_calm(Bob, unlock(Bob));
		assert_eq!(locked(Bob), 0);
	});
}

#[test]
fn the_winner_stays_locked_for_his_conviction_while_the_loser_is_free_at_once() {
	on_chain("development", || {
		next_block(vec![]);
		let (index, approved) = approval_of_a_tip(|index| {
			vec![
				(Alice, ballot(index, true, Conviction::Locked2x, 1_000 * UNITS)),
				(Bob, ballot(index, false, Conviction::Locked6x, 10 * UNITS)),
			]
		});

		submit_when_calm(Alice, batch_all([remove_vote(index), unlock(Alice)]));
		submit_when_calm(Bob, batch_all([remove_vote(index), unlock(Bob)]));
		assert_eq!([Alice, Bob].map(locked), [1_000 * UNITS, 0]);

		run_to(approved + 2 * LOCK - 1);
		submit_when_calm(Alice, unlock(Alice));
		assert_eq!(locked(Alice), 0);
	});
}

#[test]
fn the_winner_is_not_free_a_block_before_his_time() {
	on_chain("development", || {
		next_block(vec![]);
		let (index, approved) = approval_of_a_tip(|index| {
			vec![(Alice, ballot(index, true, Conviction::Locked2x, 1_000 * UNITS))]
		});
		submit_when_calm(Alice, remove_vote(index));

		run_to(approved + 2 * LOCK - 2);
		// Not included in a calm block: it must be exactly this one.
		submit(Alice, unlock(Alice));
		assert_eq!(System::block_number(), approved + 2 * LOCK - 1);
		assert_eq!(locked(Alice), 1_000 * UNITS);
		submit(Alice, unlock(Alice));
		assert_eq!(locked(Alice), 0);
	});
}

#[test]
fn money_that_is_staked_or_held_still_votes() {
	on_chain("development", || {
		next_block(vec![]);
		let index = propose(Alice, Origin::SmallTipper, &remark("a tip"));
		// A fifth of what AliceStash owns is at stake, as a validator's.
		let all = total(&AliceStash.to_account_id()) - 100 * UNITS;
		submit_when_calm(AliceStash, ballot(index, true, Conviction::Locked1x, all));
		assert_eq!(tally(index).support, all);
	});
}

#[test]
fn nothing_is_stored_for_who_has_no_votes() {
	on_chain("development", || {
		let (class, nobody) = (60_000, AccountId::from([7; 32]));
		let target = MultiAddress::Id(nobody.clone());
		let unlock: RuntimeCall = pallet_conviction_voting::Call::unlock { class, target }.into();

		let refused = unlock.dispatch(RuntimeOrigin::signed(Alice.to_account_id()));

		let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
		assert_eq!(refused.map(|_| ()).map_err(|refused| refused.error), Err(filtered));
		assert!(!VotingFor::<Runtime>::contains_key(nobody, class));
	});
}
