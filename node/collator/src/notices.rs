// SPDX-License-Identifier: GPL-3.0-or-later

//! Tells subscribers that the chain was reverted.

use std::{
	cmp::Ordering,
	collections::HashMap,
	thread,
	time::{Duration, Instant},
};

use sc_client_api::{
	backend::{ClientImportOperation, FinalizeSummary, ImportNotificationAction, ImportSummary},
	LockImportRun, StorageProvider,
};
use sp_blockchain::Error as ChainError;
use sp_consensus::BlockOrigin;
use sp_core::storage::{StorageData, StorageKey};

use crate::{
	chain::Chain,
	client::Backend,
	types::{text, Block, Hash, Header, Result},
};

/// The most keys for which the states before and after a revert are compared. Subscribers of storage in a
/// larger state hear of a change with the next block that changes the key.
const COMPARED: usize = 200_000;

/// The shortest time between two reverts that end subscriptions. PAPI 2.2.2 gives up on a node when a
/// third one ends, each within a second of the one before.
const PAUSE: Duration = Duration::from_millis(1_200);

/// The values that change, by key. `None` is for a key that is gone.
pub(crate) type Changes = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// The values of a state, each with its key.
pub(crate) type Values = Vec<(StorageKey, StorageData)>;

/// What subscribers must know of a revert.
pub(crate) struct Revert {
	/// The newest block that was final before it.
	pub(crate) last_final: Header,
	/// The differences between the state of the new head and that of the old one.
	pub(crate) changes: Changes,
}

/// Makes subscribers read the chain again after a revert to its present head.
///
/// Subscriptions of `chainHead` follow a chain that only grows. A notice of finality that does not fit the
/// blocks they know ends them, and clients subscribe again, as after a lost connection. The notice is
/// about a block as high as the last final one, because notices about lower ones are ignored.
pub(crate) fn tell_of_revert(chain: &Chain, revert: Revert) -> Result<()> {
	let Revert { last_final, changes } = revert;
	wait_for_turn(chain);
	let unexpected = chain.client.chain_info().genesis_hash;
	let known = last_final.hash();
	tell_final(chain, last_final, vec![unexpected, known])?;
	let finalized = chain.finalized();
	// The genesis is final from the start, so a notice about it would also end the subscriptions that have
	// just begun.
	if finalized.number > 0 {
		tell_final(chain, chain.header(finalized.hash)?, vec![finalized.hash])?;
	}
	let best = chain.best();
	let header = chain.header(best.hash)?;
	notify(chain, |operation| {
		operation.notify_imported = Some(ImportSummary {
			hash: best.hash,
			origin: BlockOrigin::Own,
			header,
			is_new_best: true,
			storage_changes: Some((changes.into_iter().collect(), Vec::new())),
			tree_route: None,
			import_notification_action: ImportNotificationAction::RecentBlock,
		});
	})
}

/// Waits until subscriptions may be ended again, if there are any.
fn wait_for_turn(chain: &Chain) {
	let followers = chain.client.finality_notification_sinks();
	let is_followed = followers.lock().iter().any(|follower| !follower.is_closed());
	let mut stopped = chain.stopped.lock();
	if let (true, Some(last)) = (is_followed, *stopped) {
		thread::sleep(PAUSE.saturating_sub(last.elapsed()));
	}
	*stopped = Some(Instant::now());
}

fn tell_final(chain: &Chain, header: Header, finalized: Vec<Hash>) -> Result<()> {
	notify(chain, |operation| {
		operation.notify_finalized =
			Some(FinalizeSummary { header, finalized, stale_blocks: Vec::new() });
	})
}

fn notify(
	chain: &Chain,
	tell: impl FnOnce(&mut ClientImportOperation<Block, Backend>),
) -> Result<()> {
	chain
		.client
		.lock_import_and_run(|operation| {
			tell(operation);
			Ok::<_, ChainError>(())
		})
		.map_err(text)
}

/// The values of a block's state in the order of their keys: the first [`COMPARED`] of them.
pub(crate) fn values(chain: &Chain, block: Hash) -> Result<Values> {
	let pairs = chain.client.storage_pairs(block, None, None).map_err(text)?;
	Ok(pairs.take(COMPARED).collect())
}

/// What the state of block `new` has instead of the values in `old`. Keys past the first [`COMPARED`] ones
/// are left out.
pub(crate) fn differences(chain: &Chain, new: Hash, old: Values) -> Result<Changes> {
	let mut changes = Changes::new();
	let mut new = chain.client.storage_pairs(new, None, None).map_err(text)?.peekable();
	let mut old = old.into_iter().peekable();
	// Both come in the order of their keys.
	for _ in 0..COMPARED {
		let order = match (new.peek(), old.peek()) {
			(None, None) => return Ok(changes),
			(Some(_), None) => Ordering::Less,
			(None, Some(_)) => Ordering::Greater,
			(Some((new, _)), Some((old, _))) => new.0.cmp(&old.0),
		};
		let now = if order.is_le() { new.next() } else { None };
		let before = if order.is_ge() { old.next() } else { None };
		match (now, before) {
			(Some((_, now)), Some((_, before))) if now == before => {},
			(Some((key, now)), _) => {
				changes.insert(key.0, Some(now.0));
			},
			(None, Some((key, _))) => {
				changes.insert(key.0, None);
			},
			(None, None) => {},
		}
	}
	log::debug!("The para's state is too large to tell subscribers of all that a revert changes");
	Ok(changes)
}
