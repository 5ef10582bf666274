// SPDX-License-Identifier: GPL-3.0-or-later
//! Governance by the public, the fellowship and the technical committee.
//!
//! There is no sudo. Administrative powers are origins of [`origins`], and a track of [`tracks`], on
//! which the public decides, grants each of them. See `docs/governance.md`.

pub mod fast_track;
pub mod fellowship;
pub mod motions;
pub mod origins;
pub mod referenda;
pub mod tracks;
pub mod votes;

use core::cmp::Ordering;

use frame_support::traits::{EitherOf, PrivilegeCmp};
use frame_system::{EnsureRoot, RawOrigin};

use crate::{AccountId, OriginCaller};

/// The instance of the ranked-collective pallet for the fellowship.
pub type FellowshipInstance = pallet_ranked_collective::Instance1;

/// The instance of the collective pallet for the technical committee.
pub type TechnicalInstance = pallet_collective::Instance1;

/// Root or `Owner`. Both come from referenda.
pub type RootOr<Owner> = EitherOf<EnsureRoot<AccountId>, Owner>;

/// The privileges of origins for the scheduler: root is above every other origin, and no other is above
/// another. So an origin can cancel the tasks that it has scheduled, and root can cancel all.
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
