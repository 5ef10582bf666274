// SPDX-License-Identifier: Apache-2.0

//! # Canary histories
//!
//! What the random histories of the pallets' tests share: numbers that look random and are the same
//! in every run, and how long a history is.

use std::env;

/// How many operations a long history has: `CANARY_OPERATIONS`, for a night's run, or ten thousand.
///
/// # Panics
///
/// If the variable holds anything but a number.
pub fn operations() -> u32 {
	match env::var("CANARY_OPERATIONS") {
		Ok(asked) => asked.parse().expect("CANARY_OPERATIONS is a number"),
		Err(_) => 10_000,
	}
}

/// How often something should have happened in a history of [`operations`], given the least for ten
/// thousand. Of a longer one half as much is asked: it goes on in a world that has filled up.
pub fn at_least(in_ten_thousand: u32) -> u32 {
	let share = if operations() > 10_000 { 20_000 } else { 10_000 };
	let expected = u64::from(in_ten_thousand) * u64::from(operations()) / share;
	u32::try_from(expected).unwrap_or(u32::MAX)
}

/// A generator of pseudo-random numbers (xorshift), so that a history that fails can be played again.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
	/// The dice that roll the numbers of this seed. A seed of zero counts as one.
	pub fn new(seed: u64) -> Self {
		Self(seed.max(1))
	}

	/// A number from zero to below `sides`, which must not be zero.
	pub fn roll(&mut self, sides: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % sides
	}

	/// Whether something that comes to pass once in `times` does.
	pub fn once_in(&mut self, times: u64) -> bool {
		self.roll(times) == 0
	}

	/// One of these, if there is any.
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
	fn dice_roll_the_same_again_and_every_side() {
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
