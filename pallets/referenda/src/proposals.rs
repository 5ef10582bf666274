// SPDX-License-Identifier: Apache-2.0

//! Proposals: whether they are barred, and their bytes, which are kept from being taken away while a
//! referendum needs them.
//!
//! Whoever has noted a preimage may take it back, and an approved call would then be unavailable.
//! The bytes are asked for as soon as they are there when a referendum is submitted, begins to be
//! decided or begins to pass, and until it ends. They are never asked for before: what is asked for
//! may be noted without a deposit.

use crate::{pallet::*, referendum::Referendum, types::*};
use canary_primitives::traits::WatchReferenda;
use frame_support::traits::QueryPreimage;

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Whether what a referendum proposes may not be proposed any more.
	pub(crate) fn is_barred(status: &ReferendumStatusOf<T, I>) -> bool {
		T::Watch::is_barred(&status.proposal.hash())
	}

	/// Asks for the bytes of a proposal, if they are there and have not been asked for.
	pub(crate) fn keep_bytes(Referendum { index, status, .. }: &Referendum<T, I>) {
		let proposal = &status.proposal;
		if proposal.lookup_needed()
			&& !KeptProposals::<T, I>::contains_key(index)
			&& T::Preimages::have(proposal)
		{
			T::Preimages::hold(proposal);
			KeptProposals::<T, I>::insert(index, ());
		}
	}

	/// Asks no more for the bytes of a proposal.
	pub(crate) fn release_bytes(Referendum { index, status, .. }: &Referendum<T, I>) {
		let proposal = &status.proposal;
		if proposal.lookup_needed() && KeptProposals::<T, I>::take(index).is_some() {
			T::Preimages::drop(proposal);
		}
	}
}
