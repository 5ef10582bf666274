// SPDX-License-Identifier: Apache-2.0

//! The commitments of a fund for one para. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use canary_primitives::traits::Purpose;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::Zero;

/// The commitments of a fund for one para. The same money covers both.
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
	Default,
)]
pub struct Commitment<Balance> {
	/// The amount for a bid that may still win.
	pub bid: Balance,
	/// The amount for leases.
	pub lease: Balance,
}

impl<Balance: Zero + Copy> Commitment<Balance> {
	/// The amount for this purpose.
	pub fn of(&self, purpose: Purpose) -> Balance {
		match purpose {
			Purpose::Bid => self.bid,
			Purpose::Lease => self.lease,
		}
	}

	/// The same with `amount` for this purpose.
	pub fn with(self, purpose: Purpose, amount: Balance) -> Self {
		match purpose {
			Purpose::Bid => Self { bid: amount, ..self },
			Purpose::Lease => Self { lease: amount, ..self },
		}
	}

	/// Whether both amounts are zero.
	pub fn is_empty(&self) -> bool {
		self.bid.is_zero() && self.lease.is_zero()
	}

	/// Swaps the amounts for leases. Those for bids stay.
	pub fn swap_leases(&mut self, other: &mut Self) {
		core::mem::swap(&mut self.lease, &mut other.lease);
	}
}
