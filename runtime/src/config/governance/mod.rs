// SPDX-License-Identifier: GPL-3.0-or-later
//! Who decides: the public, the fellowship and the technical committee.
//!
//! There is no sudo. What on other chains is an administrator's is here an origin of [`origins`], and
//! each of them is granted by a track of [`tracks`], which the public decides. See `docs/governance.md`.

pub mod fast_track;
pub mod fellowship;
pub mod motions;
pub mod origins;
pub mod referenda;
pub mod tracks;

use core::cmp::Ordering;

use frame_support::traits::{EitherOf, PrivilegeCmp};
use frame_system::{EnsureRoot, RawOrigin};

use crate::{AccountId, OriginCaller};

/// The fellowship among ranked collectives.
pub type FellowshipInstance = pallet_ranked_collective::Instance1;

/// The technical committee among collectives.
pub type TechnicalInstance = pallet_collective::Instance1;

/// Root, or the origin that owns a matter. Both come from referenda.
pub type RootOr<Owner> = EitherOf<EnsureRoot<AccountId>, Owner>;

/// Root ranks above every other origin, and none of those above another: whoever may schedule takes
/// off the agenda what it has put there itself, and root takes off everything.
#[derive(Debug)]
pub struct RootAboveAll;
impl PrivilegeCmp<OriginCaller> for RootAboveAll {
	fn cmp_privilege(left: &OriginCaller, right: &OriginCaller) -> Option<Ordering> {
		match (left, right) {
			_ if left == right => Some(Ordering::Equal),
			(OriginCaller::system(RawOrigin::Root), _) => Some(Ordering::Greater),
			(_, OriginCaller::system(RawOrigin::Root)) => Some(Ordering::Less),
			_ => None,
		}
	}
}
