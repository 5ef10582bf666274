// SPDX-License-Identifier: Apache-2.0

//! # Canary histories
//!
//! What the random histories of the pallets' tests share: a pseudo-random generator that is the same
//! in every run, and the length of a history.

use std::env;

/// The number of operations in a long history: the environment variable `CANARY_OPERATIONS`, or ten
/// thousand without it.
///
/// # Panics
///
/// If the variable is set and is not a number.
pub fn operations() -> u32 {
	match env::var("CANARY_OPERATIONS") {
		Ok(asked) => asked.parse().expect("CANARY_OPERATIONS is a number"),
		Err(_) => 10_000,
	}
}

/// The least number of times that something must happen in a history of [`operations`], given the
/// least number for ten thousand operations. A longer history must only reach half of that rate,
/// because its chain has filled up.
pub fn at_least(in_ten_thousand: u32) -> u32 {
	let share = if operations() > 10_000 { 20_000 } else { 10_000 };
	let expected = u64::from(in_ten_thousand) * u64::from(operations()) / share;
	u32::try_from(expected).unwrap_or(u32::MAX)
}

/// A generator of pseudo-random numbers (xorshift), so that a history that fails can be played again.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
	/// A generator that starts from `seed`. A seed of zero counts as one.
	pub fn new(seed: u64) -> Self {
		Self(seed.max(1))
	}

	/// A number from zero to `sides - 1`. `sides` must not be zero.
	pub fn roll(&mut self, sides: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % sides
	}

	/// True once in `times` calls, on average.
	pub fn once_in(&mut self, times: u64) -> bool {
		self.roll(times) == 0
	}

	/// A random item; `None` if there are none.
	pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
		match items.len() {
			0 => None,
			count => items.get(self.roll(count as u64) as usize),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_same_seed_gives_the_same_numbers_and_every_side_comes_up() {
		let rolled = |seed| {
			let mut dice = Dice::new(seed);
			(0..600).map(|_| dice.roll(6)).collect::<Vec<_>>()
		};
		assert_eq!(rolled(7), rolled(7));
		assert_ne!(rolled(7), rolled(8));
		for side in 0..6 {
			let often = rolled(0).into_iter().filter(|rolled| *rolled == side).count();
			assert!((60..140).contains(&often), "{side} came {often} times");
		}
	}

	#[test]
	fn one_of_nothing_is_nothing() {
		let mut dice = Dice::new(7);
		assert_eq!(dice.one_of::<u32>(&[]), None);
		assert_eq!(dice.one_of(&[5]), Some(&5));
	}
}
