// SPDX-License-Identifier: Apache-2.0

//! What a fund's money stands behind: pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use canary_primitives::traits::Purpose;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::Zero;

/// What a fund has committed for one para. Both are of the same money.
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
	/// For a bid that may still win.
	pub bid: Balance,
	/// For leases.
	pub lease: Balance,
}

impl<Balance: Zero + Copy> Commitment<Balance> {
	/// What is committed for this purpose.
	pub fn of(&self, purpose: Purpose) -> Balance {
		match purpose {
			Purpose::Bid => self.bid,
			Purpose::Lease => self.lease,
		}
	}

	/// The same but for this purpose.
	pub fn with(self, purpose: Purpose, amount: Balance) -> Self {
		match purpose {
			Purpose::Bid => Self { bid: amount, ..self },
			Purpose::Lease => Self { lease: amount, ..self },
		}
	}

	/// Whether nothing is committed.
	pub fn is_empty(&self) -> bool {
		self.bid.is_zero() && self.lease.is_zero()
	}

	/// Two paras exchange leases, not bids.
	pub fn swap_leases(&mut self, other: &mut Self) {
		core::mem::swap(&mut self.lease, &mut other.lease);
	}
}
