// SPDX-License-Identifier: Apache-2.0

//! The numbered invariants of the crate documentation, checked on the whole state.

use crate::{Accelerations, Blacklist, Config, Pallet, Vetoes};
use canary_primitives::traits::InspectReferenda;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant and names the first that is broken.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::accelerations_are_in_force()?;
		Self::nothing_is_accelerated_twice()?;
		Self::nothing_barred_is_accelerated()?;
		Self::vetoes_have_vetoers()?;
		Self::accelerations_last()
	}

	fn accelerations_are_in_force() -> Result<(), TryRuntimeError> {
		for entry in Accelerations::<T>::get() {
			ensure!(
				T::Referenda::proposal_of(entry.index) == Some(entry.proposal),
				"invariant 1: an acceleration is of an ongoing referendum with that proposal"
			);
			ensure!(
				T::Referenda::accelerated_until(entry.index) == Some(entry.until),
				"invariant 1: an acceleration lasts until the recorded block"
			);
		}
		Ok(())
	}

	fn nothing_is_accelerated_twice() -> Result<(), TryRuntimeError> {
		let list = Accelerations::<T>::get();
		for (place, entry) in list.iter().enumerate() {
			ensure!(
				!list
					.iter()
					.skip(place.saturating_add(1))
					.any(|other| other.index == entry.index || other.proposal == entry.proposal),
				"invariant 2: nothing is accelerated twice"
			);
		}
		Ok(())
	}

	fn nothing_barred_is_accelerated() -> Result<(), TryRuntimeError> {
		let now = Self::now();
		for entry in Accelerations::<T>::get() {
			ensure!(
				!Blacklist::<T>::contains_key(entry.proposal),
				"invariant 3: nothing blacklisted is accelerated"
			);
			let veto = Vetoes::<T>::get(entry.proposal);
			ensure!(
				!veto.is_some_and(|veto| veto.stands_at(now)),
				"invariant 3: nothing is accelerated under a veto that stands"
			);
		}
		Ok(())
	}

	fn vetoes_have_vetoers() -> Result<(), TryRuntimeError> {
		for veto in Vetoes::<T>::iter_values() {
			ensure!(!veto.vetoers.is_empty(), "invariant 4: a veto has a vetoer");
			ensure!(
				veto.vetoers.windows(2).all(|pair| pair[0] < pair[1]),
				"invariant 4: nobody vetoes twice"
			);
		}
		Ok(())
	}

	fn accelerations_last() -> Result<(), TryRuntimeError> {
		ensure!(
			Accelerations::<T>::get().iter().all(|entry| entry.since < entry.until),
			"invariant 5: an acceleration ends after its begin"
		);
		Ok(())
	}
}
