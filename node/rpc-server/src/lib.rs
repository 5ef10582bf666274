// SPDX-License-Identifier: GPL-3.0-or-later

//! Serves a node's RPC methods over HTTP and WebSocket, to programs and to the web pages that may use them.
//!
//! Endpoints, limits, metrics and `/health` are as in the SDK's server. Six things differ:
//! - It checks which web page sends a request ([`origins`]). A browser lets any page open a WebSocket to a
//!   node on the same machine, and names the page in the header `Origin`. The SDK's server does not look
//!   at it for WebSockets, and the methods of a development chain revert it, change its runtime and write
//!   files. The host that a request is sent to counts where nobody else can connect, and with any port;
//!   the SDK's server wants localhost and its own port everywhere, and so refuses tunnels and containers.
//! - A rate limit holds for all requests of a connection, HTTP or WebSocket. The SDK's server begins anew
//!   with each HTTP request.
//! - Heavy calls of a connection take turns, so that one client does not slow down the others.
//! - Messages leave at once. With Nagle's algorithm, which the SDK's server leaves on, the second of two
//!   small messages waits some 40 ms until the client has acknowledged the first.
//! - The drop of a server waits until nothing is served any more, where it may wait ([`Threads`]).
//! - A dry run of a transaction is one in the next block ([`replace_dry_run`]).

#![warn(missing_docs)]

mod calls;
mod dry_run;
mod heavy;
mod methods;
pub mod origins;
mod proxies;
mod server;
mod threads;

pub use dry_run::replace_dry_run;
pub use methods::{methods, Node};
pub use server::{start, Parts, Server};
pub use threads::Threads;
