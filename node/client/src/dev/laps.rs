// SPDX-License-Identifier: GPL-3.0-or-later

//! Measures where the time of a block goes. Counts only in a build with the feature `bench`.

/// A step in the making of a block. In a bulk run claims have a thread of their own, the runtime
/// and the seal another one, and the rest a third.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
	/// The slot is claimed.
	Claim,
	/// The runtime makes the block, with the root of the state.
	Runtime,
	/// The changes of the state are collected, and the block is hashed and sealed.
	Seal,
	/// The block goes to the database.
	Import,
	/// Trie nodes that no state needs are dropped.
	Retention,
	/// Votes on finality are signed and checked, and subscribers are told.
	Finality,
}

#[cfg(feature = "bench")]
mod counting {
	use std::{
		sync::atomic::{AtomicU64, Ordering::Relaxed},
		time::Instant,
	};

	use super::Step;

	const STEPS: [Step; 6] =
		[Step::Claim, Step::Runtime, Step::Seal, Step::Import, Step::Retention, Step::Finality];
	static SPENT: [AtomicU64; STEPS.len()] = [const { AtomicU64::new(0) }; STEPS.len()];

	/// Runs a step and counts its time.
	pub(crate) fn lap<T>(step: Step, run: impl FnOnce() -> T) -> T {
		let began = Instant::now();
		let result = run();
		SPENT[step as usize].fetch_add(began.elapsed().as_nanos() as u64, Relaxed);
		result
	}

	/// The time that each step has taken since the last call, in milliseconds.
	pub(crate) fn take() -> Vec<(Step, f64)> {
		let spent = |step: Step| SPENT[step as usize].swap(0, Relaxed) as f64 / 1e6;
		STEPS.map(|step| (step, spent(step))).into()
	}
}

#[cfg(feature = "bench")]
pub(crate) use counting::{lap, take};

/// Runs a step.
#[cfg(not(feature = "bench"))]
pub(crate) fn lap<T>(_step: Step, run: impl FnOnce() -> T) -> T {
	run()
}
