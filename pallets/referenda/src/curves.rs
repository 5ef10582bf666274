// SPDX-License-Identifier: Apache-2.0

//! Curves: the approval or the support that is required as the decision period passes.
//!
//! Both axes run from zero to one: `x` is the part of the decision period that has passed, `y` is the
//! requirement. No curve ever rises, so a tally that meets it once meets it from then on, and
//! [`Curve::delay`] finds the first such `x` exactly.
//!
//! All arithmetic is on whole billionths. Nothing here depends on FRAME.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{FixedI64, Perbill};

/// One, in billionths.
const ONE: u32 = 1_000_000_000;

/// A requirement that falls as time passes.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Curve {
	/// A straight line from `ceil` at zero to `floor` at `length`, and `floor` after that.
	LinearDecreasing {
		/// The `x` at which `floor` is reached.
		length: Perbill,
		/// The requirement from `length` on.
		floor: Perbill,
		/// The requirement at `x = 0`.
		ceil: Perbill,
	},
	/// Steps: `begin` at zero, lower by `step` after each `period`, never below `end`.
	SteppedDecreasing {
		/// The requirement at `x = 0`.
		begin: Perbill,
		/// The least requirement.
		end: Perbill,
		/// The height of one step.
		step: Perbill,
		/// The width of one step.
		period: Perbill,
	},
	/// A hyperbola: `factor / (x + x_offset) + y_offset`, clamped to between zero and one.
	Reciprocal {
		/// The factor; above zero.
		factor: FixedI64,
		/// The shift along the time axis; above zero.
		x_offset: FixedI64,
		/// The shift of the requirement.
		y_offset: FixedI64,
	},
}

/// Why a curve cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CurveError {
	/// The length of a line is zero, and wallets divide by it.
	ZeroLength,
	/// The curve does not fall: its end is not below its begin.
	Flat,
	/// The height of a step is zero, and wallets divide by it.
	ZeroStep,
	/// The width of a step is zero, and wallets divide by it.
	ZeroPeriod,
	/// The factor of a hyperbola is not above zero, so that it would rise.
	FactorNotPositive,
	/// The `x_offset` of a hyperbola is not above zero, so that its pole is in the decision period.
	OffsetNotPositive,
}

impl CurveError {
	/// A description of the fault.
	pub const fn describe(self) -> &'static str {
		match self {
			Self::ZeroLength => "a linear curve has length zero",
			Self::Flat => "a curve does not fall",
			Self::ZeroStep => "a stepped curve has step zero",
			Self::ZeroPeriod => "a stepped curve has period zero",
			Self::FactorNotPositive => "a reciprocal curve has a factor that is not positive",
			Self::OffsetNotPositive => "a reciprocal curve has an x offset that is not positive",
		}
	}
}

impl Curve {
	/// A line from `ceil` at zero to `floor` at `length`.
	pub const fn linear(length: Perbill, floor: Perbill, ceil: Perbill) -> Self {
		Self::LinearDecreasing { length, floor, ceil }
	}

	/// Steps from `begin` down to `end`, each `step` high and `period` wide.
	pub const fn stepped(begin: Perbill, end: Perbill, step: Perbill, period: Perbill) -> Self {
		Self::SteppedDecreasing { begin, end, step, period }
	}

	/// A hyperbola, with its three numbers in billionths.
	pub const fn reciprocal(factor: i64, x_offset: i64, y_offset: i64) -> Self {
		Self::Reciprocal {
			factor: FixedI64::from_inner(factor),
			x_offset: FixedI64::from_inner(x_offset),
			y_offset: FixedI64::from_inner(y_offset),
		}
	}

	/// Checks that the curve falls and that nobody divides by zero.
	pub fn validate(&self) -> Result<(), CurveError> {
		match *self {
			Self::LinearDecreasing { length, floor, ceil } => {
				if length.is_zero() {
					return Err(CurveError::ZeroLength);
				}
				if ceil <= floor {
					return Err(CurveError::Flat);
				}
			},
			Self::SteppedDecreasing { begin, end, step, period } => {
				if step.is_zero() {
					return Err(CurveError::ZeroStep);
				}
				if period.is_zero() {
					return Err(CurveError::ZeroPeriod);
				}
				if begin <= end {
					return Err(CurveError::Flat);
				}
			},
			Self::Reciprocal { factor, x_offset, .. } => {
				if factor.into_inner() <= 0 {
					return Err(CurveError::FactorNotPositive);
				}
				if x_offset.into_inner() <= 0 {
					return Err(CurveError::OffsetNotPositive);
				}
				if self.threshold(Perbill::zero()) <= self.threshold(Perbill::one()) {
					return Err(CurveError::Flat);
				}
			},
		}
		Ok(())
	}

	/// The requirement at `x`.
	pub fn threshold(&self, x: Perbill) -> Perbill {
		Perbill::from_parts(self.threshold_parts(x.deconstruct()))
	}

	/// Whether `y` meets the requirement at `x`.
	pub fn passing(&self, x: Perbill, y: Perbill) -> bool {
		y >= self.threshold(x)
	}

	/// The first `x` at which `y` meets the requirement; `None` if it never does.
	///
	/// The result is exact: one billionth earlier `y` does not meet the requirement.
	pub fn delay(&self, y: Perbill) -> Option<Perbill> {
		let meets = |x: u32| self.threshold_parts(x) <= y.deconstruct();
		if !meets(ONE) {
			return None;
		}
		if meets(0) {
			return Some(Perbill::zero());
		}
		Some(Perbill::from_parts(first_meeting(meets, self.delay_hint(y.deconstruct()))))
	}

	fn threshold_parts(&self, x: u32) -> u32 {
		match *self {
			Self::LinearDecreasing { length, floor, ceil } => {
				let (length, floor) = (length.deconstruct(), floor.deconstruct());
				let height = ceil.deconstruct().saturating_sub(floor);
				let fallen = scaled(height, x.min(length), length).unwrap_or(height);
				floor.saturating_add(height.saturating_sub(fallen))
			},
			Self::SteppedDecreasing { begin, end, step, period } => {
				let stairs = x.checked_div(period.deconstruct()).unwrap_or(0);
				let fallen = step.deconstruct().saturating_mul(stairs);
				begin.deconstruct().saturating_sub(fallen).max(end.deconstruct())
			},
			Self::Reciprocal { factor, x_offset, y_offset } => {
				let at = i128::from(x).saturating_add(i128::from(x_offset.into_inner()));
				if at <= 0 {
					return ONE;
				}
				let height = i128::from(factor.into_inner())
					.saturating_mul(i128::from(ONE))
					.checked_div_euclid(at)
					.unwrap_or(i128::MAX)
					.saturating_add(i128::from(y_offset.into_inner()));
				clamped(height)
			},
		}
	}

	/// About where the curve crosses `y`, by the inverse of its formula, without care for rounding.
	fn delay_hint(&self, y: u32) -> u32 {
		match *self {
			Self::LinearDecreasing { length, floor, ceil } => {
				let height = ceil.deconstruct().saturating_sub(floor.deconstruct());
				let fallen = ceil.deconstruct().saturating_sub(y);
				scaled(length.deconstruct(), fallen, height).unwrap_or(0)
			},
			Self::SteppedDecreasing { begin, step, period, .. } => {
				let fallen = begin.deconstruct().saturating_sub(y);
				let stairs = match step.deconstruct() {
					0 => 0,
					step => fallen.div_ceil(step),
				};
				stairs.saturating_mul(period.deconstruct())
			},
			Self::Reciprocal { factor, x_offset, y_offset } => {
				let height = i128::from(y).saturating_sub(i128::from(y_offset.into_inner()));
				let x = i128::from(factor.into_inner())
					.saturating_mul(i128::from(ONE))
					.checked_div(height)
					.unwrap_or(0)
					.saturating_sub(i128::from(x_offset.into_inner()));
				clamped(x)
			},
		}
		.min(ONE)
	}
}

/// `whole * part / of`, rounded down; `None` if `of` is zero.
fn scaled(whole: u32, part: u32, of: u32) -> Option<u32> {
	let product = u64::from(whole).saturating_mul(u64::from(part));
	product.checked_div(u64::from(of)).map(|x| x.min(u64::from(u32::MAX)) as u32)
}

fn clamped(value: i128) -> u32 {
	value.clamp(0, i128::from(ONE)) as u32
}

/// The smallest `x` for which `meets` is true, in billionths. It must be false at zero, true at one,
/// and stay true once it is. Searches near `hint` first, and then by bisection.
fn first_meeting(meets: impl Fn(u32) -> bool, hint: u32) -> u32 {
	let (mut fails, mut holds) = (0u32, ONE);
	let mut reach = 1u32;
	let mut probe = hint.clamp(1, ONE);
	while holds.saturating_sub(fails) > 1 {
		if meets(probe) {
			holds = holds.min(probe);
			probe = probe.saturating_sub(reach);
		} else {
			fails = fails.max(probe);
			probe = probe.saturating_add(reach);
		}
		reach = reach.saturating_mul(4);
		if probe <= fails || probe >= holds {
			probe = fails.saturating_add(holds.saturating_sub(fails).div_ceil(2));
			if probe >= holds {
				break;
			}
		}
	}
	holds
}
