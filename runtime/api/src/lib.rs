// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtime interfaces of Canary that its node calls and that the SDK does not have.
//!
//! They stand in a crate of their own so that the node does not depend on the runtime: a change of
//! the runtime compiles none of the node's client anew.

#![cfg_attr(not(feature = "std"), no_std)]
#![allow(
	clippy::multiple_bound_locations,
	missing_docs,
	reason = "the macro bounds the block of a method's result, and writes undocumented items"
)]

sp_api::decl_runtime_apis! {
	/// Makes a block without transactions in one call.
	///
	/// The ordinary way takes a call for each step, and each call takes an instance of the Wasm, which
	/// costs more than the step itself. The development engine makes thousands of empty blocks a
	/// second and uses this interface where the runtime has it; the blocks are the same.
	pub trait BlockForge {
		/// The block that these inherents make, from a header that names its parent, its number and
		/// its author. Panics if an inherent is refused.
		fn forge(
			header: <Block as sp_runtime::traits::Block>::Header,
			inherents: sp_inherents::InherentData,
		) -> Block;
	}
}
