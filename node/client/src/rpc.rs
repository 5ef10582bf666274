// SPDX-License-Identifier: GPL-3.0-or-later

//! The RPC methods that come on top of those of [`canary_rpc_server`].
//!
//! That crate serves `author`, `bitswap`, `chain`, `chainHead`, `chainSpec`, `childstate`,
//! `offchain`, `state`, `system`, `transaction`, and on archive nodes `archive`.

use std::{error::Error, sync::Arc};

use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
	types::ErrorObjectOwned,
	RpcModule,
};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::ChainSpec;
use sc_sync_state_rpc::{Error as SyncStateError, SyncState, SyncStateApiServer};
use sp_core::Bytes;
use sp_keystore::KeystorePtr;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
	authorship::{Authorship, AuthorshipApiServer},
	executor::Executor,
	genesis,
	types::{AccountId, Balance, Block, BlockNumber, FullBackend, FullClient, Hash, Nonce, Pool},
};

/// What the methods read.
pub(crate) struct Sources {
	/// Blocks, state, and the runtime APIs.
	pub(crate) client: Arc<FullClient>,
	/// The transaction pool.
	pub(crate) pool: Arc<Pool>,
	/// The specification of this chain.
	pub(crate) chain_spec: Box<dyn ChainSpec>,
	/// The keys of this node.
	pub(crate) keystore: KeystorePtr,
	/// Answers for BABE's epochs.
	pub(crate) babe_worker: BabeWorkerHandle<Block>,
	/// The GRANDPA voters.
	pub(crate) voters: Voters,
	/// The state of the current GRANDPA round.
	pub(crate) voter_state: SharedVoterState,
	/// New justifications.
	pub(crate) justifications: GrandpaJustificationStream<Block>,
	/// The database.
	pub(crate) backend: Arc<FullBackend>,
	/// Executes the runtime.
	pub(crate) runtime: Executor,
}

/// Returns the present GRANDPA voters. A revert of a development chain replaces them.
pub(crate) type Voters = Arc<dyn Fn() -> SharedAuthoritySet<Hash, BlockNumber> + Send + Sync>;

impl Sources {
	/// Makes the methods. Their subscriptions run as tasks of `executor`.
	pub(crate) fn methods(
		&self,
		executor: SubscriptionTaskExecutor,
	) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
		let client = &self.client;
		let mut methods = RpcModule::new(());

		let system = System::new(client.clone(), self.pool.clone());
		methods.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))?;
		canary_rpc_server::replace_dry_run(&mut methods, client.clone())?;

		let payment = TransactionPayment::<_, Block>::new(client.clone());
		methods.merge(
			TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment),
		)?;

		let authorship = Authorship { client: client.clone(), keystore: self.keystore.clone() };
		methods.merge(authorship.into_rpc())?;

		let proofs = Proofs { backend: self.backend.clone(), voters: self.voters.clone() };
		let grandpa = Grandpa::new(
			executor,
			(self.voters)(),
			self.voter_state.clone(),
			self.justifications.clone(),
			proofs.provider(),
		);
		let mut grandpa = grandpa.into_rpc();
		grandpa.remove_method("grandpa_proveFinality");
		methods.merge(grandpa)?;
		methods.merge(proofs.into_rpc())?;

		let sync_spec = SyncSpec {
			chain_spec: self.chain_spec.cloned_box(),
			client: client.clone(),
			voters: self.voters.clone(),
			babe_worker: self.babe_worker.clone(),
			runtime: self.runtime.clone(),
		};
		methods.merge(sync_spec.into_rpc())?;

		Ok(methods)
	}
}

/// Proves finality with the present voters.
struct Proofs {
	backend: Arc<FullBackend>,
	voters: Voters,
}

impl Proofs {
	fn provider(&self) -> Arc<FinalityProofProvider<FullBackend, Block>> {
		FinalityProofProvider::new_for_service(self.backend.clone(), Some((self.voters)()))
	}
}

/// Replaces the SDK's method, which keeps the voters that it was made with.
#[rpc(server)]
trait ProofsApi {
	/// Proves that a block is final.
	#[method(name = "grandpa_proveFinality", blocking)]
	fn prove_finality(&self, block: BlockNumber) -> RpcResult<Option<Bytes>>;
}

impl ProofsApiServer for Proofs {
	fn prove_finality(&self, block: BlockNumber) -> RpcResult<Option<Bytes>> {
		let proof = self.provider().prove_finality(block);
		proof.map(|proof| proof.map(Bytes)).map_err(|error| {
			ErrorObjectOwned::owned(1, format!("finality of #{block}: {error}"), None::<()>)
		})
	}
}

/// Makes a chain specification with which a light client starts at the last finalized block.
struct SyncSpec {
	chain_spec: Box<dyn ChainSpec>,
	client: Arc<FullClient>,
	voters: Voters,
	babe_worker: BabeWorkerHandle<Block>,
	runtime: Executor,
}

#[async_trait]
impl SyncStateApiServer<Block> for SyncSpec {
	async fn system_gen_sync_spec(
		&self,
		raw: bool,
	) -> Result<serde_json::Value, SyncStateError<Block>> {
		let spec = genesis::resolved(&*self.chain_spec, raw, &self.runtime)
			.map_err(SyncStateError::<Block>::JsonRpc)?;
		if self.client.chain_info().finalized_number == 0 {
			// Without a finalized block the light client starts at the genesis.
			let json = spec.as_json(raw).map_err(SyncStateError::<Block>::JsonRpc)?;
			return serde_json::from_str(&json)
				.map_err(|error| SyncStateError::JsonRpc(error.to_string()));
		}
		let now =
			SyncState::new(spec, self.client.clone(), (self.voters)(), self.babe_worker.clone())?;
		now.system_gen_sync_spec(raw).await
	}
}
