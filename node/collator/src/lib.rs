// SPDX-License-Identifier: GPL-3.0-or-later

//! A para's own chain in the process of its relay chain, and the making of its blocks, for any cumulus runtime
//! with Aura.
//!
//! A [`Para`] is opened from its chain specification. It has a client, a database, a pool and an RPC of its
//! own, and no peers. Whoever runs the relay chain says when a block is to be made ([`Para::collate`]), gives
//! the proof of validity to the validators, and tells the para what has become of it: included, final, or
//! taken back together with the relay chain.
//!
//! From the bottom up: `types`, `runtime_api` and `client` are what all stand on; `slots`, `relay`, `pov` and `keys` say
//! when a block is made, what it must know of the relay chain, how it is packed and who seals it; `spec` reads
//! specifications, and `genesis_builder` asks a runtime for its genesis. `genesis`, `origin`, `pool` and `chain` are the para's chain, `facts` is what its runtime says of the next
//! block, `making` and `collation` make that, `following` and `reverts` go where the relay chain goes, and
//! `notices` tells subscribers of the latter. `system` and `rpc` serve clients. `para` is the door.

mod chain;
mod client;
mod collation;
pub mod door;
mod facts;
mod following;
mod genesis;
mod genesis_builder;
mod keys;
mod making;
mod notices;
mod origin;
mod para;
mod pool;
pub mod pov;
pub mod relay;
mod reverts;
mod rpc;
mod runtime_api;
pub mod slots;
pub mod spec;
mod system;
mod types;

pub use collation::Collated;
pub use genesis_builder::{state_of_file, GenesisBuilder};
pub use para::{Para, Settings};
pub use relay::{HorizontalMessages, RelayState};
pub use rpc::{Served, Software};
pub use types::{Block, BlockNumber, Extrinsic, Hash, Header, Position};
