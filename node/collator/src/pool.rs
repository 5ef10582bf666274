// SPDX-License-Identifier: GPL-3.0-or-later

//! The para's pool of transactions.
//!
//! The collator alone moves the pool from block to block, and nobody submits meanwhile: a transaction that
//! was validated at the old block and taken after the new one would wait for a transaction that is in the
//! new block. Submissions come through a [`Door`], which keeps the pool within its bounds.

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use codec::Encode;
use cumulus_primitives_core::ParaId;
use parking_lot::Mutex;
use sc_service::SpawnTaskHandle;
use sc_transaction_pool::{BasicPool, FullChainApi, Pool as PoolCore, TransactionPoolWrapper};
use sc_transaction_pool_api::{
	ChainEvent, ImportNotificationStream, InPoolTransaction, MaintainedTransactionPool, PoolStatus,
	ReadyTransactions, TransactionFor, TransactionPool, TransactionSource,
	TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_blockchain::HashAndNumber;
use tokio::sync::{RwLock, RwLockWriteGuard};

use crate::{
	client::ParaClient,
	door::{Bounds, Door},
	pool_tasks::{PoolTasks, WithoutRevalidation},
	rewind::rewind,
	types::{wait, Block, Extrinsic, Hash, Position},
};

type Inner = sc_transaction_pool::TransactionPoolHandle<Block, ParaClient>;
type InPool = <Inner as TransactionPool>::InPoolTransaction;
type PoolError = <Inner as TransactionPool>::Error;
type Ready = Box<dyn ReadyTransactions<Item = Arc<InPool>> + Send>;

/// The para's pool.
pub(crate) struct Pool {
	inner: Inner,
	core: Arc<PoolCore<FullChainApi<ParaClient, Block>, ()>>,
	client: Arc<ParaClient>,
	door: Door<FullChainApi<ParaClient, Block>>,
	/// Submissions share this lock; the collator holds it alone.
	gate: RwLock<()>,
	/// The block that the pool is at.
	head: Mutex<Hash>,
}

impl Pool {
	/// An empty pool. Submissions are kept within these bounds.
	pub(crate) fn new(
		para: ParaId,
		client: Arc<ParaClient>,
		bounds: Bounds,
		tasks: SpawnTaskHandle,
	) -> Self {
		let inner: BasicPool<_, Block> = BasicPool::new_full(
			bounds.spacious(),
			true.into(),
			None,
			WithoutRevalidation(PoolTasks(tasks)),
			client.clone(),
		);
		let core = inner.pool().clone();
		Self {
			inner: TransactionPoolWrapper(Box::new(inner)),
			door: Door::new(core.clone(), format!("The pool of para {para}"), bounds),
			core,
			head: Mutex::new(client.chain_info().best_hash),
			client,
			gate: RwLock::new(()),
		}
	}

	/// Keeps out submissions as long as the guard lives.
	pub(crate) fn close(&self) -> RwLockWriteGuard<'_, ()> {
		wait(self.gate.write())
	}

	/// Moves the pool to this block, and tells those who watch transactions. Transactions of the blocks on
	/// the way leave the pool, and those of blocks that are no longer on the best chain go back into it.
	/// The gate must be closed.
	pub(crate) fn follow(&self, block: Hash) {
		let mut head = self.head.lock();
		if *head != block {
			// The SDK's pool stays where it is on the way back to the block of which it was last told that it is
			// final, or to one below. Here a block on the final one may be taken back. A final block that the pool
			// does not know makes it forget.
			let unknown = Hash::zero();
			wait(
				self.inner.maintain(ChainEvent::Finalized { hash: unknown, tree_route: [].into() }),
			);
			wait(self.inner.maintain(ChainEvent::NewBestBlock { hash: block, tree_route: None }));
			*head = block;
		}
	}

	/// Tells the pool and those who watch transactions that this block is final, and before it those of
	/// `route`, the oldest first. The gate must be closed.
	pub(crate) fn tell_final(&self, block: Hash, route: Vec<Hash>) {
		wait(self.inner.maintain(ChainEvent::Finalized { hash: block, tree_route: route.into() }));
	}

	/// Drops transactions that the runtime has refused, and those that depend on them. The gate must be
	/// closed.
	pub(crate) fn drop_refused(&self, at: Hash, refused: TxInvalidityReportMap<Hash>) {
		wait(self.inner.report_invalid(Some(at), refused));
	}

	/// The transactions in the pool, ready or not.
	pub(crate) fn waiting(&self) -> Vec<Extrinsic> {
		let ready = self.inner.ready().map(|entry| (**entry.data()).clone());
		let future = self.inner.futures();
		ready.chain(future.iter().map(|entry| (**entry.data()).clone())).collect()
	}

	/// Moves the pool to the head of a reverted chain. It then holds those of these transactions that are
	/// valid there, and no others. The gate must be closed.
	pub(crate) fn go_back(&self, parent: Hash, head: Position, transactions: Vec<Extrinsic>) {
		let at = HashAndNumber { hash: head.hash, number: head.number };
		let refused = rewind(&self.inner, &self.core, parent, &at, transactions);
		*self.head.lock() = head.hash;
		for reason in refused {
			log::debug!("A transaction does not go back to the para's pool: {reason}");
		}
	}

	/// The block at which every transaction is validated. The one that a caller names may be from before
	/// the gate was closed.
	fn best(&self) -> Hash {
		self.client.chain_info().best_hash
	}

	async fn submit(
		&self,
		source: TransactionSource,
		transaction: Extrinsic,
	) -> Result<Hash, PoolError> {
		let place = self.door.place(transaction.encoded_size()).await?;
		let hash = self.inner.submit_one(self.best(), source, transaction).await?;
		place.take(&hash)?;
		Ok(hash)
	}
}

#[async_trait]
impl MaintainedTransactionPool for Pool {
	/// Does nothing: the collator moves the pool.
	async fn maintain(&self, _event: ChainEvent<Block>) {}
}

// Submissions go through the gate and the door; everything else goes to the pool as it is.

#[async_trait]
impl TransactionPool for Pool {
	type Block = Block;
	type Hash = TxHash<Inner>;
	type InPoolTransaction = InPool;
	type Error = PoolError;

	async fn submit_at(
		&self,
		_at: Hash,
		source: TransactionSource,
		transactions: Vec<TransactionFor<Self>>,
	) -> Result<Vec<Result<TxHash<Self>, PoolError>>, PoolError> {
		let _open = self.gate.read().await;
		let mut results = Vec::with_capacity(transactions.len());
		for transaction in transactions {
			results.push(self.submit(source, transaction).await);
		}
		Ok(results)
	}

	async fn submit_one(
		&self,
		_at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<TxHash<Self>, PoolError> {
		let _open = self.gate.read().await;
		self.submit(source, transaction).await
	}

	async fn submit_and_watch(
		&self,
		_at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, PoolError> {
		let _open = self.gate.read().await;
		let place = self.door.place(transaction.encoded_size()).await?;
		let hash = self.hash_of(&transaction);
		let watch = self.inner.submit_and_watch(self.best(), source, transaction).await?;
		place.take(&hash)?;
		Ok(watch)
	}

	async fn ready_at(&self, at: Hash) -> Ready {
		self.inner.ready_at(at).await
	}

	fn ready(&self) -> Ready {
		self.inner.ready()
	}

	async fn report_invalid(
		&self,
		at: Option<Hash>,
		errors: TxInvalidityReportMap<TxHash<Self>>,
	) -> Vec<Arc<InPool>> {
		self.inner.report_invalid(at, errors).await
	}

	fn futures(&self) -> Vec<InPool> {
		self.inner.futures()
	}

	fn status(&self) -> PoolStatus {
		self.inner.status()
	}

	fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
		self.inner.import_notification_stream()
	}

	fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
		self.inner.on_broadcasted(propagations);
	}

	fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
		self.inner.hash_of(transaction)
	}

	fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<InPool>> {
		self.inner.ready_transaction(hash)
	}

	async fn ready_at_with_timeout(&self, at: Hash, timeout: Duration) -> Ready {
		self.inner.ready_at_with_timeout(at, timeout).await
	}
}
