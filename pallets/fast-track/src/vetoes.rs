// SPDX-License-Identifier: Apache-2.0

//! Vetoes against the acceleration of one proposal: pure.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, Get};

/// Who objected to the acceleration of a proposal, and until when that stands.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[codec(mel_bound(AccountId: MaxEncodedLen, Moment: MaxEncodedLen))]
#[scale_info(skip_type_params(Most))]
pub struct Veto<AccountId, Moment, Most: Get<u32>> {
	/// The block from which on the proposal may be accelerated again.
	pub until: Moment,
	/// The members who vetoed it, in the order of their names.
	pub vetoers: BoundedVec<AccountId, Most>,
}

/// Why a veto is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VetoRefused {
	/// The member has vetoed the proposal before.
	Already,
	/// There is no room for another vetoer.
	TooMany,
}

impl<AccountId: Ord, Moment: Ord + Copy, Most: Get<u32>> Veto<AccountId, Moment, Most> {
	/// Nobody's veto yet.
	pub fn none(until: Moment) -> Self {
		Self { until, vetoers: BoundedVec::new() }
	}

	/// Whether the proposal cannot be accelerated at `now`.
	pub fn stands_at(&self, now: Moment) -> bool {
		now < self.until
	}

	/// Adds the veto of a member, who has none here yet. The proposal cools off until `until`, or
	/// until an earlier veto ends if that is later.
	pub fn with(mut self, who: AccountId, until: Moment) -> Result<Self, VetoRefused> {
		let Err(place) = self.vetoers.binary_search(&who) else {
			return Err(VetoRefused::Already);
		};
		self.vetoers.try_insert(place, who).map_err(|_| VetoRefused::TooMany)?;
		self.until = self.until.max(until);
		Ok(self)
	}
}

// Written out, because derives would ask the bound to be comparable and printable too.

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
