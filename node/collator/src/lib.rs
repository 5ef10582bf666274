// SPDX-License-Identifier: GPL-3.0-or-later

//! A para's own chain in the process of its relay chain, and the making of its blocks, for any cumulus
//! runtime with Aura.
//!
//! A [`Para`] is opened from its chain specification. It has a client, a database, a pool and an RPC of
//! its own, and no peers. The node that runs the relay chain asks for each block ([`Para::collate`]),
//! hands the collation to the validators, and tells the para what became of the block: it is included, it
//! is final, or it is reverted together with the relay chain.
//!
//! The modules, from the bottom up:
//! - `types`, `runtime_api` and `client` are used by all others.
//! - `slots`, `relay`, `pov` and `keys`: when a block is made, what it must know of the relay chain, how
//!   its PoV is packed, and who seals it.
//! - `spec` reads specifications, and `genesis_builder` asks a runtime for its genesis state.
//! - `genesis`, `origin`, `door`, `rewind`, `pool_tasks`, `pool` and `chain` are the para's chain.
//! - `facts` asks the runtime about the next block; `making` and `collation` make it, and `importing` takes
//!   one that was made elsewhere.
//! - `following` goes with the relay chain, `reverts` goes back with it, `aside` has the blocks that go and
//!   may be needed again, and `notices` tells subscribers of a revert.
//! - `system` and `rpc` serve clients, and `para` is the interface of the crate.

mod aside;
mod chain;
mod client;
mod collation;
pub mod door;
mod facts;
mod following;
mod genesis;
mod genesis_builder;
mod importing;
mod keys;
mod making;
mod notices;
mod origin;
mod para;
mod pool;
pub mod pool_tasks;
pub mod pov;
pub mod relay;
mod reverts;
pub mod rewind;
mod rpc;
mod runtime_api;
pub mod slots;
pub mod spec;
mod system;
mod types;

pub use chain::OneCommit;
pub use collation::Collated;
pub use genesis_builder::{state_of_file, GenesisBuilder};
pub use para::{Para, Settings};
pub use relay::{HorizontalMessages, RelayState};
pub use rpc::{Served, Software};
pub use types::{Block, BlockNumber, Extrinsic, Hash, Header, Position};
