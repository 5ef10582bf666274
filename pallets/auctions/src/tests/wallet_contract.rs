// SPDX-License-Identifier: Apache-2.0

//! What public wallets read: Kusama's names, orders and bytes.

use super::*;
use codec::{Compact, Encode};
use frame_support::storage::generator::{StorageMap as _, StorageValue as _};

fn storage_key(pallet: &[u8], item: &[u8]) -> Vec<u8> {
	[sp_io::hashing::twox_128(pallet), sp_io::hashing::twox_128(item)].concat()
}

fn twox_64_concat(key: impl Encode) -> Vec<u8> {
	let key = key.encode();
	[sp_io::hashing::twox_64(&key).to_vec(), key].concat()
}

#[test]
fn p10_an_auction_is_opened_in_the_class_that_it_has_on_kusama() {
	use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
	let call = Call::<Test>::new_auction { duration: 1, lease_period_index: 1 };
	assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational);
}

#[test]
fn calls_have_kusamas_order_and_compact_arguments() {
	let new_auction = Call::<Test>::new_auction { duration: 10, lease_period_index: 1 };
	let bid = Call::<Test>::bid {
		para: LEMON,
		auction_index: 3,
		first_slot: 1,
		last_slot: 8,
		amount: 1_000_000,
	};

	assert_eq!(new_auction.encode(), (0u8, Compact(10u64), Compact(1u32)).encode());
	assert_eq!(
		bid.encode(),
		(1u8, Compact(2000u32), Compact(3u32), Compact(1u32), Compact(8u32), Compact(1_000_000u64))
			.encode()
	);
	assert_eq!(Call::<Test>::cancel_auction {}.encode(), vec![2]);
}

#[test]
fn events_have_kusamas_order() {
	let events: [Event<Test>; 7] = [
		Event::AuctionStarted { auction_index: 1, lease_period: 1, ending: 1 },
		Event::AuctionClosed { auction_index: 1 },
		Event::Reserved { bidder: ALICE, extra_reserved: 1, total_amount: 1 },
		Event::Unreserved { bidder: ALICE, amount: 1 },
		Event::ReserveConfiscated { para_id: LEMON, leaser: ALICE, amount: 1 },
		Event::BidAccepted {
			bidder: ALICE,
			para_id: LEMON,
			amount: 1,
			first_slot: 1,
			last_slot: 1,
		},
		Event::WinningOffset { auction_index: 1, block_number: 1 },
	];

	let indices: Vec<_> = events.iter().map(|event| event.encode()[0]).collect();

	assert_eq!(indices, vec![0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn errors_have_kusamas_order() {
	let errors: [Error<Test>; 7] = [
		Error::AuctionInProgress,
		Error::LeasePeriodInPast,
		Error::ParaNotRegistered,
		Error::NotCurrentAuction,
		Error::NotAuction,
		Error::AuctionEnded,
		Error::AlreadyLeasedOut,
	];

	let indices: Vec<_> = errors.iter().map(|error| error.encode()[0]).collect();

	assert_eq!(indices, vec![0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn storage_has_kusamas_keys() {
	assert_eq!(
		AuctionCounter::<Test>::storage_value_final_key().to_vec(),
		storage_key(b"Auctions", b"AuctionCounter")
	);
	assert_eq!(
		AuctionInfo::<Test>::storage_value_final_key().to_vec(),
		storage_key(b"Auctions", b"AuctionInfo")
	);
	assert_eq!(
		Winning::<Test>::storage_map_final_key(7),
		[storage_key(b"Auctions", b"Winning"), twox_64_concat(7u32)].concat()
	);
	assert_eq!(
		ReservedAmounts::<Test>::hashed_key_for((ALICE, LEMON)),
		[storage_key(b"Auctions", b"ReservedAmounts"), twox_64_concat((ALICE, 2000u32))].concat()
	);
}

#[test]
fn storage_has_kusamas_values() {
	ExtBuilder::default().build_and_execute(|| {
		let read = |key: Vec<u8>| sp_io::storage::get(&key).unwrap().to_vec();
		auction().start();
		bid(30).by(ALICE).for_para(LEMON).over(1..=1).is_accepted();

		let mut standing = vec![None; 36];
		standing[0] = Some((ALICE, 2000u32, 30u64));

		assert_eq!(read(AuctionInfo::<Test>::hashed_key().to_vec()), (1u32, 11u64).encode());
		assert_eq!(
			read(Winning::<Test>::hashed_key_for(0)),
			standing.into_iter().flat_map(|leader| leader.encode()).collect::<Vec<_>>()
		);
		assert_eq!(read(ReservedAmounts::<Test>::hashed_key_for((ALICE, LEMON))), 30u64.encode());
	});
}
