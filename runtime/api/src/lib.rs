// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtime interfaces of Canary that the SDK does not have, for its node and for wallets.
//!
//! They stand in a crate of their own so that the node does not depend on the runtime: a change of
//! the runtime compiles none of the node's client anew.

#![cfg_attr(not(feature = "std"), no_std)]
#![allow(
	clippy::multiple_bound_locations,
	missing_docs,
	reason = "the macro bounds the block of a method's result, and writes undocumented items"
)]

extern crate alloc;

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
	/// What crowdloans have raised. The same as the view functions of pallet `Crowdloan`, with types that
	/// wallets find in the metadata.
	pub trait CrowdloanApi<ParaId, AccountId, Balance, Rank, Contribution, Stage>
	where
		ParaId: codec::Codec,
		AccountId: codec::Codec,
		Balance: codec::Codec,
		Rank: codec::Codec,
		Contribution: codec::Codec,
		Stage: codec::Codec,
	{
		/// All funds, those that have raised most first.
		fn leaderboard() -> alloc::vec::Vec<Rank>;

		/// What is held of all contributors together.
		fn total_held() -> Balance;

		/// What an account has contributed, fund by fund.
		fn contributions_of(who: AccountId) -> alloc::vec::Vec<Contribution>;

		/// Where the campaign stands that is listed for a para; nothing when there is none.
		fn stage(para: ParaId) -> Option<Stage>;
	}
}
