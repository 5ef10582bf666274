// SPDX-License-Identifier: Apache-2.0

//! Proposals: whether they are barred, and the requests that keep their preimages.
//!
//! The account that noted a preimage can unnote it, and an approved call could not be dispatched then.
//! So a referendum requests the preimage if it has been noted by the submission, the begin of the
//! decision or the begin of the confirmation, until the referendum ends. A preimage that has not been
//! noted is not requested, because a requested one can be noted without a deposit.

use crate::{pallet::*, referendum::Referendum, types::*};
use canary_primitives::traits::WatchReferenda;
use frame_support::traits::QueryPreimage;

impl<T: Config<I>, I: 'static> Pallet<T, I> {
	/// Whether the proposal of a referendum is barred.
	pub(crate) fn is_barred(status: &ReferendumStatusOf<T, I>) -> bool {
		T::Watch::is_barred(&status.proposal.hash())
	}

	/// Requests the preimage of a proposal, if it has been noted and not yet requested here.
	pub(crate) fn request_preimage(Referendum { index, status, .. }: &Referendum<T, I>) {
		let proposal = &status.proposal;
		if proposal.lookup_needed()
			&& !KeptProposals::<T, I>::contains_key(index)
			&& T::Preimages::have(proposal)
		{
			T::Preimages::hold(proposal);
			KeptProposals::<T, I>::insert(index, ());
		}
	}

	/// Withdraws the request of the preimage of a proposal, if there is one.
	pub(crate) fn unrequest_preimage(Referendum { index, status, .. }: &Referendum<T, I>) {
		let proposal = &status.proposal;
		if proposal.lookup_needed() && KeptProposals::<T, I>::take(index).is_some() {
			T::Preimages::drop(proposal);
		}
	}
}
