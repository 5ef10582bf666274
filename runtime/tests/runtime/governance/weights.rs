// SPDX-License-Identifier: GPL-3.0-or-later
//! What Referenda and FastTrack touch where they have the most to do, against what their shipped weights
//! declare.
//!
//! Root's track has one place and a queue of a hundred, all taken. Every deposit is another account's.
//! Each operation is done twice: while the scheduler's agendas have room, so that a task tries one of
//! them, and while they are full, so that it tries eight and becomes a late task.

use canary_fast_track::Call as FastTrack;
use canary_referenda::{Call as Referenda, DecidingCount, LateTasks, TrackQueue};
use canary_runtime::{
	config::governance::{votes::OfThePublic, TechnicalInstance},
	Balances, FastTrack as FastTrackPallet, Referenda as ReferendaPallet, RuntimeOrigin, Scheduler,
};
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Hooks, PollStatus, Polling,
	},
	weights::{Weight, WeightMeter},
};
use pallet_collective::RawOrigin as Committee;
use pallet_conviction_voting::{Call as ConvictionVoting, WeightInfo as _};
use sp_core::H256;
use sp_io::TestExternalities;
use sp_runtime::{traits::Dispatchable, StateVersion};

use super::*;
use crate::{
	common::genesis_of,
	counting::{declared, Accesses, Ledger, Ruler},
};

const ROOT: u16 = 0;
const QUEUE: u32 = 100;
/// Blocks for which root's track prepares, decides and confirms, at the development pace.
const PREPARE: BlockNumber = 1;
const DECIDE: BlockNumber = 40;
const CONFIRM: BlockNumber = 3;
/// Blocks after which a referendum without a place times out.
const TIMEOUT: BlockNumber = 100;
/// The shortest decision period that two thirds of the committee may set.
const FAST: BlockNumber = 5;

// --- operations ---

#[track_caller]
fn act(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) {
	let (origin, call): (OriginCaller, RuntimeCall) = (origin.into(), call.into());
	assert_ok!(call.dispatch(origin.into()));
}

fn root_does(call: Referenda<Runtime>) {
	act(RawOrigin::Root, call);
}

fn wake(index: ReferendumIndex) {
	root_does(Referenda::nudge_referendum { index });
}

fn committee_does(call: FastTrack<Runtime>) {
	act(Committee::<AccountId, TechnicalInstance>::Members(2, 3), call);
}

fn accelerate(index: ReferendumIndex) {
	committee_does(FastTrack::fast_track { index, decision_period: FAST, enactment_delay: 0 });
}

/// An account for every deposit.
fn payer(index: ReferendumIndex) -> RawOrigin<AccountId> {
	let mut who = [7; 32];
	who[..4].copy_from_slice(&index.to_le_bytes());
	assert_ok!(Balances::mint_into(&who.into(), 10_000 * UNITS));
	RawOrigin::Signed(who.into())
}

fn alice() -> RawOrigin<AccountId> {
	RawOrigin::Signed(Alice.to_account_id())
}

fn deposit(index: ReferendumIndex) {
	act(payer(index), decision_deposit(index));
}

/// Submits a noted call.
fn submitted_as(text: &str) -> ReferendumIndex {
	let index = ReferendumCount::<Runtime>::get();
	let call = remark(text);
	noting(&call).into_iter().for_each(|noting| act(alice(), noting));
	act(alice(), submission(root(), &call));
	index
}

/// Submits another call each time.
fn submitted() -> ReferendumIndex {
	submitted_as(&format!("long enough to be noted, number {}", ReferendumCount::<Runtime>::get()))
}

/// Submits a referendum and pays for its decision.
fn prepared() -> ReferendumIndex {
	let index = submitted();
	deposit(index);
	index
}

/// Submits a referendum and pays for its decision when it is ready.
fn ready(ayes: Balance) -> ReferendumIndex {
	let index = submitted();
	vote(index, ayes);
	skip(PREPARE);
	index
}

fn vote(index: ReferendumIndex, ayes: Balance) {
	ReferendaPallet::access_poll(index, |poll| {
		let PollStatus::Ongoing(tally, _) = poll else { panic!("it goes on") };
		(tally.ayes, tally.support) = (ayes, ayes);
	});
}

/// Votes with as much as decides, if nobody else has so much.
fn cast(who: Sr25519Keyring, poll_index: ReferendumIndex, aye: bool) {
	let who = who.to_account_id();
	if Balances::total_balance(&who) < ALL_AYE {
		assert_ok!(Balances::mint_into(&who, ALL_AYE));
	}
	let vote = Vote { aye, conviction: Conviction::None };
	let vote = AccountVote::Standard { vote, balance: ALL_AYE };
	act(RawOrigin::Signed(who), ConvictionVoting::<Runtime>::vote { poll_index, vote });
}

fn is_confirming(index: ReferendumIndex) -> bool {
	let ReferendumInfo::Ongoing(status) = info(index) else { return false };
	status.deciding.is_some_and(|deciding| deciding.confirming.is_some())
}

/// More than half of all the money.
const ALL_AYE: Balance = 100_000_000 * UNITS;

fn skip(blocks: BlockNumber) {
	System::set_block_number(System::block_number() + blocks);
}

/// Frees the track's place directly in storage, and gives it to this referendum.
fn deciding(ayes: Balance) -> ReferendumIndex {
	DecidingCount::<Runtime>::insert(ROOT, 0);
	let index = ready(ayes);
	deposit(index);
	assert!(is_deciding(index));
	assert_eq!(DecidingCount::<Runtime>::get(ROOT), 1);
	index
}

/// The votes change without a vote, as when the electorate does.
fn change_votes(index: ReferendumIndex, ayes: Balance) {
	let ReferendumInfo::Ongoing(mut status) = info(index) else { panic!("it goes on") };
	(status.tally.ayes, status.tally.support) = (ayes, ayes);
	ReferendumInfoFor::<Runtime>::insert(index, ReferendumInfo::Ongoing(status));
}

fn proposal(index: ReferendumIndex) -> H256 {
	let ReferendumInfo::Ongoing(status) = info(index) else { panic!("it goes on") };
	status.proposal.hash()
}

/// Fills every agenda that an alarm could go to.
fn fill_agendas() {
	let now = System::block_number();
	for when in now + 1..now + TIMEOUT + 20 {
		let full = |task: BlockNumber| {
			let call = Box::new(remark(&task.to_string()));
			Scheduler::schedule(RuntimeOrigin::root(), when, None, 255, call).is_err()
		};
		assert!((0..60).any(full));
	}
}

// --- chains ---

/// The nodes of a state's trie, with how often each is referred to.
type Nodes = Vec<(Vec<u8>, (Vec<u8>, i32))>;

/// A chain in which root's track is full, as a snapshot: its state, and the root of that.
struct Crowded(Nodes, H256);

impl Crowded {
	fn new() -> Self {
		let mut chain = genesis_of("development");
		chain.execute_with(|| {
			System::set_block_number(1);
			assert_ok!(Balances::mint_into(&Alice.to_account_id(), 10_000_000 * UNITS));
			deciding(0);
			let queued: Vec<ReferendumIndex> = (0..QUEUE).map(|_| submitted()).collect();
			skip(PREPARE);
			for index in queued {
				vote(index, UNITS);
				deposit(index);
			}
			assert_eq!(TrackQueue::<Runtime>::get(ROOT).len() as u32, QUEUE);
		});
		chain.commit_all().expect("no transaction is open");
		let (state, state_root) = chain.into_raw_snapshot();
		Self(state, state_root)
	}

	fn chain(&self) -> TestExternalities {
		TestExternalities::from_raw_snapshot(self.0.clone(), self.1, StateVersion::V1)
	}

	/// Enters an operation twice: with room on the agendas, and without.
	fn enter(
		&self,
		ledger: &mut Ledger,
		deed: &str,
		declared: Accesses,
		prepare: impl Fn() -> ReferendumIndex,
		act: impl Fn(ReferendumIndex),
	) {
		for full in [false, true] {
			let mut chain = self.chain();
			let index = chain.execute_with(|| {
				let index = prepare();
				if full {
					fill_agendas();
				}
				index
			});
			let agendas = if full { "full" } else { "empty" };
			let name = format!("{deed}, agendas {agendas}");
			ledger.entry(&name, declared, &mut chain, || act(index));
		}
	}
}

#[track_caller]
fn assert_over(index: ReferendumIndex) {
	assert!(!is_ongoing(index));
}

#[test]
fn calls_of_referenda_touch_no_more_than_they_declare() {
	let (crowded, mut ledger) = (Crowded::new(), Ledger::default());
	let call = "long enough to be noted, and new";
	let d = declared!(canary_referenda in canary_referenda_referenda: submit());
	let note = || {
		noting(&remark(call)).into_iter().for_each(|noting| act(alice(), noting));
		0
	};
	crowded.enter(&mut ledger, "referenda.submit", d, note, |_| {
		act(payer(0), submission(root(), &remark(call)));
	});

	let d = declared!(
		canary_referenda in canary_referenda_referenda: place_decision_deposit_preparing(),
		end_acceleration()
	);
	crowded.enter(&mut ledger, "referenda.placeDecisionDeposit, preparing", d, submitted, deposit);

	let d = declared!(
		canary_referenda in canary_referenda_referenda: place_decision_deposit_queued(),
		end_acceleration()
	);
	let into_queue = || {
		let (leaves, _) = TrackQueue::<Runtime>::get(ROOT)[0];
		root_does(Referenda::cancel { index: leaves });
		ready(2 * UNITS)
	};
	crowded.enter(&mut ledger, "referenda.placeDecisionDeposit, queued", d, into_queue, |index| {
		deposit(index);
		assert!(is_queued(index));
	});

	let d = declared!(
		canary_referenda in canary_referenda_referenda: place_decision_deposit_queued_for_another(),
		end_acceleration()
	);
	let name = "referenda.placeDecisionDeposit, for another";
	crowded.enter(
		&mut ledger,
		name,
		d,
		|| ready(2 * UNITS),
		|index| {
			deposit(index);
			assert!(is_queued(index));
		},
	);

	for (ayes, d) in [
		(
			0,
			declared!(
				canary_referenda in canary_referenda_referenda: place_decision_deposit_failing(),
				end_acceleration()
			),
		),
		(
			ALL_AYE,
			declared!(
				canary_referenda in canary_referenda_referenda: place_decision_deposit_passing(),
				end_acceleration()
			),
		),
	] {
		let prepare = || {
			DecidingCount::<Runtime>::insert(ROOT, 0);
			ready(ayes)
		};
		crowded.enter(&mut ledger, "referenda.placeDecisionDeposit, begins", d, prepare, |index| {
			deposit(index);
			assert!(is_deciding(index));
		});
	}

	let with_metadata = || {
		let index = deciding(0);
		let note = pallet_preimage::Call::note_preimage { bytes: vec![9; 40] };
		act(alice(), note);
		let maybe_hash = Some(BlakeTwo256::hash(&[9; 40]));
		act(alice(), Referenda::<Runtime>::set_metadata { index, maybe_hash });
		index
	};
	let d = declared!(canary_referenda in canary_referenda_referenda: cancel(), end_acceleration());
	crowded.enter(&mut ledger, "referenda.cancel", d, with_metadata, |index| {
		root_does(Referenda::cancel { index });
	});
	let d = declared!(canary_referenda in canary_referenda_referenda: kill(), end_acceleration());
	crowded.enter(&mut ledger, "referenda.kill", d, with_metadata, |index| {
		root_does(Referenda::kill { index });
	});

	// The same of one that is accelerated while it has the track's own place.
	let accelerated = || {
		let index = with_metadata();
		accelerate(index);
		index
	};
	let d = declared!(canary_referenda in canary_referenda_referenda: cancel(), end_acceleration());
	crowded.enter(&mut ledger, "referenda.cancel, accelerated", d, accelerated, |index| {
		root_does(Referenda::cancel { index });
	});
	let d = declared!(canary_referenda in canary_referenda_referenda: kill(), end_acceleration());
	crowded.enter(&mut ledger, "referenda.kill, accelerated", d, accelerated, |index| {
		root_does(Referenda::kill { index });
	});

	let d = declared!(canary_referenda in canary_referenda_referenda: one_fewer_deciding());
	let free = || {
		DecidingCount::<Runtime>::insert(ROOT, 0);
		0
	};
	crowded.enter(&mut ledger, "referenda.oneFewerDeciding", d, free, |_| {
		root_does(Referenda::one_fewer_deciding { track: ROOT });
	});

	ledger.close();
}

#[test]
fn waking_a_referendum_touches_no_more_than_it_declares() {
	let (crowded, mut ledger) = (Crowded::new(), Ledger::default());
	macro_rules! wakes {
		($name:ident $(+ $more:ident)*, $prepare:expr, $holds:expr) => {
			let d = declared!(
				canary_referenda in canary_referenda_referenda: $name() $(, $more())*,
				end_acceleration()
			);
			crowded.enter(&mut ledger, concat!("woken: ", stringify!($name)), d, $prepare, |index| {
				wake(index);
				let holds: fn(ReferendumIndex) -> bool = $holds;
				assert!(holds(index), "{}", stringify!($name));
			});
		};
	}
	let over = |index| !is_ongoing(index);
	let waits = |index| is_ongoing(index) && !is_deciding(index) && !is_queued(index);
	let prepared_and_ready = |ayes| {
		let index = prepared();
		vote(index, ayes);
		skip(PREPARE);
		index
	};
	wakes!(nudge_no_deposit, submitted, waits);
	wakes!(nudge_preparing, prepared, waits);
	wakes!(
		nudge_timed_out,
		|| {
			let index = prepared_and_ready(0);
			skip(TIMEOUT);
			index
		},
		over
	);
	wakes!(nudge_turned_away, || prepared_and_ready(0), waits);
	wakes!(
		nudge_queued,
		|| {
			let (leaves, _) = TrackQueue::<Runtime>::get(ROOT)[0];
			root_does(Referenda::cancel { index: leaves });
			prepared_and_ready(2 * UNITS)
		},
		is_queued
	);
	wakes!(nudge_queued_for_another, || prepared_and_ready(2 * UNITS), is_queued);
	wakes!(
		nudge_begin_deciding_failing,
		|| {
			DecidingCount::<Runtime>::insert(ROOT, 0);
			prepared_and_ready(0)
		},
		is_deciding
	);
	wakes!(
		nudge_begin_deciding_passing,
		|| {
			DecidingCount::<Runtime>::insert(ROOT, 0);
			prepared_and_ready(ALL_AYE)
		},
		is_deciding
	);
	wakes!(
		nudge_begin_confirming,
		|| {
			let index = deciding(0);
			change_votes(index, ALL_AYE);
			index
		},
		is_deciding
	);
	wakes!(nudge_continue_confirming, || deciding(ALL_AYE), is_deciding);
	wakes!(
		nudge_end_confirming,
		|| {
			let index = deciding(ALL_AYE);
			change_votes(index, 0);
			index
		},
		is_deciding
	);
	wakes!(nudge_continue_not_confirming, || deciding(0), is_deciding);
	wakes!(
		nudge_approved + begin_next,
		|| {
			let index = deciding(ALL_AYE);
			skip(CONFIRM);
			index
		},
		is_approved
	);
	wakes!(
		nudge_rejected + begin_next,
		|| {
			let index = deciding(0);
			skip(DECIDE);
			index
		},
		over
	);
	// A lent place is given back at the end of the acceleration.
	wakes!(
		nudge_queued_for_another,
		|| {
			let index = prepared();
			vote(index, 2 * UNITS);
			accelerate(index);
			assert!(is_deciding(index));
			skip(FAST);
			index
		},
		|index| is_queued(index) && !is_deciding(index)
	);
	ledger.close();
}

#[test]
fn what_blocks_do_by_themselves_touches_no_more_than_it_declares() {
	let (crowded, mut ledger) = (Crowded::new(), Ledger::default());

	// An enactment and an alarm for which the agendas had no room.
	let mut chain = crowded.chain();
	chain.execute_with(|| {
		let index = deciding(ALL_AYE);
		fill_agendas();
		skip(CONFIRM);
		wake(index);
		assert!(is_approved(index));
		assert_eq!(LateTasks::<Runtime>::count(), 2);
		skip(DECIDE);
	});
	let d = declared!(
		canary_referenda in canary_referenda_referenda: visit_late() * 2, nudge_rejected() * 2,
		begin_next() * 2, end_acceleration() * 2, enact_late(100) * 2
	);
	ledger.entry("referenda, two late tasks", d, &mut chain, || {
		ReferendaPallet::on_poll(System::block_number(), &mut WeightMeter::new());
	});

	let mut chain = crowded.chain();
	chain.execute_with(|| {
		let index = deciding(0);
		let note = pallet_preimage::Call::note_preimage { bytes: vec![9; 40] };
		act(alice(), note);
		let maybe_hash = Some(BlakeTwo256::hash(&[9; 40]));
		act(alice(), Referenda::<Runtime>::set_metadata { index, maybe_hash });
		root_does(Referenda::cancel { index });
		skip(10_000);
	});
	let d = declared!(canary_referenda in canary_referenda_referenda: prune() * 2);
	ledger.entry("referenda, an old record", d, &mut chain, || {
		ReferendaPallet::on_idle(System::block_number(), Weight::MAX);
	});
	ledger.close();
}

#[test]
fn votes_touch_no_more_than_they_declare() {
	let (crowded, mut ledger) = (Crowded::new(), Ledger::default());
	let d = |weight| Accesses::declared(weight);
	type Public = OfThePublic<Ruler>;

	let new = || deciding(0);
	crowded.enter(&mut ledger, "vote, the first", d(Public::vote_new()), new, |index| {
		cast(Alice, index, true);
		assert!(is_confirming(index));
	});
	let voted = || {
		let index = deciding(0);
		cast(Alice, index, false);
		index
	};
	crowded.enter(&mut ledger, "vote, another", d(Public::vote_existing()), voted, |index| {
		cast(Alice, index, true);
		assert!(is_confirming(index));
	});
	// Its alarm is a late task already.
	let late = || {
		let index = voted();
		fill_agendas();
		cast(Alice, index, true);
		assert_eq!(LateTasks::<Runtime>::count(), 1);
		index
	};
	crowded.enter(&mut ledger, "vote, late", d(Public::vote_existing()), late, |index| {
		cast(Alice, index, false);
	});
	let queued = || {
		let (index, _) = TrackQueue::<Runtime>::get(ROOT)[0];
		cast(Alice, index, false);
		index
	};
	crowded.enter(&mut ledger, "vote, queued", d(Public::vote_existing()), queued, |index| {
		cast(Alice, index, true);
	});
	let remove = |index| {
		act(alice(), ConvictionVoting::<Runtime>::remove_vote { class: Some(ROOT), index });
	};
	crowded.enter(&mut ledger, "removeVote, late", d(Public::remove_vote()), late, remove);

	let remove_own = |index| {
		let target = Alice.to_account_id().into();
		act(alice(), ConvictionVoting::<Runtime>::remove_other_vote { target, class: ROOT, index });
	};
	let declared = d(Public::remove_other_vote());
	crowded.enter(&mut ledger, "removeOtherVote, own, late", declared, late, remove_own);

	let (delegate, undelegate) = (d(Public::delegate(1)), d(Public::undelegate(1)));
	let others = || {
		let index = late();
		remove(index);
		cast(Bob, index, true);
		index
	};
	let delegates = |_| {
		let conviction = Conviction::None;
		let to = Bob.to_account_id().into();
		act(
			alice(),
			ConvictionVoting::<Runtime>::delegate { class: ROOT, to, conviction, balance: ALL_AYE },
		);
	};
	crowded.enter(&mut ledger, "delegate, late", delegate, others, delegates);
	let delegated = || {
		let index = others();
		delegates(index);
		index
	};
	crowded.enter(&mut ledger, "undelegate, late", undelegate, delegated, |_| {
		act(alice(), ConvictionVoting::<Runtime>::undelegate { class: ROOT });
	});
	ledger.close();
}

#[test]
fn fast_track_touches_no_more_than_it_declares() {
	let (crowded, mut ledger) = (Crowded::new(), Ledger::default());

	let d = declared!(canary_fast_track in canary_fast_track: fast_track());
	let queued = || {
		let (index, _) = TrackQueue::<Runtime>::get(ROOT)[0];
		index
	};
	crowded.enter(&mut ledger, "fastTrack.fastTrack, queued", d, queued, accelerate);
	// Its confirm period is over, and it has not been nudged.
	let passed = || {
		let index = deciding(ALL_AYE);
		skip(CONFIRM);
		index
	};
	crowded.enter(&mut ledger, "fastTrack.fastTrack, which approves", d, passed, |index| {
		accelerate(index);
		assert!(is_approved(index));
	});

	let d = declared!(canary_fast_track in canary_fast_track: veto());
	let veto = |index| {
		let member = Committee::<AccountId, TechnicalInstance>::Member(Alice.to_account_id());
		act(member, FastTrack::veto { index });
	};
	// A place was lent, and it takes another's in the queue.
	let lent = || {
		let index = prepared();
		vote(index, 2 * UNITS);
		accelerate(index);
		skip(PREPARE);
		index
	};
	crowded.enter(&mut ledger, "fastTrack.veto, a lent place", d, lent, |index| {
		veto(index);
		assert!(is_queued(index) && !is_deciding(index));
	});
	let confirming = || {
		let index = deciding(ALL_AYE);
		accelerate(index);
		skip(CONFIRM);
		index
	};
	crowded.enter(&mut ledger, "fastTrack.veto, which approves", d, confirming, |index| {
		veto(index);
		assert!(is_approved(index));
	});

	let d = declared!(canary_fast_track in canary_fast_track: cancel());
	let cancel = |index| committee_does(FastTrack::cancel { index });
	crowded.enter(&mut ledger, "fastTrack.cancel, a lent place", d, lent, cancel);
	let own = || {
		let index = deciding(0);
		accelerate(index);
		index
	};
	crowded.enter(&mut ledger, "fastTrack.cancel, a place of its own", d, own, |index| {
		cancel(index);
		assert_over(index);
	});

	// A twin is accelerated, and has a place of its own as well.
	let d = declared!(canary_fast_track in canary_fast_track: blacklist());
	for twin_has_own_place in [false, true] {
		let twins = move || {
			let twin = submitted_as("long enough to be noted, and twice");
			skip(PREPARE);
			if twin_has_own_place {
				DecidingCount::<Runtime>::insert(ROOT, 0);
				deposit(twin);
				accelerate(twin);
			} else {
				accelerate(twin);
				deposit(twin);
			}
			DecidingCount::<Runtime>::insert(ROOT, 0);
			let index = submitted_as("long enough to be noted, and twice");
			skip(PREPARE);
			deposit(index);
			assert!(is_deciding(index));
			index
		};
		crowded.enter(&mut ledger, "fastTrack.blacklist, with a twin", d, twins, |index| {
			let call = FastTrack::blacklist { proposal: proposal(index), maybe_index: Some(index) };
			act(RawOrigin::Root, call);
			assert_over(index);
		});
	}
	assert_eq!(FastTrackPallet::on_idle(1, Weight::MAX), Weight::zero());
	ledger.close();
}
