// SPDX-License-Identifier: GPL-3.0-or-later

//! Serves a node's RPC methods over HTTP and WebSocket, to programs and to the web pages that may use them.
//!
//! A browser lets any page open a WebSocket to a node of the same machine, and says in the header `Origin`
//! which page it is. The SDK's server does not ask, and a development chain's methods take it back, change
//! its runtime and write files. So this server asks, of WebSockets as of HTTP requests ([`origins`]). All
//! that is not about origins is that of the SDK: endpoints, limits, metrics, and what `/health` answers.
//!
//! And its messages leave at once. With Nagle's algorithm, which the SDK's server leaves on, the second of
//! two small messages waits until the client has acknowledged the first, for some 40 ms.

#![warn(missing_docs)]

mod heavy;
mod methods;
pub mod origins;
mod proxies;
mod server;

pub use methods::{methods, Node};
pub use server::{start, Parts};
