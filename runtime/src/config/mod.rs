// SPDX-License-Identifier: GPL-3.0-or-later
//! The configuration of the pallets, one module per concern.

pub mod accounts;
pub mod consensus;
pub mod crowdloan;
pub mod governance;
pub mod money;
pub mod parachains;
pub mod slots;
pub mod staking;
pub mod system;
pub mod treasury;
