// SPDX-License-Identifier: GPL-3.0-or-later

//! The pool as the rest of the node uses it: it cannot be told of new heads, and takes no
//! submissions while the engine changes it.
//!
//! The SDK's node has a task that tells the pool of each block that is announced. It runs beside
//! the engine, and can be late by a block. The pool then takes the newer block for a reverted one,
//! and offers its transactions once more; with the copies that the next block refuses, the pool
//! drops what waits behind them. So the engine alone tells the pool, before it makes the next
//! block.
//!
//! Nobody submits while the pool is told, or while the chain is reverted. A transaction that was
//! validated against one block, and gets into the pool after the next one, would wait for what is
//! in that block already.
//!
//! Submissions come through a [`Door`], which keeps the pool within its bounds.

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use canary_collator::door::{Bounds, Door};
use codec::Encode;
use sc_transaction_pool_api::{
	ChainEvent, ImportNotificationStream, MaintainedTransactionPool, PoolStatus, ReadyTransactions,
	TransactionFor, TransactionPool, TransactionSource, TransactionStatusStreamFor, TxHash,
	TxInvalidityReportMap,
};
use tokio::sync::RwLock;

use crate::types::{Block, FullClient, Hash, Pool, PoolApi, PoolCore};

type InPool = <Pool as TransactionPool>::InPoolTransaction;
type Error = <Pool as TransactionPool>::Error;
type Ready = Box<dyn ReadyTransactions<Item = Arc<InPool>> + Send>;

/// Lets in any number of submissions, or the engine alone.
pub(crate) type Gate = Arc<RwLock<()>>;

/// The pool for all others than the engine.
pub(crate) struct SharedPool {
	pool: Arc<Pool>,
	/// Closed while the engine changes chain and pool.
	gate: Gate,
	/// Knows the head, against which every transaction is validated: submitters may have looked it
	/// up before the gate was closed.
	client: Arc<FullClient>,
	door: Door<PoolApi>,
}

impl SharedPool {
	/// Shares `pool`, which has [`Bounds::spacious`] options, within `bounds`. `core` is its inner
	/// pool.
	pub(crate) fn new(
		pool: Arc<Pool>,
		core: Arc<PoolCore>,
		gate: Gate,
		client: Arc<FullClient>,
		bounds: Bounds,
	) -> Self {
		Self { pool, gate, client, door: Door::new(core, "The pool", bounds) }
	}

	fn head(&self) -> Hash {
		self.client.chain_info().best_hash
	}

	async fn submit(
		&self,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<TxHash<Self>, Error> {
		let place = self.door.place(transaction.encoded_size()).await?;
		let hash = self.pool.submit_one(self.head(), source, transaction).await?;
		place.take(&hash)?;
		Ok(hash)
	}
}

#[async_trait]
impl MaintainedTransactionPool for SharedPool {
	/// Does nothing: the engine has told the pool.
	async fn maintain(&self, _event: ChainEvent<Block>) {}
}

// All methods but the submissions forward to the pool.

#[async_trait]
impl TransactionPool for SharedPool {
	type Block = Block;
	type Hash = TxHash<Pool>;
	type InPoolTransaction = InPool;
	type Error = Error;

	async fn submit_at(
		&self,
		_at: Hash,
		source: TransactionSource,
		transactions: Vec<TransactionFor<Self>>,
	) -> Result<Vec<Result<TxHash<Self>, Error>>, Error> {
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
	) -> Result<TxHash<Self>, Error> {
		let _open = self.gate.read().await;
		self.submit(source, transaction).await
	}

	async fn submit_and_watch(
		&self,
		_at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Error> {
		let _open = self.gate.read().await;
		let place = self.door.place(transaction.encoded_size()).await?;
		let hash = self.hash_of(&transaction);
		let watch = self.pool.submit_and_watch(self.head(), source, transaction).await?;
		place.take(&hash)?;
		Ok(watch)
	}

	async fn ready_at(&self, at: Hash) -> Ready {
		self.pool.ready_at(at).await
	}

	fn ready(&self) -> Ready {
		self.pool.ready()
	}

	async fn report_invalid(
		&self,
		at: Option<Hash>,
		errors: TxInvalidityReportMap<TxHash<Self>>,
	) -> Vec<Arc<InPool>> {
		self.pool.report_invalid(at, errors).await
	}

	fn futures(&self) -> Vec<InPool> {
		self.pool.futures()
	}

	fn status(&self) -> PoolStatus {
		self.pool.status()
	}

	fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
		self.pool.import_notification_stream()
	}

	fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
		self.pool.on_broadcasted(propagations);
	}

	fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
		self.pool.hash_of(transaction)
	}

	fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<InPool>> {
		self.pool.ready_transaction(hash)
	}

	async fn ready_at_with_timeout(&self, at: Hash, timeout: Duration) -> Ready {
		self.pool.ready_at_with_timeout(at, timeout).await
	}
}
