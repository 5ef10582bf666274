// SPDX-License-Identifier: GPL-3.0-or-later

//! The node itself: an open chain ([`parts`]), its consensus ([`consensus`]), and around them the
//! full node of a network ([`network`]) or of a development chain ([`dev`]), which have most in
//! common ([`node`]).

mod commits;
pub(crate) mod consensus;
mod dev;
mod equivocations;
mod greetings;
pub(crate) mod network;
mod node;
mod offchain;
pub(crate) mod parts;
pub(crate) mod run;
mod strangers;
mod tasks;
