// SPDX-License-Identifier: GPL-3.0-or-later
//! The demo para's runtime, run natively with a mock relay chain.

mod blocks;
mod chain;
mod genesis;
mod table;
mod upgrade;
