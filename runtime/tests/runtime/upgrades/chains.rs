// SPDX-License-Identifier: GPL-3.0-or-later
//! Chains that earlier commits have made go on with this runtime.
//!
//! What is under way on them stands in `scripts/e2e/upgrades/scene.ts`. Each test is for every chain, and
//! looks up what there is on it.

use std::collections::{BTreeMap, BTreeSet};

use canary_auctions::AuctionInfo;
use canary_crowdloan::{Books, Funds, Stage};
use canary_primitives::{
	traits::{InspectPara, Lifecycle},
	LeasePeriod, ParaId,
};
use canary_referenda::{
	DecidingStatus, Event, ReferendumInfo, ReferendumInfoFor, ReferendumStatusOf,
};
use canary_runtime::{
	pace::{EndingPeriod, EpochLength, LeasePeriod as PeriodLength, RandomnessTimeout},
	paras::HostParas,
	AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeEvent, RuntimeHoldReason, System,
	VERSION,
};
use frame_support::{storage::storage_prefix, traits::Get};

use super::{
	checks::{undecodable, upgrade},
	fixture::Fixture,
	shapes::pallets_of_ours,
};
use crate::common::{
	check_invariants, journal, metadata, minted_and_burned, next_block, run_to, total,
};

type FellowshipReferenda = frame_support::instances::Instance2;

/// Blocks in which whatever takes no definite time must be done.
const PATIENCE: BlockNumber = 20;
/// Sessions within which a para moves up.
const SESSIONS_OF_A_MOVE: BlockNumber = 3;

/// Runs a test on each chain after its upgrade.
fn on_each(test: impl Fn()) {
	for fixture in Fixture::all() {
		println!("the chain of {}", fixture.commit);
		fixture.chain().execute_with(|| {
			assert_eq!(upgrade(), Vec::<String>::new());
			test();
			check_invariants();
		});
	}
}

/// All that each account has, free or held.
fn money() -> BTreeMap<AccountId, Balance> {
	let accounts = frame_system::Account::<Runtime>::iter_keys();
	accounts.map(|who| (who.clone(), total(&who))).collect()
}

/// What our pallets hold of everyone.
fn held_by_us() -> Balance {
	let of_ours = |reason: &RuntimeHoldReason| {
		use RuntimeHoldReason as Reason;
		matches!(
			reason,
			Reason::Slots(_)
				| Reason::Auctions(_)
				| Reason::Crowdloan(_)
				| Reason::Referenda(_)
				| Reason::FellowshipReferenda(_)
		)
	};
	let all = pallet_balances::Holds::<Runtime>::iter_values().flatten();
	all.filter(|hold| of_ours(&hold.id)).map(|hold| hold.amount).sum()
}

/// At which stages referenda of the public are.
fn stages() -> BTreeSet<&'static str> {
	let ongoing = ReferendumInfoFor::<Runtime>::iter().filter_map(|(index, info)| match info {
		ReferendumInfo::Ongoing(status) => Some((index, status)),
		_ => None,
	});
	let stage = |(index, status): (u32, ReferendumStatusOf<Runtime>)| match status.deciding {
		_ if canary_referenda::Accelerations::<Runtime>::contains_key(index) => "accelerated",
		None if status.in_queue => "in a queue",
		None if status.decision_deposit.is_none() => "without a deposit",
		None => "preparing",
		Some(DecidingStatus { confirming: None, .. }) => "deciding",
		Some(_) => "confirming",
	};
	ongoing.map(stage).collect()
}

/// The referenda of the public and of the fellowship that go on.
fn ongoing() -> usize {
	let public = ReferendumInfoFor::<Runtime>::iter_values()
		.filter(|info| matches!(info, ReferendumInfo::Ongoing(_)));
	let fellows = ReferendumInfoFor::<Runtime, FellowshipReferenda>::iter_values()
		.filter(|info| matches!(info, ReferendumInfo::Ongoing(_)));
	public.count() + fellows.count()
}

/// Runs to the block in which the last record of the auction is gone.
fn close_auction() {
	let (_, candle) = AuctionInfo::<Runtime>::get().expect("an auction runs");
	let timeout: BlockNumber = RandomnessTimeout::get();
	run_to(candle + EndingPeriod::get());
	for _ in 0..timeout + PATIENCE {
		if AuctionInfo::<Runtime>::get().is_none() {
			return;
		}
		next_block(vec![]);
	}
	panic!("the auction does not close");
}

/// Who has won leases for which paras, and the first and last period of each.
fn wins() -> Vec<(AccountId, ParaId, Balance, (LeasePeriod, LeasePeriod))> {
	let won = journal().into_iter().filter_map(|event| match event {
		RuntimeEvent::Auctions(canary_auctions::Event::BidWon {
			bidder,
			para_id,
			amount,
			first_slot,
			last_slot,
		}) => Some((bidder, para_id, amount, (first_slot, last_slot))),
		_ => None,
	});
	won.collect()
}

#[test]
fn every_chain_comes_through_its_migrations_with_all_its_money() {
	for fixture in Fixture::all() {
		fixture.chain().execute_with(|| {
			let before = (Balances::total_issuance(), money());
			let held = held_by_us();
			assert_eq!(upgrade(), Vec::<String>::new(), "the chain of {}", fixture.commit);
			assert_eq!((Balances::total_issuance(), money()), before);
			assert_eq!(held_by_us(), held);
			assert_eq!(before.1.values().sum::<Balance>(), before.0, "all of it is somebody's");

			let once = sp_io::storage::root(VERSION.state_version());
			assert_eq!(upgrade(), Vec::<String>::new());
			let twice = sp_io::storage::root(VERSION.state_version());
			assert_eq!(once, twice, "no migration runs twice");
		});
	}
}

/// Items of which no chain has anything.
const EMPTY: [&str; 20] = [
	// For the blocks in which an auction closes.
	"Auctions.Clearing",
	"Auctions.Granting",
	"Auctions.Lot",
	// For blocks that are full.
	"Crowdloan.ReleasedUpTo",
	"Crowdloan.Releasing",
	// For full agendas.
	"Referenda.CounterForLateTasks",
	"Referenda.LateOrder",
	"Referenda.LateTasks",
	"FellowshipReferenda.CounterForLateTasks",
	"FellowshipReferenda.LateOrder",
	"FellowshipReferenda.LateTasks",
	// The public's referenda have them.
	"FellowshipReferenda.MetadataOf",
	"FellowshipReferenda.TrackQueue",
	// Nobody hurries the fellowship.
	"FellowshipReferenda.Accelerations",
	"FellowshipReferenda.Rests",
	// For moves that the host has refused.
	"Slots.CounterForWaiting",
	"Slots.Waiting",
	// Always empty.
	"ParasDmp.DownwardMessageQueues",
	"ParasInclusion.PendingAvailability",
	"Ump.RelayDispatchQueues",
];

#[test]
fn the_chains_have_something_in_every_item_of_our_pallets() {
	let mut empty: Option<BTreeSet<String>> = None;
	for fixture in Fixture::all() {
		fixture.chain().execute_with(|| {
			upgrade();
			let here = empty_items();
			empty = Some(empty.take().map_or(here.clone(), |empty| &empty & &here));
		});
	}
	assert_eq!(empty.expect("there are chains"), EMPTY.map(String::from).into());
}

/// The first key of an item, if it has any.
fn first_key(item: &[u8]) -> Option<Vec<u8>> {
	if sp_io::storage::get(item).is_some() {
		return Some(item.to_vec());
	}
	sp_io::storage::next_key(item).filter(|key| key.starts_with(item))
}

/// The items of our pallets without an entry.
fn empty_items() -> BTreeSet<String> {
	let ours = pallets_of_ours();
	let of_ours = metadata().pallets.into_iter().filter(|pallet| ours.contains(&*pallet.name));
	let mut empty = BTreeSet::new();
	for pallet in of_ours {
		for entry in pallet.storage.into_iter().flat_map(|storage| storage.entries) {
			let item = storage_prefix(pallet.name.as_bytes(), entry.name.as_bytes());
			if first_key(&item).is_none() {
				empty.insert(format!("{}.{}", pallet.name, entry.name));
			}
		}
	}
	empty
}

#[test]
fn the_auction_closes_and_its_winners_get_their_leases() {
	on_each(|| {
		close_auction();
		let wins = wins();
		assert!(wins.len() > 1, "{wins:?}");
		for (bidder, para, amount, (first, last)) in wins {
			let now: LeasePeriod = System::block_number() / PeriodLength::get();
			let leases = canary_slots::Leases::<Runtime>::get(para);
			for period in first..=last {
				let lease = leases.get((period - now) as usize).cloned().flatten();
				assert_eq!(lease, Some((bidder.clone(), amount)), "{para:?} in period {period}");
			}
			run_to(first * PeriodLength::get() + SESSIONS_OF_A_MOVE * EpochLength::get() as u32);
			assert_eq!(HostParas::lifecycle(para), Some(Lifecycle::LeaseHolding), "{para:?}");
		}
	});
}

#[test]
fn campaigns_that_do_not_win_give_everything_back() {
	on_each(|| {
		let begun: BTreeSet<_> = Books::<Runtime>::iter_keys().collect();
		let last_end = Funds::<Runtime>::iter_values().map(|fund| fund.end).max();
		close_auction();
		run_to(last_end.expect("there are campaigns") + PATIENCE);
		let left: Vec<_> = Books::<Runtime>::iter().collect();
		for (fund, book) in &left {
			assert_eq!(book.stage, Stage::Ended, "fund {fund}");
			assert!(!book.is_free(), "fund {fund} has a lease");
		}
		assert!(begun.len() >= left.len() + 2, "{begun:?} became {left:?}");
		let released: BTreeSet<_> = journal()
			.into_iter()
			.filter_map(|event| match event {
				RuntimeEvent::Crowdloan(canary_crowdloan::Event::Withdrew { who, .. }) => Some(who),
				_ => None,
			})
			.collect();
		assert!(released.len() > 1, "{released:?}");
	});
}

#[test]
fn every_referendum_comes_to_its_end_and_approved_calls_are_carried_out() {
	on_each(|| {
		let stages = stages();
		for stage in ["without a deposit", "in a queue", "deciding", "confirming", "accelerated"] {
			assert!(stages.contains(stage), "{stages:?}");
		}
		assert!(ongoing() > 5);
		run_to(System::block_number() + 320);
		assert_eq!(ongoing(), 0);
		let count =
			|is: fn(&RuntimeEvent) -> bool| journal().iter().filter(|event| is(event)).count();
		let approved =
			count(|event| matches!(event, RuntimeEvent::Referenda(Event::Approved { .. })));
		let rejected =
			count(|event| matches!(event, RuntimeEvent::Referenda(Event::Rejected { .. })));
		let timed_out =
			count(|event| matches!(event, RuntimeEvent::Referenda(Event::TimedOut { .. })));
		let of_fellows = count(|event| matches!(event, RuntimeEvent::FellowshipReferenda(_)));
		assert!(approved > 0 && rejected > 0 && timed_out > 0 && of_fellows > 0);
		let carried_out: Vec<_> = journal()
			.into_iter()
			.filter_map(|event| match event {
				RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched {
					id: Some(_),
					result,
					..
				}) => Some(result),
				_ => None,
			})
			.collect();
		assert_eq!(
			carried_out,
			vec![Ok(()); approved + 1],
			"that of before the upgrade among them"
		);
	});
}

#[test]
fn in_the_end_nothing_is_held_and_nothing_is_lost() {
	on_each(|| {
		let issued = Balances::total_issuance();
		assert!(held_by_us() > 0);
		close_auction();
		let last = wins().into_iter().map(|(.., (_, last))| last).max().expect("somebody wins");
		run_to((last + 1) * PeriodLength::get() + PATIENCE);
		assert_eq!(held_by_us(), 0);
		assert_eq!(Books::<Runtime>::count(), 0);
		assert_eq!(canary_slots::Leases::<Runtime>::iter().count(), 0);
		let (minted, burned) = minted_and_burned();
		assert_eq!(Balances::total_issuance(), issued + minted - burned);
		assert_eq!(money().values().sum::<Balance>(), Balances::total_issuance());
	});
}

/// What is said of a chain in whose state something is wrong.
fn faults_of(fixture: &Fixture, spoil: impl FnOnce()) -> Vec<String> {
	fixture.chain().execute_with(|| {
		spoil();
		upgrade()
	})
}

#[track_caller]
fn says(faults: &[String], words: &str) {
	assert!(faults.iter().any(|fault| fault.contains(words)), "`{words}` is not in {faults:#?}");
}

#[test]
fn a_value_of_another_type_is_found_in_every_item_of_our_pallets() {
	let fixture = Fixture::all().pop().expect("there is a chain");
	let ours = pallets_of_ours();
	let metadata = fixture.chain().execute_with(metadata);
	let mut tried = 0;
	for pallet in metadata.pallets.into_iter().filter(|pallet| ours.contains(&*pallet.name)) {
		for entry in pallet.storage.into_iter().flat_map(|storage| storage.entries) {
			let item = storage_prefix(pallet.name.as_bytes(), entry.name.as_bytes());
			let spoil = || {
				let key = first_key(&item)?;
				let mut value = sp_io::storage::get(&key)?.to_vec();
				// No type of today has a byte more.
				value.push(0);
				sp_io::storage::set(&key, &value);
				Some(undecodable())
			};
			let Some(faults) = fixture.chain().execute_with(spoil) else { continue };
			tried += 1;
			let name = format!("`{}::{}`", pallet.name, entry.name);
			says(&faults, &name);
		}
	}
	assert!(tried > 30, "{tried}");
}

#[test]
fn a_pallet_without_its_migration_and_what_nobody_knows_are_found() {
	let fixture = Fixture::all().pop().expect("there is a chain");
	let behind = faults_of(&fixture, || {
		frame_support::traits::StorageVersion::new(0).put::<canary_runtime::Referenda>();
	});
	says(&behind, "no migration of Referenda runs unless `spec_version` is above");
	says(&behind, "Referenda has the storage version Some(0) on the chain, Some(1) in code");

	let left = storage_prefix(b"Auctions", b"RecordedSamples");
	let left_over = faults_of(&fixture, || sp_io::storage::set(&left, &[0]));
	says(&left_over, "no pallet knows");

	let broken = faults_of(&fixture, || {
		canary_referenda::DecidingCount::<Runtime>::insert(0, 7);
	});
	says(&broken, "invariant 4");
}
