// SPDX-License-Identifier: GPL-3.0-or-later

//! The para follows the relay chain: its inclusions and its finality.

use polkadot_parachain_primitives::primitives::HeadData;
use sc_client_api::{
	backend::{BlockImportOperation, ImportNotificationAction, ImportSummary},
	Finalizer, LockImportRun,
};
use sp_blockchain::Error as ChainError;
use sp_consensus::BlockOrigin;

use crate::{
	aside,
	chain::Chain,
	types::{text, Position, Result},
};

/// Puts a head that the relay chain has included on the best chain. An unknown head changes nothing.
pub(crate) fn included(chain: &Chain, head: &HeadData) -> Result<()> {
	let Some((block, _)) = chain.find(head)? else { return Ok(()) };
	let _alone = chain.pool.close();
	go_through(chain, block)
}

/// Finalizes the para up to a head that is final on the relay chain. An unknown head changes nothing, and
/// neither does one that is final already.
pub(crate) fn finalized(chain: &Chain, head: &HeadData) -> Result<()> {
	let Some((block, _)) = chain.find(head)? else { return Ok(()) };
	let before = chain.finalized();
	if block.number <= before.number {
		return Ok(());
	}
	let _alone = chain.pool.close();
	go_through(chain, block)?;
	let stale = aside::leave_forks(chain, block)?;
	let route = (before.number + 1..block.number).map(|number| chain.hash(number));
	let route = route.collect::<Result<_>>()?;
	let finality = chain.client.lock_import_and_run(|operation| {
		chain.client.apply_finality(operation, block.hash, None, true)?;
		// The client finds no forks any more, and whoever follows blocks must hear of their end.
		if let Some(summary) = &mut operation.notify_finalized {
			summary.stale_blocks.extend(stale);
		}
		Ok::<_, ChainError>(())
	});
	finality.map_err(text)?;
	chain.pool.tell_final(block.hash, route);
	Ok(())
}

/// Makes a block the best one, unless it is on the best chain already.
fn go_through(chain: &Chain, block: Position) -> Result<()> {
	if chain.is_on_best(block)? {
		return Ok(());
	}
	let best = chain.best();
	log::info!(
		"Para {} follows the relay chain to #{} ({:?}); its best block was #{}",
		chain.id,
		block.number,
		block.hash,
		best.number
	);
	let header = chain.header(block.hash)?;
	let route = sp_blockchain::tree_route(&*chain.client, best.hash, block.hash).map_err(text)?;
	chain
		.client
		.lock_import_and_run(|operation| {
			operation.op.mark_head(block.hash)?;
			operation.notify_imported = Some(ImportSummary {
				hash: block.hash,
				origin: BlockOrigin::Own,
				header,
				is_new_best: true,
				storage_changes: None,
				tree_route: Some(route),
				import_notification_action: ImportNotificationAction::RecentBlock,
			});
			Ok::<_, ChainError>(())
		})
		.map_err(text)?;
	chain.pool.follow(block.hash);
	Ok(())
}
