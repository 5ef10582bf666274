// SPDX-License-Identifier: GPL-3.0-or-later

//! The methods that every node of the SDK has, of the legacy JSON-RPC interface and of the new one.

use std::sync::Arc;

use jsonrpsee::{core::RegisterMethodError, RpcModule};
use sc_client_api::{
	Backend, BlockBackend, BlockchainEvents, ExecutorProvider, ProofProvider, StorageProvider,
};
use sc_rpc::{
	author::{Author, AuthorApiServer},
	chain::{self, ChainApiServer},
	offchain::{Offchain, OffchainApiServer},
	state::{self, ChildStateApiServer, StateApiServer},
	system::{Request, System, SystemApiServer, SystemInfo},
	SubscriptionTaskExecutor,
};
use sc_rpc_spec_v2::{
	archive::{Archive, ArchiveApiServer},
	bitswap::{Bitswap, BitswapApiServer},
	chain_head::{ChainHead, ChainHeadApiServer, ChainHeadConfig},
	chain_spec::{ChainSpec, ChainSpecApiServer},
	transaction::{
		Transaction, TransactionApiServer, TransactionBroadcast, TransactionBroadcastApiServer,
		TransactionMetrics,
	},
};
use sc_transaction_pool_api::TransactionPool;
use sc_utils::mpsc::TracingUnboundedSender;
use sp_api::{CallApiAt, Metadata, ProvideRuntimeApi};
use sp_blockchain::{HeaderBackend, HeaderMetadata};
use sp_consensus::SyncOracle;
use sp_keystore::KeystorePtr;
use sp_runtime::traits::Block as BlockT;
use sp_session::SessionKeys;

/// How many transactions a connection may broadcast at once, as in the SDK's node.
const BROADCASTS: usize = 16;
/// How many blocks the final one may be behind for `chainHead_v1_follow`. Beyond that it ends the subscriptions
/// of all clients. The SDK's default is 128; its own list of blocks holds 496.
const LAG: usize = 400;
/// How many blocks `chainHead` keeps for all clients together: the SDK's default is 512, and its database keeps
/// 2,048.
const PINNED: usize = 1_024;

/// What the methods read from and write to.
pub struct Node<Block: BlockT, Client, Back, Pool> {
	/// The client: blocks, state, and runtime APIs.
	pub client: Arc<Client>,
	/// The database.
	pub backend: Arc<Back>,
	/// The transaction pool.
	pub pool: Arc<Pool>,
	/// The node's keystore.
	pub keystore: KeystorePtr,
	/// The names of the node and its chain, and the chain's properties.
	pub about: SystemInfo,
	/// Where questions about the network go.
	pub questions: TracingUnboundedSender<Request<Block>>,
	/// Whether the node keeps all blocks and states. Only then it has the methods `archive_*`.
	pub is_archive: bool,
	/// Says whether the node is syncing, if it has a network. Only then it has the method of Bitswap.
	pub sync: Option<Arc<dyn SyncOracle + Send + Sync>>,
	/// Metrics of the transactions sent over the new interface.
	pub metrics: Option<TransactionMetrics>,
}

/// The methods of a node. Subscriptions run on `executor`. Fails if two methods have the same name.
pub fn methods<Block, Client, Back, Pool>(
	node: Node<Block, Client, Back, Pool>,
	executor: &SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, RegisterMethodError>
where
	Block: BlockT<Hash: Unpin, Header: Unpin>,
	Client: ProvideRuntimeApi<Block, Api: SessionKeys<Block> + Metadata<Block>>
		+ BlockBackend<Block>
		+ BlockchainEvents<Block>
		+ CallApiAt<Block>
		+ ExecutorProvider<Block>
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block, Error = sp_blockchain::Error>
		+ ProofProvider<Block>
		+ StorageProvider<Block, Back>
		+ Send
		+ Sync
		+ 'static,
	Back: Backend<Block> + 'static,
	Pool: TransactionPool<Block = Block, Hash = Block::Hash> + 'static,
{
	let Node { client, backend, pool, keystore, about, questions, is_archive, sync, metrics } =
		node;
	let genesis = client.info().genesis_hash;
	let executor = || executor.clone();
	let mut all = RpcModule::new(());

	let (state, child_state) = state::new_full(client.clone(), executor(), None);
	all.merge(state.into_rpc())?;
	all.merge(child_state.into_rpc())?;
	all.merge(chain::new_full(client.clone(), executor()).into_rpc())?;
	all.merge(Author::new(client.clone(), pool.clone(), keystore, executor()).into_rpc())?;
	if let Some(storage) = backend.offchain_storage() {
		all.merge(Offchain::new(storage).into_rpc())?;
	}

	all.merge(Transaction::new(client.clone(), pool.clone(), executor(), metrics).into_rpc())?;
	let broadcast = TransactionBroadcast::new(client.clone(), pool, executor(), BROADCASTS);
	all.merge(broadcast.into_rpc())?;
	let limits = ChainHeadConfig {
		max_lagging_distance: LAG,
		global_max_pinned_blocks: PINNED,
		..Default::default()
	};
	let head = ChainHead::new(client.clone(), backend.clone(), executor(), limits);
	all.merge(head.into_rpc())?;
	if is_archive {
		let archive = Archive::new(client.clone(), backend, genesis, executor());
		all.merge(archive.into_rpc())?;
	}
	let SystemInfo { chain_name, properties, .. } = &about;
	all.merge(ChainSpec::new(chain_name.clone(), genesis, properties.clone()).into_rpc())?;
	if let Some(sync) = sync {
		all.merge(Bitswap::new(client, sync).into_rpc())?;
	}
	all.merge(System::<Block>::new(about, questions).into_rpc())?;
	Ok(all)
}
