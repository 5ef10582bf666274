// SPDX-License-Identifier: GPL-3.0-or-later
//! The parachains host of the SDK: ParachainsOrigin, Configuration, ParasShared, ParaInclusion,
//! ParaInherent, ParaScheduler, Paras, Initializer, Dmp, Hrmp, ParaSessionInfo, ParasDisputes,
//! ParasSlashing, OnDemandAssignmentProvider, Coretime, the Registrar; and what wallets expect beside
//! it.
//!
//! The host is the SDK's, so that paras work as on other relay chains. Some parts are left out. There is
//! no XCM, so paras cannot send upward messages. There is no chain that sells coretime: leases give
//! cores (`cores.rs`), and no core serves on-demand orders unless root assigns one.

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
	paras::{LockInSlots, SwapParas},
	weights::HostWeight,
	AccountId, Babe, Balance, Balances, BlockNumber, Historical, Offences, ParaCores,
	ParaInclusion, ParaScheduler, ParasDisputes, ParasSlashing, Runtime, RuntimeEvent,
	RuntimeOrigin, Session, Staking,
};

parameter_types! {
	/// The priority of votes on a para's code: the highest.
	pub const ParasUnsignedPriority: TransactionPriority = TransactionPriority::MAX;
	/// The price of each block by which a para's cooldown between code upgrades is shortened.
	pub const CooldownRemovalMultiplier: Balance = 1_000 * UNITS / DAYS as Balance;
	/// The size of a channel to a system para, as a share of the greatest size.
	pub const SystemChannelShare: Percent = Percent::from_percent(100);
	/// The factor of the base price of an on-demand order.
	pub const BasePriceFactor: FixedU128 = FixedU128::from_u32(1);
	/// The id from which the account for the revenue of on-demand orders is derived.
	pub const OnDemandPalletId: PalletId = PalletId(*b"py/ondmd");
	/// The deposit for the number of a para and its registration.
	pub const ParaDeposit: Balance = 4 * UNITS;
	/// The deposit for each byte that a para can store: its head, and code of the greatest size.
	pub const DataDepositPerByte: Balance = CENTS / 10;
	/// Where revenue from coretime would go. There is none, because no chain sells coretime.
	pub const CoretimePot: InteriorLocation = InteriorLocation::Here;
}

/// How many validators check a candidate again after its inclusion, before its relay block can be
/// final. The nodes use these values; the runtime does not.
#[derive(Clone, Copy, Debug)]
pub struct Approvals {
	/// The number of approvals needed.
	needed: u32,
	/// The number of tranches, of half a second each, in which further validators are assigned.
	delay_tranches: u32,
	/// The number of samples by which a validator is assigned to cores in the first tranche.
	modulo_samples: u32,
}

impl Approvals {
	/// Kusama's values, for hundreds of validators.
	pub const KUSAMAS: Self = Self { needed: 30, delay_tranches: 300, modulo_samples: 40 };
	/// Values for a handful of validators, who would otherwise wait for empty tranches.
	pub const OF_A_FEW: Self = Self { needed: 2, delay_tranches: 25, modulo_samples: 2 };
}

/// The node features of this chain: candidate receipts of the second version, and assignments for
/// several cores in one message.
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

/// The number of blocks within which a candidate must become available.
const AVAILABILITY_PERIOD: BlockNumber = 5;

/// The host's configuration at genesis. The values are Kusama's where they apply, with these exceptions.
///
/// The times that a para waits for when it upgrades its code scale with the epoch: one epoch for the
/// upgrade, a thirtieth of an epoch after the votes, six epochs until the next upgrade. Times for which
/// nobody waits are not scaled: how long old code is kept, and how long disputes are accepted.
///
/// There are no cores at genesis: leases add them (`cores.rs`). A candidate needs two backing votes, or
/// one if its core has one validator.
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
		// Nothing processes upward messages, so candidates with such a message are refused.
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
		// A candidate of the old code must have become available or timed out by then.
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

/// The queue of upward messages, which is always empty because the host's configuration allows none. If
/// one came nevertheless, this reports a defensive failure.
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
	// From its first block in a slot on, a para's manager can no longer deregister it.
	type OnNewHead = LockInSlots;
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
	// There is no revenue; the pallet needs room for one entry.
	type MaxHistoricalRevenue = ConstU32<1>;
	type PalletId = OnDemandPalletId;
}

// Only root can assign cores by calls. The calls that would send messages to a chain that sells cores
// fail.
impl coretime::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeEvent = RuntimeEvent;
	// As on Kusama. Here only root could register a para with this number.
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
