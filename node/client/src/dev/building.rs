// SPDX-License-Identifier: GPL-3.0-or-later

//! A block in the making: the runtime applies inherents and transactions to it, and finishes it.

use codec::{Decode, DecodeAll, Encode};
use polkadot_primitives::InherentData as ParasData;
use sp_core::traits::{CallContext, RuntimeCode};
use sp_externalities::Extensions;
use sp_inherents::InherentData;
use sp_runtime::{
	transaction_validity::TransactionValidityError, ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_state_machine::{OverlayedChanges, StateMachine, TrieBackend};
use sp_trie::cache::LocalTrieCache;

use super::nodes::{Hashing, Nodes};
use crate::{
	executor::Executor,
	types::{Header, UncheckedExtrinsic},
};

/// Why a storage transaction of the overlay can be ended.
const NESTED: &str = "one was started above; qed";

/// Why a block was not made. The chain is unchanged.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
	/// The runtime makes no block in this slot, whatever its content.
	Slot(String),
	/// The runtime cannot finish the block with this content.
	Load(String),
	/// The block is not wanted: a given transaction is refused, for example.
	Unwanted(String),
}

/// What became of a transaction that was to be in a block.
#[derive(Debug)]
pub(super) enum Applied {
	/// It is in the block.
	Included,
	/// The block has no room left for it.
	NoRoom,
	/// It is invalid in this block.
	Refused(TransactionValidityError),
	/// The runtime panicked on it, with this message.
	Panicked(String),
}

/// The content of a block beyond what every block has.
pub(super) trait Content {
	/// The data of the paras inherent, if it is not empty.
	fn paras(&self) -> Option<&ParasData<Header>>;

	/// Puts the transactions in. An error means that the block is not wanted without them.
	fn put(&mut self, filling: &mut Filling) -> Result<(), String>;

	/// The runtime takes only inherents in this block, as during a migration. An error means that
	/// the block is not wanted without the transactions.
	fn refused(&mut self) -> Result<(), String>;

	/// Begins anew for another slot: what was found out in the one before does not count.
	fn begin(&mut self);

	/// Takes something out, after the block could not be finished for this reason. Returns whether
	/// it did, and the block is to be tried again.
	fn lighten(&mut self, reason: &str) -> bool;
}

/// A block in the making, on top of a state.
pub(super) struct Building<'a> {
	pub(super) executor: &'a Executor,
	pub(super) state: &'a TrieBackend<&'a Nodes, Hashing, &'a LocalTrieCache<Hashing>>,
	pub(super) code: RuntimeCode<'a>,
	pub(super) overlay: OverlayedChanges<Hashing>,
	pub(super) extensions: Extensions,
}

/// A block that the runtime has finished, without its seal.
pub(super) struct Finished {
	pub(super) header: Header,
	pub(super) body: Vec<UncheckedExtrinsic>,
	/// Whether it has extrinsics besides the inherents.
	pub(super) used: bool,
}

impl Building<'_> {
	/// Calls a runtime API function. Its changes stay in the overlay, unless it fails.
	pub(super) fn call<T: Decode>(&mut self, method: &str, input: &[u8]) -> Result<T, String> {
		let output = StateMachine::new(
			self.state,
			&mut self.overlay,
			self.executor,
			method,
			input,
			&mut self.extensions,
			&self.code,
			CallContext::Onchain { import: false },
		)
		.execute()
		.map_err(|error| format!("{method}: {}", cause(&error.to_string())))?;
		T::decode_all(&mut &output[..]).map_err(|error| format!("{method}: {error}"))
	}

	/// Makes the block: initializes it, applies inherents and content, and finalizes it.
	pub(super) fn fill(
		&mut self,
		header: &Header,
		inherents: &InherentData,
		content: Option<&mut (dyn Content + '_)>,
	) -> Result<Finished, Failure> {
		let of_paras = content.as_ref().is_some_and(|content| content.paras().is_some());
		// The paras data can be left out.
		let inherent: fn(String) -> Failure = if of_paras { Failure::Load } else { Failure::Slot };
		let mode: ExtrinsicInclusionMode =
			self.call("Core_initialize_block", &header.encode()).map_err(Failure::Slot)?;
		let mut filling = Filling { block: self, body: Vec::new() };
		filling.push_inherents(inherents).map_err(inherent)?;
		let own = filling.body.len();
		if let Some(content) = content {
			let put = match mode {
				ExtrinsicInclusionMode::AllExtrinsics => content.put(&mut filling),
				ExtrinsicInclusionMode::OnlyInherents => content.refused(),
			};
			put.map_err(Failure::Unwanted)?;
		}
		let body = filling.body;
		let used = body.len() > own;
		let failure = if used { Failure::Load } else { inherent };
		let header = self.call("BlockBuilder_finalize_block", &[]).map_err(failure)?;
		Ok(Finished { header, body, used })
	}
}

/// A block that extrinsics are put into.
pub(super) struct Filling<'a, 'b> {
	block: &'a mut Building<'b>,
	body: Vec<UncheckedExtrinsic>,
}

impl Filling<'_, '_> {
	/// Puts the inherents in.
	fn push_inherents(&mut self, data: &InherentData) -> Result<(), String> {
		// The runtime tries some of them to see whether they are valid. Those changes are undone.
		self.block.overlay.start_transaction();
		let inherents: Result<Vec<UncheckedExtrinsic>, _> =
			self.block.call("BlockBuilder_inherent_extrinsics", &data.encode());
		self.block.overlay.rollback_transaction().expect(NESTED);
		for inherent in inherents? {
			match self.push(inherent) {
				Applied::Included => {},
				Applied::Panicked(reason) => return Err(reason),
				refused => return Err(format!("the runtime refuses an inherent: {refused:?}")),
			}
		}
		Ok(())
	}

	/// Applies an extrinsic, and puts it into the block if the runtime accepts it.
	pub(super) fn push(&mut self, transaction: UncheckedExtrinsic) -> Applied {
		self.block.overlay.start_transaction();
		let result: Result<ApplyExtrinsicResult, _> =
			self.block.call("BlockBuilder_apply_extrinsic", &transaction.encode());
		if matches!(result, Ok(Ok(_))) {
			self.block.overlay.commit_transaction().expect(NESTED);
			self.body.push(transaction);
		} else {
			self.block.overlay.rollback_transaction().expect(NESTED);
		}
		match result {
			Ok(Ok(_)) => Applied::Included,
			Ok(Err(reason)) if reason.exhausted_resources() => Applied::NoRoom,
			Ok(Err(reason)) => Applied::Refused(reason),
			Err(reason) => Applied::Panicked(reason),
		}
	}
}

/// The executor's error in one line, without the Wasm backtrace.
fn cause(error: &str) -> String {
	let cause = error.split("\nWASM backtrace:").next().unwrap_or(error);
	cause.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_cause_is_one_line() {
		let error = "Execution aborted due to panic: panicked at pallets/x/src/lib.rs:10:5:\n\
		             no such thing\nWASM backtrace:\nerror while executing at wasm backtrace:\n    0: f";
		assert_eq!(
			cause(error),
			"Execution aborted due to panic: panicked at pallets/x/src/lib.rs:10:5: no such thing"
		);
		assert_eq!(cause("short"), "short");
	}
}
