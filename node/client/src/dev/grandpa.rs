// SPDX-License-Identifier: GPL-3.0-or-later

//! GRANDPA's import of blocks and justifications, which a revert can reset.
//!
//! The SDK keeps the voter sets in memory and reads them from the database only when it starts. A
//! revert resets the database, and then starts GRANDPA anew.

use std::sync::Arc;

use parking_lot::RwLock;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ImportResult, JustificationImport,
};
use sc_consensus_grandpa::SharedAuthoritySet;
use sp_consensus::Error;
use sp_runtime::Justification;

use super::quiet::QuietClient;
use crate::{
	service::consensus::{self, GrandpaImport},
	types::{Block, BlockNumber, Hash, SelectChain},
};

type Stock = GrandpaImport<QuietClient>;
/// The present voter set, and its pending changes.
pub(crate) type Voters = SharedAuthoritySet<Hash, BlockNumber>;

/// GRANDPA's import in its present state. Clones share it.
#[derive(Clone)]
pub(crate) struct Grandpa(Arc<RwLock<(Stock, Voters)>>);

impl Grandpa {
	/// Reads the state from the database.
	pub(crate) fn new(
		client: &Arc<QuietClient>,
		select_chain: SelectChain,
	) -> sp_blockchain::Result<Self> {
		Ok(Self(Arc::new(RwLock::new(read(client, select_chain)?))))
	}

	/// Reads the state from the database once more.
	pub(super) fn reload(
		&self,
		client: &Arc<QuietClient>,
		select_chain: SelectChain,
	) -> sp_blockchain::Result<()> {
		*self.0.write() = read(client, select_chain)?;
		Ok(())
	}

	/// The present voters.
	pub(crate) fn voters(&self) -> Voters {
		self.0.read().1.clone()
	}

	fn stock(&self) -> Stock {
		self.0.read().0.clone()
	}
}

fn read(
	client: &Arc<QuietClient>,
	select_chain: SelectChain,
) -> sp_blockchain::Result<(Stock, Voters)> {
	let (import, link) = consensus::grandpa(client.clone(), &client.0, select_chain, None)?;
	Ok((import, link.shared_authority_set().clone()))
}

#[async_trait::async_trait]
impl BlockImport<Block> for Grandpa {
	type Error = Error;

	async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Error> {
		self.stock().check_block(block).await
	}

	async fn import_block(&self, block: BlockImportParams<Block>) -> Result<ImportResult, Error> {
		self.stock().import_block(block).await
	}
}

#[async_trait::async_trait]
impl JustificationImport<Block> for Grandpa {
	type Error = Error;

	async fn on_start(&mut self) -> Vec<(Hash, BlockNumber)> {
		self.stock().on_start().await
	}

	async fn import_justification(
		&mut self,
		hash: Hash,
		number: BlockNumber,
		justification: Justification,
	) -> Result<(), Error> {
		JustificationImport::import_justification(&mut self.stock(), hash, number, justification)
			.await
	}
}
