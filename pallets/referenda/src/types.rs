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
/// The block number type of the clock of all periods.
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
/// The parameters of a track.
pub type TrackInfoOf<T, I = ()> = crate::TrackInfo<BalanceOf<T, I>, BlockNumberOf<T, I>>;
/// All tracks, as wallets see them.
pub type TrackListOf<T, I = ()> = alloc::vec::Vec<(TrackIdOf<T, I>, TrackInfoOf<T, I>)>;
/// The address of a task in the scheduler.
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
/// A late task: one for which the scheduler had no room.
pub type LateTaskOf<T, I = ()> =
	LateTask<BlockNumberOf<T, I>, PalletsOriginOf<T>, BoundedCallOf<T, I>>;
/// The key of a late task in the order: the block at which it is due and the index of its referendum,
/// both big-endian, so that keys sort by block.
pub type LateKey = ([u8; 8], [u8; 4]);
/// The acceleration of a referendum.
pub type AccelerationOf<T, I = ()> = Acceleration<BlockNumberOf<T, I>>;

/// A deposit for a referendum.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Deposit<AccountId, Balance> {
	/// The account on which it is held.
	pub who: AccountId,
	/// How much is held.
	pub amount: Balance,
}

/// The state of the decision of a referendum.
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

/// The record of an ongoing referendum.
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
	/// The origin that the call is to be dispatched with.
	pub origin: RuntimeOrigin,
	/// The call that is proposed.
	pub proposal: Call,
	/// When the call is to be dispatched after approval.
	pub enactment: DispatchTime<Moment>,
	/// The block of the submission.
	pub submitted: Moment,
	/// The deposit of the submitter.
	pub submission_deposit: Deposit<AccountId, Balance>,
	/// The deposit of the account that asked for a decision, if any.
	pub decision_deposit: Option<Deposit<AccountId, Balance>>,
	/// The decision, once it has begun.
	pub deciding: Option<DecidingStatus<Moment>>,
	/// The votes so far.
	pub tally: Tally,
	/// Whether it waits in the queue of its track.
	pub in_queue: bool,
	/// The block at which the scheduler nudges it, and the address of that task.
	pub alarm: Option<(Moment, ScheduleAddress)>,
}

/// A referendum, ongoing or ended.
///
/// An ended one normally has no deposits: they were given back when it ended. A deposit that the record
/// has nevertheless, from an older runtime, is given back by a refund call or when the record is
/// removed.
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

/// The two deposits that may be left in an ended record: submission first, then decision.
pub(crate) type Leftovers<'a, AccountId, Balance> =
	(&'a mut Option<Deposit<AccountId, Balance>>, &'a mut Option<Deposit<AccountId, Balance>>);

impl<TrackId, Origin, Moment, Call, Balance, Tally, AccountId, Address>
	ReferendumInfo<TrackId, Origin, Moment, Call, Balance, Tally, AccountId, Address>
{
	/// The deposits that may be left in the record of an ended referendum, submission first; `None` for
	/// an ongoing or killed one.
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

/// A task for which the scheduler had no room at its block or the blocks after it. The pallet keeps it
/// and does it at its block.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum LateTask<Moment, RuntimeOrigin, Call> {
	/// The referendum is to be nudged at this block.
	Alarm(Moment),
	/// The approved call is to be dispatched at this block, with this origin.
	Enactment(Moment, RuntimeOrigin, Call),
}

/// The kind of place in which an accelerated referendum is decided.
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
	/// A place of its track, or none yet.
	Own,
	/// A lent place: one beyond the track's `max_deciding`, for as long as it is accelerated.
	Lent,
}

/// The acceleration of a referendum.
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
	/// The shorter periods.
	pub haste: Haste<Moment>,
	/// The kind of place it has.
	pub place: HeldPlace,
	/// If the referendum was confirming when it was accelerated and has been since: the block at which
	/// it would have been approved without the acceleration.
	pub confirmed_at: Option<Moment>,
}

/// Whether a proposed call can be dispatched.
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
	/// The preimage has not been noted. Without it the call is not dispatched.
	Unknown,
	/// The preimage does not decode as a call of this runtime.
	NoCall,
	/// The call is heavier than [`Config::MaxCallWeight`]. Split it.
	TooHeavy,
	/// The call can be dispatched.
	Fits,
}

/// When a referendum would pass if nobody voted from now on.
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
	/// The block in which its confirmation begins; for one that is confirming, the block in which it
	/// began at the latest.
	pub confirming_from: Moment,
	/// The block in which it would be approved.
	pub approved_at: Moment,
}
