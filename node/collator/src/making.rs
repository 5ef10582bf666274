// SPDX-License-Identifier: GPL-3.0-or-later

//! Has the runtime make a block, and records what it reads from the state.

use codec::Encode;
use sc_block_builder::{BlockBuilder, BlockBuilderBuilder};
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool, TxInvalidityReportMap};
use sp_api::{ProofRecorder, StorageChanges};
use sp_blockchain::{ApplyExtrinsicFailed, Error};
use sp_inherents::InherentData;
use sp_runtime::{
	generic::Digest,
	traits::Block as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DigestItem, ExtrinsicInclusionMode,
};
use sp_trie::{proof_size_extension::ProofSizeExt, StorageProof};

use crate::{
	chain::Chain,
	client::ParaClient,
	types::{Block, Extrinsic, Hash, Header, Position, Result},
};

/// How many transactions may find no room in a block before the rest are not tried.
const SKIPPED: usize = 8;

/// What a block is made from, and how much may go into it.
pub(crate) struct Order<'a> {
	/// The block's parent.
	pub(crate) parent: Position,
	/// The slot, as the header's digest has it.
	pub(crate) pre_digest: DigestItem,
	/// The data for the inherents: the time and the relay chain's state.
	pub(crate) inherents: &'a InherentData,
	/// The bytes that the block and its proof may reach with transactions.
	pub(crate) room: usize,
	/// The most transactions.
	pub(crate) most: usize,
}

/// A finished block, not sealed yet.
pub(crate) struct Made {
	pub(crate) header: Header,
	pub(crate) body: Vec<Extrinsic>,
	pub(crate) changes: StorageChanges<Block>,
	/// The proof of what the block reads from its parent's state.
	pub(crate) proof: StorageProof,
	/// The hashes of the pool's transactions in the block.
	pub(crate) taken: Vec<Hash>,
	/// The hashes of those that the runtime has called too early.
	pub(crate) early: Vec<Hash>,
}

/// Why a block was not made.
pub(crate) enum Failure {
	/// The runtime makes no block here, even without transactions.
	Block(String),
	/// The runtime does not finish the block with these transactions in it.
	Load {
		/// The error.
		reason: String,
		/// The hashes of the transactions.
		taken: Vec<Hash>,
	},
}

/// Makes a block. Adds the transactions that the runtime refuses to `refused`.
pub(crate) fn make(
	chain: &Chain,
	order: &Order,
	refused: &mut TxInvalidityReportMap<Hash>,
) -> std::result::Result<Made, Failure> {
	let recorder = ProofRecorder::<Block>::default();
	let mut builder = BlockBuilderBuilder::<Block, _>::new(&*chain.client)
		.on_parent_block(order.parent.hash)
		.with_parent_block_number(order.parent.number)
		.with_proof_recorder(recorder.clone())
		.with_inherent_digests(Digest { logs: vec![order.pre_digest.clone()] })
		.with_extra_extensions(ProofSizeExt::new(recorder.clone()))
		.build()
		.map_err(|error| Failure::Block(cause(&error.to_string())))?;
	push_inherents(&mut builder, order.inherents).map_err(Failure::Block)?;
	let (taken, early) = match builder.extrinsic_inclusion_mode() {
		ExtrinsicInclusionMode::AllExtrinsics => fill(chain, order, &mut builder, refused),
		ExtrinsicInclusionMode::OnlyInherents => Default::default(),
	};
	let built = match builder.build() {
		Ok(built) => built,
		Err(error) => {
			let reason = cause(&error.to_string());
			return Err(if taken.is_empty() {
				Failure::Block(reason)
			} else {
				Failure::Load { reason, taken }
			});
		},
	};
	let (header, body) = built.block.deconstruct();
	let proof = recorder.drain_storage_proof();
	Ok(Made { header, body, changes: built.storage_changes, proof, taken, early })
}

/// Puts the inherents into the block.
fn push_inherents(
	builder: &mut BlockBuilder<'_, Block, ParaClient>,
	data: &InherentData,
) -> Result<()> {
	let inherents = builder
		.create_inherents(data.clone())
		.map_err(|error| format!("the inherents: {}", cause(&error.to_string())))?;
	for (index, inherent) in inherents.into_iter().enumerate() {
		builder.push(inherent).map_err(|error| {
			format!("inherent {index} of the block: {}", cause(&error.to_string()))
		})?;
	}
	Ok(())
}

/// Puts the pool's ready transactions into the block, as far as there is room. Returns their hashes, and those of
/// transactions that the runtime calls too early.
fn fill(
	chain: &Chain,
	order: &Order,
	builder: &mut BlockBuilder<'_, Block, ParaClient>,
	refused: &mut TxInvalidityReportMap<Hash>,
) -> (Vec<Hash>, Vec<Hash>) {
	let (mut taken, mut early) = (Vec::new(), Vec::new());
	let mut skipped = 0;
	let without = builder.estimate_block_size();
	let mut ready = chain.pool.ready();
	while taken.len() < order.most && skipped < SKIPPED {
		let Some(entry) = ready.next() else { break };
		let transaction = (**entry.data()).clone();
		if builder.estimate_block_size() + transaction.encoded_size() > order.room {
			ready.report_invalid(&entry);
			if without + transaction.encoded_size() > order.room {
				log::warn!(
					"A transaction of {} bytes is too large for a block of para {}, and dropped: {:?}",
					transaction.encoded_size(),
					chain.id,
					entry.hash(),
				);
				refused.insert(*entry.hash(), None);
			} else {
				skipped += 1;
			}
			continue;
		}
		match builder.push(transaction) {
			Ok(()) => taken.push(*entry.hash()),
			Err(Error::ApplyExtrinsicFailed(ApplyExtrinsicFailed::Validity(
				TransactionValidityError::Invalid(InvalidTransaction::Future),
			))) => {
				ready.report_invalid(&entry);
				early.push((*entry.hash(), (**entry.data()).clone()));
			},
			Err(Error::ApplyExtrinsicFailed(ApplyExtrinsicFailed::Validity(reason))) => {
				ready.report_invalid(&entry);
				if reason.exhausted_resources() {
					skipped += 1;
				} else {
					log::debug!("Para {} refuses {:?}: {reason}", chain.id, entry.hash());
					refused.insert(*entry.hash(), Some(reason));
				}
			},
			Err(error) => {
				ready.report_invalid(&entry);
				log::warn!(
					"Para {} fails on a transaction, which is dropped: {:?}: {}",
					chain.id,
					entry.hash(),
					cause(&error.to_string()),
				);
				refused.insert(*entry.hash(), None);
			},
		}
	}
	// What a block that nobody backed gives back is behind those that wait for it.
	loop {
		let before = taken.len();
		early.retain(|(hash, transaction)| {
			let size = builder.estimate_block_size() + transaction.encoded_size();
			let has_room = taken.len() < order.most && size <= order.room;
			let is_in = has_room && builder.push(transaction.clone()).is_ok();
			if is_in {
				taken.push(*hash);
			}
			!is_in
		});
		if taken.len() == before {
			break;
		}
	}
	(taken, early.into_iter().map(|(hash, _)| hash).collect())
}

/// An error of the executor in one line, without the Wasm backtrace.
fn cause(error: &str) -> String {
	let cause = error.split("\nWASM backtrace:").next().unwrap_or(error);
	cause.split_whitespace().collect::<Vec<_>>().join(" ")
}
