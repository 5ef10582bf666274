// SPDX-License-Identifier: GPL-3.0-or-later

//! Puts the commit into the version that `canary --version` and `system_version` show.
//!
//! The commit is read again only when a file of this crate changes: following every commit would
//! relink the node for nothing.

fn main() {
	substrate_build_script_utils::generate_cargo_keys();
}
