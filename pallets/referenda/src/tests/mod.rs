// SPDX-License-Identifier: Apache-2.0

//! One file per call, phase or pure module. `defects.rs` names what earlier designs got wrong.

use crate::{branch::Branch, mock::*, *};
use frame_support::{
	assert_noop, assert_ok, assert_storage_noop,
	traits::{schedule::DispatchTime, Polling, StorePreimage},
};

mod acceleration;
mod alarms;
mod barred;
mod branches;
mod cancel;
mod confirming;
mod curves;
mod deciding;
mod decision_deposit;
mod defects;
mod differential;
mod enactment;
mod histories;
mod invariants;
mod kill;
mod late;
mod metadata;
mod money;
mod polling;
mod proposals;
mod pruning;
mod queue;
mod refunds;
mod submit;
mod tracks;
mod views;
mod wallet;
