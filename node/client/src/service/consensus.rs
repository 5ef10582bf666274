// SPDX-License-Identifier: GPL-3.0-or-later

//! The consensus of a chain: BABE for blocks, and GRANDPA for finality behind it.
//!
//! It is wired here, once, for the full node, the development engine, the sub-commands that check
//! blocks, and the benchmark. These differ in the GRANDPA import behind BABE, and in the clock by
//! which BABE judges whether a block is too early.

use std::sync::{
	atomic::{AtomicU64, Ordering},
	Arc, OnceLock,
};

use sc_consensus::{
	import_queue::BoxJustificationImport, BlockCheckParams, BlockImport, BlockImportParams,
	ImportResult, JustificationImport,
};
use sc_consensus_babe::{
	find_pre_digest, BabeBlockImport, BabeLink, BabeWorkerHandle, ImportQueueParams,
};
use sc_consensus_grandpa::{ClientForGrandpa, GrandpaBlockImport, LinkHalf};
use sc_network_sync::{SyncState, SyncingService};
use sc_service::{Configuration, Error};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	Slot, SlotDuration,
};
use sp_timestamp::{InherentDataProvider as TimeProvider, Timestamp};

use super::{
	equivocations::{blind, Reporter, Reporting},
	parts::ChainParts,
};
use crate::types::{Block, BlockNumber, FullBackend, FullClient, Hash, ImportQueue, SelectChain};

/// The most blocks between two GRANDPA justifications that are kept. Nodes that join later check
/// them to catch up with the finalized chain.
pub(crate) const JUSTIFICATION_PERIOD: u32 = 512;

/// BABE's block import, with that of `Grandpa` behind it.
pub(crate) type BabeImport<Grandpa> = BabeBlockImport<
	Block,
	FullClient,
	Grandpa,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;

/// GRANDPA's block import, on a client.
pub(crate) type GrandpaImport<Client> = GrandpaBlockImport<FullBackend, Block, Client, SelectChain>;

/// Makes GRANDPA's import of blocks and justifications, with its state from the database, and the
/// link that a voter needs.
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

/// The parts of BABE.
pub(crate) struct Babe<Grandpa> {
	/// The block import.
	pub(crate) import: BabeImport<Grandpa>,
	/// The link to what else follows the epochs.
	pub(crate) link: BabeLink<Block>,
	/// The length of a slot.
	pub(crate) slot_duration: SlotDuration,
	reporter: Arc<Reporter>,
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
			blind(clock(slot_duration)),
			parts.select_chain.clone(),
			OffchainTransactionPoolFactory::new(parts.pool.clone()),
		)?;
		let reporter = Arc::new(Reporter::new(parts, &link));
		Ok(Self { import, link, slot_duration, reporter })
	}

	/// The import of a node that makes blocks. It reports authors who make two in a slot; nobody else's report
	/// gets into a block.
	pub(crate) fn reporting(&self) -> Reporting<BabeImport<Grandpa>> {
		Reporting { inner: self.import.clone(), reporter: self.reporter.clone() }
	}

	/// Makes the import queue for blocks from peers and files, and the handle that answers for the
	/// epochs. Blocks after the wall clock's slot are refused; the others go to `import`.
	pub(crate) fn queue(
		&self,
		import: impl BlockImport<Block, Error = sp_consensus::Error> + Send + Sync + 'static,
		config: &Configuration,
		parts: &ChainParts,
		grandpa: Grandpa,
	) -> Result<(ImportQueue, BabeWorkerHandle<Block>), Error> {
		self.queue_of_slots(self.slot_duration, import, config, parts, grandpa)
	}

	/// Makes the import queue, and the handle that answers for the epochs, of a node that imports blocks at their
	/// own time, however far ahead of the wall clock it is. `slot` is that of the [`chain_clock`] that
	/// [`Self::new`] was given; `peers` tells how far the chain has come.
	pub(crate) fn queue_at_own_time(
		&self,
		slot: Arc<AtomicU64>,
		peers: PeersOnceUp,
		config: &Configuration,
		parts: &ChainParts,
		grandpa: Grandpa,
	) -> Result<(ImportQueue, BabeWorkerHandle<Block>), Error> {
		let (inner, slot_duration) = (self.import.clone(), self.slot_duration);
		let import = AtOwnTime { inner, slot, slot_duration, peers };
		// With slots of a millisecond the wall clock's slot is hundreds of thousands of years ahead.
		self.queue_of_slots(SlotDuration::from_millis(1), import, config, parts, grandpa)
	}

	/// A queue whose verifier refuses blocks after the wall clock's slot, counted by `slot_duration`.
	fn queue_of_slots(
		&self,
		slot_duration: SlotDuration,
		block_import: impl BlockImport<Block, Error = sp_consensus::Error> + Send + Sync + 'static,
		config: &Configuration,
		parts: &ChainParts,
		grandpa: Grandpa,
	) -> Result<(ImportQueue, BabeWorkerHandle<Block>), Error> {
		let justification_import: BoxJustificationImport<Block> = Box::new(grandpa);
		let queue = sc_consensus_babe::import_queue(ImportQueueParams {
			block_import,
			slot_duration,
			link: self.link.clone(),
			justification_import: Some(justification_import),
			client: parts.client.clone(),
			spawner: &parts.task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry: parts.telemetry.as_ref().map(Telemetry::handle),
		})?;
		Ok(queue)
	}
}

/// The synchronization with peers. There is none before the network is up, and for a sub-command.
pub(crate) type PeersOnceUp = Arc<OnceLock<Arc<SyncingService<Block>>>>;

/// How many of the newest blocks are announced to the node's clients in any case. The pool wants two in
/// a row after a long leap.
const ANNOUNCED: BlockNumber = 2;

/// Imports each block at its own time, or at the wall clock's if that is later.
///
/// A node that is far behind announces none of the blocks that it catches up with, and its pool judges by
/// the block of before. Usually the next one heals that; on a development chain it may come tomorrow. So
/// the newest ones count as announced by a peer.
struct AtOwnTime<Inner> {
	inner: Inner,
	/// The slot by which `inner` judges. Blocks are imported one after the other.
	slot: Arc<AtomicU64>,
	slot_duration: SlotDuration,
	peers: PeersOnceUp,
}

impl<Inner> AtOwnTime<Inner> {
	/// Whether peers have no more than a block or so after this one.
	async fn is_new(&self, number: BlockNumber) -> bool {
		let Some(peers) = self.peers.get() else { return false };
		match peers.status().await.map(|status| status.state) {
			Ok(SyncState::Downloading { target } | SyncState::Importing { target }) => {
				number + ANNOUNCED > target
			},
			Ok(SyncState::Idle) => true,
			// The node stops.
			Err(_) => false,
		}
	}
}

#[async_trait::async_trait]
impl<Inner: BlockImport<Block> + Send + Sync> BlockImport<Block> for AtOwnTime<Inner> {
	type Error = Inner::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		let is_quiet = block.origin == BlockOrigin::NetworkInitialSync;
		if is_quiet && self.is_new(block.header.number).await {
			block.origin = BlockOrigin::NetworkBroadcast;
		}
		let now = Slot::from_timestamp(Timestamp::current(), self.slot_duration);
		// `inner` refuses a block without a slot.
		let slot =
			find_pre_digest::<Block>(&block.header).map_or(now, |claim| claim.slot().max(now));
		self.slot.store(*slot, Ordering::Release);
		self.inner.import_block(block).await
	}
}

/// Inherent data with the slot and the time of the wall clock.
pub(crate) fn wall_clock(slot_duration: SlotDuration) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |_parent: Hash, ()| async move {
		let time = TimeProvider::from_system_time();
		let slot = SlotProvider::from_timestamp_and_slot_duration(*time, slot_duration);
		Ok((slot, time))
	})
}

/// Inherent data with the slot that `head_slot` holds, and its time. The caller sets it before each
/// block.
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
