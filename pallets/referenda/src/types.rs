// SPDX-License-Identifier: Apache-2.0

//! The records of the pallet and the names of its configured types.
//!
//! Field order, variant order and field names of the stored records are what wallets decode.

use crate::{Config, TracksInfo};
use canary_primitives::Haste;
pub use canary_primitives::{Condition, ReferendumIndex, Requirements};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{
	fungible,
	schedule::{v3::Anon, DispatchTime},
	Bounded, OriginTrait,
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlockNumberProvider;

/// The account type of the runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// Amounts of the configured currency.
pub type BalanceOf<T, I = ()> =
	<<T as Config<I>>::Currency as fungible::Inspect<AccountIdOf<T>>>::Balance;
/// Money taken from a slashed deposit, on its way to the handler.
pub type CreditOf<T, I = ()> = fungible::Credit<AccountIdOf<T>, <T as Config<I>>::Currency>;
/// The clock by which periods are counted.
pub type BlockNumberOf<T, I = ()> =
	<<T as Config<I>>::BlockNumberProvider as BlockNumberProvider>::BlockNumber;
/// The call enum of the runtime.
pub type CallOf<T, I = ()> = <T as Config<I>>::RuntimeCall;
/// A call, or the hash and length of its preimage.
pub type BoundedCallOf<T, I = ()> = Bounded<CallOf<T, I>, <T as frame_system::Config>::Hashing>;
/// The origin enum of the runtime, as stored.
pub type PalletsOriginOf<T> =
	<<T as frame_system::Config>::RuntimeOrigin as OriginTrait>::PalletsOrigin;
/// The number of a track.
pub type TrackIdOf<T, I = ()> =
	<<T as Config<I>>::Tracks as TracksInfo<BalanceOf<T, I>, BlockNumberOf<T, I>>>::Id;
/// What a track demands.
pub type TrackInfoOf<T, I = ()> = crate::TrackInfo<BalanceOf<T, I>, BlockNumberOf<T, I>>;
/// All tracks, as wallets see them.
pub type TrackListOf<T, I = ()> = alloc::vec::Vec<(TrackIdOf<T, I>, TrackInfoOf<T, I>)>;
/// Where the scheduler keeps a task.
pub type ScheduleAddressOf<T, I = ()> = <<T as Config<I>>::Scheduler as Anon<
	BlockNumberOf<T, I>,
	CallOf<T, I>,
	PalletsOriginOf<T>,
>>::Address;
/// A deposit of the configured currency.
pub type DepositOf<T, I = ()> = Deposit<AccountIdOf<T>, BalanceOf<T, I>>;
/// An ongoing referendum.
pub type ReferendumStatusOf<T, I = ()> = ReferendumStatus<
	TrackIdOf<T, I>,
	PalletsOriginOf<T>,
	BlockNumberOf<T, I>,
	BoundedCallOf<T, I>,
	BalanceOf<T, I>,
	<T as Config<I>>::Tally,
	AccountIdOf<T>,
	ScheduleAddressOf<T, I>,
>;
/// A referendum, ongoing or ended.
pub type ReferendumInfoOf<T, I = ()> = ReferendumInfo<
	TrackIdOf<T, I>,
	PalletsOriginOf<T>,
	BlockNumberOf<T, I>,
	BoundedCallOf<T, I>,
	BalanceOf<T, I>,
	<T as Config<I>>::Tally,
	AccountIdOf<T>,
	ScheduleAddressOf<T, I>,
>;
/// A task for which the scheduler had no room.
pub type LateTaskOf<T, I = ()> =
	LateTask<BlockNumberOf<T, I>, PalletsOriginOf<T>, BoundedCallOf<T, I>>;
/// Where a late task stands: the block at which it is due, and its referendum.
pub type LateKey = ([u8; 8], [u8; 4]);
/// How a referendum is accelerated.
pub type AccelerationOf<T, I = ()> = Acceleration<BlockNumberOf<T, I>>;

/// Money held for a referendum, and from whom.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Deposit<AccountId, Balance> {
	/// Who pays.
	pub who: AccountId,
	/// How much is held.
	pub amount: Balance,
}

/// How far the decision of a referendum is.
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
pub struct DecidingStatus<Moment> {
	/// The block in which the decision began.
	pub since: Moment,
	/// The block at which the referendum is approved if it keeps passing until then.
	pub confirming: Option<Moment>,
}

/// A referendum that is not over.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ReferendumStatus<
	TrackId,
	RuntimeOrigin,
	Moment,
	Call,
	Balance,
	Tally,
	AccountId,
	ScheduleAddress,
> {
	/// The track on which it is decided.
	pub track: TrackId,
	/// The origin that the proposal asks for.
	pub origin: RuntimeOrigin,
	/// The call that is proposed.
	pub proposal: Call,
	/// When the call is to be carried out after approval.
	pub enactment: DispatchTime<Moment>,
	/// The block of the submission.
	pub submitted: Moment,
	/// Held from whoever submitted it.
	pub submission_deposit: Deposit<AccountId, Balance>,
	/// Held from whoever wants it decided.
	pub decision_deposit: Option<Deposit<AccountId, Balance>>,
	/// The decision, once it has begun.
	pub deciding: Option<DecidingStatus<Moment>>,
	/// The votes so far.
	pub tally: Tally,
	/// Whether it waits in the queue of its track.
	pub in_queue: bool,
	/// The block at which the scheduler wakes it, and the task that will.
	pub alarm: Option<(Moment, ScheduleAddress)>,
}

/// A referendum, ongoing or ended.
///
/// An ended one has no deposits any more: they were given back as it ended. One that a record has all
/// the same, say from an older runtime, is given back when somebody asks for it or with the record's
/// removal.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum ReferendumInfo<
	TrackId,
	RuntimeOrigin,
	Moment,
	Call,
	Balance,
	Tally,
	AccountId,
	ScheduleAddress,
> {
	/// Submitted and open to votes.
	Ongoing(
		ReferendumStatus<
			TrackId,
			RuntimeOrigin,
			Moment,
			Call,
			Balance,
			Tally,
			AccountId,
			ScheduleAddress,
		>,
	),
	/// Approved: block, submission deposit, decision deposit.
	Approved(Moment, Option<Deposit<AccountId, Balance>>, Option<Deposit<AccountId, Balance>>),
	/// Rejected: block, submission deposit, decision deposit.
	Rejected(Moment, Option<Deposit<AccountId, Balance>>, Option<Deposit<AccountId, Balance>>),
	/// Cancelled: block, submission deposit, decision deposit.
	Cancelled(Moment, Option<Deposit<AccountId, Balance>>, Option<Deposit<AccountId, Balance>>),
	/// Never decided: block, submission deposit, decision deposit.
	TimedOut(Moment, Option<Deposit<AccountId, Balance>>, Option<Deposit<AccountId, Balance>>),
	/// Ended as an abuse, its deposits slashed: block.
	Killed(Moment),
}

/// The places in an ended record where a deposit may be left: submission first, then decision.
pub(crate) type Leftovers<'a, AccountId, Balance> =
	(&'a mut Option<Deposit<AccountId, Balance>>, &'a mut Option<Deposit<AccountId, Balance>>);

impl<TrackId, Origin, Moment, Call, Balance, Tally, AccountId, Address>
	ReferendumInfo<TrackId, Origin, Moment, Call, Balance, Tally, AccountId, Address>
{
	/// The deposits still written down in the record of an ended referendum, submission first.
	pub(crate) fn leftovers(&mut self) -> Option<Leftovers<'_, AccountId, Balance>> {
		match self {
			Self::Approved(_, submission, decision)
			| Self::Rejected(_, submission, decision)
			| Self::Cancelled(_, submission, decision)
			| Self::TimedOut(_, submission, decision) => Some((submission, decision)),
			Self::Ongoing(_) | Self::Killed(_) => None,
		}
	}
}

/// A task for which the scheduler had no room at its block nor soon after. The pallet keeps it and
/// sees to it at its block.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum LateTask<Moment, RuntimeOrigin, Call> {
	/// The referendum is to be woken at this block.
	Alarm(Moment),
	/// The approved call is to be carried out at this block.
	Enactment(Moment, RuntimeOrigin, Call),
}

/// Whose place a referendum has for its decision.
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
pub enum HeldPlace {
	/// One of its track's own, or none yet.
	Own,
	/// One beyond those of its track, for as long as it is accelerated.
	Lent,
}

/// How a referendum is accelerated.
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
pub struct Acceleration<Moment> {
	/// The block by which the referendum must have begun to pass.
	pub until: Moment,
	/// Its shorter periods.
	pub haste: Haste<Moment>,
	/// Whose place it has.
	pub place: HeldPlace,
	/// The block at which it was to be approved when it was accelerated, if it was confirming then
	/// and has not stopped since.
	pub confirmed_at: Option<Moment>,
}

/// Whether a proposal can be carried out.
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
pub enum Fit {
	/// Nobody has noted the bytes of the call. Without them it is not carried out.
	Unknown,
	/// The bytes are no call of this runtime.
	NoCall,
	/// The call is heavier than what is sure to be carried out in one block. Split it.
	TooHeavy,
	/// The call can be carried out.
	Fits,
}

/// When a referendum would pass if nobody voted any more.
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
pub struct Forecast<Moment> {
	/// The block in which its confirmation begins, or began at the latest.
	pub confirming_from: Moment,
	/// The block in which it is approved.
	pub approved_at: Moment,
}
