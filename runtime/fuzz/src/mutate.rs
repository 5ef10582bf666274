// SPDX-License-Identifier: GPL-3.0-or-later
//! What a fuzzer changes in a history: steps are added, taken away, moved, repeated and varied.

use canary_histories::Dice;

use crate::{
	grammar::Grammar,
	history::{History, Start, Step, MAX_STEPS},
	scenes,
};

/// The most steps that are copied at once.
const MAX_COPY: u64 = 12;

/// Changes a history in one to four ways. The same seed changes it in the same ways.
pub fn mutate(history: &mut History, seed: u32) {
	let mut dice = dice(seed);
	let changes = 1 + dice.roll(4);
	for _ in 0..changes {
		change(history, &mut dice);
	}
	history.steps.truncate(MAX_STEPS);
}

/// Continues the first part of one history with a part of another.
pub fn cross(one: &History, other: &History, seed: u32) -> History {
	let mut dice = dice(seed);
	let mut steps = one.steps.clone();
	steps.truncate(place(&steps, &mut dice));
	let part = part(&other.steps, other.steps.len() as u64, &mut dice);
	steps.extend_from_slice(part);
	steps.truncate(MAX_STEPS);
	History { start: one.start, steps }
}

fn dice(seed: u32) -> Dice {
	// Seeds that follow each other should not roll alike.
	Dice::new((u64::from(seed) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn change(history: &mut History, dice: &mut Dice) {
	let grammar = Grammar::of_steps();
	let steps = &mut history.steps;
	let at = place(steps, dice);
	match dice.roll(20) {
		0..=5 => steps.insert(at, grammar.step(dice)),
		6..=11 if !steps.is_empty() => {
			let at = at % steps.len();
			steps[at] = grammar.vary(&steps[at], dice);
		},
		12 | 13 if !steps.is_empty() => _ = steps.remove(at % steps.len()),
		14 if !steps.is_empty() => {
			let from = place(steps, dice) % steps.len();
			let step = steps.remove(from);
			steps.insert(at.min(steps.len()), step);
		},
		15 => {
			let copy = part(steps, MAX_COPY, dice).to_vec();
			steps.splice(at..at, copy);
		},
		16 => {
			let end = (at + dice.roll(MAX_COPY) as usize).min(steps.len());
			steps.drain(at..end);
		},
		17 => {
			let scenes = scenes::all();
			let (_, _, scene) = dice.one_of(&scenes).expect("there are scenes");
			steps.splice(at..at, part(scene, scene.len() as u64, dice).to_vec());
		},
		18 if dice.once_in(4) => {
			let starts = [Start::Genesis, Start::Settled, Start::Busy, Start::Busy, Start::Old];
			history.start = *dice.one_of(&starts).expect("there are starts");
		},
		_ => steps.insert(at, Step::Blocks(1 + dice.roll(12) as u8)),
	}
}

/// A place between two steps, before the first or behind the last.
fn place(steps: &[Step], dice: &mut Dice) -> usize {
	dice.roll(steps.len() as u64 + 1) as usize
}

/// Some steps that follow each other, at most so many.
fn part<'a>(steps: &'a [Step], most: u64, dice: &mut Dice) -> &'a [Step] {
	let from = place(steps, dice);
	let rest = (steps.len() - from) as u64;
	let length = dice.roll(rest.min(most) + 1) as usize;
	&steps[from..from + length]
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_seed_changes_a_history_in_one_way_and_another_seed_in_another() {
		let (_, start, steps) = scenes::all().remove(0);
		let history = History { start, steps };
		let changed = |seed| {
			let mut history = history.clone();
			mutate(&mut history, seed);
			history
		};
		let different = (0..100).filter(|seed| changed(*seed) != history).count();
		assert!(different > 90, "{different} of 100");
		assert_eq!(changed(1), changed(1));
		assert_ne!(changed(1), changed(2));
	}

	#[test]
	fn a_history_stays_short_enough_to_be_run() {
		let mut history = History { start: Start::Busy, steps: vec![] };
		for seed in 0..2_000 {
			mutate(&mut history, seed);
		}
		assert!(history.steps.len() <= MAX_STEPS);
		let crossed = cross(&history, &history, 7);
		assert!(crossed.steps.len() <= MAX_STEPS);
	}
}
