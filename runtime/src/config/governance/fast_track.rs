// SPDX-License-Identifier: GPL-3.0-or-later
//! The technical committee, which can accelerate referenda: TechnicalCommittee, TechnicalMembership,
//! FastTrack.

use frame_support::{parameter_types, traits::ConstU32, weights::Weight};
use frame_system::EnsureRoot;
use pallet_collective::{DefaultVote, EnsureMember, EnsureProportionAtLeast, MemberCount};
use sp_runtime::Perbill;

use super::{motions, origins::FellowshipAdmin, RootOr, TechnicalInstance};
use crate::{
	constants::{block, time::DAYS},
	pace::{self, GovernancePace},
	weights, AccountId, BlockNumber, Referenda, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
	System, TechnicalCommittee,
};

/// The instance of the membership pallet for the technical committee.
pub type TechnicalMembershipInstance = pallet_membership::Instance1;

/// The greatest number of members. Each of them can veto the same proposal once.
type MaxMembers = ConstU32<100>;
type TwoThirds = EnsureProportionAtLeast<AccountId, TechnicalInstance, 2, 3>;
type All = EnsureProportionAtLeast<AccountId, TechnicalInstance, 1, 1>;
/// The origin that changes the members: the public, on the track that also decides about the
/// fellowship.
type MembersOrigin = RootOr<FellowshipAdmin>;

/// Members who have not voted by the end of a motion count as nays, whatever the prime member voted. So
/// a motion needs the ayes of all members that its origin requires.
#[derive(Debug)]
pub struct SilenceIsNay;
impl DefaultVote for SilenceIsNay {
	fn default_vote(_: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
		false
	}
}

parameter_types! {
	/// The number of blocks within which a motion must be decided.
	pub MotionDuration: BlockNumber = GovernancePace::chosen().by_hand(3 * DAYS);
	/// The greatest weight of the call of a motion: half of a block.
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * block::weights().max_block;
}

impl pallet_collective::Config<TechnicalInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = MaxMembers;
	type DefaultVote = SilenceIsNay;
	type WeightInfo = motions::Weights;
	// Members change through TechnicalMembership only, which would not learn of this call.
	#[cfg(not(feature = "runtime-benchmarks"))]
	type SetMembersOrigin = frame_support::traits::NeverEnsureOrigin<()>;
	#[cfg(feature = "runtime-benchmarks")]
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = motions::Opened;
}

impl pallet_membership::Config<TechnicalMembershipInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = MembersOrigin;
	type RemoveOrigin = MembersOrigin;
	type SwapOrigin = MembersOrigin;
	type ResetOrigin = MembersOrigin;
	type PrimeOrigin = MembersOrigin;
	type MembershipInitialized = TechnicalCommittee;
	type MembershipChanged = TechnicalCommittee;
	type MaxMembers = MaxMembers;
	type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

impl canary_fast_track::Config for Runtime {
	type Referenda = Referenda;
	type BlockNumberProvider = System;
	type FastTrackOrigin = TwoThirds;
	type InstantOrigin = All;
	type VetoOrigin = EnsureMember<AccountId, TechnicalInstance>;
	type CancelOrigin = TwoThirds;
	type BlacklistOrigin = EnsureRoot<AccountId>;
	type FastTrackPeriod = pace::FastTrackPeriod;
	type InstantPeriod = pace::InstantPeriod;
	type CoolingOffPeriod = pace::CoolingOffPeriod;
	type MaxVetoers = MaxMembers;
	type MaxAccelerations = ConstU32<10>;
	type WeightInfo = weights::canary_fast_track::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = CrowdedTrack;
}

/// The benchmark helper: fills all places and the queue of root's track.
#[cfg(feature = "runtime-benchmarks")]
#[derive(Debug)]
pub struct CrowdedTrack;
#[cfg(feature = "runtime-benchmarks")]
impl canary_fast_track::BenchmarkHelper for CrowdedTrack {
	fn deciding(passing: bool) -> canary_primitives::ReferendumIndex {
		Referenda::create_deciding(passing).expect("anyone may submit, and the account is funded")
	}

	fn pass_confirmation() {
		Referenda::pass_confirmation();
	}

	fn fill_agendas() {
		Referenda::fill_agendas_of_decision();
	}
}
