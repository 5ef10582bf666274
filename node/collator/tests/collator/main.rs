// SPDX-License-Identifier: GPL-3.0-or-later

//! A para's chain and its blocks, without a node around them.

mod arithmetic;
mod blocks;
mod clients;
mod memory;
mod relay;
mod reverts;
mod rpc;
mod world;
