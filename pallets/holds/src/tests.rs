// SPDX-License-Identifier: Apache-2.0

//! Accounts in any state lose nothing to a hold, and get their money back.

// The macros of FRAME make public what only this crate's tests see.
#![allow(unreachable_pub)]

use crate::{hold, release};
use frame_support::{
	assert_noop, assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Inspect, InspectHold, Mutate, MutateFreeze, MutateHold},
		tokens::{Fortitude::Force, Precision::Exact, Preservation::Expendable},
		ConstU32, LockableCurrency, WithdrawReasons,
	},
};
use proptest::prelude::*;
use sp_runtime::{BuildStorage, DispatchError, TokenError};

type Balance = u64;

/// Two pallets that hold money.
#[frame_support::pallet(dev_mode)]
pub(crate) mod holders {
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// What money is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// What the tests release.
		Ours,
		/// What somebody else holds.
		Theirs,
	}
}

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Holders: holders,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

const LEAST: Balance = 10;

parameter_types! {
	pub const ExistentialDeposit: Balance = LEAST;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ExistentialDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
	type FreezeIdentifier = u8;
	type MaxFreezes = ConstU32<2>;
}

impl holders::Config for Test {}

const ALICE: u64 = 1;
const BOB: u64 = 2;

/// The state of an account before something is held or released on it.
#[derive(Clone, Copy, Debug)]
struct State {
	free: Balance,
	ours: Balance,
	theirs: Balance,
	frozen: Balance,
	locked: Balance,
}

fn ours() -> RuntimeHoldReason {
	holders::HoldReason::Ours.into()
}

/// Runs a test on an account in this state that has a provider reference of its own. Checks afterwards
/// that the total issuance is the sum of all balances.
fn with_account(state: State, test: impl FnOnce()) {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		System::set_block_number(1);
		System::inc_providers(&ALICE);
		let State { free, ours: held, theirs, frozen, locked } = state;
		// Enough to hold from, and the rest is given away.
		assert_ok!(Balances::mint_into(&ALICE, free + held + theirs + LEAST));
		for (reason, amount) in [(ours(), held), (holders::HoldReason::Theirs.into(), theirs)] {
			if amount > 0 {
				assert_ok!(Balances::hold(&reason, &ALICE, amount));
			}
		}
		assert_ok!(Balances::mint_into(&BOB, LEAST));
		assert_ok!(Balances::transfer(&ALICE, &BOB, LEAST, Expendable));
		assert_eq!((balance(), held_of_ours()), (free, held));
		if frozen > 0 {
			assert_ok!(Balances::set_freeze(&0, &ALICE, frozen));
		}
		if locked > 0 {
			Balances::set_lock(*b"test/all", &ALICE, locked, WithdrawReasons::all());
		}
		System::reset_events();

		test();

		let all: Balance = [ALICE, BOB].iter().map(Balances::total_balance).sum();
		assert_eq!(Balances::total_issuance(), all);
	});
}

fn balance() -> Balance {
	Balances::free_balance(ALICE)
}

fn held_of_ours() -> Balance {
	Balances::balance_on_hold(&ours(), &ALICE)
}

const BARE: State = State { free: 0, ours: 0, theirs: 0, frozen: 0, locked: 0 };

#[test]
fn what_is_left_free_below_the_existential_deposit_outlives_the_first_hold() {
	with_account(State { free: 33, ..BARE }, || {
		assert_ok!(hold::<_, Balances>(&ours(), &ALICE, 30));
		assert_eq!((balance(), held_of_ours()), (3, 30));
		let held = pallet_balances::Event::Held { reason: ours(), who: ALICE, amount: 30 };
		System::assert_last_event(held.into());
		assert_eq!(release::<_, Balances>(&ours(), &ALICE, 30), 30);
		assert_eq!((balance(), held_of_ours()), (33, 0));
	});
}

#[test]
fn the_default_hold_burns_what_is_left_free_below_the_existential_deposit() {
	with_account(State { free: 33, ..BARE }, || {
		assert_ok!(<Balances as MutateHold<u64>>::hold(&ours(), &ALICE, 30));
		assert_eq!((balance(), held_of_ours()), (0, 30));
	});
}

#[test]
fn the_whole_free_balance_can_be_held_if_the_account_has_another_provider() {
	with_account(State { free: 33, ..BARE }, || {
		let too_much = hold::<_, Balances>(&ours(), &ALICE, 34);
		assert_eq!(too_much, Err(TokenError::FundsUnavailable.into()));
		assert_ok!(hold::<_, Balances>(&ours(), &ALICE, 33));
		assert_eq!((balance(), held_of_ours()), (0, 33));
	});
}

#[test]
fn an_account_without_another_provider_keeps_the_existential_deposit() {
	with_account(BARE, || {
		assert_eq!(Balances::free_balance(BOB), 2 * LEAST);
		assert_noop!(
			hold::<_, Balances>(&ours(), &BOB, LEAST + 1),
			DispatchError::from(TokenError::FundsUnavailable)
		);
		assert_ok!(hold::<_, Balances>(&ours(), &BOB, LEAST));
		assert_eq!(Balances::free_balance(BOB), LEAST);
	});
}

#[test]
fn a_hold_is_refused_when_the_account_has_the_most_consumer_references() {
	with_account(State { free: 33, ..BARE }, || {
		while System::inc_consumers(&ALICE).is_ok() {}
		assert_noop!(hold::<_, Balances>(&ours(), &ALICE, 30), DispatchError::TooManyConsumers);
	});
}

#[test]
fn a_hold_of_zero_does_nothing() {
	with_account(State { free: 20, ours: 30, ..BARE }, || {
		assert_ok!(hold::<_, Balances>(&ours(), &ALICE, 0));
		assert_eq!((balance(), held_of_ours()), (20, 30));
		assert!(System::events().is_empty());
	});
}

#[test]
fn a_part_below_the_existential_deposit_is_released_to_an_account_with_nothing_free() {
	with_account(State { ours: 33, ..BARE }, || {
		assert_eq!(release::<_, Balances>(&ours(), &ALICE, 3), 3);
		assert_eq!((balance(), held_of_ours()), (3, 30));
		let released = pallet_balances::Event::Released { reason: ours(), who: ALICE, amount: 3 };
		System::assert_last_event(released.into());
	});
}

#[test]
fn what_is_free_below_the_existential_deposit_outlives_the_last_hold() {
	with_account(State { free: 3, ours: 30, ..BARE }, || {
		assert_eq!(release::<_, Balances>(&ours(), &ALICE, 30), 30);
		assert_eq!((balance(), held_of_ours()), (33, 0));
	});
}

#[test]
fn the_default_release_refuses_the_first_and_burns_the_second() {
	with_account(State { ours: 33, ..BARE }, || {
		assert!(<Balances as MutateHold<u64>>::release(&ours(), &ALICE, 3, Exact).is_err());
	});
	with_account(State { free: 3, ours: 30, ..BARE }, || {
		assert_ok!(<Balances as MutateHold<u64>>::release(&ours(), &ALICE, 30, Exact));
		assert_eq!(balance(), 30);
	});
}

#[test]
fn a_total_balance_below_the_existential_deposit_is_dust() {
	with_account(State { free: 3, ours: 4, ..BARE }, || {
		assert_eq!(release::<_, Balances>(&ours(), &ALICE, 4), 4);
		assert_eq!((balance(), held_of_ours()), (0, 0));
	});
}

#[test]
fn a_release_of_zero_does_nothing() {
	with_account(State { free: 20, ours: 30, ..BARE }, || {
		assert_eq!(release::<_, Balances>(&ours(), &ALICE, 0), 0);
		assert_eq!((balance(), held_of_ours()), (20, 30));
		assert!(System::events().is_empty());
	});
}

#[test]
fn a_release_works_after_a_slash_of_another_hold() {
	with_account(State { ours: 30, theirs: 50, ..BARE }, || {
		let theirs = holders::HoldReason::Theirs.into();
		assert_ok!(Balances::burn_held(&theirs, &ALICE, 50, Exact, Force));
		assert_eq!(release::<_, Balances>(&ours(), &ALICE, 30), 30);
		assert_eq!((balance(), Balances::total_balance_on_hold(&ALICE)), (30, 0));
	});
}

#[test]
#[should_panic = "the recorded amount is on hold"]
fn a_release_of_more_than_is_on_hold_panics() {
	with_account(State { ours: 30, ..BARE }, || {
		release::<_, Balances>(&ours(), &ALICE, 31);
	});
}

/// An account with any balances, and the part of our hold that is released first.
fn states() -> impl Strategy<Value = (State, Balance)> {
	let amounts = (0..40u64, 1..60u64, prop_oneof![Just(0), 1..40u64], 0..90u64, 0..90u64);
	amounts.prop_flat_map(|(free, ours, theirs, frozen, locked)| {
		(Just(State { free, ours, theirs, frozen, locked }), 0..=ours)
	})
}

/// An account without a hold of ours, and the amount to hold.
fn first_holds() -> impl Strategy<Value = (State, Balance)> {
	let or_none = |most| prop_oneof![Just(0), 1..most];
	let amounts = (LEAST..60u64, or_none(40u64), or_none(90), or_none(90), 0..70u64);
	amounts.prop_map(|(free, theirs, frozen, locked, asked)| {
		(State { free, ours: 0, theirs, frozen, locked }, asked)
	})
}

proptest! {
	#[test]
	fn a_hold_takes_what_it_asks_for_or_nothing((state, asked) in first_holds()) {
		with_account(state, || match asked <= state.free {
			true => {
				assert_ok!(hold::<_, Balances>(&ours(), &ALICE, asked));
				assert_eq!((balance(), held_of_ours()), (state.free - asked, asked));
				assert_eq!(release::<_, Balances>(&ours(), &ALICE, asked), asked);
				assert_eq!((balance(), held_of_ours()), (state.free, 0));
			},
			false => {
				let refused = DispatchError::from(TokenError::FundsUnavailable);
				assert_noop!(hold::<_, Balances>(&ours(), &ALICE, asked), refused);
			},
		});
	}

	#[test]
	fn everyone_gets_their_money_back((state, part) in states()) {
		with_account(state, || {
			let whole = state.free + state.ours;
			// An account with a freeze or another hold on it is never removed as dust.
			let is_dust = whole < LEAST && state.theirs + state.frozen + state.locked == 0;

			assert_eq!(release::<_, Balances>(&ours(), &ALICE, part), part);
			if part < state.ours {
				assert_eq!((balance(), held_of_ours()), (state.free + part, state.ours - part));
			}
			assert_eq!(release::<_, Balances>(&ours(), &ALICE, state.ours - part), state.ours - part);

			let expected = if is_dust { 0 } else { whole };
			assert_eq!((balance(), held_of_ours()), (expected, 0));
			let reserved = Balances::total_balance_on_hold(&ALICE);
			assert_eq!(reserved, state.theirs);
		});
	}
}
