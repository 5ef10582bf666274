// SPDX-License-Identifier: GPL-3.0-or-later
//! Who decides: the public, the fellowship and the technical committee.
//!
//! There is no sudo. What on other chains is an administrator's is here an origin of [`origins`], and
//! each of them is granted by a track of [`tracks`], which the public decides. See `docs/governance.md`.

pub mod fast_track;
pub mod fellowship;
pub mod origins;
pub mod referenda;
pub mod tracks;

use frame_support::traits::EitherOf;
use frame_system::EnsureRoot;

use crate::AccountId;

/// The fellowship among ranked collectives.
pub type FellowshipInstance = pallet_ranked_collective::Instance1;

/// Root, or the origin that owns a matter. Both come from referenda.
pub type RootOr<Owner> = EitherOf<EnsureRoot<AccountId>, Owner>;
