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
//! And who finds no room is told so. The SDK's pool takes a transaction first, and then drops what it likes
//! least, with all that follows from the same account; the senders of those have heard long ago that theirs
//! are in. So the pool is given more room than it is ever to need, and the bounds are kept here.

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use codec::Encode;
use parking_lot::Mutex;
use sc_transaction_pool::{Options, PoolLimit};
use sc_transaction_pool_api::{
	error::Error as Refusal, ChainEvent, ImportNotificationStream, MaintainedTransactionPool,
	PoolStatus, ReadyTransactions, TransactionFor, TransactionPool, TransactionSource,
	TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};

use tokio::sync::RwLock;

use crate::types::{Block, FullClient, Hash, Pool};

type InPool = <Pool as TransactionPool>::InPoolTransaction;
type Error = <Pool as TransactionPool>::Error;
type Ready = Box<dyn ReadyTransactions<Item = Arc<InPool>> + Send>;

/// Lets submissions in together, or the engine alone.
pub(crate) type Gate = Arc<RwLock<()>>;

/// How often the pool behind has the room that is given away here: when the chain goes back, what waited
/// then comes on top.
const SPACIOUS: usize = 2;

/// How much the pool takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
	/// This many transactions, ready or not.
	pub(crate) transactions: usize,
	/// This many bytes of them.
	pub(crate) bytes: usize,
	/// For how many seconds a transaction that was invalid is refused unseen; not at all where nothing is
	/// said.
	pub(crate) ban: Option<u64>,
}

impl Bounds {
	/// The options of a pool that never drops anything for want of room within these bounds.
	pub(super) fn spacious(self) -> Options {
		let limit = PoolLimit {
			count: self.transactions.saturating_mul(SPACIOUS),
			total_bytes: self.bytes.saturating_mul(SPACIOUS),
		};
		Options {
			ready: limit.clone(),
			future: limit,
			reject_future_transactions: false,
			ban_time: Duration::from_secs(self.ban.unwrap_or(0)),
		}
	}
}

/// A pool that others than the engine may use.
pub(crate) struct SharedPool {
	pool: Arc<Pool>,
	/// Closed while the engine is at work on chain and pool.
	gate: Gate,
	/// Knows the head, by which every transaction is judged: who submits may have looked it up before the
	/// gate was closed.
	client: Arc<FullClient>,
	bounds: Bounds,
	door: Mutex<Door>,
}

/// Who is about to get in, and who was turned away.
#[derive(Default)]
struct Door {
	transactions: usize,
	bytes: usize,
	/// Transactions for which there was no room since there was last.
	refused: u64,
}

/// Room for a transaction that is being judged, until it is in the pool or refused.
struct Place<'a> {
	door: &'a Mutex<Door>,
	bytes: usize,
}

impl Drop for Place<'_> {
	fn drop(&mut self) {
		let mut door = self.door.lock();
		door.transactions -= 1;
		door.bytes -= self.bytes;
	}
}

impl SharedPool {
	/// Shares `pool`, which has [`Bounds::spacious`] options, within `bounds`.
	pub(crate) fn new(
		pool: Arc<Pool>,
		gate: Gate,
		client: Arc<FullClient>,
		bounds: Bounds,
	) -> Self {
		Self { pool, gate, client, bounds, door: Mutex::default() }
	}

	fn head(&self) -> Hash {
		self.client.chain_info().best_hash
	}

	/// A place for a transaction, if there is one.
	fn place(&self, transaction: &TransactionFor<Self>) -> Result<Place<'_>, Error> {
		let bytes = transaction.encoded_size();
		let Bounds { transactions: most, bytes: most_bytes, .. } = self.bounds;
		let mut door = self.door.lock();
		let inside = self.pool.status();
		let transactions = inside.ready + inside.future + door.transactions;
		let all_bytes = inside.ready_bytes + inside.future_bytes + door.bytes;
		if transactions >= most || all_bytes.saturating_add(bytes) > most_bytes {
			if door.refused == 0 {
				log::warn!(
					"The pool is full: {transactions} transactions of at most {most}, {all_bytes} bytes of at \
					 most {most_bytes} (`--pool-limit`, `--pool-kbytes`). Those that come now are refused"
				);
			}
			door.refused += 1;
			return Err(Refusal::ImmediatelyDropped.into());
		}
		if door.refused > 0 {
			log::info!("The pool has room again; it has refused {} transactions", door.refused);
			door.refused = 0;
		}
		door.transactions += 1;
		door.bytes += bytes;
		Ok(Place { door: &self.door, bytes })
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
			let result = match self.place(&transaction) {
				Ok(_place) => self.pool.submit_one(self.head(), source, transaction).await,
				Err(refusal) => Err(refusal),
			};
			results.push(result);
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
		let _place = self.place(&transaction)?;
		self.pool.submit_one(self.head(), source, transaction).await
	}

	async fn submit_and_watch(
		&self,
		_at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Error> {
		let _open = self.gate.read().await;
		let _place = self.place(&transaction)?;
		self.pool.submit_and_watch(self.head(), source, transaction).await
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
