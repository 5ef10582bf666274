// SPDX-License-Identifier: GPL-3.0-or-later

//! Questions of the sub-commands about the blocks of a chain that is not running.

use sc_cli::{Error, ExportBlocksCmd, GenericNumber, Result};
use sc_client_api::BlockBackend;
use sp_api::{ApiExt, Core, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::traits::CallContext;
use sp_runtime::{generic::BlockId, traits::Block as _};

use crate::types::{Block, BlockNumber, FullClient};

/// Runs a block once more on the state of its parent. Fails unless that gives the state root, the digest and
/// the root of the extrinsics that are in its header. Nothing is written.
///
/// The SDK's command imports the block instead, which a database refuses that has it already. The seal
/// is not looked at: the keys of older epochs are not kept.
pub(crate) fn check(client: &FullClient, id: BlockId<Block>) -> Result<()> {
	let hash = client
		.block_hash_from_id(&id)?
		.ok_or_else(|| Error::Input(format!("there is no block {}", named(&id))))?;
	let block = client.block(hash)?.ok_or_else(|| gone(named(&id)))?.block;
	let (mut header, extrinsics) = block.deconstruct();
	if header.number == 0 {
		return Err(Error::Input("block #0 is the chain's specification, and runs nothing".into()));
	}
	header.digest.pop();
	let parent = header.parent_hash;
	let mut runtime = client.runtime_api();
	runtime.set_call_context(CallContext::Onchain { import: false });
	let block = Block::new(header, extrinsics);
	runtime.execute_block(parent, block.into()).map_err(|reason| Error::Application(reason.into()))
}

/// Fails unless all blocks that `export-blocks` is asked for are there, with their extrinsics. The SDK's command
/// ends at the first one that is not, and calls that done.
pub(crate) fn can_export(client: &FullClient, cmd: &ExportBlocksCmd) -> Result<()> {
	let given = |number: &Option<GenericNumber>| {
		number.as_ref().map(GenericNumber::parse::<BlockNumber>).transpose().map_err(Error::Input)
	};
	let best = client.info().best_number;
	let (first, last) = (given(&cmd.from)?.unwrap_or(1), given(&cmd.to)?.unwrap_or(best));
	for number in first..=last {
		let hash = client.hash(number)?.ok_or_else(|| {
			Error::Input(format!("there is no block #{number}: the chain ends with #{best}"))
		})?;
		if client.block_body(hash)?.is_none() {
			return Err(gone(format!("#{number}")));
		}
	}
	Ok(())
}

fn gone(block: String) -> Error {
	Error::Input(format!(
		"the extrinsics of block {block} are not in this database: `--blocks-pruning` has removed them, or they \
		 never came"
	))
}

fn named(id: &BlockId<Block>) -> String {
	match id {
		BlockId::Number(number) => format!("#{number}"),
		BlockId::Hash(hash) => format!("{hash:?}"),
	}
}
