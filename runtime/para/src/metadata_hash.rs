// SPDX-License-Identifier: GPL-3.0-or-later
//! Where the build puts the hash of this runtime's metadata.

use canary_metadata_hash::{HasMetadataHash, Placeholder, Token};

use crate::Runtime;

/// With the token as the chain specification names it for wallets.
static METADATA_HASH: Placeholder = Placeholder::new(Token { symbol: "UNIT", decimals: 12 });

impl HasMetadataHash for Runtime {
	fn placeholder() -> &'static Placeholder {
		&METADATA_HASH
	}
}
