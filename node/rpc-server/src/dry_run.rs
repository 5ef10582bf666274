// SPDX-License-Identifier: GPL-3.0-or-later

//! Tries a transaction without submitting it.

use std::sync::Arc;

use codec::{Decode, Encode};
use jsonrpsee::{
	core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned, Extensions, RpcModule,
};
use sp_api::{ApiExt, Core, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder;
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use sp_runtime::{
	legacy::byte_sized_error::convert_to_latest,
	traits::{Block as BlockT, Header as _, One},
	ExtrinsicInclusionMode,
};

/// The codes of the SDK's errors.
const FAILED: i32 = 1;
const UNDECODABLE: i32 = 2;
const NAMES: [&str; 2] = ["system_dryRun", "system_dryRunAt"];

#[rpc(server)]
trait DryRunApi<Hash> {
	/// Applies a transaction in the block after `at`, or after the best block, without keeping what it
	/// does. Returns the encoded result.
	#[method(name = "system_dryRun", aliases = ["system_dryRunAt"], blocking, with_extensions)]
	fn dry_run(&self, extrinsic: Bytes, at: Option<Hash>) -> RpcResult<Bytes>;
}

struct DryRun<Client, Block> {
	client: Arc<Client>,
	block: std::marker::PhantomData<Block>,
}

/// Replaces the SDK's `system_dryRun` among these methods.
///
/// That applies a transaction in the state after a block as if it were still inside that block. The block's
/// own hash is unknown there, so transactions whose era begins with it are refused as too old
/// (`AncientBirthBlock`): wallets begin eras with the last final block, which on a development chain may be
/// the head.
pub fn replace_dry_run<Block, Client>(
	methods: &mut RpcModule<impl Send + Sync + 'static>,
	client: Arc<Client>,
) -> Result<(), jsonrpsee::core::RegisterMethodError>
where
	Block: BlockT,
	Client: ProvideRuntimeApi<Block, Api: BlockBuilder<Block>>
		+ HeaderBackend<Block>
		+ Send
		+ Sync
		+ 'static,
{
	for name in NAMES {
		methods.remove_method(name);
	}
	methods.merge(DryRun { client, block: std::marker::PhantomData::<Block> }.into_rpc())
}

impl<Client, Block> DryRunApiServer<Block::Hash> for DryRun<Client, Block>
where
	Block: BlockT,
	Client: ProvideRuntimeApi<Block, Api: BlockBuilder<Block>>
		+ HeaderBackend<Block>
		+ Send
		+ Sync
		+ 'static,
{
	fn dry_run(
		&self,
		extensions: &Extensions,
		extrinsic: Bytes,
		at: Option<Block::Hash>,
	) -> RpcResult<Bytes> {
		sc_rpc_api::check_if_safe(extensions)?;
		let extrinsic =
			Block::Extrinsic::decode(&mut &extrinsic[..]).map_err(error(UNDECODABLE))?;
		let at = at.unwrap_or_else(|| self.client.info().best_hash);
		let parent = self.client.expect_header(at).map_err(error(FAILED))?;
		let header = Block::Header::new(
			*parent.number() + One::one(),
			Default::default(),
			Default::default(),
			at,
			Default::default(),
		);
		// One instance keeps what its functions do to the state, and drops it at the end.
		let api = self.client.runtime_api();
		let core = api.api_version::<dyn Core<Block>>(at).map_err(error(FAILED))?;
		#[allow(deprecated)]
		let mode = if core >= Some(5) {
			api.initialize_block(at, &header).map_err(error(FAILED))?
		} else {
			api.initialize_block_before_version_5(at, &header).map_err(error(FAILED))?;
			ExtrinsicInclusionMode::AllExtrinsics
		};
		if mode == ExtrinsicInclusionMode::OnlyInherents {
			return Err(error(FAILED)("the next block takes no transactions"));
		}
		let builder = api.api_version::<dyn BlockBuilder<Block>>(at).map_err(error(FAILED))?;
		#[allow(deprecated)]
		let result = if builder >= Some(6) {
			api.apply_extrinsic(at, extrinsic).map_err(error(FAILED))?
		} else {
			let result = api.apply_extrinsic_before_version_6(at, extrinsic);
			convert_to_latest(result.map_err(error(FAILED))?)
		};
		Ok(result.encode().into())
	}
}

fn error<E: ToString>(code: i32) -> impl Fn(E) -> ErrorObjectOwned {
	move |reason| {
		ErrorObjectOwned::owned(code, "Unable to dry run extrinsic", Some(reason.to_string()))
	}
}
