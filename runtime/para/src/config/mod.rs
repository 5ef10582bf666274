// SPDX-License-Identifier: GPL-3.0-or-later
//! How each pallet is set up, by concern.

pub mod consensus;
pub mod money;
pub mod relay;
pub mod system;
