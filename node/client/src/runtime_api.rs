// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtime APIs that the node calls.
//!
//! The node does not depend on the runtime's crate: it runs whatever Wasm the chain holds, as long
//! as it has these APIs. The SDK's macro makes their client side, [`RuntimeApi`], from an
//! implementation. The real one is in the Wasm; the one here is never called.

#![allow(dead_code, unused_variables, missing_docs, reason = "the macro reads signatures")]

use std::collections::{BTreeMap, VecDeque};

use pallet_transaction_payment_rpc_runtime_api::{FeeDetails, RuntimeDispatchInfo};
use polkadot_primitives::{
	async_backing::{AsyncBackingParams, BackingState, Constraints},
	slashing,
	vstaging::RelayParentInfo,
	AccountId, ApprovalVotingParams, Balance, Block, BlockNumber, CandidateCommitments,
	CandidateEvent, CandidateHash, CommittedCandidateReceiptV2, CoreIndex, CoreState, DisputeState,
	ExecutorParams, GroupRotationInfo, Hash, Header, Id as ParaId, InboundDownwardMessage,
	InboundHrmpMessage, NodeFeatures, Nonce, OccupiedCoreAssumption, PersistedValidationData,
	PvfCheckStatement, ScrapedOnChainVotes, SessionIndex, SessionInfo, ValidationCode,
	ValidationCodeHash, ValidatorId, ValidatorIndex, ValidatorSignature,
};
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode, OpaqueExtrinsic as UncheckedExtrinsic,
};
use sp_version::RuntimeVersion;
use sp_weights::Weight;

/// Stands for the runtime where the macro wants one.
pub(crate) struct Runtime;

/// The body of every function here.
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

	impl canary_runtime_api::BlockForge<Block> for Runtime {
		fn forge(header: Header, data: sp_inherents::InherentData) -> Block {
			in_wasm()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
			in_wasm()
		}

		fn finalize_block() -> Header {
			in_wasm()
		}

		fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<UncheckedExtrinsic> {
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
			tx: UncheckedExtrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			in_wasm()
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &Header) {
			in_wasm()
		}
	}

	impl sp_consensus_babe::BabeApi<Block> for Runtime {
		fn configuration() -> sp_consensus_babe::BabeConfiguration {
			in_wasm()
		}

		fn current_epoch_start() -> sp_consensus_babe::Slot {
			in_wasm()
		}

		fn current_epoch() -> sp_consensus_babe::Epoch {
			in_wasm()
		}

		fn next_epoch() -> sp_consensus_babe::Epoch {
			in_wasm()
		}

		fn generate_key_ownership_proof(
			slot: sp_consensus_babe::Slot,
			authority_id: sp_consensus_babe::AuthorityId,
		) -> Option<sp_consensus_babe::OpaqueKeyOwnershipProof> {
			in_wasm()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_babe::EquivocationProof<Header>,
			key_owner_proof: sp_consensus_babe::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			in_wasm()
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			in_wasm()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			in_wasm()
		}

		fn generate_key_ownership_proof(
			set_id: sp_consensus_grandpa::SetId,
			authority_id: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			in_wasm()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			in_wasm()
		}
	}

	#[api_version(16)]
	impl polkadot_primitives::runtime_api::ParachainHost<Block> for Runtime {
		fn validators() -> Vec<ValidatorId> {
			in_wasm()
		}

		fn validator_groups() -> (Vec<Vec<ValidatorIndex>>, GroupRotationInfo<BlockNumber>) {
			in_wasm()
		}

		fn availability_cores() -> Vec<CoreState<Hash, BlockNumber>> {
			in_wasm()
		}

		fn persisted_validation_data(
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<PersistedValidationData<Hash, BlockNumber>> {
			in_wasm()
		}

		fn assumed_validation_data(
			para: ParaId,
			expected_hash: Hash,
		) -> Option<(PersistedValidationData<Hash, BlockNumber>, ValidationCodeHash)> {
			in_wasm()
		}

		fn check_validation_outputs(para: ParaId, outputs: CandidateCommitments) -> bool {
			in_wasm()
		}

		fn session_index_for_child() -> SessionIndex {
			in_wasm()
		}

		fn validation_code(
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<ValidationCode> {
			in_wasm()
		}

		#[allow(deprecated, reason = "the interface still has it")]
		fn candidate_pending_availability(
			para: ParaId,
		) -> Option<CommittedCandidateReceiptV2<Hash>> {
			in_wasm()
		}

		fn candidate_events() -> Vec<CandidateEvent<Hash>> {
			in_wasm()
		}

		fn session_info(index: SessionIndex) -> Option<SessionInfo> {
			in_wasm()
		}

		fn session_executor_params(index: SessionIndex) -> Option<ExecutorParams> {
			in_wasm()
		}

		fn dmq_contents(para: ParaId) -> Vec<InboundDownwardMessage<BlockNumber>> {
			in_wasm()
		}

		fn inbound_hrmp_channels_contents(
			para: ParaId,
		) -> BTreeMap<ParaId, Vec<InboundHrmpMessage<BlockNumber>>> {
			in_wasm()
		}

		fn validation_code_by_hash(hash: ValidationCodeHash) -> Option<ValidationCode> {
			in_wasm()
		}

		fn on_chain_votes() -> Option<ScrapedOnChainVotes<Hash>> {
			in_wasm()
		}

		fn submit_pvf_check_statement(
			statement: PvfCheckStatement,
			signature: ValidatorSignature,
		) {
			in_wasm()
		}

		fn pvfs_require_precheck() -> Vec<ValidationCodeHash> {
			in_wasm()
		}

		fn validation_code_hash(
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<ValidationCodeHash> {
			in_wasm()
		}

		fn disputes() -> Vec<(SessionIndex, CandidateHash, DisputeState<BlockNumber>)> {
			in_wasm()
		}

		fn unapplied_slashes() -> Vec<(
			SessionIndex,
			CandidateHash,
			slashing::LegacyPendingSlashes,
		)> {
			in_wasm()
		}

		fn unapplied_slashes_v2() -> Vec<(SessionIndex, CandidateHash, slashing::PendingSlashes)> {
			in_wasm()
		}

		fn key_ownership_proof(
			validator: ValidatorId,
		) -> Option<slashing::OpaqueKeyOwnershipProof> {
			in_wasm()
		}

		fn submit_report_dispute_lost(
			dispute_proof: slashing::DisputeProof,
			key_owner_proof: slashing::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			in_wasm()
		}

		fn minimum_backing_votes() -> u32 {
			in_wasm()
		}

		#[allow(deprecated, reason = "the interface still has it")]
		fn para_backing_state(para: ParaId) -> Option<BackingState<Hash, BlockNumber>> {
			in_wasm()
		}

		#[allow(deprecated, reason = "the interface still has it")]
		fn async_backing_params() -> AsyncBackingParams {
			in_wasm()
		}

		fn approval_voting_params() -> ApprovalVotingParams {
			in_wasm()
		}

		fn disabled_validators() -> Vec<ValidatorIndex> {
			in_wasm()
		}

		fn node_features() -> NodeFeatures {
			in_wasm()
		}

		fn claim_queue() -> BTreeMap<CoreIndex, VecDeque<ParaId>> {
			in_wasm()
		}

		fn candidates_pending_availability(
			para: ParaId,
		) -> Vec<CommittedCandidateReceiptV2<Hash>> {
			in_wasm()
		}

		fn backing_constraints(para: ParaId) -> Option<Constraints> {
			in_wasm()
		}

		fn scheduling_lookahead() -> u32 {
			in_wasm()
		}

		fn validation_code_bomb_limit() -> u32 {
			in_wasm()
		}

		fn para_ids() -> Vec<ParaId> {
			in_wasm()
		}

		fn max_relay_parent_session_age() -> u32 {
			in_wasm()
		}

		fn ancestor_relay_parent_info(
			session: SessionIndex,
			relay_parent: Hash,
		) -> Option<RelayParentInfo<Hash, BlockNumber>> {
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
		fn query_info(uxt: UncheckedExtrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
			in_wasm()
		}

		fn query_fee_details(uxt: UncheckedExtrinsic, len: u32) -> FeeDetails<Balance> {
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
