// SPDX-License-Identifier: Apache-2.0

//! What the pallet keeps about its own work.

use canary_primitives::{LeasePeriod, ParaId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How far the work on the current lease period has come.
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
pub struct Progress {
	/// The latest lease period whose begin was noticed; nothing before period 0.
	pub period: Option<LeasePeriod>,
	/// The pass over all paras that is under way.
	pub sweep: Option<Sweep>,
	/// The para whose failed move was tried again last.
	pub retried: Option<ParaId>,
}

/// A pass over all paras with leases, in the order of the storage keys.
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
pub struct Sweep {
	/// The last para that is done; nothing at the start.
	pub after: Option<ParaId>,
	/// Whether another pass must follow, since paras that are done may be behind again.
	pub again: bool,
}

impl Progress {
	/// Whether this period has begun without having been noticed.
	pub fn is_news(&self, period: LeasePeriod) -> bool {
		self.period.is_none_or(|known| known < period)
	}

	/// A new period begins: every para must be visited once from here on.
	pub fn begin(&mut self, period: LeasePeriod) {
		self.period = Some(period);
		match &mut self.sweep {
			Some(sweep) => sweep.again = true,
			None => self.sweep = Some(Sweep::default()),
		}
	}

	/// Some para may have come behind the pass under way, not moved on.
	pub fn look_again(&mut self) {
		if let Some(sweep) = &mut self.sweep {
			sweep.again = true;
		}
	}

	/// The pass under way has visited the last para.
	pub fn end_of_pass(&mut self) {
		self.sweep = self.sweep.filter(|sweep| sweep.again).map(|_| Sweep::default());
	}
}
