// SPDX-License-Identifier: GPL-3.0-or-later
//! A block stays within its limits.

use canary_runtime::{Runtime, System};
use frame_support::dispatch::DispatchClass;

/// What is wrong with the weight of the block that is over.
pub(super) fn check() -> Vec<String> {
	let limits = <Runtime as frame_system::Config>::BlockWeights::get();
	let used = System::block_weight();
	let mut faults = vec![];
	for class in [DispatchClass::Normal, DispatchClass::Operational] {
		let (used, limit) = (*used.get(class), limits.get(class).max_total);
		if limit.is_some_and(|limit| used.any_gt(limit)) {
			faults.push(format!("{class:?} extrinsics use {used:?}, more than {limit:?}"));
		}
	}
	let all = used.total();
	if all.any_gt(limits.max_block) {
		faults.push(format!("the block uses {all:?}, more than {:?}", limits.max_block));
	}
	faults
}
