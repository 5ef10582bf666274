// SPDX-License-Identifier: GPL-3.0-or-later
//! Block production and finality: Babe, Grandpa, Session, Historical, Authorship, Offences,
//! AuthorityDiscovery.

use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	parameter_types,
	traits::{ConstU32, DisabledValidators, Get},
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_consensus_babe::{
	AllowedSlots, BabeConfiguration, BabeEpochConfiguration, ConsensusLog, BABE_ENGINE_ID,
};
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
	Offences, ParaSessionInfo, Runtime, RuntimeCall, RuntimeEvent, Session, Staking, System,
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

/// The greatest number of active validators.
pub type MaxAuthorities = ConstU32<1_000>;

impl_opaque_keys! {
	/// The keys of a validator.
	pub struct SessionKeys {
		/// The key for finality votes.
		pub grandpa: Grandpa,
		/// The key for making blocks.
		pub babe: Babe,
		/// The key for backing, approving and pre-checking in the parachains protocol.
		pub para_validator: Initializer,
		/// The key for drawing which candidates to approve.
		pub para_assignment: ParaSessionInfo,
		/// The key for publishing the addresses of the validator's node.
		pub authority_discovery: AuthorityDiscovery,
	}
}

/// The keys of `session.setKeys`, with or without a proof of ownership.
///
/// Wallets send an empty proof, as they do on Kusama. That is accepted, because nobody gains by setting
/// the keys of another. A proof that is not empty must be valid.
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

/// BABE's configuration at genesis, for the node.
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

// The node's equivocation reports become bare extrinsics, which are checked by their proof.
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

/// The validators that were disabled before this block.
///
/// BABE panics at the end of a block whose author is disabled. An author whom their own block disables was not
/// when they began it, and had the right to it: without this difference, what disables them is in no block of
/// theirs, and the block is lost in which a referendum does it.
#[derive(Debug)]
pub struct DisabledBefore;

impl DisabledBefore {
	/// Whether this block disables a validator: BABE notes each in the header.
	fn is_news(validator: u32) -> bool {
		let digest = System::digest();
		let mut logs = digest.logs().iter();
		logs.any(|log| {
			let said = log.consensus_try_to(&BABE_ENGINE_ID);
			matches!(said, Some(ConsensusLog::OnDisabled(disabled)) if disabled == validator)
		})
	}
}

impl DisabledValidators for DisabledBefore {
	fn is_disabled(validator: u32) -> bool {
		Session::is_disabled(validator) && !Self::is_news(validator)
	}

	fn disabled_validators() -> Vec<u32> {
		let all = Session::disabled_validators().into_iter();
		all.filter(|validator| !Self::is_news(*validator)).collect()
	}
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochLength;
	type ExpectedBlockTime = ExpectedBlockTime;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = DisabledBefore;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = <Self as pallet_staking::Config>::MaxExposurePageSize;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

/// The number of voter sets whose sessions GRANDPA remembers, to judge votes that were cast twice: the set of
/// the present, one for each session in which an offender stays bonded, if each has a set of its own, and the
/// one before them, whose last session tells when the first of them began.
#[derive(Debug)]
pub struct RememberedSets;

impl Get<u64> for RememberedSets {
	fn get() -> u64 {
		BondedSessions::get().saturating_add(2)
	}
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = <Self as pallet_staking::Config>::MaxExposurePageSize;
	type MaxSetIdSessionEntries = RememberedSets;
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
