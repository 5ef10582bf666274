// SPDX-License-Identifier: GPL-3.0-or-later
//! Calls that nobody but root may make, because their pallets ask too little.

use frame_support::traits::Contains;

use crate::RuntimeCall;

/// Lets through what an origin other than root may call.
#[derive(Debug)]
pub struct Allowed;
impl Contains<RuntimeCall> for Allowed {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			// A seat in the technical committee belongs to a person. With a new key its holder would
			// veto a second time, and a proxy would take it for good. Governance swaps members.
			RuntimeCall::TechnicalMembership(pallet_membership::Call::change_key { .. }) => false,
			_ => true,
		}
	}
}
