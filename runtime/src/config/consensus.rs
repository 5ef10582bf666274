// SPDX-License-Identifier: GPL-3.0-or-later
//! Who makes blocks and who finalizes them: Babe, Grandpa, Session, Historical, Authorship,
//! Offences, AuthorityDiscovery.

use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Get},
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_consensus_babe::{AllowedSlots, BabeConfiguration, BabeEpochConfiguration};
use sp_core::crypto::KeyTypeId;
use sp_runtime::{
	impl_opaque_keys,
	traits::{ConvertInto, OpaqueKeys},
};
use sp_session::MembershipProof;

use crate::{
	constants::time::SLOT_MILLIS,
	pace::{BondedSessions, EpochLength, ReportLongevity},
	AccountId, AuthorityDiscovery, Babe, Balance, Balances, Grandpa, Historical, Initializer,
	Offences, ParaSessionInfo, Runtime, RuntimeCall, RuntimeEvent, Session, Staking,
	UncheckedExtrinsic,
};

/// A quarter of the slots have a primary author; every slot has a secondary one, so that each slot
/// gets a block while all validators are up.
pub const BABE_GENESIS_EPOCH_CONFIG: BabeEpochConfiguration =
	BabeEpochConfiguration { c: (1, 4), allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

parameter_types! {
	/// Milliseconds of chain time in a slot.
	pub const ExpectedBlockTime: u64 = SLOT_MILLIS;
}

/// The most validators that can be active.
pub type MaxAuthorities = ConstU32<1_000>;

impl_opaque_keys! {
	/// The keys of a validator.
	pub struct SessionKeys {
		/// Votes on finality.
		pub grandpa: Grandpa,
		/// Makes blocks.
		pub babe: Babe,
		/// Backs, approves and pre-checks what paras do.
		pub para_validator: Initializer,
		/// Draws which candidates to approve.
		pub para_assignment: ParaSessionInfo,
		/// Signs where the validator's node is found.
		pub authority_discovery: AuthorityDiscovery,
	}
}

/// The keys as `session.setKeys` takes them: with a proof that their owner has them, or without.
///
/// Wallets send an empty proof, as they always did on Kusama: they know no other. It is enough,
/// because nobody gains by another's keys. A proof that is there must be right.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct SubmittedKeys(pub SessionKeys);

impl OpaqueKeys for SubmittedKeys {
	type KeyTypeIdProviders = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;

	fn key_ids() -> &'static [KeyTypeId] {
		SessionKeys::key_ids()
	}

	fn get_raw(&self, id: KeyTypeId) -> &[u8] {
		self.0.get_raw(id)
	}

	fn ownership_proof_is_valid(&self, owner: &[u8], proof: &[u8]) -> bool {
		proof.is_empty() || self.0.ownership_proof_is_valid(owner, proof)
	}
}

/// What BABE's client needs to know at the start of an epoch.
pub fn babe_configuration() -> BabeConfiguration {
	let BabeEpochConfiguration { c, allowed_slots } =
		Babe::epoch_config().unwrap_or(BABE_GENESIS_EPOCH_CONFIG);
	BabeConfiguration {
		slot_duration: Babe::slot_duration(),
		epoch_length: EpochLength::get(),
		c,
		authorities: Babe::authorities().to_vec(),
		randomness: Babe::randomness(),
		allowed_slots,
	}
}

// How the node's equivocation reports become extrinsics: bare ones, checked by their proof.
impl<LocalCall> CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<LocalCall> CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochLength;
	type ExpectedBlockTime = ExpectedBlockTime;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = <Self as pallet_staking::Config>::MaxExposurePageSize;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = <Self as pallet_staking::Config>::MaxExposurePageSize;
	type MaxSetIdSessionEntries = BondedSessions;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = Staking;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Staking>;
	type SessionHandler = <SubmittedKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SubmittedKeys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = ();
}

impl pallet_session::historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = sp_staking::Exposure<AccountId, Balance>;
	type FullIdentificationOf = pallet_staking::DefaultExposureOf<Runtime>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Staking;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = MaxAuthorities;
}
