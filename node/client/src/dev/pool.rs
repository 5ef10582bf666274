// SPDX-License-Identifier: GPL-3.0-or-later

//! The pool as the engine uses it: it is made here, told of new heads, and taken back in a revert.

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

/// For how many steps the pool remembers which transactions went into blocks.
const REMEMBERED: usize = 2;

/// Makes a pool that drops nothing for lack of room within these bounds.
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
pub(super) fn waiting(chain: &DevChain) -> Vec<(TxHash<Pool>, UncheckedExtrinsic)> {
	let ready = chain.pool.ready();
	let ready = ready.map(|entry| (*entry.hash(), (**entry.data()).clone()));
	let future = chain.pool.futures();
	let future = future.iter().map(|entry| (*entry.hash(), (**entry.data()).clone()));
	ready.chain(future).collect()
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
	// What has come since was validated against a chain that is gone.
	let all: Vec<_> = waiting(chain).into_iter().map(|(hash, _)| hash).collect();
	let report = all.iter().map(|hash| (*hash, None)).collect();
	wait(chain.pool.report_invalid(None, report));
	let at = HashAndNumber { hash: head.hash, number: head.number };
	// The pool takes a transaction for ready if the one before it was in one of the last blocks.
	// Those are gone: it would offer the transaction too soon, and drop it when the runtime refuses
	// it.
	for _ in 0..REMEMBERED {
		wait(chain.pool_core.prune_tags(&at, [], []));
	}
	tell(chain, head)?;
	// What was just dropped may be submitted again, however long others are banned. So may those whose ban
	// is over.
	let core = chain.pool_core.validated_pool();
	for hash in &all {
		core.unban_if_validation(hash);
	}
	core.clear_stale(&at);
	for transaction in transactions {
		// As local ones, which are never banned.
		if let Err(reason) = chain.pool.submit_local(head.hash, transaction.clone()) {
			log::warn!("A transaction that waited at the snapshot is not in the pool: {reason}");
		}
	}
	Ok(())
}
