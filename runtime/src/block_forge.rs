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
