// SPDX-License-Identifier: GPL-3.0-or-later

//! The pool in the engine's hands: it is made here, told how the chain goes on, and taken back with it.

use std::sync::Arc;

use canary_collator::door::Bounds;
use sc_service::Configuration;
use sc_transaction_pool::{BasicPool, TransactionPoolWrapper};
use sc_transaction_pool_api::{
	ChainEvent, InPoolTransaction, LocalTransactionPool, MaintainedTransactionPool,
	TransactionPool, TxHash,
};
use sp_blockchain::HashAndNumber;
use sp_core::traits::SpawnEssentialNamed;

use super::chain::{wait, DevChain, Position, Result};
use crate::types::{Block, FullClient, Pool, PoolCore, UncheckedExtrinsic};

/// Of how many steps the pool knows which transactions went into blocks, after it has let these go.
const REMEMBERED: usize = 2;

/// A pool that never drops anything for want of room within these bounds.
pub(super) fn new(
	bounds: Bounds,
	config: &Configuration,
	client: &Arc<FullClient>,
	tasks: impl SpawnEssentialNamed,
) -> (Pool, Arc<PoolCore>) {
	// There is one fork, so there is one state to check transactions against.
	let pool: BasicPool<_, Block> = BasicPool::new_full(
		bounds.spacious(),
		config.role.is_authority().into(),
		config.prometheus_registry(),
		tasks,
		client.clone(),
	);
	let core = pool.pool().clone();
	(TransactionPoolWrapper(Box::new(pool)), core)
}

/// Tells the pool, and with it those who watch transactions, that the chain has come to its head. Nobody
/// else tells it: a word that came late, after that of the next block, would take this one back in its
/// eyes.
///
/// The chain's gate is to be closed.
pub(super) fn tell(chain: &DevChain, head: Position) -> Result<()> {
	let parent = chain.header(head.hash)?.parent_hash;
	// Two steps: a leap is too far for the pool, and it takes no notice of what is in between.
	for hash in [parent, head.hash] {
		wait(chain.pool.maintain(ChainEvent::NewBestBlock { hash, tree_route: None }));
	}
	Ok(())
}

/// What is in the pool, ready or not.
pub(super) fn waiting(chain: &DevChain) -> Vec<(TxHash<Pool>, UncheckedExtrinsic)> {
	let ready = chain.pool.ready();
	let ready = ready.map(|entry| (*entry.hash(), (**entry.data()).clone()));
	let future = chain.pool.futures();
	let future = future.iter().map(|entry| (*entry.hash(), (**entry.data()).clone()));
	ready.chain(future).collect()
}

/// Takes the pool back to the head that the chain was taken back to: what waited there is in it, and
/// nothing else.
///
/// The chain's gate is to be closed.
pub(super) fn go_back(
	chain: &DevChain,
	head: Position,
	transactions: &[UncheckedExtrinsic],
) -> Result<()> {
	// What has come since is judged by a chain that is gone.
	let all = waiting(chain).into_iter().map(|(hash, _)| (hash, None)).collect();
	wait(chain.pool.report_invalid(None, all));
	let at = HashAndNumber { hash: head.hash, number: head.number };
	// The pool takes a transaction for ready whose forerunner was in one of the last blocks. Those are
	// gone: it would offer the transaction too soon, and drop it when the runtime refuses it.
	for _ in 0..REMEMBERED {
		wait(chain.pool_core.prune_tags(&at, [], []));
	}
	tell(chain, head)?;
	// What has just left may be submitted again.
	chain.pool_core.validated_pool().clear_stale(&at);
	for transaction in transactions {
		// As the node's own: those nobody bars.
		if let Err(reason) = chain.pool.submit_local(head.hash, transaction.clone()) {
			log::warn!("A transaction that waited at the snapshot is not in the pool: {reason}");
		}
	}
	Ok(())
}
