// SPDX-License-Identifier: GPL-3.0-or-later
//! Nominated proof of stake: Staking and its election, VoterList, NominationPools,
//! DelegatedStaking.

use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU32, ConstU8, Contains, Nothing},
	PalletId,
};
use pallet_nomination_pools::adapter::DelegateStake;
use sp_core::U256;
use sp_runtime::{traits::Convert, FixedU128, Perbill};
use sp_staking::{currency_to_vote::U128CurrencyToVote, EraPayout};

use crate::{
	config::{
		governance::{origins::StakingAdmin, RootOr},
		money::TreasuryAccount,
	},
	constants::currency::EXISTENTIAL_DEPOSIT,
	inflation, pace, AccountId, Balance, Balances, DelegatedStaking, NominationPools, Runtime,
	RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, Session, Staking, System, Timestamp,
	VoterList,
};

/// The greatest number of nominators of a validator that one `payout_stakers` pays.
pub type MaxExposurePageSize = ConstU32<512>;
/// The greatest number of validators that a nominator can nominate.
pub const MAX_NOMINATIONS: u32 = 24;

/// The greatest number of candidates for the validators. With more than an election takes there is no
/// election, and the era does not end.
pub const MAX_CANDIDATES: u32 = 1_000;

parameter_types! {
	/// The limits of the input of an election, which runs inside a block.
	pub Bounds: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(5_000.into())
		.targets_count(MAX_CANDIDATES.into())
		.build();
	/// The scores that separate the bags of the voter list.
	pub const BagThresholds: &'static [VoteWeight] = &BAG_THRESHOLDS;
	/// The share of a pool member's slash that the reporter gets.
	pub const SlashRewardFraction: Perbill = Perbill::from_percent(1);
	/// The id from which the accounts of nomination pools are derived.
	pub const PoolsPalletId: PalletId = PalletId(*b"py/nopls");
	/// The id from which the accounts for delegated stake are derived.
	pub const DelegatedStakingPalletId: PalletId = PalletId(*b"py/dlstk");
}

const BAGS: usize = 140;
const BAG_THRESHOLDS: [VoteWeight; BAGS] = bag_thresholds();

/// The upper scores of the bags: from a hundredth of a KSM on, each a sixth higher than the one before;
/// the last bag has no limit.
const fn bag_thresholds() -> [VoteWeight; BAGS] {
	let mut thresholds = [10_000_000_000u64; BAGS];
	let mut bag = 1;
	while bag < BAGS {
		let below = thresholds[bag - 1];
		thresholds[bag] = below.saturating_add(below / 6);
		bag += 1;
	}
	thresholds[BAGS - 1] = VoteWeight::MAX;
	thresholds
}

/// The election: sequential Phragmén over the voter list, in the block that plans the session.
///
/// It needs neither off-chain workers nor signed solutions, so it works at any speed of the chain. Its
/// input is bounded.
#[derive(Debug)]
pub struct Election;
impl onchain::Config for Election {
	type Sort = frame_support::traits::ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = ConstU32<5_000>;
	type MaxWinnersPerPage = crate::config::consensus::MaxAuthorities;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = Bounds;
}

/// The payout of an era, by the curve of [`inflation`].
#[derive(Debug)]
pub struct CurvePayout;
impl EraPayout<Balance> for CurvePayout {
	fn era_payout(staked: Balance, issuance: Balance, era_millis: u64) -> (Balance, Balance) {
		let inflation::Payout { staking, treasury } =
			inflation::era_payout(staked, issuance, era_millis, 0);
		(staking, treasury)
	}
}

/// The size of the state in staking's benchmarks.
#[derive(Debug)]
pub struct BenchmarkSize;
impl pallet_staking::BenchmarkingConfig for BenchmarkSize {
	type MaxNominators = ConstU32<1_000>;
	type MaxValidators = ConstU32<1_000>;
}

/// Whoever has nothing to bond, and has not bonded. `bond` takes what they have instead of what they name, and
/// would store the records of a stake of nothing, without a deposit.
#[derive(Debug)]
pub struct HasNothingToBond;

impl Contains<AccountId> for HasNothingToBond {
	fn contains(who: &AccountId) -> bool {
		pallet_staking::asset::free_to_stake::<Runtime>(who) < EXISTENTIAL_DEPOSIT
			&& !pallet_staking::Bonded::<Runtime>::contains_key(who)
	}
}

impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<Election>;
	type GenesisElectionProvider = onchain::OnChainExecution<Election>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<MAX_NOMINATIONS>;
	type HistoryDepth = ConstU32<84>;
	type RewardRemainder = ResolveTo<TreasuryAccount, Balances>;
	type RuntimeEvent = RuntimeEvent;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type Reward = ();
	type SessionsPerEra = pace::SessionsPerEra;
	type BondingDuration = pace::BondingDuration;
	type SlashDeferDuration = pace::SlashDeferDuration;
	type AdminOrigin = RootOr<StakingAdmin>;
	type SessionInterface = Self;
	type EraPayout = CurvePayout;
	type NextNewSession = Session;
	type MaxExposurePageSize = MaxExposurePageSize;
	type MaxValidatorSet = crate::config::consensus::MaxAuthorities;
	type VoterList = VoterList;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<512>;
	type EventListeners = (NominationPools, DelegatedStaking);
	type Filter = HasNothingToBond;
	type BenchmarkingConfig = BenchmarkSize;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	// Automatic rebagging would read every bag, even empty ones, in every block: two thirds of an empty
	// block's time. The order of the list only matters for elections with more voters than `Bounds`
	// allows, and anyone may call `rebag`.
	type MaxAutoRebagPerBlock = ConstU32<0>;
	type Score = VoteWeight;
}

/// Converts balances for the arithmetic of nomination pools.
#[derive(Debug)]
pub struct Wide;
impl Convert<Balance, U256> for Wide {
	fn convert(balance: Balance) -> U256 {
		balance.into()
	}
}
impl Convert<U256, Balance> for Wide {
	fn convert(wide: U256) -> Balance {
		wide.try_into().unwrap_or(Balance::MAX)
	}
}

impl pallet_nomination_pools::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_nomination_pools::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RewardCounter = FixedU128;
	type PalletId = PoolsPalletId;
	type MaxPointsToBalance = ConstU8<10>;
	type MaxUnbonding = ConstU32<32>;
	type BalanceToU256 = Wide;
	type U256ToBalance = Wide;
	// Members' money stays on hold on their own accounts.
	type StakeAdapter = DelegateStake<Self, Staking, DelegatedStaking>;
	// Four eras more than the longest bonding duration, as on Kusama.
	type MaxUnbondingPools = ConstU32<{ pace::MAX_BONDING_DURATION + 4 }>;
	type MaxMetadataLen = ConstU32<256>;
	type AdminOrigin = RootOr<StakingAdmin>;
	type BlockNumberProvider = System;
	type Filter = Nothing;
}

impl crate::beginning::Config for Runtime {}

impl pallet_delegated_staking::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type PalletId = DelegatedStakingPalletId;
	type Currency = Balances;
	type OnSlash = ResolveTo<TreasuryAccount, Balances>;
	type SlashRewardFraction = SlashRewardFraction;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CoreStaking = Staking;
}
