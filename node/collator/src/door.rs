// SPDX-License-Identifier: GPL-3.0-or-later

//! Keeps a pool within its bounds by refusing new transactions instead of dropping old ones.
//!
//! The SDK's pool, when it is full, takes the new transaction and drops the one of the lowest priority,
//! with all that follow it from the same account. Their senders were told that they are in the pool. So
//! the SDK's pool gets larger limits than it ever needs ([`Bounds::spacious`]), and the real ones are kept
//! here.
//!
//! A transaction with a later nonce waits for the one before it. A pool full of waiting transactions could
//! not take the ones they wait for, and would stay full. So waiting transactions have at most half of the
//! room, and one more is refused as if the pool were full.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use sc_transaction_pool::{ChainApi, Options, Pool, PoolLimit};
use sc_transaction_pool_api::error::Error as Refusal;
use sp_runtime::traits::Block as BlockT;
use tokio::sync::Notify;

/// The hash of a transaction.
type TxHash<A> = <<A as ChainApi>::Block as BlockT>::Hash;

/// The SDK's pool has this many times the room of the bounds, because a revert puts transactions back on
/// top of those that are in the pool.
const SPACIOUS: usize = 2;

/// How much a pool holds.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
	/// The most transactions, ready or waiting.
	pub transactions: usize,
	/// The most bytes of transactions, encoded.
	pub bytes: usize,
	/// For how many seconds an invalid transaction is banned; `None` is not at all.
	pub ban: Option<u64>,
}

impl Bounds {
	/// Options for an SDK pool that never drops a transaction to make room, as long as a [`Door`] keeps
	/// these bounds.
	pub fn spacious(self) -> Options {
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

	/// The most transactions that may wait for another one, and the most bytes of them.
	fn waiting(self) -> (usize, usize) {
		(self.transactions / 2, self.bytes / 2)
	}
}

/// Admits transactions to a pool, within its bounds. All transactions come through it but those that the
/// pool's owner puts back after a revert.
pub struct Door<A: ChainApi> {
	pool: Arc<Pool<A, ()>>,
	/// The subject of this door's log messages, such as "The pool".
	name: String,
	bounds: Bounds,
	queue: Mutex<Queue>,
	/// Wakes one of the transactions that wait for reserved room. Whoever finds room, or finds the pool full,
	/// wakes the next one.
	given_back: Notify,
}

/// The transactions that are being validated, and counts of those that were refused.
#[derive(Default)]
struct Queue {
	transactions: usize,
	bytes: usize,
	/// Refused because the pool was full.
	refused: Refused,
	/// Refused because they would have waited for another transaction, and the room for that was full.
	refused_waiting: Refused,
}

/// How many transactions were refused since there last was room.
#[derive(Default)]
struct Refused(u64);

impl Refused {
	/// Counts a refusal, and logs the first of them.
	fn count(&mut self, message: impl FnOnce() -> String) -> Refusal {
		if self.0 == 0 {
			log::warn!("{}. New ones are refused", message());
		}
		self.0 += 1;
		Refusal::ImmediatelyDropped
	}

	/// Ends the count because a transaction found room, and logs it.
	fn end(&mut self, message: impl FnOnce() -> String) {
		if self.0 > 0 {
			log::info!("{} again. Refused meanwhile: {}", message(), self.0);
			self.0 = 0;
		}
	}
}

/// Room that is reserved for a transaction while it is validated. Dropping it gives the room back.
pub struct Place<'a, A: ChainApi> {
	door: &'a Door<A>,
	bytes: usize,
}

impl<A: ChainApi> Place<'_, A> {
	/// Gives the reserved room to this transaction, which the pool has taken. Fails if it waits for
	/// another one and there is no room for that: then it is out of the pool again, and those who watch it
	/// are told.
	pub fn take(self, transaction: &TxHash<A>) -> Result<(), Refusal> {
		self.door.look_at(transaction)
	}
}

impl<A: ChainApi> Drop for Place<'_, A> {
	fn drop(&mut self) {
		let mut queue = self.door.queue.lock();
		queue.transactions -= 1;
		queue.bytes -= self.bytes;
		self.door.given_back.notify_one();
	}
}

impl<A: ChainApi> Door<A> {
	/// The door of a pool that has [`Bounds::spacious`] options. `name` is the subject of its log messages.
	pub fn new(pool: Arc<Pool<A, ()>>, name: impl Into<String>, bounds: Bounds) -> Self {
		Self { pool, name: name.into(), bounds, queue: Mutex::default(), given_back: Notify::new() }
	}

	/// Reserves room for a transaction of this many bytes, encoded. Fails if the pool is full. Waits as
	/// long as the last room is reserved: those that reserved it may be refused, or be in the pool already
	/// and so be counted twice.
	pub async fn place(&self, bytes: usize) -> Result<Place<'_, A>, Refusal> {
		loop {
			if let Some(outcome) = self.try_place(bytes) {
				return outcome;
			}
			self.given_back.notified().await;
		}
	}

	/// As [`Self::place`]; `None` is for room that is reserved.
	fn try_place(&self, bytes: usize) -> Option<Result<Place<'_, A>, Refusal>> {
		let Bounds { transactions: most, bytes: most_bytes, .. } = self.bounds;
		let (waiting, waiting_bytes) = self.bounds.waiting();
		let queue = &mut *self.queue.lock();
		let inside = self.pool.validated_pool().status();
		// More transactions wait than may where those before them became invalid. They take no room from
		// others.
		let transactions = inside.ready + inside.future.min(waiting);
		let all_bytes = inside.ready_bytes + inside.future_bytes.min(waiting_bytes);
		let name = &self.name;
		if transactions >= most || all_bytes.saturating_add(bytes) > most_bytes {
			self.given_back.notify_one();
			return Some(Err(queue.refused.count(|| {
				format!(
					"{name} is full: {transactions} transactions of at most {most}, {all_bytes} bytes of at \
					 most {most_bytes} (`--pool-limit`, `--pool-kbytes`)"
				)
			})));
		}
		let reserved = all_bytes.saturating_add(queue.bytes).saturating_add(bytes);
		if transactions + queue.transactions >= most || reserved > most_bytes {
			return None;
		}
		queue.refused.end(|| format!("{name} has room"));
		queue.transactions += 1;
		queue.bytes += bytes;
		self.given_back.notify_one();
		Some(Ok(Place { door: self, bytes }))
	}

	/// Removes a transaction from the pool if it waits for another one and there is no room for that.
	fn look_at(&self, transaction: &TxHash<A>) -> Result<(), Refusal> {
		let (most, most_bytes) = self.bounds.waiting();
		// The lock makes this one at a time: of two that come at once and are too many together, one stays.
		let Queue { refused_waiting: refused, .. } = &mut *self.queue.lock();
		let pool = self.pool.validated_pool();
		let inside = pool.status();
		let fits = inside.future <= most && inside.future_bytes <= most_bytes;
		if fits && refused.0 == 0 {
			return Ok(());
		}
		if !self.waits(transaction) {
			return Ok(());
		}
		let name = &self.name;
		if fits {
			refused.end(|| {
				format!("{name} has room for transactions with a nonce that is not the next")
			});
			return Ok(());
		}
		// No ban: it may be sent again once there is room, or once it need not wait.
		pool.remove_subtree(&[*transaction], false, |watchers, hash| {
			watchers.limits_enforced(&hash);
		});
		Err(refused.count(|| {
			format!(
				"{name} has no room for more transactions with a nonce that is not the next of \
				 their account: at most {most} of {} may be such, with {most_bytes} bytes in all \
				 (`--pool-limit`, `--pool-kbytes`)",
				self.bounds.transactions,
			)
		}))
	}

	/// Whether a transaction is in the pool and waits for another one.
	fn waits(&self, transaction: &TxHash<A>) -> bool {
		let pool = self.pool.validated_pool();
		let is_inside = pool.extrinsics_tags(&[*transaction]).iter().any(Option::is_some);
		is_inside && pool.ready_by_hash(transaction).is_none()
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use std::{
		future::Future,
		pin::{pin, Pin},
		sync::atomic::{AtomicBool, Ordering},
	};

	use async_trait::async_trait;
	use futures::{executor::block_on, future::join, FutureExt, StreamExt};
	use sc_transaction_pool::{TimedTransactionSource, ValidateTransactionPriority};
	use sc_transaction_pool_api::{TransactionSource, TransactionStatus};
	use sp_blockchain::{HashAndNumber, TreeRoute};
	use sp_runtime::{
		generic::BlockId,
		traits::{BlakeTwo256, Hash as _},
		transaction_validity::{TransactionValidity, ValidTransaction},
	};

	use super::*;
	use crate::types::{Block, BlockNumber, Extrinsic, Hash, Header};

	type Pooled = Arc<Extrinsic>;

	/// A chain whose transactions are an account and a nonce. No account has sent one yet.
	#[derive(Default)]
	pub(crate) struct Accounts {
		/// Whether transactions with nonce 0 wait too.
		bars_all: AtomicBool,
	}

	#[async_trait]
	impl ChainApi for Accounts {
		type Block = Block;
		type Error = Refusal;

		async fn validate_transaction(
			&self,
			at: Hash,
			source: TransactionSource,
			transaction: Pooled,
			_: ValidateTransactionPriority,
		) -> Result<TransactionValidity, Refusal> {
			self.validate_transaction_blocking(at, source, transaction)
		}

		fn validate_transaction_blocking(
			&self,
			_: Hash,
			_: TransactionSource,
			transaction: Pooled,
		) -> Result<TransactionValidity, Refusal> {
			let &[account, nonce, ..] = transaction.inner() else { panic!("it has both") };
			let before = match nonce.checked_sub(1) {
				Some(before) => Some(vec![account, before]),
				None => self.bars_all.load(Ordering::Relaxed).then(Vec::new),
			};
			Ok(Ok(ValidTransaction {
				requires: before.into_iter().collect(),
				provides: vec![vec![account, nonce]],
				..Default::default()
			}))
		}

		fn block_id_to_number(&self, _: &BlockId<Block>) -> Result<Option<BlockNumber>, Refusal> {
			Ok(Some(0))
		}

		fn block_id_to_hash(&self, _: &BlockId<Block>) -> Result<Option<Hash>, Refusal> {
			Ok(Some(Hash::zero()))
		}

		fn hash_and_length(&self, transaction: &Extrinsic) -> (Hash, usize) {
			(BlakeTwo256::hash(transaction.inner()), transaction.inner().len())
		}

		async fn block_body(&self, _: Hash) -> Result<Option<Vec<Extrinsic>>, Refusal> {
			Ok(None)
		}

		fn block_header(&self, _: Hash) -> Result<Option<Header>, Refusal> {
			Ok(None)
		}

		fn tree_route(&self, _: Hash, at: Hash) -> Result<TreeRoute<Block>, Refusal> {
			TreeRoute::new(vec![HashAndNumber { hash: at, number: 0 }], 0)
				.map_err(Refusal::InvalidBlockId)
		}
	}

	const ALICE: u8 = 1;
	const BOB: u8 = 2;
	const CHARLIE: u8 = 3;
	/// The size of each transaction in bytes.
	const BYTES: usize = 10;

	fn transaction(account: u8, nonce: u8) -> Extrinsic {
		let mut bytes = vec![0; BYTES];
		(bytes[0], bytes[1]) = (account, nonce);
		Extrinsic::from_blob(bytes)
	}

	fn here() -> HashAndNumber<Block> {
		HashAndNumber { hash: Hash::zero(), number: 0 }
	}

	fn door(transactions: usize, bytes: usize) -> Door<Accounts> {
		let bounds = Bounds { transactions, bytes, ban: None };
		let pool = Pool::new_with_staticly_sized_rotator(
			bounds.spacious(),
			true.into(),
			Arc::new(Accounts::default()),
		);
		Door::new(Arc::new(pool), "The pool", bounds)
	}

	impl Door<Accounts> {
		/// Has the pool validate and take a transaction, without giving it room yet.
		fn judge(&self, account: u8, nonce: u8) -> Hash {
			let source = TimedTransactionSource::new_external(false);
			let it = Arc::new(transaction(account, nonce));
			block_on(self.pool.submit_one(&here(), source, it)).expect("it is valid").hash()
		}

		fn submit(&self, account: u8, nonce: u8) -> Result<(), Refusal> {
			let place = block_on(self.place(BYTES))?;
			place.take(&self.judge(account, nonce))
		}

		/// How many transactions are ready, and how many wait.
		fn inside(&self) -> (usize, usize) {
			let status = self.pool.validated_pool().status();
			(status.ready, status.future)
		}
	}

	/// What a future has come to, if it need not wait.
	fn poll_once<T>(future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
		future.now_or_never()
	}

	#[track_caller]
	fn assert_no_room(result: Result<(), Refusal>) {
		assert!(matches!(result, Err(Refusal::ImmediatelyDropped)), "{result:?}");
	}

	const PLENTY: usize = 1_000;

	#[test]
	fn ready_transactions_may_have_all_the_room() {
		let door = door(3, PLENTY);
		for nonce in 0..3 {
			door.submit(ALICE, nonce).expect("there is room");
		}
		assert_no_room(door.submit(BOB, 0));
		assert_eq!(door.inside(), (3, 0));
	}

	#[test]
	fn waiting_transactions_have_half_of_the_room_and_what_they_wait_for_gets_in() {
		let door = door(5, PLENTY);
		door.submit(ALICE, 1).expect("the first of two");
		door.submit(ALICE, 2).expect("the second of two");
		assert_no_room(door.submit(ALICE, 3));
		assert_no_room(door.submit(BOB, 1));
		assert_eq!(door.inside(), (0, 2));

		door.submit(ALICE, 0).expect("there is room for what is ready");
		assert_eq!(door.inside(), (3, 0));
		door.submit(ALICE, 3).expect("it was not barred, and need not wait any more");
		assert_eq!(door.inside(), (4, 0));
	}

	#[test]
	fn one_that_is_in_the_pool_already_is_not_counted_twice() {
		let door = door(2, PLENTY);
		let place = block_on(door.place(BYTES)).expect("there is room");
		let first = door.judge(ALICE, 0);
		let mut second = pin!(door.place(BYTES));
		assert!(poll_once(second.as_mut()).is_none());
		place.take(&first).expect("it need not wait");
		let second = block_on(second).expect("there is room for two");
		second.take(&door.judge(BOB, 0)).expect("it need not wait");
		assert_eq!(door.inside(), (2, 0));
	}

	#[test]
	fn the_last_room_goes_to_the_next_one_if_it_is_not_used() {
		let door = door(1, 2 * BYTES);
		let unused = block_on(door.place(BYTES)).expect("there is room");
		let [mut first, mut second, mut third] = [(); 3].map(|_| Box::pin(door.place(BYTES)));
		for waits in [&mut first, &mut second, &mut third] {
			assert!(poll_once(waits.as_mut()).is_none());
		}
		drop(unused);
		let place = poll_once(first.as_mut()).expect("it is its turn").expect("there is room");
		assert!(poll_once(second.as_mut()).is_none());
		place.take(&door.judge(ALICE, 0)).expect("it need not wait");
		for refused in <[_; 2]>::from(block_on(join(second, third))) {
			assert!(matches!(refused, Err(Refusal::ImmediatelyDropped)));
		}
	}

	#[test]
	fn room_that_was_reserved_for_a_large_one_goes_to_several() {
		let door = door(PLENTY, 2 * BYTES);
		let large = block_on(door.place(2 * BYTES)).expect("there is room");
		let [mut first, mut second] = [(); 2].map(|_| Box::pin(door.place(BYTES)));
		assert!(poll_once(first.as_mut()).is_none() && poll_once(second.as_mut()).is_none());
		drop(large);
		let first = poll_once(first.as_mut()).expect("it is its turn").expect("there is room");
		let second =
			poll_once(second.as_mut()).expect("there is room for both").expect("there is room");
		first.take(&door.judge(ALICE, 0)).expect("it need not wait");
		second.take(&door.judge(BOB, 0)).expect("it need not wait");
	}

	#[test]
	fn one_that_is_too_large_for_the_room_lets_a_smaller_one_pass() {
		let door = door(PLENTY, 3 * BYTES);
		door.submit(ALICE, 0).expect("there is room");
		let place = block_on(door.place(BYTES)).expect("there is room");
		let [mut large, mut small] = [2 * BYTES, BYTES].map(|bytes| Box::pin(door.place(bytes)));
		assert!(poll_once(large.as_mut()).is_none());
		let small = poll_once(small.as_mut()).expect("there is room").expect("there is room");
		place.take(&door.judge(BOB, 0)).expect("it need not wait");
		small.take(&door.judge(BOB, 1)).expect("it need not wait");
		assert!(matches!(block_on(large), Err(Refusal::ImmediatelyDropped)));
	}

	#[test]
	fn bytes_of_waiting_transactions_count_too() {
		let door = door(PLENTY, 5 * BYTES);
		door.submit(ALICE, 1).expect("the first of two");
		door.submit(ALICE, 2).expect("the second of two");
		assert_no_room(door.submit(ALICE, 3));
		for nonce in 0..3 {
			door.submit(BOB, nonce).expect("there is room for what is ready");
		}
		assert_no_room(door.submit(ALICE, 0));
	}

	#[test]
	fn a_pool_of_one_place_keeps_it_for_what_is_ready() {
		let door = door(1, PLENTY);
		assert_no_room(door.submit(ALICE, 1));
		door.submit(ALICE, 0).expect("there is room");
	}

	#[test]
	fn of_two_that_come_at_once_one_stays() {
		let door = door(2, PLENTY);
		let places = [ALICE, BOB]
			.map(|account| (block_on(door.place(BYTES)).expect("there is room"), account));
		let judged = places.map(|(place, account)| (place, door.judge(account, 1)));
		let taken = judged.map(|(place, transaction)| place.take(&transaction).is_ok());
		assert_eq!(taken, [false, true]);
		assert_eq!(door.inside(), (0, 1));
	}

	#[test]
	fn one_that_need_not_wait_any_more_when_it_is_looked_at_stays() {
		let door = door(4, PLENTY);
		door.submit(BOB, 1).expect("the first of two");
		door.submit(BOB, 2).expect("the second of two");
		let place = block_on(door.place(BYTES)).expect("there is room");
		let waits = door.judge(ALICE, 1);
		door.judge(CHARLIE, 1);
		door.judge(ALICE, 0);
		assert_eq!(door.inside(), (2, 3));
		place.take(&waits).expect("it is ready");
		assert_eq!(door.inside(), (2, 3));
	}

	#[test]
	fn who_watches_a_transaction_that_may_not_wait_is_told() {
		let door = door(1, PLENTY);
		let source = TimedTransactionSource::new_external(false);
		let place = block_on(door.place(BYTES)).expect("there is room");
		let it = Arc::new(transaction(ALICE, 1));
		let mut watched =
			block_on(door.pool.submit_and_watch(&here(), source, it)).expect("it is valid");
		assert_no_room(place.take(&watched.hash()));
		let told: Vec<_> = block_on(watched.expect_watcher().into_stream().collect());
		assert_eq!(told, [TransactionStatus::Future, TransactionStatus::Dropped]);
	}

	#[test]
	fn those_that_have_come_to_wait_take_no_room_from_others() {
		let door = door(4, PLENTY);
		let accounts = [1, 2, 3, 4];
		for account in accounts {
			door.submit(account, 0).expect("there is room");
		}
		// Each is validated again, and waits now.
		door.pool.validated_pool().api().bars_all.store(true, Ordering::Relaxed);
		let tags = accounts.map(|account| vec![account, 0]);
		block_on(door.pool.prune_tags(&here(), tags, []));
		assert_eq!(door.inside(), (0, 4));
		door.pool.validated_pool().api().bars_all.store(false, Ordering::Relaxed);

		door.submit(5, 0).expect("half of the room is for what is ready");
		door.submit(5, 1).expect("half of the room is for what is ready");
		assert_no_room(door.submit(5, 2));
		assert_no_room(door.submit(6, 1));
		assert_eq!(door.inside(), (2, 4));
	}
}
