// SPDX-License-Identifier: GPL-3.0-or-later

//! The number of a chain's cores, from the changes that a block makes to the state.
//!
//! Most development chains have no cores, and their blocks should not pay for asking the runtime. There is
//! one core for each group of validators, and the groups are in the state.

use std::sync::LazyLock;

use codec::{Compact, Decode};
use sp_io::hashing::twox_128;

/// Where the runtime keeps the groups of validators, one for each core.
static GROUPS: LazyLock<Vec<u8>> =
	LazyLock::new(|| [twox_128(b"ParaScheduler"), twox_128(b"ValidatorGroups")].concat());

/// The number of cores that a block sets, from its changes to the state. `None` if it does not change them.
///
/// If the groups cannot be decoded, it is 1: the caller then asks the runtime, as if there were cores.
pub fn cores_set_by(changes: &[(Vec<u8>, Option<Vec<u8>>)]) -> Option<usize> {
	let (_, groups) = changes.iter().rev().find(|(key, _)| *key == *GROUPS)?;
	let Some(groups) = groups else { return Some(0) };
	// There may be cores.
	Some(Compact::<u32>::decode(&mut &groups[..]).map_or(1, |cores| cores.0 as usize))
}
