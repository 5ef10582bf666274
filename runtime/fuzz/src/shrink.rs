// SPDX-License-Identifier: GPL-3.0-or-later
//! The shortest history that still fails in the same way.

use std::{
	cell::RefCell,
	panic::{catch_unwind, AssertUnwindSafe},
};

use canary_histories::Dice;

use crate::{
	grammar::Grammar,
	history::{History, Step},
	play::play,
};

/// How often a step is varied in search of a simpler one.
const VARIATIONS: u32 = 6;

thread_local! {
	static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// How a history fails, if it does: where the runtime panics, or what does not hold.
///
/// Numbers are left out, so that a failure is known again in a shorter history.
pub fn failure(history: &History) -> Option<String> {
	let hook = std::panic::take_hook();
	std::panic::set_hook(Box::new(|info| {
		let place = info.location().map(ToString::to_string).unwrap_or_default();
		PANIC.set(Some(format!("panics at {place}: {info}")));
	}));
	let ran = catch_unwind(AssertUnwindSafe(|| play(history)));
	std::panic::set_hook(hook);
	match ran {
		Ok(Ok(())) => None,
		Ok(Err(fault)) => Some(without_numbers(&fault.what)),
		Err(_) => Some(without_numbers(&PANIC.take().unwrap_or_default())),
	}
}

fn without_numbers(said: &str) -> String {
	let words = said.split_whitespace();
	let is_number = |word: &&str| word.chars().any(|letter| letter.is_ascii_digit());
	words.filter(|word| !is_number(word)).collect::<Vec<_>>().join(" ")
}

/// The history with as few steps as still fail in the same way, and these as simple.
///
/// One that does not fail stays as it is.
pub fn shrink(history: &History) -> History {
	let Some(wanted) = failure(history) else { return history.clone() };
	let fails = |history: &History| failure(history).as_ref() == Some(&wanted);
	let mut best = history.clone();
	loop {
		let before = best.clone();
		fewer_steps(&mut best, &fails);
		simpler_steps(&mut best, &fails);
		if best == before {
			return best;
		}
	}
}

/// Takes steps away, at first many at once.
fn fewer_steps(best: &mut History, fails: &impl Fn(&History) -> bool) {
	let mut size = best.steps.len().div_ceil(2);
	while size > 0 {
		let mut at = 0;
		while at < best.steps.len() {
			let mut fewer = best.clone();
			fewer.steps.drain(at..(at + size).min(best.steps.len()));
			match fails(&fewer) {
				true => *best = fewer,
				false => at += size,
			}
		}
		size = if size == 1 { 0 } else { size.div_ceil(2) };
	}
}

/// Replaces steps by simpler ones: calls by those in them, and others by those with fewer bytes.
fn simpler_steps(best: &mut History, fails: &impl Fn(&History) -> bool) {
	let mut dice = Dice::new(1);
	for at in 0..best.steps.len() {
		for simpler in simpler(&best.steps[at], &mut dice) {
			let mut changed = best.clone();
			changed.steps[at] = simpler;
			if fails(&changed) {
				*best = changed;
			}
		}
	}
}

fn simpler(step: &Step, dice: &mut Dice) -> Vec<Step> {
	use codec::Encode;
	let with = |inner| match step {
		Step::Submit { signer, .. } => Step::Submit { signer: *signer, call: inner },
		Step::Dispatch { origin, .. } => Step::Dispatch { origin: origin.clone(), call: inner },
		_ => Step::Bare { call: inner },
	};
	let mut found: Vec<Step> =
		step.call().map(crate::scope::inner).into_iter().flatten().map(with).collect();
	if let Step::Blocks(count) = step {
		found.extend([1, count / 2, count.saturating_sub(1)].map(Step::Blocks));
		found.retain(|simpler| simpler != step);
	}
	for _ in 0..VARIATIONS {
		let varied = Grammar::of_steps().vary(step, dice);
		if varied.encoded_size() < step.encoded_size() {
			found.push(varied);
		}
	}
	found
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::history::Start;

	#[test]
	fn only_the_steps_that_matter_are_left() {
		let blocks = |count| Step::Blocks(count);
		let mut history = History {
			start: Start::Genesis,
			steps: vec![blocks(1), Step::Miss(3), blocks(9), Step::Fill { share: 7 }, blocks(2)],
		};
		let fails =
			|history: &History| history.steps.iter().any(|step| matches!(step, Step::Miss(_)));
		fewer_steps(&mut history, &fails);
		assert_eq!(history.steps, [Step::Miss(3)]);
	}

	#[test]
	fn a_history_that_goes_well_does_not_fail() {
		let history = History { start: Start::Genesis, steps: vec![Step::Blocks(2)] };
		assert_eq!(failure(&history), None);
		assert_eq!(shrink(&history), history);
	}

	#[test]
	fn failures_are_known_again_by_their_words() {
		assert_eq!(without_numbers("the issuance is 7, not 8"), "the issuance is not");
	}
}
