// SPDX-License-Identifier: Apache-2.0

//! What an auction is made of.

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

/// Who leads in a range: bidder, para and amount. A bare tuple, because wallets read it as one.
pub type Leader<AccountId, Balance> = (AccountId, ParaId, Balance);

/// Who leads in a range of this chain's auctions.
pub type LeaderOf<T> = Leader<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// Who leads in each range, in the order of [`LeaseRange::all`].
pub type Standing<AccountId, Balance> = [Option<Leader<AccountId, Balance>>; RANGE_COUNT];

/// The standing of this chain's auctions.
pub type StandingOf<T> = Standing<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// A bidder for a para: money is held for the pair, not for the bid.
pub type BidderOf<T> = (<T as frame_system::Config>::AccountId, ParaId);

/// First lease period on offer, and the first block of the ending period, as wallets read them.
pub type AuctionInfoOf<T> = (LeasePeriod, BlockNumberFor<T>);

/// Ranges that have won and do not overlap: never more than there are periods.
pub type WinningRanges = BoundedVec<LeaseRange, ConstU32<PERIODS_PER_SLOT>>;

/// A bid that passed every check that needs no look at the standing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bid<AccountId, Balance> {
	/// Whose money it is.
	pub bidder: AccountId,
	/// The para that shall get the lease.
	pub para: ParaId,
	/// The periods it is for.
	pub range: LeaseRange,
	/// How much is bid for each of them.
	pub amount: Balance,
}

/// The standing in which nobody leads.
pub(crate) fn empty_standing<AccountId, Balance>() -> Standing<AccountId, Balance> {
	core::array::from_fn(|_| None)
}

/// The largest amount with which this bidder for this para leads in some range; zero if in none.
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
