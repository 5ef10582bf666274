// SPDX-License-Identifier: GPL-3.0-or-later
//! How each pallet is set up, one module per concern.

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
