// SPDX-License-Identifier: Apache-2.0

//! What a crowdloan is made of.

use crate::Config;
use canary_primitives::{LeasePeriod, ParaId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::fungible, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::{traits::Zero, MultiSigner};

/// The number of a fund, counted from zero and never used again.
pub type FundIndex = u32;

/// An amount of the pallet's currency.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// The fund of this chain's crowdloans.
pub type FundInfoOf<T> =
	FundInfo<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// What a contributor has written to their contribution.
pub type MemoOf<T> = BoundedVec<u8, <T as Config>::MaxMemoLength>;

/// What one account has contributed to one fund: the value in the fund's child trie. A bare tuple,
/// because wallets read the amount from its first bytes.
pub type ContributionOf<T> = (BalanceOf<T>, MemoOf<T>);

/// When a fund was contributed to last.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum LastContribution<BlockNumber> {
	/// Not yet.
	Never,
	/// Outside of an ending period, when so many auctions had come into theirs.
	PreEnding(u32),
	/// In this block of an ending period.
	Ending(BlockNumber),
}

/// A campaign for a para, as wallets read it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct FundInfo<AccountId, Balance, BlockNumber> {
	/// Who opened it and paid the deposit.
	pub depositor: AccountId,
	/// Whose signature every contribution must carry, if anyone's.
	pub verifier: Option<MultiSigner>,
	/// What the depositor paid.
	pub deposit: Balance,
	/// The sum of all contributions.
	pub raised: Balance,
	/// The block from which on nothing more is taken.
	pub end: BlockNumber,
	/// How much may be raised at most.
	pub cap: Balance,
	/// When it was contributed to last.
	pub last_contribution: LastContribution<BlockNumber>,
	/// The first lease period that it bids for.
	pub first_period: LeasePeriod,
	/// The last lease period that it bids for, inclusive.
	pub last_period: LeasePeriod,
	/// Its number. Account and child trie are named after it.
	pub fund_index: FundIndex,
}

/// Longest of the keys a verifier may have, behind the byte that says which.
const VERIFIER_LEN: usize = 1 + 33;

// By hand, because the type of the verifier does not tell its bound.
impl<AccountId, Balance, BlockNumber> MaxEncodedLen for FundInfo<AccountId, Balance, BlockNumber>
where
	AccountId: MaxEncodedLen,
	Balance: MaxEncodedLen,
	BlockNumber: MaxEncodedLen,
{
	fn max_encoded_len() -> usize {
		AccountId::max_encoded_len()
			.saturating_add(1 + VERIFIER_LEN)
			.saturating_add(Balance::max_encoded_len().saturating_mul(3))
			.saturating_add(BlockNumber::max_encoded_len())
			.saturating_add(LastContribution::<BlockNumber>::max_encoded_len())
			.saturating_add(LeasePeriod::max_encoded_len().saturating_mul(2))
			.saturating_add(FundIndex::max_encoded_len())
	}
}

/// Where a fund stands between its opening and its end.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub enum Stage {
	/// Its end is on the agenda.
	#[default]
	Open,
	/// It has ended, and a bid that may still win or a lease keeps its money.
	Ended,
	/// Its contributors are being released.
	Releasing,
}

/// Whether a fund waits to bid.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub enum Turn {
	/// It does not.
	#[default]
	Resting,
	/// It has raised money that it has not bid yet.
	Raised,
	/// Its last bid was refused and is tried again.
	Refused,
}

/// What the pallet keeps about a fund for itself.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Book<Balance> {
	/// The para that the fund is for.
	pub para: ParaId,
	/// How many contributors it has.
	pub contributors: u32,
	/// What is committed for its bids, all paras together.
	pub bid: Balance,
	/// What is committed for its leases, all paras together.
	pub lease: Balance,
	/// Whether it has ever won.
	pub won: bool,
	/// Where it stands.
	pub stage: Stage,
	/// Whether it waits to bid.
	pub turn: Turn,
}

impl<Balance: Zero> Book<Balance> {
	/// Whether nothing is committed.
	pub fn is_free(&self) -> bool {
		self.bid.is_zero() && self.lease.is_zero()
	}
}

/// A line of the leaderboard.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Rank<Balance> {
	/// The para that is raised for.
	pub para: ParaId,
	/// The fund.
	pub fund_index: FundIndex,
	/// What it has raised.
	pub raised: Balance,
	/// What it may raise at most.
	pub cap: Balance,
	/// How many accounts have contributed.
	pub contributors: u32,
	/// How much of the cap is raised, in whole per cent, rounded down.
	pub percent_of_cap: u8,
}

/// What an account has contributed to one fund.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct OwnContribution<Balance, Memo> {
	/// The para that was raised for.
	pub para: ParaId,
	/// The fund.
	pub fund_index: FundIndex,
	/// How much is held for it.
	pub amount: Balance,
	/// What the contributor has written to it.
	pub memo: Memo,
}
