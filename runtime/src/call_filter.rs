// SPDX-License-Identifier: GPL-3.0-or-later
//! Calls that nobody but root may make, because their pallets ask too little.

use frame_support::traits::Contains;
use pallet_preimage::{RequestStatus, RequestStatusFor};
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{Runtime, RuntimeCall};

/// Lets through what an origin other than root may call.
#[derive(Debug)]
pub struct Allowed;
impl Contains<RuntimeCall> for Allowed {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			// A seat in the technical committee belongs to a person. With a new key its holder would
			// veto a second time, and a proxy would take it for good. Governance swaps members.
			RuntimeCall::TechnicalMembership(pallet_membership::Call::change_key { .. }) => false,
			// What is asked for is noted without a fee, and would be so again and again.
			RuntimeCall::Preimage(pallet_preimage::Call::note_preimage { bytes }) => {
				!is_there_and_asked_for(bytes)
			},
			_ => true,
		}
	}
}

fn is_there_and_asked_for(bytes: &[u8]) -> bool {
	let status = RequestStatusFor::<Runtime>::get(BlakeTwo256::hash(bytes));
	matches!(status, Some(RequestStatus::Requested { maybe_len: Some(_), .. }))
}
