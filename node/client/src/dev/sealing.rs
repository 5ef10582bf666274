// SPDX-License-Identifier: GPL-3.0-or-later

//! When a block is made.

use std::{fmt, str::FromStr, time::Duration};

use crate::types::BlockNumber;

/// How long after a block the next one is made with `auto` if no transaction is ready.
const BLOCK_TIME: Duration = Duration::from_secs(6);
/// The shortest interval. A fast-forward serves better than a shorter one.
const MIN_INTERVAL: Duration = Duration::from_millis(10);
/// The longest interval, a day.
const MAX_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// What calls for a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Sealing {
	/// A transaction that is ready, or six seconds without one.
	#[default]
	Auto,
	/// A transaction that is ready.
	Instant,
	/// Time alone.
	Interval(Duration),
	/// The user.
	Manual,
}

impl Sealing {
	/// How many blocks finality lags behind the head by default. It is 0 where no block comes by
	/// itself: those who wait for finality would wait for ever.
	pub(super) fn finality_lag(self) -> BlockNumber {
		match self {
			Self::Auto | Self::Interval(_) => 2,
			Self::Instant | Self::Manual => 0,
		}
	}

	/// Whether a ready transaction calls for a block.
	pub(super) fn on_transaction(self) -> bool {
		matches!(self, Self::Auto | Self::Instant)
	}

	/// How long after a block the next one is due in any case.
	pub(super) fn interval(self) -> Option<Duration> {
		match self {
			Self::Auto => Some(BLOCK_TIME),
			Self::Interval(interval) => Some(interval),
			Self::Instant | Self::Manual => None,
		}
	}
}

impl fmt::Display for Sealing {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Auto => f.write_str("auto"),
			Self::Instant => f.write_str("instant"),
			Self::Interval(interval) => write!(f, "interval={}", interval.as_millis()),
			Self::Manual => f.write_str("manual"),
		}
	}
}

impl FromStr for Sealing {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text {
			"auto" => Ok(Self::Auto),
			"instant" => Ok(Self::Instant),
			"manual" => Ok(Self::Manual),
			_ => {
				let Some(interval) = text.strip_prefix("interval=") else {
					return Err(format!(
						"`{text}` is not a sealing mode; use `auto`, `instant`, `interval=<MS>` or \
						 `manual`"
					));
				};
				interval
					.parse()
					.map(Duration::from_millis)
					.ok()
					.filter(|interval| (MIN_INTERVAL..=MAX_INTERVAL).contains(interval))
					.map(Self::Interval)
					.ok_or_else(|| {
						format!(
							"`{interval}` is not an interval; give a number of milliseconds \
							 from {} to {}",
							MIN_INTERVAL.as_millis(),
							MAX_INTERVAL.as_millis(),
						)
					})
			},
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_sealing_is_read_as_it_is_written() {
		for text in ["auto", "instant", "interval=10", "interval=86400000", "manual"] {
			assert_eq!(text.parse::<Sealing>().unwrap().to_string(), text);
		}
	}

	#[test]
	fn a_wrong_sealing_is_refused_with_the_right_ones() {
		for text in ["", "Auto", "interval", "6000"] {
			let reason = text.parse::<Sealing>().unwrap_err();
			assert!(reason.contains("`interval=<MS>`"), "{reason}");
		}
		for text in ["interval=", "interval=9", "interval=86400001", "interval=-1", "interval=1s"] {
			let reason = text.parse::<Sealing>().unwrap_err();
			assert!(reason.contains("from 10 to 86400000"), "{reason}");
		}
	}
}
