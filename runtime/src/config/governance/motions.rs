// SPDX-License-Identifier: GPL-3.0-or-later
//! The limit of open motions for each member of the technical committee.
//!
//! The committee can have a hundred open motions, and a motion needs no deposit. Without a limit for
//! each member, one of them could open a hundred, and the committee could not act.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	traits::{Consideration, MaybeConsideration},
	weights::Weight,
};
use pallet_collective::{CostOf, Error, Proposals, WeightInfo};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

use super::TechnicalInstance;
use crate::{AccountId, Runtime};

/// The greatest number of open motions of one member.
pub const MAX_OPEN: usize = 10;

/// The cost of a motion: no money, but a record of who opened it. The record stays until somebody calls
/// `releaseProposalCost` after the motion, which is optional.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Opened;

impl Consideration<AccountId, u32> for Opened {
	fn new(who: &AccountId, others: u32) -> Result<Self, DispatchError> {
		// The new motion is the last of the list, and has no record yet.
		let motions = Proposals::<Runtime, TechnicalInstance>::get();
		let own = motions
			.iter()
			.take(others as usize)
			.filter_map(CostOf::<Runtime, TechnicalInstance>::get)
			.filter(|(opener, _)| opener == who)
			.count();
		ensure!(own < MAX_OPEN, Error::<Runtime, TechnicalInstance>::TooManyProposals);
		Ok(Self)
	}

	fn update(self, _: &AccountId, _: u32) -> Result<Self, DispatchError> {
		Ok(self)
	}

	fn drop(self, _: &AccountId) -> Result<(), DispatchError> {
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(_: &AccountId, _: u32) {}
}

impl MaybeConsideration<AccountId, u32> for Opened {
	fn is_none(&self) -> bool {
		false
	}
}

/// The SDK's weights, plus the reads of the records of open motions for a new one.
#[derive(Debug)]
pub struct Weights;

type Sdk = pallet_collective::weights::SubstrateWeight<Runtime>;

impl WeightInfo for Weights {
	fn set_members(m: u32, n: u32, p: u32) -> Weight {
		Sdk::set_members(m, n, p)
	}
	fn execute(b: u32, m: u32) -> Weight {
		Sdk::execute(b, m)
	}
	fn propose_execute(b: u32, m: u32) -> Weight {
		Sdk::propose_execute(b, m)
	}
	fn propose_proposed(b: u32, m: u32, p: u32) -> Weight {
		let database = <Runtime as frame_system::Config>::DbWeight::get();
		Sdk::propose_proposed(b, m, p).saturating_add(database.reads_writes(p.into(), 1))
	}
	fn vote(m: u32) -> Weight {
		Sdk::vote(m)
	}
	fn close_early_disapproved(m: u32, p: u32) -> Weight {
		Sdk::close_early_disapproved(m, p)
	}
	fn close_early_approved(b: u32, m: u32, p: u32) -> Weight {
		Sdk::close_early_approved(b, m, p)
	}
	fn close_disapproved(m: u32, p: u32) -> Weight {
		Sdk::close_disapproved(m, p)
	}
	fn close_approved(b: u32, m: u32, p: u32) -> Weight {
		Sdk::close_approved(b, m, p)
	}
	fn disapprove_proposal(p: u32) -> Weight {
		Sdk::disapprove_proposal(p)
	}
	fn kill(d: u32, p: u32) -> Weight {
		Sdk::kill(d, p)
	}
	fn release_proposal_cost() -> Weight {
		Sdk::release_proposal_cost()
	}
}
