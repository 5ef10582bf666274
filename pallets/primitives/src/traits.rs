// SPDX-License-Identifier: Apache-2.0

//! The traits through which the pallets use each other. Each states what one consumer needs and the
//! promise that an implementation makes.

use crate::{
	AccelerationEnd, Haste, LeaseClock, LeasePeriod, ParaId, Phase, ReferendumIndex, Requirements,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use scale_info::TypeInfo;
use sp_arithmetic::traits::Zero;
use sp_runtime::{DispatchError, DispatchResult};

/// The state of a para between registration and a slot.
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
	/// Its registration takes effect; its code is being checked.
	Onboarding,
	/// It has no slot.
	OnDemand,
	/// It is being upgraded from on demand to lease-holding.
	Upgrading,
	/// It has a slot.
	LeaseHolding,
	/// It is being downgraded from lease-holding to on demand.
	Downgrading,
	/// It is being removed from the relay chain.
	Offboarding,
}

/// The state of a para. Needed by Auctions, which accepts bids for registered paras only, and by
/// Slots.
///
/// Promise: each method takes a constant number of storage reads.
pub trait InspectPara {
	/// The state of the para; `None` if it is not registered or its registration has not begun to
	/// take effect.
	fn lifecycle(para: ParaId) -> Option<Lifecycle>;

	/// Whether the para is registered, so that it can use a lease.
	fn is_registered(para: ParaId) -> bool;
}

/// The manager of a para. Needed by Crowdloan, where only the manager may open a campaign for a para.
///
/// Promise: each method takes a constant number of storage reads.
pub trait InspectManager: InspectPara {
	/// The account type.
	type AccountId;

	/// The account that controls the para; `None` if nobody has reserved its number.
	fn manager(para: ParaId) -> Option<Self::AccountId>;
}

/// Upgrading and downgrading paras. Needed by Slots.
///
/// Promise: once a method has returned `Ok`, the change takes effect without a further call, and
/// [`InspectPara::lifecycle`] returns [`Lifecycle::Upgrading`] or [`Lifecycle::Downgrading`], or the
/// state that follows it. On an error nothing has changed, and the caller may try again.
pub trait MovePara: InspectPara {
	/// Upgrades a para from on demand to lease-holding.
	fn upgrade(para: ParaId) -> DispatchResult;

	/// Downgrades a para from lease-holding to on demand.
	fn downgrade(para: ParaId) -> DispatchResult;
}

/// The leases of paras. Needed by Auctions and Crowdloan.
///
/// Promise: the answers hold for the current block, even while the implementation is still
/// processing the begin of a lease period.
pub trait InspectLeases {
	/// The account type.
	type AccountId;
	/// An amount of money, in plancks.
	type Balance;
	/// The block number type.
	type BlockNumber;

	/// The conversion between block numbers and lease periods.
	fn clock() -> LeaseClock<Self::BlockNumber>;

	/// The number of lease periods for which leases can exist, the current period included.
	fn horizon() -> LeasePeriod;

	/// Whether the para has a lease for any period from `first` to `last`, both inclusive.
	fn is_leased(para: ParaId, first: LeasePeriod, last: LeasePeriod) -> bool;

	/// The deposit that `who` owes now for the current and future leases of the para: the largest
	/// amount among those leases.
	fn deposit(para: ParaId, who: &Self::AccountId) -> Self::Balance;

	/// The deposit that `who` will owe for the para in lease period `from`, by the leases that exist
	/// now.
	///
	/// Promise: it does not decrease before that period, unless leases are cleared or swapped.
	fn deposit_from(para: ParaId, who: &Self::AccountId, from: LeasePeriod) -> Self::Balance;
}

/// A winning bid.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Win<AccountId, Balance> {
	/// The para that gets the lease.
	pub para: ParaId,
	/// The bidder, who becomes the leaseholder.
	pub winner: AccountId,
	/// The amount of the bid, which becomes the deposit for every period of the lease.
	pub amount: Balance,
	/// The first lease period of the lease.
	pub first: LeasePeriod,
	/// The last lease period of the lease, inclusive.
	pub last: LeasePeriod,
}

/// Turning a winning bid into a lease. Needed by Auctions.
pub trait SettleWin: InspectLeases {
	/// The hold reasons of the runtime.
	type HoldReason;

	/// Gives the para the lease, and moves the deposit from the bid's hold to the lease's hold.
	///
	/// `held` is the amount on hold for this bid on the winner's own account, under the reason `bid`;
	/// zero for a winner that is [backed](BackDeposits) by others. The part of the deposit that
	/// exceeds [`InspectLeases::deposit`] is taken from there first, and the remainder from the
	/// winner's free balance. Returns the amount taken from the bid's hold. The rest stays on hold
	/// under `bid`, and the caller releases it.
	///
	/// Promise: what is taken passes from one hold to the other without being free in between, and
	/// the total issuance does not change. If `held` covers the part of the deposit that exceeds
	/// [`InspectLeases::deposit`], the call does not fail for lack of funds. On an error nothing has
	/// changed: there is no lease, and `held` is still on hold under `bid`. For a backed winner this
	/// makes the commitment for the lease; the caller ends the one for the bid afterwards.
	fn settle(
		win: Win<Self::AccountId, Self::Balance>,
		held: Self::Balance,
		bid: Self::HoldReason,
	) -> Result<Self::Balance, DispatchError>;
}

/// Swapping what belongs to the slots of two paras. Needed where the runtime handles the registrar's
/// swaps.
///
/// Promise: afterwards each para has the leases, gaps and deposits that the other had. No money moves,
/// and swapping twice changes nothing.
pub trait SwapLeases {
	/// Exchanges the leases of two paras.
	fn swap_leases(one: ParaId, other: ParaId);
}

/// The purpose of a deposit.
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
	/// The deposit is for a bid that may still win.
	Bid,
	/// The deposit is for a lease.
	Lease,
}

/// Deposits of accounts that are backed by other people's money. Needed by Auctions and Slots, which
/// know nothing of crowdloans.
///
/// For an account that is not backed, the pallet holds the deposit on that account. For one that is
/// backed, the pallet holds nothing and makes a commitment here instead.
///
/// Promise: an account stays backed as long as it has a commitment, and the money behind a commitment
/// stays on hold. The commitments for a bid and for a lease are covered by the same money and do not
/// add up; a caller settles a win by committing to the lease first and ending the bid's commitment
/// after that. When the leases of two paras are [swapped](SwapLeases), the implementation swaps their
/// commitments for leases too.
pub trait BackDeposits {
	/// The account type.
	type AccountId;
	/// An amount of money, in plancks.
	type Balance;

	/// Whether the deposits of `who` are backed by others.
	fn is_backed(who: &Self::AccountId) -> bool;

	/// The amount that `who` has committed for `purpose` and `para`; zero if none.
	fn committed(purpose: Purpose, para: ParaId, who: &Self::AccountId) -> Self::Balance;

	/// All commitments for `purpose`: the para, the account, and the amount. It reads all of them, and
	/// is meant for checks of the state.
	fn all_committed(purpose: Purpose) -> Vec<(ParaId, Self::AccountId, Self::Balance)>;

	/// Sets the commitment of `who` for `purpose` and `para` to `amount`, whatever it was. Fails, and
	/// changes nothing, if the money behind `who` does not cover it.
	fn commit(
		purpose: Purpose,
		para: ParaId,
		who: &Self::AccountId,
		amount: Self::Balance,
	) -> DispatchResult;

	/// Lowers the commitment of `who` for `purpose` and `para` to `amount`, if it is larger; zero ends
	/// it. Cannot fail.
	fn relax(purpose: Purpose, para: ParaId, who: &Self::AccountId, amount: Self::Balance);
}

/// An implementation of [`BackDeposits`] in which no account is backed.
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

/// Bidding in auctions from another pallet. Needed by Crowdloan.
pub trait PlaceBids {
	/// The account type.
	type AccountId;
	/// An amount of money, in plancks.
	type Balance;
	/// The block number type.
	type BlockNumber;

	/// The phase of the auction in this block.
	fn phase() -> Phase<Self::BlockNumber>;

	/// The first lease period on offer; `None` if no auction runs.
	fn offered() -> Option<LeasePeriod>;

	/// Whether `period` can still be won: the auction that accepts bids offers it, or the next auction
	/// could offer it and be settled in time.
	fn may_be_won(period: LeasePeriod) -> bool;

	/// The number of auctions so far, the running one included.
	fn auction_index() -> u32;

	/// Places a bid of `amount` for the lease periods from `first` to `last`, both inclusive.
	///
	/// Promise: the bid is checked by the same rules as any bid, and the error is that of the call. On
	/// an error nothing has changed.
	fn place_bid(
		bidder: Self::AccountId,
		para: ParaId,
		first: LeasePeriod,
		last: LeasePeriod,
		amount: Self::Balance,
	) -> DispatchResult;

	/// Whether any bid of `bidder` for `para` may still win.
	fn may_still_win(bidder: &Self::AccountId, para: ParaId) -> bool;
}

/// Random values from the authors of blocks. Needed by Auctions, to select the winning sample.
pub trait CandleRandomness {
	/// The random value of the parent block; `None` if its author gave none.
	///
	/// Promise: before that block only its author could know the value, and they could not choose it:
	/// they could only publish it or not make the block.
	fn drawn_by_parent() -> Option<[u8; 32]>;
}

/// The state of referenda. Needed by FastTrack.
///
/// Promise: the answers hold for the current block.
pub trait InspectReferenda {
	/// The hash type of proposals.
	type Hash;
	/// The block number type of the clock that referenda use.
	type BlockNumber;

	/// The hash of the proposal of an ongoing referendum; `None` if it has ended or does not exist.
	fn proposal_of(index: ReferendumIndex) -> Option<Self::Hash>;

	/// The approval and support that an ongoing referendum has, and what it needs in this block;
	/// `None` if it has ended or does not exist.
	fn requirements(index: ReferendumIndex) -> Option<Requirements>;

	/// The block by which an accelerated referendum must have begun to pass; `None` if it is not
	/// accelerated. A referendum that passes by then stays accelerated until its confirmation ends or
	/// is aborted.
	fn accelerated_until(index: ReferendumIndex) -> Option<Self::BlockNumber>;
}

/// Starting and ending the acceleration of a referendum. Needed by FastTrack.
pub trait AccelerateReferenda: InspectReferenda {
	/// Accelerates an ongoing referendum: it gets shorter periods, and a place for its decision even
	/// if its track has no free one.
	///
	/// If its decision deposit is missing, its decision begins as soon as the deposit is placed. The
	/// acceleration ends with the referendum, or at the end of `haste.decision_period` if the
	/// referendum is not passing then. Both are reported to
	/// [`WatchReferenda::on_acceleration_ended`], possibly before this function returns.
	///
	/// Promise: the referendum needs the approval and support of its track, from the begin of the
	/// decision over the whole decision period of the track. A lent place takes none from other
	/// referenda. On an error nothing has changed.
	fn accelerate(index: ReferendumIndex, haste: Haste<Self::BlockNumber>) -> DispatchResult;

	/// Ends the acceleration of a referendum.
	///
	/// Promise: from now on the periods of its track apply, also to a confirmation that has begun, and
	/// the referendum has no lent place any more. On an error nothing has changed.
	fn end_acceleration(index: ReferendumIndex) -> DispatchResult;
}

/// Cancelling and killing referenda. Needed by FastTrack.
///
/// Promise: on an error nothing has changed.
pub trait EndReferenda {
	/// Ends an ongoing referendum and gives its deposits back.
	fn cancel(index: ReferendumIndex) -> DispatchResult;

	/// Ends an ongoing referendum and slashes its deposits.
	fn kill(index: ReferendumIndex) -> DispatchResult;
}

/// Barring proposals, and learning of the end of accelerations. Needed by Referenda, which knows
/// nothing of a technical committee.
pub trait WatchReferenda {
	/// The hash type of proposals.
	type Hash;

	/// Whether `proposal` is barred: it can be neither submitted nor approved.
	fn is_barred(proposal: &Self::Hash) -> bool;

	/// Called when an acceleration has ended other than by [`AccelerateReferenda::end_acceleration`].
	/// The implementation may know nothing of that acceleration.
	fn on_acceleration_ended(index: ReferendumIndex, why: AccelerationEnd);

	/// Records an acceleration of this referendum, the hash of whose proposal is given, so that
	/// [`Self::on_acceleration_ended`] then takes the most work.
	#[cfg(feature = "runtime-benchmarks")]
	fn know_acceleration(index: ReferendumIndex, proposal: Self::Hash);
}

/// An implementation of [`WatchReferenda`] that bars nothing and ignores accelerations.
pub struct Unwatched<Hash>(PhantomData<Hash>);

impl<Hash> WatchReferenda for Unwatched<Hash> {
	type Hash = Hash;

	fn is_barred(_: &Hash) -> bool {
		false
	}

	fn on_acceleration_ended(_: ReferendumIndex, _: AccelerationEnd) {}

	#[cfg(feature = "runtime-benchmarks")]
	fn know_acceleration(_: ReferendumIndex, _: Self::Hash) {}
}
