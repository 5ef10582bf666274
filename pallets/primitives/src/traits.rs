// SPDX-License-Identifier: Apache-2.0

//! The seams between the pallets: one consumer's need each, with the promise it rests on.

use crate::{
	Haste, HasteEnd, LeaseClock, LeasePeriod, ParaId, Phase, ReferendumIndex, Requirements,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use scale_info::TypeInfo;
use sp_arithmetic::traits::Zero;
use sp_runtime::{DispatchError, DispatchResult};

/// Where a para stands between registration and a slot.
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
pub enum Lifecycle {
	/// It enters the relay chain; its code is being checked.
	Onboarding,
	/// It has no slot of its own.
	OnDemand,
	/// It is on its way up to a slot.
	Upgrading,
	/// It has a slot.
	LeaseHolding,
	/// It is on its way down from its slot.
	Downgrading,
	/// It leaves the relay chain.
	Offboarding,
}

/// What is known of a para. Needed by Auctions, which takes bids for registered paras alone, and by
/// Slots.
///
/// Promise: asking is cheap, a constant number of storage reads.
pub trait InspectPara {
	/// Where the para stands; nothing when it is not registered or its registration has not begun
	/// to take effect.
	fn lifecycle(para: ParaId) -> Option<Lifecycle>;

	/// Whether the para is registered, so that a lease could be of use to it.
	fn is_registered(para: ParaId) -> bool;
}

/// Who controls a para. Needed by Crowdloan, where only that account may open a campaign for it.
///
/// Promise: asking is cheap, a constant number of storage reads.
pub trait InspectManager: InspectPara {
	/// An account that controls paras.
	type AccountId;

	/// The account that controls the para; nothing when nobody has reserved its number.
	fn manager(para: ParaId) -> Option<Self::AccountId>;
}

/// Moving paras up to a slot and down again. Needed by Slots.
///
/// Promise: a move that returns `Ok` will take effect without anyone's doing, and
/// [`InspectPara::lifecycle`] answers [`Lifecycle::Upgrading`] or [`Lifecycle::Downgrading`], or the
/// state they lead to, from then on. A move that fails changes nothing and may be tried again.
pub trait MovePara: InspectPara {
	/// Moves an on-demand para up to lease-holding.
	fn upgrade(para: ParaId) -> DispatchResult;

	/// Moves a lease-holding para down to on-demand.
	fn downgrade(para: ParaId) -> DispatchResult;
}

/// What is known of leases. Needed by Auctions and Crowdloan.
///
/// Promise: the answers are true in the block they are given in, also while the pallet behind them
/// is still working on a new lease period.
pub trait InspectLeases {
	/// An account that pays for leases.
	type AccountId;
	/// An amount of money.
	type Balance;
	/// A block's number.
	type BlockNumber;

	/// How blocks are counted in lease periods.
	fn clock() -> LeaseClock<Self::BlockNumber>;

	/// For how many lease periods there may be leases, the current one included.
	fn horizon() -> LeasePeriod;

	/// Whether the para already has a lease for any period from `first` to `last`, both inclusive.
	fn is_leased(para: ParaId, first: LeasePeriod, last: LeasePeriod) -> bool;

	/// The deposit that `who` still owes for the running and coming leases of this para: the
	/// largest amount among them.
	fn deposit(para: ParaId, who: &Self::AccountId) -> Self::Balance;

	/// The deposit that `who` will still owe for this para in lease period `from`, as far as leases are
	/// known now.
	///
	/// Promise: it does not become smaller before that period, unless leases are cleared or swapped.
	fn deposit_from(para: ParaId, who: &Self::AccountId, from: LeasePeriod) -> Self::Balance;
}

/// A bid that has won.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Win<AccountId, Balance> {
	/// The para that gets the lease.
	pub para: ParaId,
	/// Who bid, and becomes leaseholder.
	pub winner: AccountId,
	/// What was bid, and becomes the deposit of every period of the lease.
	pub amount: Balance,
	/// The first lease period that was won.
	pub first: LeasePeriod,
	/// The last lease period that was won, inclusive.
	pub last: LeasePeriod,
}

/// Turning a won bid into a lease. Needed by Auctions.
pub trait SettleWin: InspectLeases {
	/// The runtime's names of what money is held for.
	type HoldReason;

	/// Gives the para its lease, and takes the deposit out of the money held for the bid.
	///
	/// `held` is what is held on the winner's own account for this bid under the name `bid`; zero
	/// for a winner that is [backed](BackDeposits) by others. The deposit that is missing beyond
	/// [`InspectLeases::deposit`] is taken from there first and from the winner's free balance
	/// only if that falls short. Returned is what was taken from the bid's hold; the rest remains
	/// held under `bid`, for the caller to release.
	///
	/// Promise: what is taken passes from one hold to the other without ever being free, and the
	/// total issuance stays as it is. A bid that holds its whole amount, or what is missing beyond
	/// [`InspectLeases::deposit`], does not fail for want of money. On an error nothing has changed: there is no lease and `held` is still held under
	/// `bid`. For a backed winner the commitment for the lease is made here; the caller ends the
	/// one for the bid afterwards.
	fn settle(
		win: Win<Self::AccountId, Self::Balance>,
		held: Self::Balance,
		bid: Self::HoldReason,
	) -> Result<Self::Balance, DispatchError>;
}

/// Two paras exchange what belongs to their slots. Needed by the registrar's glue.
///
/// Promise: every lease, gap and deposit of the one is the other's afterwards and the other way
/// round, no money moves, and swapping twice changes nothing.
pub trait SwapLeases {
	/// Exchanges the leases of two paras.
	fn swap_leases(one: ParaId, other: ParaId);
}

/// What a deposit is for.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Purpose {
	/// It backs a bid that may still win.
	Bid,
	/// It backs a lease.
	Lease,
}

/// Deposits of accounts that other people's money stands behind. Needed by Auctions and Slots, which
/// do not know crowdloans.
///
/// For an account that is not backed, the pallet holds the deposit on the account itself. For one
/// that is, the pallet holds nothing and makes a commitment here instead.
///
/// Promise: an account that is backed stays so as long as a commitment of it stands. The backing
/// does not let the money behind a standing commitment go. Commitments for a bid and for a lease
/// are of the same money and do not add up, so a win is passed on by committing to the lease first
/// and ending the bid's commitment after. When two paras are [swapped](SwapLeases), the backing
/// swaps their commitments for leases likewise.
pub trait BackDeposits {
	/// An account that bids or leases.
	type AccountId;
	/// An amount of money.
	type Balance;

	/// Whether the deposits of this account are backed by others.
	fn is_backed(who: &Self::AccountId) -> bool;

	/// What stands committed.
	fn committed(purpose: Purpose, para: ParaId, who: &Self::AccountId) -> Self::Balance;

	/// All that stands committed for this purpose: the para, in whose name, and how much. It looks
	/// through everything, and is there for checks of the state.
	fn all_committed(purpose: Purpose) -> Vec<(ParaId, Self::AccountId, Self::Balance)>;

	/// From now on exactly `amount` stands committed, whatever did before. Fails, and changes
	/// nothing, when the money behind `who` does not cover it.
	fn commit(
		purpose: Purpose,
		para: ParaId,
		who: &Self::AccountId,
		amount: Self::Balance,
	) -> DispatchResult;

	/// From now on no more than `amount` stands committed; zero ends the commitment. Cannot fail.
	fn relax(purpose: Purpose, para: ParaId, who: &Self::AccountId, amount: Self::Balance);
}

/// Everyone pays for himself: no account is backed by others.
pub struct Unbacked<AccountId, Balance>(PhantomData<(AccountId, Balance)>);

impl<AccountId, Balance: Zero> BackDeposits for Unbacked<AccountId, Balance> {
	type AccountId = AccountId;
	type Balance = Balance;

	fn is_backed(_: &AccountId) -> bool {
		false
	}

	fn committed(_: Purpose, _: ParaId, _: &AccountId) -> Balance {
		Zero::zero()
	}

	fn all_committed(_: Purpose) -> Vec<(ParaId, AccountId, Balance)> {
		Vec::new()
	}

	fn commit(_: Purpose, _: ParaId, _: &AccountId, amount: Balance) -> DispatchResult {
		if amount.is_zero() {
			Ok(())
		} else {
			Err(DispatchError::Other("account is not backed"))
		}
	}

	fn relax(_: Purpose, _: ParaId, _: &AccountId, _: Balance) {}
}

/// Bidding on another pallet's behalf. Needed by Crowdloan.
pub trait PlaceBids {
	/// An account that bids.
	type AccountId;
	/// An amount of money.
	type Balance;
	/// A block's number.
	type BlockNumber;

	/// Where the auction stands in this block.
	fn phase() -> Phase<Self::BlockNumber>;

	/// The first lease period on offer; nothing when no auction runs.
	fn offered() -> Option<LeasePeriod>;

	/// Whether this lease period may still be won: the auction that takes bids offers it, or the next
	/// one could offer it and be settled in time.
	fn may_be_won(period: LeasePeriod) -> bool;

	/// How many auctions there have been, the running one included.
	fn auction_index() -> u32;

	/// Places a bid for the lease periods from `first` to `last`, both inclusive.
	///
	/// Promise: it is judged by the same rules as anyone's bid and says why when it is refused; on
	/// an error nothing has changed.
	fn place_bid(
		bidder: Self::AccountId,
		para: ParaId,
		first: LeasePeriod,
		last: LeasePeriod,
		amount: Self::Balance,
	) -> DispatchResult;

	/// Whether some bid of `bidder` for the para may still win.
	fn may_still_win(bidder: &Self::AccountId, para: ParaId) -> bool;
}

/// What the authors of blocks draw by lot. Needed by Auctions, to find where the candle went out.
pub trait CandleRandomness {
	/// The value that the author of the parent block has drawn; nothing when they have drawn none.
	///
	/// Promise: before that block only its author could know the value, and they had no choice but
	/// to draw it or to leave the block out.
	fn drawn_by_parent() -> Option<[u8; 32]>;
}

/// What is known of referenda. Needed by FastTrack.
///
/// Promise: the answers are true in the block they are given in.
pub trait InspectReferenda {
	/// The hash of a proposal.
	type Hash;
	/// A block's number, on the clock by which referenda are counted.
	type Moment;

	/// What an ongoing referendum proposes; nothing for one that is over or was never submitted.
	fn proposal_of(index: ReferendumIndex) -> Option<Self::Hash>;

	/// What an ongoing referendum has and what it needs in this block.
	fn requirements(index: ReferendumIndex) -> Option<Requirements>;

	/// The block up to which an acceleration waits for the referendum to pass; nothing when the
	/// referendum is not accelerated. One that passes by then stays accelerated until its
	/// confirmation ends or breaks.
	fn accelerated_until(index: ReferendumIndex) -> Option<Self::Moment>;
}

/// Changing the pace of a referendum. Needed by FastTrack.
pub trait AccelerateReferenda: InspectReferenda {
	/// Gives an ongoing referendum shorter periods, and a place for its decision even when its
	/// track has none left.
	///
	/// Without its decision deposit it waits for that, and its decision begins as soon as the
	/// deposit is placed. The acceleration ends with the referendum, or at the end of its decision
	/// period if the referendum is not passing then. Either is told to whoever
	/// [watches](WatchReferenda), possibly before this function returns.
	///
	/// Promise: the demands on approval and support are those of the track, counted from the begin
	/// of the decision over the whole decision period of the track. A place that was lent takes
	/// none from others. On an error nothing has changed.
	fn accelerate(index: ReferendumIndex, haste: Haste<Self::Moment>) -> DispatchResult;

	/// Takes the acceleration away again.
	///
	/// Promise: from now on the referendum has the periods of its track, also for what has begun
	/// meanwhile, and no place that was lent to it. On an error nothing has changed.
	fn slow_down(index: ReferendumIndex) -> DispatchResult;
}

/// Ending a referendum from outside. Needed by FastTrack.
///
/// Promise: on an error nothing has changed.
pub trait EndReferenda {
	/// Ends an ongoing referendum; its deposits are given back.
	fn cancel(index: ReferendumIndex) -> DispatchResult;

	/// Ends an ongoing referendum as an abuse; its deposits are slashed.
	fn kill(index: ReferendumIndex) -> DispatchResult;
}

/// Watching over what is proposed, and how fast. Needed by Referenda, which knows no technical body.
pub trait WatchReferenda {
	/// The hash of a proposal.
	type Hash;

	/// Whether this may not be proposed any more.
	fn is_barred(proposal: &Self::Hash) -> bool;

	/// An acceleration has ended without [`AccelerateReferenda::slow_down`]. It may be one that the
	/// watcher knows nothing of.
	fn on_acceleration_over(index: ReferendumIndex, why: HasteEnd);
}

/// Nobody watches: everything may be proposed, and nothing is accelerated.
pub struct Unwatched<Hash>(PhantomData<Hash>);

impl<Hash> WatchReferenda for Unwatched<Hash> {
	type Hash = Hash;

	fn is_barred(_: &Hash) -> bool {
		false
	}

	fn on_acceleration_over(_: ReferendumIndex, _: HasteEnd) {}
}
