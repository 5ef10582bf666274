// SPDX-License-Identifier: GPL-3.0-or-later

//! The types that all modules share.

use std::future::Future;

use sp_runtime::{generic, traits::BlakeTwo256};

/// A block's hash, on the para as on the relay chain.
pub type Hash = sp_core::H256;
/// A block's number.
pub type BlockNumber = u32;
/// The header of a block of the para.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A transaction or an inherent, as opaque bytes.
pub type Extrinsic = sp_runtime::OpaqueExtrinsic;
/// A block of the para.
pub type Block = generic::Block<Header, Extrinsic>;

/// An account of the para, if its accounts have 32 bytes as most paras' have.
pub(crate) type AccountId = sp_runtime::AccountId32;
/// An amount of the para's money, in its smallest unit.
pub(crate) type Balance = u128;
/// How many transactions an account has sent.
pub(crate) type Nonce = u32;

/// A result, or an error as a text for the user.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// An error as text.
pub(crate) fn text(error: impl std::fmt::Display) -> String {
	error.to_string()
}

/// Waits for an asynchronous function of the SDK. Must not be called from inside an asynchronous task,
/// where it may never return.
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
