// SPDX-License-Identifier: GPL-3.0-or-later

//! Where the time of a block goes. Counts only in a build for measurements.

/// A step on a block's way. Claims have a thread of their own in a bulk run, what the runtime does
/// and the seal another one, and the rest a third.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
	/// Finding and proving whose slot it is.
	Claim,
	/// The runtime makes the block, with the root of the state.
	Runtime,
	/// What changed in the state, the seal, and the hash.
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

	/// What each step has taken since the last time, in milliseconds.
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
