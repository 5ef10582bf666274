// SPDX-License-Identifier: Apache-2.0

//! Alarms: one per referendum, at the right block, whatever the agendas look like.

use super::*;

#[test]
fn a_referendum_has_one_task_in_the_agendas() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		assert_eq!(tasks_of(index), [31]);
		place_deposit(index);
		assert_eq!(tasks_of(index), [5]);
		run_to(5);
		assert_eq!(tasks_of(index), [25]);
		vote(index, 30, 10);
		assert_eq!(tasks_of(index), [15]);
		vote(index, 100, 0);
		assert_eq!(tasks_of(index), [8]);
		run_to(8);
		assert_eq!(tasks_of(index), Vec::<u64>::new());
	});
}

#[test]
fn alarms_are_set_at_multiples_of_the_interval() {
	ExtBuilder::default().alarms_every(4).build_and_execute(|| {
		let index = preparing();
		assert_eq!(alarm_at(index), Some(8));
		run_to(8);
		assert_eq!((deciding_since(index), alarm_at(index)), (Some(8), Some(28)));
	});
}

#[test]
fn an_alarm_is_never_set_in_the_past() {
	ExtBuilder::default().alarms_every(7).build_and_execute(|| {
		let index = preparing();
		for _ in 0..40 {
			next_block();
			if let Some(ReferendumInfo::Ongoing(status)) = info(index) {
				assert!(status.alarm.is_some_and(|(when, _)| when > now()));
			}
		}
	});
}

#[test]
fn an_alarm_goes_to_the_next_block_with_room() {
	ExtBuilder::default().build_and_execute(|| {
		fill_agendas(5..=7);
		let index = preparing();

		assert_eq!(alarm_at(index), Some(8));
		run_to(8);
		assert_eq!(deciding_since(index), Some(8));
	});
}

#[test]
fn a_nudge_after_its_block_still_moves_the_referendum() {
	ExtBuilder::default().build_and_execute(|| {
		let index = confirming();
		fill_agendas(8..=9);
		// Root nudges it early: its alarm is set anew, to a later block.
		silence(index);
		fill_agendas([8]);
		assert_ok!(Referenda::nudge_referendum(root(), index));
		assert_eq!(alarm_at(index), Some(10));

		run_to(10);

		assert_eq!(info(index), Some(ReferendumInfo::Approved(10, None, None)));
	});
}
