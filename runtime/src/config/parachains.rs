// SPDX-License-Identifier: GPL-3.0-or-later
//! The parachains host of the SDK: ParachainsOrigin, Configuration, ParasShared, ParaInclusion,
//! ParaInherent, ParaScheduler, Paras, Initializer, Dmp, Hrmp, ParaSessionInfo, ParasDisputes,
//! ParasSlashing, OnDemandAssignmentProvider, Coretime, the Registrar; and what wallets expect beside
//! it.
//!
//! It is the SDK's own so that the paras of this chain are real ones. What the chain does not need
//! is left out: there is no XCM, so paras may send no message up, and no chain that sells coretime:
//! leases give cores (`cores.rs`), and none serves orders on demand unless root says so.

use frame_support::{
	defensive, parameter_types,
	traits::{
		BatchesFootprints, ConstU32, EnqueueMessage, KeyOwnerProofSystem, QueueFootprint,
		QueueFootprintQuery,
	},
	BoundedSlice, PalletId,
};
use frame_system::EnsureRoot;
use polkadot_primitives::{node_features::FeatureIndex, NodeFeatures, ValidatorId};
use polkadot_runtime_common::paras_registrar;
use polkadot_runtime_parachains::{
	configuration::{self, ActiveConfigHrmpChannelSizeAndCapacityRatio, HostConfiguration},
	coretime,
	disputes::{self, slashing},
	dmp, hrmp,
	inclusion::{self, AggregateMessageOrigin},
	initializer, on_demand, origin, paras, paras_inherent,
	reward_points::RewardValidatorsWithEraPoints,
	scheduler, session_info, shared,
};
use sp_core::crypto::KeyTypeId;
use sp_runtime::{transaction_validity::TransactionPriority, FixedU128, Percent};
use xcm::latest::InteriorLocation;

use crate::{
	config::governance::{origins::GeneralAdmin, RootOr},
	constants::{
		currency::{CENTS, UNITS},
		time::{DAYS, HOURS, MINUTES},
	},
	cores,
	pace::{Parameters, ReportLongevity},
	parachains_page,
	paras::SwapParas,
	weights::HostWeight,
	AccountId, Babe, Balance, Balances, BlockNumber, Historical, Offences, ParaCores,
	ParaInclusion, ParaScheduler, ParasDisputes, ParasSlashing, Registrar, Runtime, RuntimeEvent,
	RuntimeOrigin, Session, Staking,
};

parameter_types! {
	/// Votes on a para's code go before everything else.
	pub const ParasUnsignedPriority: TransactionPriority = TransactionPriority::MAX;
	/// For each block by which a para may upgrade earlier than others.
	pub const CooldownRemovalMultiplier: Balance = 1_000 * UNITS / DAYS as Balance;
	/// Share of the largest channel that one to a system para gets.
	pub const SystemChannelShare: Percent = Percent::from_percent(100);
	/// What a place in the queue costs while nobody else wants one.
	pub const BasePriceFactor: FixedU128 = FixedU128::from_u32(1);
	/// Derives the account that orders would be paid to.
	pub const OnDemandPalletId: PalletId = PalletId(*b"py/ondmd");
	/// For a para: its number and its registration.
	pub const ParaDeposit: Balance = 4 * UNITS;
	/// For each byte that a para may store: its head, and code of the largest size.
	pub const DataDepositPerByte: Balance = CENTS / 10;
	/// Where revenue from coretime would go. Nobody asks for it: there is no chain that sells any.
	pub const CoretimePot: InteriorLocation = InteriorLocation::Here;
}

/// How many validators look at a candidate again once it is included, before its relay block may be
/// final. Nodes ask for that; the runtime does not.
#[derive(Clone, Copy, Debug)]
pub struct Approvals {
	/// How many must have approved it.
	needed: u32,
	/// Validators who are not needed at once come later, in so many turns of half a second.
	delay_tranches: u32,
	/// How many cores a validator draws by lot to look at at once.
	modulo_samples: u32,
}

impl Approvals {
	/// Kusama's, for hundreds of validators.
	pub const KUSAMAS: Self = Self { needed: 30, delay_tranches: 300, modulo_samples: 40 };
	/// For a handful of them, who would otherwise wait for turns that nobody has.
	pub const OF_A_FEW: Self = Self { needed: 2, delay_tranches: 25, modulo_samples: 2 };
}

/// What nodes of this chain agree on: a receipt names its core and session, the second form of
/// receipts, and validators may say at once which of several cores they look at again.
const FEATURES: [FeatureIndex; 3] = [
	FeatureIndex::EnableAssignmentsV2,
	FeatureIndex::ElasticScalingMVP,
	FeatureIndex::CandidateReceiptV2,
];

fn features() -> NodeFeatures {
	let mut features = NodeFeatures::EMPTY;
	for feature in FEATURES {
		let index = feature as usize;
		if features.len() <= index {
			features.resize(index + 1, false);
		}
		features.set(index, true);
	}
	features
}

/// Blocks in which a candidate must become available when the group that backed it has moved on.
const AVAILABILITY_PERIOD: BlockNumber = 5;

/// What the host is told at genesis. The values are Kusama's where this chain has the thing at all,
/// but for what a para waits for when it changes its code: on Kusama that is an epoch, two minutes of
/// it after the votes, and six epochs until the next change, and so it is here at every pace. What
/// nobody waits for is not scaled: how long code is kept, and how long the host listens to disputes.
///
/// There are no cores: they come with the leases (`cores.rs`). Two votes back a candidate, or one
/// where a core has one validator.
pub fn host_configuration(
	pace: &Parameters,
	approvals: Approvals,
) -> HostConfiguration<BlockNumber> {
	let epoch = pace.epoch_length;
	let mut config = HostConfiguration {
		max_code_size: 3 * 1024 * 1024,
		max_head_data_size: 20 * 1024,
		max_pov_size: 10 * 1024 * 1024,
		max_downward_message_size: 50 * 1024,
		// Nobody reads what paras send up: candidates with such a message are refused.
		max_upward_queue_count: 0,
		max_upward_queue_size: 0,
		max_upward_message_size: 0,
		max_upward_message_num_per_candidate: 0,
		hrmp_max_message_num_per_candidate: 10,
		hrmp_max_parachain_outbound_channels: 30,
		hrmp_max_parachain_inbound_channels: 30,
		hrmp_sender_deposit: 5 * UNITS,
		hrmp_recipient_deposit: 5 * UNITS,
		hrmp_channel_max_capacity: 1_000,
		hrmp_channel_max_total_size: 100 * 1024,
		hrmp_channel_max_message_size: 100 * 1024,
		validation_upgrade_cooldown: epoch.saturating_mul(6),
		validation_upgrade_delay: epoch,
		// A candidate of the old code must have become available, or timed out.
		minimum_validation_upgrade_delay: (epoch / 30).max(AVAILABILITY_PERIOD + 1),
		code_retention_period: 2 * HOURS,
		dispute_period: 6,
		dispute_post_conclusion_acceptance_period: HOURS,
		no_show_slots: 2,
		n_delay_tranches: approvals.delay_tranches,
		needed_approvals: approvals.needed,
		relay_vrf_modulo_samples: approvals.modulo_samples,
		pvf_voting_ttl: 2,
		minimum_backing_votes: 2,
		node_features: features(),
		..Default::default()
	};
	config.async_backing_params.max_candidate_depth = 6;
	config.async_backing_params.allowed_ancestry_len = 2;
	config.scheduler_params.group_rotation_frequency = 2 * MINUTES;
	config.scheduler_params.paras_availability_period = AVAILABILITY_PERIOD;
	config.scheduler_params.lookahead = 3;
	config
}

/// Where messages of paras would wait to be read. The host's configuration allows none, so none
/// comes; one that came all the same is reported, not dropped in silence.
#[derive(Debug)]
pub struct NoUpwardMessages;

impl EnqueueMessage<AggregateMessageOrigin> for NoUpwardMessages {
	type MaxMessageLen = ConstU32<0>;

	fn enqueue_message(
		_message: BoundedSlice<u8, Self::MaxMessageLen>,
		_origin: AggregateMessageOrigin,
	) {
		defensive!("the host's configuration allows no upward message");
	}

	fn enqueue_messages<'a>(
		messages: impl Iterator<Item = BoundedSlice<'a, u8, Self::MaxMessageLen>>,
		origin: AggregateMessageOrigin,
	) {
		messages.for_each(|message| Self::enqueue_message(message, origin.clone()));
	}

	fn sweep_queue(_origin: AggregateMessageOrigin) {}
}

impl QueueFootprintQuery<AggregateMessageOrigin> for NoUpwardMessages {
	type MaxMessageLen = ConstU32<0>;

	fn footprint(_origin: AggregateMessageOrigin) -> QueueFootprint {
		QueueFootprint::default()
	}

	fn get_batches_footprints<'a>(
		_origin: AggregateMessageOrigin,
		_messages: impl Iterator<Item = BoundedSlice<'a, u8, Self::MaxMessageLen>>,
		_total_pages_limit: u32,
	) -> BatchesFootprints {
		BatchesFootprints::default()
	}
}

impl parachains_page::downward::Config for Runtime {}
impl parachains_page::upward::Config for Runtime {}
impl parachains_page::inclusion::Config for Runtime {}

impl origin::Config for Runtime {}

impl configuration::Config for Runtime {
	type WeightInfo = HostWeight;
}

impl shared::Config for Runtime {
	type DisabledValidators = Session;
}

impl session_info::Config for Runtime {
	type ValidatorSet = Historical;
}

impl inclusion::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type DisputesHandler = ParasDisputes;
	type RewardValidators = RewardValidatorsWithEraPoints<Runtime, Staking>;
	type MessageQueue = NoUpwardMessages;
	type WeightInfo = HostWeight;
}

impl paras::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type UnsignedPriority = ParasUnsignedPriority;
	type NextSessionRotation = Babe;
	type QueueFootprinter = ParaInclusion;
	// From its first block on a para's manager may no longer take it away.
	type OnNewHead = Registrar;
	type WeightInfo = HostWeight;
	type AssignCoretime = ParaScheduler;
	type Fungible = Balances;
	type CooldownRemovalMultiplier = CooldownRemovalMultiplier;
	type AuthorizeCurrentCodeOrigin = EnsureRoot<AccountId>;
}

impl dmp::Config for Runtime {
	type WeightInfo = dmp::weights::SubstrateWeight<Runtime>;
}

impl hrmp::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeEvent = RuntimeEvent;
	type ChannelManager = RootOr<GeneralAdmin>;
	type Currency = Balances;
	type DefaultChannelSizeAndCapacityWithSystem =
		ActiveConfigHrmpChannelSizeAndCapacityRatio<Runtime, SystemChannelShare>;
	type VersionWrapper = ();
	type WeightInfo = HostWeight;
}

impl paras_inherent::Config for Runtime {
	type WeightInfo = HostWeight;
}

impl scheduler::Config for Runtime {}

impl on_demand::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type WeightInfo = HostWeight;
	type TrafficDefaultValue = BasePriceFactor;
	// There is no revenue to look back on; the pallet needs room for one entry.
	type MaxHistoricalRevenue = ConstU32<1>;
	type PalletId = OnDemandPalletId;
}

// Root alone gives and takes cores by calls. What would talk to a chain that sells them reaches nobody,
// and fails.
impl coretime::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeEvent = RuntimeEvent;
	// As on Kusama; here the number is free for nobody but root.
	type BrokerId = ConstU32<1_005>;
	type BrokerPotLocation = CoretimePot;
	type WeightInfo = HostWeight;
	type SendXcm = ();
	type AssetTransactor = ();
	type AccountToLocation = ();
	type MaxXcmTransactWeight = ();
}

impl cores::Config for Runtime {}

impl initializer::Config for Runtime {
	type Randomness = pallet_babe::RandomnessFromOneEpochAgo<Runtime>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type CoretimeOnNewSession = ParaCores;
	type WeightInfo = HostWeight;
}

impl disputes::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RewardValidators = RewardValidatorsWithEraPoints<Runtime, Staking>;
	type SlashingHandler = slashing::SlashValidatorsForDisputes<ParasSlashing>;
	type WeightInfo = HostWeight;
}

impl slashing::Config for Runtime {
	type KeyOwnerProof =
		<Self::KeyOwnerProofSystem as KeyOwnerProofSystem<(KeyTypeId, ValidatorId)>>::Proof;
	type KeyOwnerIdentification = <Self::KeyOwnerProofSystem as KeyOwnerProofSystem<(
		KeyTypeId,
		ValidatorId,
	)>>::IdentificationTuple;
	type KeyOwnerProofSystem = Historical;
	type HandleReports =
		slashing::SlashingReportHandler<Self::KeyOwnerIdentification, Offences, ReportLongevity>;
	type WeightInfo = HostWeight;
	type BenchmarkingConfig = slashing::BenchConfig<300>;
}

impl paras_registrar::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type OnSwap = SwapParas;
	type ParaDeposit = ParaDeposit;
	type DataDepositPerByte = DataDepositPerByte;
	type WeightInfo = HostWeight;
}
