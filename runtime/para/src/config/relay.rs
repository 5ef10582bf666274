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

/// Holds a block to the slot of its relay parent, and blocks to their pace.
///
/// Of the relay chain it asks only that neither slots nor numbers go back: it may leave out as many slots
/// as it likes.
pub type ConsensusHook =
	FixedVelocityConsensusHook<Runtime, SLOT_MILLIS, VELOCITY, UNINCLUDED_SEGMENT_CAPACITY>;

/// Blocks are built on the relay chain's newest block.
pub type RelayParentOffset = ConstU32<0>;

/// Candidates are of the second version: those of the third, which this would check, are off.
pub type SchedulingSignatureVerifier = ();

/// Takes the relay chain's messages and does nothing about them, because the runtime has nobody to whom
/// they could go. Their number is in the event `DownwardMessagesReceived`.
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
	// More than one block for a relay parent, as long as not all of them are included.
	type CheckAssociatedRelayNumber = RelayNumberMonotonicallyIncreases;
	type ConsensusHook = ConsensusHook;
	type RelayParentOffset = RelayParentOffset;
	type SchedulingSignatureVerifier = SchedulingSignatureVerifier;
	type WeightInfo = cumulus_pallet_parachain_system::weights::SubstrateWeight<Runtime>;
}

impl parachain_info::Config for Runtime {}
