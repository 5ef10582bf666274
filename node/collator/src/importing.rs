// SPDX-License-Identifier: GPL-3.0-or-later

//! Imports blocks of the para that were made elsewhere.

use polkadot_node_primitives::PoV;
use polkadot_parachain_primitives::primitives::HeadData;
use sc_consensus::StateAction;
use sp_consensus::BlockOrigin;
use sp_runtime::traits::Block as _;

use crate::{
	chain::Chain,
	collation::import,
	pov,
	types::{Position, Result},
};

/// Imports the blocks in a PoV that are not on the best chain yet, each as the best one. Does nothing if
/// `parent`, which they build on, is not here. Validators have checked the blocks with the para's own code.
pub(crate) fn import_pov(chain: &Chain, pov: &PoV, parent: &HeadData) -> Result<()> {
	if chain.find(parent)?.is_none() {
		return Ok(());
	}
	let _alone = chain.pool.close();
	for block in pov::unpack(pov)? {
		let (header, body) = block.deconstruct();
		let hash = header.hash();
		if chain.is_on_best(Position { hash, number: header.number })? {
			continue;
		}
		let seal = header.digest.logs().last().cloned().ok_or("a block in the PoV has no seal")?;
		let origin = BlockOrigin::NetworkBroadcast;
		import(chain, origin, (header, seal), body, StateAction::Execute)?;
		chain.pool.follow(hash);
	}
	Ok(())
}
