// SPDX-License-Identifier: GPL-3.0-or-later
//! The implementations of the runtime APIs.

use alloc::{
	collections::{BTreeMap, VecDeque},
	vec::Vec,
};

use canary_crowdloan::{OwnContribution, Rank, Stage};
use codec::Encode;
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	traits::KeyOwnerProofSystem,
	view_functions::{ViewFunctionDispatchError, ViewFunctionId},
	weights::Weight,
	BoundedVec,
};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use polkadot_primitives::{
	async_backing::{AsyncBackingParams, BackingState, Constraints},
	slashing,
	vstaging::RelayParentInfo,
	ApprovalVotingParams, CandidateCommitments, CandidateEvent, CandidateHash,
	CommittedCandidateReceiptV2, CoreIndex, CoreState, DisputeState, ExecutorParams,
	GroupRotationInfo, Id as ParaId, InboundDownwardMessage, InboundHrmpMessage, NodeFeatures,
	OccupiedCoreAssumption, PersistedValidationData, PvfCheckStatement, ScrapedOnChainVotes,
	SessionInfo, ValidationCode, ValidationCodeHash, ValidatorId, ValidatorIndex,
	ValidatorSignature, PARACHAIN_KEY_TYPE_ID,
};
use polkadot_runtime_parachains::runtime_api_impl::{v13 as host, vstaging as host_staging};
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_staking::{EraIndex, Page, SessionIndex};
use sp_version::RuntimeVersion;

use crate::{
	genesis, AccountId, Babe, Balance, Block, BlockNumber, Crowdloan, Executive, Grandpa, Hash,
	Header, Historical, InherentDataExt, NominationPools, Nonce, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeGenesisConfig, SessionKeys, Staking, System, TransactionPayment,
	UncheckedExtrinsic, VERSION,
};

/// The text that a contributor has written to their contribution.
type Memo = BoundedVec<u8, <Runtime as canary_crowdloan::Config>::MaxMemoLength>;

sp_api::impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block)
		}

		fn initialize_block(header: &Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl canary_runtime_api::BlockForge<Block> for Runtime {
		fn forge(header: Header, data: sp_inherents::InherentData) -> Block {
			Executive::initialize_block(&header);
			let inherents = crate::block_forge::inherents(&data);
			for inherent in &inherents {
				let applied = Executive::apply_extrinsic(inherent.clone());
				// The caller finds the reason in the log, and makes no block.
				assert!(applied.is_ok(), "an inherent is refused: {applied:?}");
			}
			Block::new(Executive::finalize_block(), inherents)
		}
	}

	impl canary_runtime_api::CrowdloanApi<
		Block,
		canary_primitives::ParaId,
		AccountId,
		Balance,
		Rank<Balance>,
		OwnContribution<Balance, Memo>,
		Stage,
	> for Runtime {
		fn leaderboard() -> Vec<Rank<Balance>> {
			Crowdloan::leaderboard()
		}

		fn total_held() -> Balance {
			Crowdloan::total_held()
		}

		fn contributions_of(who: AccountId) -> Vec<OwnContribution<Balance, Memo>> {
			Crowdloan::contributions_of(who)
		}

		fn stage(para: canary_primitives::ParaId) -> Option<Stage> {
			Crowdloan::stage(para)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<UncheckedExtrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: UncheckedExtrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_babe::BabeApi<Block> for Runtime {
		fn configuration() -> sp_consensus_babe::BabeConfiguration {
			crate::config::consensus::babe_configuration()
		}

		fn current_epoch_start() -> sp_consensus_babe::Slot {
			Babe::current_epoch_start()
		}

		fn current_epoch() -> sp_consensus_babe::Epoch {
			Babe::current_epoch()
		}

		fn next_epoch() -> sp_consensus_babe::Epoch {
			Babe::next_epoch()
		}

		fn generate_key_ownership_proof(
			_slot: sp_consensus_babe::Slot,
			authority_id: sp_consensus_babe::AuthorityId,
		) -> Option<sp_consensus_babe::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_babe::KEY_TYPE, authority_id))
				.map(|proof| sp_consensus_babe::OpaqueKeyOwnershipProof::new(proof.encode()))
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_babe::EquivocationProof<Header>,
			key_owner_proof: sp_consensus_babe::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Babe::submit_unsigned_equivocation_report(
				equivocation_proof,
				key_owner_proof.decode()?,
			)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			authority_id: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
				.map(|proof| sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(
				equivocation_proof,
				key_owner_proof.decode()?,
			)
		}
	}

	#[api_version(16)]
	impl polkadot_primitives::runtime_api::ParachainHost<Block> for Runtime {
		fn validators() -> Vec<ValidatorId> {
			host::validators::<Runtime>()
		}

		fn validator_groups() -> (Vec<Vec<ValidatorIndex>>, GroupRotationInfo<BlockNumber>) {
			host::validator_groups::<Runtime>()
		}

		fn availability_cores() -> Vec<CoreState<Hash, BlockNumber>> {
			host::availability_cores::<Runtime>()
		}

		fn persisted_validation_data(
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<PersistedValidationData<Hash, BlockNumber>> {
			host::persisted_validation_data::<Runtime>(para, assumption)
		}

		fn assumed_validation_data(
			para: ParaId,
			expected_hash: Hash,
		) -> Option<(PersistedValidationData<Hash, BlockNumber>, ValidationCodeHash)> {
			host::assumed_validation_data::<Runtime>(para, expected_hash)
		}

		fn check_validation_outputs(para: ParaId, outputs: CandidateCommitments) -> bool {
			host::check_validation_outputs::<Runtime>(para, outputs)
		}

		fn session_index_for_child() -> SessionIndex {
			host::session_index_for_child::<Runtime>()
		}

		fn validation_code(
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<ValidationCode> {
			host::validation_code::<Runtime>(para, assumption)
		}

		#[allow(deprecated, reason = "the interface still has it")]
		fn candidate_pending_availability(
			para: ParaId,
		) -> Option<CommittedCandidateReceiptV2<Hash>> {
			host::candidate_pending_availability::<Runtime>(para)
		}

		fn candidate_events() -> Vec<CandidateEvent<Hash>> {
			host::candidate_events::<Runtime, _>(|event| match event {
				RuntimeEvent::ParaInclusion(event) => Some(event),
				_ => None,
			})
		}

		fn session_info(index: SessionIndex) -> Option<SessionInfo> {
			host::session_info::<Runtime>(index)
		}

		fn session_executor_params(index: SessionIndex) -> Option<ExecutorParams> {
			host::session_executor_params::<Runtime>(index)
		}

		fn dmq_contents(para: ParaId) -> Vec<InboundDownwardMessage<BlockNumber>> {
			host::dmq_contents::<Runtime>(para)
		}

		fn inbound_hrmp_channels_contents(
			para: ParaId,
		) -> BTreeMap<ParaId, Vec<InboundHrmpMessage<BlockNumber>>> {
			host::inbound_hrmp_channels_contents::<Runtime>(para)
		}

		fn validation_code_by_hash(hash: ValidationCodeHash) -> Option<ValidationCode> {
			host::validation_code_by_hash::<Runtime>(hash)
		}

		fn on_chain_votes() -> Option<ScrapedOnChainVotes<Hash>> {
			host::on_chain_votes::<Runtime>()
		}

		fn submit_pvf_check_statement(
			statement: PvfCheckStatement,
			signature: ValidatorSignature,
		) {
			host::submit_pvf_check_statement::<Runtime>(statement, signature)
		}

		fn pvfs_require_precheck() -> Vec<ValidationCodeHash> {
			host::pvfs_require_precheck::<Runtime>()
		}

		fn validation_code_hash(
			para: ParaId,
			assumption: OccupiedCoreAssumption,
		) -> Option<ValidationCodeHash> {
			host::validation_code_hash::<Runtime>(para, assumption)
		}

		fn disputes() -> Vec<(SessionIndex, CandidateHash, DisputeState<BlockNumber>)> {
			host::get_session_disputes::<Runtime>()
		}

		fn unapplied_slashes() -> Vec<(
			SessionIndex,
			CandidateHash,
			slashing::LegacyPendingSlashes,
		)> {
			host::unapplied_slashes::<Runtime>()
		}

		fn unapplied_slashes_v2() -> Vec<(SessionIndex, CandidateHash, slashing::PendingSlashes)> {
			host::unapplied_slashes_v2::<Runtime>()
		}

		fn key_ownership_proof(
			validator: ValidatorId,
		) -> Option<slashing::OpaqueKeyOwnershipProof> {
			Historical::prove((PARACHAIN_KEY_TYPE_ID, validator))
				.map(|proof| slashing::OpaqueKeyOwnershipProof::new(proof.encode()))
		}

		fn submit_report_dispute_lost(
			dispute_proof: slashing::DisputeProof,
			key_owner_proof: slashing::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			host::submit_unsigned_slashing_report::<Runtime>(dispute_proof, key_owner_proof)
		}

		fn minimum_backing_votes() -> u32 {
			host::minimum_backing_votes::<Runtime>()
		}

		#[allow(deprecated, reason = "the interface still has it")]
		fn para_backing_state(para: ParaId) -> Option<BackingState<Hash, BlockNumber>> {
			host::backing_state::<Runtime>(para)
		}

		#[allow(deprecated, reason = "the interface still has it")]
		fn async_backing_params() -> AsyncBackingParams {
			host::async_backing_params::<Runtime>()
		}

		fn approval_voting_params() -> ApprovalVotingParams {
			host::approval_voting_params::<Runtime>()
		}

		fn disabled_validators() -> Vec<ValidatorIndex> {
			host::disabled_validators::<Runtime>()
		}

		fn node_features() -> NodeFeatures {
			host::node_features::<Runtime>()
		}

		fn claim_queue() -> BTreeMap<CoreIndex, VecDeque<ParaId>> {
			host::claim_queue::<Runtime>()
		}

		fn candidates_pending_availability(
			para: ParaId,
		) -> Vec<CommittedCandidateReceiptV2<Hash>> {
			host::candidates_pending_availability::<Runtime>(para)
		}

		fn backing_constraints(para: ParaId) -> Option<Constraints> {
			host::backing_constraints::<Runtime>(para)
		}

		fn scheduling_lookahead() -> u32 {
			host::scheduling_lookahead::<Runtime>()
		}

		fn validation_code_bomb_limit() -> u32 {
			host::validation_code_bomb_limit::<Runtime>()
		}

		fn para_ids() -> Vec<ParaId> {
			host_staging::para_ids::<Runtime>()
		}

		fn max_relay_parent_session_age() -> u32 {
			host_staging::max_relay_parent_session_age::<Runtime>()
		}

		fn ancestor_relay_parent_info(
			session: SessionIndex,
			relay_parent: Hash,
		) -> Option<RelayParentInfo<Hash, BlockNumber>> {
			host_staging::ancestor_relay_parent_info::<Runtime>(session, relay_parent)
		}
	}

	impl sp_authority_discovery::AuthorityDiscoveryApi<Block> for Runtime {
		fn authorities() -> Vec<sp_authority_discovery::AuthorityId> {
			host::relevant_authority_ids::<Runtime>()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
		for Runtime
	{
		fn query_info(uxt: UncheckedExtrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(uxt: UncheckedExtrinsic, len: u32) -> FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<
		Block,
		Balance,
		RuntimeCall,
	> for Runtime
	{
		fn query_call_info(call: RuntimeCall, len: u32) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(call: RuntimeCall, len: u32) -> FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_staking_runtime_api::StakingApi<Block, Balance, AccountId> for Runtime {
		fn nominations_quota(balance: Balance) -> u32 {
			Staking::api_nominations_quota(balance)
		}

		fn eras_stakers_page_count(era: EraIndex, account: AccountId) -> Page {
			Staking::api_eras_stakers_page_count(era, account)
		}

		fn pending_rewards(era: EraIndex, account: AccountId) -> bool {
			Staking::api_pending_rewards(era, account)
		}
	}

	impl pallet_nomination_pools_runtime_api::NominationPoolsApi<Block, AccountId, Balance>
		for Runtime
	{
		fn pending_rewards(member: AccountId) -> Balance {
			NominationPools::api_pending_rewards(member).unwrap_or_default()
		}

		fn points_to_balance(pool_id: u32, points: Balance) -> Balance {
			NominationPools::api_points_to_balance(pool_id, points)
		}

		fn balance_to_points(pool_id: u32, new_funds: Balance) -> Balance {
			NominationPools::api_balance_to_points(pool_id, new_funds)
		}

		fn pool_pending_slash(pool_id: u32) -> Balance {
			NominationPools::api_pool_pending_slash(pool_id)
		}

		fn member_pending_slash(member: AccountId) -> Balance {
			NominationPools::api_member_pending_slash(member)
		}

		fn pool_needs_delegate_migration(pool_id: u32) -> bool {
			NominationPools::api_pool_needs_delegate_migration(pool_id)
		}

		fn member_needs_delegate_migration(member: AccountId) -> bool {
			NominationPools::api_member_needs_delegate_migration(member)
		}

		fn member_total_balance(member: AccountId) -> Balance {
			NominationPools::api_member_total_balance(member)
		}

		fn pool_balance(pool_id: u32) -> Balance {
			NominationPools::api_pool_balance(pool_id)
		}

		fn pool_accounts(pool_id: u32) -> (AccountId, AccountId) {
			NominationPools::api_pool_accounts(pool_id)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, genesis::preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis::preset_names()
		}
	}

	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			// The panic is intended: the caller expects the trap and its message.
			let weight = Executive::try_runtime_upgrade(checks).expect("upgrade checks failed");
			(weight, crate::constants::block::weights().max_block)
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select)
				.expect("block execution failed")
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(extra: bool) -> (
			Vec<frame_benchmarking::BenchmarkList>,
			Vec<frame_support::traits::StorageInfo>,
		) {
			crate::benchmarks::metadata(extra)
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::dispatch(config)
		}
	}
}
