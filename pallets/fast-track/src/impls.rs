// SPDX-License-Identifier: Apache-2.0

//! What whoever decides referenda asks of this pallet.

use crate::{Acceleration, Accelerations, Blacklist, Config, Event, Pallet, RanOut};
use canary_primitives::{traits::WatchReferenda, HasteEnd, ReferendumIndex};
use frame_support::traits::Get;
use sp_runtime::traits::Saturating;

impl<T: Config> WatchReferenda for Pallet<T> {
	type Hash = T::Hash;

	fn is_barred(proposal: &T::Hash) -> bool {
		Blacklist::<T>::contains_key(proposal)
	}

	fn on_acceleration_over(index: ReferendumIndex, why: HasteEnd) {
		let mut list = Accelerations::<T>::get();
		// Others may accelerate too; what they do is no concern of this list.
		if let Some(ended) = Self::take(&mut list, |entry| entry.index == index) {
			Accelerations::<T>::put(list);
			let Acceleration { proposal, .. } = ended;
			if let HasteEnd::RanOut = why {
				let until = Self::now().saturating_add(T::CoolingOffPeriod::get());
				RanOut::<T>::insert(proposal, until);
			}
			Self::deposit_event(Event::AccelerationEnded { index, proposal, why: why.into() });
		}
	}
}
