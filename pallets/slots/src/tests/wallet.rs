// SPDX-License-Identifier: Apache-2.0

//! What wallets read.

use super::*;
use codec::Encode;
use frame_support::traits::PalletInfoAccess;

#[test]
fn leases_are_a_plain_list_of_optional_pairs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Leases::<Test>::get(LEMON).encode(), [0]);

		lease(LEMON).over(1..=1).give();

		let plain: Vec<Option<(u64, Balance)>> = vec![None, Some((ALICE, 30))];
		assert_eq!(Leases::<Test>::get(LEMON).encode(), plain.encode());
	});
}

#[test]
fn leases_are_found_under_kusamas_key() {
	let key = Leases::<Test>::hashed_key_for(LEMON);

	let mut expected = sp_io::hashing::twox_128(b"Slots").to_vec();
	expected.extend(sp_io::hashing::twox_128(b"Leases"));
	expected.extend(sp_io::hashing::twox_64(&LEMON.encode()));
	expected.extend(LEMON.encode());
	assert_eq!(key, expected);
	assert_eq!(Slots::name(), "Slots");
}

#[test]
fn calls_are_in_kusamas_order() {
	let force = Call::<Test>::force_lease {
		para: LEMON,
		leaser: ALICE,
		amount: 30,
		period_begin: 1,
		period_count: 2,
	};

	assert_eq!(force.encode(), (0u8, LEMON, ALICE, 30 as Balance, 1u32, 2u32).encode());
	assert_eq!(Call::<Test>::clear_all_leases { para: LEMON }.encode(), (1u8, LEMON).encode());
	assert_eq!(Call::<Test>::trigger_onboard { para: LEMON }.encode(), (2u8, LEMON).encode());
}

#[test]
fn kusamas_events_come_first() {
	let leased = Event::<Test>::Leased {
		para_id: LEMON,
		leaser: ALICE,
		period_begin: 1,
		period_count: 2,
		extra_reserved: 3,
		total_amount: 4,
	};

	assert_eq!(Event::<Test>::NewLeasePeriod { lease_period: 7 }.encode(), (0u8, 7u32).encode());
	assert_eq!(
		leased.encode(),
		(1u8, LEMON, ALICE, 1u32, 2u32, 3 as Balance, 4 as Balance).encode()
	);
}

#[test]
fn kusamas_errors_come_first() {
	assert_eq!(Error::<Test>::ParaNotOnboarding.encode(), [0]);
	assert_eq!(Error::<Test>::LeaseError.encode(), [1]);
}
