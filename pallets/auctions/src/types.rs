// SPDX-License-Identifier: Apache-2.0

//! The types of an auction, and the names of the configured types.

use crate::Config;
use canary_primitives::{LeasePeriod, LeaseRange, ParaId, PERIODS_PER_SLOT, RANGE_COUNT};
use frame_support::{
	traits::{fungible, ConstU32},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Zero;

/// The number of an auction, counted from one.
pub type AuctionIndex = u32;

/// The number of a sample of the ending period, counted from zero.
pub type Sample = u32;

/// An amount of the pallet's currency.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// The leading bid of a range: bidder, para and amount. It is a tuple because wallets read it as one.
pub type Leader<AccountId, Balance> = (AccountId, ParaId, Balance);

/// The leading bid of a range, with the configured types.
pub type LeaderOf<T> = Leader<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// The leading bid of each range, in the order of [`LeaseRange::all`].
pub type Standing<AccountId, Balance> = [Option<Leader<AccountId, Balance>>; RANGE_COUNT];

/// The standing, with the configured types.
pub type StandingOf<T> = Standing<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// A bidder and a para. Money is held for the pair, not for a single bid.
pub type BidderOf<T> = (<T as frame_system::Config>::AccountId, ParaId);

/// The first lease period on offer, and the first block of the ending period, as wallets read them.
pub type AuctionInfoOf<T> = (LeasePeriod, BlockNumberFor<T>);

/// Winning ranges, which do not overlap: at most [`PERIODS_PER_SLOT`].
pub type WinningRanges = BoundedVec<LeaseRange, ConstU32<PERIODS_PER_SLOT>>;

/// A bid that has passed all checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bid<AccountId, Balance> {
	/// The account that bids.
	pub bidder: AccountId,
	/// The para that is to get the lease.
	pub para: ParaId,
	/// The range of lease periods.
	pub range: LeaseRange,
	/// The amount of the bid.
	pub amount: Balance,
}

/// A standing without bids.
pub(crate) fn empty_standing<AccountId, Balance>() -> Standing<AccountId, Balance> {
	core::array::from_fn(|_| None)
}

/// The largest amount with which this bidder leads in any range for this para; zero if in none.
pub(crate) fn largest_lead<AccountId: PartialEq, Balance: Ord + Copy + Zero>(
	standing: &Standing<AccountId, Balance>,
	(who, para): (&AccountId, ParaId),
) -> Balance {
	standing
		.iter()
		.flatten()
		.filter(|(leader, led_para, _)| leader == who && *led_para == para)
		.map(|(_, _, amount)| *amount)
		.max()
		.unwrap_or_else(Zero::zero)
}
