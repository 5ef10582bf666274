// SPDX-License-Identifier: GPL-3.0-or-later

//! A block while the runtime is at work on it: what goes in, and what does not.

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

/// Why a transaction of the overlay can be ended.
const NESTED: &str = "one was started above; qed";

/// Why a block was not made. The chain is as it was before.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
	/// The runtime makes no block in this slot, whatever is put in.
	Slot(String),
	/// The runtime does not finish the block with what was put in.
	Load(String),
	/// Who puts in does not want the block.
	Unwanted(String),
}

/// What became of a transaction that was to be in a block.
#[derive(Debug)]
pub(super) enum Applied {
	/// It is in the block.
	Included,
	/// The block has no room left for it.
	NoRoom,
	/// It is not valid here and now.
	Refused(TransactionValidityError),
	/// The runtime has panicked on it, with these words.
	Panicked(String),
}

/// What is to stand in a block, besides what each block begins with.
pub(super) trait Content {
	/// What validators say of paras, if they have something to say. It stands in front.
	fn paras(&self) -> Option<&ParasData<Header>>;

	/// Puts the rest in. An error means that the block is not wanted without it.
	fn put(&mut self, filling: &mut Filling) -> Result<(), String>;

	/// The runtime takes nothing in this block, since it is at work on itself. An error means that the
	/// block is not wanted without the content.
	fn refused(&mut self) -> Result<(), String>;

	/// Another slot is tried: what was found out in the one before counts no more.
	fn begin(&mut self);

	/// The block could not be finished with what was put in, for this reason. Says whether less can be
	/// put in, to try once more.
	fn lighten(&mut self, reason: &str) -> bool;
}

/// A block on which the runtime is at work.
pub(super) struct Building<'a> {
	pub(super) executor: &'a Executor,
	pub(super) state: &'a TrieBackend<&'a Nodes, Hashing, &'a LocalTrieCache<Hashing>>,
	pub(super) code: RuntimeCode<'a>,
	pub(super) overlay: OverlayedChanges<Hashing>,
	pub(super) extensions: Extensions,
}

/// A block that the runtime has finished, without seal.
pub(super) struct Finished {
	pub(super) header: Header,
	pub(super) body: Vec<UncheckedExtrinsic>,
	/// Whether there is more in it than what each block begins with.
	pub(super) used: bool,
}

impl Building<'_> {
	/// Calls a function of the runtime. What it changes remains, unless it fails.
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

	/// Makes the block step by step.
	pub(super) fn fill(
		&mut self,
		header: &Header,
		inherents: &InherentData,
		content: Option<&mut (dyn Content + '_)>,
	) -> Result<Finished, Failure> {
		let of_paras = content.as_ref().is_some_and(|content| content.paras().is_some());
		// What is said of paras can be left out.
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

/// A block that has room for transactions.
pub(super) struct Filling<'a, 'b> {
	block: &'a mut Building<'b>,
	body: Vec<UncheckedExtrinsic>,
}

impl Filling<'_, '_> {
	/// Puts in what each block has to begin with.
	fn push_inherents(&mut self, data: &InherentData) -> Result<(), String> {
		// The runtime tries some of them to see whether they are right. The block is to begin as if
		// it had not.
		self.block.overlay.start_transaction();
		let inherents: Result<Vec<UncheckedExtrinsic>, _> =
			self.block.call("BlockBuilder_inherent_extrinsics", &data.encode());
		self.block.overlay.rollback_transaction().expect(NESTED);
		for inherent in inherents? {
			match self.push(inherent) {
				Applied::Included => {},
				Applied::Panicked(reason) => return Err(reason),
				refused => return Err(format!("an inherent is {refused:?}")),
			}
		}
		Ok(())
	}

	/// Runs a transaction and puts it into the block, unless the runtime does not want it there.
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

/// What the executor says of a failure, in one line and without the trace of the Wasm's functions.
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
