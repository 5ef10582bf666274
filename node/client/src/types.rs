// SPDX-License-Identifier: GPL-3.0-or-later

//! The types that every part of the node needs.

pub(crate) use polkadot_primitives::{AccountId, Balance, Block, BlockNumber, Hash, Header, Nonce};
use sc_service::client::{Client, LocalCallExecutor};

pub(crate) use crate::backend::FullBackend;
use crate::{executor::Executor, runtime_api::RuntimeApi};

/// An encoded transaction or inherent. The node does not decode it, so that a runtime upgrade may
/// change its format.
pub(crate) use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

/// Blocks, state and the runtime APIs.
pub(crate) type FullClient =
	Client<FullBackend, LocalCallExecutor<Block, FullBackend, Executor>, Block, RuntimeApi>;
/// Decides which fork is the best.
pub(crate) type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// Takes blocks from outside.
pub(crate) type ImportQueue = sc_consensus::DefaultImportQueue<Block>;
/// Holds transactions that wait for a block.
pub(crate) type Pool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
/// The pool's access to the chain.
pub(crate) type PoolApi = sc_transaction_pool::FullChainApi<FullClient, Block>;
/// The inner pool, behind the interface, of a development chain.
pub(crate) type PoolCore = sc_transaction_pool::Pool<PoolApi, ()>;
