// SPDX-License-Identifier: GPL-3.0-or-later

//! The types that every part of the node needs.

pub(crate) use polkadot_primitives::{AccountId, Balance, Block, BlockNumber, Hash, Header, Nonce};
use sc_service::client::{Client, LocalCallExecutor};

pub(crate) use crate::backend::FullBackend;
use crate::{executor::Executor, runtime_api::RuntimeApi};

/// A transaction or an inherent, encoded: the node carries them without looking into them, so that it
/// goes on working when an upgrade of the runtime changes what they contain.
pub(crate) use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

/// Blocks, state and the runtime's interfaces.
pub(crate) type FullClient =
	Client<FullBackend, LocalCallExecutor<Block, FullBackend, Executor>, Block, RuntimeApi>;
/// Decides which fork is the best.
pub(crate) type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// Takes blocks from outside.
pub(crate) type ImportQueue = sc_consensus::DefaultImportQueue<Block>;
/// Holds transactions that wait for a block.
pub(crate) type Pool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
/// What the pool asks of the chain.
pub(crate) type PoolApi = sc_transaction_pool::FullChainApi<FullClient, Block>;
/// What is behind the pool's interface where the engine makes the blocks.
pub(crate) type PoolCore = sc_transaction_pool::Pool<PoolApi, ()>;
