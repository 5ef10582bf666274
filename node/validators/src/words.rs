// SPDX-License-Identifier: GPL-3.0-or-later

//! Texts for errors.

use codec::DecodeAll;
use polkadot_primitives::{HeadData, Header};

/// A text in one line, for the log. Some errors have several.
pub(crate) fn one_line(text: &str) -> String {
	text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names a para's head: by number and hash if it is a header, as with most paras, else by the hash alone.
/// The hash of a head that is a header is the block's.
pub(crate) fn head(head: &HeadData) -> String {
	let hash = head.hash();
	match Header::decode_all(&mut &head.0[..]) {
		Ok(header) => format!("#{} ({hash:?})", header.number),
		Err(_) => format!("{hash:?}"),
	}
}
