// SPDX-License-Identifier: Apache-2.0

//! Upgrades and downgrades that fail are reported and tried again (A18).

use super::*;

fn refused(para_id: ParaId) -> Event<Test> {
	Event::MoveFailed { para_id, error: DispatchError::Unavailable }
}

#[test]
fn a18_a_move_that_the_registrar_refuses_does_not_panic_the_roll_over() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(MANGO).over(1..=1).give();
		new_session();
		events();
		RefuseMoves::set(true);

		run_to_period(1);

		assert_eq!(held(ALICE), 30);
		assert_eq!((lifecycle(LEMON), lifecycle(MANGO)), (Some(LeaseHolding), Some(OnDemand)));
		let events = events();
		assert!(events.contains(&refused(LEMON)) && events.contains(&refused(MANGO)));

		RefuseMoves::set(false);
		run_to(first_block(1) + 2);

		assert_eq!((lifecycle(LEMON), lifecycle(MANGO)), (Some(Downgrading), Some(Upgrading)));
		assert_eq!(Waiting::<Test>::count(), 0);
	});
}

#[test]
fn a_failed_move_is_reported_once() {
	ExtBuilder::default().build_and_execute(|| {
		RefuseMoves::set(true);
		lease(LEMON).over(0..=3).give();

		run_to_period(3);

		let told = events().into_iter().filter(|event| *event == refused(LEMON)).count();
		assert_eq!(told, 1);
	});
}

#[test]
fn a_para_that_is_registered_during_its_lease_is_upgraded_without_a_call() {
	ExtBuilder::default().on_demand([]).build_and_execute(|| {
		lease(LEMON).over(0..=3).give();
		run_to_period(1);
		assert!(Waiting::<Test>::contains_key(LEMON));

		put(LEMON, Onboarding);
		run_to(first_block(1) + 3);
		new_session();
		run_to(first_block(1) + 5);

		assert_eq!(lifecycle(LEMON), Some(Upgrading));
	});
}

#[test]
fn a_para_that_was_deregistered_waits_no_longer_than_its_lease() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(LEMON).over(2..=2).give();
		deregister(LEMON);
		run_to_period(2);
		assert!(Waiting::<Test>::contains_key(LEMON));

		run_to_period(3);

		assert!(!Waiting::<Test>::contains_key(LEMON));
		assert_eq!((held(ALICE), entries(LEMON)), (0, vec![]));
	});
}

#[test]
fn every_waiting_para_is_tried_however_few_are_tried_per_block() {
	let paras = (0..10).map(ParaId);
	ExtBuilder::default().on_demand([]).build_and_execute(|| {
		paras.clone().for_each(|para| lease(para).at(1).over(0..=5).give());
		assert_eq!(Waiting::<Test>::count(), 10);

		run_to(3);
		put(ParaId(7), OnDemand);
		put(ParaId(2), OnDemand);
		run_to(3 + 10u64.div_ceil(RetriesPerBlock::get().into()));

		assert_eq!(
			(lifecycle(ParaId(7)), lifecycle(ParaId(2))),
			(Some(Upgrading), Some(Upgrading))
		);
		assert_eq!(Waiting::<Test>::count(), 8);
	});
}

#[test]
fn moves_are_not_tried_again_without_idle_weight() {
	ExtBuilder::default().on_demand([]).build_and_execute(|| {
		lease(LEMON).give();
		put(LEMON, OnDemand);

		assert_eq!(Slots::on_idle(1, Weight::zero()), Weight::zero());
		let too_little = <Weights as WeightInfo>::idle();
		assert_storage_noop!(assert_eq!(Slots::on_idle(1, too_little), too_little));

		Slots::on_idle(1, Weight::MAX);
		assert_eq!(lifecycle(LEMON), Some(Upgrading));
	});
}
