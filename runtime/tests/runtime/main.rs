// SPDX-License-Identifier: GPL-3.0-or-later
//! The real runtime from the outside: every test runs on a chain that begins with a preset, and ends
//! with every pallet's own check of its state.

mod block_forge;
mod common;
mod counting;
mod double_votes;
mod fees;
mod genesis;
mod governance;
mod metadata_hash;
mod paras;
mod proxies;
mod sanity;
mod session;
mod staking;
mod upgrades;
