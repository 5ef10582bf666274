// SPDX-License-Identifier: GPL-3.0-or-later
//! Each check finds what it is for: a chain without a fault is given one.

use canary_fuzz::{
	chain::{Chain, Told},
	checks::{self, Accounts},
	history::Start,
	people::account,
	starts,
};
use canary_referenda::{ReferendumInfo, ReferendumInfoFor};
use canary_runtime::{constants::currency::UNITS, Runtime, RuntimeEvent, System};
use codec::Encode;
use frame_support::{dispatch::DispatchClass, weights::Weight};

/// What is found after `harm` is done to a busy chain in which nothing is wrong.
fn found_after(harm: impl FnOnce()) -> Vec<String> {
	let mut chain: Chain = starts::chain(Start::Busy);
	let told = chain.close();
	chain.look(|| {
		let mut accounts = Accounts::read();
		// What its last block told counts for the state before it.
		let told = Told { events: vec![], ..told };
		assert_eq!(checks::block(&mut accounts, &told), Vec::<String>::new());
		assert_eq!(checks::everything(), Vec::<String>::new());
		harm();
		let mut found = checks::block(&mut accounts, &told);
		found.extend(checks::everything());
		found
	})
}

#[track_caller]
fn finds(what: &str, harm: impl FnOnce()) {
	let found = found_after(harm);
	assert!(found.iter().any(|fault| fault.contains(what)), "{what}: {found:#?}");
}

type Accounting = frame_system::AccountInfo<u32, pallet_balances::AccountData<u128>>;

fn change_account(who: u8, change: impl FnOnce(&mut Accounting)) {
	frame_system::Account::<Runtime>::mutate(account(who), change);
}

#[test]
fn money_from_nowhere() {
	finds("all accounts together have", || change_account(0, |account| account.data.free += 1));
}

#[test]
fn an_issuance_that_no_event_tells_of() {
	finds("events tell of 0 made", || {
		change_account(0, |account| account.data.free += UNITS);
		pallet_balances::TotalIssuance::<Runtime>::mutate(|issued| *issued += UNITS);
	});
}

#[test]
fn an_account_that_lives_by_nothing() {
	finds("has consumers and no provider", || {
		change_account(0, |account| {
			account.consumers = 1;
			account.providers = 0;
		});
	});
	finds("nothing to live by", || {
		change_account(0, |account| {
			account.providers = 0;
			account.sufficients = 0;
		});
	});
}

#[test]
fn a_hold_that_is_not_reserved() {
	finds("on hold and", || change_account(3, |account| account.data.reserved = 0));
}

#[test]
fn a_lock_that_is_forgotten() {
	finds("is locked", || change_account(3, |account| account.data.frozen = 7));
}

#[test]
fn a_bid_without_a_record() {
	finds("nothing tells of it", || {
		let bids = canary_auctions::ReservedAmounts::<Runtime>::clear(u32::MAX, None);
		assert!(bids.unique > 0);
	});
}

#[test]
fn a_lease_that_nobody_pays() {
	finds("of which", || {
		canary_slots::Leases::<Runtime>::translate(|_, mut periods: canary_leases::Periods| {
			for lease in periods.iter_mut().flatten() {
				lease.1 += UNITS;
			}
			Some(periods)
		});
	});
}

fn bounded<Item, Most: frame_support::traits::Get<u32>>(
	items: Vec<Item>,
) -> frame_support::BoundedVec<Item, Most> {
	items.try_into().ok().expect("they are few")
}

/// The type of what is stored of a para's leases.
mod canary_leases {
	pub(super) type Periods = frame_support::BoundedVec<
		Option<(canary_runtime::AccountId, u128)>,
		<canary_runtime::Runtime as canary_slots::Config>::MaxLeasePeriods,
	>;
}

#[test]
fn a_referendum_that_nothing_wakes() {
	finds("nothing wakes it", || {
		ReferendumInfoFor::<Runtime>::mutate(0, |info| match info {
			Some(ReferendumInfo::Ongoing(status)) => {
				status.alarm = None;
				status.in_queue = false;
			},
			other => panic!("it goes on: {other:?}"),
		});
	});
}

#[test]
fn an_alarm_that_is_another_task() {
	finds("an alarm that is not on the agenda", || {
		ReferendumInfoFor::<Runtime>::mutate(0, |info| match info {
			Some(ReferendumInfo::Ongoing(status)) => {
				let (at, (_, place)) = status.alarm.expect("it has an alarm");
				pallet_scheduler::Agenda::<Runtime>::mutate(at, |agenda| {
					let task = agenda[place as usize].as_mut().expect("the alarm is there");
					let remark: canary_runtime::RuntimeCall =
						frame_system::Call::remark { remark: vec![] }.into();
					let remark = remark.encode().try_into().expect("it is short");
					task.call = frame_support::traits::Bounded::Inline(remark);
				});
			},
			other => panic!("it goes on: {other:?}"),
		});
	});
}

#[test]
fn a_referendum_that_waits_for_a_free_place() {
	finds("wait for a place of track 0", || {
		canary_referenda::TrackQueue::<Runtime>::insert(0, bounded(vec![(0, 0)]));
		canary_referenda::DecidingCount::<Runtime>::insert(0, 0);
	});
}

#[test]
fn an_acceleration_that_the_committee_does_not_know() {
	finds("are accelerated, and the committee's are", || {
		canary_fast_track::Accelerations::<Runtime>::put(bounded(vec![
			canary_fast_track::Acceleration {
				index: 0,
				proposal: Default::default(),
				authority: canary_fast_track::Authority::Majority,
				since: 1,
				until: 2,
			},
		]));
	});
}

#[test]
fn time_that_stands_still() {
	finds("has begun, and for Slots it is", || {
		canary_slots::RollOver::<Runtime>::mutate(|now| now.period = Some(0));
		System::set_block_number(System::block_number() + 40);
	});
	finds("was to end with block", || {
		canary_crowdloan::Agenda::<Runtime>::mutate(|agenda| agenda[0].0 = 1);
	});
	finds("does not close", || {
		canary_auctions::AuctionInfo::<Runtime>::mutate(|auction| {
			auction.as_mut().expect("there is an auction").1 = 1;
		});
		System::set_block_number(System::block_number() + 400);
	});
}

#[test]
fn a_block_that_is_too_heavy() {
	finds("the block uses", || {
		let weight = Weight::from_parts(3_000_000_000_000, 0);
		System::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
	});
	finds("Normal extrinsics use", || {
		let weight = Weight::from_parts(1_600_000_000_000, 0);
		System::register_extra_weight_unchecked(weight, DispatchClass::Normal);
	});
}

#[test]
fn what_a_pallet_finds_wrong_itself() {
	finds("Auctions: ", || {
		canary_auctions::LatestSample::<Runtime>::put(4_000);
	});
}

#[test]
fn events_explain_what_was_made_and_lost() {
	let mut chain = starts::chain(Start::Busy);
	chain.look(|| {
		let mut accounts = Accounts::read();
		let who = account(0);
		change_account(0, |account| account.data.free -= UNITS);
		pallet_balances::TotalIssuance::<Runtime>::mutate(|issued| *issued -= UNITS);
		let burned = pallet_balances::Event::Burned { who, amount: UNITS };
		let told = Told { events: vec![RuntimeEvent::Balances(burned)], faults: vec![] };
		assert_eq!(checks::block(&mut accounts, &told), Vec::<String>::new());
	});
}
