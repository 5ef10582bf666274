// SPDX-License-Identifier: Apache-2.0

//! # Canary primitives
//!
//! Types that the Canary pallets share, and the traits through which they use each other.
//!
//! Nothing here depends on FRAME: the types are plain data with pure arithmetic. Each trait in
//! [`traits`] states what one consumer needs, and the promise that an implementation makes.
//!
//! * [`ParaId`]: the number of a para.
//! * [`LeaseRange`]: the lease periods that a bid is for, out of those on offer.
//! * [`LeaseClock`]: converts between block numbers and lease periods.
//! * [`Phase`]: the phase of an auction at a block.
//! * [`Requirements`]: the approval and support that a referendum has, and what it needs.
//! * [`Haste`]: the shorter periods of an accelerated referendum.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod lease_clock;
mod lease_range;
mod para_id;
mod phase;
mod referendum;
pub mod traits;

#[cfg(test)]
mod tests;

pub use lease_clock::{LeaseClock, LeasePeriod};
pub use lease_range::{LeaseRange, PERIODS_PER_SLOT, RANGE_COUNT};
pub use para_id::ParaId;
pub use phase::Phase;
pub use referendum::{AccelerationEnd, Condition, Haste, ReferendumIndex, Requirements};
