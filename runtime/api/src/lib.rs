// SPDX-License-Identifier: GPL-3.0-or-later

//! The runtime APIs of Canary that the SDK does not have, for its node and for wallets.
//!
//! They are a crate of their own so that the node does not depend on the runtime: a change of the runtime
//! does not recompile the node's client.

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
	/// Usually a node makes a runtime call for each step of a block, and each call instantiates the Wasm,
	/// which costs more than the step itself. The development engine makes thousands of empty blocks a
	/// second, and uses this API if the runtime has it. The blocks are the same.
	pub trait BlockForge {
		/// Makes the block with these inherents, from a header with its parent, its number and its author's
		/// digest.
		///
		/// # Panics
		///
		/// If an inherent is refused.
		fn forge(
			header: <Block as sp_runtime::traits::Block>::Header,
			inherents: sp_inherents::InherentData,
		) -> Block;
	}
	/// What crowdloans have raised: the view functions of pallet `Crowdloan` as a runtime API, whose types
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
		/// All funds, the one that has raised most first.
		fn leaderboard() -> alloc::vec::Vec<Rank>;

		/// The amount on hold for contributions, of all contributors to all funds, in plancks.
		fn total_held() -> Balance;

		/// The contributions of an account, one for each fund.
		fn contributions_of(who: AccountId) -> alloc::vec::Vec<Contribution>;

		/// The stage of the listed fund of a para; `None` if there is none.
		fn stage(para: ParaId) -> Option<Stage>;
	}
}
