// SPDX-License-Identifier: GPL-3.0-or-later

//! Bulk runs: many blocks, as fast as they can be made.
//!
//! Three threads share the work: one claims the next slots, one makes the block, one imports the
//! block before. They have a lower priority than other threads, so that the node answers requests
//! meanwhile.
//!
//! Blocks are not announced before the run is over, except to the pool when transactions get in:
//! subscribers that are left far behind lose their subscription with each block that they are told
//! of.

use std::{
	sync::{
		atomic::{AtomicU32, Ordering},
		mpsc::{sync_channel, Receiver, SyncSender},
	},
	thread::{self, Builder},
	time::{Duration, Instant},
};

use sc_transaction_pool_api::TransactionPool;

use super::{
	chain::{text, DevChain, Result},
	forge::Forged,
	importer::Notice,
	maker::Maker,
	paras::Paras,
	precheck::{opens_votes, Precheck},
	priority::step_back,
	progress::{Progress, Run},
};
use crate::types::BlockNumber;

/// How often a run reports its progress.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// How many blocks may wait to be imported.
const QUEUE: usize = 32;
/// The stack size of the thread that makes blocks, in bytes.
const AUTHOR_STACK: usize = 16 << 20;

/// Makes the blocks of a run, until all are made or `is_cancelled` returns true. Calls `show` about
/// once a second. However the run ends, its head is announced.
pub(super) fn run(
	maker: &mut Maker,
	run: &Run,
	is_cancelled: &(dyn Fn() -> bool + Sync),
	show: &mut dyn FnMut(&Maker, Progress),
) -> Result<()> {
	let result = blocks(maker, run, is_cancelled, show);
	let ended = maker.importer.end_bulk();
	// The reason why the run has ended comes first.
	result.and(ended)
}

fn blocks(
	maker: &mut Maker,
	run: &Run,
	is_cancelled: &(dyn Fn() -> bool + Sync),
	show: &mut dyn FnMut(&Maker, Progress),
) -> Result<()> {
	// Outgoing voters finalize the blocks that are theirs before the next voters follow.
	maker.importer.finalize(maker.chain.head().number)?;
	let mut told = Instant::now();
	loop {
		let left = run.left(maker.chain.head().number);
		if left == 0 || is_cancelled() {
			return Ok(());
		}
		if has_content(&maker.chain, &maker.precheck, &maker.paras) {
			maker.block(Notice::Deferred)?;
			maker.importer.tell_pool()?;
		}
		slice(maker, run.left(maker.chain.head().number), is_cancelled)?;

		let progress = run.progress(maker.chain.head().number, false);
		if told.elapsed() >= PROGRESS_EVERY {
			told = Instant::now();
			log::info!("⏩ {progress}");
		}
		show(maker, progress);
	}
}

/// Makes up to `count` empty blocks without announcing them, for about a second, while they are
/// imported one after the other. Ends early if the next block has content.
fn slice(
	maker: &mut Maker,
	count: BlockNumber,
	is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
	if count == 0 || has_content(&maker.chain, &maker.precheck, &maker.paras) {
		return Ok(());
	}
	maker.importer.finality_is_near()?;
	let (sender, receiver) = sync_channel::<Forged>(QUEUE);
	let imported = AtomicU32::new(maker.chain.head().number);
	let Maker { chain, author, importer, precheck, paras, .. } = maker;
	author.hurry(true);
	let mut importing = |blocks: Receiver<Forged>| -> Result<()> {
		step_back();
		for block in blocks {
			let number = block.position.number;
			importer.import(block, Notice::Deferred)?;
			imported.store(number, Ordering::Release);
		}
		Ok(())
	};
	let until = Instant::now() + PROGRESS_EVERY;
	let mut making = |blocks: SyncSender<Forged>| -> Result<()> {
		step_back();
		let mut made = 0;
		let calm = |precheck: &Precheck, paras: &Paras| {
			!has_content(chain, precheck, paras) && !is_cancelled()
		};
		while made < count && Instant::now() < until && calm(precheck, paras) {
			let block = author.make(None)?;
			precheck.note_block(opens_votes(&block.changes.main_storage_changes));
			paras.note_block(&block.changes.main_storage_changes);
			if blocks.send(block).is_err() {
				// An importer that has failed takes nothing more, and says why.
				break;
			}
			made += 1;
			if made % QUEUE as u32 == 0 {
				author.imported(imported.load(Ordering::Acquire));
			}
		}
		Ok(())
	};
	let result = thread::scope(|scope| {
		let thread = Builder::new().name("dev-import".into());
		let importing = thread.spawn_scoped(scope, move || importing(receiver)).map_err(text)?;
		// The runtime's native code runs on this stack; the Wasm has one of its own.
		let thread = Builder::new().name("dev-author".into()).stack_size(AUTHOR_STACK);
		let making = thread.spawn_scoped(scope, move || making(sender)).map_err(text)?;
		let made = making.join().map_err(|_| "the author panicked".to_owned())?;
		let imported = importing.join().map_err(|_| "the importer panicked".to_owned())?;
		imported.and(made)
	});
	author.hurry(false);
	author.imported(chain.head().number);
	paras.follow();
	if let Err(reason) = &result {
		maker.recover_from(reason);
	}
	result
}

/// Whether the next block has content: transactions, votes on code, or paras data.
fn has_content(chain: &DevChain, precheck: &Precheck, paras: &Paras) -> bool {
	chain.pool.status().ready > 0 || precheck.is_due() || paras.are_due()
}
