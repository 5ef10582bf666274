// SPDX-License-Identifier: GPL-3.0-or-later

//! The chain that the engine works on, and what its parts share.

use std::{
	future::Future,
	sync::{atomic::AtomicU64, Arc},
};

use sc_client_api::HeaderBackend;
use sc_consensus_babe::BabeLink;
use sc_consensus_grandpa::GrandpaJustificationSender;

use super::{
	announcements::Audience, database::Store, grandpa::Grandpa, keys::Keys, quiet::QuietClient,
	shared_pool::Gate,
};
use crate::{
	service::consensus::BabeImport,
	types::{
		Block, BlockNumber, FullBackend, FullClient, Hash, Header, Pool, PoolCore, SelectChain,
	},
};

/// A result, or an error in words for the user.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// An error in words.
pub(super) fn text(error: impl std::fmt::Display) -> String {
	error.to_string()
}

/// Blocks the thread until a future of the SDK is done.
///
/// Must not be called in a task of the asynchronous runtime, where it can block for ever: channels
/// give nothing more to a task that does not yield. The engine works on threads of its own.
pub(super) fn wait<F: Future>(future: F) -> F::Output {
	futures::executor::block_on(future)
}

/// A block's place on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
	pub(super) hash: Hash,
	pub(super) number: BlockNumber,
}

/// The parts of the node that the engine works on.
pub(super) struct DevChain {
	pub(super) client: Arc<FullClient>,
	/// The same client, for GRANDPA: what it finalizes is announced by the engine.
	pub(super) quiet: Arc<QuietClient>,
	pub(super) backend: Arc<FullBackend>,
	pub(super) store: Store,
	/// The databases of the paras whose blocks are made here.
	pub(super) para_stores: Vec<Store>,
	pub(super) select_chain: SelectChain,
	pub(super) babe: BabeImport<Grandpa>,
	pub(super) babe_link: BabeLink<Block>,
	pub(super) grandpa: Grandpa,
	pub(super) keys: Arc<Keys>,
	pub(super) pool: Arc<Pool>,
	/// The inner pool, behind its interface.
	pub(super) pool_core: Arc<PoolCore>,
	/// Closed while the engine changes chain and pool, so that nobody else submits meanwhile.
	pub(super) gate: Gate,
	pub(super) justifications: GrandpaJustificationSender<Block>,
	/// The peers that blocks are announced to.
	pub(super) audience: Audience,
	/// The slot of the newest block, by which BABE's rules judge whether a block is too early.
	pub(super) head_slot: Arc<AtomicU64>,
}

impl DevChain {
	/// Fails if the disk is full, or the chain's database or a para's cannot be written to any more.
	pub(super) fn can_write(&self) -> Result<()> {
		self.para_stores.iter().chain([&self.store]).try_for_each(Store::can_write)
	}

	/// The best block.
	pub(super) fn head(&self) -> Position {
		let info = self.client.chain_info();
		Position { hash: info.best_hash, number: info.best_number }
	}

	/// The last finalized block.
	pub(super) fn finalized(&self) -> Position {
		let info = self.client.chain_info();
		Position { hash: info.finalized_hash, number: info.finalized_number }
	}

	/// The block of the best chain with this number. Fails if there is none.
	pub(super) fn position(&self, number: BlockNumber) -> Result<Position> {
		let hash = self.client.hash(number).map_err(text)?;
		let hash = hash.ok_or_else(|| format!("there is no block #{number}"))?;
		Ok(Position { hash, number })
	}

	/// The header of a block, with its seal.
	pub(super) fn header(&self, hash: Hash) -> Result<Header> {
		let header = self.client.header(hash).map_err(text)?;
		header.ok_or_else(|| format!("there is no block {hash:?}"))
	}
}
