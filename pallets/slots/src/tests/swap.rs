// SPDX-License-Identifier: Apache-2.0

//! Swapping the leases of two paras (A20).

use super::*;

#[test]
fn a20_swapped_leases_keep_their_gaps() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(LEMON).by(BOB).at(31).over(3..=3).give();
		lease(MANGO).by(CHARLIE).at(50).over(2..=2).give();
		new_session();
		let (lemons, mangos) = (entries(LEMON), entries(MANGO));
		events();

		swap(LEMON, MANGO);

		assert_eq!((entries(MANGO), entries(LEMON)), (lemons, mangos));
		assert_eq!((lifecycle(MANGO), lifecycle(LEMON)), (Some(Upgrading), Some(Downgrading)));
		assert_eq!(events(), [Event::LeasesSwapped { one: LEMON, other: MANGO }]);
	});
}

#[test]
fn a20_swapped_deposits_are_released_when_the_other_paras_lease_ends() {
	ExtBuilder::default().fund_with(90).build_and_execute(|| {
		lease(LEMON).at(30).over(0..=0).give();
		lease(MANGO).by(FUND).at(90).over(0..=1).give();
		lease(MANGO).at(31).over(2..=2).give();

		swap(LEMON, MANGO);
		assert_eq!((held(ALICE), committed(Purpose::Lease, LEMON)), (61, 90));

		run_to_period(1);
		assert_eq!((held(ALICE), committed(Purpose::Lease, LEMON)), (31, 90));
		run_to_period(2);
		assert_eq!((held(ALICE), committed(Purpose::Lease, LEMON)), (31, 0));
		run_to_period(3);
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a20_a_swap_during_the_roll_over_leaves_no_para_behind() {
	let paras = || (0..40).map(ParaId);
	ExtBuilder::default().on_demand(paras()).build_and_execute(|| {
		paras().for_each(|para| lease(para).at(1).over(0..=1).give());
		paras().for_each(|para| lease(para).by(BOB).at(2).over(3..=3).give());
		new_session();
		run_full_to(first_block(1) + 4);
		let is_done = |para: &ParaId| LeaseBase::<Test>::get(para) == Some(1);
		let done = paras().find(is_done).expect("some are done");
		let behind = paras().find(|para| !is_done(para)).expect("some are not");

		swap(done, behind);
		assert_eq!(LeaseBase::<Test>::get(done), Some(0));
		run_to(first_block(1) + 9);

		assert!(paras().all(|para| is_done(&para) && entries(para).len() == 3));
		assert!(Slots::is_rolled_over());
	});
}

#[test]
fn a20_a_waiting_para_takes_its_place_in_the_queue_along() {
	ExtBuilder::default().on_demand([MANGO]).build_and_execute(|| {
		lease(LEMON).over(0..=3).give();
		assert!(Waiting::<Test>::contains_key(LEMON));

		swap(MANGO, LEMON);
		assert!(!Waiting::<Test>::contains_key(LEMON));
		run_to(3);

		assert_eq!(lifecycle(MANGO), Some(Upgrading));
		assert_eq!(Waiting::<Test>::count(), 0);
	});
}

#[test]
fn a20_swapping_twice_changes_nothing() {
	ExtBuilder::default().on_demand([]).build_and_execute(|| {
		lease(LEMON).over(0..=0).give();
		lease(MANGO).by(BOB).over(1..=4).give();
		System::reset_events();

		assert_storage_noop!({
			Slots::swap_leases(LEMON, MANGO);
			Slots::swap_leases(MANGO, LEMON);
			System::reset_events();
		});
	});
}

#[test]
fn a_swap_with_a_para_without_leases_moves_them_over() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).over(1..=1).give();

		swap(MANGO, LEMON);

		assert_eq!((entries(LEMON), entries(MANGO)), (vec![], vec![None, Some((ALICE, 30))]));
	});
}

#[test]
fn a_swap_of_a_para_with_itself_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		lease(LEMON).give();

		assert_storage_noop!(Slots::swap_leases(LEMON, LEMON));
	});
}
