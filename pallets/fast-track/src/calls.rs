// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls.

use crate::{
	Acceleration, Accelerations, AccelerationsOf, Authority, Blacklist, BlockNumberOf,
	Cancellations, Config, Ending, Error, Event, Floors, Pallet, RanOut, TooShort, Veto,
	VetoRefused, Vetoes,
};
use canary_primitives::{
	traits::{AccelerateReferenda, EndReferenda, InspectReferenda},
	Haste, ReferendumIndex,
};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Get},
};
use sp_runtime::{
	traits::{BlockNumberProvider, Saturating},
	DispatchError, DispatchResult,
};

impl<T> From<TooShort> for Error<T> {
	fn from(why: TooShort) -> Self {
		match why {
			TooShort::ForAnybody => Self::PeriodTooShort,
			TooShort::ForMajority => Self::UnanimityRequired,
		}
	}
}

impl<T> From<VetoRefused> for Error<T> {
	fn from(why: VetoRefused) -> Self {
		match why {
			VetoRefused::Already => Self::AlreadyVetoed,
			VetoRefused::TooMany => Self::TooManyVetoers,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumberOf<T> {
		T::BlockNumberProvider::current_block_number()
	}

	pub(crate) fn floors() -> Floors<BlockNumberOf<T>> {
		Floors { fast_track: T::FastTrackPeriod::get(), instant: T::InstantPeriod::get() }
	}

	/// The part of the committee that `origin` stands for; an error if it is neither.
	pub(crate) fn ensure_authority(origin: T::RuntimeOrigin) -> Result<Authority, DispatchError> {
		match T::InstantOrigin::try_origin(origin) {
			Ok(_) => Ok(Authority::Unanimity),
			Err(origin) => {
				T::FastTrackOrigin::ensure_origin(origin)?;
				Ok(Authority::Majority)
			},
		}
	}

	pub(crate) fn do_fast_track(
		authority: Authority,
		index: ReferendumIndex,
		decision_period: BlockNumberOf<T>,
		enactment_delay: BlockNumberOf<T>,
	) -> DispatchResult {
		Self::floors().check(decision_period, authority).map_err(Error::<T>::from)?;
		let proposal = T::Referenda::proposal_of(index).ok_or(Error::<T>::NotOngoing)?;
		ensure!(!Blacklist::<T>::contains_key(proposal), Error::<T>::ProposalBlacklisted);
		let now = Self::now();
		let veto = Vetoes::<T>::get(proposal);
		ensure!(!veto.is_some_and(|veto| veto.stands_at(now)), Error::<T>::CoolingOff);
		let ran_out = RanOut::<T>::get(proposal);
		ensure!(ran_out.is_none_or(|until| now >= until), Error::<T>::CoolingOff);
		let mut list = Accelerations::<T>::get();
		ensure!(
			!list.iter().any(|entry| entry.index == index || entry.proposal == proposal),
			Error::<T>::AlreadyFastTracked
		);
		let until = now.saturating_add(decision_period);
		list.try_push(Acceleration { index, proposal, authority, since: now, until })
			.map_err(|_| Error::<T>::TooManyAccelerations)?;

		// The list is written first: a referendum that is passing already may end within `accelerate`,
		// and `on_acceleration_ended` then removes it from the list.
		Accelerations::<T>::put(list);
		Self::deposit_event(Event::FastTracked {
			index,
			proposal,
			authority,
			until,
			enactment_delay,
		});
		T::Referenda::accelerate(index, Haste { decision_period, enactment_delay })
	}

	pub(crate) fn do_veto(who: T::AccountId, index: ReferendumIndex) -> DispatchResult {
		let mut list = Accelerations::<T>::get();
		let Acceleration { proposal, .. } = Self::take(&mut list, |entry| entry.index == index)
			.ok_or(Error::<T>::NotFastTracked)?;
		let until = Self::now().saturating_add(T::CoolingOffPeriod::get());
		let veto = Vetoes::<T>::get(proposal)
			.unwrap_or_else(|| Veto::none(until))
			.with(who.clone(), until)
			.map_err(Error::<T>::from)?;

		let until = veto.until;
		Vetoes::<T>::insert(proposal, veto);
		Accelerations::<T>::put(list);
		Self::deposit_event(Event::Vetoed { index, proposal, who, until });
		T::Referenda::end_acceleration(index)
	}

	pub(crate) fn do_cancel(index: ReferendumIndex) -> DispatchResult {
		let proposal = T::Referenda::proposal_of(index).ok_or(Error::<T>::NotOngoing)?;
		ensure!(!Cancellations::<T>::contains_key(proposal), Error::<T>::AlreadyCancelled);

		Cancellations::<T>::insert(proposal, ());
		Self::deposit_event(Event::Cancelled { index, proposal });
		T::Referenda::cancel(index)
	}

	pub(crate) fn do_blacklist(
		proposal: T::Hash,
		maybe_index: Option<ReferendumIndex>,
	) -> DispatchResult {
		match maybe_index {
			Some(index) => {
				let proposed = T::Referenda::proposal_of(index).ok_or(Error::<T>::NotOngoing)?;
				ensure!(proposed == proposal, Error::<T>::WrongProposal);
			},
			None => {
				let known = Blacklist::<T>::contains_key(proposal);
				ensure!(!known, Error::<T>::ProposalBlacklisted);
			},
		}

		Blacklist::<T>::insert(proposal, ());
		Self::deposit_event(Event::Blacklisted { proposal, killed: maybe_index });
		if let Some(index) = maybe_index {
			T::Referenda::kill(index)?;
		}
		let mut list = Accelerations::<T>::get();
		match Self::take(&mut list, |entry| entry.proposal == proposal) {
			Some(Acceleration { index, .. }) => {
				Accelerations::<T>::put(list);
				let why = Ending::Blacklisted;
				Self::deposit_event(Event::AccelerationEnded { index, proposal, why });
				T::Referenda::end_acceleration(index)
			},
			None => Ok(()),
		}
	}

	/// Removes the first acceleration for which `is_it` holds from the list, and returns it.
	pub(crate) fn take(
		list: &mut AccelerationsOf<T>,
		is_it: impl Fn(&crate::AccelerationOf<T>) -> bool,
	) -> Option<crate::AccelerationOf<T>> {
		let place = list.iter().position(is_it)?;
		Some(list.remove(place))
	}

	/// Checks the configuration, and describes the first fault as an error.
	#[cfg(any(feature = "std", test))]
	pub(crate) fn check_configuration() -> Result<(), &'static str> {
		use sp_runtime::traits::Zero;
		Self::floors().validate()?;
		if T::CoolingOffPeriod::get().is_zero() {
			return Err("a veto would stand for no block");
		}
		if T::MaxVetoers::get() == 0 {
			return Err("nobody could veto");
		}
		if T::MaxAccelerations::get() == 0 {
			return Err("nothing could be accelerated");
		}
		Ok(())
	}
}
