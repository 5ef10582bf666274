// SPDX-License-Identifier: GPL-3.0-or-later

//! The errors of questions about the chain.

use std::fmt;

use sp_api::ApiError;

/// Why a question about the chain has no answer.
#[derive(Debug)]
pub enum Error {
	/// The runtime did not answer.
	Runtime(ApiError),
	/// A block could not be read.
	Chain(sp_blockchain::Error),
	/// The data of a candidate could not be split into chunks for the validators.
	Erasure(polkadot_erasure_coding::Error),
}

impl From<ApiError> for Error {
	fn from(error: ApiError) -> Self {
		Self::Runtime(error)
	}
}

impl From<sp_blockchain::Error> for Error {
	fn from(error: sp_blockchain::Error) -> Self {
		Self::Chain(error)
	}
}

impl From<polkadot_erasure_coding::Error> for Error {
	fn from(error: polkadot_erasure_coding::Error) -> Self {
		Self::Erasure(error)
	}
}

impl fmt::Display for Error {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Runtime(error) => write!(out, "the runtime did not answer: {error}"),
			Self::Chain(error) => write!(out, "the chain could not be read: {error}"),
			Self::Erasure(error) => {
				write!(out, "the data could not be split among the validators: {error}")
			},
		}
	}
}

impl std::error::Error for Error {}
