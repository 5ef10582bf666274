// SPDX-License-Identifier: Apache-2.0

//! A runtime with leases and balances.

// The macros of FRAME make public what only this crate's tests see.
#![allow(unreachable_pub)]

pub(crate) use crate as slots;
use crate::{LeaseBook, Leases};
use alloc::collections::BTreeMap;
use canary_primitives::{
	traits::{BackDeposits, Lifecycle},
	ParaId,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types, traits::fungible::InspectHold, weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::BuildStorage;

pub(crate) use crate::{mock_verbs::*, mock_world::*};

pub(crate) type Balance = u64;
pub(crate) type Leaseholds = Vec<Option<(u64, Balance)>>;

pub(crate) const ALICE: u64 = 1;
pub(crate) const BOB: u64 = 2;
pub(crate) const CHARLIE: u64 = 3;
/// An account whose deposits are backed by others, once it has raised something.
pub(crate) const FUND: u64 = 90;

pub(crate) const LEMON: ParaId = ParaId(2000);
pub(crate) const MANGO: ParaId = ParaId(2001);

/// A collaborator that holds money for bids.
#[frame_support::pallet(dev_mode)]
pub(crate) mod bids {
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// What money is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A bid.
		Bid,
	}
}

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Bids: bids,
		Slots: slots,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ExistentialDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl bids::Config for Test {}

parameter_types! {
	pub static ExistentialDeposit: Balance = 1;
	pub static LeasePeriodLength: u64 = 10;
	pub static LeaseOffset: u64 = 0;
	pub static StepsPerBlock: u32 = 2;
	pub static IdleStepsPerBlock: u32 = 20;
	pub static RetriesPerBlock: u32 = 3;
	pub static MaxLeasePeriods: u32 = 12;
}

impl slots::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Paras = Paras;
	type Backing = Funds;
	type LeaseAdmin = EnsureRoot<u64>;
	type LeasePeriod = LeasePeriodLength;
	type LeaseOffset = LeaseOffset;
	type MaxLeasePeriods = MaxLeasePeriods;
	type StepsPerBlock = StepsPerBlock;
	type IdleStepsPerBlock = IdleStepsPerBlock;
	type RetriesPerBlock = RetriesPerBlock;
	type WeightInfo = Weights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Paras;
}

#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}

/// Everyone's money at the start.
pub(crate) const RICHES: Balance = 1_000;

pub(crate) struct ExtBuilder {
	funds: Vec<(u64, Balance)>,
	on_demand: Vec<ParaId>,
	raised: BTreeMap<u64, Balance>,
	period: u64,
	offset: u64,
	existential_deposit: Balance,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			funds: [ALICE, BOB, CHARLIE].map(|who| (who, RICHES)).to_vec(),
			on_demand: vec![LEMON, MANGO],
			raised: BTreeMap::new(),
			period: 10,
			offset: 0,
			existential_deposit: 1,
		}
	}
}

impl ExtBuilder {
	pub(crate) fn funds(mut self, funds: impl IntoIterator<Item = (u64, Balance)>) -> Self {
		self.funds = funds.into_iter().collect();
		self
	}

	pub(crate) fn on_demand(mut self, paras: impl IntoIterator<Item = ParaId>) -> Self {
		self.on_demand = paras.into_iter().collect();
		self
	}

	pub(crate) fn fund_with(mut self, raised: Balance) -> Self {
		self.raised.insert(FUND, raised);
		self
	}

	/// Lease periods of this many blocks.
	pub(crate) fn periods_of(self, period: u64) -> Self {
		Self { period, ..self }
	}

	/// Period 0 begins with this block.
	pub(crate) fn starting_at(self, offset: u64) -> Self {
		Self { offset, ..self }
	}

	pub(crate) fn existential_deposit(self, existential_deposit: Balance) -> Self {
		Self { existential_deposit, ..self }
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		reset_parameters();
		LeasePeriodLength::set(self.period);
		LeaseOffset::set(self.offset);
		ExistentialDeposit::set(self.existential_deposit);
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> { balances: self.funds, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		Raised::set(self.raised);
		ext.execute_with(|| {
			Registry::set(&self.on_demand.into_iter().map(|p| (p, Lifecycle::OnDemand)).collect());
			begin_block(1);
		});
		ext
	}

	/// Runs a test and checks every invariant, the total issuance and all holds afterwards.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			assert_eq!(Balances::total_issuance(), issuance, "total issuance");
			check_books();
		});
	}

	/// Runs a test that breaks an invariant.
	pub(crate) fn build_and_execute_no_post_check(self, test: impl FnOnce()) {
		self.build().execute_with(test);
	}
}

/// Resets every parameter to its default, whatever another test has set.
pub(crate) fn reset_parameters() {
	ExistentialDeposit::set(1);
	LeasePeriodLength::set(10);
	LeaseOffset::set(0);
	StepsPerBlock::set(2);
	IdleStepsPerBlock::set(20);
	RetriesPerBlock::set(3);
	MaxLeasePeriods::set(12);
	RefuseMoves::set(false);
}

/// Checks every invariant, and that everyone has exactly on hold what their leases and bids require.
#[track_caller]
pub(crate) fn check_books() {
	assert_ok!(Slots::do_try_state());
	let mut owed = BTreeMap::<u64, Balance>::new();
	for (_, entries) in Leases::<Test>::iter() {
		let book = LeaseBook { base: 0, entries: entries.into_inner() };
		for (who, deposit) in book.deposits().into_iter().filter(|(w, _)| !Funds::is_backed(w)) {
			*owed.entry(who).or_default() += deposit;
		}
	}
	for who in frame_system::Account::<Test>::iter_keys() {
		assert_eq!(held(who), owed.get(&who).copied().unwrap_or_default(), "held of {who}");
		assert_eq!(Balances::total_balance_on_hold(&who), held(who) + held_for_bid(who));
	}
}

/// The same weight for every step.
pub struct Weights;
impl crate::WeightInfo for Weights {
	fn force_lease(_: u32) -> Weight {
		STEP
	}
	fn clear_all_leases(_: u32) -> Weight {
		STEP
	}
	fn trigger_onboard() -> Weight {
		STEP
	}
	fn tick() -> Weight {
		STEP
	}
	fn idle() -> Weight {
		STEP
	}
	fn step() -> Weight {
		STEP
	}
	fn retry() -> Weight {
		STEP
	}
}

const STEP: Weight = Weight::from_parts(1_000_000, 1_000);
