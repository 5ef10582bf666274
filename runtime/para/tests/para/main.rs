// SPDX-License-Identifier: GPL-3.0-or-later
//! The demo para, run natively under a made-up relay chain.

mod blocks;
mod chain;
mod genesis;
mod table;
mod upgrade;
