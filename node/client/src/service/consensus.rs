// SPDX-License-Identifier: GPL-3.0-or-later

//! The rules to extend a chain: BABE's for blocks, with GRANDPA's for finality behind them.
//!
//! They are wired here, once, for the full node, the development engine, the sub-commands that check
//! blocks, and the benchmark. What differs between these is whose GRANDPA stands behind, and by which
//! clock BABE judges whether a block is too early.

use std::sync::{
	atomic::{AtomicU64, Ordering},
	Arc,
};

use sc_consensus::{BlockImport, JustificationImport};
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle, ImportQueueParams};
use sc_consensus_grandpa::{ClientForGrandpa, GrandpaBlockImport, LinkHalf};
use sc_service::{Configuration, Error};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	Slot, SlotDuration,
};
use sp_timestamp::InherentDataProvider as TimeProvider;

use super::parts::ChainParts;
use crate::types::{Block, FullBackend, FullClient, Hash, ImportQueue, SelectChain};

/// Justifications of GRANDPA that are kept are at most this many blocks apart. Nodes that join later
/// check them to catch up with the finalized chain.
pub(crate) const JUSTIFICATION_PERIOD: u32 = 512;

/// BABE's rules for blocks, and those of `Grandpa` after them.
pub(crate) type BabeImport<Grandpa> = BabeBlockImport<
	Block,
	FullClient,
	Grandpa,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;

/// GRANDPA's rules, on a client.
pub(crate) type GrandpaImport<Client> = GrandpaBlockImport<FullBackend, Block, Client, SelectChain>;

/// GRANDPA's rules for blocks and justifications, from what the database knows of them, and what a
/// voter needs.
#[allow(clippy::type_complexity, reason = "two types that callers name in full")]
pub(crate) fn grandpa<Client>(
	client: Arc<Client>,
	genesis: &Arc<FullClient>,
	select_chain: SelectChain,
	telemetry: Option<&Telemetry>,
) -> sp_blockchain::Result<(GrandpaImport<Client>, LinkHalf<Block, Client, SelectChain>)>
where
	Client: ClientForGrandpa<Block, FullBackend> + 'static,
{
	sc_consensus_grandpa::block_import(
		client,
		JUSTIFICATION_PERIOD,
		genesis,
		select_chain,
		telemetry.map(Telemetry::handle),
	)
}

/// What extends a chain by BABE's rules.
pub(crate) struct Babe<Grandpa> {
	/// Takes blocks.
	pub(crate) import: BabeImport<Grandpa>,
	/// What else follows the epochs.
	pub(crate) link: BabeLink<Block>,
	/// How long a slot is.
	pub(crate) slot_duration: SlotDuration,
}

impl<Grandpa> Babe<Grandpa>
where
	Grandpa: BlockImport<Block, Error = sp_consensus::Error>
		+ JustificationImport<Block, Error = sp_consensus::Error>
		+ Clone
		+ Send
		+ Sync
		+ 'static,
{
	/// Wires BABE in front of `grandpa`. Blocks are judged by the clock that `clock` makes.
	pub(crate) fn new(
		parts: &ChainParts,
		grandpa: Grandpa,
		clock: impl FnOnce(SlotDuration) -> BabeCreateInherentDataProviders<Block>,
	) -> Result<Self, Error> {
		let config = sc_consensus_babe::configuration(&*parts.client)?;
		let slot_duration = config.slot_duration();
		let (import, link) = sc_consensus_babe::block_import(
			config,
			grandpa,
			parts.client.clone(),
			clock(slot_duration),
			parts.select_chain.clone(),
			OffchainTransactionPoolFactory::new(parts.pool.clone()),
		)?;
		Ok(Self { import, link, slot_duration })
	}

	/// The queue of blocks from outside, and what answers for the epochs.
	pub(crate) fn queue(
		&self,
		config: &Configuration,
		parts: &ChainParts,
		grandpa: Grandpa,
	) -> Result<(ImportQueue, BabeWorkerHandle<Block>), Error> {
		let queue = sc_consensus_babe::import_queue(ImportQueueParams {
			link: self.link.clone(),
			block_import: self.import.clone(),
			justification_import: Some(Box::new(grandpa)),
			client: parts.client.clone(),
			slot_duration: self.slot_duration,
			spawner: &parts.task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry: parts.telemetry.as_ref().map(Telemetry::handle),
		})?;
		Ok(queue)
	}
}

/// The slot and the time of the wall clock.
pub(crate) fn wall_clock(slot_duration: SlotDuration) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |_parent: Hash, ()| async move {
		let time = TimeProvider::from_system_time();
		let slot = SlotProvider::from_timestamp_and_slot_duration(*time, slot_duration);
		Ok((slot, time))
	})
}

/// The slot that `head_slot` holds at the moment, and its time: for who sets it before each block.
pub(crate) fn chain_clock(
	head_slot: Arc<AtomicU64>,
	slot_duration: SlotDuration,
) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |_parent: Hash, ()| {
		let slot = Slot::from(head_slot.load(Ordering::Acquire));
		let time = slot.timestamp(slot_duration).unwrap_or_default();
		async move { Ok((SlotProvider::new(slot), TimeProvider::new(time))) }
	})
}
