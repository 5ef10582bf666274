// SPDX-License-Identifier: Apache-2.0

//! The implementation of `Polling`, for the pallet that counts votes.

use crate::{pallet::*, progress::Outcome, referendum::Referendum, types::*, TracksInfo};
use alloc::vec::Vec;
use frame_support::traits::{PollStatus, Polling};
use sp_runtime::DispatchError;

impl<T: Config<I>, I: 'static> Polling<T::Tally> for Pallet<T, I> {
	type Index = ReferendumIndex;
	type Votes = T::Votes;
	type Moment = BlockNumberOf<T, I>;
	type Class = TrackIdOf<T, I>;

	fn classes() -> Vec<Self::Class> {
		T::Tracks::tracks().map(|track| track.id).collect()
	}

	fn as_ongoing(index: Self::Index) -> Option<(T::Tally, Self::Class)> {
		Self::ensure_ongoing(index).ok().map(|status| (status.tally, status.track))
	}

	fn access_poll<R>(
		index: Self::Index,
		f: impl FnOnce(PollStatus<&mut T::Tally, Self::Moment, Self::Class>) -> R,
	) -> R {
		let accessed = Self::try_access_poll(index, |status| Ok(f(status)));
		match accessed {
			Ok(result) => result,
			Err(_) => unreachable!("errors come from the closure only and this one has none; qed"),
		}
	}

	fn try_access_poll<R>(
		index: Self::Index,
		f: impl FnOnce(PollStatus<&mut T::Tally, Self::Moment, Self::Class>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		match ReferendumInfoFor::<T, I>::get(index) {
			// Before the decision begins, a vote can only change the position in the queue.
			Some(ReferendumInfo::Ongoing(mut status)) if status.deciding.is_none() => {
				let result = f(PollStatus::Ongoing(&mut status.tally, status.track))?;
				Self::update_place(index, &status);
				ReferendumInfoFor::<T, I>::insert(index, ReferendumInfo::Ongoing(status));
				Ok(result)
			},
			Some(ReferendumInfo::Ongoing(status)) => {
				let mut referendum = Referendum::of(index, status);
				let now = Self::now();
				match Self::overdue(&referendum, now) {
					None => {},
					Some(Outcome::Approved) => return f(PollStatus::Completed(now, true)),
					Some(Outcome::Rejected) => return f(PollStatus::Completed(now, false)),
					Some(Outcome::TimedOut) => return f(PollStatus::None),
				}
				let status = &mut referendum.status;
				let result = f(PollStatus::Ongoing(&mut status.tally, status.track))?;
				Self::after_vote(referendum, now);
				Ok(result)
			},
			Some(ReferendumInfo::Approved(end, ..)) => f(PollStatus::Completed(end, true)),
			Some(ReferendumInfo::Rejected(end, ..)) => f(PollStatus::Completed(end, false)),
			_ => f(PollStatus::None),
		}
	}

	/// Creates a poll whose decision has begun, so that votes take the most work.
	#[cfg(feature = "runtime-benchmarks")]
	fn create_ongoing(class: Self::Class) -> Result<Self::Index, ()> {
		use codec::Decode;
		use frame_support::traits::{schedule::DispatchTime, StorePreimage, VoteTally};
		use sp_runtime::traits::{TrailingZeroInput, Zero};

		let terms = T::Tracks::info(class).ok_or(())?;
		let index = ReferendumCount::<T, I>::get();
		ReferendumCount::<T, I>::put(index.saturating_add(1));
		let who = T::AccountId::decode(&mut TrailingZeroInput::zeroes()).map_err(|_| ())?;
		let call = CallOf::<T, I>::from(Call::nudge_referendum { index });
		let mut status = ReferendumStatus {
			track: class,
			origin: frame_system::RawOrigin::Root.into(),
			proposal: T::Preimages::bound(call).map_err(|_| ())?,
			enactment: DispatchTime::After(Zero::zero()),
			submitted: Self::now(),
			submission_deposit: Deposit { who: who.clone(), amount: Zero::zero() },
			decision_deposit: Some(Deposit { who, amount: Zero::zero() }),
			deciding: None,
			tally: T::Tally::new(class),
			in_queue: false,
			alarm: None,
		};
		let now = Self::now();
		let step = crate::progress::begin_deciding::<T, I>(now, &terms, &mut status);
		Self::settle(Referendum::not_accelerated(index, status), step, now);
		Ok(index)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn end_ongoing(index: Self::Index, approved: bool) -> Result<(), ()> {
		let referendum = Referendum::<T, I>::load(index).map_err(|_| ())?;
		let ended = match approved {
			true => ReferendumInfo::Approved,
			false => ReferendumInfo::Rejected,
		};
		Self::finish(referendum, Self::now(), ended);
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn max_ongoing() -> (Self::Class, u32) {
		T::Tracks::tracks()
			.map(|track| (track.id, track.info.max_deciding))
			.max_by_key(|(_, places)| *places)
			.expect("the integrity test demands a track; qed")
	}
}
