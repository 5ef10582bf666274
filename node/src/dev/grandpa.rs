// SPDX-License-Identifier: GPL-3.0-or-later

//! GRANDPA's rules for blocks and justifications, which a revert can put back.
//!
//! The SDK keeps the sets of validators in memory and reads them from the database only when it
//! starts. A revert puts the database back, and then starts GRANDPA anew.

use std::sync::Arc;

use canary_runtime::{BlockNumber, Hash};
use parking_lot::RwLock;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ImportResult, JustificationImport,
};
use sc_consensus_grandpa::{GrandpaBlockImport, SharedAuthoritySet};
use sp_consensus::Error;
use sp_runtime::Justification;

use crate::service::{Block, FullBackend, FullClient, SelectChain, JUSTIFICATION_PERIOD};

type Stock = GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
/// Who votes on finality, now and from which block on.
pub(crate) type Validators = SharedAuthoritySet<Hash, BlockNumber>;

/// The rules in their present state.
#[derive(Clone)]
pub(crate) struct Grandpa(Arc<RwLock<(Stock, Validators)>>);

impl Grandpa {
	/// Reads the state from the database.
	pub(super) fn new(
		client: &Arc<FullClient>,
		select_chain: SelectChain,
	) -> sp_blockchain::Result<Self> {
		Ok(Self(Arc::new(RwLock::new(read(client, select_chain)?))))
	}

	/// Reads the state from the database once more.
	pub(super) fn reload(
		&self,
		client: &Arc<FullClient>,
		select_chain: SelectChain,
	) -> sp_blockchain::Result<()> {
		*self.0.write() = read(client, select_chain)?;
		Ok(())
	}

	/// Who votes on finality.
	pub(super) fn validators(&self) -> Validators {
		self.0.read().1.clone()
	}

	fn stock(&self) -> Stock {
		self.0.read().0.clone()
	}
}

fn read(
	client: &Arc<FullClient>,
	select_chain: SelectChain,
) -> sp_blockchain::Result<(Stock, Validators)> {
	let (import, link) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		client,
		select_chain,
		None,
	)?;
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
