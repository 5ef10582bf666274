// SPDX-License-Identifier: Apache-2.0

//! The vetoes against the acceleration of one proposal. Pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, Get};

/// The vetoes against the acceleration of one proposal. Together they stand until one block.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[codec(mel_bound(AccountId: MaxEncodedLen, Moment: MaxEncodedLen))]
#[scale_info(skip_type_params(Most))]
pub struct Veto<AccountId, Moment, Most: Get<u32>> {
	/// The block from which on the proposal may be accelerated again.
	pub until: Moment,
	/// The members who vetoed it, sorted by account.
	pub vetoers: BoundedVec<AccountId, Most>,
}

/// Why a veto is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VetoRefused {
	/// The member has vetoed the proposal before.
	Already,
	/// The greatest number of members has vetoed the proposal.
	TooMany,
}

impl<AccountId: Ord, Moment: Ord + Copy, Most: Get<u32>> Veto<AccountId, Moment, Most> {
	/// An empty record without vetoers.
	pub fn none(until: Moment) -> Self {
		Self { until, vetoers: BoundedVec::new() }
	}

	/// Whether the veto stands at block `now`, so that the proposal cannot be accelerated.
	pub fn stands_at(&self, now: Moment) -> bool {
		now < self.until
	}

	/// Adds the veto of a member. It stands until block `until`, or until an earlier veto ends if that
	/// is later.
	///
	/// # Errors
	///
	/// If the member has vetoed the proposal before, or the greatest number of members has.
	pub fn with(mut self, who: AccountId, until: Moment) -> Result<Self, VetoRefused> {
		let Err(place) = self.vetoers.binary_search(&who) else {
			return Err(VetoRefused::Already);
		};
		self.vetoers.try_insert(place, who).map_err(|_| VetoRefused::TooMany)?;
		self.until = self.until.max(until);
		Ok(self)
	}
}

// Implemented by hand, because derives would put the same bounds on `Most`.

impl<AccountId: Clone, Moment: Clone, Most: Get<u32>> Clone for Veto<AccountId, Moment, Most> {
	fn clone(&self) -> Self {
		Self { until: self.until.clone(), vetoers: self.vetoers.clone() }
	}
}

impl<AccountId: PartialEq, Moment: PartialEq, Most: Get<u32>> PartialEq
	for Veto<AccountId, Moment, Most>
{
	fn eq(&self, other: &Self) -> bool {
		self.until == other.until && *self.vetoers == *other.vetoers
	}
}

impl<AccountId: Eq, Moment: Eq, Most: Get<u32>> Eq for Veto<AccountId, Moment, Most> {}

impl<AccountId, Moment, Most: Get<u32>> core::fmt::Debug for Veto<AccountId, Moment, Most>
where
	AccountId: core::fmt::Debug,
	Moment: core::fmt::Debug,
{
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.debug_struct("Veto")
			.field("until", &self.until)
			.field("vetoers", &self.vetoers.as_slice())
			.finish()
	}
}
