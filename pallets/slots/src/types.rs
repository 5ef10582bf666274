// SPDX-License-Identifier: Apache-2.0

//! The progress of a roll-over.

use canary_primitives::{LeasePeriod, ParaId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The progress of the roll-over to the current lease period.
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
	/// The latest lease period whose begin this pallet has processed; `None` before period 0.
	pub period: Option<LeasePeriod>,
	/// The current pass over all paras; `None` if the roll-over is done.
	pub sweep: Option<Sweep>,
	/// The para whose failed upgrade or downgrade was tried again last.
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
	/// The last para that is done; `None` at the start.
	pub after: Option<ParaId>,
	/// Whether another pass must follow, because paras that are done may be behind again.
	pub again: bool,
}

impl Progress {
	/// Whether `period` is later than the latest one that was processed.
	pub fn is_new_period(&self, period: LeasePeriod) -> bool {
		self.period.is_none_or(|known| known < period)
	}

	/// Records that a period has begun, so that a pass over all paras follows.
	pub fn begin(&mut self, period: LeasePeriod) {
		self.period = Some(period);
		match &mut self.sweep {
			Some(sweep) => sweep.again = true,
			None => self.sweep = Some(Sweep::default()),
		}
	}

	/// Makes another pass follow the current one, because a para that is behind may have come to a
	/// position that the pass has left.
	pub fn look_again(&mut self) {
		if let Some(sweep) = &mut self.sweep {
			sweep.again = true;
		}
	}

	/// Ends the current pass, and begins another one if that must follow.
	pub fn end_of_pass(&mut self) {
		self.sweep = self.sweep.filter(|sweep| sweep.again).map(|_| Sweep::default());
	}
}
