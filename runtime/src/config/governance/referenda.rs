// SPDX-License-Identifier: GPL-3.0-or-later
//! The public's referenda and votes: Referenda, ConvictionVoting, Whitelist.

use frame_support::{
	parameter_types,
	traits::{
		tokens::{currency::ActiveIssuanceOf, imbalance::ResolveTo},
		AsEnsureOriginWithArg, ConstU32,
	},
	weights::Weight,
};
use frame_system::EnsureSigned;
use pallet_conviction_voting::{Conviction, TallyOf};
use sp_runtime::Perbill;

use super::{
	origins::{Fellows, ReferendumCanceller, ReferendumKiller, WhitelistedCaller},
	tracks::Tracks,
	votes::OfThePublic,
	RootOr,
};
use crate::{
	config::money::TreasuryAccount,
	constants::{block, currency::QUID, time::DAYS},
	pace::GovernancePace,
	weights, AccountId, Balance, Balances, BlockNumber, FastTrack, Preimage, Referenda, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeHoldReason, Scheduler, System,
};

parameter_types! {
	/// The deposit for the submission of a referendum.
	pub const SubmissionDeposit: Balance = QUID;
	/// Alarms can be set at any block.
	pub const AlarmInterval: BlockNumber = 1;
	/// The number of blocks within which a referendum must begin to be decided.
	pub UndecidingTimeout: BlockNumber = GovernancePace::chosen().by_hand(14 * DAYS);
	/// The number of blocks for which a winning vote with the lowest conviction is locked.
	pub VoteLockingPeriod: BlockNumber = GovernancePace::chosen().period(7 * DAYS);
	/// The number of blocks for which results are kept: as long as the strongest conviction locks a vote,
	/// because the removal of a vote looks the result up.
	pub RetentionPeriod: BlockNumber = {
		let longest = Conviction::Locked6x.lock_periods();
		VoteLockingPeriod::get().saturating_mul(longest)
	};
	/// The weight up to which an approved call is certain to be dispatched: a little less than the
	/// scheduler's maximum for one block, which includes fetching the call.
	pub MaxCallWeight: Weight = Perbill::from_percent(79) * block::weights().max_block;
	/// The number of blocks within which a call that was approved before it was whitelisted can be
	/// dispatched.
	pub DeferredDispatchExpiration: BlockNumber = GovernancePace::chosen().by_hand(28 * DAYS);
}

/// The greatest number of referenda in the queue of one track, of the public or of the fellowship.
pub type MaxQueued = ConstU32<100>;

impl canary_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type Tracks = Tracks;
	type Votes = Balance;
	type Tally = TallyOf<Runtime>;
	type Watch = FastTrack;
	type BlockNumberProvider = System;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = RootOr<ReferendumCanceller>;
	type KillOrigin = RootOr<ReferendumKiller>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = MaxQueued;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type RetentionPeriod = RetentionPeriod;
	type MaxCallWeight = MaxCallWeight;
	type WeightInfo = weights::canary_referenda_referenda::WeightInfo<Runtime>;
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = OfThePublic<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<512>;
	type VoteLockingPeriod = VoteLockingPeriod;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = RootOr<Fellows>;
	type DispatchWhitelistedOrigin = RootOr<WhitelistedCaller>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = DeferredDispatchExpiration;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}
