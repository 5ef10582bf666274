// SPDX-License-Identifier: GPL-3.0-or-later
//! The cores of paras: who gets one and when, who waits, and what happens to cores.

use std::collections::BTreeSet;

use canary_histories::Dice;
use canary_runtime::{
	Coretime, ParaCores, Registrar, Session, SessionKeys, Staking, SubmittedKeys,
};
use polkadot_primitives::CoreIndex;
use polkadot_runtime_parachains::{
	configuration::ActiveConfig,
	scheduler::{CoreAssignment, PartsOf57600},
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring::CharlieStash};
use sp_runtime::{traits::Dispatchable, Perbill};

use super::*;
use crate::common::{genesis_with, journal};

type Event = canary_runtime::cores::Event<Runtime>;

// --- probes ---

fn core_of(para: ParaId) -> Option<u32> {
	ParaCores::core_of(host_id(para)).map(|core| core.0)
}

fn waiting() -> Vec<ParaId> {
	ParaCores::waiting().into_iter().map(|id| ParaId(id.into())).collect()
}

fn host_id(para: ParaId) -> Id {
	para.0.into()
}

/// The cores for which validators work now, and the paras that they serve in the next block.
fn served() -> Vec<(u32, ParaId)> {
	let queue = <Runtime as ParachainHostV16<Block>>::claim_queue();
	let next = queue.into_iter().filter_map(|(core, paras)| Some((core.0, *paras.front()?)));
	next.map(|(core, id)| (core, ParaId(id.into()))).collect()
}

fn number_of_cores() -> u32 {
	ActiveConfig::<Runtime>::get().scheduler_params.num_cores
}

fn groups() -> Vec<usize> {
	let (groups, _) = <Runtime as ParachainHostV16<Block>>::validator_groups();
	groups.iter().map(Vec::len).collect()
}

fn assigned(para: ParaId, core: u32) -> RuntimeEvent {
	Event::Assigned { para_id: host_id(para), core: CoreIndex(core) }.into()
}

fn released(para: ParaId, core: u32) -> RuntimeEvent {
	Event::Released { para_id: host_id(para), core: CoreIndex(core) }.into()
}

fn waits(para: ParaId) -> RuntimeEvent {
	Event::Waits { para_id: host_id(para) }.into()
}

// --- acts ---

#[track_caller]
fn lease(para: ParaId, first: LeasePeriod, count: LeasePeriod) {
	let alice = Alice.to_account_id();
	assert_ok!(Slots::force_lease(RuntimeOrigin::root(), para, alice, UNITS, first, count));
}

#[track_caller]
fn clear(para: ParaId) {
	assert_ok!(Slots::clear_all_leases(RuntimeOrigin::root(), para));
}

#[track_caller]
fn swap(one: (Sr25519Keyring, ParaId), two: (Sr25519Keyring, ParaId)) {
	for ((manager, para), (_, other)) in [(one, two), (two, one)] {
		let (id, other) = (host_id(para), host_id(other));
		submit_when_calm(manager, paras_registrar::Call::swap { id, other });
	}
}

/// Root assigns a core to something.
#[track_caller]
fn assign(core: u16, task: CoreAssignment) {
	let all = vec![(task, PartsOf57600::FULL)];
	let begin = System::block_number() + 1;
	assert_ok!(Coretime::assign_core(RuntimeOrigin::root(), core, begin, all, None));
}

#[test]
fn a_lease_gives_its_para_a_core_of_its_own_within_two_sessions() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		assert_eq!((number_of_cores(), groups()), (0, vec![]));

		lease(lemon, 0, 1);

		assert!(events().contains(&assigned(lemon, 0)));
		assert_eq!(core_of(lemon), Some(0));
		assert_eq!(served(), []);
		sessions_pass(2);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		assert_eq!((number_of_cores(), groups()), (1, vec![4]));
		assert_eq!(served(), [(0, lemon)]);
		assert_eq!(waiting(), []);
	});
}

#[test]
fn each_of_three_paras_has_another_core() {
	on_chain("development", || {
		let paras = three_paras();
		for para in paras {
			lease(para, 0, 1);
		}

		assert_eq!(paras.map(core_of), [0, 1, 2].map(Some));
		sessions_pass(2);
		assert_eq!(served(), [(0, paras[0]), (1, paras[1]), (2, paras[2])]);
		assert_eq!(groups(), [2, 1, 1]);
	});
}

#[test]
fn a_lease_that_ends_gives_the_core_back_and_the_next_para_has_it_before_it_is_up() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		lease(lemon, 0, 1);
		run_to(first_block(1) - 1);
		assert_eq!(served(), [(0, lemon)]);

		next_block(vec![]);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::Downgrading));
		assert!(events().contains(&released(lemon, 0)));
		assert_eq!(core_of(lemon), None);
		// What the claim queue has promised is kept.
		for _ in 0..3 {
			assert_eq!(served(), [(0, lemon)]);
			next_block(vec![]);
		}
		assert_eq!(served(), []);

		lease(mango, 1, 1);
		assert!(events().contains(&assigned(mango, 0)));
		run_to(System::block_number() + 3);
		assert_eq!(lifecycle(mango), Some(Lifecycle::Upgrading));
		assert_eq!(served(), [(0, mango)], "the core is there already");
		sessions_pass(2);
		assert_eq!((number_of_cores(), served()), (1, vec![(0, mango)]));
	});
}

#[test]
fn a_core_that_is_given_back_and_taken_in_one_block_serves_the_new_para_alone() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		lease(lemon, 0, 1);
		sessions_pass(2);

		clear(lemon);
		lease(mango, 0, 1);

		assert_eq!([lemon, mango].map(core_of), [None, Some(0)]);
		run_to(System::block_number() + 6);
		for _ in 0..SESSION {
			assert_eq!(served(), [(0, mango)]);
			next_block(vec![]);
		}
	});
}

#[test]
fn a_renewed_lease_keeps_its_core_in_every_block() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		lease(lemon, 0, 1);
		sessions_pass(2);
		lease(lemon, 1, 1);

		while System::block_number() < first_block(2) - 1 {
			assert_eq!(served(), [(0, lemon)]);
			next_block(vec![]);
		}
		assert!(!journal().contains(&released(lemon, 0)));
	});
}

#[test]
fn a_para_whose_next_lease_comes_after_a_gap_has_a_core_again() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		lease(lemon, 0, 1);
		lease(lemon, 2, 1);
		run_to(first_block(2) - 1);
		assert_eq!((core_of(lemon), served()), (None, vec![]));

		run_to(first_block(2) + 3);
		assert_eq!((core_of(lemon), served()), (Some(0), vec![(0, lemon)]));
	});
}

#[test]
fn a_lease_that_is_cleared_and_given_anew_before_the_para_has_gone_down_gets_a_core_again() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		lease(lemon, 0, 1);
		sessions_pass(2);
		clear(lemon);

		lease(lemon, 0, 1);

		assert_eq!(lifecycle(lemon), Some(Lifecycle::Downgrading));
		// Two sessions to go down, a block to try again, two sessions to come up.
		sessions_pass(5);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::LeaseHolding));
		assert_eq!(served(), [(0, lemon)]);
	});
}

#[test]
fn a_para_on_demand_that_is_swapped_with_one_in_a_slot_takes_over_the_core() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		lease(lemon, 0, 2);
		sessions_pass(2);

		swap((Alice, lemon), (Bob, mango));

		assert_eq!(lifecycle(mango), Some(Lifecycle::Upgrading));
		assert!(events().contains(&assigned(mango, 0)));
		assert_eq!([lemon, mango].map(core_of), [None, Some(0)]);
		sessions_pass(2);
		assert_eq!(lifecycle(lemon), Some(Lifecycle::OnDemand));
		assert_eq!(served(), [(0, mango)]);
		assert_eq!(number_of_cores(), 1);
	});
}

#[test]
fn two_paras_in_slots_that_are_swapped_exchange_their_cores_without_a_block_between() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		lease(lemon, 0, 2);
		lease(mango, 0, 2);
		sessions_pass(2);
		assert_eq!(served(), [(0, lemon), (1, mango)]);

		swap((Alice, lemon), (Bob, mango));

		assert_eq!([lemon, mango].map(core_of), [Some(1), Some(0)]);
		for _ in 0..3 {
			assert_eq!(served(), [(0, lemon), (1, mango)]);
			next_block(vec![]);
		}
		for _ in 0..SESSION {
			assert_eq!(served(), [(0, mango), (1, lemon)]);
			next_block(vec![]);
		}
	});
}

#[test]
fn a_manager_of_two_paras_cannot_put_off_what_their_cores_do_after_their_leases() {
	on_chain("development", || {
		let [lemon, mango, peach] = paras_of([Alice, Alice, Charlie]);
		lease(lemon, 0, 2);
		lease(mango, 0, 2);
		sessions_pass(3);
		step_over_the_begin_of_a_session();
		let proposals = [(lemon, mango), (mango, lemon)].map(|(para, other)| {
			let (id, other) = (host_id(para), host_id(other));
			RuntimeCall::Registrar(paras_registrar::Call::swap { id, other })
		});
		let calls: Vec<_> = std::iter::repeat_n(proposals, 40).flatten().collect();

		let swaps = pallet_utility::Call::force_batch { calls };
		assert_ok!(RuntimeCall::from(swaps).dispatch(RuntimeOrigin::signed(Alice.to_account_id())));
		clear(lemon);
		clear(mango);
		lease(peach, 0, 1);

		sessions_pass(2);
		assert_eq!(served(), [(0, peach)]);
	});
}

#[test]
fn who_comes_when_every_validator_serves_another_waits_and_gets_the_next_core_that_is_free() {
	on_chain("local", || {
		let [lemon, mango, peach] = three_paras();
		for para in [lemon, mango, peach] {
			lease(para, 0, 2);
		}
		assert_eq!(lifecycle(peach), Some(Lifecycle::Upgrading), "the move itself does not fail");
		assert!(events().contains(&waits(peach)));
		assert!(!events().contains(&waits(mango)));
		assert_eq!(waiting(), [peach]);
		sessions_pass(2);
		assert_eq!(lifecycle(peach), Some(Lifecycle::LeaseHolding));
		assert_eq!((number_of_cores(), groups()), (2, vec![1, 1]));
		assert_eq!((served(), waiting()), (vec![(0, lemon), (1, mango)], vec![peach]));

		clear(lemon);

		assert!(events().contains(&assigned(peach, 0)));
		assert_eq!((core_of(peach), waiting()), (Some(0), vec![]));
		run_to(System::block_number() + 5);
		assert_eq!(served(), [(0, peach), (1, mango)]);
	});
}

#[test]
fn a_newcomer_does_not_overtake_a_para_that_waits() {
	on_chain("local", || {
		let [lemon, mango, peach] = three_paras();
		assign(0, CoreAssignment::Pool);
		assign(1, CoreAssignment::Pool);
		lease(peach, 0, 1);
		sessions_pass(2);
		lease(lemon, 0, 1);
		sessions_pass(1);
		lease(mango, 0, 1);
		assert_eq!(waiting(), [peach, lemon, mango]);

		// It is seen at the next move, or when the session ends.
		assign(1, CoreAssignment::Idle);
		sessions_pass(1);

		assert_eq!((core_of(peach), waiting()), (Some(1), vec![lemon, mango]));
	});
}

#[test]
fn a_waiting_para_that_is_swapped_passes_its_place_in_the_queue_on() {
	on_chain("local", || {
		let [lemon, mango, peach] = three_paras();
		for para in [lemon, mango, peach] {
			lease(para, 0, 2);
		}
		sessions_pass(2);

		swap((Bob, mango), (Charlie, peach));

		assert!(events().contains(&assigned(peach, 1)));
		assert!(events().contains(&waits(mango)));
		assert_eq!(([lemon, peach].map(core_of), waiting()), ([Some(0), Some(1)], vec![mango]));
	});
}

#[test]
fn a_para_on_demand_that_is_swapped_with_one_that_waits_waits_in_its_place() {
	on_chain("local", || {
		let [lemon, mango, peach] = three_paras();
		assign(0, CoreAssignment::Pool);
		lease(lemon, 0, 2);
		lease(mango, 0, 2);
		sessions_pass(2);
		assert_eq!(waiting(), [mango]);

		swap((Bob, mango), (Charlie, peach));

		assert!(events().contains(&waits(peach)));
		assert_eq!(waiting(), [peach]);
	});
}

// --- validators come and go ---

fn charlie_validates() {
	let charlie = || RuntimeOrigin::signed(CharlieStash.to_account_id());
	let key = Charlie.public();
	let keys = SubmittedKeys(SessionKeys {
		grandpa: Ed25519Keyring::Charlie.public().into(),
		babe: key.into(),
		para_validator: key.into(),
		para_assignment: key.into(),
		authority_discovery: key.into(),
	});
	let payee = pallet_staking::RewardDestination::Staked;
	assert_ok!(Staking::bond(charlie(), 1_000 * UNITS, payee));
	let prefs = pallet_staking::ValidatorPrefs { commission: Perbill::zero(), blocked: false };
	assert_ok!(Staking::validate(charlie(), prefs));
	assert_ok!(Session::set_keys(charlie(), keys, vec![]));
}

#[track_caller]
fn run_to_validators(count: usize) {
	for _ in 0..12 * SESSION {
		if <Runtime as ParachainHostV16<Block>>::validators().len() == count {
			return;
		}
		next_block(vec![]);
	}
	panic!("there are not {count} validators");
}

#[test]
fn one_more_validator_is_a_core_for_a_waiting_para_and_one_fewer_leaves_no_empty_group() {
	on_chain("local", || {
		let [lemon, mango, peach] = three_paras();
		for para in [lemon, mango, peach] {
			lease(para, 0, 16);
		}
		sessions_pass(2);
		assert_eq!(waiting(), [peach]);

		charlie_validates();
		run_to_validators(3);

		assert!(events().contains(&assigned(peach, 2)), "in the block that begins the session");
		assert_eq!(waiting(), []);
		sessions_pass(2);
		assert_eq!((number_of_cores(), groups()), (3, vec![1, 1, 1]));
		assert_eq!(served(), [(0, lemon), (1, mango), (2, peach)]);

		assert_ok!(Staking::chill(RuntimeOrigin::signed(CharlieStash.to_account_id())));
		run_to_validators(2);

		assert!(events().contains(&waits(peach)));
		assert_eq!((number_of_cores(), groups()), (3, vec![1, 1]), "no group is empty");
		assert_eq!(served(), [(0, lemon), (1, mango)]);
		assert_eq!(waiting(), [peach]);
		sessions_pass(2);
		assert_eq!((number_of_cores(), groups()), (2, vec![1, 1]));

		clear(mango);
		assert_eq!((core_of(peach), waiting()), (Some(1), vec![]));
		run_to(System::block_number() + 5);
		assert_eq!(served(), [(0, lemon), (1, peach)]);
	});
}

// --- other ways in which cores change ---

#[test]
fn a_core_that_root_has_assigned_to_something_else_is_not_touched() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		assign(0, CoreAssignment::Pool);
		assign(1, CoreAssignment::Task(mango.0));

		lease(lemon, 0, 1);

		assert_eq!([lemon, mango].map(core_of), [Some(2), Some(1)]);
		sessions_pass(2);
		assert_eq!(number_of_cores(), 3);
		assert_eq!(served(), [(1, mango), (2, lemon)], "a para on demand keeps what root gave");
	});
}

#[test]
fn the_core_of_an_offboarded_para_is_idle_at_the_end_of_the_session() {
	on_chain("development", || {
		let [_, mango, _] = three_paras();
		assign(0, CoreAssignment::Task(mango.0));
		assert_ok!(Registrar::deregister(RuntimeOrigin::root(), host_id(mango)));
		assert_eq!(core_of(mango), Some(0));

		sessions_pass(1);

		assert_eq!(core_of(mango), None);
		assert!(journal().contains(&released(mango, 0)));
	});
}

#[test]
fn there_are_never_more_cores_than_validators_whatever_root_asks_for() {
	on_chain("development", || {
		let [lemon, ..] = three_paras();
		lease(lemon, 0, 1);
		assert_ok!(Coretime::request_core_count(RuntimeOrigin::root(), 100));
		sessions_pass(3);
		assert_eq!((number_of_cores(), groups()), (4, vec![1; 4]));

		assert_ok!(Coretime::request_core_count(RuntimeOrigin::root(), 0));
		sessions_pass(3);
		assert_eq!((number_of_cores(), served()), (1, vec![(0, lemon)]));
	});
}

#[test]
fn winners_of_two_auctions_have_cores_side_by_side() {
	on_chain("development", || {
		let [lemon, mango, _] = three_paras();
		open_auction(20, 1);
		bid(Alice, lemon, (1, 8), 10 * UNITS);
		run_to_close();
		run_to(first_block(1));
		assert_eq!(core_of(lemon), Some(0));

		open_auction(20, 2);
		bid(Bob, mango, (2, 9), 10 * UNITS);
		run_to_close();
		run_to(first_block(2));
		sessions_pass(2);

		assert_eq!(served(), [(0, lemon), (1, mango)]);
		assert_eq!(number_of_cores(), 2);
	});
}

#[test]
fn a_para_of_genesis_has_a_core_from_the_first_session_on() {
	let code = format!("0x{}", "00".repeat(12));
	let para = serde_json::json!([
		2_000,
		{ "genesis_head": "0x00", "validation_code": code, "parachain": true }
	]);
	let patch = serde_json::json!({ "paras": { "paras": [para] } });
	genesis_with("development", patch).execute_with(|| {
		let para = ParaId(2_000);
		assert_eq!(core_of(para), Some(0));
		assert_eq!(served(), []);
		run_to(SESSION + 1);
		assert_eq!((groups(), served()), (vec![4], vec![(0, para)]));
		#[cfg(feature = "try-runtime")]
		crate::common::check_invariants();
	});
}

// --- all together ---

/// Checks what is always true, as long as root does not assign cores itself.
#[track_caller]
fn assert_cores_follow_slots(paras: &[ParaId]) {
	let validators = <Runtime as ParachainHostV16<Block>>::validators().len();
	let waiting = waiting();
	let mut used = BTreeSet::new();
	for para in paras {
		let in_slot =
			matches!(lifecycle(*para), Some(Lifecycle::Upgrading | Lifecycle::LeaseHolding));
		let (core, waits) = (core_of(*para), waiting.contains(para));
		assert_eq!(core.is_some() ^ waits, in_slot, "{para:?}: {core:?}, waits: {waits}");
		if let Some(core) = core {
			assert!((core as usize) < validators && used.insert(core), "{para:?}: {core}");
		}
	}
	assert!(waiting.is_empty() || used.len() == validators, "{waiting:?} wait, {used:?} are used");
	assert_eq!(waiting.iter().collect::<BTreeSet<_>>().len(), waiting.len());

	assert!(groups().len() <= validators && groups().iter().all(|size| *size > 0));
	let served: Vec<ParaId> = served().into_iter().map(|(_, para)| para).collect();
	assert_eq!(served.iter().collect::<BTreeSet<_>>().len(), served.len(), "{served:?}");
}

#[test]
fn each_para_in_a_slot_has_one_core_or_one_place_in_the_queue() {
	const STEPS: u32 = 250;
	on_chain("local", || {
		let paras: Vec<ParaId> = [Alice; 6].map(register).into();
		accept_all_code();
		sessions_pass(2);
		charlie_validates();
		let charlie = || RuntimeOrigin::signed(CharlieStash.to_account_id());
		let (mut dice, mut told) = (Dice::new(0xc07e), vec![]);
		let mut listen = || {
			told.extend(events().into_iter().filter_map(|event| match event {
				RuntimeEvent::ParaCores(event) => Some(event),
				_ => None,
			}));
			System::reset_events();
		};

		for _ in 0..STEPS {
			for _ in 0..=dice.roll(2) {
				let [one, other] = [(); 2].map(|()| *dice.one_of(&paras).expect("there are six"));
				// Some of this is refused: the para is not where it would have to be.
				match dice.roll(8) {
					0..3 => {
						let (alice, first) = (Alice.to_account_id(), dice.roll(2) as u32);
						let now = Slots::current_period().expect("period 0 has begun");
						let root = RuntimeOrigin::root();
						let _ = Slots::force_lease(root, one, alice, UNITS, now + first, 1);
					},
					3..6 => clear(one),
					6 => {
						for (id, other) in [(one, other), (other, one)] {
							let (id, other) = (host_id(id), host_id(other));
							let _ = Registrar::swap(RuntimeOrigin::root(), id, other);
						}
					},
					_ if dice.once_in(2) => {
						assert_ok!(Staking::chill(charlie()));
					},
					_ => {
						assert_ok!(Staking::validate(charlie(), Default::default()));
					},
				}
				assert_cores_follow_slots(&paras);
				listen();
			}
			for _ in 0..dice.roll(8) {
				next_block(vec![]);
				assert_cores_follow_slots(&paras);
				listen();
			}
		}

		let times = |is: fn(&Event) -> bool| told.iter().filter(|event| is(event)).count();
		assert!(times(|event| matches!(event, Event::Assigned { .. })) > 20);
		assert!(times(|event| matches!(event, Event::Released { .. })) > 5);
		assert!(times(|event| matches!(event, Event::Waits { .. })) > 5);
		// In the midst of a period nothing moves any more.
		let period = Slots::current_period().expect("period 0 has begun");
		run_to(first_block(period + 1) + 3 * PERIOD / 4);
		let given: BTreeSet<_> =
			paras.iter().filter_map(|para| Some((core_of(*para)?, *para))).collect();
		assert_eq!(served().into_iter().collect::<BTreeSet<_>>(), given);
	});
}
