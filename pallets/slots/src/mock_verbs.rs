// SPDX-License-Identifier: Apache-2.0

//! The vocabulary of the tests: probes, the passing of time, and leases that are offered.

use crate::mock::{LeaseOffset, LeasePeriodLength};
use crate::{
	mock::{bids, slots, Balance, Balances, Leaseholds, RuntimeOrigin, Slots, System, Test, ALICE},
	Event, LeasePeriod, Leases,
};
use canary_primitives::{
	traits::{SettleWin, Win},
	ParaId,
};
use frame_support::{
	assert_ok,
	traits::{
		fungible::{Inspect, InspectHold, MutateHold},
		Hooks,
	},
	weights::Weight,
};
use sp_runtime::{DispatchError, DispatchResult};

pub(crate) fn held(who: u64) -> Balance {
	Balances::balance_on_hold(&slots::HoldReason::Lease.into(), &who)
}

pub(crate) fn held_for_bid(who: u64) -> Balance {
	Balances::balance_on_hold(&bids::HoldReason::Bid.into(), &who)
}

pub(crate) fn free(who: u64) -> Balance {
	Balances::balance(&who)
}

pub(crate) fn begin_block(block: u64) {
	System::set_block_number(block);
	Slots::on_initialize(block);
}

/// Begins a block, and runs its idle work with this much weight.
pub(crate) fn whole_block(block: u64, left: Weight) {
	begin_block(block);
	Slots::on_idle(block, left);
}

/// Runs blocks with idle weight up to the begin of this block.
pub(crate) fn run_to(block: u64) {
	while System::block_number() < block {
		Slots::on_idle(System::block_number(), Weight::MAX);
		begin_block(System::block_number() + 1);
	}
}

/// Runs full blocks up to the begin of this block.
pub(crate) fn run_full_to(block: u64) {
	while System::block_number() < block {
		begin_block(System::block_number() + 1);
	}
}

/// The first block of a lease period.
pub(crate) fn first_block(period: LeasePeriod) -> u64 {
	LeaseOffset::get() + LeasePeriodLength::get() * u64::from(period)
}

/// Blocks with idle weight until this period's first block is over.
pub(crate) fn run_to_period(period: LeasePeriod) {
	run_to(first_block(period));
	Slots::on_idle(System::block_number(), Weight::MAX);
}

/// A lease to be given by the admin.
pub(crate) struct Offer {
	pub(crate) para: ParaId,
	pub(crate) who: u64,
	pub(crate) amount: Balance,
	pub(crate) first: LeasePeriod,
	pub(crate) count: LeasePeriod,
}

/// A lease for a para; by default of Alice, at 30, for the first period.
pub(crate) fn lease(para: ParaId) -> Offer {
	Offer { para, who: ALICE, amount: 30, first: 0, count: 1 }
}

impl Offer {
	pub(crate) fn by(self, who: u64) -> Self {
		Self { who, ..self }
	}

	pub(crate) fn at(self, amount: Balance) -> Self {
		Self { amount, ..self }
	}

	pub(crate) fn over(self, periods: core::ops::RangeInclusive<LeasePeriod>) -> Self {
		let (first, last) = periods.into_inner();
		Self { first, count: last + 1 - first, ..self }
	}

	pub(crate) fn of_periods(self, first: LeasePeriod, count: LeasePeriod) -> Self {
		Self { first, count, ..self }
	}

	pub(crate) fn submit(self) -> DispatchResult {
		let root = RuntimeOrigin::root();
		Slots::force_lease(root, self.para, self.who, self.amount, self.first, self.count)
	}

	#[track_caller]
	pub(crate) fn give(self) {
		assert_ok!(self.submit());
	}

	#[track_caller]
	pub(crate) fn fails_with(self, error: impl Into<DispatchError>) {
		let error = error.into();
		frame_support::assert_noop!(self.submit(), error);
	}

	/// Settles it as a winning bid, with this much held for the bid.
	pub(crate) fn settle_from(self, held: Balance) -> Result<Balance, DispatchError> {
		let last = self.first + self.count - 1;
		let win =
			Win { para: self.para, winner: self.who, amount: self.amount, first: self.first, last };
		Slots::settle(win, held, bids::HoldReason::Bid.into())
	}
}

#[track_caller]
pub(crate) fn hold_for_bid(who: u64, amount: Balance) {
	assert_ok!(Balances::hold(&bids::HoldReason::Bid.into(), &who, amount));
}

#[track_caller]
pub(crate) fn release_bid(who: u64, amount: Balance) {
	let released =
		canary_holds::release::<_, Balances>(&bids::HoldReason::Bid.into(), &who, amount);
	assert_eq!(released, amount);
}

/// The entries as wallets read them.
pub(crate) fn entries(para: ParaId) -> Leaseholds {
	Leases::<Test>::get(para).into_inner()
}

/// The entries as of the current period.
pub(crate) fn entries_now(para: ParaId) -> Leaseholds {
	Slots::leases_now(para)
}

/// This pallet's events since the last look.
pub(crate) fn events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}

pub(crate) fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub(crate) fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}
