// SPDX-License-Identifier: GPL-3.0-or-later

//! Whether a chain has cores at all.
//!
//! Most development chains have none, and should not pay for them: the number of cores is that of the
//! groups of validators, which are in the state, and whoever sees the changes of each block need not ask.

use std::sync::LazyLock;

use codec::{Compact, Decode};
use sp_io::hashing::twox_128;

/// Where the runtime keeps the groups of validators, one for each core.
static GROUPS: LazyLock<Vec<u8>> =
	LazyLock::new(|| [twox_128(b"ParaScheduler"), twox_128(b"ValidatorGroups")].concat());

/// The number of cores that a block has set, by its changes to the state. `None` if it has set none:
/// then there are as many as before.
pub fn cores_set_by(changes: &[(Vec<u8>, Option<Vec<u8>>)]) -> Option<usize> {
	let (_, groups) = changes.iter().rev().find(|(key, _)| *key == *GROUPS)?;
	let Some(groups) = groups else { return Some(0) };
	// A length that cannot be read is one to ask about: there may be cores.
	Some(Compact::<u32>::decode(&mut &groups[..]).map_or(1, |cores| cores.0 as usize))
}
