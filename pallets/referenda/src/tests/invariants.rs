// SPDX-License-Identifier: Apache-2.0

//! Each invariant, broken on purpose: the check names it by its number.

use super::*;

fn broken(invariant: &str, by: impl FnOnce()) {
	ExtBuilder::default().build_and_execute_no_post_check(|| {
		deciding();
		queued_with(1);
		queued_with(2);
		let ended = submitted();
		assert_ok!(Referenda::cancel(root(), ended));
		assert_ok!(Referenda::do_try_state());

		by();

		let found = format!("{:?}", Referenda::do_try_state().unwrap_err());
		assert!(found.contains(invariant), "{found}");
	});
}

fn with(index: u32, change: impl FnOnce(&mut ReferendumStatusOf<Test>)) {
	let mut status = status(index);
	change(&mut status);
	ReferendumInfoFor::<Test>::insert(index, ReferendumInfo::Ongoing(status));
}

#[test]
fn a_referendum_without_an_alarm_is_found() {
	broken("invariant 1", || with(0, |status| status.alarm = None));
	broken("invariant 1", || Referenda::enqueue_late(1, LateTask::Alarm(99)));
}

#[test]
fn an_alarm_missing_from_the_agenda_is_found() {
	broken("invariant 2", || with(0, |status| status.alarm = Some((77, (77, 0)))));
}

#[test]
fn a_wrong_queue_is_found() {
	let change = |by: fn(&mut Vec<(u32, u32)>)| {
		TrackQueue::<Test>::mutate(ROOT, |queue| {
			let mut items = queue.to_vec();
			by(&mut items);
			*queue = items.try_into().unwrap();
		})
	};
	broken("invariant 3: a queue is sorted", || change(|items| items.reverse()));
	broken("invariant 3: a queue holds a referendum once", || change(|items| items[1].0 = 1));
	broken("invariant 3: a queue holds ongoing", || change(|items| items[0].0 = 3));
	broken("invariant 3: a queue knows the ayes", || change(|items| items[0].1 = 0));
	broken("invariant 3: a flagged", || change(|items| items.truncate(1)));
	broken("invariant 3: a queue holds flagged", || change(|items| items[0].0 = 0));
}

#[test]
fn a_wrong_deciding_count_is_found() {
	broken("invariant 4", || DecidingCount::<Test>::insert(ROOT, 2));
	broken("invariant 4", || DecidingCount::<Test>::remove(ROOT));
}

#[test]
fn a_hold_without_a_record_is_found() {
	broken("invariant 5", || {
		Referenda::hold_submission_deposit(CAROL).unwrap();
	});
	broken("invariant 5", || {
		Referenda::release_decision_deposit(0, Deposit { who: BOB, amount: 1 });
	});
}

#[test]
fn a_decision_without_a_deposit_is_found() {
	broken("invariant 6", || with(0, |status| status.decision_deposit = None));
	broken("invariant 6", || {
		with(0, |status| status.deciding.as_mut().unwrap().confirming = Some(1))
	});
}

#[test]
fn a_stray_index_is_found() {
	broken("invariant 7", || ReferendumCount::<Test>::put(1));
	broken("invariant 7", || MetadataOf::<Test>::insert(50, sp_core::H256::zero()));
}

#[test]
fn a_wrong_list_of_endings_is_found() {
	broken("invariant 8", || Endings::<Test>::remove(0));
	broken("invariant 8", || Endings::<Test>::insert(0, (0, 1)));
	broken("invariant 8", || Endings::<Test>::insert(9, (3, 1)));
	broken("invariant 8", || Endings::<Test>::insert(0, (3, 1)));
}

#[test]
fn a_stray_late_task_is_found() {
	broken("invariant 9: a late task belongs", || Referenda::enqueue_late(3, LateTask::Alarm(99)));
	let late = |index| Referenda::enqueue_late(index, LateTask::Alarm(99));
	let asleep = || {
		silence(0);
		late(0);
	};
	broken("invariant 9: a late task stands", || {
		asleep();
		LateOrder::<Test>::remove(Referenda::late_key(99, 0));
	});
	broken("invariant 9: a late task stands", || {
		asleep();
		LateOrder::<Test>::insert(Referenda::late_key(98, 0), ());
	});
}

#[test]
fn a_wrong_acceleration_is_found() {
	let accelerated = |index, place| {
		let haste = canary_primitives::Haste { decision_period: 9, enactment_delay: 9 };
		let acceleration = Acceleration { until: 99, haste, place, confirmed_at: None };
		Accelerations::<Test>::insert(index, acceleration);
	};
	broken("invariant 10: an accelerated referendum with its", || accelerated(1, HeldPlace::Own));
	broken("invariant 10: an accelerated referendum with its", || {
		accelerated(preparing(), HeldPlace::Own)
	});
	broken("invariant 10: a lent place", || accelerated(submitted(), HeldPlace::Lent));
	broken("invariant 10: an acceleration belongs", || accelerated(3, HeldPlace::Own));
	broken("invariant 4", || accelerated(0, HeldPlace::Lent));
}

#[test]
fn a_request_without_a_referendum_is_found() {
	broken("invariant 11", || KeptProposals::<Test>::insert(0, ()));
	broken("invariant 11", || KeptProposals::<Test>::insert(3, ()));
	broken("invariant 11", || Rests::<Test>::insert(3, 5));
}
