// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtime APIs that are called on paras.
//!
//! The crate knows no particular runtime: it runs the Wasm in the para's state, which must have some of
//! these APIs and may have the others. The SDK's macro makes the client's side, [`RuntimeApi`], from an
//! implementation. The implementation here is never called: the runtime's own is in the Wasm.

#![allow(dead_code, unused_variables, missing_docs, reason = "the macro reads signatures")]

use cumulus_primitives_core::{relay_chain::Slot, CollationInfo, ParaId, RelayProofRequest};
use pallet_transaction_payment_rpc_runtime_api::{FeeDetails, RuntimeDispatchInfo};
use sp_consensus_aura::{sr25519::AuthorityId, SlotDuration};
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::Block as BlockT,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_version::RuntimeVersion;
use sp_weights::Weight;

use crate::types::{AccountId, Balance, Block, Extrinsic, Hash, Header, Nonce};

/// The runtime type that the macro needs.
pub(crate) struct Runtime;

/// The body of every function of the implementation.
fn in_wasm() -> ! {
	unreachable!("the runtime answers in Wasm")
}

sp_api::impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			in_wasm()
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			in_wasm()
		}

		fn initialize_block(header: &Header) -> ExtrinsicInclusionMode {
			in_wasm()
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			in_wasm()
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			in_wasm()
		}

		fn metadata_versions() -> Vec<u32> {
			in_wasm()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: Extrinsic) -> ApplyExtrinsicResult {
			in_wasm()
		}

		fn finalize_block() -> Header {
			in_wasm()
		}

		fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<Extrinsic> {
			in_wasm()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			in_wasm()
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: Extrinsic,
			block_hash: Hash,
		) -> TransactionValidity {
			in_wasm()
		}
	}

	// Aura's keys are read as sr25519 whichever kind they are: both have the same size.
	impl sp_consensus_aura::AuraApi<Block, AuthorityId> for Runtime {
		fn slot_duration() -> SlotDuration {
			in_wasm()
		}

		fn authorities() -> Vec<AuthorityId> {
			in_wasm()
		}
	}

	impl cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> for Runtime {
		fn can_build_upon(included_hash: Hash, slot: Slot) -> bool {
			in_wasm()
		}
	}

	impl cumulus_primitives_core::CollectCollationInfo<Block> for Runtime {
		fn collect_collation_info(header: &Header) -> CollationInfo {
			in_wasm()
		}
	}

	impl cumulus_primitives_core::GetParachainInfo<Block> for Runtime {
		fn parachain_id() -> ParaId {
			in_wasm()
		}
	}

	#[api_version(2)]
	impl cumulus_primitives_core::RelayParentOffsetApi<Block> for Runtime {
		fn relay_parent_offset() -> u32 {
			in_wasm()
		}

		fn max_claim_queue_offset() -> u8 {
			in_wasm()
		}
	}

	impl cumulus_primitives_core::SchedulingV3EnabledApi<Block> for Runtime {
		fn scheduling_v3_enabled() -> bool {
			in_wasm()
		}
	}

	impl cumulus_primitives_core::KeyToIncludeInRelayProof<Block> for Runtime {
		fn keys_to_prove() -> RelayProofRequest {
			in_wasm()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			in_wasm()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			in_wasm()
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			in_wasm()
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
		for Runtime
	{
		fn query_info(uxt: Extrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
			in_wasm()
		}

		fn query_fee_details(uxt: Extrinsic, len: u32) -> FeeDetails<Balance> {
			in_wasm()
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			in_wasm()
		}

		fn query_length_to_fee(length: u32) -> Balance {
			in_wasm()
		}
	}
}
