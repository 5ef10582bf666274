// SPDX-License-Identifier: GPL-3.0-or-later

//! The pool as the engine uses it: it is made here, told of new heads, and taken back in a revert.

use std::sync::Arc;

use canary_collator::{
	door::Bounds,
	pool_tasks::{PoolTasks, WithoutRevalidation},
	rewind::rewind,
};
use sc_service::Configuration;
use sc_transaction_pool::{BasicPool, TransactionPoolWrapper};
use sc_transaction_pool_api::{
	ChainEvent, InPoolTransaction, MaintainedTransactionPool, TransactionPool,
};
use sp_blockchain::HashAndNumber;

use super::chain::{wait, DevChain, Position, Result};
use crate::types::{Block, FullClient, Pool, PoolCore, UncheckedExtrinsic};

/// Makes a pool that drops nothing for lack of room within these bounds.
pub(super) fn new(
	bounds: Bounds,
	config: &Configuration,
	client: &Arc<FullClient>,
	tasks: PoolTasks,
) -> (Pool, Arc<PoolCore>) {
	// There is one fork, so there is one state to check transactions against.
	let pool: BasicPool<_, Block> = BasicPool::new_full(
		bounds.spacious(),
		config.role.is_authority().into(),
		config.prometheus_registry(),
		WithoutRevalidation(tasks),
		client.clone(),
	);
	let core = pool.pool().clone();
	(TransactionPoolWrapper(Box::new(pool)), core)
}

/// Tells the pool of the head, and through it those who watch transactions. Nobody else tells it: a
/// late event, after that of the next block, would look like a revert.
///
/// The chain's gate must be closed.
pub(super) fn tell(chain: &DevChain, head: Position) -> Result<()> {
	let parent = chain.header(head.hash)?.parent_hash;
	// In two steps: after a longer leap the pool would ignore the blocks in between.
	for hash in [parent, head.hash] {
		wait(chain.pool.maintain(ChainEvent::NewBestBlock { hash, tree_route: None }));
	}
	Ok(())
}

/// What is in the pool, ready or not.
pub(super) fn waiting(chain: &DevChain) -> Vec<UncheckedExtrinsic> {
	let ready = chain.pool.ready().map(|entry| (**entry.data()).clone());
	let future = chain.pool.futures();
	ready.chain(future.iter().map(|entry| (**entry.data()).clone())).collect()
}

/// Takes the pool back to the head that the chain was reverted to, with these transactions in it
/// and no others.
///
/// The chain's gate must be closed.
pub(super) fn go_back(
	chain: &DevChain,
	head: Position,
	transactions: &[UncheckedExtrinsic],
) -> Result<()> {
	let parent = chain.header(head.hash)?.parent_hash;
	let at = HashAndNumber { hash: head.hash, number: head.number };
	let transactions = transactions.iter().cloned();
	for reason in rewind(&*chain.pool, &chain.pool_core, parent, &at, transactions) {
		log::warn!("A transaction that waited at the snapshot is not in the pool: {reason}");
	}
	Ok(())
}
