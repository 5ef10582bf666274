// SPDX-License-Identifier: Apache-2.0

//! Each file tests one call, one phase of a fund's life, or one module.

use crate::{mock::*, *};
use canary_primitives::{
	traits::{BackDeposits, InspectLeases, PlaceBids, Purpose, SwapLeases},
	ParaId,
};
use frame_support::{
	assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo, hypothetically, traits::Hooks,
	weights::Weight,
};
use sp_runtime::{traits::BadOrigin, DispatchError, DispatchResult, TokenError};

mod add_memo;
mod backing;
mod bids;
mod contribute;
mod create;
mod defects;
mod dissolve;
mod edit;
mod history;
mod invariants;
mod poke;
mod pure;
mod refund;
mod release;
mod renewal;
mod storage_access;
mod story;
mod verifier;
mod views;
mod wallet;
mod withdraw;

/// The result of a call, without its post-dispatch info.
fn outcome(result: DispatchResultWithPostInfo) -> DispatchResult {
	result.map(drop).map_err(|refused| refused.error)
}
