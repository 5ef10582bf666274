// SPDX-License-Identifier: GPL-3.0-or-later

//! Makes empty blocks with native code of the runtime, where the chain's Wasm was compiled from the
//! same sources. That takes no instance of the Wasm, and uses all instructions of this machine.
//!
//! The Wasm decides what is right, as on every other node. So it makes some of the blocks too: the
//! first ones, later one in 64, and first blocks of epochs: all of them with Kusama's epochs, and one
//! in seven where an epoch has ten blocks. If the two differ, the Wasm's block is taken, and the Wasm
//! makes all blocks after it.
//!
//! A runtime that refuses a block panics: BABE does where an author is disabled. The engine logs
//! why there is no block. The SDK's panic hook would also report a bug of the node, with a
//! backtrace, and so is silenced in native code.

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
const FIRST_CHECKED: u64 = 32;
/// After that, blocks whose number is a multiple of this are made both ways, and the first block of an
/// epoch if none was for as many blocks.
const CHECK_EVERY: u32 = 64;

/// Makes empty blocks.
pub(super) struct Native {
	dispatch: Option<Dispatch>,
	/// The hash of the Wasm from the same sources.
	code: Vec<u8>,
	/// How many blocks it has made.
	made: u64,
	/// How many it had made when the first block of an epoch was last made both ways.
	epoch_checked: Option<u64>,
}

/// Native code of a runtime, and the Wasm from the same sources.
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
	/// Uses the native code of `twin`, if there is any.
	pub(super) fn new(twin: Option<Twin>) -> Self {
		if twin.is_some() {
			silence_panics();
		}
		let code = twin.map(|twin| codec::Encode::encode(&H256(blake2_256(twin.wasm))));
		Self {
			dispatch: twin.map(|twin| twin.dispatch),
			code: code.unwrap_or_default(),
			made: 0,
			epoch_checked: None,
		}
	}

	/// Whether native code makes the blocks of the runtime whose code has this hash.
	pub(super) fn serves(&self, code: &[u8]) -> bool {
		self.dispatch.is_some() && self.code == code
	}

	/// Makes an empty block of `input`, an encoded header with inherent data. The overlay must be
	/// as new.
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
			"Block #{number} differs between native code and Wasm; all blocks are made with the \
			 Wasm from now on. This is a fault of Canary's: please report it, with this line. {reason}"
		);
		self.dispatch = None;
		Ok(right)
	}

	/// Whether the Wasm need not make this block too.
	fn is_trusted(&mut self, number: BlockNumber, made: &Block) -> bool {
		let is_due = |checked| self.made - checked >= u64::from(CHECK_EVERY);
		if contains_epoch_change::<Block>(made.header()) && self.epoch_checked.is_none_or(is_due) {
			self.epoch_checked = Some(self.made);
			return false;
		}
		self.made > FIRST_CHECKED && !number.is_multiple_of(CHECK_EVERY)
	}
}

thread_local! {
	/// Whether this thread is in native code of a runtime.
	static IS_NATIVE: Cell<bool> = const { Cell::new(false) };
}

/// Silences panics in native code of a runtime: the engine logs them.
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
