// SPDX-License-Identifier: GPL-3.0-or-later
//! # A fuzzer of the whole runtime
//!
//! Tests find what their authors thought of. This crate makes up histories instead: sequences of
//! arbitrary calls from arbitrary origins, with time between them, on a chain of the real runtime. After
//! each block it checks what must hold whatever happens.
//!
//! * [`history`]: what happens, step by step, and its bytes.
//! * [`starts`] and [`scenes`]: the chains on which histories begin, and short histories that lead somewhere.
//! * `grammar` and `values`: steps made up and changed by the shapes that the runtime's metadata tells.
//! * [`mutate`]: what a fuzzer changes in a history.
//! * [`play`] and [`run`] on a [`chain`]: blocks as a node makes them.
//! * [`checks`]: what must hold.
//! * [`tell`] and [`shrink`]: a finding as a list of calls, and the shortest that still shows it.
//!
//! ## The fuzzer
//! `scripts/fuzz` runs libFuzzer over it, which keeps each history that reaches code of the runtime that
//! no other has reached. libFuzzer because it works with stable Rust, in one process, and lets histories
//! be changed step by step where AFL++ and honggfuzz change bytes: of changed bytes hardly any are calls.
//!
//! The counters that it steers by are in the runtime and our pallets alone (`instrument`). That is also
//! where the generic code of the SDK's pallets is compiled.
//!
//! ## Why it is in the workspace
//! Its own tests run with those of the other crates and share all that these compile. What the fuzz
//! target needs besides, libFuzzer and counters, is behind a feature and in a target folder of its own.

pub mod chain;
pub mod checks;
mod grammar;
pub mod history;
pub mod mutate;
pub mod people;
mod place;
pub mod play;
mod pvf;
pub mod run;
pub mod scenes;
pub mod scope;
pub mod shrink;
pub mod starts;
pub mod state;
pub mod tell;
pub mod things;
mod values;
