// SPDX-License-Identifier: GPL-3.0-or-later

//! The validators of a chain that is made up, with code of paras that is written by hand.

mod availability;
mod backing;
mod chain;
mod code;
mod execution;
mod refusals;
mod wasm;
