// SPDX-License-Identifier: GPL-3.0-or-later

//! How a long run is going.

use std::{
	fmt,
	time::{Duration, Instant},
};

use crate::types::BlockNumber;
use serde::Serialize;

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Progress {
	/// The number of the newest block.
	pub(crate) block: BlockNumber,
	/// Blocks of the run that are made.
	pub(crate) done: BlockNumber,
	/// Blocks that the run is to make.
	pub(crate) total: BlockNumber,
	/// The average pace so far.
	pub(crate) blocks_per_second: u64,
	/// How long the rest takes at that pace.
	pub(crate) remaining_seconds: u64,
	/// Whether the run is over: complete, cancelled or failed.
	pub(crate) finished: bool,
}

impl fmt::Display for Progress {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { block, done, total, blocks_per_second, remaining_seconds, finished } = self;
		let percent = u64::from(*done) * 100 / u64::from(*total).max(1);
		write!(
			f,
			"#{block}: {done} of {total} blocks ({percent} %), {blocks_per_second} blocks/s"
		)?;
		if !finished {
			write!(f, ", {remaining_seconds} s to go")?;
		}
		Ok(())
	}
}

/// A run that is going on.
#[derive(Debug)]
pub(super) struct Run {
	began: Instant,
	from: BlockNumber,
	total: BlockNumber,
}

impl Run {
	/// Begins a run of `total` blocks after block `from`.
	pub(super) fn new(from: BlockNumber, total: BlockNumber) -> Self {
		Self { began: Instant::now(), from, total }
	}

	/// Blocks that are still to be made after block `head`.
	pub(super) fn left(&self, head: BlockNumber) -> BlockNumber {
		self.total.saturating_sub(head.saturating_sub(self.from))
	}

	/// How far the run has come with block `head`.
	pub(super) fn progress(&self, head: BlockNumber, finished: bool) -> Progress {
		progress(self.began.elapsed(), self.from, self.total, head, finished)
	}
}

fn progress(
	elapsed: Duration,
	from: BlockNumber,
	total: BlockNumber,
	block: BlockNumber,
	finished: bool,
) -> Progress {
	// One block more than asked for may be made, where the first one has no room for transactions.
	let done = block.saturating_sub(from).min(total);
	let pace = f64::from(done) / elapsed.as_secs_f64().max(0.001);
	let left = f64::from(total.saturating_sub(done));
	Progress {
		block,
		done,
		total,
		blocks_per_second: pace as u64,
		remaining_seconds: if pace > 0.0 { (left / pace).ceil() as u64 } else { 0 },
		finished,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_line_says_how_far_and_how_long() {
		let halfway = progress(Duration::from_secs(2), 100, 4_000, 2_100, false);
		assert_eq!(
			halfway.to_string(),
			"#2100: 2000 of 4000 blocks (50 %), 1000 blocks/s, 2 s to go"
		);
		let done = progress(Duration::from_secs(4), 100, 4_000, 4_100, true);
		assert_eq!(done.to_string(), "#4100: 4000 of 4000 blocks (100 %), 1000 blocks/s");
	}

	#[test]
	fn nothing_is_divided_by_zero() {
		let first = progress(Duration::ZERO, 5, 10, 5, false);
		assert_eq!((first.done, first.blocks_per_second, first.remaining_seconds), (0, 0, 0));
		assert!(progress(Duration::ZERO, 5, 0, 5, true).to_string().contains("0 of 0"));
	}
}
