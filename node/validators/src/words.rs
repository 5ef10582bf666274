// SPDX-License-Identifier: GPL-3.0-or-later

//! How things are named to the user.

use codec::DecodeAll;
use polkadot_primitives::{HeadData, Header};

/// A text in one line: some errors are laid out in several, which is not for a log.
pub(crate) fn one_line(text: &str) -> String {
	text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names a para's head: by number and hash where it is a header as most paras have them, else by its
/// hash alone. The hash is the header's in both cases.
pub(crate) fn head(head: &HeadData) -> String {
	let hash = head.hash();
	match Header::decode_all(&mut &head.0[..]) {
		Ok(header) => format!("#{} ({hash:?})", header.number),
		Err(_) => format!("{hash:?}"),
	}
}
