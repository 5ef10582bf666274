// SPDX-License-Identifier: GPL-3.0-or-later
//! The fellowship, whose members vote by rank: FellowshipCollective, FellowshipReferenda.
//!
//! The tracks are those in Kusama's metadata (spec 1009002), at the chosen pace. The number of a track
//! is the rank that its voters need.

use canary_primitives::traits::Unwatched;
use canary_referenda::{Curve, Track, TrackInfo, TracksInfo};
use frame_support::{
	parameter_types,
	traits::{
		tokens::imbalance::ResolveTo, AsEnsureOriginWithArg, EnsureOrigin, MapSuccess, OriginTrait,
	},
};
use frame_system::RawOrigin;
use pallet_ranked_collective::{EnsureMember, Geometric, Rank, TallyOf, Votes};
use sp_runtime::{
	traits::{Identity, ReplaceWithDefault},
	Perbill,
};

use super::{
	origins::{origin_of, Fellows, FellowshipExperts, FellowshipMasters, Origin},
	referenda::{AlarmInterval, MaxCallWeight, MaxQueued, RetentionPeriod},
	tracks::{at, Row},
	votes::OfTheFellowship,
	FellowshipInstance, RootOr,
};
use crate::{
	config::money::TreasuryAccount,
	constants::{
		currency::QUID,
		time::{DAYS, MINUTES},
	},
	pace::{GovernancePace, SHORTEST_KUSAMA_DECISION},
	weights, AccountId, Balance, Balances, BlockNumber, FellowshipReferenda, Hash, OriginCaller,
	Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler,
	System,
};

/// The instance of the referenda pallet for the fellowship.
pub type FellowshipReferendaInstance = canary_referenda::Instance2;

/// The highest rank that votes of the fellowship and of the public can give.
const HIGHEST: Rank = 9;

parameter_types! {
	/// Members need no deposit to submit.
	pub const SubmissionDeposit: Balance = 0;
	/// The number of blocks within which a referendum must begin to be decided.
	pub UndecidingTimeout: BlockNumber = GovernancePace::chosen().by_hand(7 * DAYS);
}

/// The fellowship's tracks.
#[derive(Debug)]
pub struct FellowshipTracks;

const TRACKS: [Row; 10] = [
	track(0, "candidates", 100 * QUID),
	track(1, "members", 10 * QUID),
	track(2, "proficients", 10 * QUID),
	track(3, "fellows", 10 * QUID),
	track(4, "senior fellows", 10 * QUID),
	track(5, "experts", QUID),
	track(6, "senior experts", QUID),
	track(7, "masters", QUID),
	track(8, "senior masters", QUID),
	track(9, "grand masters", QUID),
];

const fn track(id: u16, name: &'static str, decision_deposit: Balance) -> Row {
	const NONE: Perbill = Perbill::from_percent(0);
	const HALF: Perbill = Perbill::from_percent(50);
	const ALL: Perbill = Perbill::from_percent(100);
	Track {
		id,
		info: TrackInfo {
			name,
			max_deciding: 10,
			decision_deposit,
			prepare_period: 30 * MINUTES,
			decision_period: SHORTEST_KUSAMA_DECISION,
			confirm_period: 30 * MINUTES,
			min_enactment_period: MINUTES,
			min_approval: Curve::linear(ALL, HALF, ALL),
			min_support: Curve::linear(ALL, NONE, HALF),
		},
	}
}

impl TracksInfo<Balance, BlockNumber> for FellowshipTracks {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Row> {
		let pace = GovernancePace::chosen();
		TRACKS.iter().map(move |row| at(pace, row))
	}

	fn info(id: u16) -> Option<TrackInfo<Balance, BlockNumber>> {
		let row = TRACKS.iter().find(|row| row.id == id)?;
		Some(at(GovernancePace::chosen(), row).info)
	}

	fn track_for(origin: &OriginCaller) -> Option<u16> {
		// The benchmarks of referenda need root.
		#[cfg(feature = "runtime-benchmarks")]
		if let OriginCaller::system(RawOrigin::Root) = origin {
			return Some(HIGHEST);
		}
		let origin = origin_of(origin)?;
		match origin {
			Origin::FellowshipInitiates => Some(0),
			Origin::Fellows => Some(3),
			Origin::FellowshipExperts => Some(5),
			Origin::FellowshipMasters => Some(7),
			_ => origin.dan(),
		}
	}
}

/// Accepts members with a rank, who may submit.
#[derive(Debug)]
pub struct Ranked;
impl EnsureOrigin<RuntimeOrigin> for Ranked {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin) -> Result<AccountId, RuntimeOrigin> {
		EnsureMember::<Runtime, FellowshipInstance, 1>::try_origin(origin)
	}

	// The SDK's implementation adds the same member at each call, and fails at the second.
	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		use crate::FellowshipCollective;
		let who: AccountId = frame_benchmarking::account("ranked", 0, 0);
		if pallet_ranked_collective::Members::<Runtime, FellowshipInstance>::get(&who).is_none() {
			FellowshipCollective::do_add_member_to_rank(who.clone(), 1, false).map_err(|_| ())?;
		}
		Ok(RawOrigin::Signed(who).into())
	}
}

impl canary_referenda::Config<FellowshipReferendaInstance> for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type Tracks = FellowshipTracks;
	type Votes = Votes;
	type Tally = TallyOf<Runtime, FellowshipInstance>;
	type Watch = Unwatched<Hash>;
	type BlockNumberProvider = System;
	type SubmitOrigin = AsEnsureOriginWithArg<Ranked>;
	type CancelOrigin = FellowshipExperts;
	type KillOrigin = FellowshipMasters;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = MaxQueued;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type RetentionPeriod = RetentionPeriod;
	type MaxCallWeight = MaxCallWeight;
	type WeightInfo = weights::canary_referenda_fellowship_referenda::WeightInfo<Runtime>;
}

/// Accepts the origins that may change ranks, and returns the highest rank that they may change: any for
/// root, the highest of the fellowship for the public's track, and for the members of a rank that rank
/// minus `BELOW`.
#[derive(Debug)]
pub struct MayChangeRanks<const BELOW: Rank>;
impl<const BELOW: Rank> EnsureOrigin<RuntimeOrigin> for MayChangeRanks<BELOW> {
	type Success = Rank;

	fn try_origin(origin: RuntimeOrigin) -> Result<Rank, RuntimeOrigin> {
		let reach = match origin.caller() {
			OriginCaller::system(RawOrigin::Root) => Some(Rank::MAX),
			OriginCaller::Origins(Origin::FellowshipAdmin) => Some(HIGHEST),
			OriginCaller::Origins(origin) => origin.dan().and_then(|rank| rank.checked_sub(BELOW)),
			_ => None,
		};
		reach.ok_or(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Members with a rank above the new one promote.
type MayPromote = MayChangeRanks<1>;
/// Members with at least two ranks above the current one demote.
type MayDemote = MayChangeRanks<2>;

impl pallet_ranked_collective::Config<FellowshipInstance> for Runtime {
	type WeightInfo = OfTheFellowship<Runtime>;
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = MapSuccess<MayPromote, ReplaceWithDefault<()>>;
	type RemoveOrigin = MayDemote;
	type PromoteOrigin = MayPromote;
	type DemoteOrigin = MayDemote;
	type ExchangeOrigin = RootOr<Fellows>;
	type Polls = FellowshipReferenda;
	type MinRankOfClass = Identity;
	type MemberSwappedHandler = ();
	type VoteWeight = Geometric;
	type MaxMemberCount = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkSetup = ();
}
