// SPDX-License-Identifier: GPL-3.0-or-later

//! The development engine: one process that is a whole chain, at any pace.
//!
//! `canary --dev` holds the keys of all validators. It claims each slot by BABE's rules with the
//! key that is due, makes the block, seals it, and proves its finality to GRANDPA: a node that
//! checks every header accepts the chain like any other. What differs is time. The engine owns the
//! clock, so that a week passes in a minute, and the chain can be reverted to a snapshot.
//!
//! ```text
//!   rpc ── command ──▶ engine ── snapshots
//!                        │
//!                        ├─ bulk
//!                        ▼
//!                      maker ─── content ◀── pool, precheck, paras
//!                        │
//!          ┌─────────────┴─────────────┐
//!          ▼                           ▼
//!        author                    importer ──▶ client, BABE, GRANDPA
//!          │ clock, epochs,            │ finality, retention
//!          │ claims, keys              ▼
//!          ▼                        notices ──▶ pool, subscribers
//!        forge ── building
//!          ▲
//!          └────── nodes, database
//! ```
//!
//! Arrows lead from caller to callee, and there is no cycle. In a bulk run the author and the
//! importer work at the same time, on different blocks. `docs/dev-engine.md` says what each step
//! costs.

mod ahead;
pub(crate) mod announcements;
mod author;
mod buffer;
mod building;
mod bulk;
mod chain;
mod claims;
mod clock;
pub(crate) mod collators;
pub(crate) mod command;
mod content;
pub(crate) mod database;
mod dead_nodes;
mod demand;
mod dump;
pub(crate) mod engine;
mod epochs;
mod finality;
mod followers;
mod forge;
mod grandpa;
mod importer;
pub(crate) mod inbox;
mod journal;
pub(crate) mod keys;
pub(crate) mod laps;
mod maker;
mod maps;
pub(crate) mod native;
mod nodes;
mod notices;
pub(crate) mod options;
mod paras;
mod pool;
mod precheck;
mod priority;
mod progress;
mod quiet;
mod retention;
pub(crate) mod rpc;
pub(crate) mod sealing;
pub(crate) mod shared_pool;
mod snapshots;
pub(crate) mod start;
mod status;
mod suspects;
mod touched;
