// SPDX-License-Identifier: Apache-2.0

//! The removal of old records.

use super::*;
use frame_support::{
	traits::Get,
	weights::{RuntimeDbWeight, Weight, WeightMeter},
};

#[test]
fn a_record_is_removed_when_its_retention_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let index = submitted();
		let hash = Preimage::note(b"text".as_slice().into()).unwrap();
		assert_ok!(Referenda::set_metadata(by(ALICE), index, Some(hash)));
		assert_ok!(Referenda::cancel(root(), index));

		run_to(101);
		assert!(info(index).is_some());
		run_to(102);
		assert_eq!(info(index), None);
		assert_eq!(MetadataOf::<Test>::get(index), None);
		assert!(events().contains(&Event::Pruned { index }));
	});
}

#[test]
fn records_go_in_the_order_of_their_ends() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (submitted(), submitted());
		assert_ok!(Referenda::cancel(root(), second));
		next_block();
		assert_ok!(Referenda::cancel(root(), first));

		run_to(102);
		assert_eq!((info(second), info(first).is_some()), (None, true));
		run_to(103);
		assert_eq!(info(first), None);
	});
}

#[test]
fn pruning_keeps_to_the_weight_it_is_given() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			let index = submitted();
			assert_ok!(Referenda::kill(root(), index));
		}
		System::set_block_number(101);
		let one = <Test as Config>::WeightInfo::prune()
			+ <<Test as frame_system::Config>::DbWeight as Get<RuntimeDbWeight>>::get().reads(2);

		Referenda::prune(&mut WeightMeter::with_limit(Weight::zero()));
		Referenda::prune(&mut WeightMeter::with_limit(one));
		assert_eq!(ReferendumInfoFor::<Test>::iter_keys().count(), 2);
		Referenda::prune(&mut WeightMeter::new());
		assert_eq!(ReferendumInfoFor::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn an_approved_record_stays_while_its_call_is_kept_as_a_late_one() {
	ExtBuilder::default().build_and_execute(|| {
		RetentionPeriod::set(5);
		fill_agendas(30..=40);
		let index = submit_for(ALICE, ROOT, DispatchTime::At(30));
		place_deposit(index);
		vote(index, 100, 0);
		run_to(29);
		assert!(info(index).is_some() && !is_enacted(index));
		run_to(60);
		assert_eq!(info(index), None);
		assert!(is_enacted(index));
	});
}
