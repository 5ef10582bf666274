// SPDX-License-Identifier: Apache-2.0

//! Each file is one call, one phase of a fund's life, or one module.

use crate::{mock::*, *};
use canary_primitives::{
	traits::{BackDeposits, InspectLeases, PlaceBids, Purpose, SwapLeases},
	ParaId,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use sp_runtime::{traits::BadOrigin, DispatchError, TokenError};

mod story;
