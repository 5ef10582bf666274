// SPDX-License-Identifier: GPL-3.0-or-later

//! Maps of what every block changes, with a quick hasher.
//!
//! With the standard one, hashing took 8 % of the time of the thread that makes blocks. Both are seeded at
//! random; the standard one also withstands somebody who can watch how long a map takes and choose its
//! keys, which here are hashes for the most part.

use foldhash::fast::RandomState;

/// A map with a quick hasher.
pub(super) type HashMap<Key, Value> = std::collections::HashMap<Key, Value, RandomState>;
/// A set with a quick hasher.
pub(super) type HashSet<Key> = std::collections::HashSet<Key, RandomState>;
