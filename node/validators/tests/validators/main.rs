// SPDX-License-Identifier: GPL-3.0-or-later

//! The validators of a mock chain, with hand-written code of paras.

mod availability;
mod backing;
mod chain;
mod code;
mod execution;
mod refusals;
mod wasm;
