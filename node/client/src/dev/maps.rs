// SPDX-License-Identifier: GPL-3.0-or-later

//! Maps of what every block changes, with a quick hasher.
//!
//! With the standard one, hashing took 8 % of the time of the thread that makes blocks. That one withstands
//! people who choose keys so that they collide. Here most keys are hashes, and the quick one is seeded by
//! where things lie in memory.

use foldhash::fast::RandomState;

/// A map with a quick hasher.
pub(super) type HashMap<Key, Value> = std::collections::HashMap<Key, Value, RandomState>;
/// A set with a quick hasher.
pub(super) type HashSet<Key> = std::collections::HashSet<Key, RandomState>;
