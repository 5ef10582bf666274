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
/// epoch if the last one that was compared is as many blocks away.
const CHECK_EVERY: BlockNumber = 64;

/// Makes empty blocks.
pub(super) struct Native {
	dispatch: Option<Dispatch>,
	/// The hash of the Wasm from the same sources.
	code: Vec<u8>,
	checks: Checks,
}

/// Which blocks are made both ways.
#[derive(Default)]
struct Checks {
	/// How many blocks the native code has made.
	made: u64,
	/// The last first block of an epoch that was the same both ways.
	epoch: Option<BlockNumber>,
}

impl Checks {
	/// Whether the Wasm has to make this block too.
	fn is_due(&self, number: BlockNumber, begins_epoch: bool) -> bool {
		let is_far = |checked| number.abs_diff(checked) >= CHECK_EVERY;
		self.made <= FIRST_CHECKED
			|| number.is_multiple_of(CHECK_EVERY)
			|| (begins_epoch && self.epoch.is_none_or(is_far))
	}

	/// Notes a block that was the same both ways.
	fn passed(&mut self, number: BlockNumber, begins_epoch: bool) {
		if begins_epoch {
			self.epoch = Some(number);
		}
	}
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
			checks: Checks::default(),
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
		self.checks.made += 1;
		let begins_epoch =
			made.as_ref().is_ok_and(|made| contains_epoch_change::<Block>(made.header()));
		if made.is_ok() && !self.checks.is_due(number, begins_epoch) {
			return made;
		}
		block.overlay = OverlayedChanges::default();
		let right: Result<Block, String> = block.call(FORGE, input);
		let reason = match (made, &right) {
			(Ok(made), Ok(right)) if made == *right => {
				self.checks.passed(number, begins_epoch);
				None
			},
			(Ok(made), Ok(right)) => {
				Some(format!("{:?} differs from {:?}", made.header(), right.header()))
			},
			(Ok(_), Err(reason)) => Some(format!("the Wasm alone refuses it: {reason}")),
			(Err(reason), Ok(_)) => Some(format!("the native code alone refuses it: {reason}")),
			(Err(_), Err(_)) => None,
		};
		if let Some(reason) = reason {
			log::error!(
				"Block #{number} differs between native code and Wasm; all blocks are made with the \
				 Wasm from now on. This is a fault of Canary's: please report it, with this line. {reason}"
			);
			self.dispatch = None;
		}
		right
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

#[cfg(test)]
mod tests {
	use super::*;

	/// The numbers of the blocks that are made both ways, where epochs have this many blocks.
	fn compared(
		epoch: BlockNumber,
		numbers: impl IntoIterator<Item = BlockNumber>,
	) -> Vec<BlockNumber> {
		let mut checks = Checks::default();
		let is_compared = |number: &BlockNumber| {
			let begins_epoch = number % epoch == 1;
			checks.made += 1;
			let is_due = checks.is_due(*number, begins_epoch);
			if is_due {
				checks.passed(*number, begins_epoch);
			}
			is_due
		};
		numbers.into_iter().filter(is_compared).collect()
	}

	#[test]
	fn the_first_blocks_are_compared_and_later_one_in_64() {
		let compared = compared(10_000, 2..=200);
		let expected: Vec<_> = (2..=33).chain([64, 128, 192]).collect();
		assert_eq!(compared, expected);
	}

	#[test]
	fn the_first_block_of_each_long_epoch_is_compared() {
		let compared = compared(600, 1..=6_000);
		assert!((0..10).all(|epoch| compared.contains(&(600 * epoch + 1))), "{compared:?}");
	}

	#[test]
	fn of_short_epochs_one_in_seven_is_compared_and_those_that_begin_eras_in_turn() {
		let compared = compared(10, 1..=2_200);
		let begin: Vec<_> =
			compared.iter().filter(|number| *number % 10 == 1 && **number > 33).collect();
		assert!(begin.windows(2).all(|pair| pair[1] - pair[0] == 70), "{begin:?}");
		assert!(begin.iter().filter(|number| **number % 30 == 1).count() >= 10, "{begin:?}");
	}

	#[test]
	fn the_first_block_of_an_epoch_is_compared_again_until_it_is_the_same() {
		let mut checks = Checks { made: 100, epoch: None };
		assert!(checks.is_due(101, true) && checks.is_due(102, true));
		checks.passed(102, true);
		assert!(!checks.is_due(103, true));
		assert!(checks.is_due(38, true), "the chain went back");
	}
}
