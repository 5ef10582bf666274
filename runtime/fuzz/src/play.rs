// SPDX-License-Identifier: GPL-3.0-or-later
//! Runs a history on the chain on which it begins.

use crate::{
	history::{History, Step, MAX_STEPS},
	run::{Fault, Run},
	starts,
};

/// What came of a step.
#[derive(Clone, Debug)]
pub struct Outcome {
	/// The block at which it was over.
	pub height: u32,
	/// What came of it, in words.
	pub result: String,
}

/// Runs a history from its start to its end, or to the first fault.
///
/// # Panics
///
/// Where the runtime does.
pub fn play(history: &History) -> Result<(), Fault> {
	play_and_tell(history, |_, _| ())
}

/// The same, and tells what came of each step.
pub fn play_and_tell(history: &History, mut tell: impl FnMut(&Step, Outcome)) -> Result<(), Fault> {
	let mut run = Run::new(starts::chain(history.start));
	for step in history.steps.iter().take(MAX_STEPS) {
		if run.is_long() {
			break;
		}
		let result = run.step(step)?;
		tell(step, Outcome { height: run.chain().height(), result });
	}
	run.end()
}

#[cfg(test)]
mod tests {
	use std::collections::BTreeMap;

	use super::*;
	use crate::scenes;

	#[test]
	fn scenes_are_histories_without_a_fault_and_most_of_their_steps_succeed() {
		for (name, start, steps) in scenes::all() {
			let history = History { start, steps };
			let mut results = BTreeMap::<bool, u32>::new();
			let played = play_and_tell(&history, |step, outcome| {
				let failed =
					outcome.result.contains("failed") || outcome.result.contains("not valid");
				if failed {
					println!("{name}: {step:?}: {}", outcome.result);
				}
				*results.entry(failed).or_default() += 1;
			});
			assert_eq!(played, Ok(()), "{name}");
			let [failed, done] = [true, false].map(|key| results.get(&key).copied().unwrap_or(0));
			assert!(done > 2 * failed, "{name}: {failed} of {} steps fail", done + failed);
		}
	}
}
