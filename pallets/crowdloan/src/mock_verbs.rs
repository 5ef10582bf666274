// SPDX-License-Identifier: Apache-2.0

//! The vocabulary of the tests: probes, the passing of time, and campaigns.

// Verbs are sentences: "campaign(LEMON).is_refused(..)" submits the campaign and so uses it up.
#![allow(clippy::wrong_self_convention)]

use crate::{mock::*, Event, FundIndex, FundInfoOf, Funds, HoldReason, Stage};
use canary_primitives::{traits::InspectLeases, LeasePeriod, ParaId};
use core::ops::RangeInclusive;
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Inspect, InspectHold},
		Hooks,
	},
};
use sp_runtime::{DispatchError, DispatchResult, MultiSigner};

// Time

pub(crate) fn begin_block(block: u64) {
	System::set_block_number(block);
	if let Some(period) = World::clock().period_at(block) {
		World::end_periods_before(period);
	}
	Crowdloan::on_initialize(block);
}

pub(crate) fn finish_block() {
	let block = System::block_number();
	Crowdloan::on_idle(block, IdleRoom::get());
	Crowdloan::on_finalize(block);
}

/// Ends the fund of a para, in a block in which nobody is released.
pub(crate) fn end_alone(para: ParaId) {
	let ended = fund(para);
	run_to(ended.end - 1);
	System::set_block_number(ended.end);
	Crowdloan::unschedule_end(ended.fund_index);
	Crowdloan::notice_end(ended.fund_index);
}

/// Runs blocks up to the begin of this block.
pub(crate) fn run_to(block: u64) {
	while System::block_number() < block {
		finish_block();
		begin_block(System::block_number() + 1);
	}
}

/// Runs so many further blocks.
pub(crate) fn run_for(blocks: u64) {
	run_to(System::block_number() + blocks);
}

/// The first block of a lease period.
pub(crate) fn first_block(period: LeasePeriod) -> u64 {
	LeaseOffset::get() + LEASE_LENGTH * u64::from(period)
}

/// Opens an auction and runs to the first block of its ending period.
pub(crate) fn light_candle() {
	World::open_auction(OFFERED, 5);
	run_to(World::lit_at());
}

/// Runs to the first block after the ending period.
pub(crate) fn burn_down() {
	run_to(World::burnt_down_at());
}

/// An auction from its opening to the last of its records, in which the funds bid.
pub(crate) fn hold_auction() {
	light_candle();
	burn_down();
	World::settle_and_clear();
}

// Campaigns

/// The first lease period on offer in the tests' auctions.
pub(crate) const OFFERED: LeasePeriod = 1;
/// The end of the tests' campaigns.
pub(crate) const END: u64 = 90;

/// A campaign that somebody may open.
#[derive(Clone)]
pub(crate) struct Plan {
	para: ParaId,
	by: AccountId,
	cap: Balance,
	periods: RangeInclusive<LeasePeriod>,
	end: u64,
	verifier: Option<MultiSigner>,
}

/// A campaign for a para: by its manager, for periods 1 to 4, with a cap of 1,000, unless said
/// otherwise.
pub(crate) fn campaign(para: ParaId) -> Plan {
	Plan { para, by: MANAGER, cap: 1_000, periods: 1..=4, end: END, verifier: None }
}

impl Plan {
	pub(crate) fn of(self, para: ParaId) -> Self {
		Self { para, ..self }
	}

	pub(crate) fn by(self, by: AccountId) -> Self {
		Self { by, ..self }
	}

	pub(crate) fn capped_at(self, cap: Balance) -> Self {
		Self { cap, ..self }
	}

	pub(crate) fn over(self, periods: RangeInclusive<LeasePeriod>) -> Self {
		Self { periods, ..self }
	}

	pub(crate) fn until(self, end: u64) -> Self {
		Self { end, ..self }
	}

	pub(crate) fn verified_by(self, verifier: MultiSigner) -> Self {
		Self { verifier: Some(verifier), ..self }
	}

	pub(crate) fn submit(self) -> DispatchResult {
		let (first, last) = self.periods.into_inner();
		let by = signed(self.by);
		Crowdloan::create(by, self.para, self.cap, first, last, self.end, self.verifier)
	}

	#[track_caller]
	pub(crate) fn open(self) {
		assert_ok!(self.submit());
	}

	#[track_caller]
	pub(crate) fn is_refused(self, error: impl Into<DispatchError>) {
		let error = error.into();
		assert_noop!(self.submit(), error);
	}

	/// Changes the campaign of the para to this.
	pub(crate) fn edit(self) -> DispatchResult {
		let (first, last) = self.periods.into_inner();
		Crowdloan::edit(root(), self.para, self.cap, first, last, self.end, self.verifier)
	}

	#[track_caller]
	pub(crate) fn edit_is_refused(self, error: impl Into<DispatchError>) {
		let error = error.into();
		assert_noop!(self.edit(), error);
	}
}

#[track_caller]
pub(crate) fn contribute(who: AccountId, para: ParaId, amount: Balance) {
	assert_ok!(Crowdloan::contribute(signed(who), para, amount, None));
}

/// Lemon has a fund to which Alice has contributed 60 and Bob 40.
pub(crate) fn lemon_fund() {
	campaign(LEMON).open();
	contribute(ALICE, LEMON, 60);
	contribute(BOB, LEMON, 40);
}

/// The same, and it has won periods 1 to 4.
pub(crate) fn lemon_lease() {
	lemon_fund();
	hold_auction();
	assert!(World::is_leased(LEMON, 4, 4));
}

/// The account has a provider reference besides its balance, as a member of a nomination pool has.
pub(crate) fn keep_alive(who: AccountId) {
	System::inc_providers(&who);
}

// Probes

pub(crate) fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Contribution.into(), &who)
}

pub(crate) fn held_as_deposit(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Deposit.into(), &who)
}

pub(crate) fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

/// The total balance of an account, free and on hold.
pub(crate) fn total(who: AccountId) -> Balance {
	Balances::total_balance(&who)
}

pub(crate) fn fund(para: ParaId) -> FundInfoOf<Test> {
	Funds::<Test>::get(para).expect("the para has a fund")
}

pub(crate) fn raised(para: ParaId) -> Balance {
	fund(para).raised
}

pub(crate) fn stage(para: ParaId) -> Option<Stage> {
	Crowdloan::stage(para)
}

/// The account of the fund that is listed for a para.
pub(crate) fn account_of(para: ParaId) -> AccountId {
	Crowdloan::fund_account(fund(para).fund_index)
}

/// The amount that an account has contributed to a fund.
pub(crate) fn contributed(index: FundIndex, who: AccountId) -> Option<Balance> {
	Crowdloan::contribution(index, &who).map(|(amount, _)| amount)
}

/// This pallet's events since the last look.
pub(crate) fn events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}

/// How the bids of a para have gone since the last look, in order.
pub(crate) fn bid_results(para: ParaId) -> Vec<DispatchResult> {
	let results = events().into_iter().filter_map(|event| match event {
		Event::HandleBidResult { para_id, result } if para_id == para => Some(result),
		_ => None,
	});
	results.collect()
}

pub(crate) fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// One of many accounts.
pub(crate) fn nth(n: u32) -> AccountId {
	let mut bytes = [0xee; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	AccountId::new(bytes)
}
