// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use canary_primitives::{LeasePeriod, LeaseRange, ParaId, Phase};
use frame_support::{assert_noop, assert_ok, hypothetically, weights::Weight};

// Pure modules
mod candle;
mod winners;

// Calls
mod bid;
mod cancel_auction;
mod new_auction;

// Life cycle
mod clearing;
mod close;
mod ending;
mod renewal;
mod settlement;
mod starting;

// Seams
mod backed;
mod queries;
mod wallet_contract;

// Across all
mod accesses;
mod attacks;
mod defects;
mod history;
mod invariants;
mod money;
mod vectors;
