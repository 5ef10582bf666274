// SPDX-License-Identifier: Apache-2.0

//! A runtime with crowdloans and balances.

// The macros of FRAME make public what only this crate's tests see.
#![allow(unreachable_pub)]

pub(crate) use crate as crowdloan;
pub(crate) use crate::{mock_verbs::*, mock_world::*};
use alloc::collections::BTreeMap;
use canary_primitives::ParaId;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU128},
	weights::Weight,
	PalletId,
};
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage};

pub(crate) type AccountId = AccountId32;
pub(crate) type Balance = u128;

pub(crate) const ALICE: AccountId = AccountId::new([1; 32]);
pub(crate) const BOB: AccountId = AccountId::new([2; 32]);
pub(crate) const CAROL: AccountId = AccountId::new([3; 32]);
/// Controls every para, unless said otherwise.
pub(crate) const MANAGER: AccountId = AccountId::new([9; 32]);

pub(crate) const LEMON: ParaId = ParaId(2000);
pub(crate) const MANGO: ParaId = ParaId(2001);
pub(crate) const PLUM: ParaId = ParaId(2002);
/// A para whose number is not reserved.
pub(crate) const UNKNOWN: ParaId = ParaId(2999);

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Crowdloan: crowdloan,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

parameter_types! {
	pub static ExistentialDeposit: Balance = 1;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type AccountStore = System;
	type ExistentialDeposit = ExistentialDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
	type FreezeIdentifier = u8;
	type MaxFreezes = frame_support::traits::ConstU32<2>;
}

parameter_types! {
	pub const CrowdloanPalletId: PalletId = PalletId(*b"py/cfund");
	pub static MinContribution: Balance = 10;
	pub static RemoveKeysLimit: u32 = 10;
	pub static MaxFunds: u32 = 20;
	pub static MaxEarlierFunds: u32 = 2;
	pub static FundsPerBlock: u32 = 3;
	pub static ReleasesPerBlock: u32 = 2;
	/// The idle weight of a block.
	pub static IdleRoom: Weight = Weight::MAX;
}

pub(crate) const DEPOSIT: Balance = 50;

impl crowdloan::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Paras = World;
	type Auctions = World;
	type Leases = World;
	type PalletId = CrowdloanPalletId;
	type SubmissionDeposit = ConstU128<DEPOSIT>;
	type MinContribution = MinContribution;
	type RemoveKeysLimit = RemoveKeysLimit;
	type MaxMemoLength = frame_support::traits::ConstU32<32>;
	type MaxFunds = MaxFunds;
	type MaxEarlierFunds = MaxEarlierFunds;
	type FundsPerBlock = FundsPerBlock;
	type ReleasesPerBlock = ReleasesPerBlock;
	type WeightInfo = Weights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// Everyone's money at the start.
pub(crate) const RICHES: Balance = 1_000;

pub(crate) struct ExtBuilder {
	funds: Vec<(AccountId, Balance)>,
	paras: Vec<ParaId>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			funds: [ALICE, BOB, CAROL, MANAGER].map(|who| (who, RICHES)).to_vec(),
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

	pub(crate) fn build(self) -> sp_io::TestExternalities {
		reset_parameters();
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> { balances: self.funds, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		let keystore = sp_keystore::testing::MemoryKeystore::new();
		ext.register_extension(sp_keystore::KeystoreExt::new(keystore));
		ext.execute_with(|| {
			self.paras.into_iter().for_each(|para| World::register(para, MANAGER));
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

#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}

/// Resets every parameter to its default, whatever another test has set.
pub(crate) fn reset_parameters() {
	ExistentialDeposit::set(1);
	MinContribution::set(10);
	RemoveKeysLimit::set(10);
	MaxFunds::set(20);
	MaxEarlierFunds::set(2);
	FundsPerBlock::set(3);
	ReleasesPerBlock::set(2);
	IdleRoom::set(Weight::MAX);
	LeaseOffset::set(0);
	EndingPeriod::set(20);
}

/// Checks every invariant, that the commitments of funds are those of their bids and leases, and that
/// everyone has exactly on hold their contributions and deposits.
#[track_caller]
pub(crate) fn check_books() {
	assert_ok!(Crowdloan::do_try_state());
	World::check_commitments();
	let mut owed = BTreeMap::<AccountId, Balance>::new();
	for (index, _) in crate::Books::<Test>::iter() {
		for (who, (amount, _)) in Crowdloan::contributions(index) {
			*owed.entry(who).or_default() += amount;
		}
	}
	let listed = crate::Funds::<Test>::iter_values();
	let earlier = crate::EarlierFunds::<Test>::iter_values().flatten();
	for fund in listed.chain(earlier) {
		*owed.entry(fund.depositor).or_default() += fund.deposit;
	}
	for who in frame_system::Account::<Test>::iter_keys() {
		let due = owed.remove(&who).unwrap_or_default();
		assert_eq!(Balances::total_balance_on_hold(&who), due, "on hold of {who}");
	}
	assert!(owed.values().all(|due| *due == 0), "held of accounts that are gone");
}

/// The same weight for every step.
pub struct Weights;
impl crate::WeightInfo for Weights {
	fn create() -> Weight {
		STEP
	}
	fn contribute() -> Weight {
		STEP
	}
	fn withdraw() -> Weight {
		STEP
	}
	fn refund() -> Weight {
		STEP
	}
	fn dissolve() -> Weight {
		STEP
	}
	fn edit() -> Weight {
		STEP
	}
	fn add_memo() -> Weight {
		STEP
	}
	fn poke() -> Weight {
		STEP
	}
	fn contribute_all() -> Weight {
		STEP
	}
	fn tick() -> Weight {
		STEP
	}
	fn notice_end() -> Weight {
		STEP
	}
	fn bids_base() -> Weight {
		STEP
	}
	fn bid() -> Weight {
		STEP
	}
	fn idle() -> Weight {
		STEP
	}
	fn turn() -> Weight {
		STEP
	}
	fn release() -> Weight {
		STEP
	}
}

const STEP: Weight = Weight::from_parts(1_000_000, 1_000);
