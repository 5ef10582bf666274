// SPDX-License-Identifier: GPL-3.0-or-later

//! The types that every part of the crate needs: the ground floor.

use std::future::Future;

use sp_runtime::{generic, traits::BlakeTwo256};

/// A block's hash, on the para as on the relay chain.
pub type Hash = sp_core::H256;
/// A block's number.
pub type BlockNumber = u32;
/// The header of a block of the para.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A transaction or an inherent, encoded: nobody looks into it here.
pub type Extrinsic = sp_runtime::OpaqueExtrinsic;
/// A block of the para.
pub type Block = generic::Block<Header, Extrinsic>;

/// An account of the para, where it is like most.
pub(crate) type AccountId = sp_runtime::AccountId32;
/// An amount of the para's money.
pub(crate) type Balance = u128;
/// How many transactions an account has sent.
pub(crate) type Nonce = u32;

/// A result, or why something was not done, in words for the user.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// An error in words.
pub(crate) fn text(error: impl std::fmt::Display) -> String {
	error.to_string()
}

/// Waits for the SDK's asynchronous functions. Not to be called from inside a task of the asynchronous
/// runtime, where such a wait can last for ever.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
	futures::executor::block_on(future)
}

/// A block's place on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
	/// The block's hash.
	pub hash: Hash,
	/// The block's number.
	pub number: BlockNumber,
}
