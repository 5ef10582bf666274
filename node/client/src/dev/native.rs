// SPDX-License-Identifier: GPL-3.0-or-later

//! Empty blocks from the runtime's code as this machine runs it, where the chain's Wasm was compiled from
//! the same sources. That takes no instance of the Wasm, and uses all of this machine's instructions.
//!
//! What such a block says is for the Wasm to decide, as for every other node. So the Wasm makes some of
//! the blocks too: the first ones, the first of each epoch, and now and then another one. Where the two
//! differ, the Wasm's block is taken, and every one after it is the Wasm's.
//!
//! A runtime that refuses a block panics: BABE does where an author is disabled. The engine says why there is
//! no block. Of a panic of native code the SDK would say besides that the node has a bug, with a trace.

use std::{cell::Cell, panic, sync::Once};

use codec::DecodeAll;
use sc_consensus_babe::contains_epoch_change;
use sc_executor::with_externalities_safe;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::traits::Block as BlockT;
use sp_state_machine::{Ext, OverlayedChanges};

use super::building::Building;
use crate::{
	chain_spec::Dispatch,
	types::{Block, BlockNumber},
};

/// The function that makes an empty block.
const FORGE: &str = "BlockForge_forge";
/// How many blocks of a process are made both ways, before most are trusted.
const FIRST: u64 = 32;
/// Every how many blocks one is made both ways after that.
const EVERY: BlockNumber = 64;

/// Makes empty blocks.
pub(super) struct Native {
	dispatch: Option<Dispatch>,
	/// The hash of the Wasm from the same sources.
	code: Vec<u8>,
	/// How many blocks it has made.
	made: u64,
}

/// A runtime from the same sources as a Wasm.
#[derive(Clone, Copy)]
pub(crate) struct Twin {
	pub(crate) wasm: &'static [u8],
	pub(crate) dispatch: Dispatch,
}

impl std::fmt::Debug for Twin {
	fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
		f.write_str("Twin")
	}
}

impl Native {
	/// With the code for this machine, if there is any.
	pub(super) fn new(twin: Option<Twin>) -> Self {
		if twin.is_some() {
			silence_panics();
		}
		let code = twin.map(|twin| codec::Encode::encode(&H256(blake2_256(twin.wasm))));
		Self { dispatch: twin.map(|twin| twin.dispatch), code: code.unwrap_or_default(), made: 0 }
	}

	/// Whether blocks of the runtime with this hash are made with it.
	pub(super) fn serves(&self, code: &[u8]) -> bool {
		self.dispatch.is_some() && self.code == code
	}

	/// Makes an empty block of a header and inherents. The overlay is to be as new.
	pub(super) fn forge(
		&mut self,
		number: BlockNumber,
		block: &mut Building,
		input: &[u8],
	) -> Result<Block, String> {
		let dispatch = self.dispatch.filter(|_| self.serves(&block.code.hash));
		let Some(dispatch) = dispatch else { return block.call(FORGE, input) };
		let made = call(dispatch, block, input);
		self.made += 1;
		let made = match made {
			Ok(made) if self.is_trusted(number, &made) => return Ok(made),
			made => made,
		};
		block.overlay = OverlayedChanges::default();
		let right: Block = block.call(FORGE, input)?;
		let reason = match made {
			Ok(made) if made == right => return Ok(right),
			Ok(made) => format!("{:?} differs from {:?}", made.header(), right.header()),
			Err(reason) => reason,
		};
		log::error!(
			"Block #{number} is not what the runtime's native code makes of it; all blocks are made with the \
			 Wasm from now on. This is a fault of Canary's: please report it, with this line. {reason}"
		);
		self.dispatch = None;
		Ok(right)
	}

	fn is_trusted(&self, number: BlockNumber, made: &Block) -> bool {
		self.made > FIRST
			&& !number.is_multiple_of(EVERY)
			&& !contains_epoch_change::<Block>(made.header())
	}
}

thread_local! {
	/// Whether this thread is in native code of a runtime.
	static IS_NATIVE: Cell<bool> = const { Cell::new(false) };
}

/// Leaves it to the engine to tell of panics in native code of a runtime.
fn silence_panics() {
	static ONCE: Once = Once::new();
	ONCE.call_once(|| {
		let report = panic::take_hook();
		panic::set_hook(Box::new(move |panic| {
			if !IS_NATIVE.get() {
				report(panic);
			}
		}));
	});
}

fn call(dispatch: Dispatch, block: &mut Building, input: &[u8]) -> Result<Block, String> {
	const NESTED: &str = "the overlay is as new; qed";
	block.overlay.enter_runtime().map_err(|_| NESTED)?;
	let mut ext = Ext::new(&mut block.overlay, block.state, Some(&mut block.extensions));
	IS_NATIVE.set(true);
	let output = with_externalities_safe(&mut ext, || dispatch(FORGE, input));
	IS_NATIVE.set(false);
	let output = output.map_err(|error| error.to_string())?;
	block.overlay.exit_runtime().map_err(|_| NESTED)?;
	let output = output.ok_or("the native code has no such function")?;
	Block::decode_all(&mut &output[..]).map_err(|error| error.to_string())
}
