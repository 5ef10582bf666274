// SPDX-License-Identifier: GPL-3.0-or-later

//! The pool as the rest of the node sees it: everything but to tell it how the chain goes on, and only
//! while the engine does not.
//!
//! The SDK's node has a task that tells the pool of each block that is announced. It runs beside the engine,
//! and can be late by a block. The pool then takes the newer block for one that was taken back, and offers
//! its transactions once more; with the copies that the next block refuses, the pool drops what waits
//! behind them. So the engine alone tells it, before it makes the next block.
//!
//! And nobody submits while the pool is told, or while the chain goes back. A transaction that was judged
//! by the block before, and gets into the pool after the next one, waits for what is in that block already.
//!
//! And they come through a [`Door`], which keeps the pool within its bounds.

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

/// Lets submissions in together, or the engine alone.
pub(crate) type Gate = Arc<RwLock<()>>;

/// A pool that others than the engine may use.
pub(crate) struct SharedPool {
	pool: Arc<Pool>,
	/// Closed while the engine is at work on chain and pool.
	gate: Gate,
	/// Knows the head, by which every transaction is judged: who submits may have looked it up before the
	/// gate was closed.
	client: Arc<FullClient>,
	door: Door<PoolApi>,
}

impl SharedPool {
	/// Shares `pool`, which has [`Bounds::spacious`] options, within `bounds`. `core` is what is behind it.
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
		let place = self.door.place(transaction.encoded_size())?;
		let hash = self.pool.submit_one(self.head(), source, transaction).await?;
		place.take(&hash)?;
		Ok(hash)
	}
}

#[async_trait]
impl MaintainedTransactionPool for SharedPool {
	/// Nothing: the engine has told the pool.
	async fn maintain(&self, _event: ChainEvent<Block>) {}
}

// What does not submit is handed on as it is.

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
		let place = self.door.place(transaction.encoded_size())?;
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
