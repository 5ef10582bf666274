// SPDX-License-Identifier: Apache-2.0

//! Each file tests one call, one phase of a lease's life, or one module.

use crate::{mock::*, *};
use canary_primitives::{
	traits::{BackDeposits, InspectLeases, Lifecycle::*, Purpose, SwapLeases},
	ParaId,
};
use frame_support::{assert_noop, assert_ok, assert_storage_noop, traits::Hooks, weights::Weight};
use sp_runtime::{traits::BadOrigin, DispatchError, TokenError};

mod book;
mod clear_all_leases;
mod deposits;
mod force_lease;
mod history;
mod invariants;
mod retry;
mod roll_over;
mod settle;
mod storage_access;
mod swap;
mod trigger_onboard;
mod vectors;
mod wallet;
