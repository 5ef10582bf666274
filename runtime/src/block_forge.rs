// SPDX-License-Identifier: GPL-3.0-or-later
//! A runtime interface that makes a block without transactions in one call.
//!
//! The ordinary way takes a call for each step, and each call an instance of the Wasm, which costs
//! more than the step itself. The development engine makes thousands of empty blocks a second and
//! uses this one where the runtime has it; the blocks are the same.

#![allow(
	clippy::multiple_bound_locations,
	reason = "the macro bounds the block of a method's result"
)]

use alloc::vec::Vec;

use frame_support::inherent::ProvideInherent;
use polkadot_primitives::PARACHAINS_INHERENT_IDENTIFIER;
use polkadot_runtime_parachains::paras_inherent;
use sp_inherents::InherentData;

use crate::{Runtime, RuntimeCall, Timestamp, UncheckedExtrinsic};

sp_api::decl_runtime_apis! {
	/// Makes blocks.
	pub trait BlockForge {
		/// The block that these inherents make, from a header that names its parent, its number and
		/// its author. Panics if an inherent is refused.
		fn forge(
			header: <Block as sp_runtime::traits::Block>::Header,
			inherents: sp_inherents::InherentData,
		) -> Block;
	}
}

/// The inherents of a block.
///
/// What is said of paras is taken as it is. The ordinary way runs it first, to leave out what would be
/// refused, and takes that back; who forges has nothing to say that could be refused.
pub(crate) fn inherents(data: &InherentData) -> Vec<UncheckedExtrinsic> {
	let time = Timestamp::create_inherent(data).map(RuntimeCall::from);
	let paras = data
		.get_data(&PARACHAINS_INHERENT_IDENTIFIER)
		.expect("whoever makes a block speaks the runtime's language")
		.map(|data| paras_inherent::Call::<Runtime>::enter { data }.into());
	time.into_iter().chain(paras).map(UncheckedExtrinsic::new_bare).collect()
}
