// SPDX-License-Identifier: Apache-2.0

//! The implementation of `WatchReferenda`, for the pallet that decides referenda.

use crate::{Acceleration, Accelerations, Blacklist, Config, Event, Pallet, RanOut};
use canary_primitives::{traits::WatchReferenda, AccelerationEnd, ReferendumIndex};
use frame_support::traits::Get;
use sp_runtime::traits::Saturating;

impl<T: Config> WatchReferenda for Pallet<T> {
	type Hash = T::Hash;

	fn is_barred(proposal: &T::Hash) -> bool {
		Blacklist::<T>::contains_key(proposal)
	}

	fn on_acceleration_ended(index: ReferendumIndex, why: AccelerationEnd) {
		let mut list = Accelerations::<T>::get();
		// The list does not know accelerations by anyone else than this pallet.
		if let Some(ended) = Self::take(&mut list, |entry| entry.index == index) {
			Accelerations::<T>::put(list);
			let Acceleration { proposal, .. } = ended;
			if let AccelerationEnd::RanOut = why {
				let until = Self::now().saturating_add(T::CoolingOffPeriod::get());
				RanOut::<T>::insert(proposal, until);
			}
			Self::deposit_event(Event::AccelerationEnded { index, proposal, why: why.into() });
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn know_acceleration(index: ReferendumIndex, proposal: T::Hash) {
		crate::benchmarking::fill_list::<T>(index, proposal);
	}
}
