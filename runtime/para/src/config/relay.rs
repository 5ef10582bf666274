// SPDX-License-Identifier: GPL-3.0-or-later
//! What ties the chain to the relay chain: ParachainSystem, ParachainInfo.

use cumulus_pallet_aura_ext::FixedVelocityConsensusHook;
use cumulus_pallet_parachain_system::RelayNumberMonotonicallyIncreases;
use frame_support::{
	traits::{ConstU32, HandleMessage},
	BoundedSlice,
};

use crate::{
	constants::{
		pace::{UNINCLUDED_SEGMENT_CAPACITY, VELOCITY},
		time::SLOT_MILLIS,
	},
	ParachainInfo, Runtime, RuntimeEvent,
};

/// Checks that a block has the slot of its relay parent, and limits the number of blocks.
///
/// The relay chain may skip any number of slots: only going back, in its slots or in its numbers, is
/// refused.
pub type ConsensusHook =
	FixedVelocityConsensusHook<Runtime, SLOT_MILLIS, VELOCITY, UNINCLUDED_SEGMENT_CAPACITY>;

/// The relay parent is the relay chain's newest block.
pub type RelayParentOffset = ConstU32<0>;

/// Checks nothing: it is for candidates of version 3, which are off. Candidates have version 2.
pub type SchedulingSignatureVerifier = ();

/// Takes the relay chain's messages and drops them, because no pallet handles messages. Their number is in
/// the event `DownwardMessagesReceived`.
#[derive(Debug)]
pub struct NobodyListens;

impl HandleMessage for NobodyListens {
	type MaxMessageLen = ConstU32<{ u32::MAX }>;

	fn handle_message(_: BoundedSlice<'_, u8, Self::MaxMessageLen>) {}

	fn handle_messages<'a>(_: impl Iterator<Item = BoundedSlice<'a, u8, Self::MaxMessageLen>>) {}

	fn sweep_queue() {}
}

impl cumulus_pallet_parachain_system::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnSystemEvent = ();
	type SelfParaId = ParachainInfo;
	type OutboundXcmpMessageSource = ();
	type DmpQueue = NobodyListens;
	type ReservedDmpWeight = ();
	type XcmpMessageHandler = ();
	type ReservedXcmpWeight = ();
	// Several blocks may have the same relay parent, or one that is newer.
	type CheckAssociatedRelayNumber = RelayNumberMonotonicallyIncreases;
	type ConsensusHook = ConsensusHook;
	type RelayParentOffset = RelayParentOffset;
	type SchedulingSignatureVerifier = SchedulingSignatureVerifier;
	type WeightInfo = cumulus_pallet_parachain_system::weights::SubstrateWeight<Runtime>;
}

impl parachain_info::Config for Runtime {}
