// SPDX-License-Identifier: GPL-3.0-or-later
//! Abuse of small powers in governance, which has no effect.

use canary_runtime::{
	config::governance::{fast_track::TechnicalMembershipInstance, motions, TechnicalInstance},
	ProxyType, TreasuryAccount,
};
use frame_support::traits::PrivilegeCmp;
use pallet_scheduler::Call as Agenda;
use sp_runtime::MultiAddress;

use super::*;

type Committee = pallet_collective::Call<Runtime, TechnicalInstance>;
type Membership = pallet_membership::Call<Runtime, TechnicalMembershipInstance>;

fn address(who: Sr25519Keyring) -> MultiAddress<AccountId, ()> {
	MultiAddress::Id(who.to_account_id())
}

fn name_of_enactment(index: ReferendumIndex) -> [u8; 32] {
	("Referenda", "enactment", index).using_encoded(blake2_256)
}

/// A call with a visible effect.
fn mark() -> RuntimeCall {
	frame_system::Call::set_storage { items: vec![(b"marked".to_vec(), vec![0; 200])] }.into()
}

fn is_marked() -> bool {
	sp_io::storage::exists(b"marked")
}

#[track_caller]
fn everybody_approves_and_it_is_done(index: ReferendumIndex, done: impl Fn() -> bool) {
	everybody_approves(&[index]);
	run_until("the enactment", || done().then_some(()));
}

/// G1: a track without power takes the names of the enactments to come, root's included.
#[test]
fn a_track_without_power_cannot_prevent_the_dispatch_of_roots_call() {
	on_chain("development", || {
		next_block(vec![]);
		let names = (1..=20).map(|index| {
			Agenda::schedule_named {
				id: name_of_enactment(index),
				when: 100_000 + index,
				maybe_periodic: None,
				priority: 0,
				call: Box::new(remark("taken")),
			}
			.into()
		});
		let squat = batch_all(names.collect::<Vec<RuntimeCall>>());
		assert_eq!(decide(Origin::AuctionAdmin, &squat), Ok(()));

		let index = propose(Alice, root(), &mark());

		everybody_approves_and_it_is_done(index, is_marked);
	});
}

/// G2: what a track has put on the agenda, root takes off; and not the other way round.
#[test]
fn root_takes_a_call_of_any_origin_off_the_agenda() {
	on_chain("development", || {
		next_block(vec![]);
		let later = |text| -> RuntimeCall {
			Agenda::schedule_named {
				id: [7; 32],
				when: 100_000,
				maybe_periodic: None,
				priority: 0,
				call: Box::new(remark(text)),
			}
			.into()
		};
		let cancel: RuntimeCall = Agenda::cancel_named { id: [7; 32] }.into();

		assert_eq!(decide(Origin::AuctionAdmin, &later("an auction")), Ok(()));
		assert_eq!(decide(root(), &cancel), Ok(()));
		assert!(pallet_scheduler::Lookup::<Runtime>::get([7; 32]).is_none());

		assert_eq!(decide(root(), &later("an upgrade")), Ok(()));
		assert_eq!(decide(Origin::AuctionAdmin, &cancel), Err(DispatchError::BadOrigin));
	});
}

#[test]
fn root_ranks_above_all_and_nobody_else_above_another() {
	use canary_runtime::config::governance::RootAboveAll;
	use core::cmp::Ordering;
	let admin: OriginCaller = Origin::AuctionAdmin.into();
	let fellows: OriginCaller = Origin::Fellows.into();
	let alice: OriginCaller = RawOrigin::Signed(Alice.to_account_id()).into();
	for other in [&admin, &fellows, &alice] {
		assert_eq!(RootAboveAll::cmp_privilege(&root(), other), Some(Ordering::Greater));
		assert_eq!(RootAboveAll::cmp_privilege(other, &root()), Some(Ordering::Less));
		assert_eq!(RootAboveAll::cmp_privilege(other, other), Some(Ordering::Equal));
	}
	assert_eq!(RootAboveAll::cmp_privilege(&root(), &root()), Some(Ordering::Equal));
	assert_eq!(RootAboveAll::cmp_privilege(&admin, &fellows), None);
}

/// G4: who submits the same before it is blacklisted does not get it approved after.
#[test]
fn a_twin_that_was_submitted_before_does_not_outlive_the_blacklist() {
	on_chain("development", || {
		next_block(vec![]);
		let attack = propose(Alice, root(), &mark());
		let twin = propose(Bob, Origin::WhitelistedCaller, &mark());
		everybody_approves(&[twin]);
		let blacklist: RuntimeCall = canary_fast_track::Call::blacklist {
			proposal: hash_of(&mark()),
			maybe_index: Some(attack),
		}
		.into();
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(blacklist, root().into()));

		run_to(System::block_number() + 10);

		assert!(matches!(info(twin), ReferendumInfo::Cancelled(..)));
		assert!(!is_marked());
	});
}

/// G5: a member cannot change the key of their seat.
#[test]
fn no_member_gets_a_second_veto_by_a_new_key() {
	on_chain("development", || {
		next_block(vec![]);
		let refused = try_when_calm(Alice, Membership::change_key { new: address(Eve) });

		assert_eq!(refused, error(frame_system::Error::<Runtime>::CallFiltered));
		let members = pallet_collective::Members::<Runtime, TechnicalInstance>::get();
		assert!(members.contains(&Alice.to_account_id()));
	});
}

/// G5: a proxy cannot take the seat over.
#[test]
fn no_proxy_takes_a_seat_in_the_committee() {
	for kind in [ProxyType::Any, ProxyType::NonTransfer, ProxyType::Governance] {
		on_chain("development", || {
			next_block(vec![]);
			submit_when_calm(
				Alice,
				pallet_proxy::Call::add_proxy {
					delegate: address(Eve),
					proxy_type: kind,
					delay: 0,
				},
			);
			let take: RuntimeCall =
				RuntimeCall::TechnicalMembership(Membership::change_key { new: address(Eve) });
			submit_when_calm(
				Eve,
				pallet_proxy::Call::proxy {
					real: address(Alice),
					force_proxy_type: None,
					call: Box::new(take),
				},
			);

			let members = pallet_collective::Members::<Runtime, TechnicalInstance>::get();
			assert!(members.contains(&Alice.to_account_id()), "{kind:?}");
			assert!(!members.contains(&Eve.to_account_id()), "{kind:?}");
		});
	}
}

#[test]
fn governance_still_swaps_members() {
	on_chain("development", || {
		next_block(vec![]);
		let swap = RuntimeCall::TechnicalMembership(Membership::swap_member {
			remove: address(Alice),
			add: address(Eve),
		});
		assert_eq!(decide(Origin::FellowshipAdmin, &swap), Ok(()));

		let members = pallet_collective::Members::<Runtime, TechnicalInstance>::get();
		assert!(members.contains(&Eve.to_account_id()));
	});
}

/// G10: unnoting the preimage of a proposal does not prevent its enactment.
#[test]
fn an_unnoted_preimage_is_there_at_the_enactment() {
	on_chain("development", || {
		next_block(vec![]);
		let index = propose(Alice, root(), &mark());
		let take_back = pallet_preimage::Call::unnote_preimage { hash: hash_of(&mark()) };
		submit_when_calm(Alice, take_back);

		everybody_approves_and_it_is_done(index, is_marked);

		assert_eq!(<Preimage as QueryPreimage>::len(&hash_of(&mark())), None);
	});
}

/// Otherwise blocks could be filled with them at no cost.
#[test]
fn a_requested_preimage_is_not_noted_again_without_a_fee() {
	on_chain("development", || {
		next_block(vec![]);
		propose(Alice, root(), &mark());
		let again = pallet_preimage::Call::note_preimage { bytes: mark().encode() };

		let refused = try_when_calm(Bob, again);

		assert_eq!(refused, error(frame_system::Error::<Runtime>::CallFiltered));
		assert!(crate::common::fees_of(&Bob.to_account_id()) > 0);
	});
}

/// What is locked there would be missing in the payout of the bounty, which is lost then, and the treasury would
/// make money instead of spending its own.
#[test]
fn nobody_locks_money_on_the_account_of_a_pallet() {
	on_chain("development", || {
		next_block(vec![]);
		let bounty = pallet_bounties::Pallet::<Runtime>::bounty_account_id(0);
		let give = |to: AccountId| {
			let schedule = pallet_vesting::VestingInfo::new(10 * UNITS, UNITS, 1_000);
			let target = MultiAddress::Id(to);
			try_when_calm(Eve, pallet_vesting::Call::vested_transfer { target, schedule })
		};
		for account in [TreasuryAccount::get(), bounty] {
			assert_eq!(give(account), error(frame_system::Error::<Runtime>::CallFiltered));
		}
		assert_eq!(give(One.to_account_id()), Ok(()));
	});
}

/// G10: one member leaves room for the motions of the others.
#[test]
fn one_member_cannot_fill_the_motions_of_the_committee() {
	on_chain("development", || {
		next_block(vec![]);
		let motion = |text: &str| {
			let call = remark(text);
			let length_bound = call.encoded_size() as u32;
			Committee::propose { threshold: 2, proposal: Box::new(call), length_bound }
		};
		for number in 0..motions::MAX_OPEN {
			assert_eq!(try_when_calm(Alice, motion(&format!("{number}"))), Ok(()));
		}

		let too_many = pallet_collective::Error::<Runtime, TechnicalInstance>::TooManyProposals;
		assert_eq!(try_when_calm(Alice, motion("one more")), error(too_many));
		assert_eq!(try_when_calm(Bob, motion("of Bob's")), Ok(()));

		// When one of Alice's motions is over, another can follow, though its record is still there.
		let call = remark("0");
		let close = Committee::close {
			proposal_hash: hash_of(&call),
			index: 0,
			proposal_weight_bound: Default::default(),
			length_bound: call.encoded_size() as u32,
		};
		run_to(System::block_number() + 100);
		submit_when_calm(Alice, close);
		assert_eq!(try_when_calm(Alice, motion("one more")), Ok(()));
	});
}
