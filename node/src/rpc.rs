// SPDX-License-Identifier: GPL-3.0-or-later

//! The RPC methods that come on top of those of `sc-service`.
//!
//! From there come `author`, `chain`, `chainHead`, `chainSpec`, `childstate`, `offchain`, `state`,
//! `system`, `transaction`, and on archive nodes `archive`.

use std::{error::Error, sync::Arc};

use canary_runtime::{AccountId, Balance, Hash, Nonce};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::ChainSpec;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::service::{Block, FullBackend, FullClient, Pool, SelectChain};

/// What the methods look into.
pub(crate) struct Sources {
	/// Blocks, state, and the runtime's own interfaces.
	pub(crate) client: Arc<FullClient>,
	/// Transactions that wait.
	pub(crate) pool: Arc<Pool>,
	/// Which of the forks is the best.
	pub(crate) select_chain: SelectChain,
	/// The specification of this chain.
	pub(crate) chain_spec: Box<dyn ChainSpec>,
	/// The keys of this node.
	pub(crate) keystore: KeystorePtr,
	/// Knows the epochs.
	pub(crate) babe_worker: BabeWorkerHandle<Block>,
	/// Knows who votes.
	pub(crate) authority_set: SharedAuthoritySet<Hash, canary_runtime::BlockNumber>,
	/// Knows the round that is being voted on.
	pub(crate) voter_state: SharedVoterState,
	/// Tells of justifications as they come.
	pub(crate) justifications: GrandpaJustificationStream<Block>,
	/// Proves that a block is final.
	pub(crate) finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

impl Sources {
	/// Makes the methods. They run their subscriptions as tasks of `executor`.
	pub(crate) fn methods(
		&self,
		executor: SubscriptionTaskExecutor,
	) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
		let client = &self.client;
		let mut methods = RpcModule::new(());

		let system = System::new(client.clone(), self.pool.clone());
		methods.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))?;

		let payment = TransactionPayment::<_, Block>::new(client.clone());
		methods.merge(
			TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment),
		)?;

		let babe = Babe::new(
			client.clone(),
			self.babe_worker.clone(),
			self.keystore.clone(),
			self.select_chain.clone(),
		);
		methods.merge(babe.into_rpc())?;

		let grandpa = Grandpa::new(
			executor,
			self.authority_set.clone(),
			self.voter_state.clone(),
			self.justifications.clone(),
			self.finality_proofs.clone(),
		);
		methods.merge(grandpa.into_rpc())?;

		let sync_state = SyncState::new(
			self.chain_spec.cloned_box(),
			client.clone(),
			self.authority_set.clone(),
			self.babe_worker.clone(),
		)?;
		methods.merge(sync_state.into_rpc())?;

		Ok(methods)
	}
}
