// SPDX-License-Identifier: GPL-3.0-or-later
//! # The Canary runtime
//!
//! A Kusama-style relay chain as one Wasm blob, with its pace chosen at genesis (see [`pace`]).
//!
//! This file has the types of the chain, the extensions of a transaction, and the list of pallets. The
//! modules of `config` configure the pallets, one module per concern; `apis` has the runtime APIs;
//! `genesis` the genesis presets.

#![cfg_attr(not(feature = "std"), no_std)]
// The runtime macro recurses once per pallet.
#![recursion_limit = "512"]
#![allow(missing_docs, reason = "the runtime and runtime-API macros write undocumented items")]

extern crate alloc;

mod apis;
pub mod beginning;
mod block_forge;
pub mod call_filter;
pub mod config;
pub mod constants;
pub mod cores;
#[cfg(feature = "failures")]
pub mod failures;
pub mod genesis;
mod hooks;
pub mod inflation;
mod metadata_hash;
pub mod migrations;
pub mod pace;
pub mod parachains_page;
pub mod paras;
mod proxy_filter;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;

/// An empty pallet: the runtime macro needs the module even without the feature `failures`.
#[cfg(not(feature = "failures"))]
pub mod failures {
	pub use pallet::*;

	#[frame_support::pallet]
	pub mod pallet {
		#[pallet::pallet]
		pub struct Pallet<T>(_);

		#[pallet::config]
		pub trait Config: frame_system::Config {}
	}
}

use alloc::{borrow::Cow, vec::Vec};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use apis::{api, RuntimeApi};
pub use config::consensus::{SessionKeys, SubmittedKeys};
pub use config::money::TreasuryAccount;

// The attribute takes literals only.
macro_rules! version {
	($spec_version:tt) => {
		/// The name and version of this runtime, and the versions of its APIs.
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("canary"),
			impl_name: Cow::Borrowed("canary-node"),
			authoring_version: 1,
			spec_version: $spec_version,
			impl_version: 0,
			apis: apis::RUNTIME_API_VERSIONS,
			transaction_version: 1,
			system_version: 1,
		};
	};
}

#[cfg(not(any(feature = "rehearsal-upgrade", feature = "failures")))]
version!(1_000);
// The next version, to which the rehearsal upgrades.
#[cfg(all(feature = "rehearsal-upgrade", not(feature = "failures")))]
version!(1_001);
// Higher than any version that a chain can have before.
#[cfg(feature = "failures")]
version!(1_000_000);

/// An amount of money, in plancks.
pub type Balance = u128;
/// The number of a block.
pub type BlockNumber = u32;
/// The number of transactions of an account.
pub type Nonce = u32;
/// The hash type of the chain.
pub type Hash = sp_core::H256;
/// A signature by any of the supported schemes.
pub type Signature = MultiSignature;
/// The account behind a [`Signature`].
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// The address of an account in a transaction.
pub type Address = MultiAddress<AccountId, ()>;
/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block with decoded extrinsics.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// An extrinsic as it is encoded in a block.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// The payload that the signer of a transaction signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// The extensions of a transaction, in the order in which they are signed.
pub type TxExtension = (
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	canary_metadata_hash::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	hooks::AllHooks,
>;

/// The kinds of proxies: the calls that a proxy may make for its principal.
///
/// The type is in the root of a crate named `*_runtime` because polkadot.js apps looks for it there.
/// New kinds go to the end, because the accounts' records have the indices.
#[derive(
	Clone,
	Copy,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// All calls.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Calls that move no money to another account.
	#[codec(index = 1)]
	NonTransfer,
	/// Referenda and votes, the fellowship's and the technical committee's too, treasury, bounties.
	#[codec(index = 2)]
	Governance,
	/// Staking and nomination pools.
	#[codec(index = 3)]
	Staking,
	/// Judgements of a registrar.
	#[codec(index = 4)]
	IdentityJudgement,
	/// Rejecting announced proxy calls.
	#[codec(index = 5)]
	CancelProxy,
	/// Paras, and bids for their slots.
	#[codec(index = 6)]
	Auction,
	// 7 is Kusama's Society, 9 its Spokesperson: this chain has neither.
	/// Nomination pools alone.
	#[codec(index = 8)]
	NominationPools,
	/// Reserving and registering paras.
	#[codec(index = 10)]
	ParaRegistration,
}

// Pallet indices are Kusama's where Kusama has the pallet. The order is the order of hooks and of
// genesis (`legacy_ordering`: without it, hooks would run by index): `Pace` comes first because the
// others read it.
#[frame_support::runtime(legacy_ordering)]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(200)]
	pub type Pace = crate::pace;

	// Consensus. BABE's time must be known before the session ends, and the author before fees.
	#[runtime::pallet_index(1)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(4)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(33)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(5)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(6)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(7)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(34)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(8)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(10)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(12)]
	pub type AuthorityDiscovery = pallet_authority_discovery;

	// Staking's helpers.
	#[runtime::pallet_index(39)]
	pub type VoterList = pallet_bags_list<Instance1>;
	#[runtime::pallet_index(41)]
	pub type NominationPools = pallet_nomination_pools;
	#[runtime::pallet_index(47)]
	pub type DelegatedStaking = pallet_delegated_staking;

	// Common money.
	#[runtime::pallet_index(18)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(35)]
	pub type Bounties = pallet_bounties;
	#[runtime::pallet_index(40)]
	pub type ChildBounties = pallet_child_bounties;

	// Accounts and calls.
	#[runtime::pallet_index(24)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(25)]
	pub type Identity = pallet_identity;
	#[runtime::pallet_index(28)]
	pub type Vesting = pallet_vesting;
	#[runtime::pallet_index(29)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(30)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(31)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(32)]
	pub type Preimage = pallet_preimage;

	// Governance.
	#[runtime::pallet_index(20)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(21)]
	pub type Referenda = canary_referenda;
	#[runtime::pallet_index(22)]
	pub type FellowshipCollective = pallet_ranked_collective<Instance1>;
	#[runtime::pallet_index(23)]
	pub type FellowshipReferenda = canary_referenda<Instance2>;
	#[runtime::pallet_index(43)]
	pub type Origins = crate::config::governance::origins;
	#[runtime::pallet_index(44)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(15)]
	pub type TechnicalCommittee = pallet_collective<Instance1>;
	#[runtime::pallet_index(17)]
	pub type TechnicalMembership = pallet_membership<Instance1>;
	#[runtime::pallet_index(203)]
	pub type FastTrack = canary_fast_track;

	// The parachains host. `Initializer` runs the hooks of most of them, after `Session`.
	#[runtime::pallet_index(50)]
	pub type ParachainsOrigin = polkadot_runtime_parachains::origin;
	#[runtime::pallet_index(51)]
	pub type Configuration = polkadot_runtime_parachains::configuration;
	#[runtime::pallet_index(52)]
	pub type ParasShared = polkadot_runtime_parachains::shared;
	#[runtime::pallet_index(53)]
	pub type ParaInclusion = polkadot_runtime_parachains::inclusion;
	#[runtime::pallet_index(54)]
	pub type ParaInherent = polkadot_runtime_parachains::paras_inherent;
	#[runtime::pallet_index(55)]
	pub type ParaScheduler = polkadot_runtime_parachains::scheduler;
	#[runtime::pallet_index(56)]
	pub type Paras = polkadot_runtime_parachains::paras;
	#[runtime::pallet_index(57)]
	pub type Initializer = polkadot_runtime_parachains::initializer;
	#[runtime::pallet_index(58)]
	pub type Dmp = polkadot_runtime_parachains::dmp;
	#[runtime::pallet_index(60)]
	pub type Hrmp = polkadot_runtime_parachains::hrmp;
	#[runtime::pallet_index(61)]
	pub type ParaSessionInfo = polkadot_runtime_parachains::session_info;
	#[runtime::pallet_index(62)]
	pub type ParasDisputes = polkadot_runtime_parachains::disputes;
	#[runtime::pallet_index(63)]
	pub type ParasSlashing = polkadot_runtime_parachains::disputes::slashing;
	// The host's scheduler needs it. Its calls are disabled, so that nobody pays for an order that no
	// core serves unless root assigns one.
	#[runtime::pallet_index(64)]
	#[runtime::disable_call]
	pub type OnDemandAssignmentProvider = polkadot_runtime_parachains::on_demand;

	// The assignments of cores. Its hook for sessions is left out: it would notify a chain that sells
	// cores.
	#[runtime::pallet_index(74)]
	pub type Coretime = polkadot_runtime_parachains::coretime;
	// Assigns cores to the paras that have slots.
	#[runtime::pallet_index(205)]
	pub type ParaCores = crate::cores;

	// Empty maps that wallets need.
	#[runtime::pallet_index(59)]
	pub type Ump = crate::parachains_page::upward;
	#[runtime::pallet_index(201)]
	pub type ParasDmp = crate::parachains_page::downward;
	#[runtime::pallet_index(202)]
	pub type ParasInclusion = crate::parachains_page::inclusion;

	// Slots of the host, and who gets them. After the host and `Session`, so that their hooks see the
	// session, the randomness and the lifecycles of the same block.
	#[runtime::pallet_index(70)]
	pub type Registrar = polkadot_runtime_common::paras_registrar;
	#[runtime::pallet_index(71)]
	pub type Slots = canary_slots;
	#[runtime::pallet_index(72)]
	pub type Auctions = canary_auctions;
	// After Slots and Auctions: it releases in the same block what the end of an auction or a lease
	// makes free.
	#[runtime::pallet_index(73)]
	pub type Crowdloan = canary_crowdloan;

	// After all others, because its genesis needs theirs.
	#[runtime::pallet_index(204)]
	pub type Beginning = crate::beginning;

	// Last, so that a block which fails on demand has run all other hooks.
	#[cfg(feature = "failures")]
	#[runtime::pallet_index(250)]
	pub type Failures = crate::failures;
}
