// SPDX-License-Identifier: Apache-2.0

//! The types of a crowdloan, and the names of the configured types.

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

/// A fund, with the configured types.
pub type FundInfoOf<T> =
	FundInfo<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// The text that a contributor has written to their contribution.
pub type MemoOf<T> = BoundedVec<u8, <T as Config>::MaxMemoLength>;

/// The contribution of one account to one fund: the value in the fund's child trie. It is a tuple
/// because wallets read the amount from its first bytes.
pub type ContributionOf<T> = (BalanceOf<T>, MemoOf<T>);

/// When the last contribution to a fund was made.
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
	/// There is no contribution yet.
	Never,
	/// Outside an ending period, with this value of `EndingsCount`.
	PreEnding(u32),
	/// In an ending period, in this block.
	Ending(BlockNumber),
}

/// A campaign for a para, as wallets read it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct FundInfo<AccountId, Balance, BlockNumber> {
	/// The manager who opened it, on whose account the deposit is held.
	pub depositor: AccountId,
	/// The key that has to sign every contribution, if any.
	pub verifier: Option<MultiSigner>,
	/// The deposit.
	pub deposit: Balance,
	/// The sum of all contributions.
	pub raised: Balance,
	/// The first block in which no more contributions are accepted.
	pub end: BlockNumber,
	/// The greatest sum of contributions.
	pub cap: Balance,
	/// When the last contribution was made.
	pub last_contribution: LastContribution<BlockNumber>,
	/// The first lease period that the fund bids for.
	pub first_period: LeasePeriod,
	/// The last lease period that the fund bids for, inclusive.
	pub last_period: LeasePeriod,
	/// The number of the fund, from which its account and the name of its child trie are derived.
	pub fund_index: FundIndex,
}

/// The greatest encoded length of a verifier: the byte of the variant and the longest key.
const VERIFIER_LEN: usize = 1 + 33;

// Implemented by hand, because `MultiSigner` does not implement `MaxEncodedLen`.
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

/// The stage of a fund's life.
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
	/// The campaign has not ended, or its end has not been processed yet.
	#[default]
	Open,
	/// The campaign has ended, and the money is still needed for a bid that may win or for a lease.
	Ended,
	/// The contributors are being released.
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
	/// The fund does not wait to bid.
	#[default]
	Resting,
	/// The fund has raised money since its last bid, and is in `NewRaise`.
	Raised,
	/// The last bid of the fund was refused, and is tried again; it is in `Refused`.
	Refused,
}

/// The state of a fund beyond what wallets read in [`FundInfo`].
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
	/// The para that the fund was raised for.
	pub para: ParaId,
	/// The number of contributors.
	pub contributors: u32,
	/// The sum of its commitments for bids, for all paras.
	pub bid: Balance,
	/// The sum of its commitments for leases, for all paras.
	pub lease: Balance,
	/// Whether the fund has ever won.
	pub won: bool,
	/// The stage of the fund's life.
	pub stage: Stage,
	/// Whether the fund waits to bid.
	pub turn: Turn,
}

impl<Balance: Zero> Book<Balance> {
	/// Whether the fund has no commitments.
	pub fn is_free(&self) -> bool {
		self.bid.is_zero() && self.lease.is_zero()
	}
}

/// An entry of the leaderboard.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Rank<Balance> {
	/// The para that the fund was raised for.
	pub para: ParaId,
	/// The number of the fund.
	pub fund_index: FundIndex,
	/// The sum of all contributions.
	pub raised: Balance,
	/// The greatest sum of contributions.
	pub cap: Balance,
	/// The number of contributors.
	pub contributors: u32,
	/// `raised` as a percentage of `cap`, rounded down.
	pub percent_of_cap: u8,
}

/// The contribution of an account to one fund.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct OwnContribution<Balance, Memo> {
	/// The para that the fund was raised for.
	pub para: ParaId,
	/// The number of the fund.
	pub fund_index: FundIndex,
	/// The amount on hold for it.
	pub amount: Balance,
	/// The text that the contributor has written to it; may be empty.
	pub memo: Memo,
}
