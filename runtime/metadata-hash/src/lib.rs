// SPDX-License-Identifier: GPL-3.0-or-later
//! # The metadata hash
//!
//! A hardware wallet does not know the chain. What it shows of a transaction it reads with metadata that
//! the computer hands it, and it adds the hash of that metadata to what it signs
//! ([RFC 78](https://polkadot-fellows.github.io/RFCs/approved/0078-merkleized-metadata.html)). The chain
//! adds the hash of its own: if they differ, the signature is wrong.
//!
//! A runtime cannot know the hash of its metadata before it is compiled. The SDK compiles it twice. Here
//! a runtime has a [`Placeholder`], and the build of its Wasm runs what was compiled and writes the
//! hash there.

#![cfg_attr(not(any(feature = "std", test)), no_std)]

#[cfg(feature = "extension")]
mod extension;
mod placeholder;

#[cfg(feature = "extension")]
pub use extension::{CheckMetadataHash, HasMetadataHash};
pub use placeholder::{Placeholder, Token};
