// SPDX-License-Identifier: Apache-2.0

//! # Canary primitives
//!
//! Words that the Canary pallets share, and the traits by which they use each other.
//!
//! Nothing here knows FRAME: the data is plain and its arithmetic is pure, and each trait in
//! [`traits`] is one consumer's need, written down with the promise its implementation makes.
//!
//! * [`ParaId`]: a para by its number.
//! * [`LeaseRange`]: which of the lease periods on offer a bid is for.
//! * [`LeaseClock`]: which lease period a block lies in.
//! * [`Phase`]: where an auction stands.
//! * [`Requirements`]: what separates a referendum from approval.
//! * [`Haste`]: the periods of an accelerated referendum.

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
pub use referendum::{Condition, Haste, HasteEnd, ReferendumIndex, Requirements};
