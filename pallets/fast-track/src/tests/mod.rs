// SPDX-License-Identifier: Apache-2.0

//! Each file tests one call, one phase of an acceleration's life, or one module.

use crate::{mock::*, *};
use canary_primitives::traits::InspectReferenda;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, DispatchError};

mod blacklist;
mod cancel;
mod ending;
mod fast_track;
mod history;
mod invariants;
mod periods;
mod scenario;
mod storage_access;
mod veto;
mod vetoes;
mod views;
