// SPDX-License-Identifier: GPL-3.0-or-later

//! Takes a pool of transactions back with its chain.

use sc_transaction_pool::{ChainApi, Pool};
use sc_transaction_pool_api::{
	ChainEvent, InPoolTransaction, LocalTransactionPool, MaintainedTransactionPool,
};
use sp_blockchain::HashAndNumber;
use sp_runtime::traits::Block as BlockT;

use crate::types::wait;

/// For how many steps the SDK's pool remembers which transactions went into blocks.
const REMEMBERED: usize = 2;

/// Takes a pool to the head that its chain was reverted to. The pool then holds those of `transactions` that
/// are valid there, and no others. Returns why the rest is not in it. `core` is the pool's inner pool, and
/// `parent` the head's parent.
///
/// Nobody may submit meanwhile. Must not be called from inside an asynchronous task, where it may never
/// return.
pub fn rewind<B, A, P>(
	pool: &P,
	core: &Pool<A, ()>,
	parent: B::Hash,
	head: &HashAndNumber<B>,
	transactions: impl IntoIterator<Item = B::Extrinsic>,
) -> Vec<<P as LocalTransactionPool>::Error>
where
	B: BlockT,
	A: ChainApi<Block = B>,
	P: MaintainedTransactionPool<Block = B, Hash = B::Hash> + LocalTransactionPool<Block = B>,
{
	// What is in the pool was validated against a chain that is gone.
	let ready = pool.ready().map(|entry| *entry.hash());
	let future = pool.futures();
	let future = future.iter().map(|entry| *entry.hash());
	let all: Vec<B::Hash> = ready.chain(future).collect();
	let report = all.iter().map(|hash| (*hash, None)).collect();
	wait(pool.report_invalid(None, report));
	// The pool counts a transaction as ready if the one before it was in a block that it remembers. Those
	// blocks are gone: it would offer the transaction too soon, and drop it when the runtime refuses it.
	for _ in 0..REMEMBERED {
		wait(core.prune_tags(head, [], []));
	}
	// Two steps: the pool ignores the first one where the block that it was at is gone.
	for hash in [parent, head.hash] {
		wait(pool.maintain(ChainEvent::NewBestBlock { hash, tree_route: None }));
	}
	// What was just removed may be submitted again, however long others are banned. So may those whose ban is
	// over.
	let core = core.validated_pool();
	for hash in &all {
		core.unban_if_validation(hash);
	}
	core.clear_stale(head);
	// As local ones, which are never banned.
	let refused = |transaction| pool.submit_local(head.hash, transaction).err();
	transactions.into_iter().filter_map(refused).collect()
}
