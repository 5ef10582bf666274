// SPDX-License-Identifier: Apache-2.0

//! A runtime with auctions, and the vocabulary of the tests.

// Verbs are sentences: "bid(30).by(ALICE).is_accepted()" places the bid and so uses it up.
#![allow(clippy::wrong_self_convention)]

use crate::{self as auctions, *};
use canary_primitives::{LeasePeriod, ParaId, Phase};
use core::ops::RangeInclusive;
use frame_support::{
	assert_noop, assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, Hooks},
	weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, DispatchError, TryRuntimeError};

#[path = "mock_world.rs"]
pub(crate) mod world;

pub(crate) type AccountId = u64;
pub(crate) type Balance = u64;
pub(crate) type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		World: world,
		Auctions: auctions,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ExistentialDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
}

impl world::Config for Test {}

parameter_types! {
	pub static ExistentialDeposit: Balance = 1;
	pub static EndingPeriod: u64 = 20;
	pub static SampleLength: u64 = 4;
	pub static DrawsPerLot: u32 = 3;
	pub static RandomnessTimeout: u64 = 10;
	pub static MinimumIncrement: Balance = 2;
	pub static LeaseLength: u64 = 100;
	pub static LeaseOffset: u64 = 0;
	pub static LeaseHorizon: LeasePeriod = 16;
	/// The idle weight of a block.
	pub static IdleRoom: Weight = Weight::MAX;
}

impl Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Backing = World;
	type Paras = World;
	type Leases = World;
	type Randomness = World;
	type AdminOrigin = EnsureRoot<AccountId>;
	type EndingPeriod = EndingPeriod;
	type SampleLength = SampleLength;
	type DrawsPerLot = DrawsPerLot;
	type RandomnessTimeout = RandomnessTimeout;
	type MinimumIncrement = MinimumIncrement;
	type WeightInfo = Weights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

pub(crate) const ALICE: AccountId = 1;
pub(crate) const BOB: AccountId = 2;
pub(crate) const CAROL: AccountId = 3;
/// A backed account that can commit 100.
pub(crate) const FUND: AccountId = 90_000;

pub(crate) const LEMON: ParaId = ParaId(2000);
pub(crate) const MANGO: ParaId = ParaId(2001);
pub(crate) const PLUM: ParaId = ParaId(2002);
pub(crate) const UNREGISTERED: ParaId = ParaId(2999);

/// The first lease period on offer in the tests' auctions. With the tests' lease clock, it lasts
/// from block 100 to block 199.
pub(crate) const OFFERED: LeasePeriod = 1;
/// How long the starting period of the tests' auctions lasts.
pub(crate) const DURATION: u64 = 10;

pub(crate) struct ExtBuilder {
	funds: Vec<(AccountId, Balance)>,
	paras: Vec<ParaId>,
}

impl Default for ExtBuilder {
	/// Whatever another test on this thread has set is as it was.
	fn default() -> Self {
		ExistentialDeposit::set(1);
		EndingPeriod::set(20);
		SampleLength::set(4);
		DrawsPerLot::set(3);
		RandomnessTimeout::set(10);
		MinimumIncrement::set(2);
		LeaseLength::set(100);
		LeaseOffset::set(0);
		LeaseHorizon::set(16);
		IdleRoom::set(Weight::MAX);
		Self {
			funds: vec![(ALICE, 1_000), (BOB, 1_000), (CAROL, 1_000)],
			paras: vec![LEMON, MANGO, PLUM],
		}
	}
}

impl ExtBuilder {
	pub(crate) fn funds(mut self, funds: impl IntoIterator<Item = (AccountId, Balance)>) -> Self {
		self.funds = funds.into_iter().collect();
		self
	}

	pub(crate) fn paras(mut self, paras: impl IntoIterator<Item = ParaId>) -> Self {
		self.paras = paras.into_iter().collect();
		self
	}

	pub(crate) fn candle(self, ending_period: u64, sample_length: u64) -> Self {
		EndingPeriod::set(ending_period);
		SampleLength::set(sample_length);
		self
	}

	pub(crate) fn existential_deposit(self, amount: Balance) -> Self {
		ExistentialDeposit::set(amount);
		self
	}

	pub(crate) fn lease_length(self, blocks: u64) -> Self {
		LeaseLength::set(blocks);
		self
	}

	pub(crate) fn idle_room(self, room: Weight) -> Self {
		IdleRoom::set(room);
		self
	}

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> { balances: self.funds, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			self.paras.into_iter().for_each(World::register);
			World::back(FUND, 100);
		});
		ext
	}

	/// Runs the test, and checks afterwards that the pallet's invariants hold, that no money was
	/// made or lost, and that all that is on hold for bids is recorded.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build_and_execute_no_post_check(|| {
			let issuance = Balances::total_issuance();
			test();
			assert_ok!(Auctions::do_try_state());
			assert_eq!(Balances::total_issuance(), issuance);
			assert_eq!(all_on_hold_for_bids(), all_recorded());
		});
	}

	/// For tests that break what the check would find broken.
	pub(crate) fn build_and_execute_no_post_check(self, test: impl FnOnce()) {
		self.build().execute_with(test);
	}
}

// Verbs

/// Begins a new auction: `auction().start()`.
pub(crate) fn auction() -> AuctionVerb {
	AuctionVerb { duration: DURATION, offered: OFFERED }
}

pub(crate) struct AuctionVerb {
	duration: u64,
	offered: LeasePeriod,
}

impl AuctionVerb {
	pub(crate) fn lasting(mut self, duration: u64) -> Self {
		self.duration = duration;
		self
	}

	pub(crate) fn of_periods_from(mut self, offered: LeasePeriod) -> Self {
		self.offered = offered;
		self
	}

	#[track_caller]
	pub(crate) fn start(self) {
		assert_ok!(Auctions::new_auction(RuntimeOrigin::root(), self.duration, self.offered));
	}

	#[track_caller]
	pub(crate) fn is_refused(self, error: impl Into<DispatchError>) {
		assert_noop!(
			Auctions::new_auction(RuntimeOrigin::root(), self.duration, self.offered),
			error.into()
		);
	}
}

/// Bids: `bid(30).by(ALICE).for_para(LEMON).over(1..=4).is_accepted()`.
pub(crate) fn bid(amount: Balance) -> BidVerb {
	BidVerb { amount, bidder: ALICE, para: LEMON, periods: 1..=1, auction: None }
}

pub(crate) struct BidVerb {
	amount: Balance,
	bidder: AccountId,
	para: ParaId,
	periods: RangeInclusive<LeasePeriod>,
	auction: Option<AuctionIndex>,
}

impl BidVerb {
	pub(crate) fn by(mut self, bidder: AccountId) -> Self {
		self.bidder = bidder;
		self
	}

	pub(crate) fn for_para(mut self, para: ParaId) -> Self {
		self.para = para;
		self
	}

	pub(crate) fn over(mut self, periods: RangeInclusive<LeasePeriod>) -> Self {
		self.periods = periods;
		self
	}

	pub(crate) fn in_auction(mut self, index: AuctionIndex) -> Self {
		self.auction = Some(index);
		self
	}

	pub(crate) fn place(self) -> Result<(), DispatchError> {
		Auctions::bid(
			RuntimeOrigin::signed(self.bidder),
			self.para,
			self.auction.unwrap_or_else(AuctionCounter::<Test>::get),
			*self.periods.start(),
			*self.periods.end(),
			self.amount,
		)
	}

	#[track_caller]
	pub(crate) fn is_accepted(self) {
		assert_ok!(self.place());
	}

	#[track_caller]
	pub(crate) fn is_refused(self, error: impl Into<DispatchError>) {
		assert_noop!(self.place(), error.into());
	}
}

#[track_caller]
pub(crate) fn cancel() {
	assert_ok!(Auctions::cancel_auction(RuntimeOrigin::root()));
}

/// The account has a provider reference besides its balance, as a member of a nomination pool has.
pub(crate) fn keep_alive(who: AccountId) {
	System::inc_providers(&who);
}

/// The account gives away all that it has free.
#[track_caller]
pub(crate) fn spend_all_of(who: AccountId, to: AccountId) {
	assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(who), to, free(who)));
}

/// The account gives away all that is free, but for what it needs to live.
#[track_caller]
pub(crate) fn spend_all_but_one_of(who: AccountId, to: AccountId) {
	let amount = free(who) - ExistentialDeposit::get();
	assert_ok!(Balances::transfer_keep_alive(RuntimeOrigin::signed(who), to, amount));
}

/// Runs to the beginning of this block.
pub(crate) fn run_to(block: u64) {
	while System::block_number() < block {
		Auctions::on_idle(System::block_number(), IdleRoom::get());
		System::set_block_number(System::block_number() + 1);
		Auctions::on_initialize(System::block_number());
	}
}

/// Runs to the first block of this sample.
pub(crate) fn run_to_sample(sample: u64) {
	run_to(candle_lit_at() + sample * SampleLength::get());
}

/// Runs to the block after the ending period. No block has a draw.
pub(crate) fn run_to_vrf_delay() {
	run_to(burnt_down_at());
}

/// Runs to the block that closes the auction, with draws that select this sample.
pub(crate) fn settle_at(sample: u64) {
	let end = burnt_down_at();
	run_to(end);
	World::let_authors_draw(draw_for(sample));
	run_to(end + u64::from(DrawsPerLot::get()));
}

/// Runs until all records of the auction are removed. Returns the number of blocks.
pub(crate) fn run_until_cleared() -> u64 {
	let start = System::block_number();
	while AuctionInfo::<Test>::exists() {
		run_to(System::block_number() + 1);
	}
	System::block_number() - start
}

// Probes

pub(crate) fn candle_lit_at() -> u64 {
	AuctionInfo::<Test>::get().expect("there is an auction").1
}

pub(crate) fn burnt_down_at() -> u64 {
	candle_lit_at() + EndingPeriod::get()
}

/// The draw of every author that selects this sample.
pub(crate) fn draw_for(sample: u64) -> [u8; 32] {
	let candle = Auctions::candle_lit_at(0);
	let picked = |drawn: &[u8; 32]| {
		let lot = (0..DrawsPerLot::get()).fold([0; 32], |lot, _| candle::lot_with(&lot, drawn));
		candle.sample_picked_by(&lot)
	};
	let mut draws = (0u64..).map(|n| sp_io::hashing::twox_256(&n.to_le_bytes()));
	draws.find(|drawn| picked(drawn) == sample).expect("some draw picks it")
}

pub(crate) fn phase() -> Phase<u64> {
	Auctions::phase()
}

pub(crate) fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Bid.into(), &who)
}

pub(crate) fn held_for_leases(who: AccountId) -> Balance {
	Balances::balance_on_hold(&world::HoldReason::Lease.into(), &who)
}

pub(crate) fn free(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

pub(crate) fn leader_of(periods: RangeInclusive<LeasePeriod>) -> Option<AccountId> {
	let (offered, _) = AuctionInfo::<Test>::get()?;
	let range =
		canary_primitives::LeaseRange::of_periods(offered, *periods.start(), *periods.end())?;
	Auctions::standing_now()[range.index()].map(|(leader, _, _)| leader)
}

pub(crate) fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

pub(crate) fn try_state() -> Result<(), TryRuntimeError> {
	Auctions::do_try_state()
}

pub(crate) fn all_on_hold_for_bids() -> Balance {
	frame_system::Account::<Test>::iter_keys().map(held).sum()
}

/// How many pairs of bidder and para have money held.
pub(crate) fn bidders_held() -> u64 {
	ReservedAmounts::<Test>::iter_keys().count() as u64
}

/// The recorded amounts held, without those of backed accounts.
pub(crate) fn all_recorded() -> Balance {
	ReservedAmounts::<Test>::iter()
		.filter(|((who, _), _)| *who != FUND)
		.map(|(_, amount)| amount)
		.sum()
}

/// The same weight for every step.
pub struct Weights;
impl crate::WeightInfo for Weights {
	fn new_auction() -> Weight {
		STEP
	}
	fn bid() -> Weight {
		STEP
	}
	fn cancel_auction() -> Weight {
		STEP
	}
	fn tick() -> Weight {
		STEP
	}
	fn record_sample() -> Weight {
		STEP
	}
	fn await_randomness() -> Weight {
		STEP
	}
	fn close() -> Weight {
		STEP
	}
	fn release_bidder() -> Weight {
		STEP
	}
	fn forget_frozen_amount() -> Weight {
		STEP
	}
	fn remove_sample() -> Weight {
		STEP
	}
	fn finish_clearing() -> Weight {
		STEP
	}
}

const STEP: Weight = Weight::from_parts(1_000_000, 1_000);
