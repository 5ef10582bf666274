// SPDX-License-Identifier: GPL-3.0-or-later
//! # The demo para
//!
//! The runtime of a small parachain with which a relay chain's cores can be tried: to send a transfer on it,
//! to upgrade it, and to fast-forward and revert it together with the relay chain. Its pallets, indices,
//! units and extensions are those of the SDK's parachain template, without the collator selection and
//! without XCM.
//!
//! It makes at most one block in a slot of the relay chain, which is the para's slot too. A block's time is
//! that of its relay parent, and no machine's clock is read. Alice and Bob take turns to make blocks, and
//! Alice has the sudo key.
//!
//! This file is the table of contents: the types of the chain, the extensions of a transaction, and the
//! pallets. The configuration of each pallet is in `config`, the runtime APIs are in `apis`, and the
//! genesis presets in [`genesis`].

#![cfg_attr(not(feature = "std"), no_std)]
#![allow(missing_docs, reason = "the runtime and runtime-API macros write undocumented items")]

extern crate alloc;

mod apis;
pub mod config;
pub mod constants;
pub mod genesis;
mod metadata_hash;

use alloc::{borrow::Cow, vec::Vec};

use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use apis::{api, RuntimeApi};

// The attribute takes literals only.
macro_rules! version {
	($spec_version:tt) => {
		/// Names this runtime and its interfaces.
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("canary-demo-para"),
			impl_name: Cow::Borrowed("canary-demo-para"),
			authoring_version: 1,
			spec_version: $spec_version,
			impl_version: 0,
			apis: apis::RUNTIME_API_VERSIONS,
			transaction_version: 1,
			system_version: 1,
		};
	};
}

#[cfg(not(feature = "rehearsal-upgrade"))]
version!(1);
// The next version, which a rehearsal upgrades to.
#[cfg(feature = "rehearsal-upgrade")]
version!(2);

/// An amount of money, in the smallest unit: 10^-12.
pub type Balance = u128;
/// The height of a block.
pub type BlockNumber = u32;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A hash of anything on the chain.
pub type Hash = sp_core::H256;
/// A signature by any of the supported schemes.
pub type Signature = MultiSignature;
/// The account behind a [`Signature`].
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block with decoded extrinsics.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// An extrinsic as it stands in a block.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What the signer of a transaction signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// What a transaction carries besides its call and signature, in the order that is signed.
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

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	/// The keys of a collator.
	pub struct SessionKeys {
		/// Makes blocks.
		pub aura: Aura,
	}
}

// The indices are the template's, which has collator selection and sessions at 21 and 22, XCM at 30 to 33.
#[frame_support::runtime]
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
	#[runtime::pallet_index(1)]
	pub type ParachainSystem = cumulus_pallet_parachain_system;
	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(3)]
	pub type ParachainInfo = parachain_info;

	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment;

	#[runtime::pallet_index(15)]
	pub type Sudo = pallet_sudo;

	// In this order: the author, the authorities, and then the copy of them for the next block.
	#[runtime::pallet_index(20)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(23)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(24)]
	pub type AuraExt = cumulus_pallet_aura_ext;
}

// The function that the relay chain's validators call, in Wasm only.
cumulus_pallet_parachain_system::register_validate_block! {
	Runtime = Runtime,
	BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
