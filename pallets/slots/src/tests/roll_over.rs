// SPDX-License-Identifier: Apache-2.0

//! The roll-over to a new lease period: leases end, deposits are released, paras are upgraded and
//! downgraded.

use super::*;

fn many() -> impl Iterator<Item = ParaId> + Clone {
	(0..100).map(ParaId)
}

/// A hundred paras have a lease for the first two periods, of two different accounts.
fn hundred_leases() {
	for para in many() {
		lease(para).at(3).over(0..=0).give();
		lease(para).by(BOB).at(2).over(1..=1).give();
	}
	new_session();
	events();
}

fn behind() -> usize {
	many().filter(|para| entries(*para) != entries_now(*para)).count()
}

#[test]
fn a_lease_that_ended_downgrades_the_para_with_its_deposit_released() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(30).over(0..=0).give();
		new_session();
		events();

		run_to_period(1);

		assert_eq!((entries(LEMON), held(ALICE)), (vec![], 0));
		assert_eq!(lifecycle(LEMON), Some(Downgrading));
		assert_eq!(
			events(),
			[
				Event::NewLeasePeriod { lease_period: 1 },
				Event::DepositReleased { para_id: LEMON, leaser: ALICE, amount: 30 },
				Event::Downgraded { para_id: LEMON },
			]
		);
	});
}

#[test]
fn a_lease_that_begins_upgrades_the_para() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(1..=2).give();
		events();

		run_to_period(1);

		assert_eq!(entries(LEMON), [Some((ALICE, 30)), Some((ALICE, 30))]);
		assert_eq!(lifecycle(LEMON), Some(Upgrading));
		let upgraded = Event::Upgraded { para_id: LEMON };
		assert_eq!(events(), [Event::NewLeasePeriod { lease_period: 1 }, upgraded]);
	});
}

#[test]
fn the_excess_is_released_as_soon_as_the_larger_entry_has_passed() {
	ExtBuilder::default().fund_with(90).build_and_execute(|| {
		lease(LEMON).at(50).over(0..=0).give();
		lease(LEMON).at(30).over(1..=2).give();
		lease(MANGO).by(FUND).at(90).over(0..=1).give();
		lease(MANGO).by(FUND).at(40).over(2..=2).give();

		run_to_period(1);
		assert_eq!((held(ALICE), committed(Purpose::Lease, MANGO)), (30, 90));
		run_to_period(2);
		assert_eq!((held(ALICE), committed(Purpose::Lease, MANGO)), (30, 40));
		run_to_period(3);
		assert_eq!((held(ALICE), committed(Purpose::Lease, MANGO)), (0, 0));
	});
}

#[test]
fn a_para_with_a_gap_between_its_leases_is_downgraded_for_the_gap() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(LEMON).over(2..=2).give();
		new_session();

		run_to_period(1);
		assert_eq!((entries(LEMON), held(ALICE)), (vec![None, Some((ALICE, 30))], 30));
		assert_eq!(lifecycle(LEMON), Some(Downgrading));
		new_session();

		run_to_period(2);
		assert_eq!(lifecycle(LEMON), Some(Upgrading));
	});
}

#[test]
fn a_para_whose_next_lease_follows_at_once_keeps_its_slot() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(LEMON).by(BOB).over(1..=1).give();
		new_session();

		run_to_period(1);

		assert_eq!((held(ALICE), held(BOB)), (0, 30));
		assert_eq!(lifecycle(LEMON), Some(LeaseHolding));
	});
}

#[test]
fn a_slot_that_no_lease_gave_is_left_alone() {
	ExtBuilder::default().build_and_execute(|| {
		put(LEMON, LeaseHolding);
		lease(LEMON).over(3..=3).give();

		run_to_period(2);

		assert_eq!(lifecycle(LEMON), Some(LeaseHolding));
	});
}

#[test]
fn a17_the_mandatory_work_of_a_block_is_its_steps_and_no_more() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		hundred_leases();
		run_full_to(first_block(1) - 1);

		for block in 1..=10 {
			run_full_to(first_block(1) - 1 + block);
			assert_eq!(behind(), 100 - 2 * block as usize);
		}
		assert!(!Slots::is_rolled_over());
	});
}

#[test]
fn a17_full_blocks_delay_the_roll_over_by_the_documented_number_of_blocks() {
	ExtBuilder::default().periods_of(60).on_demand(many()).build_and_execute(|| {
		hundred_leases();

		run_full_to(first_block(1) - 1 + 50);

		assert_eq!((behind(), held(ALICE), held(BOB)), (0, 0, 200));
	});
}

#[test]
fn a17_blocks_with_idle_weight_finish_sooner() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		hundred_leases();

		run_to(first_block(1) + 100u64.div_ceil(22));

		assert_eq!((behind(), held(ALICE)), (0, 0));
		assert!(Slots::is_rolled_over());
	});
}

#[test]
fn a17_the_weight_that_a_block_has_left_is_not_exceeded() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		hundred_leases();
		run_full_to(first_block(1));
		let left = <Weights as WeightInfo>::idle() + <Weights as WeightInfo>::step() * 5;

		let before = behind();
		let used = Slots::on_idle(first_block(1), left);

		assert_eq!((used, before - behind()), (left, 5));
	});
}

#[test]
fn a17_leases_of_future_periods_cost_no_more_than_others() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		many().for_each(|para| lease(para).at(1).over(5..=5).give());
		run_full_to(first_block(1));

		assert_eq!(behind(), 98);
		let steps = StepsPerBlock::get();
		let weight = Slots::on_initialize(first_block(1) + 1);
		assert_eq!(
			weight,
			<Weights as WeightInfo>::tick() + <Weights as WeightInfo>::step() * u64::from(steps)
		);
	});
}

#[test]
fn a17_a_period_whose_first_blocks_are_skipped_is_processed() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(MANGO).over(1..=1).give();
		new_session();
		events();

		whole_block(first_block(1) + 4, Weight::MAX);

		assert_eq!(events()[0], Event::NewLeasePeriod { lease_period: 1 });
		assert_eq!((entries(LEMON), held(ALICE)), (vec![], 30));
		assert_eq!((lifecycle(LEMON), lifecycle(MANGO)), (Some(Downgrading), Some(Upgrading)));
	});
}

#[test]
fn periods_that_are_skipped_altogether_are_processed_one_by_one() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).at(50).over(0..=0).give();
		lease(LEMON).by(BOB).at(31).over(1..=1).give();
		lease(LEMON).at(30).over(5..=5).give();
		new_session();

		begin_block(first_block(3));
		assert_eq!(entries_now(LEMON), [None, None, Some((ALICE, 30))]);
		assert_eq!((held(ALICE), held(BOB)), (30, 0));
		begin_block(first_block(3) + 1);

		assert_eq!(entries(LEMON), entries_now(LEMON));
		assert_eq!(lifecycle(LEMON), Some(Downgrading));
	});
}

#[test]
fn a_period_that_begins_during_a_roll_over_loses_nothing() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		hundred_leases();

		run_full_to(first_block(2) + 5);
		assert!(!Slots::is_rolled_over() && behind() > 0);
		run_to(first_block(2) + 20);

		assert!(Slots::is_rolled_over());
		assert_eq!((behind(), held(ALICE), held(BOB)), (0, 0, 0));
		assert!(many().all(|para| lifecycle(para) == Some(Downgrading)));
	});
}

#[test]
fn readers_see_the_current_period_while_the_roll_over_is_under_way() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		hundred_leases();

		run_full_to(first_block(1));

		for para in many() {
			assert_eq!(Slots::leases_now(para), [Some((BOB, 2))]);
			assert_eq!((Slots::deposit(para, &ALICE), Slots::deposit(para, &BOB)), (0, 2));
			assert!(Slots::is_leased(para, 1, 1) && !Slots::is_leased(para, 0, 0));
		}
	});
}

#[test]
fn nothing_happens_before_the_lease_offset() {
	ExtBuilder::default().starting_at(5).build_and_execute(|| {
		assert_storage_noop!(Slots::on_initialize(4));

		begin_block(5);

		assert_eq!(events(), [Event::NewLeasePeriod { lease_period: 0 }]);
	});
}

#[test]
fn a_block_after_the_roll_over_writes_nothing() {
	ExtBuilder::default().on_demand(many()).build_and_execute(|| {
		hundred_leases();
		run_to(first_block(1) + 8);

		let block = first_block(1) + 9;
		System::set_block_number(block);
		assert_storage_noop!(whole_block(block, Weight::MAX));
	});
}
