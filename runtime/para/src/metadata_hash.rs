// SPDX-License-Identifier: GPL-3.0-or-later
//! The place into which the build writes the hash of this runtime's metadata.

use canary_metadata_hash::{HasMetadataHash, Placeholder, Token};

use crate::Runtime;

/// The token is the one that the chain specification names for wallets.
static METADATA_HASH: Placeholder = Placeholder::new(Token { symbol: "UNIT", decimals: 12 });

impl HasMetadataHash for Runtime {
	fn placeholder() -> &'static Placeholder {
		&METADATA_HASH
	}
}
